/* The fingerprint against one digest over all bytes, laid out here by hand. */
#include <criterion/criterion.h>
#include <string.h>
#include <xxhash.h>

#include "sim/fingerprint.h"
#include "sim/stream.h"

static struct myc_memory *create(void)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_memory_create(&memory, (size_t)1 << 28, &error), MYC_OK);
    return memory;
}

static struct myc_event random_event(struct myc_stream *stream)
{
    return (struct myc_event){ .time = myc_stream_bits(stream) >> 1,
                               .rank = (enum myc_rank)myc_stream_below(stream, 6),
                               .source = (uint32_t)myc_stream_bits(stream),
                               .counter = myc_stream_bits(stream),
                               .target = (uint32_t)myc_stream_bits(stream),
                               .kind = (uint16_t)myc_stream_bits(stream),
                               .content = myc_stream_bits(stream) };
}

/* The header's table, byte by byte. */
static void lay_out(const struct myc_event *event, unsigned char bytes[35])
{
    const struct field {
        uint64_t value;
        int width;
    } fields[] = { { event->time, 8 },   { event->source, 4 }, { event->rank, 1 },
                   { event->target, 4 }, { event->kind, 2 },   { event->counter, 8 },
                   { event->content, 8 } };
    for (int f = 0; f < 7; f++) {
        uint64_t rest = fields[f].value;
        for (int i = 0; i < fields[f].width; i++, rest /= 256)
            *bytes++ = (unsigned char)(rest % 256);
    }
}

static void expected_digest(const struct myc_event *events, size_t count, unsigned char digest[16])
{
    static unsigned char bytes[35 * 10000];
    for (size_t i = 0; i < count; i++)
        lay_out(&events[i], bytes + 35 * i);
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes, 35 * count));
    memcpy(digest, canonical.digest, 16);
}

static void digest_of(struct myc_memory *memory, const struct myc_event *events, size_t count,
                      unsigned char digest[16])
{
    struct myc_fingerprint *fingerprint = myc_fingerprint_begin(memory);
    for (size_t i = 0; i < count; i++)
        myc_fingerprint_add(fingerprint, &events[i], events[i].content);
    cr_assert_eq(myc_fingerprint_events(fingerprint), count);
    myc_fingerprint_digest(fingerprint, digest);
}

Test(fingerprint, is_one_digest_over_all_events)
{
    struct myc_memory *memory = create();
    static struct myc_event events[5000];
    struct myc_stream stream;
    myc_stream_init(&stream, 1, 0, MYC_PURPOSE_TEST);
    for (size_t i = 0; i < 5000; i++)
        events[i] = random_event(&stream);
    static const size_t counts[] = { 0, 1, 2, 55, 56, 57, 112, 1000, 1025, 5000 };
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        unsigned char got[16], want[16];
        digest_of(memory, events, counts[c], got);
        expected_digest(events, counts[c], want);
        cr_assert_arr_eq(got, want, 16, "%zu events", counts[c]);
    }
    myc_memory_destroy(memory);
}

/* By the command `xxh128sum` of the same 35 bytes, so that the form of the text is pinned too. */
Test(fingerprint, of_a_known_event)
{
    struct myc_memory *memory = create();
    const struct myc_event event = { .time = 1,
                                     .source = 2,
                                     .rank = MYC_RANK_DELIVERY, /* 3 */
                                     .target = 4,
                                     .kind = 5,
                                     .counter = 6,
                                     .content = 7 };
    unsigned char digest[16];
    char text[33];
    digest_of(memory, &event, 1, digest);
    myc_digest_text(digest, text);
    cr_assert_str_eq(text, "b35fea4a7ed38f715541a89ca985eba4");
    myc_memory_destroy(memory);
}

Test(fingerprint, changes_with_every_field_and_with_the_order)
{
    struct myc_memory *memory = create();
    struct myc_event events[100];
    struct myc_stream stream;
    myc_stream_init(&stream, 2, 0, MYC_PURPOSE_TEST);
    for (size_t i = 0; i < 100; i++)
        events[i] = random_event(&stream);
    unsigned char digests[9][16];
    for (int change = 0; change < 9; change++) {
        struct myc_event changed[100];
        memcpy(changed, events, sizeof events);
        struct myc_event *one = &changed[70];
        one->time += change == 1;
        one->source += change == 2;
        one->rank = change == 3 ? (one->rank + 1) % 6 : one->rank;
        one->target += change == 4;
        one->kind = (uint16_t)(one->kind + (change == 5));
        one->counter += change == 6;
        one->content += change == 7;
        if (change == 8) {
            changed[70] = events[71];
            changed[71] = events[70];
        }
        digest_of(memory, changed, 100, digests[change]);
        for (int other = 0; other < change; other++)
            cr_assert_arr_neq(digests[change], digests[other], 16, "changes %d and %d", change,
                              other);
    }
    /* What does not enter: how the event is kept. */
    struct myc_event same[100];
    memcpy(same, events, sizeof events);
    same[70].payload = same;
    same[70].daemon = same[70].silent = true;
    unsigned char digest[16];
    digest_of(memory, same, 100, digest);
    cr_assert_arr_eq(digest, digests[0], 16);
    myc_memory_destroy(memory);
}

/* The digests of every prefix of the same random events. */
static void check_checkpoints(struct myc_memory *memory, const struct myc_event *events,
                              size_t count)
{
    struct myc_fingerprint *fingerprint = myc_fingerprint_begin(memory);
    for (size_t i = 0; i < count; i++)
        myc_fingerprint_add(fingerprint, &events[i], events[i].content);
    size_t checkpoints_count;
    const struct myc_checkpoint *checkpoints =
        myc_fingerprint_checkpoints(fingerprint, &checkpoints_count);
    cr_assert_leq(checkpoints_count, MYC_CHECKPOINTS_MAX);
    uint64_t stride = 1;
    while (count / stride > MYC_CHECKPOINTS_MAX)
        stride *= 2;
    cr_assert_eq(checkpoints_count, count / stride, "%zu events", count);
    for (size_t i = 0; i < checkpoints_count; i++) {
        cr_assert_eq(checkpoints[i].events, (i + 1) * stride);
        cr_assert_eq(checkpoints[i].time, events[checkpoints[i].events - 1].time);
        unsigned char cut[16];
        expected_digest(events, checkpoints[i].events, cut);
        cr_assert_arr_eq(checkpoints[i].digest, cut, 16);
    }
}

Test(fingerprint, checkpoints_are_the_fingerprints_of_runs_cut_there)
{
    struct myc_memory *memory = create();
    static struct myc_event events[10000];
    struct myc_stream stream;
    myc_stream_init(&stream, 3, 0, MYC_PURPOSE_TEST);
    for (size_t i = 0; i < 10000; i++)
        events[i] = random_event(&stream);
    static const size_t counts[] = { 1, 2, 1023, 1024, 1025, 1026, 2047, 2048, 2049, 2050, 10000 };
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++)
        check_checkpoints(memory, events, counts[c]);
    myc_memory_destroy(memory);
}

Test(fingerprint, asking_in_between_changes_nothing)
{
    struct myc_memory *memory = create();
    struct myc_fingerprint *fingerprint = myc_fingerprint_begin(memory);
    struct myc_event events[300];
    struct myc_stream stream;
    unsigned char digest[16], want[16];
    myc_stream_init(&stream, 4, 0, MYC_PURPOSE_TEST);
    for (size_t i = 0; i < 300; i++) {
        events[i] = random_event(&stream);
        myc_fingerprint_add(fingerprint, &events[i], events[i].content);
        myc_fingerprint_digest(fingerprint, digest);
        expected_digest(events, i + 1, want);
        cr_assert_arr_eq(digest, want, 16);
    }
    myc_memory_destroy(memory);
}
