#include "experiments/workloads/shared.h"

#include <assert.h>
#include <string.h>

uint64_t myc_pass_on(struct myc_body *body, const struct myc_value *header,
                     const struct myc_value *element, const struct myc_value **result)
{
    struct myc_list list = myc_list_begin(myc_body_maker(body));
    (void)header;
    myc_list_add(&list, element);
    *result = myc_list_end(&list);
    return 10;
}

uint64_t myc_steps_in(const struct myc_driver *driver, myc_time time)
{
    myc_time step = myc_driver_step_ns(driver);
    return step ? time / step : 0;
}

const struct myc_value *myc_ballast(struct myc_maker *maker, uint64_t bytes)
{
    char *text = myc_memory_alloc(maker->memory, bytes + 1);
    memset(text, '.', bytes);
    text[bytes] = '\0';
    return myc_string(maker, text);
}

void myc_await_all(struct myc_driver *driver, uint32_t count, const myc_future futures[])
{
    for (uint32_t i = 0; i < count; i++)
        myc_await(driver, futures[i]);
}

bool myc_finish_failed(struct myc_driver *driver, uint32_t count, const myc_future futures[])
{
    for (uint32_t i = 0; i < count; i++)
        if (myc_future_state(driver, futures[i]) == MYC_FUTURE_ERROR) {
            myc_finish_with(driver, futures[i]);
            return true;
        }
    return false;
}

const struct myc_value *myc_reference_lines(struct myc_reference *reference, const char *name)
{
    const struct myc_file *file = reference->files;
    for (uint32_t i = 0; i < reference->file_count && strcmp(file->name, name); i++)
        file++;
    assert(file < reference->files + reference->file_count);
    struct myc_list lines = myc_list_begin(&reference->maker);
    for (size_t at = 0; at < file->length;) {
        const char *from = file->bytes + at;
        const char *end = memchr(from, '\n', file->length - at);
        size_t length = end ? (size_t)(end - from) : file->length - at;
        size_t shown = length && from[length - 1] == '\r' ? length - 1 : length;
        const char *line = myc_memory_text(reference->maker.memory, from, shown);
        myc_list_add(&lines, myc_string(&reference->maker, line));
        at += length + 1;
    }
    return myc_list_end(&lines);
}
