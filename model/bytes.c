#include "model/bytes.h"

void myc_bytes_give(struct myc_bytes *bytes)
{
    myc_memory_give(bytes->memory, bytes->data, bytes->room);
    *bytes = (struct myc_bytes){ .memory = bytes->memory };
}
