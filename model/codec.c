/* The parts that everything is encoded of, by libcbor's streaming encoders and
 * decoder: one item at a time, without a tree and without malloc. */
#include "model/codec.h"

#include <cbor.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/utf8.h"

#define HEAD_BYTES_MAX 9
#define DIGEST_BYTES 16

/* ---- encoding ---- */

void myc_encode_uint(struct myc_bytes *out, uint64_t number)
{
    unsigned char *at = myc_bytes_reserve(out, HEAD_BYTES_MAX);
    out->length += cbor_encode_uint(number, at, HEAD_BYTES_MAX);
}

/* CBOR's negative integers are -1 - n, which is the complement. */
void myc_encode_int(struct myc_bytes *out, int64_t number)
{
    unsigned char *at = myc_bytes_reserve(out, HEAD_BYTES_MAX);
    out->length += number >= 0 ? cbor_encode_uint((uint64_t)number, at, HEAD_BYTES_MAX)
                               : cbor_encode_negint(~(uint64_t)number, at, HEAD_BYTES_MAX);
}

void myc_encode_float(struct myc_bytes *out, double number)
{
    unsigned char *at = myc_bytes_reserve(out, HEAD_BYTES_MAX);
    double canonical = number == number ? number : __builtin_nan("");
    out->length += cbor_encode_double(canonical, at, HEAD_BYTES_MAX);
}

void myc_encode_bool(struct myc_bytes *out, bool boolean)
{
    unsigned char *at = myc_bytes_reserve(out, HEAD_BYTES_MAX);
    out->length += cbor_encode_bool(boolean, at, HEAD_BYTES_MAX);
}

void myc_encode_null(struct myc_bytes *out)
{
    unsigned char *at = myc_bytes_reserve(out, HEAD_BYTES_MAX);
    out->length += cbor_encode_null(at, HEAD_BYTES_MAX);
}

void myc_encode_text(struct myc_bytes *out, const char *text)
{
    size_t length = strlen(text);
    unsigned char *at = myc_bytes_reserve(out, HEAD_BYTES_MAX + length);
    out->length += cbor_encode_string_start(length, at, HEAD_BYTES_MAX);
    myc_bytes_add(out, text, length);
}

void myc_encode_digest(struct myc_bytes *out, const unsigned char digest[16])
{
    unsigned char *at = myc_bytes_reserve(out, HEAD_BYTES_MAX + DIGEST_BYTES);
    out->length += cbor_encode_bytestring_start(DIGEST_BYTES, at, HEAD_BYTES_MAX);
    myc_bytes_add(out, digest, DIGEST_BYTES);
}

void myc_encode_array(struct myc_bytes *out, uint64_t count)
{
    unsigned char *at = myc_bytes_reserve(out, HEAD_BYTES_MAX);
    out->length += cbor_encode_array_start(count, at, HEAD_BYTES_MAX);
}

/* ---- one item of what is decoded ---- */

enum item_kind {
    OTHER, /* nothing that we encode */
    UINT,
    NEGATIVE,
    BYTES,
    TEXT,
    ARRAY,
    BOOLEAN,
    NOTHING,
    FLOAT,
};

static const char *const kind_phrases[] = {
    [OTHER] = "something else",    [UINT] = "a number", [NEGATIVE] = "a negative number",
    [BYTES] = "a string of bytes", [TEXT] = "text",     [ARRAY] = "an array",
    [BOOLEAN] = "a truth value",   [NOTHING] = "null",  [FLOAT] = "a float64",
};

struct item {
    enum item_kind kind;
    size_t position;
    uint64_t number; /* also of bytes, text and arrays: how many */
    double real;
    const unsigned char *data;
};

static void set(void *item, enum item_kind kind, uint64_t number)
{
    struct item *into = item;
    into->kind = kind;
    into->number = number;
}

static void on_uint8(void *item, uint8_t number)
{
    set(item, UINT, number);
}

static void on_uint16(void *item, uint16_t number)
{
    set(item, UINT, number);
}

static void on_uint32(void *item, uint32_t number)
{
    set(item, UINT, number);
}

static void on_uint64(void *item, uint64_t number)
{
    set(item, UINT, number);
}

static void on_negative8(void *item, uint8_t number)
{
    set(item, NEGATIVE, number);
}

static void on_negative16(void *item, uint16_t number)
{
    set(item, NEGATIVE, number);
}

static void on_negative32(void *item, uint32_t number)
{
    set(item, NEGATIVE, number);
}

static void on_negative64(void *item, uint64_t number)
{
    set(item, NEGATIVE, number);
}

static void on_bytes(void *item, cbor_data data, size_t length)
{
    set(item, BYTES, length);
    ((struct item *)item)->data = data;
}

static void on_text(void *item, cbor_data data, size_t length)
{
    set(item, TEXT, length);
    ((struct item *)item)->data = data;
}

static void on_array(void *item, size_t count)
{
    set(item, ARRAY, count);
}

static void on_boolean(void *item, bool boolean)
{
    set(item, BOOLEAN, boolean);
}

static void on_null(void *item)
{
    set(item, NOTHING, 0);
}

static void on_float64(void *item, double real)
{
    set(item, FLOAT, 0);
    ((struct item *)item)->real = real;
}

static const struct cbor_callbacks callbacks = {
    .uint8 = on_uint8,
    .uint16 = on_uint16,
    .uint32 = on_uint32,
    .uint64 = on_uint64,
    .negint8 = on_negative8,
    .negint16 = on_negative16,
    .negint32 = on_negative32,
    .negint64 = on_negative64,
    .byte_string = on_bytes,
    .byte_string_start = cbor_null_byte_string_start_callback,
    .string = on_text,
    .string_start = cbor_null_string_start_callback,
    .array_start = on_array,
    .indef_array_start = cbor_null_indef_array_start_callback,
    .map_start = cbor_null_map_start_callback,
    .indef_map_start = cbor_null_indef_map_start_callback,
    .tag = cbor_null_tag_callback,
    .float2 = cbor_null_float2_callback,
    .float4 = cbor_null_float4_callback,
    .float8 = on_float64,
    .undefined = cbor_null_undefined_callback,
    .null = on_null,
    .boolean = on_boolean,
    .indef_break = cbor_null_indef_break_callback,
};

/* How the head of an item is encoded canonically; returns its length. */
static size_t canonical_head(const struct item *item, unsigned char head[HEAD_BYTES_MAX])
{
    switch (item->kind) {
    case UINT:
        return cbor_encode_uint(item->number, head, HEAD_BYTES_MAX);
    case NEGATIVE:
        return cbor_encode_negint(item->number, head, HEAD_BYTES_MAX);
    case BYTES:
        return cbor_encode_bytestring_start(item->number, head, HEAD_BYTES_MAX);
    case TEXT:
        return cbor_encode_string_start(item->number, head, HEAD_BYTES_MAX);
    case ARRAY:
        return cbor_encode_array_start(item->number, head, HEAD_BYTES_MAX);
    case BOOLEAN:
        return cbor_encode_bool(item->number, head, HEAD_BYTES_MAX);
    case FLOAT:
        return cbor_encode_double(item->real == item->real ? item->real : __builtin_nan(""), head,
                                  HEAD_BYTES_MAX);
    default:
        return cbor_encode_null(head, HEAD_BYTES_MAX);
    }
}

enum myc_status myc_decode_refuse(const struct myc_decoder *decoder, size_t position,
                                  struct myc_error *error, const char *format, ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return myc_error_set(error, MYC_INPUT, "byte %zu of %zu: %s", position, decoder->length,
                         message);
}

/* The item at the decoder's position, which must be of `wanted` and in its one form. */
static enum myc_status take(struct myc_decoder *decoder, enum item_kind wanted, struct item *item,
                            struct myc_error *error)
{
    size_t position = decoder->position, left = decoder->length - position;
    const unsigned char *at = left ? decoder->data + position : NULL;
    struct cbor_decoder_result result = { .status = CBOR_DECODER_NEDATA };
    *item = (struct item){ .kind = OTHER, .position = position };
    if (left)
        result = cbor_stream_decode(at, left, &callbacks, item);
    if (result.status == CBOR_DECODER_NEDATA)
        return myc_decode_refuse(decoder, position, error, "cut short; %s was to come",
                                 kind_phrases[wanted]);
    if (result.status != CBOR_DECODER_FINISHED)
        return myc_decode_refuse(decoder, position, error, "not CBOR");
    bool fits = item->kind == wanted || (wanted == UINT && item->kind == NEGATIVE);
    if (!fits)
        return myc_decode_refuse(decoder, position, error, "%s instead of %s",
                                 kind_phrases[item->kind], kind_phrases[wanted]);
    unsigned char head[HEAD_BYTES_MAX];
    size_t length = canonical_head(item, head);
    if (length > result.read || memcmp(head, at, length) != 0)
        return myc_decode_refuse(decoder, position, error, "%s that is not in its shortest form",
                                 kind_phrases[item->kind]);
    decoder->position += result.read;
    return MYC_OK;
}

/* ---- decoding ---- */

enum myc_status myc_decode_end(const struct myc_decoder *decoder, struct myc_error *error)
{
    if (decoder->position == decoder->length)
        return MYC_OK;
    return myc_decode_refuse(decoder, decoder->position, error, "something follows the end");
}

enum myc_status myc_decode_uint(struct myc_decoder *decoder, uint64_t max, uint64_t *number,
                                struct myc_error *error)
{
    struct item item;
    MYC_TRY(take(decoder, UINT, &item, error));
    if (item.kind == NEGATIVE || item.number > max)
        return myc_decode_refuse(decoder, item.position, error, "a number out of its range");
    *number = item.number;
    return MYC_OK;
}

enum myc_status myc_decode_int(struct myc_decoder *decoder, int64_t *number,
                               struct myc_error *error)
{
    struct item item;
    MYC_TRY(take(decoder, UINT, &item, error));
    if (item.number > INT64_MAX)
        return myc_decode_refuse(decoder, item.position, error, "a number beyond 64 bits");
    *number = item.kind == NEGATIVE ? -1 - (int64_t)item.number : (int64_t)item.number;
    return MYC_OK;
}

enum myc_status myc_decode_float(struct myc_decoder *decoder, double *number,
                                 struct myc_error *error)
{
    struct item item;
    MYC_TRY(take(decoder, FLOAT, &item, error));
    *number = item.real;
    return MYC_OK;
}

enum myc_status myc_decode_bool(struct myc_decoder *decoder, bool *boolean, struct myc_error *error)
{
    struct item item;
    MYC_TRY(take(decoder, BOOLEAN, &item, error));
    *boolean = item.number != 0;
    return MYC_OK;
}

enum myc_status myc_decode_null(struct myc_decoder *decoder, struct myc_error *error)
{
    struct item item;
    return take(decoder, NOTHING, &item, error);
}

enum myc_status myc_decode_text(struct myc_decoder *decoder, const char **text,
                                struct myc_error *error)
{
    struct item item;
    MYC_TRY(take(decoder, TEXT, &item, error));
    size_t length = (size_t)item.number;
    char *copy = decoder->scratch ? myc_scratch_alloc(decoder->memory, length + 1)
                                  : myc_memory_alloc(decoder->memory, length + 1);
    if (length)
        memcpy(copy, item.data, length);
    if (!myc_utf8_is_text(copy, length))
        return myc_decode_refuse(decoder, item.position, error, "text that is not UTF-8, or NUL");
    *text = copy;
    return MYC_OK;
}

enum myc_status myc_decode_digest(struct myc_decoder *decoder, unsigned char digest[16],
                                  struct myc_error *error)
{
    struct item item;
    MYC_TRY(take(decoder, BYTES, &item, error));
    if (item.number != DIGEST_BYTES)
        return myc_decode_refuse(decoder, item.position, error, "a digest has %d bytes",
                                 DIGEST_BYTES);
    memcpy(digest, item.data, DIGEST_BYTES);
    return MYC_OK;
}

enum myc_status myc_decode_array(struct myc_decoder *decoder, uint64_t *count,
                                 struct myc_error *error)
{
    struct item item;
    MYC_TRY(take(decoder, ARRAY, &item, error));
    if (item.number > decoder->length - decoder->position)
        return myc_decode_refuse(decoder, item.position, error,
                                 "an array that is longer than what is left");
    *count = item.number;
    return MYC_OK;
}

/* The first three bits of an item are its major type: 2 for a string of bytes. */
bool myc_decode_is_digest(const struct myc_decoder *decoder)
{
    return decoder->position < decoder->length && decoder->data[decoder->position] >> 5 == 2;
}

bool myc_decode_is_null(const struct myc_decoder *decoder)
{
    return decoder->position < decoder->length && decoder->data[decoder->position] == 0xF6;
}
