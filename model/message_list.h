/* The runtime's messages: X(NAME, word on the wire and in names, what it says). Each is handled in
 * model/receive_<word in lower case>.c. */
#define MYC_MESSAGE_LIST(X)                                                                       \
    X(REQ, Req, "materialize this lineage and answer into this future")                          \
    X(RES, Res, "the value for a future")                                                        \
    X(ERR, Err, "why there is no value for a future")                                            \
    X(EMIT, Emit, "one element pumped into a silo")                                              \
    X(DONE, Done, "a source has emitted all its elements")                                       \
    X(DOPUMP, DoPump, "materialize a source and pump its elements into a silo")                  \
    X(COPY, Copy, "keep a copy of a pinned silo")                                                \
    X(COPYOK, CopyOk, "the copy is kept")                                                        \
    X(UNPIN, Unpin, "the copy of a silo may be removed")
