/* What arrives when a message was altered on its way and nothing below noticed. */
#include "model/check.h"
#include "model/envelope.h"

/* One bit of the value's bytes is another; NULL: what is there now is no value of the type. */
static const struct myc_value *altered(struct myc_runtime *runtime, const struct myc_value *value,
                                       const struct myc_type *type, uint64_t bits)
{
    struct myc_bytes *bytes = &runtime->bytes;
    bytes->length = 0;
    myc_encode_value(bytes, value, type);
    uint64_t bit = bits % (8 * bytes->length);
    bytes->data[bit / 8] ^= (unsigned char)(1u << bit % 8);
    struct myc_decoder decoder = {
        .memory = runtime->memory,
        .types = runtime->types,
        .codes = runtime->options.workload->codes,
        .data = bytes->data,
        .length = bytes->length,
    };
    struct myc_error ignored = { 0 };
    bool is_value = myc_decode_value(&decoder, type, &value, &ignored) == MYC_OK &&
                    myc_decode_end(&decoder, &ignored) == MYC_OK;
    return is_value ? value : NULL;
}

bool myc_garble(struct myc_runtime *runtime, const struct myc_message *message,
                struct myc_envelope *envelope)
{
    bool is_copy = message->kind == MYC_MESSAGE_COPY;
    if (message->kind != MYC_MESSAGE_RES && !is_copy)
        return false;
    envelope->value =
        altered(runtime, envelope->value, envelope->node->type, myc_message_garbled(message));
    if (!envelope->value)
        return false;
    myc_check_arrived(runtime, message,
                      is_copy ? myc_message_bytes_of_copy(runtime, envelope)
                              : myc_message_bytes_of_res(runtime, envelope));
    return true;
}
