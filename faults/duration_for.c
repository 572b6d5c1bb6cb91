/* `for: TIME | DISTRIBUTION | forever`. An item without a duration lasts
 * forever. */
#include <string.h>

#include "faults/text.h"
#include "sim/distribution.h"

struct lasting {
    const struct myc_setting *setting;
    bool forever;
    struct myc_distribution distribution; /* a time is one that always gives it */
    const char *text;
};

static bool is_word(const struct myc_setting *setting, const char *word)
{
    return setting->kind == MYC_SETTING_SCALAR && strcmp(setting->text, word) == 0;
}

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct lasting *lasting = parameters;
    const struct myc_setting *setting = lasting->setting;
    lasting->forever = !setting || is_word(setting, "forever");
    lasting->text = "";
    if (lasting->forever)
        return MYC_OK;
    if (setting->kind == MYC_SETTING_LIST || is_word(setting, "none") || is_word(setting, "never"))
        return myc_setting_refuse(setting, reading->error,
                                  "expected a time, a distribution or 'forever'");
    MYC_TRY(
        myc_distribution_read(setting, &lasting->distribution, reading->memory, reading->error));
    lasting->text = myc_memory_format(
        reading->memory, "for: %s",
        myc_distribution_text(&lasting->distribution, setting, reading->memory));
    return MYC_OK;
}

static myc_time length(const void *parameters, struct myc_stream *stream)
{
    const struct lasting *lasting = parameters;
    if (lasting->forever)
        return MYC_FOREVER;
    return myc_distribution_draw(&lasting->distribution, stream);
}

static const char *print(const void *parameters, struct myc_memory *memory)
{
    const struct lasting *lasting = parameters;
    (void)memory;
    return lasting->text;
}

static const struct myc_parameter parameters[] = {
    { "for", MYC_UNIT_SETTING,
      .help = "how long it lasts: a time, a distribution (drawn when it starts), or forever",
      .offset = offsetof(struct lasting, setting) },
    { 0 }
};

const struct myc_duration_kind myc_duration_for = {
    .about = { .name = "for",
               .help = "a time, a distribution, or forever",
               .example = "for: 5ms",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct lasting),
    .check = check,
    .length = length,
    .print = print,
};
