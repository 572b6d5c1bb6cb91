/* Reading files that someone else wrote: only regular ones, only up to a
 * bound, and the size is looked at first, so that a wrong file answers at once. */
#ifndef MYC_EXPERIMENTS_FILE_H
#define MYC_EXPERIMENTS_FILE_H

#include <stddef.h>

#include "sim/memory.h"
#include "sim/status.h"

struct myc_file_text {
    const char *bytes; /* in the memory given, also terminated */
    size_t length;
};

/* Reads the file at `path`, at most `bytes_max` long. On failure the answer is MYC_INPUT and
 * `*problem` is a clause such as "no such file"; the caller says whose file it is. */
enum myc_status myc_file_read(const char *path, size_t bytes_max, struct myc_memory *memory,
                              struct myc_file_text *out, const char **problem);

/* The same for text: without the byte order mark that some editors write before it, and without
 * the carriage returns that some write before a line feed. */
enum myc_status myc_file_read_text(const char *path, size_t bytes_max, struct myc_memory *memory,
                                   struct myc_file_text *out, const char **problem);

#endif
