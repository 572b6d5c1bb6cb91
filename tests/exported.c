#include "tests/exported.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/workloads/workload.h"
#include "tests/story.h"

/* The checks are naive, and compare everything with everything. */
#define THINGS_MAX 1500

#define PERTURBED "workload: {kind: people, response: owners, sends: 3}\n"

static const char *const scenarios[] = {
    "workload: people\nperturb:\n  - crash: {target: m2, at: 60us, for: 5ms}\n",
    "workload: people\nrecovery: {policy: none}\nperturb:\n"
    "  - crash: {target: m2, at: 60us, for: 5ms}\n",
    "workload: people\nrecovery: {policy: {kind: hedge, after: 1ms}}\nperturb:\n"
    "  - drop: {target: message(Res m2 client labels 1)}\n",
    "workload: {kind: people, persons_from: lost_value, sends: 2}\n"
    "recovery: {policy: replicate}\nperturb:\n"
    "  - crash: {target: m2, after: pinned(labels), for: 1ms}\n",
    "workload: {kind: people, persons_from: lost_value, sends: 2}\nrecovery: {policy: durable}\n"
    "perturb:\n  - crash: {target: all, after: pinned(labels), for: 1ms}\n",
    "workload: {kind: people, response: owners, handler: true}\nrecovery: {policy: none}\n"
    "perturb:\n  - crash: {target: m3, at: 60us}\n",
    PERTURBED "perturb:\n  - partition: {groups: [[client, m1], [m2, m3]], at: 70us, for: 2ms}\n"
              "  - delay: {target: client, at: 3ms, for: 1ms, add: 2ms}\n"
              "  - crash: {target: m3, at: 200ms}\n",
    PERTURBED
    "recovery: {policy: retry, detector: {kind: timeout, after: 2ms}}\n"
    "perturb:\n  - loss: {target: all, p: 30%}\n  - pause: {target: m3, at: 1ms, for: 1ms}\n",
    PERTURBED "limits: {time: 300ms}\nperturb:\n  - crash: {target: all, by: {renewal: {up: "
              "{kind: exponential, mean: 500us}}}, for: 300us}\n",
    "workload: pump\nperturb:\n  - crash: {target: m2, at: 110us, for: 1ms}\n",
    "workload: tree\ncluster: {hosts: 40}\nperturb:\n  - crash: {target: h17, at: 100us, for: "
    "1ms}\n",
    "workload: {kind: queue, arrivals: {kind: exponential, mean: 1ms}, service: {kind: "
    "exponential, "
    "mean: 900us}, jobs: 20, warmup: 0}\n",
    /* A second host computes what the first one has, and then the first one loses it. */
    "workload: {kind: people, sends: 3, gap: 10ms}\n"
    "recovery: {policy: rehost, detector: {kind: timeout, after: 1ms}}\nperturb:\n"
    "  - drop: {target: message(Res m2 client labels 1)}\n"
    "  - crash: {target: m2, at: 5ms, for: 1ms}\n",
    /* Two hosts are at work on one node, and the one that began first ends first. */
    "workload: people\nrecovery: {policy: rehost, detector: {kind: timeout, after: 1ms}}\n"
    "perturb:\n  - pause: {target: m2, at: 60us, for: 990us}\n",
    /* What a host sends to itself arrives within the same nanosecond. */
    "workload: {kind: tree, fanout: 3}\ncluster: {hosts: 12, latency: {same_host: 0ns}}\n",
    PERTURBED "cluster: {latency: {same_host: 0ns, rack: 0ns}, nic: 1000000Gbit}\n"
              "cost: {step: 0ns}\n",
};

static char *text_of(const struct myc_export_format *format, const struct myc_book *book)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { .status = MYC_OK };
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 32, &error), MYC_OK, "%s", error.message);
    format->write_run(book, memory, out);
    fclose(out);
    myc_memory_destroy(memory);
    cr_assert_eq(strlen(text), length);
    return text;
}

static void try(const char *name, const struct myc_export_format *format, exported_check *check)
{
    struct myc_outcome *told = story("%s\n", name);
    char *text = text_of(format, told->book), *again = text_of(format, told->book);
    cr_assert_str_eq(text, again, "%s", name);
    if (told->book->record_count + told->book->message_count <= THINGS_MAX)
        check(name, told->book, text);
    free(text);
    free(again);
}

void exported_each(const struct myc_export_format *format, exported_check *check)
{
    for (size_t i = 0; myc_workloads[i]; i++)
        try(myc_workloads[i]->about.example, format, check);
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        try(scenarios[i], format, check);
}

void exported_one(const struct myc_export_format *format, const char *scenario,
                  exported_check *check)
{
    try(scenario, format, check);
}
