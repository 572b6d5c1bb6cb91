/* The canonical encoding: CBOR, RFC 8949 section 4.2 (core deterministic):
 * shortest integers, definite lengths, float64 always with one NaN.
 *
 * A message is its bytes. Values are encoded by the structure of their type, so
 * no field name travels:
 *
 *     Unit null · Bool · Int integer · Float float64 · String text · Host its index
 *     List array · Option array of none or one · tuple and record array of their parts
 *     SiloRef the index of its node in a table · Spore [name, version, what it captured]
 *
 * What holds refs brings the table of their nodes, each after what it depends
 * on, in the order in which they are met from left to right:
 *
 *     value without refs   value
 *     value with refs      [[node, ...], value]
 *     lineage              [[node, ...], index]       as the value SiloRef[T]
 *
 *     node      [operation, host, incarnation, n, label, ...], and then for
 *     populate     home, its incarnation, flags, type, value or digest of the node
 *     text_file    home, its incarnation, flags, file
 *     from_fun     home, its incarnation, flags, spore
 *     empty        home, its incarnation, flags, type, [source, spore, source, spore, ...]
 *     map, apply   input, spore, handler or null
 *     persist, unpersist, persist_durable   input
 *
 * Types and homes that follow from the input or spore do not travel. Flags: 1 a root that was set
 * up, 2 a populate whose value only its host had. A digest is a string of 16 bytes.
 *
 * Decoding what was encoded and encoding it again gives the same bytes. A decoded node is a copy
 * with id 0, without roots, and its label is not interned. */
#ifndef MYC_MODEL_CODEC_H
#define MYC_MODEL_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/bytes.h"
#include "model/lineage.h"
#include "model/spore.h"
#include "model/value.h"

/* ---------------------------------------------------------------- encoding */

/* One value, closed: a SiloRef or spore in it brings its own table of nodes, without the values of
 * roots. The value has the type. It asserts that no value is deeper than MYC_VALUE_DEPTH_MAX, while a
 * chain of nodes may be as long as memory allows. */
void myc_encode_value(struct myc_bytes *out, const struct myc_value *value,
                      const struct myc_type *type);
/* A lineage; its nodes are sealed. Values of populate roots are left out where they have a holder:
 * `values` lists the roots whose value is to be carried, in any order. */
void myc_encode_lineage(struct myc_bytes *out, const struct myc_node *root,
                        const struct myc_node *const *values, size_t value_count);
/* The same with every value that its roots have: of a decoded lineage, those that it brought. */
void myc_encode_lineage_whole(struct myc_bytes *out, const struct myc_node *root);
/* A spore with what it captured: the value of type Spore[parameter, result]. */
void myc_encode_spore(struct myc_bytes *out, const struct myc_spore *spore);

/* Plain parts of a message, in the same encoding. */
void myc_encode_uint(struct myc_bytes *out, uint64_t number);
void myc_encode_int(struct myc_bytes *out, int64_t number);
void myc_encode_float(struct myc_bytes *out, double number);
void myc_encode_bool(struct myc_bytes *out, bool boolean);
void myc_encode_null(struct myc_bytes *out);
void myc_encode_text(struct myc_bytes *out, const char *text);
void myc_encode_digest(struct myc_bytes *out, const unsigned char digest[16]);
void myc_encode_array(struct myc_bytes *out, uint64_t count); /* heads an array of `count` */

/* ---------------------------------------------------------------- decoding */

/* What a decoder needs to give names back their meaning. */
struct myc_decoder {
    struct myc_memory *memory;
    bool scratch; /* what is decoded lives in the scratch of `memory`, else with the run */
    struct myc_types *types;
    const struct myc_code *const *codes; /* NULL-terminated register of native code */
    const unsigned char *data;
    size_t length;
    size_t position;
};

/* Each takes what is at `position` and moves past it; bytes that are not a canonical encoding of
 * what is asked for are answered with MYC_INPUT and the position: truncated, wrong type, not
 * shortest, too deep, too long, out of order, unknown code or record. */
enum myc_status myc_decode_value(struct myc_decoder *decoder, const struct myc_type *type,
                                 const struct myc_value **value, struct myc_error *error);
enum myc_status myc_decode_lineage(struct myc_decoder *decoder, const struct myc_node **root,
                                   struct myc_error *error);
/* Whatever is left is answered with MYC_INPUT. */
enum myc_status myc_decode_end(const struct myc_decoder *decoder, struct myc_error *error);

/* Plain parts. */
enum myc_status myc_decode_uint(struct myc_decoder *decoder, uint64_t max, uint64_t *number,
                                struct myc_error *error);
enum myc_status myc_decode_int(struct myc_decoder *decoder, int64_t *number,
                               struct myc_error *error);
enum myc_status myc_decode_float(struct myc_decoder *decoder, double *number,
                                 struct myc_error *error);
enum myc_status myc_decode_bool(struct myc_decoder *decoder, bool *boolean,
                                struct myc_error *error);
enum myc_status myc_decode_null(struct myc_decoder *decoder, struct myc_error *error);
/* UTF-8 without NUL, a terminated copy. */
enum myc_status myc_decode_text(struct myc_decoder *decoder, const char **text,
                                struct myc_error *error);
enum myc_status myc_decode_digest(struct myc_decoder *decoder, unsigned char digest[16],
                                  struct myc_error *error);
/* The head of an array; there are at least as many bytes left as it has items. */
enum myc_status myc_decode_array(struct myc_decoder *decoder, uint64_t *count,
                                 struct myc_error *error);
/* Whether what comes next is null, or a string of bytes. */
bool myc_decode_is_null(const struct myc_decoder *decoder);
bool myc_decode_is_digest(const struct myc_decoder *decoder);
/* Answers what begins at `position` with MYC_INPUT. */
__attribute__((format(printf, 4, 5))) enum myc_status myc_decode_refuse(
    const struct myc_decoder *decoder, size_t position, struct myc_error *error, const char *format,
    ...);

/* ----------------------------------------------------------------- digests */

/* XXH3-128 in canonical form. Of a value: over its encoding, the digests of nodes standing for
 * refs, so that where and when they were staged does not show. Of a node: over what it computes
 * (operation, type, spores, digests of what it depends on, value or file of a root), never where,
 * nor what it is called. */
void myc_value_digest(struct myc_memory *memory, const struct myc_value *value,
                      const struct myc_type *type, unsigned char digest[16]);
void myc_node_digest(struct myc_memory *memory, struct myc_node *node);

#endif
