/* Emit(request, attempt, index, element): one element for an empty silo. */
#include "model/envelope.h"

void myc_receive_emit(struct myc_runtime *runtime, const struct myc_message *message,
                      const struct myc_envelope *envelope)
{
    struct myc_request *request = myc_receive_request(runtime, message, envelope);
    if (!request || request->attempt != envelope->attempt) {
        runtime->duplicates_dropped++;
        return;
    }
    myc_pump_element(runtime, request, envelope->count, envelope->value);
}
