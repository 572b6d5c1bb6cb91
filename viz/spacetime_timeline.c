/* The scale of time. Most of a run happens in a few short stretches: within them a step down is
 * proportional to its time, between a least and a greatest height; what is longer is cut. */
#include <stdlib.h>

#include "viz/spacetime.h"

#define STEP_MIN 16.0
#define STEP_MAX 110.0
#define CUT 64.0

/* What all steps together should take, and at least and at most one on the average. */
#define HEIGHT_GOAL 1300.0
#define MEAN_MIN 20.0
#define MEAN_MAX 42.0

void myc_timeline_add(struct myc_timeline *timeline, struct myc_memory *memory, myc_time time)
{
    timeline->times = myc_memory_grow(memory, timeline->times, &timeline->room, timeline->count + 1,
                                      sizeof *timeline->times);
    timeline->times[timeline->count++] = time;
}

static int by_time(const void *a, const void *b)
{
    myc_time left = *(const myc_time *)a, right = *(const myc_time *)b;
    return left < right ? -1 : left > right;
}

static void drop_repetitions(struct myc_timeline *timeline)
{
    size_t kept = 0;
    qsort(timeline->times, timeline->count, sizeof *timeline->times, by_time);
    for (size_t i = 0; i < timeline->count; i++)
        if (kept == 0 || timeline->times[i] != timeline->times[kept - 1])
            timeline->times[kept++] = timeline->times[i];
    timeline->count = kept;
}

/* A step longer than half of all shorter ones together is idle time. Gives the greatest that is
 * not, and how long those up to it are together. */
static myc_time longest_uncut(const struct myc_timeline *timeline, struct myc_memory *memory,
                              myc_time *sum)
{
    size_t count = timeline->count - 1;
    myc_time *steps = myc_memory_alloc(memory, (count + 1) * sizeof *steps);
    *sum = 0;
    for (size_t i = 0; i < count; i++) {
        steps[i] = timeline->times[i + 1] - timeline->times[i];
        *sum += steps[i];
    }
    qsort(steps, count, sizeof *steps, by_time);
    while (count > 1 && steps[count - 1] > (*sum - steps[count - 1]) / 2)
        *sum -= steps[--count];
    return count ? steps[count - 1] : 0;
}

void myc_timeline_draw_up(struct myc_timeline *timeline, struct myc_memory *memory, double top)
{
    drop_repetitions(timeline);
    size_t count = timeline->count;
    timeline->tops = myc_memory_alloc(memory, (count + 1) * sizeof *timeline->tops);
    timeline->is_cut = myc_memory_alloc(memory, count + 1);
    if (count == 0)
        return;
    myc_time sum, longest = longest_uncut(timeline, memory, &sum);
    double mean = HEIGHT_GOAL / (double)count;
    mean = mean < MEAN_MIN ? MEAN_MIN : mean > MEAN_MAX ? MEAN_MAX : mean;
    double scale = sum ? mean * (double)count / (double)sum : 0;
    timeline->tops[0] = top;
    for (size_t i = 0; i + 1 < count; i++) {
        myc_time step = timeline->times[i + 1] - timeline->times[i];
        double height = (double)step * scale;
        timeline->is_cut[i] = step > longest || height > STEP_MAX;
        if (timeline->is_cut[i])
            height = CUT;
        timeline->tops[i + 1] = timeline->tops[i] + (height < STEP_MIN ? STEP_MIN : height);
    }
}

double myc_timeline_top(const struct myc_timeline *timeline, myc_time time)
{
    size_t low = 0, high = timeline->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (timeline->times[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    return timeline->tops[low < timeline->count ? low : timeline->count - 1];
}
