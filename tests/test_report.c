/* The report: a page that is well formed whatever stands in a study, holds each of its cells and
 * runs, and shows the runs that it says it shows. No program draws here: mycel-draw is not beside
 * this one, so the page says that it has no drawings. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <jansson.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "experiments/report/choice.h"
#include "experiments/report/picture.h"
#include "experiments/report/report.h"
#include "experiments/report/timeline.h"
#include "tests/story.h"

static const char path[] = "study.db";

/* What a study may hold and a page must not take for markup, or let turn its lines around. */
static const char hostile[] = "</script><script>alert(1)</script><!-- \"'&amp; \u202Etfel \u2028";

static void begin(void)
{
    static char folder[] = "report-XXXXXX";
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
}

TestSuite(report, .init = begin);

/* --- studies --- */

static void store_story(uint64_t seed, const char *scenario)
{
    struct myc_error error = { .status = MYC_OK };
    struct myc_store *store = NULL;
    uint64_t run;
    story_seed(seed);
    const struct myc_outcome *told = story("%s", scenario);
    cr_assert_eq(myc_store_open(&store, path, MYC_STORE_APPEND, &error), MYC_OK);
    cr_assert_eq(myc_store_append(store, told, &run, &error), MYC_OK, "%s", error.message);
    myc_store_close(store);
}

static void execute(const char *sql)
{
    sqlite3 *database;
    char *message = NULL;
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    sqlite3_exec(database, sql, NULL, NULL, &message);
    cr_assert_null(message, "%s: %s", sql, message);
    sqlite3_close(database);
}

/* --- pages --- */

static char *page_of(void)
{
    char *page = NULL;
    size_t length;
    struct myc_error error = { .status = MYC_OK };
    struct myc_report report = { .database = path, .output = "page.html" };
    FILE *out = open_memstream(&page, &length);
    cr_assert_eq(myc_memory_create(&report.memory, 0, &error), MYC_OK);
    cr_assert_eq(myc_memory_create(&report.read, 0, &error), MYC_OK);
    cr_assert_eq(myc_memory_create(&report.run_memory, 0, &error), MYC_OK);
    cr_assert_eq(myc_store_open(&report.store, path, MYC_STORE_READ, &error), MYC_OK);
    cr_assert_eq(myc_report_write(&report, out, &error), MYC_OK, "%s", error.message);
    myc_store_close(report.store);
    myc_memory_destroy(report.memory);
    myc_memory_destroy(report.read);
    myc_memory_destroy(report.run_memory);
    fclose(out);
    cr_assert_eq(strlen(page), length, "a NUL stands in the page");
    return page;
}

/* What stands between the data's tags, as a browser takes it: up to the first "</script". */
static json_t *data_of(const char *page)
{
    static const char opening[] = "<script type=\"application/json\" id=\"data\">";
    const char *from = strstr(page, opening);
    cr_assert(from);
    from += strlen(opening);
    json_error_t problem;
    json_t *data = json_loadb(from, (size_t)(strstr(from, "</script") - from), 0, &problem);
    cr_assert(data, "the data are no JSON: %s", problem.text);
    return data;
}

static const char *text_in(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static bool is_void(const char *name)
{
    static const char *const voids[] = { "meta", "link", "br", "hr", "img", "input", "wbr" };
    for (size_t i = 0; i < sizeof voids / sizeof *voids; i++)
        if (strcmp(name, voids[i]) == 0)
            return true;
    return false;
}

/* Past a tag's attributes; each value that has quotes ends with them. */
static const char *end_of_tag(const char *at)
{
    for (; *at && *at != '>'; at++)
        if (*at == '"') {
            at = strchr(at + 1, '"');
            cr_assert(at, "a value does not end");
        }
    cr_assert(*at, "a tag does not end");
    return at + 1;
}

/* Every tag that opens closes, in order; scripts and styles are skipped, as a browser does. */
static void expect_well_formed(const char *page)
{
    char open[32][16];
    size_t depth = 0;
    for (const char *at = strchr(page, '<'); at; at = strchr(at, '<')) {
        char name[16];
        bool closes = at[1] == '/';
        if (sscanf(at + 1 + closes, "%15[a-z0-9A-Z]", name) != 1) {
            cr_assert(strncmp(at, "<!doctype html>", 15) == 0, "no tag: %.40s", at);
            at++;
            continue;
        }
        const char *rest = end_of_tag(at);
        if (closes)
            cr_assert(depth > 0 && strcmp(open[--depth], name) == 0, "%.40s closes nothing", at);
        else if (!is_void(name) && rest[-2] != '/')
            strcpy(open[depth++], name);
        cr_assert(depth < 32);
        at = rest;
        if (!closes && (strcmp(name, "script") == 0 || strcmp(name, "style") == 0))
            at = strstr(rest, strcmp(name, "style") == 0 ? "</style" : "</script");
    }
    cr_expect_eq(depth, 0, "%s is not closed", open[depth ? depth - 1 : 0]);
}

Test(report, is_well_formed_and_the_same_each_time)
{
    store_story(1, "workload: people\nperturb: [{crash: {target: m2, at: 60us, for: 5ms}}]\n");
    char *page = page_of(), *again = page_of();
    expect_well_formed(page);
    cr_expect_str_eq(page, again);
    cr_expect(strstr(page, "Leon Sorokin"), "uPlot's licence is missing");
    cr_expect(strstr(page, "Andrea Leofreddi"), "svg-pan-zoom's licence is missing");
    free(page);
    free(again);
}

Test(report, shows_each_run_and_its_facts)
{
    store_story(4, "workload: people\n");
    store_story(5, "workload: people\nrecovery: {policy: none}\n"
                   "perturb: [{crash: {target: m2, at: 60us, for: 5ms}}]\n");
    char *page = page_of();
    json_t *data = data_of(page);
    const json_t *chosen = json_object_get(data, "chosen");
    cr_expect_eq(json_integer_value(json_object_get(data, "runs")), 2);
    cr_expect_eq(json_array_size(json_object_get(data, "lone")), 2);
    cr_assert_eq(json_array_size(chosen), 2);
    const json_t *first = json_array_get(chosen, 0), *second = json_array_get(chosen, 1);
    cr_expect_str_eq(text_in(first, "response"), LABELS);
    cr_expect_str_eq(text_in(first, "ending"), "pass");
    cr_expect_str_eq(text_in(second, "seed"), "5");
    cr_expect_str_eq(text_in(second, "ending"), "error");
    cr_expect_str_eq(text_in(second, "failing_node"), "adults");
    cr_expect(strstr(text_in(second, "reason"), "crash of m2"));
    const json_t *fault = json_array_get(json_object_get(second, "faults"), 0);
    cr_expect_eq(json_integer_value(json_object_get(fault, "start_ns")), 60000);
    cr_expect_eq(json_integer_value(json_object_get(fault, "end_ns")), 5060000);
    cr_expect(strstr(text_in(data, "no_drawings"), "mycel-draw"), "nothing says what is missing");
    json_decref(data);
    free(page);
}

Test(report, takes_no_text_for_markup)
{
    store_story(1, "workload: people\n");
    char *sql = sqlite3_mprintf(
        "UPDATE run SET name = %Q, failing_node = name, reason = name, class = name", hostile);
    execute(sql);
    sqlite3_free(sql);
    char *page = page_of();
    expect_well_formed(page);
    json_t *data = data_of(page);
    const json_t *run = json_array_get(json_object_get(data, "lone"), 0);
    cr_expect_str_eq(text_in(run, "name"), hostile);
    cr_expect_null(strstr(page, "alert(1)</script>"));
    cr_expect_null(strstr(strstr(page, "id=\"data\""), "\u202E"),
                   "the data turn their line around");
    json_decref(data);
    free(page);
}

Test(report, says_what_else_was_expected)
{
    store_story(1, "workload: people\nexpect: {at_most: {Req: 0}}\n");
    char *page = page_of();
    json_t *data = data_of(page);
    const json_t *run = json_array_get(json_object_get(data, "chosen"), 0);
    const json_t *expectation = json_array_get(json_object_get(run, "expectations"), 0);
    cr_expect_str_eq(text_in(run, "ending"), "expectation");
    cr_expect_str_eq(text_in(expectation, "expect"), "Req <= 0");
    cr_expect(json_is_false(json_object_get(expectation, "met")));
    json_decref(data);
    free(page);
}

/* A run that was killed has no fingerprint; repeating it could kill the report. */
Test(report, repeats_no_run_that_was_killed)
{
    store_story(1, "workload: people\n");
    execute("UPDATE run SET fingerprint = NULL, verdict = 'unknown', reason = 'signal 11'");
    char *page = page_of();
    json_t *data = data_of(page);
    const json_t *run = json_array_get(json_object_get(data, "chosen"), 0);
    cr_expect_str_eq(text_in(run, "ending"), "unknown");
    cr_expect(strstr(text_in(run, "note"), "killed"));
    cr_expect_str_eq(text_in(run, "reason"), "signal 11");
    cr_expect_null(json_object_get(run, "timeline"));
    json_decref(data);
    free(page);
}

/* --- what is chosen --- */

static void choose(struct myc_choice *choice)
{
    struct myc_error error = { .status = MYC_OK };
    struct myc_store *store = NULL;
    cr_assert_eq(myc_store_open(&store, path, MYC_STORE_READ, &error), MYC_OK);
    cr_assert_eq(myc_choice_make(store, choice, &error), MYC_OK, "%s", error.message);
    myc_store_close(store);
}

static const char *chosen_seeds(const struct myc_choice *choice)
{
    static char text[256];
    text[0] = '\0';
    for (size_t i = 0; i < choice->count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s:%d", i ? " " : "",
                 myc_ending_word(choice->chosen[i].ending), (int)choice->chosen[i].seed);
    return text;
}

/* Ten runs, whose rows stand in no order of seeds. */
Test(report, chooses_the_first_seeds_and_the_slowest)
{
    struct myc_choice choice, moved;
    for (int i = 0; i < 10; i++)
        store_story(1, "workload: people\n");
    execute("UPDATE run SET seed = 11 - id, fingerprint = 'of ' || id, sim_end_ns = 1000 + id");
    execute("UPDATE run SET verdict = 'fail', class = 'late' WHERE id IN (1, 5, 9)");
    execute("UPDATE run SET verdict = 'fail', class = 'stuck' WHERE id = 3");
    choose(&choice);
    cr_expect_eq(choice.run_count, 10);
    cr_expect_str_eq(chosen_seeds(&choice), "late:2 stuck:8 pass:1 late:6 pass:3");
    execute("UPDATE run SET id = 100 - id");
    choose(&moved);
    cr_expect_eq(memcmp(choice.digest, moved.digest, sizeof choice.digest), 0,
                 "the order of rows is part of the results");
    execute("UPDATE run SET seed = 99 WHERE id = 95");
    choose(&moved);
    cr_expect_neq(memcmp(choice.digest, moved.digest, sizeof choice.digest), 0,
                  "a seed is no part of the results");
}

/* --- its parts --- */

Test(report, a_drawing_becomes_a_part_of_the_page)
{
    static const char svg[] =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<!-- by -->\n"
        "<svg width=\"10pt\" height=\"20pt\"\n viewBox=\"0 0 10 20\" xmlns=\"x\">\n"
        "<g id=\"n1\" class=\"node id\"><title>id=\"a\"</title><a xlink:title=\" id=&quot; >\">\n"
        "<text stroke-width=\"2\">a id=\"b\"</text></a></g>\n<!-- n1&#45;&gt;n2 -->\n</svg>\n";
    char *part = NULL;
    size_t length;
    FILE *out = open_memstream(&part, &length);
    myc_picture_write(svg, sizeof svg - 1, "r7-", out);
    fclose(out);
    cr_expect_str_eq(part, "<svg  \n viewBox=\"0 0 10 20\" xmlns=\"x\">\n"
                           "<g id=\"r7-n1\" class=\"node id\"><title>id=\"a\"</title>"
                           "<a xlink:title=\" id=&quot; >\">\n"
                           "<text stroke-width=\"2\">a id=\"b\"</text></a></g>\n\n</svg>");
    free(part);
}

Test(report, what_is_no_drawing_writes_nothing)
{
    static const char *const texts[] = { "",       "<svg ",         "<svg id=\"",
                                         "</svg>", "<svg x=\"1\">", "</svg><svg >" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *part = NULL;
        size_t length;
        FILE *out = open_memstream(&part, &length);
        myc_picture_write(texts[i], strlen(texts[i]), "p", out);
        fclose(out);
        cr_expect_str_empty(part, "%s became %s", texts[i], part);
        free(part);
    }
}

/* One message from 10 to 30; a value from 20, lost at 40, that is materialized and then pinned. */
static void fill_book(struct myc_book *book)
{
    static const struct myc_record records[] = {
        { .kind = MYC_RECORD_MATERIALIZED, .time = 20, .host = 1, .node = 1 },
        { .kind = MYC_RECORD_PINNED, .time = 25, .host = 1, .node = 1 },
        { .kind = MYC_RECORD_LOST, .time = 40, .host = 2, .node = 1 },
        { .kind = MYC_RECORD_LOST, .time = 40, .host = 1, .node = 1 },
    };
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        myc_book_add(book, &records[i]);
    myc_book_add_message(book,
                         &(struct myc_book_message){ .kind = "Req", .sent = 10, .delivered = 30 });
    myc_book_add_message(
        book, &(struct myc_book_message){ .kind = "Req", .sent = 30, .delivered = MYC_FOREVER });
    book->run.end = 50;
}

Test(report, the_course_of_a_run)
{
    static const struct myc_moment expected[] = {
        { 0, 0, 0 }, { 10, 1, 0 }, { 20, 1, 1 }, { 30, 1, 1 }, { 40, 1, 0 }, { 50, 1, 0 },
    };
    struct myc_memory *memory;
    struct myc_error error = { .status = MYC_OK };
    struct myc_book book;
    size_t count;
    cr_assert_eq(myc_memory_create(&memory, 0, &error), MYC_OK);
    myc_book_begin(&book, memory, true);
    fill_book(&book);
    const struct myc_moment *course = myc_timeline_make(&book, memory, &count);
    cr_assert_eq(count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(course[i].time, expected[i].time, "moment %zu", i);
        cr_expect_eq(course[i].messages, expected[i].messages, "moment %zu", i);
        cr_expect_eq(course[i].values, expected[i].values, "moment %zu", i);
    }
    myc_memory_destroy(memory);
}

/* Ten thousand messages, never more than one at a time but for one instant with a hundred. */
Test(report, the_course_of_a_long_run_keeps_its_peaks)
{
    struct myc_memory *memory;
    struct myc_error error = { .status = MYC_OK };
    struct myc_book book;
    size_t count;
    uint32_t most = 0;
    cr_assert_eq(myc_memory_create(&memory, 0, &error), MYC_OK);
    myc_book_begin(&book, memory, true);
    for (myc_time i = 0; i < 10000; i++)
        myc_book_add_message(&book, &(struct myc_book_message){ .kind = "Req",
                                                                .sent = 1000 * i,
                                                                .delivered = 1000 * i + 1 });
    for (int i = 0; i < 99; i++)
        myc_book_add_message(&book, &(struct myc_book_message){
                                        .kind = "Req", .sent = 5000000, .delivered = 5000001 });
    book.run.end = 10000000;
    const struct myc_moment *course = myc_timeline_make(&book, memory, &count);
    cr_expect_leq(count, MYC_TIMELINE_POINTS_MAX);
    for (size_t i = 0; i < count; i++) {
        most = course[i].messages > most ? course[i].messages : most;
        cr_expect(i == 0 || course[i].time > course[i - 1].time);
    }
    cr_expect_eq(most, 100);
    myc_memory_destroy(memory);
}
