/* Whole runs for tests: a scenario as text in, an outcome out.
 *
 *     struct myc_outcome *told = story("workload: people\n");
 *     cr_assert_str_eq(told->response, ...);
 *
 * `mycel: 1` is added. The outcome lives until the next story. */
#ifndef MYC_TESTS_STORY_H
#define MYC_TESTS_STORY_H

#include "experiments/run.h"

__attribute__((format(printf, 1, 2))) struct myc_outcome *story(const char *format, ...);

/* The seed of the stories from now on; 1 before. */
void story_seed(uint64_t seed);

/* The workload of the stories from now on and its parameters, in place of their own; NULL: theirs. */
void story_workload(const struct myc_workload *workload, const void *parameters);

/* What the files named in the stories from now on contain. */
void story_files(const struct myc_file *files, size_t count);

/* The same scenario again, with `plan` in place of its own. */
struct myc_outcome *story_again(const char *plan);

/* "Req:1 Res:1" */
const char *story_messages(const struct myc_outcome *told);

/* How many records of a kind there are about a label; NULL: about any. */
unsigned story_records(const struct myc_outcome *told, enum myc_record_kind kind,
                       const char *label);

#define LABELS "[\"Hi, Cid\",\"Hi, Ann\",\"Hi, Fay\",\"Hi, Dee\"]"

#endif
