#include "model/mistake.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

void myc_mistake(const char *format, ...)
{
    char sentence[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    /* What assert() itself calls: the same report, the same signal. */
    __assert_fail(sentence, __FILE__, __LINE__, "a mistake in the program");
}
