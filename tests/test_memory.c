/* The memory of a run. */
#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "sim/memory.h"
#include "sim/stream.h"

static struct myc_memory *create(size_t bytes)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { 0 };
    cr_assert_eq(myc_memory_create(&memory, bytes, &error), MYC_OK);
    return memory;
}

static bool is_zero(const unsigned char *block, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (block[i] != 0)
            return false;
    }
    return true;
}

/* Blocks of all three lifetimes are zero, apart, and aligned, whatever was there before. */
Test(memory, blocks_are_zero_and_apart)
{
    struct myc_memory *memory = create((size_t)1 << 26);
    struct myc_stream stream;
    myc_stream_init(&stream, 1, 0, MYC_PURPOSE_TEST);
    for (int run = 0; run < 4; run++) {
        struct {
            unsigned char *at;
            size_t bytes;
            unsigned char fill;
        } taken[200] = { 0 };
        for (int i = 0; i < 4000; i++) {
            size_t slot = myc_stream_below(&stream, 200);
            for (size_t b = 0; b < taken[slot].bytes; b++)
                cr_assert_eq(taken[slot].at[b], taken[slot].fill, "someone else wrote there");
            if (taken[slot].at)
                myc_memory_give(memory, taken[slot].at, taken[slot].bytes);
            taken[slot].bytes = 1 + myc_stream_below(&stream, 300);
            taken[slot].fill = (unsigned char)(i | 1);
            taken[slot].at = myc_memory_take(memory, taken[slot].bytes);
            /* Classes are powers of two: above 32 bytes they fill a line. */
            size_t alignment = taken[slot].bytes > 32 ? MYC_CACHE_LINE : 16;
            cr_assert_eq((uintptr_t)taken[slot].at % alignment, 0);
            cr_assert(is_zero(taken[slot].at, taken[slot].bytes));
            memset(taken[slot].at, taken[slot].fill, taken[slot].bytes);
            unsigned char *block = myc_memory_alloc(memory, 1 + myc_stream_below(&stream, 100));
            unsigned char *line = myc_memory_lines(memory, 1 + myc_stream_below(&stream, 100));
            cr_assert((uintptr_t)line % MYC_CACHE_LINE == 0 && *line == 0);
            *line = 255;
            unsigned char *scratch = myc_scratch_alloc(memory, 100);
            cr_assert(*block == 0 && is_zero(scratch, 100));
            *block = 255;
            memset(scratch, 255, 100);
            cr_assert(myc_scratch_holds(memory, scratch));
            cr_assert_not(myc_scratch_holds(memory, block));
            if (i % 100 == 0)
                myc_scratch_reset(memory);
        }
        myc_memory_reset(memory);
    }
    myc_memory_destroy(memory);
}

Test(memory, given_blocks_are_taken_again)
{
    struct myc_memory *memory = create((size_t)1 << 20);
    void *first = myc_memory_take(memory, 100);
    size_t used = myc_memory_used_bytes(memory);
    for (int i = 0; i < 100000; i++) {
        myc_memory_give(memory, first, 100);
        cr_assert_eq(myc_memory_take(memory, 70), first, "of the same class: 65 to 128 bytes");
        myc_memory_give(memory, first, 70);
        cr_assert_eq(myc_memory_take(memory, 100), first);
    }
    cr_assert_eq(myc_memory_used_bytes(memory), used);
    myc_memory_destroy(memory);
}

Test(memory, arrays_grow_and_keep_what_they_hold)
{
    struct myc_memory *memory = create((size_t)1 << 26);
    uint64_t *array = NULL;
    size_t room = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        array = myc_memory_grow(memory, array, &room, i + 1, sizeof *array);
        cr_assert_geq(room, i + 1);
        cr_assert_eq(array[room - 1], i == room - 1 ? array[i] : 0);
        array[i] = i * i;
    }
    for (uint64_t i = 0; i < 100000; i++)
        cr_assert_eq(array[i], i * i);
    myc_memory_destroy(memory);
}

struct block {
    unsigned char *at;
    size_t bytes;
    unsigned char fill;
};

static void fill(struct block *block, unsigned char fill)
{
    block->fill = fill;
    memset(block->at, fill, block->bytes);
}

/* Gives back, takes and writes at random, as a run does. */
static void live(struct myc_memory *memory, struct block blocks[100], struct myc_stream *stream)
{
    for (int i = 0; i < 1000; i++) {
        struct block *block = &blocks[myc_stream_below(stream, 100)];
        if (block->at)
            myc_memory_give(memory, block->at, block->bytes);
        block->bytes = 1 + myc_stream_below(stream, 300);
        block->at = myc_memory_take(memory, block->bytes);
        cr_assert(is_zero(block->at, block->bytes));
        fill(block, (unsigned char)myc_stream_below(stream, 256));
    }
}

static void expect_blocks(const struct block blocks[100])
{
    for (int i = 0; i < 100; i++)
        for (size_t b = 0; blocks[i].at && b < blocks[i].bytes; b++)
            cr_assert_eq(blocks[i].at[b], blocks[i].fill, "block %d is not what it was", i);
}

struct instant {
    struct block blocks[100];
    unsigned char *scratch;
    struct myc_stream stream;
    size_t used, used_later;
    struct myc_snapshot *snapshot;
};

/* The same life from here on, which takes the same memory each time. */
static void live_again(struct myc_memory *memory, struct instant *instant)
{
    struct block blocks[100];
    struct myc_stream stream = instant->stream;
    memcpy(blocks, instant->blocks, sizeof blocks);
    live(memory, blocks, &stream);
    expect_blocks(blocks);
    cr_assert_eq(myc_memory_used_bytes(memory), instant->used_later, "what was free is so again");
    cr_assert(is_zero(myc_memory_alloc(memory, 5000), 5000));
    cr_assert(is_zero(myc_scratch_alloc(memory, 5000), 5000));
}

/* What lived at the instant of a snapshot lives again at its place, what was free is free, and what
 * is new is zero, whatever was done in between; told by a list of the blocks, kept elsewhere. */
Test(memory, a_snapshot_brings_everything_back)
{
    struct myc_memory *memory = create((size_t)1 << 26), *kept = create((size_t)1 << 26);
    struct block now[100] = { 0 };
    struct instant instants[3] = { 0 };
    struct myc_stream stream;
    myc_stream_init(&stream, 3, 0, MYC_PURPOSE_TEST);
    live(memory, now, &stream);
    for (int i = 0; i < 3; i++) {
        struct instant *instant = &instants[i];
        memcpy(instant->blocks, now, sizeof now);
        instant->scratch = myc_scratch_alloc(memory, 500);
        memset(instant->scratch, 7 + i, 500);
        instant->used = myc_memory_used_bytes(memory);
        instant->stream = stream;
        instant->snapshot = myc_memory_snapshot(memory, kept);
        cr_assert_lt(myc_snapshot_bytes(instant->snapshot), instant->used + 2000);
        live(memory, now, &stream);
        instant->used_later = myc_memory_used_bytes(memory);
    }
    for (int round = 0; round < 30; round++) {
        int i = (int)myc_stream_below(&stream, 3);
        struct instant *instant = &instants[i];
        if (round % 3 == 0)
            myc_memory_reset(memory);
        memset(myc_memory_alloc(memory, 100000), 255, 100000);
        memset(myc_scratch_alloc(memory, 3000), 255, 3000);
        myc_memory_restore(memory, instant->snapshot);
        cr_assert_eq(myc_memory_used_bytes(memory), instant->used);
        expect_blocks(instant->blocks);
        cr_assert(instant->scratch[0] == 7 + i && instant->scratch[499] == 7 + i);
        live_again(memory, instant);
    }
    myc_memory_destroy(memory);
    myc_memory_destroy(kept);
}

Test(memory, a_snapshot_of_another_memory_is_fatal, .signal = SIGABRT)
{
    struct myc_memory *memory = create((size_t)1 << 20), *other = create((size_t)1 << 20);
    myc_memory_restore(other, myc_memory_snapshot(memory, other));
}

static bool is_there(const void *address)
{
    unsigned char state = 0;
    uintptr_t page = (uintptr_t)address & ~(uintptr_t)4095;
    cr_assert_eq(mincore((void *)page, 1, &state), 0);
    return state & 1;
}

/* A small run has the pages that it touched, a large one some more, but not many. */
Test(memory, pages_are_asked_for_ahead)
{
    struct myc_memory *memory = create((size_t)1 << 30);
    const char *end = (const char *)memory;
    if (madvise(memory, 4096, MADV_POPULATE_WRITE) != 0)
        cr_skip_test("this system gives pages only when they are touched");
    memset(myc_memory_alloc(memory, (size_t)2 << 20), 1, (size_t)2 << 20);
    cr_assert(is_there(end + myc_memory_used_bytes(memory) - 1));
    cr_assert_not(is_there(end + myc_memory_used_bytes(memory) + (2 << 20)));
    myc_memory_alloc(memory, (size_t)60 << 20);
    cr_assert(is_there(end + ((size_t)10 << 20)));
    cr_assert_not(is_there(end + ((size_t)40 << 20)), "of a large block a part");
    myc_memory_alloc(memory, 2 * 4096);
    cr_assert(is_there(end + myc_memory_used_bytes(memory) + (1 << 16)));
    cr_assert_not(is_there(end + myc_memory_used_bytes(memory) + ((size_t)20 << 20)));
    myc_memory_destroy(memory);
}

Test(memory, texts)
{
    struct myc_memory *memory = create((size_t)1 << 20);
    cr_assert_str_eq(myc_memory_text(memory, "abcdef", 3), "abc");
    cr_assert_str_eq(myc_memory_text(memory, "", 0), "");
    cr_assert_str_eq(myc_memory_format(memory, "%s/%d", "x", 12), "x/12");
    myc_memory_destroy(memory);
}

Test(memory, is_low_before_it_is_out)
{
    struct myc_memory *memory = create((size_t)1 << 20);
    size_t taken = 0;
    while (!myc_memory_is_low(memory)) {
        myc_memory_alloc(memory, 1024);
        taken += 1024;
    }
    cr_assert_gt(taken, (size_t)800 << 10);
    myc_memory_alloc(memory, (size_t)60 << 10);
    myc_memory_destroy(memory);
}

Test(memory, running_out_is_fatal, .signal = SIGABRT)
{
    struct myc_memory *memory = create((size_t)1 << 20);
    myc_memory_alloc(memory, (size_t)1 << 20);
}
