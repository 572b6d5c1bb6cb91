#include "model/lineage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/codec.h"
#include "model/mistake.h"
#include "model/node.h"

/* ---- what every node goes through ---- */

/* What a node depends on, each once. */
static void collect(void *state, const struct myc_node *node)
{
    myc_node_set_add(state, node);
}

static struct myc_node_set dependencies_of(struct myc_staging *staging, const struct myc_node *node)
{
    struct myc_node_set set = { .memory = staging->maker.memory };
    myc_node_visit(node, true, collect, &set);
    return set;
}

static bool is_root(const struct myc_node *node)
{
    return node->operation == MYC_OPERATION_POPULATE ||
           node->operation == MYC_OPERATION_TEXT_FILE ||
           node->operation == MYC_OPERATION_FROM_FUN || node->operation == MYC_OPERATION_EMPTY;
}

static int by_number(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    return (first > second) - (first < second);
}

/* The first `count` of `hosts`, sorted and each once; returns how many are left. */
static uint32_t sort_hosts(uint32_t *hosts, uint32_t count)
{
    uint32_t kept = 0;
    qsort(hosts, count, sizeof *hosts, by_number);
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || hosts[kept - 1] != hosts[i])
            hosts[kept++] = hosts[i];
    return kept;
}

/* Nodes with the same roots share one array, so that a long chain keeps one. */
static void find_roots(struct myc_memory *memory, struct myc_node *node,
                       const struct myc_node_set *dependencies)
{
    uint32_t count = is_root(node);
    for (uint32_t i = 0; i < dependencies->count; i++)
        count += dependencies->nodes[i]->root_count;
    size_t bytes = count * sizeof(uint32_t);
    uint32_t *hosts = myc_memory_take(memory, bytes);
    uint32_t filled = 0;
    for (uint32_t i = 0; i < dependencies->count; i++) {
        const struct myc_node *beneath = dependencies->nodes[i];
        memcpy(hosts + filled, beneath->roots, beneath->root_count * sizeof *hosts);
        filled += beneath->root_count;
    }
    if (is_root(node))
        hosts[filled++] = node->home.host;
    node->root_count = sort_hosts(hosts, filled);
    const struct myc_node *first = dependencies->count ? dependencies->nodes[0] : NULL;
    if (first && first->root_count == node->root_count &&
        memcmp(first->roots, hosts, node->root_count * sizeof *hosts) == 0)
        node->roots = first->roots;
    else
        node->roots = memcpy(myc_memory_alloc(memory, node->root_count * sizeof *hosts), hosts,
                             node->root_count * sizeof *hosts);
    myc_memory_give(memory, hosts, bytes);
}

static uint32_t enter_in_book(struct myc_staging *staging, const struct myc_node *node,
                              const struct myc_node_set *dependencies)
{
    struct myc_memory *memory = staging->maker.memory;
    size_t bytes = dependencies->count * sizeof(uint32_t);
    uint32_t *inputs = bytes ? myc_memory_take(memory, bytes) : NULL;
    for (uint32_t i = 0; i < dependencies->count; i++)
        inputs[i] = dependencies->nodes[i]->id;
    struct myc_book_node entry = {
        .label = node->label,
        .operation = myc_operation_word(node->operation),
        .type = node->type->text,
        .spore = node->spore ? node->spore->code->name : NULL,
        .host = node->home.host,
        .returned_by = staging->within_node,
        .input_count = dependencies->count,
        .inputs = inputs,
    };
    memcpy(entry.digest, node->digest, sizeof entry.digest);
    uint32_t id = myc_book_add_node(myc_cluster_book(staging->cluster), &entry);
    myc_memory_give(memory, inputs, bytes);
    return id;
}

static void write_record(struct myc_staging *staging, const struct myc_node *node)
{
    struct myc_record record = {
        .kind = MYC_RECORD_STAGED,
        .time = myc_cluster_now(staging->cluster),
        .label = node->label,
        .host = staging->at.host,
        .node = node->id,
    };
    myc_book_add(myc_cluster_book(staging->cluster), &record);
}

static void check_types(struct myc_staging *staging, const struct myc_node *node)
{
    const char *mismatch = myc_node_mismatch(node, staging->types, staging->maker.memory);
    if (mismatch)
        myc_mistake("%s", mismatch);
}

/* Seals the refs in a value. */
static void seal_one(void *staging, const struct myc_node *node)
{
    myc_node_seal(staging, node);
}

/* The node is as it will stay: makes it known. What it depends on is sealed. */
static void declare(struct myc_staging *staging, struct myc_node *node)
{
    struct myc_memory *memory = staging->maker.memory;
    check_types(staging, node);
    if (node->value)
        myc_value_visit(node->value, node->type, seal_one, staging);
    struct myc_node_set dependencies = dependencies_of(staging, node);
    node->sealed = true;
    myc_node_digest(memory, node);
    find_roots(memory, node, &dependencies);
    node->id = enter_in_book(staging, node, &dependencies);
    myc_node_set_give(&dependencies);
    write_record(staging, node);
    for (uint32_t i = 0; i < node->root_count; i++)
        myc_roles_set(myc_cluster_roles(staging->cluster), MYC_ROLE_ROOT, node->label,
                      node->roots[i]);
    if (staging->staged)
        staging->staged(staging->watcher, node);
}

void myc_node_seal(struct myc_staging *staging, const struct myc_node *node)
{
    /* Only an EMPTY node is unsealed, and it was made here: the const is for its users. */
    if (!node->sealed)
        declare(staging, (struct myc_node *)node);
}

static struct myc_node *create(struct myc_staging *staging, const struct myc_node *draft)
{
    struct myc_node *node = myc_memory_alloc(staging->maker.memory, sizeof *node);
    *node = *draft;
    node->location = (struct myc_location){ .host = staging->at.host,
                                            .incarnation = staging->at.number,
                                            .n = ++*staging->counter };
    return node;
}

/* ---- roots ---- */

static struct myc_node *create_root(struct myc_staging *staging, uint32_t host,
                                    const struct myc_node *draft, const char *label)
{
    if (host >= myc_cluster_host_count(staging->cluster))
        myc_mistake("there is no host %" PRIu32 " for %s: the cluster has %" PRIu32
                    " and the client",
                    host, label ? label : myc_operation_word(draft->operation),
                    myc_host_count(staging));
    struct myc_node *node = create(staging, draft);
    node->label = myc_label_take(staging, node->operation, label);
    node->home = myc_cluster_incarnation(staging->cluster, host);
    node->set_up = staging->set_up;
    return node;
}

static const struct myc_node *stage_root(struct myc_staging *staging, uint32_t host,
                                         const struct myc_node *draft, const char *label)
{
    struct myc_node *node = create_root(staging, host, draft, label);
    declare(staging, node);
    return node;
}

static const struct myc_node *populate(struct myc_staging *staging, uint32_t host,
                                       enum myc_root root, const char *type,
                                       const struct myc_value *value, const char *label)
{
    return stage_root(staging, host,
                      &(struct myc_node){
                          .operation = MYC_OPERATION_POPULATE,
                          .root = root,
                          .type = myc_type_of(staging->types, type),
                          .value = myc_value_keep(staging->maker.memory, value),
                      },
                      label);
}

const struct myc_node *myc_populate(struct myc_staging *staging, uint32_t host, const char *type,
                                    const struct myc_value *value, const char *label)
{
    return populate(staging, host, MYC_ROOT_VALUE, type, value, label);
}

const struct myc_node *myc_populate_unkept(struct myc_staging *staging, uint32_t host,
                                           const char *type, const struct myc_value *value,
                                           const char *label)
{
    return populate(staging, host, MYC_ROOT_LOST_VALUE, type, value, label);
}

const struct myc_node *myc_from_text_file(struct myc_staging *staging, uint32_t host,
                                          const char *file, const char *label)
{
    return stage_root(staging, host,
                      &(struct myc_node){
                          .operation = MYC_OPERATION_TEXT_FILE,
                          .type = myc_type_of(staging->types, "List[String]"),
                          .file = myc_memory_text(staging->maker.memory, file, strlen(file)),
                      },
                      label);
}

const struct myc_node *myc_from_fun(struct myc_staging *staging, uint32_t host,
                                    const struct myc_spore *spore, const char *label)
{
    return stage_root(staging, host,
                      &(struct myc_node){
                          .operation = MYC_OPERATION_FROM_FUN,
                          .type = spore->result,
                          .spore = spore,
                      },
                      label);
}

/* ---- pumps ---- */

struct myc_node *myc_empty_silo(struct myc_staging *staging, uint32_t host, const char *type,
                                const char *label)
{
    return create_root(staging, host,
                       &(struct myc_node){
                           .operation = MYC_OPERATION_EMPTY,
                           .type = myc_type_of(staging->types, type),
                       },
                       label);
}

/* Room for one pump more: a power of two of them. */
static struct myc_pump *pumps_for_one_more(struct myc_memory *memory, const struct myc_node *node)
{
    uint32_t count = node->pump_count;
    bool full = (count & (count - 1)) == 0;
    if (!full)
        return (struct myc_pump *)node->pumps;
    struct myc_pump *pumps = myc_memory_take(memory, (count ? 2 * count : 1) * sizeof *pumps);
    if (count) {
        memcpy(pumps, node->pumps, count * sizeof *pumps);
        myc_memory_give(memory, (struct myc_pump *)node->pumps, count * sizeof *pumps);
    }
    return pumps;
}

void myc_pump_to(struct myc_staging *staging, const struct myc_node *source, struct myc_node *empty,
                 const struct myc_spore *spore)
{
    myc_node_seal(staging, source);
    if (empty->operation != MYC_OPERATION_EMPTY || empty->sealed)
        myc_mistake("%s '%s' cannot be pumped into: %s", myc_operation_word(empty->operation),
                    empty->label,
                    empty->operation == MYC_OPERATION_EMPTY ? "it is used already"
                                                            : "only an empty silo can");
    struct myc_pump pump = { .source = source, .spore = spore };
    struct myc_node alone = *empty;
    alone.pumps = &pump;
    alone.pump_count = 1;
    check_types(staging, &alone);
    struct myc_pump *pumps = pumps_for_one_more(staging->maker.memory, empty);
    pumps[empty->pump_count++] = pump;
    empty->pumps = pumps;
}

/* ---- operations on refs ---- */

static const struct myc_node *stage_step(struct myc_staging *staging, const struct myc_node *draft,
                                         const char *label)
{
    struct myc_node *node = create(staging, draft);
    myc_node_seal(staging, node->input);
    node->label = label;
    node->home = node->input->home;
    declare(staging, node);
    return node;
}

const struct myc_node *myc_map(struct myc_staging *staging, const struct myc_node *ref,
                               const struct myc_spore *spore, const char *label)
{
    return myc_map_handled(staging, ref, spore, NULL, label);
}

const struct myc_node *myc_map_handled(struct myc_staging *staging, const struct myc_node *ref,
                                       const struct myc_spore *spore,
                                       const struct myc_spore *handler, const char *label)
{
    return stage_step(staging,
                      &(struct myc_node){
                          .operation = MYC_OPERATION_MAP,
                          .type = spore->result,
                          .input = ref,
                          .spore = spore,
                          .handler = handler,
                      },
                      myc_label_take(staging, MYC_OPERATION_MAP, label));
}

const struct myc_node *myc_apply(struct myc_staging *staging, const struct myc_node *ref,
                                 const struct myc_spore *spore, const char *label)
{
    return myc_apply_handled(staging, ref, spore, NULL, label);
}

const struct myc_node *myc_apply_handled(struct myc_staging *staging, const struct myc_node *ref,
                                         const struct myc_spore *spore,
                                         const struct myc_spore *handler, const char *label)
{
    bool gives_ref = spore->result->kind == MYC_TYPE_SILO_REF;
    return stage_step(staging,
                      &(struct myc_node){
                          .operation = MYC_OPERATION_APPLY,
                          .type = gives_ref ? spore->result->parts[0] : spore->result,
                          .input = ref,
                          .spore = spore,
                          .handler = handler,
                      },
                      myc_label_take(staging, MYC_OPERATION_APPLY, label));
}

static const struct myc_node *wrap(struct myc_staging *staging, enum myc_operation operation,
                                   const struct myc_node *ref)
{
    return stage_step(staging,
                      &(struct myc_node){ .operation = operation, .type = ref->type, .input = ref },
                      ref->label);
}

const struct myc_node *myc_persist(struct myc_staging *staging, const struct myc_node *ref)
{
    return wrap(staging, MYC_OPERATION_PERSIST, ref);
}

const struct myc_node *myc_persist_durable(struct myc_staging *staging, const struct myc_node *ref)
{
    return wrap(staging, MYC_OPERATION_PERSIST_DURABLE, ref);
}

const struct myc_node *myc_unpersist(struct myc_staging *staging, const struct myc_node *ref)
{
    return wrap(staging, MYC_OPERATION_UNPERSIST, ref);
}

/* ---- spores, and where a program is ---- */

/* Code that is not in the workload's table could not be read back where it is sent. */
static void check_code(const struct myc_staging *staging, const struct myc_code *code)
{
    const struct myc_code *const *known = staging->codes;
    while (known && *known && *known != code)
        known++;
    if (known && !*known)
        myc_mistake("spore '%s' is not among the codes of its workload", code->name);
}

const struct myc_spore *myc_spore_of(struct myc_staging *staging, const struct myc_code *code,
                                     const struct myc_value *header)
{
    struct myc_memory *memory = staging->maker.memory;
    struct myc_spore *spore = myc_memory_alloc(memory, sizeof *spore);
    check_code(staging, code);
    spore->code = code;
    spore->captured = myc_type_of(staging->types, code->captured);
    spore->parameter = myc_type_of(staging->types, code->parameter);
    spore->result = myc_type_of(staging->types, code->result);
    spore->header = myc_value_keep(memory, header ? header : myc_unit(&staging->maker));
    if (!myc_value_has_type(spore->header, spore->captured))
        myc_mistake("what spore '%s' captured is not of type %s", code->name,
                    spore->captured->text);
    myc_value_visit(spore->header, spore->captured, seal_one, staging);
    return spore;
}

uint32_t myc_current_host(struct myc_staging *staging)
{
    staging->asked_host = true;
    return staging->at.host;
}

uint32_t myc_host_named(const struct myc_staging *staging, const char *name)
{
    uint32_t host = myc_cluster_config_host(myc_cluster_configuration(staging->cluster), name);
    if (host == MYC_NO_SUCH_HOST)
        myc_mistake("no host of the cluster is named \"%s\"", name);
    return host;
}

uint32_t myc_host_count(const struct myc_staging *staging)
{
    return myc_cluster_host_count(staging->cluster) - 1;
}

struct myc_maker *myc_staging_maker(struct myc_staging *staging)
{
    return &staging->maker;
}

struct myc_types *myc_staging_types(struct myc_staging *staging)
{
    return staging->types;
}
