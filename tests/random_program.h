/* Random programs as plain data: a lineage over a few hosts, sent in waves.
 *
 * A description knows nothing of Mycel. Two things read it: tests/random_workload.c stages and
 * sends it in the runtime, tests/naive.c computes from it what must come out. Wave w starts w
 * seconds after time 0, long after everything of the wave before has ended. */
#ifndef MYC_TESTS_RANDOM_PROGRAM_H
#define MYC_TESTS_RANDOM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define PROGRAM_HOSTS_MAX 6
#define PROGRAM_NODES_MAX 16
#define PROGRAM_PUMPS_MAX 3
#define PROGRAM_SENDS_MAX 6
#define NUMBERS_MAX 48

/* The value of every silo: a short list. */
struct numbers {
    uint32_t count;
    int64_t at[NUMBERS_MAX];
};

/* What a spore T => S does with its list. */
enum step {
    STEP_ADD, /* adds a number to each */
    STEP_REVERSE,
    STEP_HALVE, /* keeps the first half */
    STEP_SUM,   /* one element */
    STEP_PLACE, /* adds the index of the current host to each */
    STEP_FAIL,  /* fails when there are more than two elements */
    STEP_KINDS
};

/* What a spore T => SiloRef[S] of `ps` returns; c and d are refs that it captured. */
enum give {
    GIVE_HERE,       /* populate(currentHost, ps + number) */
    GIVE_HERE_MAP,   /* populate(currentHost, ps).map(vs => vs + number) */
    GIVE_HERE_PIN,   /* populate(currentHost, ps + number).persist */
    GIVE_HERE_APPLY, /* populate(currentHost, ps).apply(vs => c.map(ws => vs ++ ws)) */
    GIVE_FUN,        /* fromFun(host, () => ps) */
    GIVE_REF,        /* c */
    GIVE_MAP,        /* c.map(vs => ps ++ vs) */
    GIVE_MAP_PIN,    /* c.map(vs => ps ++ vs).persist */
    GIVE_APPLY,      /* c.apply(vs => populate(currentHost, ps ++ vs)) */
    GIVE_DEEP,       /* c.apply(vs => d.map(ws => (ps ++ vs) ++ ws)) */
    GIVE_KINDS
};

struct program_spore {
    uint32_t kind; /* enum step of a map, enum give of an apply */
    int64_t number;
    uint32_t host;     /* GIVE_FUN */
    uint32_t captured; /* index of c */
    uint32_t deep;     /* index of d */
    uint32_t steps;    /* its cost */
};

enum program_operation {
    PROGRAM_VALUE,
    PROGRAM_LOST_VALUE,
    PROGRAM_FILE, /* a file of numbers, and the map that reads them */
    PROGRAM_FUN,
    PROGRAM_MAP,
    PROGRAM_APPLY,
    PROGRAM_PERSIST,
    PROGRAM_UNPERSIST,
    PROGRAM_PUMPED,
};

/* Labelled n<index>; the text file beneath a PROGRAM_FILE is f<index>. It refers to nodes of lower
 * index only. */
struct program_node {
    enum program_operation operation;
    uint32_t host; /* roots and PUMPED */
    uint32_t input;
    struct numbers value; /* of a root */
    uint32_t twin;        /* VALUE: the root that it is a copy of, or PROGRAM_NODES_MAX */
    struct program_spore spore;
    bool handled;
    struct program_spore handler;
    uint32_t pump_count;
    struct {
        uint32_t source;
        int64_t copies; /* element x is emitted as x, x + 1, ... */
    } pumps[PROGRAM_PUMPS_MAX];
};

struct program {
    uint64_t seed;
    uint32_t host_count;
    uint32_t node_count;
    uint32_t most[PROGRAM_NODES_MAX]; /* elements that the value of a node may have */
    struct program_node nodes[PROGRAM_NODES_MAX];
    uint32_t send_count;
    struct {
        uint32_t node;
        uint32_t wave; /* ascending from 0, without a gap */
    } sends[PROGRAM_SENDS_MAX];
};

/* Which chances a program may take. */
struct program_wish {
    bool place;  /* STEP_PLACE: its value depends on where it runs */
    bool errors; /* STEP_FAIL */
};

void program_random(struct program *program, uint64_t seed, const struct program_wish *wish);
uint32_t program_waves(const struct program *program);
void program_print(const struct program *program, FILE *out);

/* The program's own arithmetic, kept small. False: the spore fails. */
bool numbers_step(enum step kind, int64_t number, uint32_t host, const struct numbers *in,
                  struct numbers *out);
/* `a`, then `b`, as far as NUMBERS_JOINED_MAX elements. */
#define NUMBERS_JOINED_MAX 8
struct numbers numbers_join(const struct numbers *a, const struct numbers *b);
void numbers_emit(int64_t element, int64_t copies, struct numbers *out);

#endif
