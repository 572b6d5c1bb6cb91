/* A stable file is gone: the host's copy, or the file itself where all share it. */
#include <string.h>

#include "faults/effect.h"

struct lose_file {
    const char *file;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789.-";
    const struct lose_file *lose = parameters;
    const char *rest = lose->file + strspn(lose->file, allowed);
    if (rest > lose->file && (!*rest || strcmp(rest, "*") == 0))
        return MYC_OK;
    return myc_setting_refuse(myc_setting_find(reading->setting, "file"), reading->error,
                              "a file is given by its name, or by how names begin and '*': "
                              "letters, digits, _ . -");
}

static void start(struct myc_strike *strike)
{
    const struct lose_file *lose = strike->parameters;
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_file_remove(strike->cluster, strike->struck.hosts[i], lose->file, false,
                             strike->fault);
}

static const struct myc_parameter parameters[] = {
    { "file", MYC_UNIT_TEXT,
      .help = "its name, or how names begin and `*`; those of durable pins begin with pin-",
      .offset = offsetof(struct lose_file, file) },
    { 0 }
};

const struct myc_effect myc_effect_lose_file = {
    .about = { .name = "lose_file",
               .help = "the host's copy of a stable file is gone for good; of a shared one, all are",
               .example = "lose_file: {target: m2, file: persons.csv}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct lose_file),
    .check = check,
    .strikes = MYC_SHAPE_HOSTS,
    .at_once = true,
    .start = start,
};
