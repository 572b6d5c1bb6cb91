#include "model/check.h"

#include <string.h>

/* A lineage that travels is closed: decoding its bytes and encoding that again gives them back. */
static const char *comes_back(struct myc_runtime *runtime, const struct myc_request *request,
                              const unsigned char *bytes, size_t length)
{
    struct myc_memory *memory = runtime->memory;
    struct myc_decoder decoder = {
        .memory = memory,
        .scratch = true,
        .types = runtime->types,
        .codes = runtime->options.workload->codes,
        .data = bytes,
        .length = length,
    };
    const struct myc_node *root = NULL;
    struct myc_error error = { .status = MYC_OK };
    struct myc_bytes again = { .memory = memory };
    const char *wrong = NULL;
    if (myc_decode_lineage(&decoder, &root, &error) != MYC_OK ||
        myc_decode_end(&decoder, &error) != MYC_OK) {
        wrong = myc_memory_format(memory, "the lineage of %s cannot be read back: %s",
                                  request->node->label, error.message);
    } else {
        myc_encode_lineage_whole(&again, root);
        if (again.length != length || memcmp(again.data, bytes, length))
            wrong = myc_memory_format(memory, "the lineage of %s changes on its way",
                                      request->node->label);
    }
    myc_bytes_give(&again);
    myc_scratch_reset(memory);
    return wrong;
}

const struct myc_check myc_check_mobility = {
    .about = { .name = "mobility",
               .help = "lineage mobility: a lineage in a message is closed (slides 24, 26)" },
    .lineage = comes_back,
};
