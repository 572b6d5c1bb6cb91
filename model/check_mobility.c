#include "model/check.h"

#include <string.h>

static struct myc_decoder decoder_of(struct myc_runtime *runtime, const unsigned char *bytes,
                                     size_t length)
{
    return (struct myc_decoder){
        .memory = runtime->memory,
        .scratch = true,
        .types = runtime->types,
        .codes = runtime->options.workload->codes,
        .data = bytes,
        .length = length,
    };
}

static bool is_same(const struct myc_bytes *again, const unsigned char *bytes, size_t length)
{
    return again->length == length && !memcmp(again->data, bytes, length);
}

/* A lineage that travels is closed: decoding its bytes gives the same lineage, and encoding that
 * again the same bytes. A node is read after what it depends on, so it is finite and acyclic too. */
static const char *comes_back(struct myc_runtime *runtime, const struct myc_request *request,
                              const unsigned char *bytes, size_t length)
{
    struct myc_memory *memory = runtime->memory;
    struct myc_decoder decoder = decoder_of(runtime, bytes, length);
    const struct myc_node *node = request->node, *root = NULL;
    struct myc_error error = { .status = MYC_OK };
    struct myc_bytes *again = &runtime->again;
    const char *wrong = NULL;
    again->length = 0;
    if (myc_decode_lineage(&decoder, &root, &error) != MYC_OK ||
        myc_decode_end(&decoder, &error) != MYC_OK) {
        wrong = myc_memory_format(memory, "the lineage of %s cannot be read back: %s", node->label,
                                  error.message);
    } else {
        myc_encode_lineage_whole(again, root);
        if (!is_same(again, bytes, length) || memcmp(root->digest, node->digest, 16))
            wrong = myc_memory_format(memory, "the lineage of %s changes on its way", node->label);
    }
    myc_scratch_reset(memory);
    return wrong;
}

/* The same for the lineages that a silo holds. */
static const char *can_be_sent(struct myc_runtime *runtime, const struct myc_entry *entry,
                               const struct myc_value *value)
{
    struct myc_memory *memory = runtime->memory;
    const struct myc_node *node = entry->node;
    struct myc_bytes bytes = { .memory = memory }, *again = &runtime->again;
    struct myc_error error = { .status = MYC_OK };
    const struct myc_value *read;
    const char *wrong = NULL;
    if (!node->type->refers)
        return NULL;
    again->length = 0;
    myc_encode_value(&bytes, value, node->type);
    struct myc_decoder decoder = decoder_of(runtime, bytes.data, bytes.length);
    if (myc_decode_value(&decoder, node->type, &read, &error) != MYC_OK ||
        myc_decode_end(&decoder, &error) != MYC_OK) {
        wrong = myc_memory_format(memory, "a lineage in %s cannot be read back: %s", node->label,
                                  error.message);
    } else {
        myc_encode_value(again, read, node->type);
        if (!is_same(again, bytes.data, bytes.length))
            wrong = myc_memory_format(memory, "a lineage in %s changes on its way", node->label);
    }
    myc_bytes_give(&bytes);
    myc_scratch_reset(memory);
    return wrong;
}

const struct myc_check myc_check_mobility = {
    .about = { .name = "mobility",
               .help =
                   "lineage mobility: a lineage in a message or silo is closed (slides 24, 26)" },
    .value = can_be_sent,
    .lineage = comes_back,
};
