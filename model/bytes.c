#include "model/bytes.h"

#include <string.h>

#define ROOM_MIN 256

unsigned char *myc_bytes_reserve(struct myc_bytes *bytes, size_t more)
{
    size_t wanted = bytes->length + more;
    bytes->data = myc_memory_grow(bytes->memory, bytes->data, &bytes->room,
                                  wanted < ROOM_MIN ? ROOM_MIN : wanted, 1);
    return bytes->data + bytes->length;
}

void myc_bytes_add(struct myc_bytes *bytes, const void *data, size_t length)
{
    unsigned char *free = myc_bytes_reserve(bytes, length);
    if (length)
        memcpy(free, data, length);
    bytes->length += length;
}

void myc_bytes_add_text(struct myc_bytes *bytes, const char *text)
{
    myc_bytes_add(bytes, text, strlen(text));
}

void myc_bytes_give(struct myc_bytes *bytes)
{
    myc_memory_give(bytes->memory, bytes->data, bytes->room);
    *bytes = (struct myc_bytes){ .memory = bytes->memory };
}
