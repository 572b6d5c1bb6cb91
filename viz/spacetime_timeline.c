/* The scale of time. Most of a run happens in a few short stretches: within them a step down is
 * proportional to its time, between a least and a greatest height; what is longer is cut. */
#include <stdlib.h>

#include "viz/spacetime.h"

#define STEP_MIN 16.0
#define STEP_MAX 190.0
/* A step longer than so many usual tasks or flights is idle time. */
#define SPANS_IN_STEP 3
#define CUT (MYC_SPACETIME_BREAK + 24.0)

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

void myc_timeline_add_span(struct myc_timeline *timeline, struct myc_memory *memory, myc_time span)
{
    timeline->spans = myc_memory_grow(memory, timeline->spans, &timeline->span_room,
                                      timeline->span_count + 1, sizeof *timeline->spans);
    timeline->spans[timeline->span_count++] = span;
}

void myc_timeline_add_room(struct myc_timeline *timeline, struct myc_memory *memory, myc_time time,
                           double height)
{
    timeline->rooms = myc_memory_grow(memory, timeline->rooms, &timeline->room_room,
                                      timeline->room_count + 1, sizeof *timeline->rooms);
    timeline->rooms[timeline->room_count++] = (struct myc_room){ time, height };
}

static double room_below(const struct myc_timeline *timeline, myc_time time)
{
    double height = 0;
    for (size_t i = 0; i < timeline->room_count; i++)
        if (timeline->rooms[i].time == time && timeline->rooms[i].height > height)
            height = timeline->rooms[i].height;
    return height;
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

/* How long a thing that is drawn takes: the median. */
static myc_time usual_span(const struct myc_timeline *timeline)
{
    if (timeline->span_count == 0)
        return 0;
    qsort(timeline->spans, timeline->span_count, sizeof *timeline->spans, by_time);
    return timeline->spans[timeline->span_count / 2];
}

void myc_timeline_draw_up(struct myc_timeline *timeline, struct myc_memory *memory, double top)
{
    drop_repetitions(timeline);
    size_t count = timeline->count;
    timeline->tops = myc_memory_alloc(memory, (count + 1) * sizeof *timeline->tops);
    timeline->is_cut = myc_memory_alloc(memory, count + 1);
    if (count == 0)
        return;
    myc_time longest = usual_span(timeline) * SPANS_IN_STEP, sum = 0;
    for (size_t i = 0; i + 1 < count; i++)
        if (timeline->times[i + 1] - timeline->times[i] <= longest)
            sum += timeline->times[i + 1] - timeline->times[i];
    double mean = HEIGHT_GOAL / (double)count;
    mean = mean < MEAN_MIN ? MEAN_MIN : mean > MEAN_MAX ? MEAN_MAX : mean;
    double scale = sum ? mean * (double)count / (double)sum : 0;
    timeline->tops[0] = top;
    for (size_t i = 0; i + 1 < count; i++) {
        myc_time step = timeline->times[i + 1] - timeline->times[i];
        double height = (double)step * scale;
        timeline->is_cut[i] = step > longest || height > STEP_MAX;
        double least = room_below(timeline, timeline->times[i]);
        if (timeline->is_cut[i])
            height = 0, least += CUT;
        else if (least < STEP_MIN)
            least = STEP_MIN;
        timeline->tops[i + 1] = timeline->tops[i] + (height < least ? least : height);
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
