#include "tests/story.h"

#include <criterion/criterion.h>
#include <gsl/gsl_errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char text[65536];
static uint64_t seed = 1;
static const struct myc_workload *workload;
static const void *workload_parameters;
static const struct myc_file *files;
static size_t file_count;

void story_seed(uint64_t chosen)
{
    seed = chosen;
}

void story_workload(const struct myc_workload *chosen, const void *parameters)
{
    workload = chosen;
    workload_parameters = parameters;
}

void story_files(const struct myc_file *given, size_t count)
{
    files = given;
    file_count = count;
}

/* Both live as long as the process: a story ends with the test. */
static struct myc_memory *scenario_memory;
static struct myc_memory *run_memory;

static struct myc_outcome *tell(const char *plan)
{
    static struct myc_scenario scenario;
    static struct myc_outcome outcome;
    struct myc_error error = { .status = MYC_OK };
    gsl_set_error_handler_off();
    if (!run_memory) {
        cr_assert_eq(myc_memory_create(&scenario_memory, (size_t)1 << 32, &error), MYC_OK);
        cr_assert_eq(myc_memory_create(&run_memory, (size_t)1 << 32, &error), MYC_OK);
    }
    myc_memory_reset(scenario_memory);
    struct myc_scenario_text from = {
        .name = "story",
        .text = text,
        .length = strlen(text),
        .plan = plan,
        .seed = seed,
        .files = files,
        .file_count = file_count,
    };
    cr_assert_eq(myc_scenario_read_text(&from, scenario_memory, &scenario, &error), MYC_OK, "%s",
                 error.message);
    if (workload)
        scenario.workload = workload;
    if (workload_parameters)
        scenario.workload_parameters = workload_parameters;
    struct myc_run_options options = { .keep_records = true };
    cr_assert_eq(myc_run(&scenario, &options, run_memory, &outcome, &error), MYC_OK, "%s",
                 error.message);
    return &outcome;
}

struct myc_outcome *story(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int head = snprintf(text, sizeof text, "mycel: 1\n");
    int length = vsnprintf(text + head, sizeof text - (size_t)head, format, arguments);
    va_end(arguments);
    cr_assert(length >= 0 && (size_t)length < sizeof text - (size_t)head);
    return tell(NULL);
}

struct myc_outcome *story_again(const char *plan)
{
    return tell(plan);
}

const char *story_messages(const struct myc_outcome *told)
{
    static char counts[512];
    counts[0] = '\0';
    for (size_t i = 0; i < told->message_kind_count; i++)
        snprintf(counts + strlen(counts), sizeof counts - strlen(counts), "%s%s:%llu", i ? " " : "",
                 told->messages[i].name, (unsigned long long)told->messages[i].count);
    return counts;
}

unsigned story_records(const struct myc_outcome *told, enum myc_record_kind kind, const char *label)
{
    unsigned count = 0;
    for (size_t i = 0; i < told->book->record_count; i++) {
        const struct myc_record *record = &told->book->records[i];
        count +=
            record->kind == kind && (!label || (record->label && !strcmp(record->label, label)));
    }
    return count;
}
