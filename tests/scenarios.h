/* Scenarios for tests: texts written to files of the test's own folder, and read. */
#ifndef MYC_TESTS_SCENARIOS_H
#define MYC_TESTS_SCENARIOS_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "experiments/scenario.h"

#define SCENARIOS_SMALLEST "mycel: 1\nworkload: people\n"

/* Each test has a folder of its own, since tests run at the same time. */
static inline struct myc_memory *scenarios_memory(void)
{
    char folder[] = "scenario-XXXXXX";
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
    struct myc_memory *memory;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_memory_create(&memory, 0, &error), MYC_OK);
    return memory;
}

static inline void scenarios_write(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

/* Reads `text` as the file t.yaml; `error` is cleared first. */
static inline enum myc_status scenarios_try(const char *text,
                                            const struct myc_scenario_options *options,
                                            struct myc_memory *memory,
                                            struct myc_scenario *scenario, struct myc_error *error)
{
    *error = (struct myc_error){ 0 };
    scenarios_write("t.yaml", text, strlen(text));
    return myc_scenario_read("t.yaml", options, memory, scenario, error);
}

/* The same for text that must be good. */
static inline struct myc_scenario scenarios_read(const char *text,
                                                 const struct myc_scenario_options *options,
                                                 struct myc_memory *memory)
{
    struct myc_scenario scenario;
    struct myc_error error;
    cr_assert_eq(scenarios_try(text, options, memory, &scenario, &error), MYC_OK, "%s\n%s",
                 error.message, text);
    return scenario;
}

#endif
