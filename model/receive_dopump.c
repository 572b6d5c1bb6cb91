/* DoPump(requester, request, index, spore, lineage): materialize the source here, then emit what
 * the spore makes of each element. */
#include "model/envelope.h"

void myc_receive_dopump(struct myc_runtime *runtime, const struct myc_message *message,
                        const struct myc_envelope *envelope)
{
    struct myc_asker asker = {
        .kind = MYC_ASKER_STREAM,
        .index = envelope->index,
        .requester = envelope->requester,
        .request = envelope->request,
        .attempt = envelope->attempt,
        .again = envelope->again,
        .spore = envelope->spore,
        .label = envelope->label,
        .node = envelope->destination_node,
        .detour = myc_receive_detour(runtime, envelope),
        .record = message->record,
    };
    myc_receive_ask(runtime, message, envelope, &asker);
}
