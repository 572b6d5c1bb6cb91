#include "sim/status.h"

#include <stdarg.h>
#include <stdio.h>

int myc_status_exit_code(enum myc_status status)
{
    static const int codes[] = {
#define X(name, code, sentence) code,
        MYC_STATUS_LIST(X)
#undef X
    };
    return codes[status];
}

enum myc_status myc_error_set(struct myc_error *error, enum myc_status status, const char *format,
                              ...)
{
    if (error->status != MYC_OK)
        return error->status;
    error->status = status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return status;
}
