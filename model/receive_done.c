/* Done(request, attempt, count): the source has emitted so many elements. */
#include "model/envelope.h"

void myc_receive_done(struct myc_runtime *runtime, const struct myc_message *message,
                      const struct myc_envelope *envelope)
{
    struct myc_request *request = myc_receive_request(runtime, message, envelope);
    if (!request || request->attempt != envelope->attempt) {
        runtime->duplicates_dropped++;
        return;
    }
    myc_pump_done(runtime, request, envelope->count, message->record);
}
