#include "model/check.h"

static const char *value_has_type(struct myc_runtime *runtime, const struct myc_entry *entry,
                                  const struct myc_value *value)
{
    if (myc_value_has_type(value, entry->node->type))
        return NULL;
    return myc_memory_format(runtime->memory, "the value of %s is not of type %s",
                             entry->node->label, entry->node->type->text);
}

static const char *answer_has_type(struct myc_runtime *runtime, const struct myc_node *node,
                                   const struct myc_value *value)
{
    if (myc_value_has_type(value, node->type))
        return NULL;
    return myc_memory_format(runtime->memory, "the answer about %s is not of type %s", node->label,
                             node->type->text);
}

/* Locations are typed once: what is at a node's location has its type. */
static const char *location_has_type(struct myc_runtime *runtime, const struct myc_entry *entry,
                                     const struct myc_node *node)
{
    if (entry->node->type == node->type)
        return NULL;
    return myc_memory_format(runtime->memory, "%s is at the location of %s, but of type %s, not %s",
                             entry->node->label, node->label, entry->node->type->text,
                             node->type->text);
}

const struct myc_check myc_check_types = {
    .about = { .name = "types",
               .help = "subject reduction: every value has the type of its node (slide 26)" },
    .found = location_has_type,
    .value = value_has_type,
    .answered = answer_has_type,
};
