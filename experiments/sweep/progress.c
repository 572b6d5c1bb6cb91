#include "experiments/sweep/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define SECOND_NS UINT64_C(1000000000)
#define BAR_CELLS 20
#define BAR_PAUSE_NS (SECOND_NS / 5)
#define LINE_PAUSE_NS (10 * SECOND_NS) /* and each time twice as long, up to: */
#define LINE_PAUSE_NS_MAX (600 * SECOND_NS)

void myc_progress_init(struct myc_progress *progress, uint64_t found)
{
    bool is_terminal = isatty(STDERR_FILENO);
    *progress = (struct myc_progress){ .found = found,
                                       .is_terminal = is_terminal,
                                       .begin_ns = myc_pool_now_ns(),
                                       .pause_ns = is_terminal ? BAR_PAUSE_NS : LINE_PAUSE_NS };
    progress->next_ns = progress->begin_ns + progress->pause_ns;
}

static void write_duration(double seconds, FILE *out)
{
    if (seconds >= 3600)
        fprintf(out, "%.1f h", seconds / 3600);
    else if (seconds >= 100)
        fprintf(out, "%.0f min", seconds / 60);
    else
        fprintf(out, "%.0f s", seconds);
}

static void write_bar(double share, FILE *out)
{
    int full = (int)(share * BAR_CELLS);
    fputc('[', out);
    for (int i = 0; i < BAR_CELLS; i++)
        fputc(i < full ? '#' : '.', out);
    fputs("] ", out);
}

static double share_of(const struct myc_progress *progress, const struct myc_planner *planner)
{
    return (double)(progress->found + planner->done - planner->found) / (double)planner->most;
}

static void write_state(const struct myc_progress *progress, const struct myc_planner *planner,
                        double seconds, FILE *out)
{
    uint64_t made = planner->done - planner->found, done = progress->found + made;
    double rate = seconds > 0 ? (double)made / seconds : 0;
    bool may_stop = planner->sweep->finds || planner->sweep->half_width > 0;
    fprintf(out, "%" PRIu64 " of %s%" PRIu64 " runs", done, may_stop ? "at most " : "",
            planner->most);
    fprintf(out, ", %.*f/s", rate < 10 ? 1 : 0, rate);
    if (rate > 0 && !may_stop) {
        fputs(", ", out);
        write_duration((double)(planner->most - done) / rate, out);
        fputs(" to go", out);
    }
    fprintf(out, "; %" PRIu64 " pass, %" PRIu64 " fail, %" PRIu64 " unknown",
            planner->verdicts[MYC_PASS], planner->verdicts[MYC_FAIL],
            planner->verdicts[MYC_UNKNOWN]);
}

void myc_progress_tell(struct myc_progress *progress, const struct myc_planner *planner)
{
    uint64_t now = myc_pool_now_ns();
    if (now < progress->next_ns)
        return;
    double seconds = (double)(now - progress->begin_ns) / (double)SECOND_NS;
    if (progress->is_terminal) {
        fputc('\r', stderr);
        write_bar(share_of(progress, planner), stderr);
    }
    write_state(progress, planner, seconds, stderr);
    fputs(progress->is_terminal ? "\033[K" : "\n", stderr);
    fflush(stderr);
    if (!progress->is_terminal && progress->pause_ns < LINE_PAUSE_NS_MAX)
        progress->pause_ns *= 2;
    progress->next_ns = now + progress->pause_ns;
}

void myc_progress_end(struct myc_progress *progress)
{
    if (progress->is_terminal)
        fputs("\r\033[K", stderr);
}
