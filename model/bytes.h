/* A growing buffer of bytes: what is encoded, or text that is put together.
 *
 *     struct myc_bytes out = { .memory = memory };
 *     myc_bytes_add(&out, "abc", 3);
 *     ... out.data, out.length ...
 *     myc_bytes_give(&out);                     // or keep it until the run ends */
#ifndef MYC_MODEL_BYTES_H
#define MYC_MODEL_BYTES_H

#include <stddef.h>
#include <string.h>

#include "sim/memory.h"

struct myc_bytes {
    struct myc_memory *memory;
    unsigned char *data;
    size_t length;
    size_t room;
};

#define MYC_BYTES_ROOM_MIN 256

/* At least `more` free bytes after what is there; the caller adds what it used to `length`. */
static inline unsigned char *myc_bytes_reserve(struct myc_bytes *bytes, size_t more)
{
    size_t wanted = bytes->length + more;
    bytes->data = myc_memory_grow(bytes->memory, bytes->data, &bytes->room,
                                  wanted < MYC_BYTES_ROOM_MIN ? MYC_BYTES_ROOM_MIN : wanted, 1);
    return bytes->data + bytes->length;
}

static inline void myc_bytes_add(struct myc_bytes *bytes, const void *data, size_t length)
{
    unsigned char *free = myc_bytes_reserve(bytes, length);
    if (length)
        memcpy(free, data, length);
    bytes->length += length;
}

static inline void myc_bytes_add_text(struct myc_bytes *bytes, const char *text)
{
    myc_bytes_add(bytes, text, strlen(text));
}

/* Gives the block back to the run's memory; the buffer is empty again. */
void myc_bytes_give(struct myc_bytes *bytes);

#endif
