/* Which host takes over for another that failed. */
#ifndef MYC_MODEL_SPARE_H
#define MYC_MODEL_SPARE_H

#include "model/recovery.h"

/* Among the hosts that the requester takes for up and that play no part in the lineage, else among
 * all but the one that failed, never the client (Q18 of the reference for `lowest`): */
enum myc_spare {
    MYC_SPARE_LOWEST,
    MYC_SPARE_LEAST_LOADED, /* fewest requests of this requester under way there; ties: lowest */
    MYC_SPARE_NEAR,         /* lowest level of distance from the requester, itself the nearest; ties:
                               the next after it */
    MYC_SPARE_RANDOM,       /* one draw of the requester's stream */
};
#define MYC_SPARE_CHOICES "lowest|least_loaded|near|random"

#define MYC_NO_SPARE UINT32_MAX

uint32_t myc_spare_host(const struct myc_setback *setback, enum myc_spare choice);

#endif
