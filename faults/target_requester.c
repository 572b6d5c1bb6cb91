/* `requester(label)`: every host that waits for the label when the fault starts. */
#include "faults/item.h"
#include "faults/text.h"

struct requester {
    const char *label;
};

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    const struct requester *requester = parameters;
    return myc_label_check(requester->label, reading);
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct requester *requester = parameters;
    return myc_struck_role(aim, MYC_ROLE_REQUESTER, requester->label);
}

static const struct myc_parameter parameters[] = { { "label", MYC_UNIT_TEXT, .help = "of a node",
                                                     .offset = offsetof(struct requester, label) },
                                                   { 0 } };

const struct myc_target_kind myc_target_requester = {
    .about = { .name = "requester",
               .help = "every host that waits for the label when the fault starts",
               .example = "requester(labels)",
               .parameters = parameters },
    .gives = MYC_SHAPE_HOSTS,
    .parameters_bytes = sizeof(struct requester),
    .check = check,
    .resolve = resolve,
};
