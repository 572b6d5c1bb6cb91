#include <assert.h>
#include <string.h>

#include "sim/cluster_internal.h"

/* Code that is not there. What a host has fetched, it keeps in memory: a crash takes it again. */

struct fetched {
    UT_hash_handle hh;
    char code[]; /* its name */
};

struct myc_absence {
    struct myc_absence *prev, *next;
    uint32_t fault;
    uint32_t incarnation; /* that has fetched: */
    struct fetched *fetched;
    myc_code_fetch *fetch;
    void *state;
};

static void forget(struct myc_cluster *cluster, struct myc_absence *absence)
{
    struct myc_memory *memory = cluster->memory;
    struct fetched *fetched, *next;
    HASH_ITER(hh, absence->fetched, fetched, next)
    {
        HASH_DELETE(hh, absence->fetched, fetched);
        myc_memory_give(memory, fetched, sizeof *fetched + strlen(fetched->code) + 1);
    }
}

void myc_port_code_absent(struct myc_cluster *cluster, uint32_t host, myc_code_fetch *fetch,
                          void *state, uint32_t fault)
{
    struct myc_host *struck = myc_cluster_host(cluster, host);
    struct myc_hurt *hurt = myc_hurt_of(cluster, struck);
    struct myc_absence *absence = myc_memory_take(cluster->memory, sizeof *absence);
    *absence = (struct myc_absence){
        .fault = fault, .incarnation = struck->incarnation, .fetch = fetch, .state = state
    };
    DL_APPEND(hurt->absences, absence);
}

void myc_port_code_present(struct myc_cluster *cluster, uint32_t host, uint32_t fault)
{
    struct myc_hurt *hurt = myc_cluster_host(cluster, host)->hurt;
    struct myc_absence *absence;
    DL_SEARCH_SCALAR(hurt->absences, absence, fault, fault);
    assert(absence);
    DL_DELETE(hurt->absences, absence);
    forget(cluster, absence);
    myc_memory_give(cluster->memory, absence, sizeof *absence);
}

/* Whether this incarnation has it; if not, it has it from now on. */
static bool has(struct myc_cluster *cluster, const struct myc_host *host,
                struct myc_absence *absence, const char *code)
{
    struct myc_memory *memory = cluster->memory;
    size_t length = strlen(code);
    struct fetched *fetched;
    if (absence->incarnation != host->incarnation)
        forget(cluster, absence);
    absence->incarnation = host->incarnation;
    HASH_FIND(hh, absence->fetched, code, length, fetched);
    if (fetched)
        return true;
    fetched = myc_memory_take(memory, sizeof *fetched + length + 1);
    memcpy(fetched->code, code, length + 1);
    HASH_ADD_KEYPTR(hh, absence->fetched, fetched->code, length, fetched);
    return false;
}

void myc_cluster_need(struct myc_cluster *cluster, uint32_t host, const char *code)
{
    struct myc_host *on = myc_cluster_host(cluster, host);
    myc_time longest = 0;
    struct myc_absence *absence;
    if (!on->hurt)
        return;
    DL_FOREACH(on->hurt->absences, absence)
    {
        if (has(cluster, on, absence, code))
            continue;
        myc_time takes = absence->fetch(absence->state, host, code);
        longest = takes > longest ? takes : longest;
        myc_cluster_hit(cluster, absence->fault, 1);
    }
    on->hurt->fetch = myc_time_add(on->hurt->fetch, longest);
}
