#include "experiments/replay.h"

#include <inttypes.h>
#include <string.h>

#include "experiments/parting.h"

enum myc_status myc_replay_run(const struct myc_replay *replay, struct myc_scenario *scenario,
                               struct myc_outcome *outcome, struct myc_error *error)
{
    const struct myc_stored_run *stored = replay->stored;
    const struct myc_run_options options = { .keep_records = replay->keep_records };
    if (strcmp(stored->engine, MYC_ENGINE_VERSION) != 0)
        return myc_error_set(error, MYC_NOT_REPRODUCIBLE,
                             "run %" PRIu64
                             " of %s was made by Mycel %s and this is Mycel %s: only "
                             "the version that made a run repeats it",
                             stored->id, replay->database, stored->engine, MYC_ENGINE_VERSION);
    struct myc_scenario_text text = {
        .name = myc_memory_format(replay->memory, "%s: run %" PRIu64, replay->database, stored->id),
        .text = stored->scenario,
        .length = stored->scenario_length,
        .plan = stored->realised,
        .seed = stored->seed,
        .files = stored->files,
        .file_count = stored->file_count,
    };
    MYC_TRY(myc_scenario_read_text(&text, replay->memory, scenario, error));
    return myc_run(scenario, &options, replay->run_memory, outcome, error);
}

enum myc_status myc_replay_compare(const struct myc_replay *replay,
                                   const struct myc_outcome *outcome, struct myc_error *error)
{
    const struct myc_stored_run *stored = replay->stored;
    if (strcmp(stored->fingerprint, outcome->fingerprint) == 0)
        return MYC_OK;
    const struct myc_trail again = myc_trail_of(outcome, "now");
    const struct myc_trail before = {
        .name = "stored",
        .cluster = &outcome->scenario->cluster,
        .events = stored->events,
        .sim_end = stored->sim_end,
        .checkpoint_count = stored->checkpoint_count,
        .checkpoints = stored->checkpoints,
        .event_count = stored->event_count,
        .traced = stored->traced,
    };
    const char *hint = stored->event_count ? ""
                                           : "\nWith `trace: all' a run keeps its events, and "
                                             "the one that differs can be shown.";
    return myc_error_set(error, MYC_NOT_REPRODUCIBLE,
                         "run %" PRIu64 " of %s does not repeat: its fingerprint is %s, now it is "
                         "%s\n%s%s",
                         stored->id, replay->database, stored->fingerprint, outcome->fingerprint,
                         myc_trail_parting(&before, &again, replay->memory), hint);
}

enum myc_status myc_replay_book(const struct myc_replay *replay, struct myc_store *store,
                                const struct myc_book **book, struct myc_error *error)
{
    const struct myc_stored_run *stored = replay->stored;
    struct myc_replay again = *replay;
    again.keep_records = true;
    if (stored->has_records) {
        struct myc_book *rows = myc_memory_alloc(replay->memory, sizeof *rows);
        *book = rows;
        return myc_store_read_book(store, stored->id, replay->memory, rows, error);
    }
    struct myc_outcome *outcome = myc_memory_alloc(replay->memory, sizeof *outcome);
    struct myc_scenario *scenario = myc_memory_alloc(replay->memory, sizeof *scenario);
    MYC_TRY(myc_replay_run(&again, scenario, outcome, error));
    MYC_TRY(myc_replay_compare(&again, outcome, error));
    *book = outcome->book;
    return MYC_OK;
}
