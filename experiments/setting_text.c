#include "experiments/setting_text.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/unit.h"

/* A text being written; `finish` moves it to the run's memory. */
struct text {
    char *bytes;
    size_t length;
    FILE *out;
};

static void begin(struct text *text)
{
    text->out = open_memstream(&text->bytes, &text->length);
    assert(text->out); /* it fails only without memory */
}

static const char *finish(struct text *text, struct myc_memory *memory)
{
    bool good = fclose(text->out) == 0;
    assert(good);
    const char *kept = myc_memory_text(memory, text->bytes, text->length);
    free(text->bytes);
    return kept;
}

/* In double quotes, with escapes that JSON and YAML share. Of the control characters a setting
 * holds only these three. */
static void write_quoted(const char *text, FILE *out)
{
    static const char from[] = "\"\\\n\r\t";
    static const char to[] = "\"\\nrt";
    fputc('"', out);
    for (; *text; text++) {
        const char *escaped = strchr(from, *text);
        if (escaped)
            fprintf(out, "\\%c", to[escaped - from]);
        else
            fputc(*text, out);
    }
    fputc('"', out);
}

/* --- YAML --- */

static bool is_letter_or_digit(char byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
           (unsigned char)byte >= 0x80;
}

/* Whether a plain scalar can stand unquoted within braces and mean the same. */
static bool is_safe_plain(const char *text)
{
    const char *first = text + (*text == '-');
    if (!is_letter_or_digit(*first) && (*first == '\0' || !strchr("_./+(<=", *first)))
        return strcmp(text, "~") == 0;
    for (; *text; text++)
        if (!is_letter_or_digit(*text) && !strchr("_./+-%()*<=~ ", *text))
            return false;
    return text[-1] != ' ';
}

static void write_scalar(const struct myc_setting *scalar, FILE *out)
{
    if (!scalar->quoted && scalar->text[0] == '\0')
        fputs("null", out);
    else if (!scalar->quoted && is_safe_plain(scalar->text))
        fputs(scalar->text, out);
    else
        write_quoted(scalar->text, out);
}

static void write_key(const char *key, FILE *out)
{
    if (is_letter_or_digit(*key) && is_safe_plain(key))
        fputs(key, out);
    else
        write_quoted(key, out);
    fputc(':', out);
}

static void write_flow(const struct myc_setting *setting, FILE *out)
{
    if (setting->kind == MYC_SETTING_SCALAR) {
        write_scalar(setting, out);
        return;
    }
    bool is_map = setting->kind == MYC_SETTING_MAP;
    fputc(is_map ? '{' : '[', out);
    for (const struct myc_setting *child = setting->first; child; child = child->next) {
        if (is_map) {
            write_key(child->key, out);
            fputc(' ', out);
        }
        write_flow(child, out);
        fputs(child->next ? ", " : "", out);
    }
    fputc(is_map ? '}' : ']', out);
}

static bool holds_maps(const struct myc_setting *setting)
{
    return setting->kind == MYC_SETTING_LIST && setting->first &&
           setting->first->kind == MYC_SETTING_MAP;
}

const char *myc_setting_yaml(const struct myc_setting *map, struct myc_memory *memory)
{
    assert(map->kind == MYC_SETTING_MAP);
    struct text text;
    begin(&text);
    for (const struct myc_setting *child = map->first; child; child = child->next) {
        write_key(child->key, text.out);
        if (!holds_maps(child)) {
            fputc(' ', text.out);
            write_flow(child, text.out);
        }
        for (const struct myc_setting *item = holds_maps(child) ? child->first : NULL; item;
             item = item->next) {
            fputs("\n  - ", text.out);
            write_flow(item, text.out);
        }
        fputc('\n', text.out);
    }
    return finish(&text, memory);
}

/* --- JSON --- */

static enum myc_status write_integer(const struct myc_setting *scalar, FILE *out,
                                     struct myc_error *error)
{
    const char *text = scalar->text;
    bool octal = text[0] == '0' && text[1] == 'o';
    int base = octal ? 8 : text[0] == '0' && text[1] == 'x' ? 16 : 10;
    errno = 0;
    long long integer = strtoll(base == 10 ? text : text + 2, NULL, base);
    if (errno == ERANGE)
        return myc_setting_refuse(scalar, error, "'%.40s' does not fit a 64-bit integer", text);
    fprintf(out, "%lld", integer);
    return MYC_OK;
}

/* The shortest digits that give the number back. */
static enum myc_status write_float(const struct myc_setting *scalar, FILE *out,
                                   struct myc_error *error)
{
    char text[40];
    double real = strtod(scalar->text, NULL);
    if (scalar->text[strcspn(scalar->text, "iInN")] || !isfinite(real))
        return myc_setting_refuse(scalar, error, "'%.40s' is no number that JSON has",
                                  scalar->text);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, real);
        if (strtod(text, NULL) == real)
            break;
    }
    fprintf(out, "%s%s", text, strpbrk(text, ".e") ? "" : ".0");
    return MYC_OK;
}

static enum myc_status write_json_scalar(const struct myc_setting *scalar, FILE *out,
                                         struct myc_error *error)
{
    switch (myc_scalar_type(scalar)) {
    case MYC_SCALAR_NULL:
        fputs("null", out);
        return MYC_OK;
    case MYC_SCALAR_FLAG:
        fputs((scalar->text[0] | 0x20) == 't' ? "true" : "false", out);
        return MYC_OK;
    case MYC_SCALAR_INTEGER:
        return write_integer(scalar, out, error);
    case MYC_SCALAR_FLOAT:
        return write_float(scalar, out, error);
    default:
        write_quoted(scalar->text, out);
        return MYC_OK;
    }
}

static enum myc_status write_json(const struct myc_setting *setting, FILE *out,
                                  struct myc_error *error)
{
    if (setting->kind == MYC_SETTING_SCALAR)
        return write_json_scalar(setting, out, error);
    bool is_map = setting->kind == MYC_SETTING_MAP;
    fputc(is_map ? '{' : '[', out);
    for (const struct myc_setting *child = setting->first; child; child = child->next) {
        if (is_map) {
            write_quoted(child->key, out);
            fputc(':', out);
        }
        MYC_TRY(write_json(child, out, error));
        fputs(child->next ? "," : "", out);
    }
    fputc(is_map ? '}' : ']', out);
    return MYC_OK;
}

enum myc_status myc_setting_json(const struct myc_setting *setting, struct myc_memory *memory,
                                 const char **out, struct myc_error *error)
{
    struct text text;
    begin(&text);
    enum myc_status status = write_json(setting, text.out, error);
    *out = finish(&text, memory);
    return status;
}
