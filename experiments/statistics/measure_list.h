/* What is measured of a run, in the order of the table: X(name), each
 * experiments/statistics/measure_<name>.c. */
X(latency)
X(recovery)
X(recomputed)
