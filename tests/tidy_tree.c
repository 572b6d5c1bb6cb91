/* Reading the whole tree, and the rules of tests/tidy.h on it. */
#include <assert.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/tidy.h"
#include "tests/tidy_words.h"

#define FILE_BYTES_MAX (1 << 20) /* anything larger is data, not source */

static void read_file(struct tidy_tree *tree, const char *full, const char *path, size_t bytes)
{
    char *text = calloc(1, bytes + 1);
    FILE *file = fopen(full, "rb");
    assert(text && file);
    size_t length = fread(text, 1, bytes, file);
    fclose(file);
    if (!memchr(text, '\0', length)) {
        tree->sources = realloc(tree->sources, (tree->count + 1) * sizeof *tree->sources);
        assert(tree->sources);
        tidy_source_init(&tree->sources[tree->count++], path, text);
    }
    free(text);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_passed_over(const FTSENT *entry)
{
    if (entry->fts_level == FTS_ROOTLEVEL)
        return false;
    bool is_build = entry->fts_level == 1 && strcmp(entry->fts_name, "build") == 0;
    return is_build || (entry->fts_name[0] == '.' && strcmp(entry->fts_name, ".ci") != 0);
}

bool tidy_tree_read(struct tidy_tree *tree, const char *root)
{
    *tree = (struct tidy_tree){ 0 };
    char *const roots[] = { (char *)root, NULL };
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    if (!walk)
        return false;
    for (FTSENT *entry; (entry = fts_read(walk));) {
        if (is_passed_over(entry))
            fts_set(walk, entry, FTS_SKIP);
        else if (entry->fts_info == FTS_F && entry->fts_statp->st_size <= FILE_BYTES_MAX)
            read_file(tree, entry->fts_path, entry->fts_path + strlen(root) + 1,
                      (size_t)entry->fts_statp->st_size);
    }
    return fts_close(walk) == 0;
}

void tidy_tree_deinit(struct tidy_tree *tree)
{
    for (size_t i = 0; i < tree->count; i++)
        tidy_source_deinit(&tree->sources[i]);
    free(tree->sources);
}

const struct tidy_source *tidy_tree_find(const struct tidy_tree *tree, const char *path)
{
    for (size_t i = 0; i < tree->count; i++)
        if (strcmp(tree->sources[i].path, path) == 0)
            return &tree->sources[i];
    return NULL;
}

/* ---- registers ---- */

struct family {
    const char *list;   /* X(name) lines */
    const char *prefix; /* of the file of a kind: prefix, name in lower case, suffix */
    const char *suffix;
};

static const struct family families[] = {
    { "sim/distribution_list.h", "sim/distribution_", ".c" },
    { "sim/detector_list.h", "sim/detector_", ".c" },
    { "model/message_list.h", "model/receive_", ".c" },
    { "model/recovery_list.h", "model/recovery_", ".c" },
    { "model/check_list.h", "model/check_", ".c" },
    { "faults/effect_list.h", "faults/effect_", ".c" },
    { "faults/trigger_list.h", "faults/trigger_", ".c" },
    { "faults/generator_list.h", "faults/generator_", ".c" },
    { "faults/preset_list.h", "faults/preset_", ".c" },
    { "faults/repetition_list.h", "faults/repetition_", ".c" },
    { "faults/target_list.h", "faults/target_", ".c" },
    { "faults/duration_list.h", "faults/duration_", ".c" },
    { "viz/view_list.h", "viz/", "_view.c" },
    { "experiments/workloads/workload_list.h", "experiments/workloads/", ".c" },
    { "experiments/command_list.h", "experiments/command_", ".c" },
    { "experiments/export_list.h", "experiments/export_", ".c" },
    { "experiments/bench/bench_list.h", "experiments/bench/bench_", ".c" },
    { "experiments/statistics/measure_list.h", "experiments/statistics/measure_", ".c" },
};

/* The next X(name) of a list: its name. */
static const char *next_kind(const char *after)
{
    const char *word = after;
    size_t length = 0;
    while ((word = next_word(word + length))) {
        length = word_length(word);
        if (word_is(word, length, "X") && word[length] == '(')
            return skip_space(word + length + 1);
    }
    return NULL;
}

/* Where the kind that stands at `name` in the family's list belongs. */
static void kind_path(const struct family *family, const char *name, char *path, size_t room)
{
    size_t length = word_length(name);
    snprintf(path, room, "%s%.*s%s", family->prefix, (int)length, name, family->suffix);
    for (char *at = path + strlen(family->prefix); *at; at++)
        *at = (char)tolower((unsigned char)*at);
}

static bool is_listed(const struct family *family, const struct tidy_source *list,
                      const char *wanted)
{
    char path[256];
    for (const char *kind = next_kind(list->code); kind; kind = next_kind(kind)) {
        kind_path(family, kind, path, sizeof path);
        if (strcmp(path, wanted) == 0)
            return true;
    }
    return false;
}

/* Whether the file has a header of its own: a helper that others call, no kind. */
static bool has_header(const struct tidy_tree *tree, const char *path)
{
    char header[256];
    snprintf(header, sizeof header, "%.*s.h", (int)strcspn(path, "."), path);
    return tidy_tree_find(tree, header) != NULL;
}

static void check_family(const struct family *family, const struct tidy_tree *tree,
                         struct tidy_report *report)
{
    const struct tidy_source *list = tidy_tree_find(tree, family->list);
    if (!list) {
        tidy_complain(report, "%s: is missing\n", family->list);
        return;
    }
    char path[256];
    for (const char *kind = next_kind(list->code); kind; kind = next_kind(kind)) {
        kind_path(family, kind, path, sizeof path);
        if (!tidy_tree_find(tree, path))
            tidy_complain(report, "%s:%zu: there is no %s\n", family->list,
                          line_of(list->code, kind), path);
    }
    snprintf(path, sizeof path, "%s*%s", family->prefix, family->suffix);
    for (size_t i = 0; i < tree->count; i++)
        if (matches(tree->sources[i].path, path) && !has_header(tree, tree->sources[i].path) &&
            !is_listed(family, list, tree->sources[i].path))
            tidy_complain(report, "%s: is not in %s\n", tree->sources[i].path, family->list);
}

void tidy_check_registers(const struct tidy_tree *tree, struct tidy_report *report)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        check_family(&families[i], tree, report);
}

/* ---- CMake ---- */

/* Whether `word` stands in the text with nothing of a name on either side. */
static bool stands_in(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        if ((at == text || strchr(" \t\n(", at[-1])) && strchr(" \t\n)", at[length]))
            return true;
    return false;
}

/* What the CMakeLists.txt of the file's room must say; false where nothing has to. */
static bool build_line(const char *path, char *line, size_t room)
{
    static const struct {
        const char *pattern, *prefix, *call;
    } forms[] = {
        { "tests/test_*.c", "tests/test_", "mycel_test(" },
        { "tests/test_*.sh", "tests/test_", "mycel_shell_test(" },
        { "tests/fuzz_*.c", "tests/fuzz_", "mycel_fuzz(" },
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (matches(path, forms[i].pattern)) {
            const char *name = path + strlen(forms[i].prefix);
            snprintf(line, room, "%s%.*s", forms[i].call, (int)strcspn(name, "."), name);
            return true;
        }
    const char *slash = strchr(path, '/');
    if (!slash || !matches(path, "*.c"))
        return false;
    snprintf(line, room, "%s", slash + 1);
    return true;
}

void tidy_check_built(const struct tidy_tree *tree, struct tidy_report *report)
{
    for (size_t i = 0; i < tree->count; i++) {
        const char *path = tree->sources[i].path;
        char line[256], room[256];
        if (!build_line(path, line, sizeof line))
            continue;
        snprintf(room, sizeof room, "%.*s/CMakeLists.txt", (int)strcspn(path, "/"), path);
        const struct tidy_source *lists = tidy_tree_find(tree, room);
        if (!lists || !stands_in(lists->text, line))
            tidy_complain(report, "%s: is not in %s\n", path, room);
    }
}
