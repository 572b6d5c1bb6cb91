/* The cluster against queueing theory: the mean wait of M/M/1, M/D/1 and M/M/3
 * is inside the 99% interval around the mean of independent replications.
 *
 *   M/M/1  rho / (1 - rho) * s                            (Kleinrock I, 3.2)
 *   M/D/1  rho / (2 (1 - rho)) * s                        (Pollaczek-Khinchine)
 *   M/M/c  C(c, a) / (c (1 - rho)) * s, C Erlang's second formula
 *
 * with s the mean service and rho the load of a server. The same holds of a NIC,
 * whose utilisation is its load. Little's law is that the jobs in the system are the
 * arrivals a second times the seconds spent there; of the servers of a queue, that
 * the number of busy ones is rate times service, which utilisation shows. */
#include "tests/load.h"
#include "tests/story.h"

#include <criterion/criterion.h>
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
    double waits[REPLICATIONS];
    char arrivals[64], what[128];
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
        /* Little's law for the servers: busy ones = arrivals a second * seconds of service. */
        cr_assert(fabs(field(told, "utilisation") / load - 1) < 0.03, "utilisation %g, not %g",
                  field(told, "utilisation"), load);
    }
    snprintf(what, sizeof what, "%s, %d servers, load %g", service, servers, load);
    load_assert_mean(waits, REPLICATIONS, wait_ns, 0.25, what);
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

Test(theory, egress_nic)
{
    for (int i = 0; i < 3; i++) {
        load_assert_nic(LOAD_EGRESS, false, loads[i], (size_t)jobs[i]);
        load_assert_nic(LOAD_EGRESS, true, loads[i], (size_t)jobs[i]);
    }
}

Test(theory, ingress_nic)
{
    for (int i = 0; i < 3; i++)
        load_assert_nic(LOAD_INGRESS, true, loads[i], (size_t)jobs[i]);
}

Test(theory, littles_law)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        load_assert_little_in_network(seed, 300000);
        load_assert_little_at_cores(seed, 1, 0.5, 300000);
        load_assert_little_at_cores(seed, 3, 0.8, 300000);
    }
}
