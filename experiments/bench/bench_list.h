/* The benchmarks, in the order of the help: X(name), each experiments/bench/bench_<name>.c. */
X(phold)
X(cluster)
X(people)
X(scale)
X(checks)
X(intervals)
