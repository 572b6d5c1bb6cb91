/* Chance: streams of a counter-based generator, Philox4x32-10 (Salmon, Moraes,
 * Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 *
 * A stream is named by (seed, entity, purpose), made in O(1) and independent
 * of every other: adding a draw, a host or a fault moves no other draw, and
 * runs of a sweep share common random numbers. Draw n of a stream is a pure
 * function of its name and n:
 *
 *     key     = seed                     (2 x 32 bits)
 *     counter = n, purpose, entity       (32 + 32 + 64 bits)   one block gives two draws
 */
#ifndef MYC_SIM_STREAM_H
#define MYC_SIM_STREAM_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stdint.h>

/* What a stream is for; one number each, never reused. */
enum myc_purpose {
    MYC_PURPOSE_TEST = 0,
    MYC_PURPOSE_JITTER = 1,    /* entity: source host << 32 | destination host */
    MYC_PURPOSE_PERTURB = 2,   /* entity: myc_stream_entity of the item's name */
    MYC_PURPOSE_WORKLOAD = 3,  /* entity: chosen by the workload */
    MYC_PURPOSE_STRIKE = 4,    /* what an open fault draws; entity: of its item, start and host, or
                                 0 where the seed is its own `stream` */
    MYC_PURPOSE_GENERATE = 5,  /* what a generator of faults draws; entity: of its name */
    MYC_PURPOSE_RECOVERY = 6,  /* entity: the host that recovers */
    MYC_PURPOSE_HEARTBEAT = 7, /* jitter of heartbeats; entity: source << 32 | destination */
    MYC_PURPOSE_DESIGN = 8,    /* the points that a sweep visits; entity: number of the parameter */
};

struct myc_stream {
    uint64_t seed;
    uint64_t entity;
    uint32_t purpose;
    uint32_t half;     /* 1: the second draw of `block` is still unused */
    uint64_t next;     /* counter of the next block, below 2^32 */
    uint32_t block[4]; /* the last block */
};

/* The bare block function: ten rounds over `counter` with `key`. */
void myc_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

void myc_stream_init(struct myc_stream *stream, uint64_t seed, uint64_t entity,
                     enum myc_purpose purpose);

/* The entity of a name: XXH3-64 of its text. */
uint64_t myc_stream_entity(const char *name);

/* Each of these is one draw. A stream has 2^33 of them; the next asserts. */
uint64_t myc_stream_bits(struct myc_stream *stream);  /* 64 fresh bits */
double myc_stream_uniform(struct myc_stream *stream); /* (k + 1/2) / 2^52: never 0, never 1 */

/* floor(bound * bits / 2^64): 0 .. bound-1, each within 2^-64 of its share. `bound` > 0. */
uint64_t myc_stream_below(struct myc_stream *stream, uint64_t bound);

/* Whether that falls below `numerator` of `denominator`: never at 0, always at 1. */
bool myc_stream_chance(struct myc_stream *stream, uint64_t numerator, uint64_t denominator);

/* The same generator for GSL's samplers: a `get` is the upper 32 bits of one draw, a uniform is
 * myc_stream_uniform, `gsl_rng_set(r, s)` restarts it as the stream (s, 0, TEST). Built in place,
 * without malloc:
 *     struct myc_stream s; gsl_rng r = myc_stream_gsl(&s);      r lives as long as s */
extern const gsl_rng_type *const myc_gsl_rng_philox;
gsl_rng myc_stream_gsl(struct myc_stream *stream);

#endif
