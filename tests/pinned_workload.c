#include "tests/pinned_workload.h"

#include <criterion/criterion.h>
#include <string.h>

#include "experiments/workloads/integers.h"

#define NUMBERS "List[Int]"
#define GAP (2 * MYC_MS)
#define NODES_MAX 16

static uint64_t run_twice(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *list, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    struct myc_list doubled = myc_list_begin(maker);
    (void)header;
    for (uint32_t i = 0; i < list->count; i++)
        myc_list_add(&doubled, myc_int(maker, 2 * myc_item(list, i)->as.integer));
    *result = myc_list_end(&doubled);
    return 2000;
}

static const struct myc_code twice = { .name = "twice",
                                       .version = 1,
                                       .captured = "Unit",
                                       .parameter = NUMBERS,
                                       .result = NUMBERS,
                                       .run = run_twice };

static uint64_t run_reach(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *list, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    (void)list;
    *result =
        myc_return_ref(body, myc_map(at, header->as.ref, myc_spore_of(at, &twice, NULL), NULL));
    return 2000;
}

static const struct myc_code reach = { .name = "reach",
                                       .version = 1,
                                       .captured = "SiloRef[" NUMBERS "]",
                                       .parameter = NUMBERS,
                                       .result = "SiloRef[" NUMBERS "]",
                                       .run = run_reach };

struct named {
    const char *name;
    const struct myc_node *node;
};

struct progress {
    struct named nodes[NODES_MAX];
    size_t next; /* of `sends` */
    bool waited;
    myc_future future;
};

static void stage(struct myc_staging *at, const struct pinned *pinned, struct named *nodes)
{
    static const int64_t three[] = { 1, 2, 3 };
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_value *list = myc_integers(maker, 3, three);
    uint32_t m2 = myc_host_named(at, "m2");
    const struct myc_node *numbers = pinned->lost_value
                                         ? myc_populate_unkept(at, m2, NUMBERS, list, "numbers")
                                         : myc_populate(at, m2, NUMBERS, list, "numbers");
    const struct myc_node *doubled =
        myc_map(at, numbers, myc_spore_of(at, &twice, NULL), "doubled");
    const struct myc_node *kept = myc_persist(at, doubled);
    const struct myc_node *own = myc_populate(at, myc_host_named(at, "m1"), NUMBERS, list, "own");
    const struct myc_spore *reaching = myc_spore_of(at, &reach, myc_ref_value(maker, kept));
    const struct myc_spore *doubling = myc_spore_of(at, &twice, NULL);
    size_t count = 0;
    nodes[count++] = (struct named){ "numbers", numbers };
    nodes[count++] = (struct named){ "doubled", doubled };
    nodes[count++] = (struct named){ "kept", kept };
    nodes[count++] = (struct named){ "kept_too", myc_persist(at, kept) };
    nodes[count++] =
        (struct named){ "second", myc_persist(at, myc_map(at, numbers, doubling, "second")) };
    nodes[count++] =
        (struct named){ "third", myc_persist(at, myc_map(at, numbers, doubling, "third")) };
    nodes[count++] =
        (struct named){ "quadrupled", myc_persist(at, myc_map(at, kept, doubling, "quadrupled")) };
    nodes[count++] = (struct named){ "freed", myc_unpersist(at, kept) };
    const struct myc_node *stored = myc_persist_durable(at, doubled);
    nodes[count++] = (struct named){ "stored", stored };
    nodes[count++] = (struct named){ "erased", myc_unpersist(at, stored) };
    nodes[count++] = (struct named){ "reached", myc_apply(at, own, reaching, "reached") };
}

/* The node that is sent next, or NULL after the last. */
static const struct myc_node *take(struct progress *progress, const struct pinned *pinned)
{
    const char *name = pinned->sends + progress->next;
    size_t length = strcspn(name, " ");
    progress->next += length + (name[length] == ' ');
    for (const struct named *named = progress->nodes; length && named->name; named++)
        if (strlen(named->name) == length && !strncmp(named->name, name, length))
            return named->node;
    cr_assert_eq(length, 0, "there is no node '%s'", name);
    return NULL;
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct pinned *pinned = parameters;
    struct progress *progress = state;
    if (!progress->future) {
        stage(myc_driver_staging(driver), pinned, progress->nodes);
    } else if (!pinned->sends[progress->next] ||
               myc_future_state(driver, progress->future) == MYC_FUTURE_ERROR) {
        myc_finish_with(driver, progress->future);
        return;
    } else if (!progress->waited) {
        progress->waited = true;
        myc_sleep(driver, GAP);
        return;
    }
    progress->waited = false;
    progress->future = myc_send(driver, take(progress, pinned));
    myc_await(driver, progress->future);
}

static const struct myc_code *const codes[] = { &twice, &reach, NULL };

const struct myc_workload pinned_workload = {
    .about = { .name = "pinned", .help = "pins", .example = "workload: pinned" },
    .parameters_bytes = sizeof(struct pinned),
    .state_bytes = sizeof(struct progress),
    .codes = codes,
    .step = step,
};
