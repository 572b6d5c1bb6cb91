/* What is said of a run: the JSON object, the lines for people, where two runs
 * part, and the command that repeats one. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/command.h"
#include "experiments/outcome_json.h"
#include "experiments/outcome_text.h"
#include "experiments/parting.h"
#include "experiments/time_text.h"
#include "tests/fake_outcome.h"

static struct fake fake;

static void begin(void)
{
    fake_begin(&fake, MYC_TRACE_ALL);
}

static void end(void)
{
    fake_end(&fake);
}

TestSuite(outcome, .init = begin, .fini = end);

/* The text that `write` writes; the test's end frees it. */
#define WRITTEN(call)                                                                              \
    char *text = NULL;                                                                             \
    size_t length;                                                                                 \
    FILE *out = open_memstream(&text, &length);                                                    \
    call;                                                                                          \
    fclose(out)

/* The keys of the surface (DESIGN 4.4), in their order, with what fake_outcome.c says. */
Test(outcome, is_one_object_with_the_keys_of_the_surface)
{
    WRITTEN(myc_outcome_json(&fake.outcome, out));
    cr_expect_str_eq(
        text,
        "{\"verdict\":\"fail\",\"class\":\"error\",\"reason\":\"m2 is gone\",\"response\":null,"
        "\"fingerprint\":\"0123456789abcdef0123456789abcdef\",\"seed\":7,\"sim_end_ns\":1060000,"
        "\"events\":4,\"messages\":{\"Req\":2,\"Err\":1},\"control\":3,\"spore_runs\":5,"
        "\"recomputed\":6,\"duplicates_dropped\":8,\"faults\":["
        "{\"id\":1,\"effect\":\"crash\",\"target\":\"holder(labels)\",\"hosts\":[\"m2\"],"
        "\"start_ns\":60000,\"end_ns\":null,\"hits\":2,\"status\":\"happened\",\"why\":null},"
        "{\"id\":2,\"effect\":\"delay\",\"target\":\"link(client m1)\",\"hosts\":[],"
        "\"start_ns\":9000000000,\"end_ns\":null,\"hits\":0,\"status\":\"skipped\","
        "\"why\":\"run ended\"}],\"lost\":[{\"node\":\"labels\",\"host\":\"m2\",\"at_ns\":60000,"
        "\"fault\":1,\"recoverable\":true}],\"expectations\":["
        "{\"expect\":\"p99 <= 2ms\",\"met\":null,\"found\":\"1ms\"},"
        "{\"expect\":\"sometimes lost(labels)\",\"met\":true,\"found\":\"2\"}],"
        "\"requests\":{\"sent\":9,\"latency_ns\":{\"mean\":40,\"p99\":null}},\"failing_node\":\"labels\",\"wall_ns\":123456,"
        "\"engine\":\"" MYC_ENGINE_VERSION "\"}\n");
    free(text);
}

Test(outcome, of_a_pass_has_null_class_and_reason)
{
    fake.outcome.verdict = MYC_PASS;
    fake.outcome.class = MYC_CLASS_NONE;
    fake.outcome.reason = NULL;
    fake.outcome.failing_node = NULL;
    fake.outcome.response = "[0.1,9223372036854775807,\"\\u0000\"]";
    WRITTEN(myc_outcome_json(&fake.outcome, out));
    cr_expect(strstr(text, "{\"verdict\":\"pass\",\"class\":null,\"reason\":null,"
                           "\"response\":[0.1,9223372036854775807,\"\\u0000\"],") == text,
              "the response stands as it is: %s", text);
    cr_expect(strstr(text, "\"failing_node\":null"));
    free(text);
}

Test(outcome, survives_a_reason_that_is_no_text)
{
    fake.outcome.reason = "broken \xff\xfe byte, \xc3\xa9 whole";
    WRITTEN(myc_outcome_json(&fake.outcome, out));
    cr_expect(strstr(text, "\"reason\":\"broken ?? byte, \xc3\xa9 whole\""), "%s", text);
    free(text);
}

Test(outcome, tells_people_what_failed_where_and_why)
{
    static const char *const told[] = { "FAIL  people-crash: ",
                                        "(error)",
                                        "m2 is gone",
                                        "labels, on m2",
                                        "holder(labels) = m2",
                                        "from 60us",
                                        "2 hits",
                                        "skipped: run ended",
                                        "by fault 1",
                                        "(recomputable)",
                                        "2 Req, 1 Err",
                                        "1.06ms",
                                        "seed         7",
                                        "4 events",
                                        fake.outcome.fingerprint };
    WRITTEN(myc_outcome_text(&fake.outcome, false, out));
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        cr_expect(strstr(text, told[i]), "'%s' is not in:\n%s", told[i], text);
    cr_expect_null(strchr(text, '\033'), "no colour unless asked");
    free(text);
}

Test(outcome, colours_and_shortens_where_it_should)
{
    char *response = malloc(5001);
    memset(response, 'x', 5000);
    response[5000] = '\0';
    fake.outcome.response = response;
    WRITTEN(myc_outcome_text(&fake.outcome, true, out));
    cr_expect(strstr(text, "\033[1;31mFAIL\033[0m"));
    cr_expect(strstr(text, "xxx ...\n"));
    cr_expect_lt(length, 2000);
    free(text);
    free(response);
}

Test(outcome, warns_of_faults_that_did_nothing)
{
    fake.book.faults[0].hits = 0;
    WRITTEN(myc_outcome_warn(&fake.outcome, out));
    cr_expect_str_eq(text, "mycel run: warning: fault 1 (crash holder(labels)) hit nothing\n"
                           "mycel run: warning: fault 2 (delay link(client m1)) was skipped: "
                           "run ended\n");
    free(text);
}

Test(outcome, writes_times_exactly)
{
    static const struct {
        myc_time time;
        const char *text;
    } cases[] = {
        { 0, "0ns" },
        { 999, "999ns" },
        { 1000, "1us" },
        { 60001, "60.001us" },
        { 1060000, "1.06ms" },
        { 30000000000, "30s" },
        { 3600000000001, "3600.000000001s" },
        { MYC_FOREVER - 1, "9223372036.854775806s" },
        { MYC_FOREVER, "forever" },
    };
    char text[MYC_TIME_TEXT_BYTES];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(myc_time_text(cases[i].time, text), cases[i].text);
}

/* --- where two runs part --- */

#define CHECKPOINTS 8

/* A trail with a checkpoint each `step` events, that differs from the others from `parts` on. */
static struct myc_trail trail(const char *name, uint64_t events, uint64_t step, uint64_t parts,
                              struct myc_checkpoint room[CHECKPOINTS])
{
    size_t count = 0;
    for (uint64_t at = step; at <= events; at += step) {
        room[count] = (struct myc_checkpoint){ .events = at, .time = at * 1000 };
        room[count].digest[0] = (unsigned char)at;
        room[count++].digest[1] = at >= parts;
    }
    return (struct myc_trail){ .name = name,
                               .cluster = &fake.scenario.cluster,
                               .events = events,
                               .sim_end = events * 1000,
                               .checkpoint_count = count,
                               .checkpoints = room };
}

Test(outcome, says_between_which_checkpoints_two_runs_part)
{
    static const struct {
        uint64_t events[2], step[2], parts;
        const char *from, *to;
    } cases[] = {
        { { 8, 8 }, { 1, 1 }, 5, "up to event 4, at 4us", "by event 5 " },
        { { 8, 8 }, { 1, 1 }, 1, "up to event 0, at 0ns", "by event 1 " },
        { { 8, 16 }, { 1, 2 }, 5, "up to event 4,", "by event 6 " },
        { { 16, 8 }, { 4, 1 }, 6, "up to event 4,", "by event 8 " },
        { { 6, 8 }, { 1, 1 }, 99, "up to event 6,", "by event 8 " },
    };
    struct myc_checkpoint rooms[2][CHECKPOINTS];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct myc_trail one = trail("one", cases[i].events[0], cases[i].step[0], 100, rooms[0]);
        struct myc_trail two =
            trail("two", cases[i].events[1], cases[i].step[1], cases[i].parts, rooms[1]);
        const char *text = myc_trail_parting(&one, &two, fake.memory);
        cr_expect(strstr(text, cases[i].from) && strstr(text, cases[i].to), "case %zu: %s", i,
                  text);
    }
}

Test(outcome, shows_the_event_at_which_two_traced_runs_part)
{
    struct myc_checkpoint rooms[2][CHECKPOINTS];
    struct myc_traced_event other[2] = { fake.outcome.traced[0], fake.outcome.traced[1] };
    struct myc_trail one = trail("stored", 4, 2, 99, rooms[0]);
    struct myc_trail two = trail("now", 4, 2, 2, rooms[1]);
    one.event_count = two.event_count = 2;
    one.traced = fake.outcome.traced;
    two.traced = other;
    other[1].time = 61000;
    const char *text = myc_trail_parting(&one, &two, fake.memory);
    cr_expect(strstr(text, "number 2:\n  stored  at 60us (60000 ns), fault start, from process 4"),
              "%s", text);
    cr_expect(strstr(text, "\n  now     at 61us (61000 ns)"), "%s", text);
    two.event_count = 1;
    cr_expect(strstr(myc_trail_parting(&one, &two, fake.memory), "\n  now     has ended"));
}

/* --- the command line --- */

Test(outcome, quotes_what_a_shell_would_change)
{
    static const char *const words[] = { "plain", "a=b",   "",    "two words",
                                         "it's",  "$HOME", "a*b", "perturb=[crash: {target: m2}]",
                                         "\n",    "\\",    "-x",  "\xc3\xa9" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        WRITTEN({
            fputs("printf %s ", out);
            myc_shell_write(words[i], out);
        });
        char answer[64] = "";
        FILE *shell = popen(text, "r");
        size_t got = fread(answer, 1, sizeof answer - 1, shell);
        pclose(shell);
        cr_expect_str_eq(answer, words[i], "%s", text);
        cr_expect_eq(got, strlen(words[i]));
        free(text);
    }
}

Test(outcome, takes_only_whole_numbers)
{
    static const char *const bad[] = { "",
                                       "-1",
                                       "+1",
                                       " 1",
                                       "1 ",
                                       "0x1",
                                       "1e3",
                                       "1.0",
                                       "9223372036854775808",
                                       "18446744073709551617",
                                       "one" };
    uint64_t number;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(myc_command_number(bad[i], &number), "'%s'", bad[i]);
    cr_expect(myc_command_number("9223372036854775807", &number) && number == INT64_MAX);
    cr_expect(myc_command_number("0", &number) && number == 0);
}
