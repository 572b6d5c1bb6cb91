/* PROV-JSON against what its Submission says (W3C, 24 April 2013, section 3 and its JSON schema):
 * which members a document has, what a relation must name, what a value may be. Then against what
 * PROV-CONSTRAINTS asks of it: names are of the right kind, an entity is generated once, before it is
 * used, and used before it is gone; and derivations have no cycle. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/exported.h"

/* A relation: what it relates, of which section; '!' before what it must name. */
struct relation {
    const char *section;
    const char *members[4][2];
    bool is_closed; /* has no further attributes */
};

static const struct relation relations[] = {
    { "wasGeneratedBy", { { "!prov:entity", "entity" }, { "prov:activity", "activity" } }, false },
    { "used", { { "!prov:activity", "activity" }, { "prov:entity", "entity" } }, false },
    { "wasInvalidatedBy",
      { { "!prov:entity", "entity" }, { "prov:activity", "activity" } },
      false },
    { "wasDerivedFrom",
      { { "!prov:generatedEntity", "entity" }, { "!prov:usedEntity", "entity" } },
      false },
    { "specializationOf",
      { { "!prov:specificEntity", "entity" }, { "!prov:generalEntity", "entity" } },
      true },
    { "wasAttributedTo", { { "!prov:entity", "entity" }, { "!prov:agent", "agent" } }, false },
    { "wasAssociatedWith", { { "!prov:activity", "activity" }, { "prov:agent", "agent" } }, false },
    { "wasInfluencedBy",
      { { "!prov:influencee", "activity" }, { "!prov:influencer", "activity" } },
      false },
};

#define RELATIONS (sizeof relations / sizeof *relations)

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* xsd:dateTime in UTC, which text order sorts. */
static bool is_time(const char *text)
{
    static const char form[] = "0000-00-00T00:00:00.000000000Z";
    if (strlen(text) != sizeof form - 1)
        return false;
    for (size_t i = 0; form[i]; i++)
        if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    return true;
}

/* "run:v38": a name whose prefix the document declares. */
static bool is_qualified(json_t *document, const char *name)
{
    char prefix[64];
    size_t length = strcspn(name, ":");
    if (length >= sizeof prefix || !name[length] || !name[length + 1])
        return false;
    snprintf(prefix, sizeof prefix, "%.*s", (int)length, name);
    return strcmp(prefix, "prov") == 0 ||
           json_is_string(json_object_get(json_object_get(document, "prefix"), prefix));
}

/* A simple value, or one with its type: {"$": simple, "type": name}. */
static bool is_literal(json_t *document, json_t *value)
{
    if (json_is_string(value) || json_is_number(value) || json_is_boolean(value))
        return true;
    json_t *simple = json_object_get(value, "$");
    return json_object_size(value) == 2 && is_qualified(document, text_of(value, "type")) &&
           (json_is_string(simple) || json_is_number(simple) || json_is_boolean(simple));
}

static void check_attributes(json_t *document, const char *of, json_t *thing)
{
    const char *key;
    json_t *value;
    json_object_foreach(thing, key, value)
    {
        cr_assert(is_qualified(document, key), "%s: attribute '%s'", of, key);
        cr_assert(is_literal(document, value), "%s: value of '%s'", of, key);
        if (strcmp(key, "prov:startTime") == 0 || strcmp(key, "prov:endTime") == 0 ||
            strcmp(key, "prov:time") == 0)
            cr_assert(is_time(json_string_value(value)), "%s: %s", of, json_string_value(value));
    }
}

static void check_relation(json_t *document, const struct relation *relation, json_t *thing)
{
    size_t named = 0;
    for (size_t i = 0; i < 4 && relation->members[i][0]; i++) {
        const char *key = relation->members[i][0], *section = relation->members[i][1];
        bool is_required = *key == '!';
        const char *name = text_of(thing, key + is_required);
        named += *name != 0;
        cr_assert(*name || !is_required, "%s names no %s", relation->section, key);
        if (*name)
            cr_assert(json_object_get(json_object_get(document, section), name),
                      "%s names %s, which is no %s", relation->section, name, section);
    }
    cr_assert(!relation->is_closed || json_object_size(thing) == named);
}

/* Every member is one that the schema knows; each thing in it is what it should be. */
static void fits_the_schema(json_t *document)
{
    const char *section, *name;
    json_t *things, *thing;
    json_object_foreach(document, section, things)
    {
        const struct relation *relation = NULL;
        for (size_t i = 0; i < RELATIONS; i++)
            if (strcmp(relations[i].section, section) == 0)
                relation = &relations[i];
        cr_assert(json_is_object(things), "%s", section);
        if (strcmp(section, "prefix") == 0)
            continue;
        cr_assert(relation || strcmp(section, "entity") == 0 || strcmp(section, "activity") == 0 ||
                      strcmp(section, "agent") == 0,
                  "there is no '%s'", section);
        json_object_foreach(things, name, thing)
        {
            cr_assert(json_is_object(thing) &&
                          (relation ? strncmp(name, "_:", 2) == 0 : is_qualified(document, name)),
                      "%s: %s", section, name);
            check_attributes(document, name, thing);
            if (relation)
                check_relation(document, relation, thing);
        }
    }
}

/* The times at which a relation of the section names the entity; how many. */
static size_t times_of(json_t *document, const char *section, const char *entity,
                       const char **first, const char **last)
{
    const char *name;
    json_t *thing;
    size_t count = 0;
    json_object_foreach(json_object_get(document, section), name, thing)
    {
        const char *time = text_of(thing, "prov:time");
        if (strcmp(text_of(thing, "prov:entity"), entity) != 0)
            continue;
        if (count == 0 || strcmp(time, *first) < 0)
            *first = time;
        if (count == 0 || strcmp(time, *last) > 0)
            *last = time;
        count++;
    }
    return count;
}

static void entities_live_once(json_t *document)
{
    const char *name;
    json_t *entity;
    json_object_foreach(json_object_get(document, "entity"), name, entity)
    {
        const char *begun = "", *used = "", *used_last = "", *gone = "~", *ignored = "";
        size_t begins = times_of(document, "wasGeneratedBy", name, &begun, &ignored);
        size_t uses = times_of(document, "used", name, &used, &used_last);
        size_t ends = times_of(document, "wasInvalidatedBy", name, &gone, &ignored);
        cr_assert(begins <= 1 && ends <= 1, "%s has %zu beginnings, %zu ends", name, begins, ends);
        cr_assert(!uses || (strcmp(begun, used) <= 0 && strcmp(used_last, gone) <= 0),
                  "%s: from %s to %s, used %s to %s", name, begun, gone, used, used_last);
        cr_assert(strcmp(begun, gone) <= 0, "%s", name);
    }
}

static void activities_end_after_they_begin(json_t *document)
{
    const char *name;
    json_t *activity;
    json_object_foreach(json_object_get(document, "activity"), name, activity)
    {
        const char *end = text_of(activity, "prov:endTime");
        cr_assert(!*end || strcmp(text_of(activity, "prov:startTime"), end) <= 0, "%s", name);
    }
}

/* Whether `goal` is among what `entity` is derived from, in at most `depth` steps. */
static bool derives(json_t *document, const char *entity, const char *goal, size_t depth)
{
    const char *name;
    json_t *thing;
    json_object_foreach(json_object_get(document, "wasDerivedFrom"), name, thing)
    {
        const char *used = text_of(thing, "prov:usedEntity");
        if (strcmp(text_of(thing, "prov:generatedEntity"), entity) == 0 &&
            (strcmp(used, goal) == 0 || (depth && derives(document, used, goal, depth - 1))))
            return true;
    }
    return false;
}

/* What has no source left is taken away until nothing is left. */
static void derivations_have_no_cycle(json_t *document)
{
    json_t *left = json_deep_copy(json_object_get(document, "wasDerivedFrom"));
    size_t before;
    do {
        const char *name, *other;
        json_t *thing, *second;
        void *next;
        before = json_object_size(left);
        json_object_foreach_safe(left, next, name, thing)
        {
            bool is_derived = false;
            json_object_foreach(left, other, second) is_derived =
                is_derived || strcmp(text_of(second, "prov:generatedEntity"),
                                     text_of(thing, "prov:usedEntity")) == 0;
            if (!is_derived)
                json_object_del(left, name);
        }
    } while (json_object_size(left) && json_object_size(left) < before);
    cr_assert_eq(json_object_size(left), 0, "%zu derivations are in a cycle",
                 json_object_size(left));
    json_decref(left);
}

/* --- against the records --- */

/* "run:v38" is told of by record 38; NULL: no value. */
static const struct myc_record *record_of(const struct myc_book *book, const char *name)
{
    unsigned id;
    if (sscanf(name, "run:v%u", &id) != 1)
        return NULL;
    cr_assert(id >= 1 && id <= book->record_count);
    return &book->records[id - 1];
}

/* A value is gone with the next record that says so of its node at its host. */
static void values_go_as_recorded(const struct myc_book *book, json_t *document)
{
    const char *name;
    json_t *entity;
    json_object_foreach(json_object_get(document, "entity"), name, entity)
    {
        const struct myc_record *made = record_of(book, name), *gone = NULL;
        const char *time = "", *last = "";
        for (size_t i = made ? made->id : book->record_count; i < book->record_count && !gone;
             i++) {
            const struct myc_record *record = &book->records[i];
            if (record->node == made->node && record->host == made->host &&
                (record->kind == MYC_RECORD_LOST || record->kind == MYC_RECORD_EVICTED))
                gone = record;
        }
        cr_assert_eq(times_of(document, "wasInvalidatedBy", name, &time, &last), gone != NULL, "%s",
                     name);
        unsigned long long ns;
        if (gone && sscanf(time, "1970-01-01T00:00:00.%llu", &ns) == 1)
            cr_assert_eq(ns, gone->time, "%s", name);
    }
}

/* Whether a value of node `to` may come from one of `from`: the same node elsewhere, one that it is
 * derived from in the lineage, or one that the spore of such a node returned. */
static bool may_come(const struct myc_book *book, uint32_t to, uint32_t from)
{
    const struct myc_book_node *node = &book->nodes[to - 1], *source = &book->nodes[from - 1];
    if (to == from || (source->returned_by && may_come(book, to, source->returned_by)))
        return true;
    for (uint32_t i = 0; i < node->input_count; i++)
        if (may_come(book, node->inputs[i], from))
            return true;
    return false;
}

static void values_come_along_the_lineage(const struct myc_book *book, json_t *document)
{
    const char *name;
    json_t *thing;
    json_object_foreach(json_object_get(document, "wasDerivedFrom"), name, thing)
    {
        const struct myc_record *to = record_of(book, text_of(thing, "prov:generatedEntity"));
        const struct myc_record *from = record_of(book, text_of(thing, "prov:usedEntity"));
        cr_assert(!to == !from);
        cr_assert(!to || may_come(book, to->node, from->node), "%s of %s from %s of %s",
                  text_of(thing, "prov:generatedEntity"), to->label,
                  text_of(thing, "prov:usedEntity"), from->label);
    }
}

static json_t *read(const char *name, const char *text)
{
    json_error_t error;
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(document, "%s: %s at line %d", name, error.text, error.line);
    return document;
}

static void check(const char *name, const struct myc_book *book, const char *text)
{
    json_t *document = read(name, text);
    fits_the_schema(document);
    entities_live_once(document);
    activities_end_after_they_begin(document);
    derivations_have_no_cycle(document);
    values_go_as_recorded(book, document);
    values_come_along_the_lineage(book, document);
    size_t nodes = 0;
    const char *entity;
    json_t *thing;
    json_object_foreach(json_object_get(document, "entity"), entity, thing) nodes +=
        strncmp(entity, "run:n", 5) == 0;
    cr_assert_eq(nodes, book->node_count);
    json_decref(document);
}

Test(export_prov_json, every_run)
{
    exported_each(&myc_export_prov_json, check);
}

/* The value of a node at a host, "" where there is none. */
static const char *value_at(json_t *document, const char *label, const char *host)
{
    const char *name;
    json_t *entity;
    json_object_foreach(json_object_get(document, "entity"), name,
                        entity) if (strncmp(name, "run:v", 5) == 0 &&
                                    strcmp(text_of(entity, "prov:label"), label) == 0 &&
                                    strcmp(text_of(entity, "mycel:host"), host) == 0) return name;
    return "";
}

/* The talk's crash, by hand: the persons of m2 are lost at 60us by fault 1; m1 gets them anew, and
 * from them come its adults, sorted, labels; m2 never had adults. */
static void check_crash(const char *name, const struct myc_book *book, const char *text)
{
    static const char *const chain[] = { "labels", "sorted", "adults", "persons" };
    json_t *document = read(name, text);
    const char *lost = value_at(document, "persons", "m2"), *gone = "", *last = "";
    (void)book;
    cr_assert(*lost && !*value_at(document, "adults", "m2"));
    cr_assert_eq(times_of(document, "wasInvalidatedBy", lost, &gone, &last), 1);
    cr_assert_str_eq(gone, "1970-01-01T00:00:00.000060000Z");
    for (size_t i = 0; i + 1 < sizeof chain / sizeof *chain; i++) {
        const char *from = value_at(document, chain[i + 1], "m1");
        const char *to = value_at(document, chain[i], "m1");
        cr_assert(*from && *to, "%s", chain[i]);
        cr_assert(derives(document, to, from, 0), "%s from %s", chain[i], chain[i + 1]);
        cr_assert(!derives(document, to, lost, 5), "%s from what was lost", chain[i]);
        cr_assert_eq(times_of(document, "wasGeneratedBy", to, &gone, &last), 1, "%s", chain[i]);
    }
    json_decref(document);
}

Test(export_prov_json, the_crash)
{
    exported_one(&myc_export_prov_json,
                 "workload: people\nperturb:\n  - crash: {target: m2, at: 60us, for: 5ms}\n",
                 check_crash);
}
