/* f-p's RDDExample: BabySpark over silos, on two files of words that are keyed by their length.
 * Of each file, a host has its share of the lines as one silo.
 *
 *   partition        testPartition: both files shuffled by a key partitioner
 *   join             joinExample: every left silo meets all the right ones; then all words of a key
 *                    that both files have become one set
 *   partitioned_join the same words from files that were shuffled first, silo by silo
 *
 * A shuffle's output i is a fold of applies, as the library does it: the elements of silo i that
 * belong to partition i, then those of every other silo in turn. Unlike there it is made of no
 * mutable builder, so it can be replayed. */
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

#include <string.h>

#define PARTS 2 /* hosts of a file, and partitions */
#define DATA_FILE "data.txt"
#define LOREM_FILE "lorem.txt"
#define STEPS_PER_ELEMENT 100u
#define PAIR "(Int, String)" /* a word and its length, the key */
#define PAIRS "List[" PAIR "]"
#define BOTH "(" PAIRS ", " PAIRS ")"
#define GROUPS "List[(Int, List[String])]"

enum program { PARTITION, JOIN, PARTITIONED_JOIN };

struct rdd {
    uint32_t program;
};

static const char data_text[] = "a silo is a typed and immutable container of data\n"
                                "a spore is a safe and serializable function\n"
                                "a lineage is a persistent graph of operations\n"
                                "send asks for the value of a silo\n"
                                "a crash loses what only memory had\n";
static const char lorem_text[] = "lorem ipsum dolor sit amet consectetur adipiscing elit\n"
                                 "sed do eiusmod tempor incididunt ut labore\n"
                                 "et dolore magna aliqua\n";

/* ------------------------------------------------------------------- values */

static const struct myc_value *two(struct myc_maker *maker, const struct myc_value *first,
                                   const struct myc_value *second)
{
    return myc_tuple(maker, 2, (const struct myc_value *[]){ first, second });
}

static int64_t key_of(const struct myc_value *pair)
{
    return myc_item(pair, 0)->as.integer;
}

static void add_all(struct myc_list *list, const struct myc_value *more)
{
    for (uint32_t i = 0; i < more->count; i++)
        myc_list_add(list, myc_item(more, i));
}

static const struct myc_value *joined(struct myc_maker *maker, const struct myc_value *a,
                                      const struct myc_value *b)
{
    struct myc_list list = myc_list_begin(maker);
    add_all(&list, a);
    add_all(&list, b);
    return myc_list_end(&list);
}

static const struct myc_value *of_partition(struct myc_maker *maker, const struct myc_value *pairs,
                                            int64_t partition)
{
    struct myc_list kept = myc_list_begin(maker);
    for (uint32_t i = 0; i < pairs->count; i++)
        if (key_of(myc_item(pairs, i)) % PARTS == partition)
            myc_list_add(&kept, myc_item(pairs, i));
    return myc_list_end(&kept);
}

static bool comes_before(const struct myc_value *a, const struct myc_value *b)
{
    if (key_of(a) != key_of(b))
        return key_of(a) < key_of(b);
    return strcmp(myc_item(a, 1)->as.text, myc_item(b, 1)->as.text) < 0;
}

/* Adds a pair to a list in order, unless it is there. */
static void add_to_set(struct myc_list *set, const struct myc_value *pair)
{
    uint32_t at = set->count;
    while (at > 0 && comes_before(pair, set->items[at - 1]))
        at--;
    if (at > 0 && !comes_before(set->items[at - 1], pair))
        return;
    myc_list_add(set, pair);
    memmove(set->items + at + 1, set->items + at, (set->count - 1 - at) * sizeof *set->items);
    set->items[at] = pair;
}

/* Every key of a set of pairs, with its words. */
static const struct myc_value *groups_of(const struct myc_list *set)
{
    struct myc_list groups = myc_list_begin(set->maker);
    for (uint32_t i = 0; i < set->count;) {
        struct myc_list words = myc_list_begin(set->maker);
        const struct myc_value *key = myc_item(set->items[i], 0);
        for (; i < set->count && key_of(set->items[i]) == key->as.integer; i++)
            myc_list_add(&words, myc_item(set->items[i], 1));
        myc_list_add(&groups, two(set->maker, key, myc_list_end(&words)));
    }
    return myc_list_end(&groups);
}

/* ------------------------------------------------------------------- spores */

/* The words of the header's share of the lines, each with its length. */
static uint64_t run_words(struct myc_body *body, const struct myc_value *share,
                          const struct myc_value *lines, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    struct myc_list pairs = myc_list_begin(maker);
    uint32_t lines_each = (lines->count + PARTS - 1) / PARTS;
    for (uint32_t i = 0; i < lines->count; i++) {
        const char *at = myc_item(lines, i)->as.text;
        if (i / lines_each != share->as.integer)
            continue;
        for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
            size_t length = strcspn(at, " ");
            const char *word = myc_memory_text(maker->memory, at, length);
            myc_list_add(&pairs,
                         two(maker, myc_int(maker, (int64_t)length), myc_string(maker, word)));
            at += length;
        }
    }
    *result = myc_list_end(&pairs);
    return STEPS_PER_ELEMENT * lines->count;
}

static const struct myc_code words = {
    .name = "words",
    .version = 1,
    .captured = "Int",
    .parameter = "List[String]",
    .result = PAIRS,
    .run = run_words,
};

static uint64_t run_own(struct myc_body *body, const struct myc_value *partition,
                        const struct myc_value *pairs, const struct myc_value **result)
{
    *result = of_partition(myc_body_maker(body), pairs, partition->as.integer);
    return STEPS_PER_ELEMENT * pairs->count;
}

static const struct myc_code own = {
    .name = "own",
    .version = 1,
    .captured = "Int",
    .parameter = PAIRS,
    .result = PAIRS,
    .run = run_own,
};

static uint64_t run_append(struct myc_body *body, const struct myc_value *more,
                           const struct myc_value *pairs, const struct myc_value **result)
{
    *result = joined(myc_body_maker(body), pairs, more);
    return STEPS_PER_ELEMENT * more->count;
}

static const struct myc_code append = {
    .name = "append",
    .version = 1,
    .captured = PAIRS,
    .parameter = PAIRS,
    .result = PAIRS,
    .run = run_append,
};

/* On another silo's host: what belongs to the partition goes where it was gathered so far. */
static uint64_t run_bring(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *pairs, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    int64_t partition = myc_item(header, 1)->as.integer;
    const struct myc_spore *appending =
        myc_spore_of(at, &append, of_partition(myc_body_maker(body), pairs, partition));
    *result = myc_return_ref(body, myc_map(at, myc_item(header, 0)->as.ref, appending, NULL));
    return STEPS_PER_ELEMENT * pairs->count;
}

static const struct myc_code bring = {
    .name = "bring",
    .version = 1,
    .captured = "(SiloRef[" PAIRS "], Int)",
    .parameter = PAIRS,
    .result = "SiloRef[" PAIRS "]",
    .run = run_bring,
};

static uint64_t run_hold(struct myc_body *body, const struct myc_value *header,
                         const struct myc_value *left, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    struct myc_list none = myc_list_begin(maker);
    (void)header;
    *result = two(maker, left, myc_list_end(&none));
    return STEPS_PER_ELEMENT;
}

static const struct myc_code hold = {
    .name = "hold",
    .version = 1,
    .captured = "Unit",
    .parameter = PAIRS,
    .result = BOTH,
    .run = run_hold,
};

static uint64_t run_extend(struct myc_body *body, const struct myc_value *more,
                           const struct myc_value *both, const struct myc_value **result)
{
    struct myc_maker *maker = myc_body_maker(body);
    *result = two(maker, myc_item(both, 0), joined(maker, myc_item(both, 1), more));
    return STEPS_PER_ELEMENT * more->count;
}

static const struct myc_code extend = {
    .name = "extend",
    .version = 1,
    .captured = PAIRS,
    .parameter = BOTH,
    .result = BOTH,
    .run = run_extend,
};

/* On a right silo's host: all of it goes where the left one is. */
static uint64_t run_meet(struct myc_body *body, const struct myc_value *both,
                         const struct myc_value *right, const struct myc_value **result)
{
    struct myc_staging *at = myc_body_staging(body);
    *result =
        myc_return_ref(body, myc_map(at, both->as.ref, myc_spore_of(at, &extend, right), NULL));
    return STEPS_PER_ELEMENT * right->count;
}

static const struct myc_code meet = {
    .name = "meet",
    .version = 1,
    .captured = "SiloRef[" BOTH "]",
    .parameter = PAIRS,
    .result = "SiloRef[" BOTH "]",
    .run = run_meet,
};

/* Joins by key, then makes one set of both sides' words of each key. */
static uint64_t run_combine(struct myc_body *body, const struct myc_value *header,
                            const struct myc_value *both, const struct myc_value **result)
{
    const struct myc_value *left = myc_item(both, 0), *right = myc_item(both, 1);
    struct myc_list set = myc_list_begin(myc_body_maker(body));
    (void)header;
    for (uint32_t i = 0; i < left->count; i++)
        for (uint32_t k = 0; k < right->count; k++)
            if (key_of(myc_item(left, i)) == key_of(myc_item(right, k))) {
                add_to_set(&set, myc_item(left, i));
                add_to_set(&set, myc_item(right, k));
            }
    *result = groups_of(&set);
    return STEPS_PER_ELEMENT * (left->count + right->count);
}

static const struct myc_code combine = {
    .name = "combine",
    .version = 1,
    .captured = "Unit",
    .parameter = BOTH,
    .result = GROUPS,
    .run = run_combine,
};

static const struct myc_code *const codes[] = { &words,  &own,  &append,  &bring, &hold,
                                                &extend, &meet, &combine, NULL };

/* ------------------------------------------------------------------- driver */

static const char *const hosts[] = { "m1", "m2", "m3", NULL };

/* One silo of pairs for each share of a file, from the host `first` on. */
static void stage_file(struct myc_staging *at, const char *file, const char *name, uint32_t first,
                       const struct myc_node *silos[PARTS])
{
    struct myc_maker *maker = myc_staging_maker(at);
    for (uint32_t i = 0; i < PARTS; i++) {
        const char *label = myc_memory_format(maker->memory, "%s_%u", name, i);
        const struct myc_node *lines =
            myc_from_text_file(at, myc_host_named(at, hosts[first + i]), file, label);
        silos[i] = myc_map(at, lines, myc_spore_of(at, &words, myc_int(maker, i)),
                           myc_memory_format(maker->memory, "%s_words_%u", name, i));
    }
}

static void shuffle(struct myc_staging *at, const struct myc_node *silos[PARTS])
{
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_node *shuffled[PARTS];
    for (uint32_t i = 0; i < PARTS; i++) {
        const struct myc_value *partition = myc_int(maker, i);
        const struct myc_node *gathered =
            myc_map(at, silos[i], myc_spore_of(at, &own, partition), NULL);
        for (uint32_t other = 0; other < PARTS; other++) {
            const struct myc_value *header = two(maker, myc_ref_value(maker, gathered), partition);
            if (other != i)
                gathered = myc_apply(at, silos[other], myc_spore_of(at, &bring, header), NULL);
        }
        shuffled[i] = gathered;
    }
    memcpy(silos, shuffled, sizeof shuffled);
}

/* One left silo with `count` right ones. */
static const struct myc_node *join(struct myc_staging *at, const struct myc_node *left,
                                   const struct myc_node *const rights[], uint32_t count)
{
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_node *both = myc_map(at, left, myc_spore_of(at, &hold, NULL), NULL);
    for (uint32_t i = 0; i < count; i++) {
        const struct myc_spore *meeting = myc_spore_of(at, &meet, myc_ref_value(maker, both));
        both = myc_apply(at, rights[i], meeting, NULL);
    }
    return myc_map(at, both, myc_spore_of(at, &combine, NULL), "joined");
}

struct sends {
    uint32_t count;
    myc_future futures[2 * PARTS];
};

static void send_all(struct myc_driver *driver, enum program program, struct sends *sends)
{
    struct myc_staging *at = myc_driver_staging(driver);
    const struct myc_node *data[PARTS], *lorem[PARTS];
    stage_file(at, DATA_FILE, "data", 0, data);
    stage_file(at, LOREM_FILE, "lorem", 1, lorem);
    if (program != JOIN) {
        shuffle(at, data);
        shuffle(at, lorem);
    }
    for (uint32_t i = 0; i < PARTS; i++)
        if (program == PARTITION) {
            sends->futures[i] = myc_send(driver, data[i]);
            sends->futures[PARTS + i] = myc_send(driver, lorem[i]);
        } else if (program == JOIN) {
            sends->futures[i] = myc_send(driver, join(at, data[i], lorem, PARTS));
        } else {
            sends->futures[i] = myc_send(driver, join(at, data[i], lorem + i, 1));
        }
    sends->count = program == PARTITION ? 2 * PARTS : PARTS;
    myc_await_all(driver, sends->count, sends->futures);
}

/* What the silos from `first` on hold, one after the other. */
static const struct myc_value *collect(struct myc_driver *driver, const struct sends *sends,
                                       uint32_t first)
{
    struct myc_list list = myc_list_begin(myc_staging_maker(myc_driver_staging(driver)));
    for (uint32_t i = first; i < first + PARTS; i++)
        myc_list_add(&list, myc_future_value(driver, sends->futures[i]));
    return myc_list_end(&list);
}

/* A key may have words in several silos. */
static const struct myc_value *merged(struct myc_maker *maker, const struct myc_value *silos)
{
    struct myc_list set = myc_list_begin(maker);
    for (uint32_t i = 0; i < silos->count; i++)
        for (uint32_t g = 0; g < myc_item(silos, i)->count; g++) {
            const struct myc_value *group = myc_item(myc_item(silos, i), g);
            const struct myc_value *members = myc_item(group, 1);
            for (uint32_t k = 0; k < members->count; k++)
                add_to_set(&set, two(maker, myc_item(group, 0), myc_item(members, k)));
        }
    return groups_of(&set);
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    const struct rdd *rdd = parameters;
    struct sends *sends = state;
    struct myc_maker *maker = myc_staging_maker(myc_driver_staging(driver));
    if (!sends->count)
        send_all(driver, rdd->program, sends);
    else if (myc_finish_failed(driver, sends->count, sends->futures))
        return;
    else if (rdd->program == PARTITION)
        myc_finish(driver, two(maker, collect(driver, sends, 0), collect(driver, sends, PARTS)),
                   "Partitions");
    else
        myc_finish(driver, merged(maker, collect(driver, sends, 0)), GROUPS);
}

/* ---------------------------------------------------------------- reference */

/* The words of a file, from line `first` on and then of the lines before it. */
static const struct myc_value *words_of(struct myc_maker *maker, const struct myc_value *lines,
                                        uint32_t first)
{
    struct myc_list all = myc_list_begin(maker);
    for (uint32_t i = 0; i < lines->count; i++) {
        const char *line = myc_item(lines, (first + i) % lines->count)->as.text;
        for (; *line; line += strcspn(line, " "), line += *line == ' ')
            if (*line != ' ')
                myc_list_add(&all, myc_string(maker, myc_memory_text(maker->memory, line,
                                                                     strcspn(line, " "))));
    }
    return myc_list_end(&all);
}

/* The words of even length, those of the first share first; those of odd length, the other way. */
static const struct myc_value *partitions_of(struct myc_reference *reference, const char *file)
{
    struct myc_maker *maker = &reference->maker;
    const struct myc_value *lines = myc_reference_lines(reference, file);
    struct myc_list partitions = myc_list_begin(maker);
    for (uint32_t odd = 0; odd < 2; odd++) {
        const struct myc_value *all = words_of(maker, lines, odd ? (lines->count + 1) / 2 : 0);
        struct myc_list pairs = myc_list_begin(maker);
        for (uint32_t i = 0; i < all->count; i++)
            if (myc_item(all, i)->count % 2 == odd)
                myc_list_add(&pairs,
                             two(maker, myc_int(maker, myc_item(all, i)->count), myc_item(all, i)));
        myc_list_add(&partitions, myc_list_end(&pairs));
    }
    return myc_list_end(&partitions);
}

/* The first word of that length that is greater than `last` (NULL: than none); NULL: none. */
static const char *next_word(const struct myc_value *all, uint32_t length, const char *last)
{
    const char *next = NULL;
    for (uint32_t i = 0; i < all->count; i++) {
        const char *word = myc_item(all, i)->as.text;
        if (myc_item(all, i)->count == length && (!last || strcmp(word, last) > 0) &&
            (!next || strcmp(word, next) < 0))
            next = word;
    }
    return next;
}

static uint32_t longest(const struct myc_value *all)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < all->count; i++)
        most = myc_item(all, i)->count > most ? myc_item(all, i)->count : most;
    return most;
}

/* Both files' words of every length that both have. */
static const struct myc_value *common_lengths(struct myc_reference *reference)
{
    struct myc_maker *maker = &reference->maker;
    const struct myc_value *data = words_of(maker, myc_reference_lines(reference, DATA_FILE), 0);
    const struct myc_value *lorem = words_of(maker, myc_reference_lines(reference, LOREM_FILE), 0);
    struct myc_list groups = myc_list_begin(maker);
    uint32_t most = longest(data);
    for (uint32_t length = 1; length <= most; length++) {
        struct myc_list members = myc_list_begin(maker);
        const char *a = next_word(data, length, NULL);
        const char *b = next_word(lorem, length, NULL);
        if (!a || !b)
            continue;
        while (a || b) {
            const char *word = !b || (a && strcmp(a, b) <= 0) ? a : b;
            myc_list_add(&members, myc_string(maker, word));
            a = next_word(data, length, word);
            b = next_word(lorem, length, word);
        }
        myc_list_add(&groups, two(maker, myc_int(maker, length), myc_list_end(&members)));
    }
    return myc_list_end(&groups);
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    const struct rdd *rdd = parameters;
    *type = rdd->program == PARTITION ? "Partitions" : GROUPS;
    if (rdd->program != PARTITION)
        return common_lengths(reference);
    const struct myc_value *data = partitions_of(reference, DATA_FILE);
    return two(&reference->maker, data, partitions_of(reference, LOREM_FILE));
}

static const struct myc_parameter parameters[] = {
    { "program", MYC_UNIT_CHOICE, .initial = "partition",
      .choices = "partition|join|partitioned_join", .help = "which of the examples",
      .source = "f-p RDDExample", .offset = offsetof(struct rdd, program) },
    { 0 },
};
static const struct myc_file files[] = {
    { DATA_FILE, data_text, sizeof data_text - 1, MYC_FILE_SHARED },
    { LOREM_FILE, lorem_text, sizeof lorem_text - 1, MYC_FILE_SHARED },
    { 0 },
};
static const char *const types[] = { "Partitions{data: List[" PAIRS "], lorem: List[" PAIRS "]}",
                                     NULL };

const struct myc_workload myc_workload_rdd = {
    .about = { .name = "rdd",
               .help = "words of two files, shuffled or joined by their length (f-p RDDExample)",
               .example = "workload: {kind: rdd, program: join}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct rdd),
    .state_bytes = sizeof(struct sends),
    .hosts = hosts,
    .needs = hosts,
    .files = files,
    .types = types,
    .codes = codes,
    .step = step,
    .reference = reference,
};
