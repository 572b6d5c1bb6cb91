/* `all`: every host but the client. */
#include "faults/item.h"

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    (void)parameters;
    uint32_t client = myc_cluster_client(aim->cluster); /* the last */
    uint32_t *hosts = myc_memory_alloc(myc_cluster_memory(aim->cluster), client * sizeof *hosts);
    for (uint32_t host = 0; host < client; host++)
        hosts[host] = host;
    aim->struck.host_count = client;
    aim->struck.hosts = hosts;
    return NULL;
}

const struct myc_target_kind myc_target_all = {
    .about = { .name = "all", .help = "every host but the client", .example = "all" },
    .gives = MYC_SHAPE_HOSTS,
    .fixed = true,
    .resolve = resolve,
};
