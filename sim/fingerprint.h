/* The fingerprint of a run: XXH3-128 over the key and content of every event
 * executed, in order, as fixed little-endian integers. It never sees a struct,
 * a pointer or a double. The same scenario, plan and seed give the same one on
 * every compiler, level and CPU.
 *
 *     time 8 | source 4 | rank 1 | target 4 | kind 2 | counter 8 | content 8      35 bytes an event
 *
 * Checkpoints keep the prefix after each 2^k events, at most 1,024 of them: k
 * grows and every other one is dropped as the run does. */
#ifndef MYC_SIM_FINGERPRINT_H
#define MYC_SIM_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

#include "sim/event.h"
#include "sim/memory.h"

#define MYC_CHECKPOINTS_MAX 1024

struct myc_checkpoint {
    uint64_t events; /* how many events the prefix covers */
    myc_time time;   /* of the last of them */
    unsigned char digest[16];
};

struct myc_fingerprint;

struct myc_fingerprint *myc_fingerprint_begin(struct myc_memory *memory);
/* Adds one event, with this content; `event->counter` is taken as given. */
void myc_fingerprint_add(struct myc_fingerprint *fingerprint, const struct myc_event *event,
                         uint64_t content);
void myc_fingerprint_digest(struct myc_fingerprint *fingerprint, unsigned char digest[16]);
uint64_t myc_fingerprint_events(const struct myc_fingerprint *fingerprint);
/* The checkpoints so far, oldest first. */
const struct myc_checkpoint *myc_fingerprint_checkpoints(const struct myc_fingerprint *fingerprint,
                                                         size_t *count);

/* For measuring what the fingerprint costs, and nothing else: from now on events are only counted.
 * Such a run has no checkpoints, and its digest says nothing. */
void myc_fingerprint_mute(struct myc_fingerprint *fingerprint);

/* 32 lowercase hex digits and a NUL. */
void myc_digest_text(const unsigned char digest[16], char text[33]);

#endif
