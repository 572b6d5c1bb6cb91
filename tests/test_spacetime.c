/* The space-time view: what it says of runs whose records were kept under tests/records, where things
 * stand, and its parts: the timeline, the labels. */
#include "tests/placed.h"
#include "viz/spacetime.h"

/* --- runs --- */

/* Reference 5.4 (b): m2 had the only copy, crashes at 60 us, m1 cannot stand in for it. */
Test(spacetime, a_root_is_truly_lost)
{
    static const struct expected expected[] = {
        { "cluster_client", "host" },       { "cluster_m2", "host struck" },
        { "cluster_m1", "host" },           { "fault1_m2", "fault band" },
        { "message1", "message chain" },    { "message2", "message chain" },
        { "message3", "message chain" },    { "n3_r15", "task lost chain" },
        { "r23", "mark noticed" },          { "r31", "mark failed failing" },
        { "end", "mark response failing" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_spacetime, memory, "lost-root");
    EXPECT_CLASSES(memory, dot, expected);
    EXPECT_COLUMNS(memory, dot, "client", "m2", "m1"); /* as they come into play; m3 does not */
    HAS(dot, "FAIL (error)");
    HAS(dot, "truly lost");
    HAS(dot, "no response (error)");
    HAS(dot, "\u21bb Req labels 1");
    cr_expect_eq(occurrences(dot, "FAILED HERE"), 1);
    cr_expect_eq(occurrences(dot, "class=\"cut\""), 1); /* the detector's millisecond */
    cr_expect_eq(occurrences(dot, "\"host_m2\" -> \"host_client\" [class=\"notice\""), 1);
    cr_expect_eq(occurrences(dot, "class=\"task "), 1);

    struct way asked = way_of(memory, dot, "message1"), again = way_of(memory, dot, "message2");
    struct way error = way_of(memory, dot, "message3");
    struct place work = place_of(memory, dot, "n3_r15"), band = place_of(memory, dot, "fault1_m2");
    cr_expect_gt(asked.y1, asked.y2); /* time runs down */
    cr_expect_float_eq(asked.y2, top_of(work), 0.11);
    cr_expect_float_eq(bottom_of(work), top_of(band), 0.11);
    cr_expect_lt(again.y1, top_of(band));
    cr_expect_float_eq(again.y2, error.y1, 0.11);
    cr_expect_lt(asked.x1, asked.x2);
    cr_expect_lt(error.x2, error.x1);
    cr_expect_float_eq(band.x, column(memory, dot, "m2"), 0.11);
    cr_expect_leq(bottom_of(band), error.y2); /* still down at the end */
    myc_memory_destroy(memory);
}

/* Reference 5.4 (c): m2 crashes 1 ns after it handed the answer to its NIC. */
Test(spacetime, an_answer_is_lost_in_its_host)
{
    static const struct expected expected[] = {
        { "message1", "message" },
        { "message2", "message lost" },
        { "message3", "message replay" },
        { "message4", "message" },
        { "n3_r15", "task materialized" },
        { "n6_r29", "task materialized" },
        { "n3_r50", "task materialized replayed" },
        { "n6_r64", "task materialized replayed" },
        { "r35", "mark pinned" },
        { "r48", "mark replayed" },
        { "r70", "mark pinned" },
        { "r72", "mark response" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_spacetime, memory, "answer-lost");
    EXPECT_CLASSES(memory, dot, expected);
    LACKS(dot, "FAILED HERE");
    LACKS(dot, "id=\"end\"");
    cr_expect_eq(occurrences(dot, "\u2717 lost: fault 1, crash"), 1);
    cr_expect_eq(occurrences(dot, "recomputable"), 2); /* persons and the pinned labels */

    struct way lost = way_of(memory, dot, "message2");
    struct place band = place_of(memory, dot, "fault1_m2");
    double m2 = column(memory, dot, "m2"), client = column(memory, dot, "client");
    cr_expect_gt(lost.y1, top_of(band)); /* 1 ns apart, and yet in order */
    cr_expect_float_eq(lost.y2, top_of(band), 0.11);
    cr_expect_lt(m2 - lost.x2, (m2 - client) / 4, "it hardly left");
    cr_expect_float_eq(place_of(memory, dot, "lost2").x, lost.x2, 0.11);
    myc_memory_destroy(memory);
}

/* Reference 5.4 (e): m3 crashes while a request for its vehicles is on the way. */
Test(spacetime, a_task_waits_for_a_host_that_is_gone)
{
    static const struct expected expected[] = {
        { "message2", "message lost" },
        { "message3", "message replay" },
        { "message4", "message" },
        { "n3_r14", "task materialized" },
        { "n4_r21", "task failed" },
        { "n4_r21_waits", "task failed waiting" },
        { "n4_r48", "task materialized replayed" },
        { "n11_r55", "task materialized replayed" },
        { "r31", "mark failed" },
        { "r53", "mark replayed" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_spacetime, memory, "owners-crash");
    EXPECT_CLASSES(memory, dot, expected);
    EXPECT_COLUMNS(memory, dot, "client", "m2", "m3", "m1");
    struct way lost = way_of(memory, dot, "message2");
    struct place work = place_of(memory, dot, "n4_r21");
    struct place wait = place_of(memory, dot, "n4_r21_waits");
    cr_expect_float_eq(lost.x2, column(memory, dot, "m3"), 2); /* nobody took it there */
    cr_expect_float_eq(lost.y1, bottom_of(work), 0.11);
    cr_expect_float_eq(bottom_of(work), top_of(wait), 0.11);
    cr_expect_lt(wait.width, work.width);
    cr_expect_float_eq(bottom_of(wait), way_of(memory, dot, "message4").y2, 0.11);
    cr_expect_eq(occurrences(dot, "\"host_m3\" -> \"host_m2\" [class=\"notice\""), 1);
    myc_memory_destroy(memory);
}

/* Case (c) without a policy. */
Test(spacetime, the_error_that_the_driver_got_is_said_at_the_end)
{
    static const struct expected expected[] = {
        { "message1", "message chain" },
        { "message2", "message lost chain failing" },
        { "end", "mark response failing" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_spacetime, memory, "answer-lost-none");
    EXPECT_CLASSES(memory, dot, expected);
    cr_expect_eq(occurrences(dot, ">no answer from m2 after 1<"), 1); /* and goes on */
    LACKS(dot, "mark failed");
    myc_memory_destroy(memory);
}

/* Case (e): owners began, and its handler takes over when m3 is gone. */
Test(spacetime, a_handler_takes_over)
{
    static const struct expected expected[] = {
        { "n5_r22", "task failed" },
        { "n5_r22_waits", "task failed waiting" },
        { "n5_r34", "task materialized replayed" },
        { "n5_r34_waits", "task materialized replayed waiting" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_spacetime, memory, "vehicles-crash");
    EXPECT_CLASSES(memory, dot, expected);
    LACKS(dot, "n5_r35"); /* its own spore is part of it */
    LACKS(dot, "not done");
    HAS(dot, "handler of owners");
    struct place first = place_of(memory, dot, "n5_r22_waits");
    struct place handler = place_of(memory, dot, "n5_r34");
    cr_expect_float_eq(bottom_of(first), top_of(handler), 0.11);
    cr_expect_float_eq(first.x, handler.x, 0.11);
    myc_memory_destroy(memory);
}

/* A flight is as long as it is, though nothing arrived. */
Test(spacetime, the_flight_of_a_lost_message_is_not_cut)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    ask_all(&book, memory, 2, 1);
    LACKS(drawn_by(&myc_view_spacetime, &book), "class=\"cut\"");
    myc_memory_destroy(memory);
}

static bool overlap(struct place a, struct place b)
{
    return fabs(a.x - b.x) < (a.width + b.width) / 2 - 1 &&
           fabs(a.y - b.y) < (a.height + b.height) / 2 - 1;
}

static void expect_marks_off_the_cut(struct myc_memory *memory, const char *dot)
{
    const char *cut = strstr(dot, "\"cut");
    cr_assert(cut, "there is no cut");
    struct place strip =
        place_of(memory, dot, myc_memory_text(memory, cut + 1, strcspn(cut + 1, "\"")));
    for (const char *at = dot; (at = strstr(at, "class=\"mark")); at++) {
        const char *name = at;
        while (strncmp(name, "id=\"", 4) != 0)
            name--;
        name = myc_memory_text(memory, name + 4, strcspn(name + 4, "\""));
        cr_expect_not(overlap(place_of(memory, dot, name), strip), "%s is over a cut", name);
    }
}

Test(spacetime, marks_keep_off_the_cuts)
{
    static const char *const names[] = { "answer-lost-none", "lost-root", "vehicles-crash",
                                         "answer-lost", "owners-crash" };
    struct myc_memory *memory = memory_create();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect_marks_off_the_cut(memory, story_by(&myc_view_spacetime, memory, names[i]));
    struct myc_book book;
    ask_all(&book, memory, 2, 0);
    myc_book_add(&book,
                 &(struct myc_record){ .kind = MYC_RECORD_SUSPECTED, .node = 1, .time = 60000 });
    book.run.end = 5 * MYC_MS;
    expect_marks_off_the_cut(memory, drawn_by(&myc_view_spacetime, &book));
    myc_memory_destroy(memory);
}

Test(spacetime, a_partition_is_a_wall)
{
    static const struct expected expected[] = {
        { "cluster_m2", "host" },
        { "fault1", "fault band link" },
        { "wall1_0", "fault wall" },
        { "message1", "message chain" },
        { "message2", "message lost chain failing" },
        { "end", "mark response failing" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_spacetime, memory, "partition-stuck");
    EXPECT_CLASSES(memory, dot, expected);
    LACKS(dot, "struck");
    LACKS(dot, "class=\"cut\""); /* 120 us that are all of interest */
    cr_expect_eq(occurrences(dot, "FAILED HERE"), 1);
    struct place wall = place_of(memory, dot, "wall1_0"), band = place_of(memory, dot, "fault1");
    double client = column(memory, dot, "client"), m2 = column(memory, dot, "m2");
    cr_expect_float_eq(wall.x, (client + m2) / 2, 0.11);
    cr_expect_float_eq(band.width, m2 - client, 0.11);
    struct way lost = way_of(memory, dot, "message2");
    cr_expect_float_eq(lost.x2, wall.x, 8); /* half a bar */
    cr_expect_lt(lost.y1, top_of(wall));
    cr_expect_gt(way_of(memory, dot, "message1").y2, top_of(wall));
    myc_memory_destroy(memory);
}

/* Reference 5.4 (g): the first answer is late, two more are asked for, and come behind it. */
Test(spacetime, a_late_answer_and_two_that_nobody_needs)
{
    static const struct expected expected[] = {
        { "message2", "message changed" }, { "message3", "message replay" },
        { "message4", "message" },         { "message5", "message replay" },
        { "message6", "message" },         { "r38", "mark suspected" },
        { "r49", "mark response" },        { "r53", "mark response" },
    };
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_spacetime, memory, "answer-delayed");
    EXPECT_CLASSES(memory, dot, expected);
    cr_expect_eq(occurrences(dot, "not needed any more"), 2);
    cr_expect_eq(occurrences(dot, "\u26a1 fault 1, delay"), 1);
    cr_expect_eq(occurrences(dot, "mark suspected"), 3);
    LACKS(dot, "fault band"); /* it met one message alone */
    struct way first = way_of(memory, dot, "message2"), second = way_of(memory, dot, "message4");
    struct way third = way_of(memory, dot, "message6");
    cr_expect(first.y1 > second.y1 && second.y1 > third.y1);
    cr_expect(first.y2 > second.y2 && second.y2 > third.y2); /* 31 ns apart */
    myc_memory_destroy(memory);
}

Test(spacetime, the_picture_of_slide_5)
{
    struct myc_memory *memory = memory_create();
    const char *dot = story_by(&myc_view_spacetime, memory, "slide5-crash");
    EXPECT_COLUMNS(memory, dot, "client", "N1", "N2", "N3", "N4");
    cr_expect_str_eq(class_after(memory, dot, "id=\"cluster_N4\""), "host struck");
    cr_expect_str_eq(class_after(memory, dot, "id=\"message4\""), "message lost");
    cr_expect_str_eq(class_after(memory, dot, "id=\"message5\""), "message replay");
    cr_expect_eq(occurrences(dot, "class=\"message"), 17);
    /* The second bar at N1 stands beside the first, which still waits. */
    cr_expect_gt(place_of(memory, dot, "n11_r60").x, place_of(memory, dot, "n5_r41").x);
    myc_memory_destroy(memory);
}

/* --- many things --- */

Test(spacetime, the_slice_of_a_large_run)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    ask_all(&book, memory, 300, 250);
    const char *dot = drawn_by(&myc_view_spacetime, &book);
    cr_expect_leq(occurrences(dot, "subgraph \"cluster_"), 12);
    HAS(dot, "id=\"cluster_h250\""); /* 250th, but it failed */
    HAS(dot, "id=\"cluster_h0\"");
    cr_expect_str_eq(class_after(memory, dot, "id=\"message250\""), "message lost chain failing");
    size_t drawn = occurrences(dot, "class=\"message");
    HAS(dot, myc_memory_format(memory, "%zu messages", 299 - drawn));
    HAS(dot, myc_memory_format(memory, "Not shown: %zu hosts",
                               300 - occurrences(dot, "subgraph \"cluster_")));

    ask_all(&book, memory, 12, 0);
    dot = drawn_by(&myc_view_spacetime, &book);
    cr_expect_eq(occurrences(dot, "subgraph \"cluster_"), 12);
    cr_expect_eq(occurrences(dot, "class=\"message"), 11);
    LACKS(dot, "Not shown");
    myc_memory_destroy(memory);
}

/* One fault struck 39 hosts alike: one of them is drawn, and the one that it spared. */
Test(spacetime, hosts_that_are_alike_are_one)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    uint32_t struck[39];
    for (uint32_t i = 0; i < 39; i++)
        struck[i] = i + 2;
    ask_all(&book, memory, 41, 0);
    myc_book_add_fault(
        &book,
        &(struct myc_book_fault){
            .effect = "crash", .host_count = 39, .hosts = struck, .end = MYC_FOREVER, .hits = 39 });
    const char *dot = drawn_by(&myc_view_spacetime, &book);
    EXPECT_COLUMNS(memory, dot, "h0", "h1", "h2");
    cr_expect_eq(occurrences(dot, "class=\"message"), 2);
    cr_expect_eq(occurrences(dot, "one of 39 alike"), 1);
    myc_memory_destroy(memory);
}

/* All live on one host. */
Test(spacetime, messages_that_are_alike_are_one)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    ask_all(&book, memory, 41, 0);
    for (size_t i = 0; i < book.message_count; i++)
        book.messages[i].destination = book.nodes[i].host = 1;
    const char *dot = drawn_by(&myc_view_spacetime, &book);
    cr_expect_eq(occurrences(dot, "class=\"message"), 1);
    HAS(dot, "Not shown: 39 messages");
    myc_memory_destroy(memory);
}

/* Each host asks the next; the last never gets the request. */
Test(spacetime, both_ends_of_a_long_chain)
{
    enum { HOSTS = 20 };
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    myc_book_begin(&book, memory, true);
    for (uint32_t i = 0; i <= HOSTS; i++)
        myc_book_add_host(&book, &(struct myc_book_host){ .name = label_of(memory, i) });
    for (uint32_t i = 1; i <= HOSTS; i++)
        myc_book_add_node(&book, &(struct myc_book_node){ .label = label_of(memory, i),
                                                          .operation = "apply",
                                                          .type = "Int",
                                                          .host = HOSTS + 1 - i,
                                                          .input_count = i > 1,
                                                          .inputs = (uint32_t[]){ i - 1 } });
    myc_book_add(&book, &(struct myc_record){ .kind = MYC_RECORD_REQUESTED, .node = HOSTS });
    for (uint32_t i = 1; i <= HOSTS; i++)
        myc_book_add_message(&book,
                             &(struct myc_book_message){
                                 .kind = "Req",
                                 .source = i - 1,
                                 .destination = i,
                                 .n = 1,
                                 .node = HOSTS + 1 - i,
                                 .sent = i * 1000,
                                 .delivered = i * 1000 + 900,
                                 .state = i == HOSTS ? MYC_MESSAGE_LOST : MYC_MESSAGE_DELIVERED });
    book.run.end = 30000;
    book.run.response_node = HOSTS;
    book.run.failing_node = 1;
    const char *dot = drawn_by(&myc_view_spacetime, &book);
    cr_expect_eq(occurrences(dot, "subgraph \"cluster_"), 12);
    HAS(dot, "id=\"cluster_step0\"");  /* the driver */
    HAS(dot, "id=\"cluster_step20\""); /* where it failed */
    HAS(dot, "Not shown: 9 hosts");
    myc_memory_destroy(memory);
}

/* Nothing is lost, but nothing passes either. */
Test(spacetime, a_wall_stands_between_groups_only)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    ask_all(&book, memory, 3, 0);
    myc_book_add_fault(&book, &(struct myc_book_fault){
                                  .effect = "partition",
                                  .target = "[[h0, h1], [h2]]",
                                  .item = "partition: {groups: [[h0, h1], [h2]], mode: hold}",
                                  .host_count = 3,
                                  .hosts = (const uint32_t[]){ 0, 1, 2 },
                                  .end = MYC_FOREVER });
    const char *dot = drawn_by(&myc_view_spacetime, &book);
    HAS(dot, "id=\"wall1_1\"");
    LACKS(dot, "id=\"wall1_0\"");
    myc_memory_destroy(memory);
}

Test(spacetime, messages_that_fly_together_are_one_arrow)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    ask_all(&book, memory, 2, 0);
    for (uint32_t i = 1; i <= 6; i++) /* 5 ns apart, but the last a millisecond later */
        myc_book_add_message(
            &book, &(struct myc_book_message){ .kind = "Emit",
                                               .source = 1,
                                               .label = "sum",
                                               .n = i,
                                               .node = 2,
                                               .sent = i == 6 ? 1060000 : 60000 + 5 * i,
                                               .delivered = i == 6 ? 1120000 : 120000 + 5 * i,
                                               .state = MYC_MESSAGE_DELIVERED });
    book.run.end = 1120000;
    const char *dot = drawn_by(&myc_view_spacetime, &book);
    cr_expect_eq(occurrences(dot, "class=\"message"), 3);
    HAS(dot, "<B>Emit sum 1\u20135</B>");
    HAS(dot, "<B>Emit sum 6</B>");
    myc_memory_destroy(memory);
}

Test(spacetime, sixty_arrows_at_most)
{
    struct myc_memory *memory = memory_create();
    struct myc_book book;
    ask_all(&book, memory, 2, 0);
    for (uint32_t i = 1; i <= 2000; i++)
        myc_book_add_message(&book, &(struct myc_book_message){ .kind = "Emit",
                                                                .source = 1,
                                                                .label = label_of(memory, i),
                                                                .n = 1,
                                                                .sent = i * 100,
                                                                .delivered = i * 100 + 50,
                                                                .state = MYC_MESSAGE_DELIVERED });
    book.run.end = 300000;
    const char *dot = drawn_by(&myc_view_spacetime, &book);
    cr_expect_eq(occurrences(dot, "class=\"message"), 60);
    HAS(dot, "Not shown: 1941 messages");
    myc_memory_destroy(memory);
}

/* --- parts --- */

Test(timeline, steps_keep_order_and_proportion_and_idle_time_is_cut)
{
    static const myc_time times[] = { 0, 50, 80, 80, 100, 1100, 1150, 1151 };
    struct myc_memory *memory = memory_create();
    struct myc_timeline timeline = { .count = 0 };
    for (size_t i = sizeof times / sizeof *times; i-- > 0;)
        myc_timeline_add(&timeline, memory, times[i]);
    for (int i = 0; i < 3; i++)
        myc_timeline_add_span(&timeline, memory, 50);
    myc_timeline_draw_up(&timeline, memory, 10);
    cr_assert_eq(timeline.count, 7);
    cr_expect_float_eq(timeline.tops[0], 10, 0.01);
    for (size_t i = 1; i < timeline.count; i++) {
        cr_expect_gt(timeline.tops[i], timeline.tops[i - 1]);
        cr_expect_eq(timeline.is_cut[i - 1], i == 4, "step %zu", i);
    }
    /* 50, 30 and 20 ns in proportion; a single ns is seen all the same. */
    double unit = (timeline.tops[1] - timeline.tops[0]) / 50;
    cr_expect_float_eq(timeline.tops[2] - timeline.tops[1], 30 * unit, 0.01);
    cr_expect_float_eq(timeline.tops[3] - timeline.tops[2], 20 * unit, 0.01);
    cr_expect_float_eq(timeline.tops[5] - timeline.tops[4], 50 * unit, 0.01);
    cr_expect_gt(timeline.tops[6] - timeline.tops[5], 10);
    cr_expect_float_eq(myc_timeline_top(&timeline, 80), timeline.tops[2], 0.01);
    cr_expect_float_eq(myc_timeline_top(&timeline, 5000), timeline.tops[6], 0.01);
    myc_memory_destroy(memory);
}

Test(timeline, room_for_words_is_kept)
{
    struct myc_memory *memory = memory_create();
    struct myc_timeline timeline = { .count = 0 };
    for (myc_time time = 0; time < 100; time += 10)
        myc_timeline_add(&timeline, memory, time);
    myc_timeline_add_span(&timeline, memory, 10);
    myc_timeline_add_room(&timeline, memory, 30, 300);
    myc_timeline_draw_up(&timeline, memory, 0);
    for (size_t i = 0; i + 1 < timeline.count; i++)
        cr_expect_eq(timeline.tops[i + 1] - timeline.tops[i] >= 300, i == 3);
    myc_memory_destroy(memory);
}

static void expect_place(struct myc_plot *plot, double y)
{
    static const struct myc_spot candidates[] = { { 50, 50 }, { 50, 150 }, { 50, 250 } };
    struct myc_spot spot = myc_plot_place(plot, 40, 20, candidates, 3);
    cr_expect_float_eq(spot.y, y, 0.01, "it is at %g, not %g", spot.y, y);
}

Test(plot, a_label_goes_where_it_covers_least)
{
    struct myc_memory *memory = memory_create();
    struct myc_text dot;
    struct myc_plot plot = { .dot = &dot };
    myc_text_begin(&dot, memory);
    expect_place(&plot, 50);
    expect_place(&plot, 150); /* the first is taken */
    myc_plot_keep_line(&plot, (struct myc_line){ 0, 250, 100, 250 });
    expect_place(&plot, 250); /* better over a line than over words */
    plot.box_count = plot.line_count = 0;
    myc_plot_keep_line(&plot, (struct myc_line){ 0, 250, 100, 30 });
    expect_place(&plot, 50); /* 40 to 60 is crossed at 86 to 95, beside the label */
    myc_memory_destroy(memory);
}
