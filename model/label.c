/* Labels: what people, scenarios and faults call a node (DESIGN 4.1). */
#include <string.h>

#include "model/lineage.h"
#include "model/mistake.h"
#include "sim/table.h"
#include "sim/word.h"

enum { OPERATIONS = MYC_OPERATION_PERSIST_DURABLE + 1 };

/* How often a label was taken; the text is the cluster's. */
struct use {
    UT_hash_handle hh;
    const char *text;
    uint32_t count;
};

struct myc_labels {
    struct myc_memory *memory;
    struct use *uses;
    uint32_t unlabelled[OPERATIONS]; /* by the driver */
};

struct myc_labels *myc_labels_begin(struct myc_memory *memory)
{
    struct myc_labels *labels = myc_memory_alloc(memory, sizeof *labels);
    labels->memory = memory;
    return labels;
}

static struct use *find(const struct myc_labels *labels, const char *text)
{
    struct use *use;
    HASH_FIND(hh, labels->uses, text, strlen(text), use);
    return use;
}

static void check(const char *given)
{
    const char *at = given;
    while (myc_word_continues(*at))
        at++;
    if (!myc_word_begins(*given) || *at)
        myc_mistake("\"%s\" is not a label: [A-Za-z_][A-Za-z0-9_]*", given);
}

/* `map3`: the operation and the next number that nobody gave by hand. */
static const char *numbered(struct myc_labels *labels, enum myc_operation operation)
{
    const char *text;
    do {
        text = myc_memory_format(labels->memory, "%s%u", myc_operation_word(operation),
                                 ++labels->unlabelled[operation]);
    } while (find(labels, text));
    return text;
}

const char *myc_label_take(struct myc_staging *staging, enum myc_operation operation,
                           const char *given)
{
    struct myc_labels *labels = staging->labels;
    struct myc_memory *memory = labels->memory;
    if (given)
        check(given);
    staging->created++;
    const char *text = staging->within
                           ? myc_memory_format(memory, "%s/%u", staging->within, staging->created)
                       : given ? given
                               : numbered(labels, operation);
    struct use *use = find(labels, text);
    if (!use) {
        use = myc_memory_alloc(memory, sizeof *use);
        use->text = myc_cluster_label(staging->cluster, text);
        HASH_ADD_KEYPTR(hh, labels->uses, use->text, strlen(use->text), use);
    }
    if (++use->count == 1)
        return use->text;
    return myc_cluster_label(staging->cluster,
                             myc_memory_format(memory, "%s#%u", use->text, use->count));
}
