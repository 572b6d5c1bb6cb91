/* The injector: one process that only ever schedules.
 *
 *     item --arm--> pacer --> start event --start--> fault --end event--> ended
 *                     ^ \-watch-^                      \-watch-^            |
 *                     \------------ by: the next of its own ---------------/
 *
 * A start is a silent daemon, ordered by its item; once it is known to happen
 * it enters the fingerprint with its ordinal of start and the words of its
 * realised item, so that a run and its replay cannot differ. An end keeps the
 * run alive where it may be waited for: open faults still heal. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "faults/item.h"
#include "faults/repetition.h"
#include "faults/text.h"

enum kind { START = 1, END = 2 }; /* of event; they enter the fingerprint */

/* An item on its way to its starts. */
struct armed {
    const struct myc_item *item;
    const struct myc_repetition *by; /* NULL: it starts once */
    uint64_t order;                  /* counter of its next start event */
    struct pacer *pacers;
    uint32_t pacer_count;
    struct watch *watch;  /* for its trigger, or NULL */
    struct armed *leader; /* whose starts or ends it follows, or NULL */
    bool follows_ends;
    bool is_leader;
    bool started;
    myc_time start;  /* the last that was scheduled; MYC_FOREVER: none */
    const char *why; /* it was skipped */
};

/* What an item's starts come from, one after the other: one for each host, or one for all. */
struct pacer {
    struct armed *armed;
    struct myc_stream stream;
    struct myc_pace pace;
    uint64_t starts;
};

/* A fault that happened. */
struct fault {
    struct armed *armed;
    struct pacer *pacer;
    struct myc_strike strike;
    struct myc_words words; /* realised, without its duration */
    uint64_t content;       /* of its events */
    myc_time start;
    myc_time end;             /* as far as it is known; MYC_FOREVER: never */
    struct watch *watch;      /* for its end, or NULL */
    uint64_t since;           /* when it began, for the engine to wait for its end */
    myc_event_handle pending; /* its end event, at `pending_at` */
    myc_time pending_at;
};

/* Someone who waits for records. */
struct watch {
    struct watch *next;
    const struct myc_pattern *pattern;
    uint64_t count; /* records that matched */
    bool over;
    struct pacer *pacer; /* whose start it is, or */
    struct fault *fault; /* whose end */
};

struct myc_injector {
    struct myc_cluster *cluster;
    struct myc_memory *memory;
    struct myc_engine *engine;
    uint32_t process;
    myc_time eff;
    size_t armed_count;
    struct armed *armed;
    size_t fault_count, fault_room;
    struct fault **faults; /* fault i+1 */
    struct watch *watches[MYC_RECORD_KINDS];
};

static struct myc_event event_of(const struct myc_injector *injector, enum kind kind, myc_time time,
                                 uint64_t counter, void *payload)
{
    return (struct myc_event){
        .time = time,
        .rank = kind == START ? MYC_RANK_FAULT_START : MYC_RANK_FAULT_END,
        .source = injector->process,
        .counter = counter,
        .target = injector->process,
        .kind = (uint16_t)kind,
        .payload = payload,
    };
}

/* --- when it starts --- */

static void schedule_start(struct myc_injector *injector, struct pacer *pacer, myc_time start)
{
    struct armed *armed = pacer->armed;
    armed->start = start;
    if (start == MYC_FOREVER)
        return;
    struct myc_event event = event_of(injector, START, start, armed->order++, pacer);
    event.daemon = true;
    event.silent = true;
    myc_engine_schedule(injector->engine, event);
}

/* Asks for the next start, at `soonest` or later. */
static void pace(struct myc_injector *injector, struct pacer *pacer, myc_time from,
                 myc_time soonest)
{
    const struct myc_repetition *by = pacer->armed->by;
    if (by->times && pacer->starts == by->times)
        return;
    myc_time next = by->kind->next(&pacer->pace, from);
    pacer->pace.count++;
    schedule_start(injector, pacer, next > soonest ? next : soonest);
}

/* After now, whatever was drawn. */
static void pace_on(struct myc_injector *injector, struct pacer *pacer)
{
    myc_time now = myc_engine_now(injector->engine);
    pace(injector, pacer, now, myc_time_add(now, 1));
}

/* A fault of `leader` has started, or ended: those who follow it are next. */
static void lead(struct myc_injector *injector, const struct armed *leader, bool ended)
{
    for (size_t i = 0; leader->is_leader && i < injector->armed_count; i++) {
        struct armed *armed = &injector->armed[i];
        bool follows = armed->leader == leader && armed->follows_ends == ended;
        if (follows && myc_engine_now(injector->engine) >= armed->by->from)
            pace_on(injector, armed->pacers);
    }
}

/* --- when it ends --- */

/* The fault ends at `end`, or at eff where that is earlier. */
static void plan_end(struct myc_injector *injector, struct fault *fault, myc_time end)
{
    fault->end = end;
    myc_time at = end < injector->eff ? end : injector->eff;
    if (at == fault->pending_at)
        return;
    if (fault->pending_at == MYC_FOREVER)
        myc_engine_await(injector->engine, fault->since);
    else
        myc_engine_cancel(injector->engine, fault->pending);
    struct myc_event event = event_of(injector, END, at, fault->strike.fault, fault);
    event.content = fault->content;
    event.daemon = true;
    fault->pending = myc_engine_schedule(injector->engine, event);
    fault->pending_at = at;
}

static void write_record(struct myc_injector *injector, enum myc_record_kind kind,
                         const struct fault *fault)
{
    const struct myc_struck *struck = &fault->strike.struck;
    myc_book_add(myc_cluster_book(injector->cluster),
                 &(struct myc_record){
                     .kind = kind,
                     .time = myc_engine_now(injector->engine),
                     .host = struck->host_count ? struck->hosts[0] : MYC_NO_HOST,
                     .fault = fault->strike.fault,
                     .detail = fault->words.effect,
                 });
}

static void end(struct myc_injector *injector, struct fault *fault)
{
    fault->end = myc_engine_now(injector->engine);
    myc_engine_awaited(injector->engine, fault->since);
    if (fault->watch)
        fault->watch->over = true;
    write_record(injector, MYC_RECORD_FAULT_ENDED, fault);
    const struct myc_effect *effect = fault->armed->item->effect;
    if (!effect->at_once)
        effect->end(&fault->strike);
    const struct armed *armed = fault->armed;
    if (armed->by && armed->by->kind->from_end)
        pace_on(injector, fault->pacer);
    lead(injector, armed, true);
}

/* --- watches --- */

static struct watch *watch(struct myc_injector *injector, const struct myc_pattern *pattern)
{
    struct watch *made = myc_memory_alloc(injector->memory, sizeof *made);
    made->pattern = pattern;
    made->next = injector->watches[pattern->kind];
    injector->watches[pattern->kind] = made;
    return made;
}

static void matched(struct myc_injector *injector, struct watch *watch)
{
    myc_time now = myc_engine_now(injector->engine);
    watch->count++;
    if (watch->fault) {
        watch->over = true;
        plan_end(injector, watch->fault, myc_time_add(now, 1));
        return;
    }
    const struct myc_item *item = watch->pacer->armed->item;
    myc_time start = item->trigger->matched(item->trigger_parameters, watch->count, now);
    if (start == MYC_FOREVER)
        return;
    watch->over = true;
    schedule_start(injector, watch->pacer, start);
}

/* Sees every record, inside the event that made it: it only schedules, for later. */
static void see(void *state, const struct myc_record *record)
{
    struct myc_injector *injector = state;
    if (!record->label)
        return;
    struct watch **at = &injector->watches[record->kind];
    while (*at) {
        struct watch *here = *at;
        if (!here->over && strcmp(here->pattern->label, record->label) == 0)
            matched(injector, here);
        if (here->over)
            *at = here->next;
        else
            at = &here->next;
    }
}

/* --- starts --- */

/* Takes the client from what is struck where the effect spares it; why nothing is left, or NULL. */
static const char *spare_client(struct myc_injector *injector, const struct myc_effect *effect,
                                struct myc_struck *struck)
{
    uint32_t client = myc_cluster_client(injector->cluster); /* the last */
    if (!effect->spares_client || !struck->host_count ||
        struck->hosts[struck->host_count - 1] != client)
        return NULL;
    if (--struck->host_count)
        return NULL;
    return myc_memory_format(injector->memory, "it would strike only %s: %s",
                             myc_cluster_host_name(injector->cluster, client),
                             effect->spares_client);
}

/* What an open fault draws is its own: named by the item, the start and the first host struck, and
 * written into the realised item, so that a replay draws the same whatever its seed. */
static uint64_t stream_of(const struct myc_injector *injector, const struct fault *fault)
{
    const struct myc_item *item = fault->armed->item;
    if (item->has_stream && !fault->armed->by)
        return item->stream;
    const struct myc_struck *struck = &fault->strike.struck;
    const char *name =
        myc_memory_format(injector->memory, "%s %" PRIu64 " %u", item->name, fault->start,
                          struck->host_count ? struck->hosts[0] : MYC_ANY_HOST);
    uint64_t seed = item->has_stream ? item->stream : myc_cluster_seed(injector->cluster);
    struct myc_stream stream;
    myc_stream_init(&stream, seed, myc_stream_entity(name), MYC_PURPOSE_STRIKE);
    return myc_stream_bits(&stream) >> 1;
}

static void realise_words(struct myc_injector *injector, struct fault *fault)
{
    struct myc_memory *memory = injector->memory;
    struct myc_words *words = &fault->words;
    *words = fault->armed->item->words;
    if (myc_item_draws(fault->armed->item)) {
        uint64_t stream = stream_of(injector, fault);
        words->stream = myc_memory_format(memory, "stream: %" PRIu64, stream);
        myc_stream_init(&fault->strike.stream, stream, 0, MYC_PURPOSE_STRIKE);
    }
    words->what = myc_struck_text(&fault->strike.struck, injector->cluster, memory);
    words->when = myc_memory_format(memory, "at: %" PRIu64, fault->start);
    words->how_long = NULL;
    struct myc_words digested = *words;
    digested.name = NULL; /* a name only names a stream */
    fault->content = myc_stream_entity(myc_words_text(&digested, memory));
}

static struct fault *make_fault(struct myc_injector *injector, struct pacer *pacer,
                                const struct myc_struck *struck)
{
    struct fault *fault = myc_memory_alloc(injector->memory, sizeof *fault);
    injector->faults = myc_memory_grow(injector->memory, injector->faults, &injector->fault_room,
                                       injector->fault_count + 1, sizeof *injector->faults);
    injector->faults[injector->fault_count++] = fault;
    fault->armed = pacer->armed;
    fault->pacer = pacer;
    fault->start = myc_engine_now(injector->engine);
    fault->since = myc_engine_since(injector->engine);
    fault->pending_at = MYC_FOREVER;
    fault->strike = (struct myc_strike){
        .cluster = injector->cluster,
        .fault = (uint32_t)injector->fault_count,
        .parameters = pacer->armed->item->effect_parameters,
        .struck = *struck,
    };
    realise_words(injector, fault);
    return fault;
}

static void begin_fault(struct myc_injector *injector, struct fault *fault, myc_time length,
                        struct myc_event event)
{
    const struct myc_item *item = fault->armed->item;
    event.counter = fault->strike.fault;
    myc_engine_witness(injector->engine, &event, fault->content);
    write_record(injector, MYC_RECORD_FAULT_STARTED, fault);
    plan_end(injector, fault,
             item->effect->at_once ? fault->start : myc_time_add(fault->start, length));
    if (item->duration->pattern) {
        fault->watch = watch(injector, item->duration->pattern(item->duration_parameters));
        fault->watch->fault = fault;
    }
    item->effect->start(&fault->strike);
}

static myc_time draw_length(const struct armed *armed, struct myc_stream *stream)
{
    if (armed->by && armed->by->kind->length)
        return armed->by->kind->length(armed->by->parameters);
    return armed->item->duration->length(armed->item->duration_parameters, stream);
}

/* Why there is nothing to strike, or NULL. */
static const char *find_struck(struct myc_injector *injector, struct pacer *pacer,
                               struct myc_aim *aim)
{
    const struct myc_item *item = pacer->armed->item;
    aim->struck.shape = item->target->gives;
    if (pacer->pace.host != MYC_ANY_HOST) {
        aim->struck.host_count = 1;
        aim->struck.hosts = &pacer->pace.host;
        return NULL;
    }
    const char *why = item->target->resolve(item->target_parameters, aim);
    return why ? why : spare_client(injector, item->effect, &aim->struck);
}

static void start(struct myc_injector *injector, struct pacer *pacer, const struct myc_event *event)
{
    struct armed *armed = pacer->armed;
    if (event->time >= injector->eff) {
        armed->why = "eff";
        return;
    }
    bool is_due = !armed->by || !armed->by->kind->due || armed->by->kind->due(&pacer->pace);
    if (!is_due) {
        pace_on(injector, pacer);
        return;
    }
    pacer->starts++;
    /* The length comes first: one draw whatever is struck. */
    myc_time length = draw_length(armed, &pacer->stream);
    struct myc_aim aim = { .cluster = injector->cluster, .stream = &pacer->stream };
    armed->why = find_struck(injector, pacer, &aim);
    if (!armed->why) {
        armed->started = true;
        begin_fault(injector, make_fault(injector, pacer, &aim.struck), length, *event);
    }
    bool goes_by_itself = armed->by && !armed->leader;
    if (goes_by_itself && (armed->why || !armed->by->kind->from_end))
        pace_on(injector, pacer);
    if (!armed->why)
        lead(injector, armed, false);
}

static void handle(void *state, const struct myc_event *event)
{
    if (event->kind == START)
        start(state, event->payload, event);
    else
        end(state, event->payload);
}

/* --- begin and finish --- */

static void add_pacer(struct myc_injector *injector, struct armed *armed, const char *name,
                      uint32_t host)
{
    struct pacer *pacer = &armed->pacers[armed->pacer_count++];
    pacer->armed = armed;
    myc_stream_init(&pacer->stream, myc_cluster_seed(injector->cluster), myc_stream_entity(name),
                    MYC_PURPOSE_PERTURB);
    pacer->pace = (struct myc_pace){
        .parameters = armed->by ? armed->by->parameters : NULL,
        .cluster = injector->cluster,
        .stream = &pacer->stream,
        .host = host,
    };
}

/* One for each host: "crash#1/m2" names its stream. */
static void add_pacers_of_hosts(struct myc_injector *injector, struct armed *armed)
{
    const struct myc_item *item = armed->item;
    struct myc_aim aim = { .cluster = injector->cluster };
    armed->why = item->target->resolve(item->target_parameters, &aim);
    if (!armed->why)
        armed->why = spare_client(injector, item->effect, &aim.struck);
    if (armed->why)
        return;
    armed->pacers =
        myc_memory_alloc(injector->memory, aim.struck.host_count * sizeof *armed->pacers);
    struct myc_memory *memory = injector->memory;
    for (uint32_t i = 0; i < aim.struck.host_count; i++) {
        uint32_t host = aim.struck.hosts[i];
        const char *host_name = myc_cluster_host_name(injector->cluster, host);
        add_pacer(injector, armed, myc_memory_format(memory, "%s/%s", item->name, host_name), host);
    }
}

static void arm(struct myc_injector *injector, struct armed *armed)
{
    const struct myc_item *item = armed->item;
    armed->start = MYC_FOREVER;
    if (item->trigger->repetition)
        armed->by = item->trigger->repetition(item->trigger_parameters);
    bool each = armed->by && armed->by->kind->each && armed->by->kind->each(armed->by->parameters);
    if (each && item->target->fixed) {
        add_pacers_of_hosts(injector, armed);
    } else {
        armed->pacers = myc_memory_alloc(injector->memory, sizeof *armed->pacers);
        add_pacer(injector, armed, item->name, MYC_ANY_HOST);
    }
    if (armed->by && armed->by->kind->leader) {
        size_t leader = armed->by->kind->leader(armed->by->parameters, &armed->follows_ends);
        armed->leader = &injector->armed[leader];
        armed->leader->is_leader = true;
        return;
    }
    if (item->trigger->time)
        schedule_start(injector, armed->pacers, item->trigger->time(item->trigger_parameters));
    if (item->trigger->pattern) {
        armed->watch = watch(injector, item->trigger->pattern(item->trigger_parameters));
        armed->watch->pacer = armed->pacers;
    }
    for (uint32_t i = 0; armed->by && i < armed->pacer_count; i++)
        pace(injector, &armed->pacers[i], armed->by->from, armed->by->from);
}

static bool waits_for_records(const struct myc_item *item)
{
    return item->trigger->pattern || item->duration->pattern;
}

struct myc_injector *myc_injector_begin(struct myc_cluster *cluster, const struct myc_plan *plan,
                                        myc_time eff)
{
    struct myc_memory *memory = myc_cluster_memory(cluster);
    struct myc_injector *injector = myc_memory_alloc(memory, sizeof *injector);
    injector->cluster = cluster;
    injector->memory = memory;
    injector->engine = myc_cluster_engine(cluster);
    injector->eff = eff;
    injector->process = myc_engine_add_process(injector->engine, handle, injector);
    injector->armed_count = plan->count;
    injector->armed = myc_memory_alloc(memory, plan->count * sizeof *injector->armed);
    bool watches = false;
    for (size_t i = 0; i < plan->count; i++) {
        injector->armed[i].item = &plan->items[i];
        injector->armed[i].order = (uint64_t)i << 32;
        arm(injector, &injector->armed[i]);
        watches |= waits_for_records(&plan->items[i]);
    }
    if (watches)
        myc_book_watch(myc_cluster_book(cluster), see, injector);
    return injector;
}

/* "holder(labels)" of "target: holder(labels)". */
static const char *without_key(const char *what)
{
    return strchr(what, ' ') + 1;
}

static void add_happened(struct myc_injector *injector, struct fault *fault, struct myc_line *line)
{
    struct myc_memory *memory = injector->memory;
    uint64_t hits = myc_cluster_fault_hits(injector->cluster, fault->strike.fault);
    if (fault->end != MYC_FOREVER && !fault->armed->item->effect->at_once)
        fault->words.how_long =
            myc_memory_format(memory, "for: %" PRIu64, fault->end - fault->start);
    struct myc_book_fault row = {
        .effect = fault->words.effect,
        .target = without_key(fault->armed->item->words.what),
        .item = myc_words_text(&fault->words, memory),
        .host_count = fault->strike.struck.host_count,
        .hosts = fault->strike.struck.hosts,
        .start = fault->start,
        .end = fault->end,
        .hits = hits,
        .state = MYC_FAULT_HAPPENED,
    };
    uint32_t id = myc_book_add_fault(myc_cluster_book(injector->cluster), &row);
    assert(id == fault->strike.fault);
    myc_line_add(line, "%s # %" PRIu64 " hit%s\n", row.item, hits, hits == 1 ? "" : "s");
}

static const char *why_skipped(const struct armed *armed, struct myc_memory *memory)
{
    if (armed->why)
        return armed->why;
    if (!armed->watch || armed->watch->over)
        return "run ended";
    const char *pattern = myc_pattern_text(armed->watch->pattern, memory);
    if (!armed->watch->count)
        return myc_memory_format(memory, "%s never happened", pattern);
    return myc_memory_format(memory, "%s happened only %" PRIu64 " time%s", pattern,
                             armed->watch->count, armed->watch->count == 1 ? "" : "s");
}

static void add_skipped(struct myc_injector *injector, const struct armed *armed,
                        struct myc_line *line)
{
    const struct myc_words *words = &armed->item->words;
    struct myc_book_fault row = {
        .effect = words->effect,
        .target = without_key(words->what),
        .item = myc_words_text(words, injector->memory),
        .start = armed->start,
        .end = MYC_FOREVER,
        .state = MYC_FAULT_SKIPPED,
        .why = why_skipped(armed, injector->memory),
    };
    myc_book_add_fault(myc_cluster_book(injector->cluster), &row);
    myc_line_add(line, "# skipped (%s): %s\n", row.why, row.item);
}

const char *myc_injector_finish(struct myc_injector *injector, struct myc_memory *memory)
{
    struct myc_line line = { .memory = memory };
    for (size_t i = 0; i < injector->fault_count; i++)
        add_happened(injector, injector->faults[i], &line);
    for (size_t i = 0; i < injector->armed_count; i++)
        if (!injector->armed[i].started)
            add_skipped(injector, &injector->armed[i], &line);
    return myc_line_text(&line);
}
