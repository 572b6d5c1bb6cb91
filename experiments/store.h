/* The store: one SQLite file a study, one transaction a finished run.
 *
 *     struct myc_store *store;
 *     MYC_TRY(myc_store_open(&store, "study.db", MYC_STORE_APPEND, error));   // before the run
 *     MYC_TRY(myc_run(...));
 *     MYC_TRY(myc_store_append(store, &outcome, &id, error));                 // all of it, or nothing
 *     myc_store_close(store);
 *
 * A run is finished when its row is committed: after `kill -9` at any moment
 * the file is whole and holds every finished run. The schema documents itself
 * (`mycel sql study.db 'SELECT sql FROM sqlite_master'`); its text is in
 * experiments/store_schema.c. SQLite itself is known to experiments/store*
 * alone. */
#ifndef MYC_EXPERIMENTS_STORE_H
#define MYC_EXPERIMENTS_STORE_H

#include "experiments/run.h"

#define MYC_STORE_APPLICATION_ID 0x4D59434C /* "MYCL", what `file` shows */
#define MYC_STORE_SCHEMA_VERSION 3          /* user_version */

struct myc_store;

enum myc_store_access {
    MYC_STORE_READ,   /* an existing study; the file is never changed */
    MYC_STORE_APPEND, /* a study or a file still to be made; nothing is made before an append */
};

/* MYC_INPUT where the file is missing (READ) or is not a study this Mycel knows, which leaves it
 * untouched; MYC_OUTPUT where it cannot be written (APPEND). */
enum myc_status myc_store_open(struct myc_store **store, const char *path,
                               enum myc_store_access access, struct myc_error *error);
void myc_store_close(struct myc_store *store); /* NULL is allowed */

/* Writes a run with all its rows, those of its trace, and gives its number, from 1. While another
 * process writes it waits, up to ten seconds: then MYC_OUTPUT. */
enum myc_status myc_store_append(struct myc_store *store, const struct myc_outcome *outcome,
                                 uint64_t *run, struct myc_error *error);

/* --- many runs in one transaction --- */

/* What the runs of one scenario have in common in the store. */
struct myc_store_origin {
    uint64_t cell;     /* 0: a run of its own */
    char scenario[33]; /* digest of its text */
    char files[33];    /* digest of run.files; "": none */
};

/* Begins a transaction, and makes the file a study where it is none yet. Where that fails, none is
 * open; where anything later fails, myc_store_undo takes all of it back. */
enum myc_status myc_store_begin(struct myc_store *store, struct myc_error *error);
enum myc_status myc_store_commit(struct myc_store *store, struct myc_error *error);
void myc_store_undo(const struct myc_store *store);

/* Keeps bytes once, and gives the digest that names them. */
enum myc_status myc_store_keep(struct myc_store *store, const char *bytes, size_t length,
                               char digest[33], struct myc_error *error);
/* Keeps a scenario and its data files. */
enum myc_status myc_store_keep_origin(struct myc_store *store, const struct myc_scenario *scenario,
                                      struct myc_store_origin *origin, struct myc_error *error);
/* A run with all its rows; `*run` is its number, 0 where its cell has a run of its seed already, which
 * stays. */
enum myc_status myc_store_add(struct myc_store *store, const struct myc_outcome *outcome,
                              const struct myc_store_origin *origin, uint64_t *run,
                              struct myc_error *error);

/* --- a sweep --- */

/* The one row of `sweep`; texts are the caller's. */
struct myc_stored_sweep {
    const char *name;
    char digest[33];
    const char *scenario; /* its text, with the section `sweep` */
    const char *command;
    uint64_t cells;
    uint64_t runs;
    uint64_t shard; /* 0 of 0: the whole */
    uint64_t shards;
};

/* Makes the study this sweep's, or finds that it is, with so many runs of it; MYC_INPUT where it is
 * another's. */
enum myc_status myc_store_enter_sweep(struct myc_store *store, const struct myc_stored_sweep *sweep,
                                      uint64_t *runs, struct myc_error *error);
/* A cell, unless it is there. */
enum myc_status myc_store_add_cell(struct myc_store *store, uint64_t cell, const char *settings,
                                   const char *scenario, struct myc_error *error);
/* Whether a cell has a run of a seed, and its verdict. */
enum myc_status myc_store_find(struct myc_store *store, uint64_t cell, uint64_t seed, bool *found,
                               enum myc_verdict *verdict, struct myc_error *error);

/* Copies from the studies at the paths, parts of one sweep, the runs that this one has not.
 * MYC_INPUT, before anything is written, where one is no part of it; MYC_NOT_REPRODUCIBLE where two
 * have one run and it differs. */
enum myc_status myc_store_merge(struct myc_store *store, const char *const *paths, size_t count,
                                uint64_t *added, struct myc_error *error);

/* --- reading --- */

/* What is needed to repeat a run, and to see whether it repeats; in the memory given. */
struct myc_stored_run {
    uint64_t id;
    const char *name;
    const char *scenario; /* its canonical text */
    size_t scenario_length;
    uint64_t seed;
    const char *realised;
    const char *engine;
    const char *fingerprint;
    const char *reason; /* NULL: it passed */
    uint64_t events;
    myc_time sim_end;
    bool has_records; /* hosts, nodes, records and messages: not with `trace: outcome` */
    size_t file_count;
    const struct myc_file *files; /* data files, in order */
    size_t checkpoint_count;
    const struct myc_checkpoint *checkpoints;
    size_t event_count; /* `trace: all`, else 0 */
    const struct myc_traced_event *traced;
};

/* MYC_INPUT where there is no such run, or its rows were edited into nonsense. */
enum myc_status myc_store_read(struct myc_store *store, uint64_t run, struct myc_memory *memory,
                               struct myc_stored_run *stored, struct myc_error *error);

/* The book of a run that has records. */
enum myc_status myc_store_read_book(struct myc_store *store, uint64_t run,
                                    struct myc_memory *memory, struct myc_book *book,
                                    struct myc_error *error);

/* One value of a query's answer; text and bytes live until the next row. */
struct myc_store_cell {
    enum { MYC_CELL_NULL, MYC_CELL_INTEGER, MYC_CELL_REAL, MYC_CELL_TEXT, MYC_CELL_BYTES } kind;
    int64_t integer;
    double real;
    const char *text; /* TEXT and BYTES; not terminated */
    size_t length;
};

/* What receives an answer: the names of the columns once (NULL: it knows them), then each row. */
struct myc_store_receiver {
    void (*columns)(void *state, size_t count, const char *const *names);
    void (*row)(void *state, size_t count, const struct myc_store_cell *cells);
    void *state;
};

/* Runs exactly one statement that only reads; MYC_INPUT with SQLite's message and the place, for
 * one that would write too. */
enum myc_status myc_store_query(struct myc_store *store, const char *sql,
                                const struct myc_store_receiver *receiver, struct myc_error *error);

#endif
