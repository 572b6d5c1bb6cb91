/* `message(KIND src dst label n)`: messages by what they are; `*` and what is
 * left out at the end match all. */
#include <inttypes.h>
#include <string.h>

#include "faults/item.h"
#include "faults/text.h"

struct message {
    const char *kind;
    const char *source;
    const char *destination;
    const char *label;
    const char *n;
    uint32_t hosts[2]; /* that it names */
    struct myc_struck struck;
};

static bool is_all(const char *text)
{
    return strcmp(text, "*") == 0;
}

/* Sent by the detector that goes by them, and by no other. */
static const char heartbeat[] = "Heartbeat";

static enum myc_status read_kind(struct message *message, const struct myc_reading *reading)
{
    const char *const *kinds = reading->world->message_kinds;
    message->struck.message_kind = MYC_ANY_KIND;
    if (is_all(message->kind))
        return MYC_OK;
    for (uint32_t i = 0; kinds[i]; i++)
        if (strcmp(kinds[i], message->kind) == 0) {
            message->struck.message_kind = i;
            message->struck.kind_word = kinds[i];
            return MYC_OK;
        }
    if (strcmp(message->kind, heartbeat) == 0 && reading->world->cluster->detector->period) {
        message->struck.message_kind = MYC_KIND_HEARTBEAT;
        message->struck.kind_word = heartbeat;
        return MYC_OK;
    }
    return myc_setting_refuse(reading->setting, reading->error, "no message is called '%s'%s",
                              message->kind,
                              myc_did_you_mean(reading->memory, message->kind, kinds));
}

static enum myc_status read_end(const char *text, const struct myc_reading *reading, uint32_t *host)
{
    *host = MYC_ANY_HOST;
    return is_all(text) ? MYC_OK : myc_host_read(reading->setting, text, reading, host);
}

static enum myc_status read_label(struct message *message, const struct myc_reading *reading)
{
    if (is_all(message->label))
        return MYC_OK;
    message->struck.label = message->label;
    return myc_label_check(message->label, reading);
}

static enum myc_status read_n(struct message *message, const struct myc_reading *reading)
{
    if (is_all(message->n))
        return MYC_OK;
    struct myc_setting number = *reading->setting;
    number.key = "n";
    number.text = message->n;
    number.quoted = false;
    return myc_read_count(&number, 1, UINT64_MAX, &message->struck.n, reading->error);
}

static enum myc_status check(void *parameters, const struct myc_reading *reading)
{
    struct message *message = parameters;
    struct myc_struck *struck = &message->struck;
    MYC_TRY(read_kind(message, reading));
    MYC_TRY(read_end(message->source, reading, &struck->source));
    MYC_TRY(read_end(message->destination, reading, &struck->destination));
    MYC_TRY(read_label(message, reading));
    MYC_TRY(read_n(message, reading));
    if (struck->source != MYC_ANY_HOST && struck->source == struck->destination)
        return myc_setting_refuse(reading->setting, reading->error,
                                  "faults strike messages between two hosts, not within '%s'",
                                  message->source);
    struck->shape = MYC_SHAPE_MESSAGE;
    struck->hosts = message->hosts;
    if (struck->source != MYC_ANY_HOST)
        message->hosts[struck->host_count++] = struck->source;
    if (struck->destination != MYC_ANY_HOST)
        message->hosts[struck->host_count++] = struck->destination;
    return MYC_OK;
}

static const char *resolve(const void *parameters, struct myc_aim *aim)
{
    const struct message *message = parameters;
    aim->struck = message->struck;
    return NULL;
}

static const struct myc_parameter parameters[] = {
    { "kind", MYC_UNIT_TEXT, .initial = "*",
      .help = "Req, Res, ...; Heartbeat, where some are sent",
      .offset = offsetof(struct message, kind) },
    { "src", MYC_UNIT_TEXT, .initial = "*", .help = "the host that sends it",
      .offset = offsetof(struct message, source) },
    { "dst", MYC_UNIT_TEXT, .initial = "*", .help = "the host that it is sent to",
      .offset = offsetof(struct message, destination) },
    { "label", MYC_UNIT_TEXT, .initial = "*", .help = "of the node that it is about",
      .offset = offsetof(struct message, label) },
    { "n", MYC_UNIT_TEXT, .initial = "*", .help = "counts from 1 those with the same first four",
      .offset = offsetof(struct message, n) },
    { 0 }
};

const struct myc_target_kind myc_target_message = {
    .about = { .name = "message",
               .help = "messages that match; `*`, and arguments left out at the end, match all",
               .example = "message(Res m2 client labels 1)",
               .parameters = parameters },
    .gives = MYC_SHAPE_MESSAGE,
    .parameters_bytes = sizeof(struct message),
    .check = check,
    .resolve = resolve,
};
