#include "model/check.h"
#include "sim/digest.h"

/* What arrives is what was sent: its bytes have the digest that the sender gave them. */
static const char *has_its_digest(struct myc_runtime *runtime, const struct myc_message *message,
                                  const struct myc_bytes *bytes)
{
    if (myc_digest64(bytes->data, bytes->length) == message->digest)
        return NULL;
    const struct myc_cluster *cluster = runtime->cluster;
    return myc_memory_format(runtime->memory,
                             "%s %s %s %s %llu arrived with other bytes than were "
                             "sent",
                             myc_message_kinds[message->kind],
                             myc_cluster_host_name(cluster, message->source),
                             myc_cluster_host_name(cluster, message->destination), message->label,
                             (unsigned long long)message->n);
}

const struct myc_check myc_check_integrity = {
    .about = { .name = "integrity",
               .help = "a message that arrives altered is not taken for what was sent" },
    .arrived = has_its_digest,
};
