#include "model/spare.h"

static bool is_candidate(const struct myc_setback *setback, uint32_t host, bool outside)
{
    return !setback->avoid[host] && host != setback->asked.host &&
           !(outside && setback->in_lineage[host]);
}

/* What the choice wants least of. */
static uint64_t weight(const struct myc_setback *setback, enum myc_spare choice, uint32_t host)
{
    if (choice == MYC_SPARE_LEAST_LOADED)
        return myc_setback_load(setback, host);
    uint64_t level = myc_cluster_config_level(myc_cluster_configuration(setback->cluster),
                                              setback->requester, host);
    return choice == MYC_SPARE_NEAR ? level : choice == MYC_SPARE_FAR ? MYC_LEVELS - level : 0;
}

static uint32_t lightest(const struct myc_setback *setback, enum myc_spare choice, bool outside)
{
    uint32_t hosts = myc_cluster_client(setback->cluster), best = MYC_NO_SPARE;
    bool around = choice == MYC_SPARE_NEAR || choice == MYC_SPARE_FAR;
    uint32_t first = around ? (setback->requester + 1) % (hosts + 1) : 0;
    uint64_t least = 0;
    for (uint32_t i = 0; i < hosts; i++) {
        uint32_t host = (first + i) % hosts;
        if (!is_candidate(setback, host, outside))
            continue;
        uint64_t weighs = weight(setback, choice, host);
        if (best == MYC_NO_SPARE || weighs < least) {
            best = host;
            least = weighs;
        }
    }
    return best;
}

static uint32_t drawn(const struct myc_setback *setback, bool outside)
{
    uint32_t hosts = myc_cluster_client(setback->cluster), count = 0;
    for (uint32_t host = 0; host < hosts; host++)
        count += is_candidate(setback, host, outside);
    if (!count)
        return MYC_NO_SPARE;
    uint64_t skip = myc_stream_below(setback->stream, count);
    uint32_t host = 0;
    while (!is_candidate(setback, host, outside) || skip-- > 0)
        host++;
    return host;
}

/* Each that could have been chosen is asked once. */
static void leave_out_drained(const struct myc_setback *setback)
{
    uint32_t hosts = myc_cluster_client(setback->cluster);
    for (uint32_t host = 0; host < hosts; host++)
        if (is_candidate(setback, host, false) && !myc_cluster_takes_work(setback->cluster, host))
            setback->avoid[host] = true;
}

uint32_t myc_spare_host(const struct myc_setback *setback, enum myc_spare choice)
{
    uint32_t host = MYC_NO_SPARE;
    leave_out_drained(setback);
    for (int outside = 1; outside >= 0 && host == MYC_NO_SPARE; outside--)
        host = choice == MYC_SPARE_RANDOM ? drawn(setback, outside)
                                          : lightest(setback, choice, outside);
    return host;
}

enum myc_spare myc_place_spare(uint32_t place)
{
    return place ? MYC_SPARE_FAR : MYC_SPARE_NEAR;
}

struct myc_remedy myc_spare_remedy(const struct myc_setback *setback, uint32_t host)
{
    bool none = host == MYC_NO_SPARE;
    return (struct myc_remedy){
        .action = MYC_REMEDY_ASK_AGAIN,
        .redirect = true,
        .to.host = none ? setback->asked.host : host,
        .wait = none,
    };
}

struct myc_remedy myc_spare_or_copy(const struct myc_setback *setback, enum myc_spare choice)
{
    if (setback->copy != MYC_NO_SPARE)
        return myc_spare_remedy(setback, setback->copy);
    return myc_spare_remedy(setback, myc_spare_host(setback, choice));
}
