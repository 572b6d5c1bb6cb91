/* CopyOk(request, attempt, holder): that life keeps the copy. */
#include "model/envelope.h"

void myc_receive_copyok(struct myc_runtime *runtime, const struct myc_message *message,
                        const struct myc_envelope *envelope)
{
    struct myc_request *request = myc_receive_request(runtime, message, envelope);
    if (!request) {
        runtime->duplicates_dropped++;
        return;
    }
    myc_copy_confirmed(runtime, request, envelope->holder, message->record);
}
