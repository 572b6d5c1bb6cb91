#include "sim/tally.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "sim/choose.h"
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

/* How words spend their bits. */
struct layout {
    unsigned host_bits, label_bits, kind_bits, count_bits;
};

static const struct layout narrow = { 18, 4, 4, 6 }; /* 32 in all */
static const struct layout wide = { HOST_BITS, 20, 8, 12 };

#define LIST_MAX 28
#define GROUP 4 /* words of a table are looked at together */
#define NARROW_FIRST 64
#define WIDE_FIRST 64

struct myc_tally_source {
    union {
        uint32_t *narrow;
        uint64_t *wide;
    };
    uint32_t room;       /* of the table: a power of two; 0: there is only the list */
    uint32_t count : 31; /* of names */
    bool is_wide : 1;
    uint32_t list[LIST_MAX]; /* narrow words in the order of their first messages */
};
static_assert(sizeof(struct myc_tally_source) == 2 * MYC_CACHE_LINE, "two lines a source");

static uint64_t mask(unsigned bits)
{
    return (UINT64_C(1) << bits) - 1;
}

static bool fits(const struct myc_message_name *name, struct layout layout)
{
    return name->destination >> layout.host_bits == 0 && name->label >> layout.label_bits == 0 &&
           name->kind >> layout.kind_bits == 0;
}

static uint64_t key_of(const struct myc_message_name *name, struct layout layout)
{
    uint64_t key = (uint64_t)name->destination << layout.label_bits | name->label;
    return key << layout.kind_bits | name->kind;
}

typedef uint32_t group __attribute__((vector_size(4 * GROUP)));

/* A bit for each of so many words, whole groups, that has the name, or is free. Names come at random,
 * and nothing foretells where they stand: to look at all costs less than to guess where to stop. */
static inline uint32_t find_hits(const uint32_t *words, unsigned count, uint64_t key)
{
    const group bits = { 1, 2, 4, 8 };
    group hits = { 0 };
    for (unsigned i = 0; i < count; i += GROUP) {
        group those;
        memcpy(&those, words + i, sizeof those);
        group is_hit = (group)((those >> narrow.count_bits == (uint32_t)key) | (those == 0));
        hits |= is_hit & bits << i;
    }
    return hits[0] | hits[1] | hits[2] | hits[3];
}

/* The word of the name, or the free one where it belongs; NULL: the list is full. */
static uint32_t *find_in_list(struct myc_tally_source *source, uint64_t key)
{
    uint32_t hits = find_hits(source->list, LIST_MAX, key);
    return hits != 0 ? &source->list[__builtin_ctz(hits)] : NULL;
}

/* The same in a table, where there is always a free one; its words are in groups. */
static uint32_t *find_narrow(const struct myc_tally_source *source, uint64_t key)
{
    for (size_t at = hash_of(key) & ~(size_t)(GROUP - 1);; at += GROUP) {
        uint32_t *words = &source->narrow[at & (source->room - 1)];
        uint32_t hits = find_hits(words, GROUP, key);
        if (hits != 0)
            return &words[__builtin_ctz(hits)];
    }
}

static uint64_t *find_wide(const struct myc_tally_source *source, uint64_t key)
{
    for (size_t at = hash_of(key);; at++) {
        uint64_t *word = &source->wide[at & (source->room - 1)];
        if (*word == 0 || *word >> wide.count_bits == key)
            return word;
    }
}

static uint64_t widened(uint64_t word)
{
    uint64_t key = word >> narrow.count_bits;
    const struct myc_message_name name = {
        .destination = (uint32_t)(key >> (narrow.kind_bits + narrow.label_bits)),
        .label = (uint32_t)(key >> narrow.kind_bits & mask(narrow.label_bits)),
        .kind = (uint32_t)(key & mask(narrow.kind_bits)),
    };
    return key_of(&name, wide) << wide.count_bits | (word & mask(narrow.count_bits));
}

/* Word `i` of the list or table; 0: it is free. */
static uint64_t word_at(const struct myc_tally_source *source, uint32_t i)
{
    if (source->room == 0)
        return source->list[i];
    return source->is_wide ? source->wide[i] : source->narrow[i];
}

static size_t bytes_of(const struct myc_tally_source *source)
{
    return source->room * (source->is_wide ? sizeof *source->wide : sizeof *source->narrow);
}

/* Puts all words into a table of so many. */
static void move(struct myc_tally_source *source, uint32_t room, bool is_wide,
                 struct myc_memory *memory)
{
    const struct myc_tally_source old = *source;
    source->room = room;
    source->is_wide = is_wide;
    source->narrow = myc_memory_take(memory, bytes_of(source));
    for (uint32_t i = 0; i < (old.room > 0 ? old.room : LIST_MAX); i++) {
        uint64_t word = word_at(&old, i);
        if (word != 0 && is_wide != old.is_wide)
            word = widened(word);
        if (word != 0 && is_wide)
            *find_wide(source, word >> wide.count_bits) = word;
        else if (word != 0)
            *find_narrow(source, word >> narrow.count_bits) = (uint32_t)word;
    }
    if (old.room > 0)
        myc_memory_give(memory, old.narrow, bytes_of(&old));
}

/* 0: no more can be counted here. */
static uint64_t next_narrow(struct myc_tally_source *source, uint64_t key,
                            struct myc_memory *memory)
{
    uint32_t *word = source->room == 0 ? find_in_list(source, key) : NULL;
    if (!word) {
        if (is_full(source->count, source->room))
            move(source, source->room > 0 ? 2 * source->room : NARROW_FIRST, false, memory);
        word = find_narrow(source, key);
    }
    if (*word == 0) {
        *word = (uint32_t)(key << narrow.count_bits);
        source->count++;
    }
    if ((*word & mask(narrow.count_bits)) == mask(narrow.count_bits))
        return 0;
    return ++*word & mask(narrow.count_bits);
}

/* The same. */
static uint64_t next_wide(struct myc_tally_source *source, uint64_t key, struct myc_memory *memory)
{
    if (is_full(source->count, source->room))
        move(source, 2 * source->room, true, memory);
    uint64_t *word = find_wide(source, key);
    if (*word == 0) {
        *word = key << wide.count_bits;
        source->count++;
    }
    if ((*word & mask(wide.count_bits)) == mask(wide.count_bits))
        return 0;
    return ++*word & mask(wide.count_bits);
}

/* Words that were narrow become wide; the others stay what they are. */
static void widen(struct myc_tally_source *source, struct myc_memory *memory)
{
    if (!source->is_wide)
        move(source, source->room > 0 ? source->room : WIDE_FIRST, true, memory);
}

/* --- both --- */

const void *myc_tally_line(const struct myc_tally *tally, uint32_t source)
{
    return tally->sources ? (const void *)&tally->sources[source] : tally;
}

uint64_t myc_tally_hint(const struct myc_tally *tally, const struct myc_message_name *name)
{
    bool is_wide = tally->sources && tally->sources[name->source].is_wide;
    return hash_of(key_of(name, is_wide ? wide : narrow));
}

const void *myc_tally_word(const struct myc_tally *tally, uint32_t source, uint64_t hint)
{
    if (!tally->sources)
        return tally;
    const struct myc_tally_source *of = &tally->sources[source];
    uint64_t last = of->room - (of->room > 0); /* 0: there is only the list */
    const char *rest = (const char *)of + MYC_CACHE_LINE;
    const char *words = myc_choose_address(of->room > 0, of->narrow, rest);
    return words + ((hint & last) * sizeof *of->narrow << of->is_wide);
}

uint64_t myc_tally_next(struct myc_tally *tally, const struct myc_message_name *name)
{
    assert(name->source < tally->host_count && name->destination < tally->host_count);
    if (!fits(name, wide))
        return next_of_entry(tally, name);
    if (!tally->sources)
        tally->sources =
            myc_memory_lines(tally->memory, tally->host_count * sizeof *tally->sources);
    struct myc_tally_source *source = &tally->sources[name->source];
    if (!source->is_wide && fits(name, narrow)) {
        uint64_t n = next_narrow(source, key_of(name, narrow), tally->memory);
        if (n != 0)
            return n;
    }
    widen(source, tally->memory);
    uint64_t n = next_wide(source, key_of(name, wide), tally->memory);
    return n != 0 ? n : mask(wide.count_bits) + next_of_entry(tally, name);
}
