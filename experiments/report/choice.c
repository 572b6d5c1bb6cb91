#include "experiments/report/choice.h"

#include <string.h>

/* pass, then the classes by their number, then unknown. */
#define PASS 0
#define UNKNOWN (MYC_ENDINGS - 1)

const char *myc_ending_word(uint32_t ending)
{
    if (ending == PASS || ending == UNKNOWN)
        return myc_verdict_word(ending == PASS ? MYC_PASS : MYC_UNKNOWN);
    return myc_class_word((enum myc_class)ending);
}

/* The columns of the question. */
enum { ID, CELL, SEED, VERDICT, CLASS, DURATION, FINGERPRINT };

struct shelf {
    size_t count;
    struct myc_chosen runs[MYC_CHOICE_ALL + 1];
};

struct scan {
    struct myc_choice *choice;
    struct shelf first[MYC_ENDINGS];
    struct shelf slowest;
    struct shelf few; /* the first runs of all */
};

/* --- one run --- */

static bool is_word(const struct myc_store_cell *cell, const char *word)
{
    return cell->kind == MYC_CELL_TEXT && strlen(word) == cell->length &&
           memcmp(cell->text, word, cell->length) == 0;
}

/* A study that was edited may say anything; what it says of an ending that is none counts as
 * unknown. */
static uint32_t ending_of(const struct myc_store_cell *cells)
{
    if (is_word(&cells[VERDICT], myc_ending_word(PASS)))
        return PASS;
    for (uint32_t i = PASS + 1; i < UNKNOWN; i++)
        if (is_word(&cells[CLASS], myc_ending_word(i)))
            return i;
    return UNKNOWN;
}

static bool comes_before(const struct myc_chosen *a, const struct myc_chosen *b)
{
    if (a->seed != b->seed)
        return a->seed < b->seed;
    return a->cell != b->cell ? a->cell < b->cell : a->run < b->run;
}

static bool is_slower(const struct myc_chosen *a, const struct myc_chosen *b)
{
    return a->duration_ns != b->duration_ns ? a->duration_ns > b->duration_ns : comes_before(a, b);
}

static bool is_lower(const struct myc_chosen *a, const struct myc_chosen *b)
{
    return a->run < b->run;
}

/* Keeps the best `room` in order. */
static void shelve(struct shelf *shelf, const struct myc_chosen *run, size_t room,
                   bool is_better(const struct myc_chosen *, const struct myc_chosen *))
{
    size_t at = shelf->count;
    while (at > 0 && is_better(run, &shelf->runs[at - 1]))
        at--;
    if (at == room)
        return;
    if (shelf->count < room)
        shelf->count++;
    memmove(&shelf->runs[at + 1], &shelf->runs[at], (shelf->count - at - 1) * sizeof *shelf->runs);
    shelf->runs[at] = *run;
}

/* Adds up the digests of the runs, each of them with where it belongs: the order of rows, which a
 * sweep on many cores does not repeat, makes no difference. */
static void digest_run(const struct myc_chosen *run, const struct myc_store_cell *fingerprint,
                       unsigned char sum[16])
{
    struct {
        uint64_t cell, seed;
        char fingerprint[32];
    } content = { .cell = run->cell, .seed = run->seed };
    unsigned char digest[16];
    unsigned carry = 0;
    if (fingerprint->kind == MYC_CELL_TEXT && fingerprint->length <= sizeof content.fingerprint)
        memcpy(content.fingerprint, fingerprint->text, fingerprint->length);
    myc_digest128(&content, sizeof content, digest);
    for (int i = 15; i >= 0; i--) {
        carry += (unsigned)sum[i] + digest[i];
        sum[i] = (unsigned char)carry;
        carry >>= 8;
    }
}

static void take_run(void *state, size_t count, const struct myc_store_cell *cells)
{
    struct scan *scan = state;
    (void)count;
    const struct myc_chosen run = {
        .run = (uint64_t)cells[ID].integer,
        .cell = cells[CELL].kind == MYC_CELL_INTEGER ? (uint64_t)cells[CELL].integer : 0,
        .seed = (uint64_t)cells[SEED].integer,
        .duration_ns = (uint64_t)cells[DURATION].integer,
        .ending = ending_of(cells),
        .was_killed = cells[FINGERPRINT].kind != MYC_CELL_TEXT,
    };
    scan->choice->run_count++;
    scan->choice->ending_count[run.ending]++;
    digest_run(&run, &cells[FINGERPRINT], scan->choice->digest);
    shelve(&scan->few, &run, MYC_CHOICE_ALL + 1, is_lower);
    if (run.ending == PASS)
        shelve(&scan->slowest, &run, MYC_CHOICE_PER_ENDING, is_slower);
    else
        shelve(&scan->first[run.ending], &run, MYC_CHOICE_PER_ENDING, comes_before);
}

/* --- all of them --- */

static void choose(struct myc_choice *choice, const struct shelf *shelf, size_t index,
                   enum myc_chosen_for why)
{
    if (index >= shelf->count || choice->count == MYC_CHOICE_MAX)
        return;
    choice->chosen[choice->count] = shelf->runs[index];
    choice->chosen[choice->count++].why = why;
}

/* One of each way to fail and the slowest first; then, while there is room, the second of each. */
static void choose_all(struct scan *scan)
{
    struct myc_choice *choice = scan->choice;
    if (scan->few.count <= MYC_CHOICE_ALL) {
        for (size_t i = 0; i < scan->few.count; i++)
            choose(choice, &scan->few, i, MYC_CHOSEN_ONE_OF_FEW);
        return;
    }
    for (size_t i = 0; i < MYC_CHOICE_PER_ENDING; i++) {
        for (uint32_t ending = PASS + 1; ending < MYC_ENDINGS; ending++)
            choose(choice, &scan->first[ending], i, MYC_CHOSEN_FIRST);
        choose(choice, &scan->slowest, i, MYC_CHOSEN_SLOWEST);
    }
}

enum myc_status myc_choice_make(struct myc_store *store, struct myc_choice *choice,
                                struct myc_error *error)
{
    struct scan scan = { .choice = choice };
    const struct myc_store_receiver receiver = { NULL, take_run, &scan };
    *choice = (struct myc_choice){ 0 };
    MYC_TRY(myc_store_query(store,
                            "SELECT id, cell, seed, verdict, class, sim_end_ns, fingerprint "
                            "FROM run",
                            &receiver, error));
    choose_all(&scan);
    return MYC_OK;
}
