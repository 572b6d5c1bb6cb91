/* Fuzzes the decoders: whatever the bytes are, they are refused, or encoding what came out gives
 * the same bytes. The first byte chooses what is decoded: its lowest bit, whether into scratch; the
 * others, which type of value, or a lineage. tests/codec/ has some of each to begin with. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/codec.h"
#include "tests/staged_codes.h"

static const char *const value_types[] = {
    "List[R]",
    "Option[(Float, Bool)]",
    "(Unit, Host, String)",
    "List[List[List[List[Int]]]]",
    "SiloRef[List[Int]]",
    "Spore[List[Int], List[Int]]",
    "List[(SiloRef[List[Int]], Spore[List[Int], Int])]",
};
enum { VALUE_TYPES = sizeof value_types / sizeof *value_types };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static struct myc_memory *memory_create(void)
{
    struct myc_memory *memory = NULL;
    struct myc_error error = { .status = MYC_OK };
    if (myc_memory_create(&memory, (size_t)1 << 30, &error) != MYC_OK)
        abort();
    return memory;
}

static bool decode(struct myc_decoder *decoder, const struct myc_type *type,
                   struct myc_bytes *again)
{
    struct myc_error error;
    error.status = MYC_OK;
    if (type) {
        const struct myc_value *value;
        if (myc_decode_value(decoder, type, &value, &error) != MYC_OK)
            return false;
        assert(myc_value_has_type(value, type));
        myc_encode_value(again, value, type);
    } else {
        const struct myc_node *root;
        if (myc_decode_lineage(decoder, &root, &error) != MYC_OK)
            return false;
        myc_encode_lineage_whole(again, root);
    }
    return myc_decode_end(decoder, &error) == MYC_OK;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size == 0)
        return 0;
    struct myc_memory *memory = memory_create();
    struct myc_types *types = myc_types_begin(memory);
    myc_type_of(types, "R{a: Int, b: String}");
    struct myc_decoder decoder = { .memory = memory,
                                   .scratch = data[0] & 1,
                                   .types = types,
                                   .codes = staged_codes,
                                   .data = data + 1,
                                   .length = size - 1 };
    size_t choice = data[0] / 2 % (VALUE_TYPES + VALUE_TYPES);
    const struct myc_type *type =
        choice < VALUE_TYPES ? myc_type_of(types, value_types[choice]) : NULL;
    struct myc_bytes again = { .memory = memory };
    if (decode(&decoder, type, &again)) {
        assert(again.length == size - 1);
        assert(memcmp(again.data, data + 1, again.length) == 0);
    }
    myc_memory_destroy(memory);
    return 0;
}
