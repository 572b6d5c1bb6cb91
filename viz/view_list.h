/* The views, the first is the default: X(name). */
#define MYC_VIEW_LIST(X)                                                                           \
    X(lineage)                                                                                     \
    X(spacetime)                                                                                   \
    X(cluster)
