/* Checks: X(name), each model/check_<name>.c. */
X(types)
X(mobility)
X(determinacy)
X(stability)
X(replay)
X(finite)
X(progress)
