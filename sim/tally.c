#include "sim/tally.h"

#include <assert.h>
#include <stdbool.h>

#include "sim/wide.h"

#define ROOM_FIRST 16
#define HOST_BITS 24

/* An odd number without pattern: the golden ratio. */
#define MULTIPLIER UINT64_C(0x9E3779B97F4A7C15)

static size_t hash_of(uint64_t key)
{
    myc_wide product = (myc_wide)key * MULTIPLIER;
    return (size_t)(product ^ product >> 64);
}

/* Room for one more where a quarter is kept free. */
static bool is_full(size_t count, size_t room)
{
    return 4 * count >= 3 * room;
}

void myc_tally_begin(struct myc_tally *tally, size_t host_count, struct myc_memory *memory)
{
    assert(host_count <= (size_t)1 << HOST_BITS);
    *tally = (struct myc_tally){ .memory = memory, .host_count = host_count };
}

/* --- names of two words --- */

#define KIND_BITS 16
#define LABEL_BITS 28
#define COUNT_BITS 36

struct myc_tally_entry {
    uint64_t ends;  /* source, destination, kind */
    uint64_t count; /* label, and above 0 in the lower COUNT_BITS how many; 0: free */
};

/* The entry of the name, or the free one where it belongs. There is always a free one. */
static struct myc_tally_entry *find_entry(const struct myc_tally *tally, uint64_t ends,
                                          uint64_t label)
{
    for (size_t at = hash_of(ends ^ label * MULTIPLIER);; at++) {
        struct myc_tally_entry *entry = &tally->entries[at & (tally->entry_room - 1)];
        if (entry->count == 0 || (entry->ends == ends && entry->count >> COUNT_BITS == label))
            return entry;
    }
}

static void grow_entries(struct myc_tally *tally)
{
    const struct myc_tally old = *tally;
    tally->entry_room = old.entry_room ? 2 * old.entry_room : ROOM_FIRST;
    tally->entries = myc_memory_take(tally->memory, tally->entry_room * sizeof *tally->entries);
    for (size_t i = 0; i < old.entry_room; i++) {
        const struct myc_tally_entry *entry = &old.entries[i];
        if (entry->count != 0)
            *find_entry(tally, entry->ends, entry->count >> COUNT_BITS) = *entry;
    }
    myc_memory_give(tally->memory, old.entries, old.entry_room * sizeof *old.entries);
}

static uint64_t next_of_entry(struct myc_tally *tally, const struct myc_message_name *name)
{
    assert(name->kind >> KIND_BITS == 0 && name->label >> LABEL_BITS == 0);
    uint64_t ends = (uint64_t)name->source << (HOST_BITS + KIND_BITS) |
                    (uint64_t)name->destination << KIND_BITS | name->kind;
    if (is_full(tally->entry_count, tally->entry_room))
        grow_entries(tally);
    struct myc_tally_entry *entry = find_entry(tally, ends, name->label);
    if (entry->count == 0) {
        entry->ends = ends;
        entry->count = (uint64_t)name->label << COUNT_BITS;
        tally->entry_count++;
    }
    entry->count++;
    uint64_t n = entry->count & ((UINT64_C(1) << COUNT_BITS) - 1);
    assert(n != 0);
    return n;
}

/* --- names of one word --- */

#define WORD_LABEL_BITS 20
#define WORD_KIND_BITS 8
#define WORD_COUNT_BITS 12
#define WORD_COUNT_MAX ((1u << WORD_COUNT_BITS) - 1)
#define WORDS_FIRST (MYC_CACHE_LINE / sizeof(uint64_t))
#define WORDS_SECOND (4 * WORDS_FIRST)

static_assert(HOST_BITS + WORD_LABEL_BITS + WORD_KIND_BITS + WORD_COUNT_BITS == 64, "a word");

struct myc_tally_source {
    uint64_t *words;
    uint32_t count;
    uint32_t room; /* a power of two, or 0 */
};

static bool fits_a_word(const struct myc_message_name *name)
{
    return name->label >> WORD_LABEL_BITS == 0 && name->kind >> WORD_KIND_BITS == 0;
}

static uint64_t key_of(const struct myc_message_name *name)
{
    uint64_t key = (uint64_t)name->destination << WORD_LABEL_BITS | name->label;
    return key << WORD_KIND_BITS | name->kind;
}

static uint64_t *home_of(const struct myc_tally_source *source, uint64_t key)
{
    return &source->words[hash_of(key) & (source->room - 1)];
}

/* The word of the name, or the free one where it belongs. There is always a free one. */
static uint64_t *find_word(const struct myc_tally_source *source, uint64_t key)
{
    uint64_t *word = home_of(source, key);
    while (*word != 0 && *word >> WORD_COUNT_BITS != key) {
        if (++word == source->words + source->room)
            word = source->words;
    }
    return word;
}

/* The first step is a large one: each leaves a block behind, and all hosts may take it at once. */
static uint32_t room_after(uint32_t room)
{
    if (room == 0)
        return WORDS_FIRST;
    return room == WORDS_FIRST ? WORDS_SECOND : 2 * room;
}

static void grow_words(struct myc_tally_source *source, struct myc_memory *memory)
{
    const struct myc_tally_source old = *source;
    source->room = room_after(old.room);
    source->words = myc_memory_take(memory, source->room * sizeof *source->words);
    for (uint32_t i = 0; i < old.room; i++) {
        if (old.words[i] != 0)
            *find_word(source, old.words[i] >> WORD_COUNT_BITS) = old.words[i];
    }
    myc_memory_give(memory, old.words, old.room * sizeof *old.words);
}

/* 0: no more can be counted here. */
static uint64_t next_of_word(struct myc_tally_source *source, uint64_t key,
                             struct myc_memory *memory)
{
    if (is_full(source->count, source->room))
        grow_words(source, memory);
    uint64_t *word = find_word(source, key);
    if (*word == 0) {
        *word = key << WORD_COUNT_BITS;
        source->count++;
    }
    if ((*word & WORD_COUNT_MAX) == WORD_COUNT_MAX)
        return 0;
    return ++*word & WORD_COUNT_MAX;
}

/* --- both --- */

void myc_tally_fetch_source(const struct myc_tally *tally, uint32_t source)
{
    if (tally->sources)
        __builtin_prefetch(&tally->sources[source]);
}

void myc_tally_fetch(const struct myc_tally *tally, const struct myc_message_name *name)
{
    if (tally->sources && tally->sources[name->source].room > 0)
        __builtin_prefetch(home_of(&tally->sources[name->source], key_of(name)));
}

uint64_t myc_tally_next(struct myc_tally *tally, const struct myc_message_name *name)
{
    assert(name->source < tally->host_count && name->destination < tally->host_count);
    if (!fits_a_word(name))
        return next_of_entry(tally, name);
    if (!tally->sources)
        tally->sources =
            myc_memory_alloc(tally->memory, tally->host_count * sizeof *tally->sources);
    struct myc_tally_source *source = &tally->sources[name->source];
    uint64_t n = next_of_word(source, key_of(name), tally->memory);
    return n != 0 ? n : WORD_COUNT_MAX + next_of_entry(tally, name);
}
