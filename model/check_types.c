#include "model/check.h"

static const char *value_has_type(struct myc_runtime *runtime, const struct myc_entry *entry,
                                  const struct myc_value *value)
{
    if (myc_value_has_type(value, entry->node->type))
        return NULL;
    return myc_memory_format(runtime->memory, "the value of %s is not of type %s",
                             entry->node->label, entry->node->type->text);
}

const struct myc_check myc_check_types = {
    .about = { .name = "types",
               .help = "subject reduction: every value has the type of its node (slide 26)" },
    .value = value_has_type,
};
