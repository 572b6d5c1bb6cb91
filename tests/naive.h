/* The truth that Mycel is compared with: what a program's runs must give, computed directly.
 *
 * No events, no messages, no time: materialization is one recursion over the lineage, written from
 * the specification (function-passing reference 2.3 to 2.8 and 9; DESIGN 3.3 and 3.4), not from the
 * runtime. It shares nothing with it but the description of the program and its arithmetic.
 *
 * One crash may happen, between two waves of sends: then nothing is in flight, every host has been
 * told before the next wave, and what must follow does not depend on time. */
#ifndef MYC_TESTS_NAIVE_H
#define MYC_TESTS_NAIVE_H

#include "tests/random_program.h"

enum naive_policy { NAIVE_NONE, NAIVE_RESTART_REPLAY, NAIVE_REHOST, NAIVE_REPLICATE, NAIVE_HEDGE, NAIVE_DURABLE, NAIVE_POLICIES };

/* Indices of the counts; in the words of the wire. */
enum naive_message {
    NAIVE_REQ,
    NAIVE_RES,
    NAIVE_ERR,
    NAIVE_EMIT,
    NAIVE_DONE,
    NAIVE_DOPUMP,
    NAIVE_MESSAGES
};
extern const char *const naive_message_words[];

struct naive_crash {
    bool happens;
    uint32_t after_wave; /* all sends of this wave have ended, the next has not begun; not the last,
                            with which the run ends */
    uint32_t host;
    bool back; /* before the next wave, else never */
};

struct naive_settings {
    enum naive_policy policy;
    uint32_t attempts;
    bool forget; /* nothing stays pinned: everything that a send could need is asked for */
    struct naive_crash crash;
};

#define NAIVE_PINS_MAX 256
#define NAIVE_LABEL_MAX 64

struct naive_pin {
    uint32_t host;
    char label[NAIVE_LABEL_MAX];
};

struct naive_prediction {
    bool exact; /* false: two concurrent evaluations meet, and counts and pins depend on time; or the
                   policy makes copies or asks twice, which this does not follow */
    bool ok[PROGRAM_SENDS_MAX];
    struct numbers values[PROGRAM_SENDS_MAX];
    uint32_t hosts[PROGRAM_SENDS_MAX];      /* bit h: something was materialized on h for it */
    uint32_t lost_roots[PROGRAM_SENDS_MAX]; /* bit h: a root that only h had */
    uint64_t messages[NAIVE_MESSAGES];
    uint64_t spore_runs;
    uint64_t recomputed;
    uint32_t pin_count;
    struct naive_pin pins[NAIVE_PINS_MAX]; /* at the end; ascending by host, then label */
};

void naive_predict(const struct program *program, const struct naive_settings *settings,
                   struct naive_prediction *prediction);

#endif
