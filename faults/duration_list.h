/* Durations: X(name), each faults/duration_<name>.c. The first stands where an item has none. */
X(for)
X(until)
