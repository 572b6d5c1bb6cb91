/* Unpin(silo): its copies here may be removed. One that is lost leaves a copy behind, and no harm. */
#include "model/envelope.h"

void myc_receive_unpin(struct myc_runtime *runtime, const struct myc_message *message,
                       const struct myc_envelope *envelope)
{
    myc_entry_unpin_all(runtime, message->destination, envelope->node);
    myc_holders_forget(runtime, message->destination, envelope->node);
}
