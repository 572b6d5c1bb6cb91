/* Writing a run: its row, and the rows of what its trace keeps, all of them in
 * one transaction. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/store_internal.h"
#include "sim/digest.h"

/* --- what runs have in common --- */

enum myc_status myc_store_keep(struct myc_store *store, const char *bytes, size_t length,
                               char name[33], struct myc_error *error)
{
    unsigned char digest[16];
    struct myc_insert insert;
    myc_digest128(bytes, length, digest);
    myc_digest_text(digest, name);
    MYC_TRY(myc_insert_begin(store, MYC_INSERT_BLOB, &insert, error));
    myc_insert_text(&insert, name);
    myc_insert_bytes(&insert, bytes, length);
    return myc_insert_row(&insert);
}

static enum myc_status keep_file(struct myc_store *store, const struct myc_file *file, FILE *out,
                                 struct myc_error *error)
{
    char digest[33];
    MYC_TRY(myc_store_keep(store, file->bytes, file->length, digest, error));
    fprintf(out, "{\"name\":\"%s\",\"digest\":\"%s\",\"store\":\"%s\"}", file->name, digest,
            file->store == MYC_FILE_LOCAL ? "local" : "shared");
    return MYC_OK;
}

/* The list of the files, itself a blob. Names of files need no quoting in JSON. */
static enum myc_status keep_files(struct myc_store *store, const struct myc_cluster_config *cluster,
                                  char list[33], struct myc_error *error)
{
    char *json = NULL;
    size_t length;
    enum myc_status status = MYC_OK;
    FILE *out = open_memstream(&json, &length);
    assert(out);
    for (uint32_t i = 0; status == MYC_OK && i < cluster->file_count; i++) {
        fputc(i ? ',' : '[', out);
        status = keep_file(store, &cluster->files[i], out, error);
    }
    fputc(']', out);
    fclose(out);
    if (status == MYC_OK)
        status = myc_store_keep(store, json, length, list, error);
    free(json);
    return status;
}

enum myc_status myc_store_keep_origin(struct myc_store *store, const struct myc_scenario *scenario,
                                      struct myc_store_origin *origin, struct myc_error *error)
{
    *origin = (struct myc_store_origin){ 0 };
    MYC_TRY(myc_store_keep(store, scenario->text, strlen(scenario->text), origin->scenario, error));
    if (scenario->cluster.file_count == 0)
        return MYC_OK;
    return keep_files(store, &scenario->cluster, origin->files, error);
}

/* --- the row --- */

/* Kinds are plain words, and fewer than would fill the room. */
static void write_messages(const struct myc_outcome *outcome, char *json, size_t room)
{
    int length = snprintf(json, room, "{");
    for (size_t i = 0; i < outcome->message_kind_count; i++)
        length +=
            snprintf(json + length, room - (size_t)length, "%s\"%s\":%llu", i ? "," : "",
                     outcome->messages[i].name, (unsigned long long)outcome->messages[i].count);
    length += snprintf(json + length, room - (size_t)length, "}");
    assert((size_t)length < room);
}

static void put_origin(struct myc_insert *insert, const struct myc_outcome *outcome,
                       const struct myc_store_origin *origin)
{
    myc_insert_null(insert); /* id: the next one */
    myc_insert_text(insert, outcome->scenario->name);
    myc_insert_unless(insert, origin->cell, 0);
    myc_insert_integer(insert, outcome->seed);
    myc_insert_text(insert, origin->scenario);
    myc_insert_null(insert); /* program */
    myc_insert_text(insert, *origin->files ? origin->files : NULL);
    myc_insert_text(insert, myc_store_traces[outcome->scenario->trace]);
    myc_insert_text(insert, outcome->declared);
    myc_insert_text(insert, outcome->realised);
    myc_insert_text(insert, MYC_ENGINE_VERSION);
    myc_insert_text(insert, *outcome->fingerprint ? outcome->fingerprint : NULL);
}

static void put_end(struct myc_insert *insert, const struct myc_outcome *outcome)
{
    const struct myc_book_run *run = &outcome->book->run;
    myc_insert_text(insert, myc_verdict_word(outcome->verdict));
    myc_insert_text(insert, myc_class_word(outcome->class));
    myc_insert_text(insert, outcome->reason);
    myc_insert_text(insert, outcome->response);
    myc_insert_text(insert, outcome->expectations);
    myc_insert_text(insert, outcome->requests_json);
    myc_insert_text(insert, outcome->failing_node);
    myc_insert_unless(insert, run->failing_node, 0);
    myc_insert_unless(insert, run->response_node, 0);
    myc_insert_unless(insert, outcome->answered, MYC_FOREVER);
    myc_insert_integer(insert, outcome->sim_end);
    myc_insert_integer(insert, outcome->events);
}

static void put_recovery(struct myc_insert *insert, const struct myc_recovery_figures *figures)
{
    myc_insert_integer(insert, figures->setbacks);
    myc_insert_integer(insert, figures->hedged);
    myc_insert_integer(insert, figures->recovered);
    myc_insert_integer(insert, figures->detect_ns_total);
    myc_insert_integer(insert, figures->detect_ns_max);
    myc_insert_integer(insert, figures->recover_ns_total);
    myc_insert_integer(insert, figures->recover_ns_max);
    myc_insert_integer(insert, figures->recomputed_ns);
    myc_insert_integer(insert, figures->resent_bytes);
    myc_insert_integer(insert, figures->evicted);
}

static void put_faults(struct myc_insert *insert, const struct myc_outcome *outcome)
{
    uint64_t happened = 0, hits = 0;
    for (size_t i = 0; i < outcome->book->fault_count; i++) {
        happened += outcome->book->faults[i].state == MYC_FAULT_HAPPENED;
        hits += outcome->book->faults[i].hits;
    }
    myc_insert_integer(insert, happened);
    myc_insert_integer(insert, hits);
    myc_insert_integer(insert, outcome->loss_count);
}

#define MESSAGES_BYTES 1024

/* The columns of `run`, in the order of the schema. */
static enum myc_status write_run(struct myc_store_writer *writer,
                                 const struct myc_store_origin *origin)
{
    const struct myc_outcome *outcome = writer->outcome;
    char messages[MESSAGES_BYTES];
    struct myc_insert insert;
    write_messages(outcome, messages, sizeof messages);
    MYC_TRY(myc_insert_begin(writer->store, MYC_INSERT_RUN, &insert, writer->error));
    put_origin(&insert, outcome, origin);
    put_end(&insert, outcome);
    myc_insert_integer(&insert, myc_outcome_messages(outcome));
    myc_insert_text(&insert, messages);
    myc_insert_integer(&insert, outcome->control);
    myc_insert_integer(&insert, outcome->duplicates_dropped);
    myc_insert_integer(&insert, outcome->spore_runs);
    myc_insert_integer(&insert, outcome->recomputed);
    put_recovery(&insert, &outcome->recovery);
    put_faults(&insert, outcome);
    myc_insert_integer(&insert, outcome->wall_ns);
    MYC_TRY(myc_insert_row(&insert));
    writer->run = sqlite3_changes(writer->store->database)
                      ? sqlite3_last_insert_rowid(writer->store->database)
                      : 0;
    return MYC_OK;
}

/* --- the rest of a run --- */

static enum myc_status write_losses(const struct myc_store_writer *writer)
{
    const struct myc_outcome *outcome = writer->outcome;
    struct myc_insert insert;
    MYC_TRY(myc_insert_begin(writer->store, MYC_INSERT_LOSS, &insert, writer->error));
    for (size_t i = 0; i < outcome->loss_count; i++) {
        const struct myc_loss *loss = &outcome->losses[i];
        myc_insert_integer(&insert, (uint64_t)writer->run);
        myc_insert_integer(&insert, i + 1);
        myc_insert_text(&insert, loss->node);
        myc_insert_integer(&insert, loss->node_id);
        myc_insert_integer(&insert, loss->host);
        myc_insert_integer(&insert, loss->at);
        myc_insert_unless(&insert, loss->fault, 0);
        myc_insert_integer(&insert, loss->recoverable);
        MYC_TRY(myc_insert_row(&insert));
    }
    return MYC_OK;
}

static enum myc_status write_checkpoints(const struct myc_store_writer *writer)
{
    const struct myc_outcome *outcome = writer->outcome;
    struct myc_insert insert;
    MYC_TRY(myc_insert_begin(writer->store, MYC_INSERT_CHECKPOINT, &insert, writer->error));
    for (size_t i = 0; i < outcome->checkpoint_count; i++) {
        myc_insert_integer(&insert, (uint64_t)writer->run);
        myc_insert_integer(&insert, outcome->checkpoints[i].events);
        myc_insert_integer(&insert, outcome->checkpoints[i].time);
        myc_insert_digest(&insert, outcome->checkpoints[i].digest);
        MYC_TRY(myc_insert_row(&insert));
    }
    return MYC_OK;
}

static enum myc_status write_events(const struct myc_store_writer *writer)
{
    const struct myc_outcome *outcome = writer->outcome;
    struct myc_insert insert;
    MYC_TRY(myc_insert_begin(writer->store, MYC_INSERT_EVENT, &insert, writer->error));
    for (size_t i = 0; i < outcome->event_count; i++) {
        const struct myc_traced_event *event = &outcome->traced[i];
        myc_insert_integer(&insert, (uint64_t)writer->run);
        myc_insert_integer(&insert, i + 1);
        myc_insert_integer(&insert, event->time);
        myc_insert_integer(&insert, event->rank);
        myc_insert_integer(&insert, event->source);
        myc_insert_integer(&insert, event->counter);
        myc_insert_integer(&insert, event->target);
        myc_insert_integer(&insert, event->kind);
        myc_insert_integer(&insert, event->content);
        MYC_TRY(myc_insert_row(&insert));
    }
    return MYC_OK;
}

enum myc_status myc_store_add(struct myc_store *store, const struct myc_outcome *outcome,
                              const struct myc_store_origin *origin, uint64_t *run,
                              struct myc_error *error)
{
    struct myc_store_writer writer = { .store = store, .outcome = outcome, .error = error };
    MYC_TRY(write_run(&writer, origin));
    *run = (uint64_t)writer.run;
    if (!writer.run)
        return MYC_OK; /* the cell has this seed already */
    MYC_TRY(myc_store_write_book(&writer));
    MYC_TRY(write_losses(&writer));
    MYC_TRY(write_checkpoints(&writer));
    return write_events(&writer);
}

static enum myc_status append(struct myc_store *store, const struct myc_outcome *outcome,
                              uint64_t *run, struct myc_error *error)
{
    struct myc_store_origin origin;
    MYC_TRY(myc_store_keep_origin(store, outcome->scenario, &origin, error));
    MYC_TRY(myc_store_add(store, outcome, &origin, run, error));
    return myc_store_commit(store, error);
}

enum myc_status myc_store_append(struct myc_store *store, const struct myc_outcome *outcome,
                                 uint64_t *run, struct myc_error *error)
{
    MYC_TRY(myc_store_begin(store, error));
    enum myc_status status = append(store, outcome, run, error);
    if (status != MYC_OK)
        myc_store_undo(store);
    return status;
}
