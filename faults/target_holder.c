/* `holder(label)`: every host that holds the label's value when the fault starts. */
#include "faults/item.h"
#include "faults/text.h"

struct holder {
    const char *label;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    const struct holder *holder = parameters;
    return myc_label_check(holder->label, reading);
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct holder *holder = parameters;
    return myc_struck_role(aim, MYC_ROLE_HOLDER, holder->label);
}

static const struct myc_parameter parameters[] = {
    { "label", MYC_UNIT_TEXT, .help = "of a node", .offset = offsetof(struct holder, label) }, { 0 }
};

const struct myc_target_kind myc_target_holder = {
    .about = { .name = "holder",
               .help = "every host that holds the label's value when the fault starts",
               .example = "holder(labels)",
               .parameters = parameters },
    .gives = MYC_SHAPE_HOSTS,
    .parameters_bytes = sizeof(struct holder),
    .check = check,
    .resolve = resolve,
};
