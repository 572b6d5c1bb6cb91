/* Repetitions: X(name), each faults/repetition_<name>.c. */
X(poisson)
X(periodic)
X(renewal)
X(flap)
X(burst)
X(cascade)
X(follow)
