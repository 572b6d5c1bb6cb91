#include "sim/record_fields.h"

#define OPTIONAL(thing, member, kind)                                                              \
    {                                                                                              \
#member, MYC_FIELD_##kind, .offset = offsetof(struct thing, member)                        \
    }
#define REQUIRED(thing, member, kind)                                                              \
    {                                                                                              \
#member, MYC_FIELD_##kind, .required = true, .offset = offsetof(struct thing, member)      \
    }
#define WORD(thing, member, list)                                                                  \
    {                                                                                              \
#member, MYC_FIELD_WORD, .required = true, .offset = offsetof(struct thing, member),       \
                                 .words = list                                                     \
    }
#define LIST(thing, member, kind, count)                                                           \
    {                                                                                              \
#member, MYC_FIELD_##kind, .offset = offsetof(struct thing, member),                       \
                                   .count_offset = offsetof(struct thing, count)                   \
    }

static const char *const record_kinds[] = {
#define X(NAME, word, trigger, help) #word,
    MYC_RECORD_LIST(X)
#undef X
        NULL
};
static const char *const fault_states[] = {
    [MYC_FAULT_HAPPENED] = "happened", [MYC_FAULT_SKIPPED] = "skipped", NULL
};
static const char *const message_states[] = { [MYC_MESSAGE_UNDERWAY] = "underway",
                                              [MYC_MESSAGE_DELIVERED] = "delivered",
                                              [MYC_MESSAGE_LOST] = "lost",
                                              NULL };

static const struct myc_field host_fields[] = {
    REQUIRED(myc_book_host, name, TEXT),
    REQUIRED(myc_book_host, rack, NUMBER32),
    REQUIRED(myc_book_host, zone, NUMBER32),
    { 0 },
};

static const struct myc_field node_fields[] = {
    REQUIRED(myc_book_node, id, ID),
    REQUIRED(myc_book_node, label, TEXT),
    REQUIRED(myc_book_node, operation, TEXT),
    REQUIRED(myc_book_node, type, TEXT),
    OPTIONAL(myc_book_node, spore, TEXT),
    REQUIRED(myc_book_node, host, HOST),
    OPTIONAL(myc_book_node, returned_by, NODE),
    OPTIONAL(myc_book_node, digest, DIGEST),
    LIST(myc_book_node, inputs, NODE_LIST, input_count),
    { 0 },
};

static const struct myc_field fault_fields[] = {
    REQUIRED(myc_book_fault, id, ID),
    REQUIRED(myc_book_fault, effect, TEXT),
    OPTIONAL(myc_book_fault, target, TEXT),
    OPTIONAL(myc_book_fault, item, TEXT),
    LIST(myc_book_fault, hosts, HOST_LIST, host_count),
    REQUIRED(myc_book_fault, start, TIME),
    OPTIONAL(myc_book_fault, end, TIME),
    REQUIRED(myc_book_fault, hits, NUMBER64),
    WORD(myc_book_fault, state, fault_states),
    OPTIONAL(myc_book_fault, why, TEXT),
    { 0 },
};

static const struct myc_field record_fields[] = {
    REQUIRED(myc_record, id, ID),
    REQUIRED(myc_record, time, TIME),
    WORD(myc_record, kind, record_kinds),
    OPTIONAL(myc_record, label, TEXT),
    OPTIONAL(myc_record, host, HOST),
    OPTIONAL(myc_record, node, NODE),
    OPTIONAL(myc_record, fault, FAULT),
    OPTIONAL(myc_record, bytes, NUMBER64),
    OPTIONAL(myc_record, detail, TEXT),
    LIST(myc_record, inputs, RECORD_LIST, input_count),
    { 0 },
};

static const struct myc_field message_fields[] = {
    REQUIRED(myc_book_message, kind, TEXT),
    REQUIRED(myc_book_message, source, HOST),
    REQUIRED(myc_book_message, destination, HOST),
    OPTIONAL(myc_book_message, label, TEXT),
    REQUIRED(myc_book_message, n, NUMBER64),
    OPTIONAL(myc_book_message, node, NODE),
    REQUIRED(myc_book_message, bytes, NUMBER64),
    REQUIRED(myc_book_message, sent, TIME),
    OPTIONAL(myc_book_message, left, TIME),
    OPTIONAL(myc_book_message, delivered, TIME),
    WORD(myc_book_message, state, message_states),
    OPTIONAL(myc_book_message, fault, FAULT),
    { 0 },
};

static const struct myc_field run_fields[] = {
    OPTIONAL(myc_book_run, name, TEXT),
    REQUIRED(myc_book_run, seed, NUMBER64),
    OPTIONAL(myc_book_run, verdict, TEXT),
    OPTIONAL(myc_book_run, class, TEXT),
    OPTIONAL(myc_book_run, reason, TEXT),
    OPTIONAL(myc_book_run, response, TEXT),
    OPTIONAL(myc_book_run, fingerprint, TEXT),
    REQUIRED(myc_book_run, end, TIME),
    OPTIONAL(myc_book_run, response_node, NODE),
    OPTIONAL(myc_book_run, failing_node, NODE),
    { 0 },
};

#define LINE(kind_word, thing)                                                                     \
    {                                                                                              \
#kind_word, sizeof(struct thing), kind_word##_fields                                       \
    }

const struct myc_line_kind myc_record_lines[MYC_LINES] = {
    [MYC_LINE_HOST] = LINE(host, myc_book_host),
    [MYC_LINE_NODE] = LINE(node, myc_book_node),
    [MYC_LINE_FAULT] = LINE(fault, myc_book_fault),
    [MYC_LINE_RECORD] = LINE(record, myc_record),
    [MYC_LINE_MESSAGE] = LINE(message, myc_book_message),
    [MYC_LINE_RUN] = LINE(run, myc_book_run),
};
