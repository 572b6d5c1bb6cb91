#include "sim/fingerprint.h"

#include <string.h>

#define XXH_STATIC_LINKING_ONLY /* the state lives in the run's memory */
#include <xxhash.h>

#include "sim/little_endian.h"

#define EVENT_BYTES 35
#define BATCH_EVENTS 56 /* hashed at once; just under 2 KiB */
#define STATE_ALIGNMENT 64

struct myc_fingerprint {
    XXH3_state_t *state;
    uint64_t events;
    uint64_t stride; /* events from one checkpoint to the next, a power of two */
    size_t checkpoint_count;
    struct myc_checkpoint *checkpoints;
    size_t checkpoint_room;
    struct myc_memory *memory;
    bool muted;
    size_t batched; /* bytes */
    unsigned char batch[BATCH_EVENTS * EVENT_BYTES];
};

struct myc_fingerprint *myc_fingerprint_begin(struct myc_memory *memory)
{
    struct myc_fingerprint *fingerprint = myc_memory_alloc(memory, sizeof *fingerprint);
    char *state = myc_memory_alloc(memory, sizeof(XXH3_state_t) + STATE_ALIGNMENT);
    state += -(uintptr_t)state % STATE_ALIGNMENT;
    fingerprint->memory = memory;
    fingerprint->state = (XXH3_state_t *)(void *)state;
    fingerprint->stride = 1;
    XXH3_128bits_reset(fingerprint->state);
    return fingerprint;
}

__attribute__((noinline)) static void hash_batch(struct myc_fingerprint *fingerprint)
{
    XXH3_128bits_update(fingerprint->state, fingerprint->batch, fingerprint->batched);
    fingerprint->batched = 0;
}

static bool is_at_stride(const struct myc_fingerprint *fingerprint)
{
    return (fingerprint->events & (fingerprint->stride - 1)) == 0;
}

/* Keeps every other checkpoint: those of twice the stride. */
static void thin_checkpoints(struct myc_fingerprint *fingerprint)
{
    size_t kept = fingerprint->checkpoint_count / 2;
    for (size_t i = 0; i < kept; i++)
        fingerprint->checkpoints[i] = fingerprint->checkpoints[2 * i + 1];
    fingerprint->checkpoint_count = kept;
    fingerprint->stride *= 2;
}

__attribute__((noinline)) static void add_checkpoint(struct myc_fingerprint *fingerprint,
                                                     myc_time time)
{
    if (fingerprint->checkpoint_count == MYC_CHECKPOINTS_MAX) {
        thin_checkpoints(fingerprint);
        if (!is_at_stride(fingerprint))
            return;
    }
    fingerprint->checkpoints = myc_memory_grow(
        fingerprint->memory, fingerprint->checkpoints, &fingerprint->checkpoint_room,
        fingerprint->checkpoint_count + 1, sizeof *fingerprint->checkpoints);
    struct myc_checkpoint *checkpoint = &fingerprint->checkpoints[fingerprint->checkpoint_count++];
    checkpoint->events = fingerprint->events;
    checkpoint->time = time;
    myc_fingerprint_digest(fingerprint, checkpoint->digest);
}

void myc_fingerprint_mute(struct myc_fingerprint *fingerprint)
{
    fingerprint->muted = true;
}

void myc_fingerprint_add(struct myc_fingerprint *fingerprint, const struct myc_event *event,
                         uint64_t content)
{
    fingerprint->events++;
    if (fingerprint->muted)
        return;
    unsigned char *at = fingerprint->batch + fingerprint->batched;
    at = myc_put_64(at, event->time);
    at = myc_put_32(at, event->source);
    at = myc_put_8(at, (uint8_t)event->rank);
    at = myc_put_32(at, event->target);
    at = myc_put_16(at, event->kind);
    at = myc_put_64(at, event->counter);
    at = myc_put_64(at, content);
    fingerprint->batched = (size_t)(at - fingerprint->batch);
    if (fingerprint->batched == sizeof fingerprint->batch)
        hash_batch(fingerprint);
    if (is_at_stride(fingerprint))
        add_checkpoint(fingerprint, event->time);
}

void myc_fingerprint_digest(struct myc_fingerprint *fingerprint, unsigned char digest[16])
{
    hash_batch(fingerprint);
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(fingerprint->state));
    memcpy(digest, canonical.digest, 16);
}

uint64_t myc_fingerprint_events(const struct myc_fingerprint *fingerprint)
{
    return fingerprint->events;
}

const struct myc_checkpoint *myc_fingerprint_checkpoints(const struct myc_fingerprint *fingerprint,
                                                         size_t *count)
{
    *count = fingerprint->checkpoint_count;
    return fingerprint->checkpoints;
}

void myc_digest_text(const unsigned char digest[16], char text[33])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[32] = '\0';
}
