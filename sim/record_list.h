/* The kinds of record: X(NAME, word, whether a trigger may name it, what it says).
 *
 * `cause` in the sentences is the record's fault id; `inputs` are the records
 * of all that the fact used, absences such as a timeout included. */
#define MYC_RECORD_LIST(X)                                                                         \
    X(STAGED, staged, 0, "a lineage node was declared; no event")                                  \
    X(REQUESTED, requested, 1, "a Req was sent for the node, at the requester")                    \
    X(ASKED, asked, 0, "a node was asked for within its host")                                     \
    X(STARTED, started, 0, "a spore began to run for the node")                                    \
    X(MATERIALIZED, materialized, 1, "the node's value is ready at its host")                      \
    X(PINNED, pinned, 1, "the host keeps the node's value in memory")                              \
    X(COPIED, copied, 1, "a host keeps a copy of what another pins")                               \
    X(UNPINNED, unpinned, 0, "the host may remove the node's value")                               \
    X(ANSWERED, answered, 1, "a Res was handed to the NIC, or a local asker served")               \
    X(COMPLETED, completed, 1, "the future is full, at the requester")                             \
    X(FAILED, failed, 0, "an attempt to get the node's value ended in an error")                   \
    X(LOST, lost, 1, "a value, a running task or a request died with its host")                    \
    X(EVICTED, evicted, 1, "the host removed the node's value to save memory")                     \
    X(NOTICED, noticed, 0, "the detector told of an ended incarnation")                            \
    X(SUSPECTED, suspected, 0, "a request got no answer in time")                                  \
    X(HEDGED, hedged, 1, "the node is asked for at a second host, as the first is slow")           \
    X(REPLAYED, replayed, 1, "the node is asked for again after a failure")                        \
    X(HANDLED, handled, 0, "the node's fault handler runs instead of its spore")                   \
    X(FAULT_STARTED, fault_started, 0, "a fault began")                                            \
    X(FAULT_ENDED, fault_ended, 0, "a fault ended")
