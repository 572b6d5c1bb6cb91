/* Failure detectors: X(name), each sim/detector_<name>.c. */
X(perfect)
X(timeout)
X(heartbeat)
