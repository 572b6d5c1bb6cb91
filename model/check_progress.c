#include "model/check.h"

/* Without faults a cluster that has come to rest has answered everything. A lost message, a crash,
 * or a message that is kept on its way excuses it. */
static const char *has_answered(struct myc_runtime *runtime)
{
    const struct myc_traffic *traffic = &runtime->traffic;
    const struct myc_node *node;
    myc_future future = 1;
    if (traffic->crashes || traffic->sent != traffic->delivered ||
        !myc_driver_unfilled(runtime->driver, &future, &node))
        return NULL;
    return myc_memory_format(runtime->memory,
                             "%s was asked for, no fault was in the way, and nothing is under way",
                             node->label);
}

const struct myc_check myc_check_progress = {
    .about = { .name = "progress",
               .help =
                   "finite materialization: what is asked for comes, without faults (slide 26)" },
    .quiet = has_answered,
};
