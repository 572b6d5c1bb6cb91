/* f-p's WordCount: ten lines of ten words on each of two hosts, counted there,
 * pumped together and summed. The words are drawn by java.util.Random with the
 * seeds 100 and 200, as the library's test does. */
#include "experiments/workloads/shared.h"
#include "experiments/workloads/workload.h"

#include <string.h>

#define WORDS 9
#define LINES 10
#define WORDS_A_LINE 10
#define PAIRS "List[(String, Int)]"

static const char *const words[WORDS] = { "is",   "computer", "apple",   "orange", "chair",
                                          "work", "fun",      "program", "paper" };

/* java.util.Random: a 48-bit linear congruential generator. */
static uint32_t java_next(uint64_t *state)
{
    *state = (*state * 0x5DEECE66Du + 0xBu) & (((uint64_t)1 << 48) - 1);
    return (uint32_t)(*state >> 17);
}

static uint32_t java_below(uint64_t *state, uint32_t bound)
{
    uint32_t bits = java_next(state);
    while (bits - bits % bound + (bound - 1) > INT32_MAX)
        bits = java_next(state);
    return bits % bound;
}

static uint64_t java_seeded(uint64_t seed)
{
    return (seed ^ 0x5DEECE66Du) & (((uint64_t)1 << 48) - 1);
}

static const struct myc_value *lines(struct myc_maker *maker, uint64_t seed)
{
    uint64_t state = java_seeded(seed);
    struct myc_list list = myc_list_begin(maker);
    for (int line = 0; line < LINES; line++) {
        char text[WORDS_A_LINE * 16] = "";
        for (int word = 0; word < WORDS_A_LINE; word++) {
            strcat(text, word ? " " : "");
            strcat(text, words[java_below(&state, WORDS)]);
        }
        myc_list_add(&list, myc_string(maker, text));
    }
    return myc_list_end(&list);
}

static int index_of(const char *word, size_t length)
{
    for (int i = 0; i < WORDS; i++)
        if (strlen(words[i]) == length && !memcmp(words[i], word, length))
            return i;
    return -1;
}

static const struct myc_value *pairs(struct myc_maker *maker, const int64_t counts[WORDS])
{
    struct myc_list list = myc_list_begin(maker);
    for (int i = 0; i < WORDS; i++)
        myc_list_add(&list, myc_tuple(maker, 2,
                                      (const struct myc_value *[]){ myc_string(maker, words[i]),
                                                                    myc_int(maker, counts[i]) }));
    return myc_list_end(&list);
}

static uint64_t run_count(struct myc_body *body, const struct myc_value *header,
                          const struct myc_value *text, const struct myc_value **result)
{
    int64_t counts[WORDS] = { 0 };
    (void)header;
    for (uint32_t line = 0; line < text->count; line++)
        for (const char *at = myc_item(text, line)->as.text; *at;) {
            size_t length = strcspn(at, " ");
            int index = index_of(at, length);
            if (index >= 0)
                counts[index]++;
            at += length + (at[length] == ' ');
        }
    *result = pairs(myc_body_maker(body), counts);
    return 1000u * text->count;
}

static const struct myc_code count = {
    .name = "count",
    .version = 1,
    .captured = "Unit",
    .parameter = "List[String]",
    .result = PAIRS,
    .run = run_count,
};

static const struct myc_code emit = {
    .name = "emit",
    .version = 1,
    .captured = "Unit",
    .parameter = "(String, Int)",
    .result = PAIRS,
    .run = myc_pass_on,
};

static uint64_t run_sum(struct myc_body *body, const struct myc_value *header,
                        const struct myc_value *all, const struct myc_value **result)
{
    int64_t counts[WORDS] = { 0 };
    (void)header;
    for (uint32_t i = 0; i < all->count; i++) {
        const struct myc_value *pair = myc_item(all, i);
        const char *word = myc_item(pair, 0)->as.text;
        int index = index_of(word, strlen(word));
        if (index >= 0)
            counts[index] += myc_item(pair, 1)->as.integer;
    }
    *result = pairs(myc_body_maker(body), counts);
    return 100u * all->count;
}

static const struct myc_code sum = {
    .name = "sum",
    .version = 1,
    .captured = "Unit",
    .parameter = PAIRS,
    .result = PAIRS,
    .run = run_sum,
};

enum { FIRST, TOTAL, COUNTS };

static void stage(struct myc_driver *driver, myc_future futures[COUNTS])
{
    struct myc_staging *at = myc_driver_staging(driver);
    struct myc_maker *maker = myc_staging_maker(at);
    const struct myc_node *text1 =
        myc_populate(at, myc_host_named(at, "m1"), "List[String]", lines(maker, 100), "text1");
    const struct myc_node *text2 =
        myc_populate(at, myc_host_named(at, "m2"), "List[String]", lines(maker, 200), "text2");
    const struct myc_spore *counting = myc_spore_of(at, &count, NULL);
    const struct myc_spore *emitting = myc_spore_of(at, &emit, NULL);
    const struct myc_node *first = myc_map(at, text1, counting, "first");
    const struct myc_node *second = myc_map(at, text2, counting, "second");
    struct myc_node *target = myc_empty_silo(at, myc_host_named(at, "m3"), PAIRS, "target");
    myc_pump_to(at, first, target, emitting);
    myc_pump_to(at, second, target, emitting);
    futures[FIRST] = myc_send(driver, first);
    futures[TOTAL] = myc_send(driver, myc_map(at, target, myc_spore_of(at, &sum, NULL), "total"));
    myc_await_all(driver, COUNTS, futures);
}

/* A list of pairs in the order of the words, as a record of counts. */
static const struct myc_value *record(struct myc_maker *maker, const struct myc_value *list)
{
    const struct myc_value *fields[WORDS];
    for (uint32_t i = 0; i < WORDS; i++)
        fields[i] = myc_item(myc_item(list, i), 1);
    return myc_tuple(maker, WORDS, fields);
}

static void step(struct myc_driver *driver, void *state, const void *parameters)
{
    myc_future *futures = state;
    (void)parameters;
    if (!futures[FIRST]) {
        stage(driver, futures);
    } else if (!myc_finish_failed(driver, COUNTS, futures)) {
        struct myc_maker *maker = myc_staging_maker(myc_driver_staging(driver));
        const struct myc_value *both[COUNTS] = {
            record(maker, myc_future_value(driver, futures[FIRST])),
            record(maker, myc_future_value(driver, futures[TOTAL])),
        };
        myc_finish(driver, myc_tuple(maker, COUNTS, both), "WordCounts");
    }
}

static const struct myc_value *reference(struct myc_reference *reference, const void *parameters,
                                         const char **type)
{
    struct myc_maker *maker = &reference->maker;
    int64_t counts[2][WORDS] = { { 0 } };
    (void)parameters;
    for (int text = 0; text < 2; text++) {
        uint64_t state = java_seeded(text ? 200 : 100);
        for (int i = 0; i < LINES * WORDS_A_LINE; i++) {
            uint32_t word = java_below(&state, WORDS);
            counts[0][word] += !text;
            counts[1][word]++;
        }
    }
    *type = "WordCounts";
    return myc_tuple(maker, 2,
                     (const struct myc_value *[]){ record(maker, pairs(maker, counts[0])),
                                                   record(maker, pairs(maker, counts[1])) });
}

static const struct myc_code *const codes[] = { &count, &emit, &sum, NULL };
static const char *const hosts[] = { "m1", "m2", "m3", NULL };
static const char *const types[] = {
    "Counts{is: Int, computer: Int, apple: Int, orange: Int, chair: Int, work: Int, fun: Int, "
    "program: Int, paper: Int}",
    "WordCounts{first: Counts, total: Counts}", NULL
};

const struct myc_workload myc_workload_wordcount = {
    .about = { .name = "wordcount",
               .help = "words counted on two hosts, pumped together and summed (f-p WordCount)",
               .example = "workload: wordcount" },
    .state_bytes = COUNTS * sizeof(myc_future),
    .hosts = hosts,
    .needs = hosts,
    .types = types,
    .codes = codes,
    .step = step,
    .reference = reference,
};
