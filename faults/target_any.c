/* `any`: one host but the client, drawn. */
#include "faults/item.h"

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    (void)parameters;
    myc_struck_drawn(aim, 1);
    return NULL;
}

const struct myc_target_kind myc_target_any = {
    .about = { .name = "any",
               .help = "one host but the client, drawn when the fault starts",
               .example = "any" },
    .gives = MYC_SHAPE_HOSTS,
    .resolve = resolve,
};
