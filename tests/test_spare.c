/* Which host takes over, against a definition that sorts all hosts. */
#include "model/spare.h"

#include "model/runtime_internal.h"
#include "tests/ground.h"
#include "tests/story.h"

#include <stdlib.h>
#include <string.h>

#define HOSTS 12

struct board {
    struct myc_setback setback;
    bool avoid[HOSTS + 1];
    bool in_lineage[HOSTS + 1];
    uint64_t load[HOSTS + 1];
};

/* Whether `a` goes before `b`: outside the lineage first, then by what the choice wants. */
static bool goes_before(const struct board *board, enum myc_spare choice, uint32_t a, uint32_t b)
{
    uint32_t requester = board->setback.requester;
    const struct myc_cluster_config *config = myc_cluster_configuration(board->setback.cluster);
    uint64_t keys[2][3];
    for (int i = 0; i < 2; i++) {
        uint32_t host = i ? b : a;
        keys[i][0] = board->in_lineage[host];
        keys[i][1] = choice == MYC_SPARE_LEAST_LOADED ? board->load[host]
                     : choice == MYC_SPARE_NEAR
                         ? (uint64_t)myc_cluster_config_level(config, requester, host)
                     : choice == MYC_SPARE_FAR
                         ? 9 - (uint64_t)myc_cluster_config_level(config, requester, host)
                         : 0;
        keys[i][2] = (choice == MYC_SPARE_NEAR || choice == MYC_SPARE_FAR) && requester < HOSTS && host != requester
                         ? (host + HOSTS - requester) % HOSTS
                         : host;
    }
    for (int k = 0; k < 3; k++)
        if (keys[0][k] != keys[1][k])
            return keys[0][k] < keys[1][k];
    return false;
}

static uint32_t first_of(const struct board *board, enum myc_spare choice)
{
    uint32_t best = MYC_NO_SPARE;
    for (uint32_t host = 0; host < HOSTS; host++)
        if (!board->avoid[host] && host != board->setback.asked.host &&
            (best == MYC_NO_SPARE || goes_before(board, choice, host, best)))
            best = host;
    return best;
}

/* A draw among the candidates of the better tier, in ascending order. */
static uint32_t draw_of(const struct board *board, struct myc_stream stream)
{
    for (int in_lineage = 0; in_lineage < 2; in_lineage++) {
        uint32_t hosts[HOSTS], count = 0;
        for (uint32_t host = 0; host < HOSTS; host++)
            if (!board->avoid[host] && host != board->setback.asked.host &&
                (in_lineage || !board->in_lineage[host]))
                hosts[count++] = host;
        if (count)
            return hosts[myc_stream_below(&stream, count)];
    }
    return MYC_NO_SPARE;
}

Test(spare, every_choice_is_the_first_by_its_definition)
{
    struct ground ground;
    struct myc_cluster_config config = ground_config(HOSTS);
    config.zones = 2;
    config.racks = 2;
    ground_begin(&ground, &config);
    struct myc_stream stream, draws;
    myc_stream_init(&stream, 1, 0, MYC_PURPOSE_TEST);
    myc_stream_init(&draws, 1, 1, MYC_PURPOSE_TEST);
    for (int round = 0; round < 5000; round++) {
        struct myc_request requests[40] = { { 0 } }, *asked[HOSTS + 1] = { NULL };
        struct myc_runtime runtime = { .asked = asked };
        struct board board = { .setback = {
                                   .cluster = ground.cluster,
                                   .requester = (uint32_t)myc_stream_below(&stream, HOSTS + 1),
                                   .asked.host = (uint32_t)myc_stream_below(&stream, HOSTS),
                                   .avoid = board.avoid,
                                   .in_lineage = board.in_lineage,
                                   .stream = &draws,
                                   .runtime = &runtime } };
        uint64_t many = 1 + myc_stream_below(&stream, 9);
        for (uint32_t host = 0; host < HOSTS; host++) {
            board.avoid[host] = myc_stream_chance(&stream, many, 10);
            board.in_lineage[host] = myc_stream_chance(&stream, 1, 2);
        }
        for (int i = 0; i < 40; i++) {
            uint32_t host = (uint32_t)myc_stream_below(&stream, HOSTS);
            requests[i].host =
                myc_stream_chance(&stream, 1, 4) ? HOSTS / 2 : board.setback.requester;
            board.load[host] += requests[i].host == board.setback.requester;
            requests[i].next_asked = asked[host];
            asked[host] = &requests[i];
        }
        for (enum myc_spare choice = MYC_SPARE_LOWEST; choice < MYC_SPARE_RANDOM; choice++)
            cr_assert_eq(myc_spare_host(&board.setback, choice), first_of(&board, choice));
        uint32_t wanted = draw_of(&board, draws);
        cr_assert_eq(myc_spare_host(&board.setback, MYC_SPARE_RANDOM), wanted);
    }
    ground_end(&ground);
}

/* The host that the node was asked for again, or "". */
static const char *replayed_on(const struct myc_outcome *told, const char *label)
{
    const struct myc_book *book = told->book;
    for (size_t i = 0; i < book->record_count; i++)
        if (book->records[i].kind == MYC_RECORD_REPLAYED && !strcmp(book->records[i].label, label))
            return book->hosts[book->records[i].host].name;
    return "";
}

/* m2 awaits the owners' cars of m3 when m3 is gone: the lowest host is a, the nearest is m2 itself,
 * which needs no message. */
Test(spare, the_lowest_host_or_the_nearest)
{
    static const char crash[] = "workload: {kind: people, response: owners, vehicles_from: file}\n"
                                "cluster: {hosts: [a, m1, m2, m3]}\n"
                                "perturb: [{crash: {target: m3, at: 160us}}]\n";
    const struct myc_outcome *told = story("%srecovery: {policy: rehost}\n", crash);
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(replayed_on(told, "owners/1"), "a");
    cr_assert_str_eq(story_messages(told), "Req:3 Res:2");
    told = story("%srecovery: {policy: rehost, spare: near}\n", crash);
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_eq(story_records(told, MYC_RECORD_REPLAYED, NULL), 0);
    cr_assert_str_eq(story_messages(told), "Req:2 Res:1");
}

/* m3 has asked m1 and m2 for the words that they pump to it when it hears that m2 is gone: m1 is the
 * lowest, but busy for it already. */
Test(spare, the_host_that_is_asked_least)
{
    static const char crash[] = "workload: wordcount\ncluster: {hosts: [m1, a, m2, m3]}\n"
                                "perturb: [{crash: {target: m2, at: 90us}}]\n";
    static const char perfect[] = "detector: {kind: perfect, delay: 1us}";
    const struct myc_outcome *told = story("%srecovery: {policy: rehost, %s}\n", crash, perfect);
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    const char *label = "";
    for (size_t i = 0; i < told->book->record_count; i++)
        if (told->book->records[i].kind == MYC_RECORD_REPLAYED)
            label = told->book->records[i].label;
    cr_assert_str_eq(replayed_on(told, label), "m1");
    told = story("%srecovery: {policy: {kind: rehost, spare: least_loaded}, %s}\n", crash, perfect);
    cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
    cr_assert_str_eq(replayed_on(told, label), "a");
}

/* The client's own stream decides, and nothing else of the seed. */
Test(spare, a_drawn_host_is_that_of_the_requesters_stream)
{
    static const char *const hosts[] = { "m1", "m3", "m4", "m5" };
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct myc_stream stream;
        myc_stream_init(&stream, seed, 5, MYC_PURPOSE_RECOVERY);
        story_seed(seed);
        const struct myc_outcome *told = story("workload: people\n"
                                               "cluster: {hosts: [m1, m2, m3, m4, m5]}\n"
                                               "recovery: {policy: rehost, spare: random}\n"
                                               "perturb: [{crash: {target: m2, at: 60us}}]\n");
        cr_assert_eq(told->verdict, MYC_PASS, "%s", told->reason);
        cr_assert_str_eq(replayed_on(told, "labels"), hosts[myc_stream_below(&stream, 4)]);
    }
}
