/* What a call that can fail answers, and the one message that goes with it.
 *
 * Three things never mix (DESIGN rule 2): bad input or environment is a
 * `myc_status` with a message; a broken invariant of ours asserts and stops;
 * a violated property of the *simulated* system is an outcome of the run.
 *
 *     enum myc_status load(const char *path, struct myc_error *error)
 *     {
 *         MYC_TRY(open_it(path, error));      // forwards the first failure
 *         return MYC_OK;
 *     }
 *
 * A message is one clear answer: where, what, and what instead. */
#ifndef MYC_SIM_STATUS_H
#define MYC_SIM_STATUS_H

/* X(name, exit code of the command, sentence) */
#define MYC_STATUS_LIST(X)                                                   \
    X(OK, 0, "ok")                                                           \
    X(NOT_REPRODUCIBLE, 3, "the run is not reproducible")                    \
    X(USAGE, 64, "the command line is wrong")                                \
    X(INPUT, 65, "a file or value is not what it should be")                 \
    X(INTERNAL, 70, "an error of Mycel itself")                              \
    X(OUTPUT, 74, "something cannot be written")

enum myc_status {
#define X(name, code, sentence) MYC_##name,
    MYC_STATUS_LIST(X)
#undef X
};

/* Room for a message with the offending line and its caret. */
#define MYC_ERROR_BYTES 2048

struct myc_error {
    enum myc_status status;        /* MYC_OK until set; the first error wins */
    char message[MYC_ERROR_BYTES]; /* no newline at the end */
};

/* Exit code of the command for `status` (DESIGN 4.3). */
int myc_status_exit_code(enum myc_status status);

/* Records `status` and the formatted message unless `error` holds one already;
 * always returns `status`. */
__attribute__((format(printf, 3, 4))) enum myc_status
myc_error_set(struct myc_error *error, enum myc_status status, const char *format, ...);

/* Forwards the first failure and keeps the happy path flat. */
#define MYC_TRY(call)                                                        \
    do {                                                                     \
        enum myc_status myc_try_status = (call);                             \
        if (myc_try_status != MYC_OK)                                        \
            return myc_try_status;                                           \
    } while (0)

#endif
