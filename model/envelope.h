/* The decoded form of a message: a cache beside its bytes. Which fields count
 * is told by the message's kind. */
#ifndef MYC_MODEL_ENVELOPE_H
#define MYC_MODEL_ENVELOPE_H

#include "model/runtime_internal.h"

struct myc_envelope {
    struct myc_incarnation requester; /* whose request it is about */
    uint64_t request;
    uint64_t attempt;
    bool again; /* it asks again, or answers what did; beside the bytes */
    const struct myc_node *node;      /* Req, DoPump: asked for; Res, Err: answered; Copy, CopyOk: persisted;
                                         Unpin: the silo */
    /* Req, DoPump: what the requester knows of moved homes, and values brought along. */
    struct myc_redirects redirects;
    uint32_t value_count;
    const struct myc_node **values;
    /* Req, DoPump, Res: who keeps what of the lineage; Copy: who keeps, or will keep, the silo. */
    struct myc_holders holders;
    /* Req, DoPump: for what is asked for its sake alone. */
    bool has_detour;
    struct myc_redirect detour;
    /* DoPump */
    const struct myc_spore *spore;
    uint32_t index; /* which of the destination's pumps */
    const char *label;
    uint32_t destination_node;
    /* Res, Emit, Copy */
    const struct myc_value *value;
    uint64_t count; /* Emit: index of the element; Done: how many there were */
    struct myc_incarnation holder; /* CopyOk */
    /* Err */
    const struct myc_failure *failure;
};

/* The bytes of a Res; they stay until the next message is made. */
const struct myc_bytes *myc_message_bytes_of_res(struct myc_runtime *runtime,
                                                 const struct myc_envelope *envelope);

const struct myc_bytes *myc_message_bytes_of_copy(struct myc_runtime *runtime,
                                                  const struct myc_envelope *envelope);

/* Makes of the envelope what arrives instead of a message that was altered unnoticed: one bit of a
 * value, in a Res or a Copy. False: what arrives can no longer be read, and is dropped. */
bool myc_garble(struct myc_runtime *runtime, const struct myc_message *message,
                struct myc_envelope *envelope);

#endif
