/* A random program (tests/random_program.h) as a workload of the real runtime. */
#ifndef MYC_TESTS_RANDOM_WORKLOAD_H
#define MYC_TESTS_RANDOM_WORKLOAD_H

#include "model/driver.h"
#include "tests/random_program.h"

/* Its parameters are a struct program. The response lists all sends in order, each [] where it
 * ended in an error, else [value]. */
extern const struct myc_workload random_workload;

/* The stable files that a program reads, one for each PROGRAM_FILE; made in `memory`. */
const struct myc_file *random_workload_files(const struct program *program,
                                             struct myc_memory *memory, uint32_t *count);

#endif
