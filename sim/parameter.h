/* Tables of parameters: one table checks the scenario, prints the help and
 * fills the struct, so that the three can never differ.
 *
 *     struct crash { myc_time delay; };
 *     static const struct myc_parameter parameters[] = {
 *         { "delay", MYC_UNIT_TIME, .initial = "1ms", .min = "0", .max = "1h",
 *           .help = "time from the crash to the notice", .source = "Mycel",
 *           .offset = offsetof(struct crash, delay) },
 *         { 0 }
 *     };
 *
 * Units (DESIGN 4.1): ns us ms s min h d; B kB MB GB KiB MiB GiB; bit kbit
 * Mbit Gbit; ratios `3/1000`, `0.3%`, `0.003`, all exact; a bare integer is
 * ns, bytes or bit/s. A decimal such as 1.5ms is exact or refused. */
#ifndef MYC_SIM_PARAMETER_H
#define MYC_SIM_PARAMETER_H

#include <stddef.h>
#include <stdint.h>

#include "sim/memory.h"
#include "sim/setting.h"
#include "sim/status.h"
#include "sim/time.h"

/* A probability or factor, exact: numerator / denominator, denominator > 0. */
struct myc_ratio {
    uint64_t numerator;
    uint64_t denominator;
};

/* X(name, type of the field, word in the help) */
#define MYC_UNIT_LIST(X)                                                     \
    X(COUNT, uint64_t, "count")           /* integer >= 0 */                 \
    X(TIME, myc_time, "time")             /* ns; `forever` and `never` where max is "forever" */ \
    X(BYTES, uint64_t, "bytes")                                              \
    X(BANDWIDTH, uint64_t, "bandwidth")   /* bit/s */                        \
    X(RATIO, struct myc_ratio, "ratio")   /* 0 .. 1 unless min/max say else */ \
    X(FACTOR, struct myc_ratio, "factor") /* >= 0, also above 1 */           \
    X(NUMBER, double, "number")           /* shapes and sigmas of distributions */ \
    X(FLAG, bool, "flag")                 /* true or false */                \
    X(CHOICE, uint32_t, "choice")         /* index into `choices` */         \
    X(TEXT, const char *, "text")                                            \
    X(DISTRIBUTION, struct myc_distribution, "distribution")                 \
    X(SETTING, const struct myc_setting *, "setting") /* read by its owner; NULL when absent */

enum myc_unit {
    MYC_UNIT_NONE, /* ends a table */
#define X(name, type, word) MYC_UNIT_##name,
    MYC_UNIT_LIST(X)
#undef X
};

struct myc_parameter {
    const char *name;
    enum myc_unit unit;
    const char *initial; /* the default, written as a user would; NULL: required, unless SETTING or
                            `keeps` */
    const char *min;     /* smallest and largest value allowed, written likewise; NULL: any */
    const char *max;
    const char *choices; /* CHOICE: the words, separated by '|', the first is index 0 */
    const char *help;    /* one line */
    const char *source;  /* where the default or range comes from */
    size_t offset;       /* of the field in the struct that is filled */
    bool keeps;          /* it may be left out, and the field then keeps what it had */
};

/* What one member of a register (effects, detectors, distributions, workloads, ...) says of
 * itself to `mycel list`. Each family's const table begins with one. */
struct myc_kind {
    const char *name;
    const char *help;    /* one line */
    const char *example; /* shortest useful form, as it stands in a scenario: for an effect one item
                            in flow form, for a workload `workload: {kind: NAME, ...}` */
    const struct myc_parameter *parameters; /* ends with { 0 }; NULL: none */
};

/* Reads `map` (NULL: all defaults) into the struct at `into`. Keys in the NULL-terminated list
 * `also` are left to the caller (NULL: none). Unknown key, wrong type or unit, missing or out of
 * range: MYC_INPUT naming the place; `what` names the map in messages ("the crash effect"). */
enum myc_status myc_parameters_read(const struct myc_parameter *table,
                                    const struct myc_setting *map, const char *const *also,
                                    const char *what, void *into, struct myc_memory *memory,
                                    struct myc_error *error);

/* Single readers, each for one scalar setting; MYC_INPUT names the place. */
enum myc_status myc_read_time(const struct myc_setting *setting, myc_time *out,
                              struct myc_error *error); /* accepts `forever` and `never` */
enum myc_status myc_read_count(const struct myc_setting *setting, uint64_t min, uint64_t max,
                               uint64_t *out, struct myc_error *error);
enum myc_status myc_read_flag(const struct myc_setting *setting, bool *out,
                              struct myc_error *error);
/* A text; plain words that YAML reads as a number, a flag or null are refused. */
enum myc_status myc_read_text(const struct myc_setting *setting, const char **out,
                              struct myc_error *error);
/* A map `{kind: NAME, ...}` or the bare word NAME names a member of a register: gives NAME's
 * setting. */
enum myc_status myc_read_kind(const struct myc_setting *setting, const char *what,
                              const struct myc_setting **name, struct myc_error *error);

/* A register is a NULL-terminated array of pointers to structs that begin with a struct myc_kind.
 * Its member of that name, or NULL; and the same for a setting, where none is MYC_INPUT with the
 * nearest name or all of them. */
const void *myc_member_find(const void *members, const char *name);
enum myc_status myc_read_member(const struct myc_setting *name, const char *what,
                                const void *members, const void **member,
                                struct myc_memory *memory, struct myc_error *error);

#endif
