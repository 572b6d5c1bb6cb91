/* The memory of a run: one reserved, contiguous mapping that holds everything
 * mutable of it. What a run makes lives in the run's memory and dies with it.
 *
 *   base                        used                    scratch              end
 *    | struct myc_memory | run ... |  untouched pages ...  | one evaluation ... |
 *
 * Three lifetimes share it: the run (`alloc`), recycled blocks (`take`/`give`:
 * events, messages, tasks) and the scratch of one spore's evaluation, which is
 * forgotten as a whole. Below experiments/ nothing else allocates. The pages
 * are touched only when used, so a reservation costs nothing (the first MiB one
 * by one, more of them somewhat ahead, and after 64 MiB by 2 MiB where the system
 * has such pages), and a second run reuses them after `reset`. */
#ifndef MYC_SIM_MEMORY_H
#define MYC_SIM_MEMORY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

struct myc_memory;

/* Reserves `bytes` (0: the default, 16 GiB) of address space. MYC_INTERNAL when the system
 * refuses it. But for asking for pages, the only pair here that touches the operating system. */
enum myc_status myc_memory_create(struct myc_memory **memory, size_t bytes,
                                  struct myc_error *error);
void myc_memory_destroy(struct myc_memory *memory); /* NULL is allowed */

/* Forgets everything that was allocated. */
void myc_memory_reset(struct myc_memory *memory);

/* `bytes` zeroed bytes, aligned to 16, until the run ends. Never NULL: running out asserts, and
 * the engine stops a run (stop reason `memory`) long before, see myc_memory_is_low. */
void *myc_memory_alloc(struct myc_memory *memory, size_t bytes);

/* The same, and the block begins a cache line. */
#define MYC_CACHE_LINE 64
void *myc_memory_lines(struct myc_memory *memory, size_t bytes);

/* A block that can be given back with the same size: free lists by size class. Zeroed too, and it
 * begins a cache line where it fills one. */
void *myc_memory_take(struct myc_memory *memory, size_t bytes);
void myc_memory_give(struct myc_memory *memory, void *block, size_t bytes);

/* Grows an array of `element_bytes` each so that it holds at least `wanted`; keeps what is there,
 * zeroes the rest. `*capacity` counts elements. Returns the (possibly moved) array. Nearly always
 * there is room, hence inline; the other one is only for `wanted` > `*capacity`. */
void *myc_memory_enlarge(struct myc_memory *memory, void *array, size_t *capacity, size_t wanted,
                         size_t element_bytes);
static inline void *myc_memory_grow(struct myc_memory *memory, void *array, size_t *capacity,
                                    size_t wanted, size_t element_bytes)
{
    return wanted <= *capacity ? array
                               : myc_memory_enlarge(memory, array, capacity, wanted, element_bytes);
}

/* Copies of text; the second formats. Never NULL. */
char *myc_memory_text(struct myc_memory *memory, const char *text, size_t length);
__attribute__((format(printf, 2, 3))) char *myc_memory_format(struct myc_memory *memory,
                                                              const char *format, ...);
__attribute__((format(printf, 2, 0))) char *myc_memory_vformat(struct myc_memory *memory,
                                                               const char *format,
                                                               va_list arguments);

/* Scratch: zeroed blocks that live until the next `myc_scratch_reset`. */
void *myc_scratch_alloc(struct myc_memory *memory, size_t bytes);
void myc_scratch_reset(struct myc_memory *memory);
bool myc_scratch_holds(const struct myc_memory *memory, const void *address);

/* A snapshot is one copy of everything that was made in `memory` and lives, free lists and scratch
 * included; it lies in another memory, `into`, and dies with it. Restoring it is one copy back to
 * the same addresses, so every pointer into the run holds again: once or often, after whatever
 * happened there since, a reset and other runs included. Taken between two events of a run it is
 * all of that run. Outside remain what a run only reads (its scenario), and what is nobody's to
 * turn back: the caller's variables, files, databases, the wall clock. What was made since the
 * snapshot is gone, and a pointer to it dangles. */
struct myc_snapshot;
struct myc_snapshot *myc_memory_snapshot(struct myc_memory *memory, struct myc_memory *into);
void myc_memory_restore(struct myc_memory *memory, const struct myc_snapshot *snapshot);
size_t myc_snapshot_bytes(const struct myc_snapshot *snapshot); /* that were copied */

size_t myc_memory_used_bytes(const struct myc_memory *memory);
bool myc_memory_is_low(const struct myc_memory *memory); /* under 1/16 is left */

#endif
