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
    MYC_SPARE_FAR,          /* highest level of distance, so that least is lost with both; ties: the
                               next after it */
    MYC_SPARE_RANDOM,       /* one draw of the requester's stream */
};
uint32_t myc_spare_host(const struct myc_setback *setback, enum myc_spare choice);

/* The parameter of a policy that re-hosts: the uint32_t `field` of its struct. */
#define MYC_SPARE_PARAMETER(type, field)                                                          \
    { .name = #field,                                                                             \
      .unit = MYC_UNIT_CHOICE,                                                                    \
      .initial = "lowest",                                                                        \
      .choices = "lowest|least_loaded|near|far|random",                                               \
      .help = "which host takes over: up, and with no part in the lineage where there is one",    \
      .source = "Q18",                                                                            \
      .offset = offsetof(type, field) }

/* How many hosts keep a pinned silo: the uint64_t `field` of its struct. */
#define MYC_COPIES_PARAMETER(type, field, number)                                                 \
    { .name = #field,                                                                             \
      .unit = MYC_UNIT_COUNT,                                                                     \
      .initial = number,                                                                          \
      .min = "1",                                                                                 \
      .max = "1000",                                                                              \
      .help = "hosts that keep each pinned silo, the one that pins it included",                  \
      .source = "Mycel",                                                                          \
      .offset = offsetof(type, field) }

/* Where a policy puts the copies of a pinned silo, seen from the host that pins it: the enum
 * myc_spare `field` of its struct. */
#define MYC_PLACE_PARAMETER(type, field)                                                          \
    { .name = #field,                                                                             \
      .unit = MYC_UNIT_CHOICE,                                                                    \
      .initial = "near",                                                                          \
      .choices = "near|far",                                                                      \
      .help = "which hosts keep the copies: near is fast, far is in another rack or zone",        \
      .source = "Mycel",                                                                          \
      .offset = offsetof(type, field) }
enum myc_spare myc_place_spare(uint32_t place);

/* Asks that host, at once; where there is none, the failed host in its next life, after the
 * backoff. */
struct myc_remedy myc_spare_remedy(const struct myc_setback *setback, uint32_t host);
/* Asks where a copy of what is lost would be, else a spare. Whoever was told of a holder has asked
 * it before this. */
struct myc_remedy myc_spare_or_copy(const struct myc_setback *setback, enum myc_spare choice);

#endif
