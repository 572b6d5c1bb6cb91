/* Effects: X(name), each faults/effect_<name>.c. */
X(crash)
X(partition)
X(delay)
X(drop)
