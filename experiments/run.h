/* One run: scenario in, outcome out. Wiring only: it builds the memory, the
 * engine, the cluster, the runtime and the injector, runs, and judges. */
#ifndef MYC_EXPERIMENTS_RUN_H
#define MYC_EXPERIMENTS_RUN_H

#include "experiments/requests.h"
#include "experiments/scenario.h"
#include "sim/record.h"

#define MYC_ENGINE_VERSION "0.1.0"

enum myc_verdict { MYC_PASS, MYC_FAIL, MYC_UNKNOWN };
enum myc_class {
    MYC_CLASS_NONE,
    MYC_CLASS_WRONG,
    MYC_CLASS_ERROR,
    MYC_CLASS_LATE,
    MYC_CLASS_STUCK,
    MYC_CLASS_INVARIANT,
    MYC_CLASS_EXPECTATION, /* the response is right, but a further condition of `expect` is unmet */
};
const char *myc_verdict_word(enum myc_verdict verdict);
const char *myc_class_word(enum myc_class class); /* NULL for none */

struct myc_count {
    const char *name;
    uint64_t count;
};

enum myc_finding {
    MYC_FINDING_UNMET,
    MYC_FINDING_MET,
    MYC_FINDING_OPEN, /* a limit was reached before it was decided */
};

/* What was found of one condition. */
struct myc_judgement {
    const struct myc_condition *condition;
    enum myc_finding finding; /* of SOMETIMES: whether it happened in this run */
    const char *found;
    uint64_t count; /* NEVER, SOMETIMES: how many such records were written */
};

/* One event as it entered the fingerprint (trace: all). */
struct myc_traced_event {
    myc_time time;
    uint32_t rank;
    uint32_t source;
    uint64_t counter;
    uint32_t target;
    uint32_t kind;
    uint64_t content;
};

/* Everything that is said of a run; lives in the run's memory. */
struct myc_outcome {
    const struct myc_scenario *scenario;
    enum myc_verdict verdict;
    enum myc_class class;
    const char *reason;      /* NULL on pass */
    const char *response;    /* JSON; "null" when there is none */
    bool is_right;           /* it is the one expected, or any where none is */
    myc_time answered;       /* when the driver had it, MYC_FOREVER: never */
    size_t judgement_count;  /* one a condition of the scenario, in its order */
    const struct myc_judgement *judgements;
    const struct myc_requests *requests; /* of an open stream; NULL: the driver is none */
    const char *requests_json; /* the same: {sent, ..., latency_ns: {mean, ...}}; NULL: it is none */
    const char *expectations; /* the judgements as JSON: [{expect, met, found}]; NULL: none */
    char fingerprint[33];
    uint64_t seed;
    myc_time sim_end;
    uint64_t events;
    size_t message_kind_count; /* of kinds that occurred, in the order of the register */
    const struct myc_count *messages;
    uint64_t control;
    uint64_t spore_runs;
    uint64_t recomputed;
    uint64_t duplicates_dropped;
    struct myc_recovery_figures recovery;
    const struct myc_book *book; /* hosts, nodes, faults; records and messages where kept */
    size_t loss_count;
    const struct myc_loss *losses;
    const char *failing_node; /* its label, or NULL */
    const char *failing_host; /* where it was tried last, or NULL */
    uint64_t wall_ns;
    const char *realised; /* the realised plan, a plan file */
    const char *declared;
    size_t checkpoint_count;
    const struct myc_checkpoint *checkpoints;
    size_t event_count; /* trace: all */
    const struct myc_traced_event *traced;
};

/* Of all kinds. */
uint64_t myc_outcome_messages(const struct myc_outcome *outcome);

struct myc_run_options {
    bool keep_records; /* in the book, for the store or a drawing; trace: outcome keeps none
                          otherwise */
};

/* Runs in `memory`, which it resets first. MYC_INPUT or MYC_INTERNAL only where the scenario
 * cannot be run at all; every simulated failure is an outcome. */
enum myc_status myc_run(const struct myc_scenario *scenario, const struct myc_run_options *options,
                        struct myc_memory *memory, struct myc_outcome *outcome,
                        struct myc_error *error);

/* The same in steps, for who looks at a run or turns it back: `myc_run_begin`, `myc_run_to` until it
 * is true, `myc_run_end`. The whole of it lies in `memory`, so that myc_memory_snapshot between two
 * steps (also after the end) is a snapshot of the run. */
struct myc_run;
struct myc_run *myc_run_begin(const struct myc_scenario *scenario,
                              const struct myc_run_options *options, struct myc_memory *memory);
/* Goes on until `events` events have happened in all, or to the end if that comes first: then true. */
bool myc_run_to(struct myc_run *run, uint64_t events);
void myc_run_end(struct myc_run *run, struct myc_outcome *outcome);

#endif
