#include "experiments/time_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *myc_time_text(myc_time time, char text[MYC_TIME_TEXT_BYTES])
{
    static const struct {
        myc_time ns;
        int digits;
        const char *name;
    } units[] = { { MYC_SECOND, 9, "s" }, { MYC_MS, 6, "ms" }, { MYC_US, 3, "us" } };
    if (time == MYC_FOREVER)
        return strcpy(text, "forever");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (time < units[i].ns)
            continue;
        int length = snprintf(text, MYC_TIME_TEXT_BYTES, "%" PRIu64 ".%0*" PRIu64,
                              time / units[i].ns, units[i].digits, time % units[i].ns);
        while (text[length - 1] == '0')
            length--;
        if (text[length - 1] == '.')
            length--;
        strcpy(text + length, units[i].name);
        return text;
    }
    snprintf(text, MYC_TIME_TEXT_BYTES, "%" PRIu64 "ns", time);
    return text;
}
