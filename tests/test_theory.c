/* The cluster against queueing theory: the mean wait of M/M/1, M/D/1 and M/M/3
 * is inside the 99% interval around the mean of independent replications.
 *
 *   M/M/1  rho / (1 - rho) * s                            (Kleinrock I, 3.2)
 *   M/D/1  rho / (2 (1 - rho)) * s                        (Pollaczek-Khinchine)
 *   M/M/c  C(c, a) / (c (1 - rho)) * s, C Erlang's second formula
 *
 * with s the mean service and rho the load of a server. Little's law is that the
 * jobs in the system are the arrivals a second times the seconds spent there; here
 * the number of busy servers is rate times service, which utilisation shows. */
#include "tests/story.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REPLICATIONS 12
#define SERVICE_NS 1000000.0 /* 1 ms */

static double erlang_c(int servers, double load)
{
    double offered = servers * load, term = 1, sum = 1;
    for (int k = 1; k < servers; k++) {
        term *= offered / k;
        sum += term;
    }
    term *= offered / servers;
    double queued = term / (1 - load);
    return queued / (sum + queued);
}

static double field(const struct myc_outcome *told, const char *name)
{
    const char *at = strstr(told->response, name);
    cr_assert_not_null(at, "%s", told->response);
    return strtod(at + strlen(name) + 2, NULL);
}

static void assert_wait(const char *service, int servers, double load, double wait_ns, int jobs)
{
    double waits[REPLICATIONS], mean = 0, variance = 0;
    char arrivals[64];
    snprintf(arrivals, sizeof arrivals, "%.0fns", SERVICE_NS / (servers * load));
    for (int i = 0; i < REPLICATIONS; i++) {
        story_seed(1000 + (uint64_t)i);
        const struct myc_outcome *told =
            story("workload: {kind: queue, servers: %d, jobs: %d, warmup: %d,\n"
                  "  arrivals: {kind: exponential, mean: %s}, service: %s}\n"
                  "trace: outcome\nlimits: {time: 1000h, events: 1000000000}\n",
                  servers, jobs, jobs / 5, arrivals, service);
        cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
        waits[i] = field(told, "mean_wait_ns");
        mean += waits[i] / REPLICATIONS;
        /* Little's law for the servers: busy ones = arrivals a second * seconds of service. */
        cr_assert(fabs(field(told, "utilisation") / load - 1) < 0.03, "utilisation %g, not %g",
                  field(told, "utilisation"), load);
    }
    for (int i = 0; i < REPLICATIONS; i++)
        variance += (waits[i] - mean) * (waits[i] - mean) / (REPLICATIONS - 1);
    double half = gsl_cdf_tdist_Pinv(0.995, REPLICATIONS - 1) * sqrt(variance / REPLICATIONS);
    cr_assert(fabs(mean - wait_ns) <= half, "%s, %d servers, load %g: %.0f +- %.0f, not %.0f",
              service, servers, load, mean, half, wait_ns);
    cr_assert(half < wait_ns / 4, "too wide to say anything: %.0f +- %.0f", mean, half);
}

static const double loads[] = { 0.5, 0.8, 0.95 };
static const int jobs[] = { 20000, 50000, 150000 };

#define EXPONENTIAL "{kind: exponential, mean: 1ms}"

Test(theory, mean_wait_of_m_m_1)
{
    for (int i = 0; i < 3; i++)
        assert_wait(EXPONENTIAL, 1, loads[i], loads[i] / (1 - loads[i]) * SERVICE_NS, jobs[i]);
}

Test(theory, mean_wait_of_m_d_1)
{
    for (int i = 0; i < 3; i++)
        assert_wait("1ms", 1, loads[i], loads[i] / (2 * (1 - loads[i])) * SERVICE_NS, jobs[i]);
}

Test(theory, mean_wait_of_m_m_3)
{
    for (int i = 0; i < 3; i++)
        assert_wait(EXPONENTIAL, 3, loads[i],
                    erlang_c(3, loads[i]) / (3 * (1 - loads[i])) * SERVICE_NS, jobs[i]);
}
