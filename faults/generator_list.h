/* Generators: X(name), each faults/generator_<name>.c. */
X(domain)
X(trace)
X(swarm)
X(each_at_each)
