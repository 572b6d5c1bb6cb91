#include "model/spore.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/body.h"
#include "sim/utf8.h"

struct myc_maker *myc_body_maker(struct myc_body *body)
{
    return &body->staging.maker;
}

struct myc_staging *myc_body_staging(struct myc_body *body)
{
    return &body->staging;
}

void myc_body_fail(struct myc_body *body, const char *format, ...)
{
    if (body->failed)
        return;
    body->failed = true;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(body->error, sizeof body->error, format, arguments);
    va_end(arguments);
    /* What was cut may have ended within a character. */
    size_t length = strlen(body->error);
    while (!myc_utf8_is_text(body->error, length))
        body->error[--length] = '\0';
}

const struct myc_value *myc_return_ref(struct myc_body *body, const struct myc_node *ref)
{
    myc_node_seal(&body->staging, ref);
    return myc_ref_value(&body->staging.maker, ref);
}
