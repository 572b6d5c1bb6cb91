/* An inner join of two small files of lines "key,value", in two ways.
 *
 *   broadcast     the whole left file travels to the right one, as the header of a spore
 *   partitioned   both are pumped apart by key: left_i and right_i onto one host, joined there
 *
 * Both end in the same rows (key, left value, right value), sorted. */
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

#include <string.h>

#define LEFT_FILE "left.csv"
#define RIGHT_FILE "right.csv"
#define PARTITIONS 2
#define STEPS_PER_ELEMENT 100u
#define ROW "(String, String, String)"
#define ROWS "List[" ROW "]"

enum how { BROADCAST, PARTITIONED };

struct join {
    uint32_t how;
};

static const char left_text[] = "ash,1\noak,2\nelm,3\noak,4\nfir,5\nivy,6\n"
                                "bay,7\nelm,8\noak,2\nyew,9\nbox,10\nfig,11\n";
static const char right_text[] = "oak,red\nelm,blue\nbay,green\noak,grey\nivy,black\n"
                                 "gum,white\nfir,brown\noak,red\ntea,pink\n";

/* --------------------------------------------------------------------- rows */

/* A line without a comma is a key with an empty value. */
static size_t key_length(const char *line)
{
    return strcspn(line, ",");
}

static const char *value_of(const char *line)
{
    size_t length = key_length(line);
    return line + length + (line[length] == ',');
}

static bool same_key(const char *a, const char *b)
{
    size_t length = key_length(a);
    return length == key_length(b) && !memcmp(a, b, length);
}

static const struct myc_value *row(struct myc_maker *maker, const char *left, const char *right)
{
    const char *key = myc_memory_text(maker->memory, left, key_length(left));
    return myc_tuple(maker, 3,
                     (const struct myc_value *[]){ myc_string(maker, key),
                                                   myc_string(maker, value_of(left)),
                                                   myc_string(maker, value_of(right)) });
}

/* Left major, right minor. */
static const struct myc_value *matches(struct myc_maker *maker, const struct myc_value *left,
                                       const struct myc_value *right)
{
    struct myc_list rows = myc_list_begin(maker);
    for (uint32_t i = 0; i < left->count; i++)
        for (uint32_t k = 0; k < right->count; k++) {
            const char *a = myc_item(left, i)->as.text;
            const char *b = myc_item(right, k)->as.text;
            if (same_key(a, b))
                myc_list_add(&rows, row(maker, a, b));
        }
    return myc_list_end(&rows);
}

static int compare(const struct myc_value *a, const struct myc_value *b)
{
    int order = 0;
    for (uint32_t field = 0; field < 3 && order == 0; field++)
        order = strcmp(myc_item(a, field)->as.text, myc_item(b, field)->as.text);
    return order;
}

static const struct myc_value *in_order(struct myc_maker *maker, const struct myc_value *rows)
{
    struct myc_list sorted = myc_list_begin(maker);
    for (uint32_t i = 0; i < rows->count; i++) {
        myc_list_add(&sorted, myc_item(rows, i));
        for (uint32_t k = i; k > 0 && compare(sorted.items[k - 1], sorted.items[k]) > 0; k--) {
            const struct myc_value *greater = sorted.items[k - 1];
            sorted.items[k - 1] = sorted.items[k];
            sorted.items[k] = greater;
        }
    }
    return myc_list_end(&sorted);
}

/* ------------------------------------------------------------------- spores */

/* Inner spore of both ways: its header is the left lines. */
static uint64_t run_match(struct myc_body *body, const struct myc_value *left,
                          const struct myc_value *right, const struct myc_value **result)
{
    *result = matches(myc_body_maker(body), left, right);
    return STEPS_PER_ELEMENT * right->count;
}

static const struct myc_code match = {
    .name = "match",
    .version = 1,
    .captured = "List[String]",
    .parameter = "List[String]",
    .result = ROWS,
    .run = run_match,
};

/* Outer spore: its header is the SiloRef of the right lines, where the work goes. */
static uint64_t run_bring(struct myc_body *body, const struct myc_value *right,
                          const struct myc_value *left, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    const struct myc_spore *matching = myc_spore_of(at, &match, left);
    *result = myc_return_ref(body, myc_map(at, right->as.ref, matching, NULL));
    return STEPS_PER_ELEMENT * left->count;
}

static const struct myc_code bring = {
    .name = "bring",
    .version = 1,
    .captured = "SiloRef[List[String]]",
    .parameter = "List[String]",
    .result = "SiloRef[" ROWS "]",
    .run = run_bring,
};

/* Pumps the lines whose key belongs to the partition in the header. */
static uint64_t run_part(struct myc_body *body, const struct myc_value *partition,
                         const struct myc_value *line, const struct myc_value **result)
{
    struct myc_list kept = myc_list_begin(myc_body_maker(body));
    uint64_t hash = 0;
    for (size_t i = 0; i < key_length(line->as.text); i++)
        hash += (unsigned char)line->as.text[i];
    if ((int64_t)(hash % PARTITIONS) == partition->as.integer)
        myc_list_add(&kept, line);
    *result = myc_list_end(&kept);
    return STEPS_PER_ELEMENT;
}

static const struct myc_code part = {
    .name = "part",
    .version = 1,
    .captured = "Int",
    .parameter = "String",
    .result = "List[String]",
    .run = run_part,
};

static uint64_t run_gather(struct myc_body *body, const struct myc_value *header,
                           const struct myc_value *joined, const struct myc_value **result)
{
    struct myc_list list = myc_list_begin(myc_body_maker(body));
    (void)header;
    myc_list_add(&list, joined);
    *result = myc_list_end(&list);
    return STEPS_PER_ELEMENT;
}

static const struct myc_code gather = {
    .name = "gather",
    .version = 1,
    .captured = "Unit",
    .parameter = ROW,
    .result = ROWS,
    .run = run_gather,
};

static uint64_t run_arrange(struct myc_body *body, const struct myc_value *header,
                            const struct myc_value *rows, const struct myc_value **result)
{
    (void)header;
    *result = in_order(myc_body_maker(body), rows);
    return STEPS_PER_ELEMENT * rows->count;
}

static const struct myc_code arrange = {
    .name = "arrange",
    .version = 1,
    .captured = "Unit",
    .parameter = ROWS,
    .result = ROWS,
    .run = run_arrange,
};
static const struct myc_code *const codes[] = { &match, &bring, &part, &gather, &arrange, NULL };

/* ------------------------------------------------------------------- driver */

static const struct myc_node *join_two(struct myc_staging *at, const struct myc_node *left,
                                       const struct myc_node *right, const char *label)
{
    const struct myc_value *where = myc_ref_value(myc_staging_maker(at), right);
    return myc_apply(at, left, myc_spore_of(at, &bring, where), label);
}

static const struct myc_node *partition_of(struct myc_staging *at, const struct myc_node *whole,
                                           int64_t index, const char *host, const char *label)
{
    struct myc_node *partition =
        myc_empty_silo(at, myc_host_named(at, host), "List[String]", label);
    const struct myc_value *header = myc_int(myc_staging_maker(at), index);
    myc_pump_to(at, whole, partition, myc_spore_of(at, &part, header));
    return partition;
}

static const struct myc_node *join_parts(struct myc_staging *at, const struct myc_node *left,
                                         const struct myc_node *right)
{
    static const struct {
        const char *host, *left, *right, *joined;
    } parts[PARTITIONS] = { { "m1", "left_0", "right_0", "joined_0" },
                            { "m2", "left_1", "right_1", "joined_1" } };
    const struct myc_spore *gathering = myc_spore_of(at, &gather, NULL);
    struct myc_node *joined = myc_empty_silo(at, myc_host_named(at, "m3"), ROWS, "joined");
    for (int i = 0; i < PARTITIONS; i++) {
        const char *host = parts[i].host;
        const struct myc_node *ls = partition_of(at, left, i, host, parts[i].left);
        const struct myc_node *rs = partition_of(at, right, i, host, parts[i].right);
        myc_pump_to(at, join_two(at, ls, rs, parts[i].joined), joined, gathering);
    }
    return joined;
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct join *join = parameters;
    myc_future *future = state;
    if (*future) {
        myc_finish_with(driver, *future);
        return;
    }
    struct myc_staging *at = myc_driver_staging(driver);
    const struct myc_node *left =
        myc_from_text_file(at, myc_host_named(at, "m1"), LEFT_FILE, "left");
    const struct myc_node *right =
        myc_from_text_file(at, myc_host_named(at, "m2"), RIGHT_FILE, "right");
    const struct myc_node *joined =
        join->how == BROADCAST ? join_two(at, left, right, "joined") : join_parts(at, left, right);
    *future = myc_send(driver, myc_map(at, joined, myc_spore_of(at, &arrange, NULL), "rows"));
    myc_await(driver, *future);
}

/* ---------------------------------------------------------------- reference */

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    const struct myc_value *left = myc_reference_lines(reference, LEFT_FILE);
    const struct myc_value *right = myc_reference_lines(reference, RIGHT_FILE);
    (void)parameters;
    *type = ROWS;
    return in_order(&reference->maker, matches(&reference->maker, left, right));
}

static const struct myc_parameter parameters[] = {
    { "how", MYC_UNIT_CHOICE, .initial = "broadcast", .choices = "broadcast|partitioned",
      .help = "carry one side to the other, or split both by key", .source = "Mycel",
      .offset = offsetof(struct join, how) },
    { 0 },
};
static const char *const hosts[] = { "m1", "m2", "m3", NULL };
static const struct myc_file files[] = {
    { LEFT_FILE, left_text, sizeof left_text - 1, MYC_FILE_SHARED },
    { RIGHT_FILE, right_text, sizeof right_text - 1, MYC_FILE_SHARED },
    { 0 },
};

const struct myc_workload myc_workload_join = {
    .about = { .name = "join",
               .help = "two files joined by key: one broadcast, or both partitioned",
               .example = "workload: {kind: join, how: partitioned}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct join),
    .state_bytes = sizeof(myc_future),
    .hosts = hosts,
    .needs = hosts,
    .files = files,
    .codes = codes,
    .step = step,
    .reference = reference,
};
