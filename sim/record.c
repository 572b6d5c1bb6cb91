#include "sim/record.h"

#include <assert.h>
#include <string.h>

/* The three columns of the list, by kind. */
struct kind {
    const char *word;
    bool is_trigger;
    const char *help;
};

static const struct kind kinds[MYC_RECORD_KINDS] = {
#define X(NAME, word, trigger, help) { #word, trigger, help },
    MYC_RECORD_LIST(X)
#undef X
};

const char *myc_record_word(enum myc_record_kind kind)
{
    assert(kind < MYC_RECORD_KINDS);
    return kinds[kind].word;
}

const char *myc_record_help(enum myc_record_kind kind)
{
    assert(kind < MYC_RECORD_KINDS);
    return kinds[kind].help;
}

bool myc_record_is_trigger(enum myc_record_kind kind)
{
    assert(kind < MYC_RECORD_KINDS);
    return kinds[kind].is_trigger;
}

bool myc_record_find(const char *word, enum myc_record_kind *kind)
{
    for (unsigned i = 0; i < MYC_RECORD_KINDS; i++) {
        if (strcmp(kinds[i].word, word) == 0) {
            *kind = i;
            return true;
        }
    }
    return false;
}

void myc_book_begin(struct myc_book *book, struct myc_memory *memory, bool keep)
{
    *book = (struct myc_book){ .memory = memory, .keep = keep };
}

static const uint32_t *copy_of(struct myc_memory *memory, const uint32_t *numbers, uint32_t count)
{
    if (count == 0)
        return NULL;
    uint32_t *copy = myc_memory_alloc(memory, count * sizeof *copy);
    return memcpy(copy, numbers, count * sizeof *copy);
}

/* Makes room for one more element of `array`. */
#define GROW(array, one)                                                                           \
    book->array = myc_memory_grow(book->memory, book->array, &book->one##_room,                    \
                                  book->one##_count + 1, sizeof *book->array)

uint32_t myc_book_add_host(struct myc_book *book, const struct myc_book_host *host)
{
    GROW(hosts, host);
    book->hosts[book->host_count] = *host;
    return (uint32_t)book->host_count++;
}

uint32_t myc_book_add_node(struct myc_book *book, const struct myc_book_node *node)
{
    GROW(nodes, node);
    struct myc_book_node *added = &book->nodes[book->node_count++];
    *added = *node;
    added->id = (uint32_t)book->node_count;
    added->inputs = copy_of(book->memory, node->inputs, node->input_count);
    for (uint32_t i = 0; i < added->input_count; i++)
        assert(added->inputs[i] > 0 && added->inputs[i] < added->id);
    assert(added->returned_by < added->id);
    return added->id;
}

uint32_t myc_book_add_fault(struct myc_book *book, const struct myc_book_fault *fault)
{
    GROW(faults, fault);
    struct myc_book_fault *added = &book->faults[book->fault_count++];
    *added = *fault;
    added->id = (uint32_t)book->fault_count;
    added->hosts = copy_of(book->memory, fault->hosts, fault->host_count);
    return added->id;
}

void myc_book_watch(struct myc_book *book, myc_record_watcher *see, void *state)
{
    struct myc_record_watch **last = &book->watches;
    while (*last)
        last = &(*last)->next;
    *last = myc_memory_alloc(book->memory, sizeof **last);
    **last = (struct myc_record_watch){ .see = see, .state = state };
}

uint32_t myc_book_add(struct myc_book *book, const struct myc_record *record)
{
    assert(book->last_id < UINT32_MAX);
    struct myc_record numbered = *record;
    numbered.id = ++book->last_id;
    for (uint32_t i = 0; i < numbered.input_count; i++)
        assert(numbered.inputs[i] > 0 && numbered.inputs[i] < numbered.id);
    if (book->keep) {
        numbered.inputs = copy_of(book->memory, record->inputs, record->input_count);
        GROW(records, record);
        book->records[book->record_count++] = numbered;
    }
    for (const struct myc_record_watch *watch = book->watches; watch; watch = watch->next)
        watch->see(watch->state, &numbered);
    return numbered.id;
}

uint32_t myc_book_add_message(struct myc_book *book, const struct myc_book_message *message)
{
    if (!book->keep)
        return UINT32_MAX;
    GROW(messages, message);
    book->messages[book->message_count] = *message;
    return (uint32_t)book->message_count++;
}
