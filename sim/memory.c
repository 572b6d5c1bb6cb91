#include "sim/memory.h"

#include <assert.h>
#include <sanitizer/asan_interface.h> /* its two macros do nothing without the sanitizer */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "sim/rare.h"

#define ALIGNMENT 16
#define DEFAULT_BYTES ((size_t)16 << 30)
#define LEAST_BYTES ((size_t)256 << 20)
#define SCRATCH_SHARE 16 /* one part in 16 is scratch */
#define PAGE ((size_t)4096)
#define ASK_FROM ((size_t)4 << 20)
#define ASK_AHEAD 8 /* for an eighth of what is used */
#define ASK_MOST ((size_t)16 << 20)
#define HUGE_FROM ((size_t)64 << 20)
#define CLASS_COUNT 40 /* size classes are powers of two from 16 bytes */

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define POISONS true
#else
#define POISONS false
#endif

struct free_block {
    struct free_block *next;
};

struct myc_memory {
    size_t bytes; /* of the whole mapping */
    size_t used;  /* from the base, this header included */
    size_t dirty; /* the largest `used` so far: what lies beyond is zero, as the system gave it */
    size_t asked; /* the system was asked for the pages so far */
    size_t low_from; /* more than so much used is too much */
    size_t scratch_begin;
    size_t scratch_used;
    struct free_block *free[CLASS_COUNT];
};

struct myc_snapshot {
    struct myc_memory *of;
    size_t bytes; /* of the copy: from the base as far as was used, then the used scratch */
    _Alignas(ALIGNMENT) unsigned char copy[];
};

static size_t aligned_to(size_t bytes, size_t alignment)
{
    return (bytes + alignment - 1) & ~(alignment - 1);
}

static size_t aligned(size_t bytes)
{
    return aligned_to(bytes, ALIGNMENT);
}

static void *reserve(size_t bytes)
{
    return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                -1, 0);
}

/* A large run misses the cache of addresses as often as that of data: beyond the first MiB, which are
 * all that most runs touch, its pages are to be of 2 MiB. A smaller one would only have more cleared
 * than it uses. A system that refuses only makes it slower; so it is with ask_for_pages. */
static void ask_for_huge_pages(struct myc_memory *memory)
{
    if (memory->scratch_begin > HUGE_FROM)
        madvise((char *)memory + HUGE_FROM, memory->scratch_begin - HUGE_FROM, MADV_HUGEPAGE);
}

enum myc_status myc_memory_create(struct myc_memory **memory, size_t bytes, struct myc_error *error)
{
    /* Nobody asked for so much: where address space is limited, less will do. */
    size_t least = bytes ? aligned(bytes) : LEAST_BYTES;
    bytes = aligned(bytes ? bytes : DEFAULT_BYTES);
    void *base = reserve(bytes);
    while (base == MAP_FAILED && bytes / 2 >= least) {
        bytes /= 2;
        base = reserve(bytes);
    }
    if (base == MAP_FAILED)
        return myc_error_set(error, MYC_INTERNAL,
                             "cannot reserve %zu MiB of address space for a run; "
                             "raise the limit (ulimit -v)",
                             bytes >> 20);
    struct myc_memory *made = base;
    made->bytes = bytes;
    made->dirty = aligned(sizeof *made);
    made->scratch_begin = bytes - aligned(bytes / SCRATCH_SHARE);
    made->low_from = made->scratch_begin - bytes / 16;
    made->asked = ASK_FROM;
    ask_for_huge_pages(made);
    myc_memory_reset(made);
    *memory = made;
    return MYC_OK;
}

void myc_memory_destroy(struct myc_memory *memory)
{
    if (!memory)
        return;
    myc_memory_reset(memory);
    munmap(memory, memory->bytes);
}

static void unpoison(struct myc_memory *memory)
{
    ASAN_UNPOISON_MEMORY_REGION(memory, memory->dirty);
}

void myc_memory_reset(struct myc_memory *memory)
{
    unpoison(memory);
    memory->used = aligned(sizeof *memory);
    memory->scratch_used = 0;
    memset(memory->free, 0, sizeof memory->free);
}

/* Pages asked for together cost a part of what they do where each is given when it is first touched. Of
 * a large block much may never be touched: an array that grows is twice as large as it was. */
MYC_RARE static void ask_for_pages(struct myc_memory *memory)
{
    size_t begin = memory->asked;
    size_t end = memory->used + (memory->used + ASK_FROM) / ASK_AHEAD;
    end = end < begin + ASK_MOST ? end : begin + ASK_MOST;
    end = (end < memory->scratch_begin ? end : memory->scratch_begin) & ~(PAGE - 1);
    if (begin < end)
        madvise((char *)memory + begin, end - begin, MADV_POPULATE_WRITE);
    size_t used = aligned_to(memory->used, PAGE);
    memory->asked = end > used ? end : used;
}

/* A block as it lies there; no more than its first `*dirty` bytes are other than zero. */
static void *extend(struct myc_memory *memory, size_t bytes, size_t *dirty)
{
    bytes = aligned(bytes ? bytes : 1);
    assert(bytes <= memory->scratch_begin - memory->used);
    size_t begin = memory->used;
    memory->used += bytes;
    if (memory->used > memory->asked)
        ask_for_pages(memory);
    if (memory->used <= memory->dirty) {
        *dirty = bytes;
    } else {
        *dirty = begin < memory->dirty ? memory->dirty - begin : 0;
        memory->dirty = memory->used;
    }
    return (char *)memory + begin;
}

void *myc_memory_alloc(struct myc_memory *memory, size_t bytes)
{
    size_t dirty;
    void *block = extend(memory, bytes, &dirty);
    return memset(block, 0, dirty);
}

void *myc_memory_lines(struct myc_memory *memory, size_t bytes)
{
    memory->used = aligned_to(memory->used, MYC_CACHE_LINE);
    assert(memory->used <= memory->scratch_begin);
    return myc_memory_alloc(memory, bytes);
}

static unsigned class_of(size_t bytes)
{
    if (bytes <= ALIGNMENT)
        return 0;
    return (unsigned)(64 - __builtin_clzll((unsigned long long)(bytes - 1))) - 4;
}

void *myc_memory_take(struct myc_memory *memory, size_t bytes)
{
    unsigned class = class_of(bytes);
    assert(class < CLASS_COUNT);
    struct free_block *block = memory->free[class];
    size_t room = (size_t)ALIGNMENT << class;
    if (!block)
        return room < MYC_CACHE_LINE ? myc_memory_alloc(memory, room)
                                     : myc_memory_lines(memory, room);
    memory->free[class] = block->next;
    ASAN_UNPOISON_MEMORY_REGION(block, room);
    return memset(block, 0, bytes);
}

static void poison(struct free_block *freed, unsigned class)
{
    ASAN_POISON_MEMORY_REGION(freed + 1, ((size_t)ALIGNMENT << class) - sizeof *freed);
}

void myc_memory_give(struct myc_memory *memory, void *block, size_t bytes)
{
    if (!block)
        return;
    struct free_block *freed = block;
    unsigned class = class_of(bytes);
    freed->next = memory->free[class];
    memory->free[class] = freed;
    poison(freed, class);
}

void *myc_memory_enlarge(struct myc_memory *memory, void *array, size_t *capacity, size_t wanted,
                         size_t element_bytes)
{
    size_t larger = *capacity ? *capacity * 2 : 8;
    while (larger < wanted)
        larger *= 2;
    void *grown = myc_memory_take(memory, larger * element_bytes);
    if (array) {
        memcpy(grown, array, *capacity * element_bytes);
        myc_memory_give(memory, array, *capacity * element_bytes);
    }
    *capacity = larger;
    return grown;
}

char *myc_memory_text(struct myc_memory *memory, const char *text, size_t length)
{
    char *copy = myc_memory_alloc(memory, length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *myc_memory_vformat(struct myc_memory *memory, const char *format, va_list arguments)
{
    char brief[128]; /* nearly always enough */
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(brief, sizeof brief, format, arguments);
    assert(length >= 0);
    char *text = myc_memory_alloc(memory, (size_t)length + 1);
    if ((size_t)length < sizeof brief)
        memcpy(text, brief, (size_t)length);
    else
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *myc_memory_format(struct myc_memory *memory, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = myc_memory_vformat(memory, format, arguments);
    va_end(arguments);
    return text;
}

void *myc_scratch_alloc(struct myc_memory *memory, size_t bytes)
{
    bytes = aligned(bytes ? bytes : 1);
    assert(bytes <= memory->bytes - memory->scratch_begin - memory->scratch_used);
    void *block = (char *)memory + memory->scratch_begin + memory->scratch_used;
    memory->scratch_used += bytes;
    return memset(block, 0, bytes);
}

void myc_scratch_reset(struct myc_memory *memory)
{
    memory->scratch_used = 0;
}

bool myc_scratch_holds(const struct myc_memory *memory, const void *address)
{
    const char *scratch = (const char *)memory + memory->scratch_begin;
    const char *here = address;
    return here >= scratch && here < (const char *)memory + memory->bytes;
}

/* Which bytes the sanitizer watches is no part of a copy. */
static void poison_free(struct myc_memory *memory)
{
    for (unsigned class = 0; POISONS && class < CLASS_COUNT; class ++)
        for (struct free_block *freed = memory->free[class]; freed; freed = freed->next)
            poison(freed, class);
}

struct myc_snapshot *myc_memory_snapshot(struct myc_memory *memory, struct myc_memory *into)
{
    assert(into != memory);
    size_t dirty, bytes = memory->used + memory->scratch_used;
    struct myc_snapshot *snapshot = extend(into, sizeof *snapshot + bytes, &dirty);
    snapshot->of = memory;
    snapshot->bytes = bytes;
    unpoison(memory);
    memcpy(snapshot->copy, memory, memory->used);
    memcpy(snapshot->copy + memory->used, (char *)memory + memory->scratch_begin,
           memory->scratch_used);
    poison_free(memory);
    return snapshot;
}

void myc_memory_restore(struct myc_memory *memory, const struct myc_snapshot *snapshot)
{
    assert(snapshot->of == memory);
    size_t dirty = memory->dirty, asked = memory->asked; /* what was touched since then stays so */
    unpoison(memory);
    memcpy(memory, snapshot->copy, ((const struct myc_memory *)(const void *)snapshot->copy)->used);
    memory->dirty = dirty;
    memory->asked = asked;
    memcpy((char *)memory + memory->scratch_begin, snapshot->copy + memory->used,
           memory->scratch_used);
    poison_free(memory);
}

size_t myc_snapshot_bytes(const struct myc_snapshot *snapshot)
{
    return snapshot->bytes;
}

size_t myc_memory_used_bytes(const struct myc_memory *memory)
{
    return memory->used;
}

bool myc_memory_is_low(const struct myc_memory *memory)
{
    return memory->used > memory->low_from;
}
