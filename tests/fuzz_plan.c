/* Any text is a plan or one clear message; and a plan's own text is the same plan. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "experiments/plan_file.h"
#include "model/runtime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const hosts[] = { "m1", "m2", "m3" };
    const struct myc_cluster_config cluster = {
        .host_count = 3, .hosts = hosts, .client = "client", .zones = 2, .racks = 1
    };
    const struct myc_plan_world world = {
        .cluster = &cluster, .message_kinds = myc_message_kinds, .parse = myc_plan_line_read
    };
    struct myc_memory *memory;
    struct myc_error error = { 0 };
    enum myc_status status = myc_memory_create(&memory, (size_t)1 << 30, &error);
    assert(status == MYC_OK);
    struct myc_plan *plan = myc_plan_begin(memory);
    char *text = myc_memory_text(memory, (const char *)data, size);
    status = myc_plan_text_read(plan, "fuzz.plan", text, size, &world, memory, &error);
    assert(status == MYC_OK || (status == MYC_INPUT && error.message[0] != '\0'));
    if (status == MYC_OK) {
        struct myc_plan *again = myc_plan_begin(memory);
        const char *own = myc_plan_text(plan, memory);
        status = myc_plan_text_read(again, "own.plan", own, strlen(own), &world, memory, &error);
        assert(status == MYC_OK && strcmp(own, myc_plan_text(again, memory)) == 0);
    }
    myc_memory_destroy(memory);
    return 0;
}
