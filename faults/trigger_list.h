/* Triggers: X(name), each faults/trigger_<name>.c. The first stands where an item has none. */
X(at)
X(after)
X(by)
