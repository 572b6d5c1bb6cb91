/* One evaluation of a spore's body, as the runtime makes it. A spore sees only
 * what model/spore.h declares of it. */
#ifndef MYC_MODEL_BODY_H
#define MYC_MODEL_BODY_H

#include "model/lineage.h"

struct myc_body {
    struct myc_staging staging; /* its maker makes values in scratch */
    bool failed;
    char error[256]; /* the first that the body told, UTF-8 */
};

#endif
