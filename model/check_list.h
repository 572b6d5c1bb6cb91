/* Checks: X(name), each model/check_<name>.c. */
X(types)
X(mobility)
X(integrity)
X(determinacy)
X(stability)
X(replay)
X(finite)
X(progress)
