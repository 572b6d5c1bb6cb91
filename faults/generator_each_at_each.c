/* Every host at every time: one fault, chosen by a number, so that a sweep over the numbers tries
 * them all.
 *
 *     index = step * hosts + host          at from + step * every, to before `to` */
#include <inttypes.h>

#include "faults/generator.h"
#include "faults/text.h"

struct each {
    const char *effect;
    uint64_t index;
    myc_time from, to, every, lasting;
    const struct myc_setting *with;
};

static enum myc_status generate(void *parameters, struct myc_generating *generating)
{
    const struct each *each = parameters;
    const struct myc_reading *reading = generating->reading;
    const struct myc_cluster_config *cluster = reading->world->cluster;
    if (each->to <= each->from)
        return myc_setting_refuse(myc_setting_find(reading->setting, "to"), reading->error,
                                  "'to' must be after 'from'");
    myc_time span = each->to - each->from;
    uint64_t steps = span / each->every + (span % each->every != 0);
    uint64_t step = each->index / cluster->host_count;
    if (step >= steps)
        return myc_setting_refuse(
            reading->setting, reading->error,
            "index must be below %" PRIu64 " (%u hosts at %" PRIu64 " times), not %" PRIu64,
            steps * cluster->host_count, cluster->host_count, steps, each->index);
    uint32_t host = (uint32_t)(each->index % cluster->host_count);
    const char *with = "";
    for (const struct myc_setting *at = each->with ? each->with->first : NULL; at; at = at->next)
        with = myc_memory_format(reading->memory, "%s, %s: %s", with, at->key ? at->key : "",
                                 myc_setting_words(at, reading->memory));
    return myc_generate(generating, each->effect, "target: %s, at: %" PRIu64 ", for: %" PRIu64 "%s",
                        myc_cluster_config_name(cluster, host, reading->memory),
                        each->from + step * each->every, each->lasting, with);
}

static const struct myc_parameter parameters[] = {
    { "index", MYC_UNIT_COUNT, .initial = "0", .help = "which of them: step * hosts + host",
      .offset = offsetof(struct each, index) },
    { "effect", MYC_UNIT_TEXT, .initial = "crash", .help = "what happens to the host",
      .offset = offsetof(struct each, effect) },
    { "with", MYC_UNIT_SETTING, .help = "the effect's own keys, as a map",
      .offset = offsetof(struct each, with) },
    { "from", MYC_UNIT_TIME, .initial = "0s", .min = "0", .help = "the first time",
      .offset = offsetof(struct each, from) },
    { "to", MYC_UNIT_TIME, .min = "1ns", .help = "all times are before it",
      .offset = offsetof(struct each, to) },
    { "every", MYC_UNIT_TIME, .min = "1ns", .help = "from time to time",
      .offset = offsetof(struct each, every) },
    { "for", MYC_UNIT_TIME, .initial = "1ms", .min = "0", .help = "how long it lasts",
      .offset = offsetof(struct each, lasting) },
    { 0 }
};

const struct myc_generator myc_generator_each_at_each = {
    .about = { .name = "each_at_each",
               .help = "one host at one time, counted through: a sweep over `index` tries every "
                       "host at every time",
               .example = "each_at_each: {index: 4, to: 200us, every: 10us}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct each),
    .generate = generate,
};
