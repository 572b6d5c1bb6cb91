/* `root(label)`: every host that a root of the label lives on. */
#include "faults/item.h"
#include "faults/text.h"

struct root {
    const char *label;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    const struct root *root = parameters;
    return myc_label_check(root->label, reading);
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct root *root = parameters;
    return myc_struck_role(aim, MYC_ROLE_ROOT, root->label);
}

static const struct myc_parameter parameters[] = {
    { "label", MYC_UNIT_TEXT, .help = "of a node", .offset = offsetof(struct root, label) }, { 0 }
};

const struct myc_target_kind myc_target_root = {
    .about = { .name = "root",
               .help = "every host that a root of the label lives on",
               .example = "root(labels)",
               .parameters = parameters },
    .gives = MYC_SHAPE_HOSTS,
    .parameters_bytes = sizeof(struct root),
    .check = check,
    .resolve = resolve,
};
