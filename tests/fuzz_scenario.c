/* Any text is a scenario or one clear message; and a scenario's own text is the same scenario. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "experiments/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum myc_status read_text(const char *text, size_t length, struct myc_memory *memory,
                                 struct myc_scenario *scenario, struct myc_error *error)
{
    static const struct myc_file files[] = { { "people.csv", "Ann,30\n", 7, MYC_FILE_SHARED } };
    const struct myc_scenario_text input = { .name = "fuzz.yaml",
                                             .text = text,
                                             .length = length,
                                             .seed = 1,
                                             .files = files,
                                             .file_count = 1 };
    memset(error, 0, sizeof *error);
    return myc_scenario_read_text(&input, memory, scenario, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct myc_memory *memory;
    struct myc_error error = { 0 };
    struct myc_scenario scenario, again;
    enum myc_status status = myc_memory_create(&memory, (size_t)1 << 30, &error);
    assert(status == MYC_OK);
    status = read_text((const char *)data, size, memory, &scenario, &error);
    assert(status == MYC_OK || (status == MYC_INPUT && error.message[0] != '\0'));
    if (status == MYC_OK) {
        status = read_text(scenario.text, strlen(scenario.text), memory, &again, &error);
        assert(status == MYC_OK && strcmp(scenario.text, again.text) == 0);
    }
    myc_memory_destroy(memory);
    return 0;
}
