/* The kinds of distribution: X(name), each in sim/distribution_NAME.c. */
#define MYC_DISTRIBUTION_LIST(X)                                                                   \
    X(constant)                                                                                    \
    X(uniform)                                                                                     \
    X(exponential)                                                                                 \
    X(weibull)                                                                                     \
    X(lognormal)                                                                                   \
    X(pareto)                                                                                      \
    X(empirical)                                                                                   \
    X(mixture)
