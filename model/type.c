#include "model/type.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/bytes.h"
#include "model/mistake.h"
#include "sim/table.h"
#include "sim/word.h"

/* A type and its place in the table; a type's canonical text is its key. */
struct entry {
    UT_hash_handle hh;
    struct myc_type type;
};

struct myc_types {
    struct myc_memory *memory;
    const struct myc_types *known; /* or NULL */
    struct entry *by_text;         /* those that are not among the known */
};

/* The words of the grammar, and how many types stand in brackets after each. */
static const struct word {
    const char *text;
    enum myc_type_kind kind;
    uint32_t parts;
} words[] = {
    { "Unit", MYC_TYPE_UNIT, 0 },        { "Bool", MYC_TYPE_BOOL, 0 },
    { "Int", MYC_TYPE_INT, 0 },          { "Float", MYC_TYPE_FLOAT, 0 },
    { "String", MYC_TYPE_STRING, 0 },    { "Host", MYC_TYPE_HOST, 0 },
    { "List", MYC_TYPE_LIST, 1 },        { "Option", MYC_TYPE_OPTION, 1 },
    { "SiloRef", MYC_TYPE_SILO_REF, 1 }, { "Spore", MYC_TYPE_SPORE, 2 },
};

struct myc_types *myc_types_over(struct myc_memory *memory, const struct myc_types *known)
{
    struct myc_types *types = myc_memory_alloc(memory, sizeof *types);
    types->memory = memory;
    types->known = known;
    return types;
}

struct myc_types *myc_types_begin(struct myc_memory *memory)
{
    return myc_types_over(memory, NULL);
}

static const struct myc_type *find(const struct myc_types *types, const char *text, size_t length)
{
    struct entry *entry = NULL;
    unsigned hash;
    HASH_VALUE(text, length, hash);
    for (; types && !entry; types = types->known)
        HASH_FIND_BYHASHVALUE(hh, types->by_text, text, length, hash, entry);
    return entry ? &entry->type : NULL;
}

/* ---- interning ---- */

/* A type being read: names lie in the text that is read. */
struct draft {
    enum myc_type_kind kind;
    uint32_t count;
    const struct myc_type *parts[MYC_TYPE_PARTS_MAX];
    struct name {
        const char *at;
        size_t length;
    } name, fields[MYC_TYPE_PARTS_MAX]; /* of a record; `name` also of a word */
};

static uint32_t depth_of(const struct draft *draft)
{
    uint32_t deepest = 0;
    for (uint32_t i = 0; i < draft->count; i++)
        deepest = draft->parts[i]->depth > deepest ? draft->parts[i]->depth : deepest;
    return deepest + 1;
}

static bool refers(const struct draft *draft)
{
    bool found = draft->kind == MYC_TYPE_SILO_REF || draft->kind == MYC_TYPE_SPORE;
    for (uint32_t i = 0; i < draft->count; i++)
        found = found || draft->parts[i]->refers;
    return found;
}

static void spell(const struct draft *draft, struct myc_bytes *text)
{
    bool is_tuple = draft->kind == MYC_TYPE_TUPLE;
    myc_bytes_add(text, draft->name.at, draft->name.length);
    if (draft->count == 0 || draft->kind == MYC_TYPE_RECORD)
        return;
    myc_bytes_add_text(text, is_tuple ? "(" : "[");
    for (uint32_t i = 0; i < draft->count; i++) {
        myc_bytes_add_text(text, i ? ", " : "");
        myc_bytes_add_text(text, draft->parts[i]->text);
    }
    myc_bytes_add_text(text, is_tuple ? ")" : "]");
}

static const struct myc_type *add(struct myc_types *types, const struct draft *draft,
                                  const char *text, size_t length)
{
    struct myc_memory *memory = types->memory;
    struct entry *entry = myc_memory_alloc(memory, sizeof *entry);
    const struct myc_type **parts = myc_memory_alloc(memory, draft->count * sizeof(void *));
    const char **fields = myc_memory_alloc(memory, draft->count * sizeof(char *));
    for (uint32_t i = 0; i < draft->count; i++) {
        parts[i] = draft->parts[i];
        if (draft->kind == MYC_TYPE_RECORD)
            fields[i] = myc_memory_text(memory, draft->fields[i].at, draft->fields[i].length);
    }
    entry->type = (struct myc_type){
        .kind = draft->kind,
        .text = myc_memory_text(memory, text, length),
        .count = draft->count,
        .parts = parts,
        .fields = draft->kind == MYC_TYPE_RECORD ? fields : NULL,
        .depth = depth_of(draft),
        .refers = refers(draft),
    };
    HASH_ADD_KEYPTR(hh, types->by_text, entry->type.text, length, entry);
    return &entry->type;
}

/* The one type that the draft describes; NULL when it would be nested too deep. */
static const struct myc_type *intern(struct myc_types *types, const struct draft *draft)
{
    if (depth_of(draft) > MYC_TYPE_DEPTH_MAX)
        return NULL;
    struct myc_bytes text = { .memory = types->memory };
    spell(draft, &text);
    const struct myc_type *type = find(types, (char *)text.data, text.length);
    if (!type)
        type = add(types, draft, (char *)text.data, text.length);
    myc_bytes_give(&text);
    return type;
}

/* ---- reading ---- */

struct reader {
    struct myc_types *types;
    const char *text;
    const char *at;
    uint32_t depth;
    struct myc_error *error;
};

__attribute__((format(printf, 2, 3))) static enum myc_status refuse(struct reader *reader,
                                                                    const char *format, ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return myc_error_set(reader->error, MYC_INPUT, "type, column %zu: %s",
                         (size_t)(reader->at - reader->text) + 1, message);
}

static char next(struct reader *reader)
{
    while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n')
        reader->at++;
    return *reader->at;
}

static enum myc_status expect(struct reader *reader, char wanted)
{
    if (next(reader) != wanted)
        return refuse(reader, "'%c' is missing here", wanted);
    reader->at++;
    return MYC_OK;
}

static enum myc_status read_name(struct reader *reader, struct name *name)
{
    next(reader);
    if (!myc_word_begins(*reader->at))
        return refuse(reader, "a name is missing here");
    const char *begin = reader->at;
    while (myc_word_continues(*reader->at))
        reader->at++;
    *name = (struct name){ begin, (size_t)(reader->at - begin) };
    return MYC_OK;
}

static bool same_name(struct name name, const char *text)
{
    return strlen(text) == name.length && memcmp(text, name.at, name.length) == 0;
}

static enum myc_status read_type(struct reader *reader, const struct myc_type **type);

/* Adds one more part to the draft. */
static enum myc_status read_part(struct reader *reader, struct draft *draft)
{
    if (draft->count == MYC_TYPE_PARTS_MAX)
        return refuse(reader, "a type has at most %d parts", MYC_TYPE_PARTS_MAX);
    MYC_TRY(read_type(reader, &draft->parts[draft->count]));
    draft->count++;
    return MYC_OK;
}

static enum myc_status read_tuple(struct reader *reader, struct draft *draft)
{
    draft->kind = MYC_TYPE_TUPLE;
    MYC_TRY(expect(reader, '('));
    MYC_TRY(read_part(reader, draft));
    do {
        MYC_TRY(expect(reader, ','));
        MYC_TRY(read_part(reader, draft));
    } while (next(reader) == ',');
    return expect(reader, ')');
}

static enum myc_status read_field(struct reader *reader, struct draft *draft)
{
    struct name field;
    MYC_TRY(read_name(reader, &field));
    for (uint32_t i = 0; i < draft->count; i++) {
        struct name other = draft->fields[i];
        if (other.length == field.length && memcmp(other.at, field.at, field.length) == 0)
            return refuse(reader, "the field '%.*s' is there twice", (int)field.length, field.at);
    }
    MYC_TRY(expect(reader, ':'));
    uint32_t index = draft->count;
    MYC_TRY(read_part(reader, draft));
    draft->fields[index] = field;
    return MYC_OK;
}

static bool same_record(const struct draft *draft, const struct myc_type *type)
{
    bool same = type->kind == MYC_TYPE_RECORD && type->count == draft->count;
    for (uint32_t i = 0; same && i < draft->count; i++)
        same = type->parts[i] == draft->parts[i] && same_name(draft->fields[i], type->fields[i]);
    return same;
}

static enum myc_status read_record(struct reader *reader, struct draft *draft)
{
    draft->kind = MYC_TYPE_RECORD;
    do {
        reader->at++; /* the brace, or the comma */
        MYC_TRY(read_field(reader, draft));
    } while (next(reader) == ',');
    MYC_TRY(expect(reader, '}'));
    const struct myc_type *known = find(reader->types, draft->name.at, draft->name.length);
    if (known && !same_record(draft, known))
        return refuse(reader, "'%s' has other fields elsewhere", known->text);
    return MYC_OK;
}

static enum myc_status read_word(struct reader *reader, const struct word *word,
                                 struct draft *draft)
{
    draft->kind = word->kind;
    if (word->parts == 0)
        return MYC_OK;
    MYC_TRY(expect(reader, '['));
    MYC_TRY(read_part(reader, draft));
    if (word->parts == 2) {
        MYC_TRY(expect(reader, ','));
        MYC_TRY(read_part(reader, draft));
    }
    return expect(reader, ']');
}

static enum myc_status read_named(struct reader *reader, struct draft *draft,
                                  const struct myc_type **known)
{
    MYC_TRY(read_name(reader, &draft->name));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (same_name(draft->name, words[i].text))
            return read_word(reader, &words[i], draft);
    if (next(reader) == '{')
        return read_record(reader, draft);
    *known = find(reader->types, draft->name.at, draft->name.length);
    if (!*known)
        return refuse(reader, "'%.*s' is not a type, nor a record defined before",
                      (int)draft->name.length, draft->name.at);
    return MYC_OK;
}

static enum myc_status read_type(struct reader *reader, const struct myc_type **type)
{
    if (reader->depth == MYC_TYPE_DEPTH_MAX)
        return refuse(reader, "nested more than %d deep", MYC_TYPE_DEPTH_MAX);
    reader->depth++;
    struct draft draft = { .count = 0 };
    *type = NULL;
    if (next(reader) == '(')
        MYC_TRY(read_tuple(reader, &draft));
    else
        MYC_TRY(read_named(reader, &draft, type));
    if (!*type)
        *type = intern(reader->types, &draft);
    if (!*type)
        return refuse(reader, "nested more than %d deep", MYC_TYPE_DEPTH_MAX);
    reader->depth--;
    return MYC_OK;
}

enum myc_status myc_type_read(struct myc_types *types, const char *text,
                              const struct myc_type **type, struct myc_error *error)
{
    struct reader reader = { .types = types, .text = text, .at = text, .error = error };
    MYC_TRY(read_type(&reader, type));
    if (next(&reader) != '\0')
        return refuse(&reader, "something follows the type");
    return MYC_OK;
}

const struct myc_type *myc_type_of(struct myc_types *types, const char *text)
{
    const struct myc_type *type = find(types, text, strlen(text));
    if (type)
        return type;
    struct myc_error error;
    error.status = MYC_OK;
    if (myc_type_read(types, text, &type, &error) != MYC_OK)
        myc_mistake("\"%s\": %s", text, error.message);
    return type;
}

/* ---- types made of types ---- */

static const struct myc_type *around(struct myc_types *types, enum myc_type_kind kind,
                                     const char *word, const struct myc_type *part)
{
    struct draft draft = {
        .kind = kind, .name = { word, strlen(word) }, .count = 1, .parts = { part }
    };
    const struct myc_type *type = intern(types, &draft);
    if (!type)
        myc_mistake("%s[%s] is nested more than %d deep", word, part->text, MYC_TYPE_DEPTH_MAX);
    return type;
}

const struct myc_type *myc_type_silo_ref(struct myc_types *types, const struct myc_type *content)
{
    return around(types, MYC_TYPE_SILO_REF, "SiloRef", content);
}

const struct myc_type *myc_type_list(struct myc_types *types, const struct myc_type *element)
{
    return around(types, MYC_TYPE_LIST, "List", element);
}
