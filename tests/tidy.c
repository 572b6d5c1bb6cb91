/* The rules of tests/tidy.h on one file. */
#include "tests/tidy.h"

#include <stdio.h>

#include "tests/tidy_words.h"

/* Whether `path` matches one of the NULL-terminated patterns. */
static bool matches_any(const char *path, const char *const *patterns)
{
    while (*patterns && !matches(path, *patterns))
        patterns++;
    return *patterns != NULL;
}

static bool is_c(const struct tidy_source *source)
{
    return matches(source->path, "*.[ch]");
}

/* Rooms whose results must follow from the seed alone. */
static bool is_below_experiments(const struct tidy_source *source)
{
    static const char *const rooms[] = { "sim/*", "model/*", "faults/*", NULL };
    return is_c(source) && matches_any(source->path, rooms);
}

/* The last character before `at` that is no white space; '\0' where there is none. */
static char character_before(const char *text, const char *at)
{
    while (at > text && isspace((unsigned char)at[-1]))
        at--;
    return at > text ? at[-1] : '\0';
}

/* ---- includes ---- */

/* The next #include of the file: its name with the quotes or angle brackets round it. */
static const char *next_include(const struct tidy_source *source, const char *after, char *name,
                                size_t room)
{
    const char *at = after ? after : source->code;
    while ((at = strstr(at, "#"))) {
        const char *word = skip_space(at + 1);
        at = word;
        if (!word_is(word, word_length(word), "include"))
            continue;
        const char *quoted = skip_space(source->text + (word - source->code) + strlen("include"));
        snprintf(name, room, "%.*s", (int)strcspn(quoted, " \t\n"), quoted);
        return at;
    }
    return NULL;
}

void tidy_check_directions(const struct tidy_source *source, struct tidy_report *report)
{
    static const struct {
        const char *room;
        const char *may[8];
    } directions[] = {
        { "sim/*", { "\"sim/*" } },
        { "model/*", { "\"sim/*", "\"model/*" } },
        { "faults/*", { "\"sim/*", "\"faults/*" } },
        { "viz/*",
          { "\"viz/*", "\"sim/record*", "\"sim/memory.h\"", "\"sim/status.h\"", "\"sim/time.h\"",
            "\"sim/utf8.h\"" } },
        { "experiments/*", { "\"sim/*", "\"model/*", "\"faults/*", "\"experiments/*" } },
        { "tests/*",
          { "\"sim/*", "\"model/*", "\"faults/*", "\"viz/*", "\"experiments/*", "\"tests/*" } },
    };
    if (!is_c(source))
        return;
    char name[256];
    for (const char *at = NULL; (at = next_include(source, at, name, sizeof name));)
        for (size_t i = 0; i < sizeof directions / sizeof *directions; i++)
            if (*name == '"' && matches(source->path, directions[i].room) &&
                !matches_any(name, directions[i].may))
                tidy_complain(report, "%s:%zu: may not include %s\n", source->path,
                              line_of(source->code, at), name);
}

void tidy_check_confined(const struct tidy_source *source, struct tidy_report *report)
{
    static const struct {
        const char *header;
        const char *to[6];
    } confined[] = {
        { "<sqlite3*", { "experiments/store*" } },
        { "<graphviz/*", { "viz/dot.c" } },
        { "<gvc*", { "viz/dot.c" } },
        { "<cgraph*", { "viz/dot.c" } },
        { "<libfyaml*", { "experiments/yaml.c" } },
        { "<cbor*", { "model/codec.c" } },
        { "<jansson*", { "experiments/*" } },
        { "<gsl/gsl_errno*", { "experiments/main.c", "experiments/bench/*" } },
        { "<gsl/gsl_statistics*", { "experiments/statistics/*" } },
        { "<gsl/gsl_qrng*", { "experiments/statistics/*" } },
        { "<gsl/*", { "sim/stream.*", "sim/distribution*", "experiments/statistics/*" } },
        { "<mpfr*", { "sim/stream.*", "sim/distribution*" } },
        { "<math.h>", { "sim/stream.*", "sim/distribution*", "experiments/*", "viz/*" } },
        { "<tgmath.h>", { NULL } },
        { "<pthread*", { NULL } },
        { "<threads.h>", { NULL } },
        { "<locale.h>", { "experiments/main.c", "viz/main.c" } },
        { "<time.h>", { "experiments/*" } },
        { "<sys/time.h>", { "experiments/*" } },
    };
    if (!is_c(source) || matches(source->path, "tests/*"))
        return;
    char name[256];
    for (const char *at = NULL; (at = next_include(source, at, name, sizeof name));)
        for (size_t i = 0; i < sizeof confined / sizeof *confined; i++)
            if (matches(name, confined[i].header)) {
                if (!matches_any(source->path, confined[i].to))
                    tidy_complain(report, "%s:%zu: %s is confined to other files\n", source->path,
                                  line_of(source->code, at), name);
                break;
            }
}

/* ---- calls ---- */

static bool is_banned_call(const char *word, size_t length)
{
    static const char *const names[] = {
        /* memory comes from the run */
        "malloc", "calloc", "realloc", "reallocarray", "aligned_alloc", "posix_memalign", "free",
        "strdup", "strndup", "asprintf", "vasprintf", "alloca", "gsl_rng_alloc",
        /* chance comes from a stream, time from the engine */
        "rand", "rand_r", "random", "srand", "srandom", "drand48", "getrandom", "time", "clock",
        "clock_gettime", "gettimeofday", "nanosleep", "sleep", "usleep",
        /* nothing comes from around the process, and nothing goes there */
        "getenv", "secure_getenv", "setenv", "setlocale", "getpid", "system", "popen", "fork",
        "exit", "abort", "fopen", "fdopen", "open", "printf", "vprintf", "puts", "putchar",
        "perror", NULL
    };
    static const char *const prefixes[] = { "pthread_", "thrd_", "mtx_", NULL };
    for (size_t i = 0; names[i]; i++)
        if (word_is(word, length, names[i]))
            return true;
    for (size_t i = 0; prefixes[i]; i++)
        if (strncmp(word, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

void tidy_check_calls(const struct tidy_source *source, struct tidy_report *report)
{
    if (!is_below_experiments(source))
        return;
    const char *word = source->code;
    for (size_t length = 0; (word = next_word(word + length));) {
        length = word_length(word);
        char before = character_before(source->code, word);
        bool is_member = before == '.' || (before == '>' && word[-1] == '>');
        bool is_call = *skip_space(word + length) == '(' && !is_member;
        if (word_is(word, length, "stdout") || (is_call && is_banned_call(word, length)))
            tidy_complain(report, "%s:%zu: %.*s is not for this room\n", source->path,
                          line_of(source->code, word), (int)length, word);
    }
}

/* ---- declarations and functions ---- */

/* One thing that stands at file scope. */
struct item {
    const char *begin;
    const char *end;  /* past its ';' or closing brace */
    const char *body; /* of a function: its opening brace; NULL: a declaration */
};

/* Past the bracket that closes the one at `at`, whatever kinds stand between. */
static const char *skip_brackets(const char *at)
{
    size_t depth = 0;
    do {
        depth += *at == '(' || *at == '{' || *at == '[';
        depth -= *at == ')' || *at == '}' || *at == ']';
        at++;
    } while (*at && depth > 0);
    return at;
}

/* Copies a declaration up to its initialiser, without attributes, without what stands in braces
 * and without calls of macros in capitals that stand before it. */
static void copy_declaration(const char *from, const char *end, char *to, size_t room)
{
    size_t used = 0;
    while (from < end && used + 1 < room && *from != '=' && *from != ';') {
        size_t length = word_length(from);
        const char *next = skip_space(from + length);
        bool is_attribute = word_is(from, length, "__attribute__");
        bool is_macro = length > 0 && strcspn(from, "abcdefghijklmnopqrstuvwxyz") >= length;
        if (*next == '(' && (is_attribute || is_macro)) {
            from = skip_brackets(next);
        } else if (*from == '{' || *from == '[') {
            from = skip_brackets(from);
        } else {
            size_t step = length > 0 ? length : 1;
            step = step < room - used - 1 ? step : room - used - 1;
            memcpy(to + used, from, step);
            used += step;
            from += step;
        }
    }
    to[used] = '\0';
}

/* Whether the brace at `brace` opens the body of a function: a parameter list stands before it. */
static bool opens_function(const char *begin, const char *brace)
{
    char declaration[1024];
    copy_declaration(begin, brace, declaration, sizeof declaration);
    return character_before(declaration, declaration + strlen(declaration)) == ')';
}

static bool next_item(const char *after, struct item *item)
{
    const char *at = skip_space(after);
    *item = (struct item){ .begin = at };
    bool has_initialiser = false;
    while (*at && *at != ';') {
        has_initialiser = has_initialiser || *at == '=';
        if (*at == '{' && !has_initialiser && opens_function(item->begin, at)) {
            item->body = at;
            item->end = skip_brackets(at);
            return true;
        }
        at = *at == '{' || *at == '(' || *at == '[' ? skip_brackets(at) : at + 1;
    }
    item->end = *at ? at + 1 : at;
    return *item->begin != '\0';
}

static bool has_word(const char *text, const char *wanted)
{
    size_t length = 0;
    while ((text = next_word(text + length))) {
        length = word_length(text);
        if (word_is(text, length, wanted))
            return true;
    }
    return false;
}

/* Whether the declaration only names a struct, union or enum (or nothing at all). */
static bool declares_no_variable(const char *declaration)
{
    size_t words = 0;
    for (const char *at = next_word(declaration); at; at = next_word(at + word_length(at)))
        words++;
    bool is_tag = has_word(declaration, "struct") || has_word(declaration, "union") ||
                  has_word(declaration, "enum");
    return words == 0 || (is_tag && words <= 2 && !strchr(declaration, '*'));
}

static bool is_mutable(const char *declaration)
{
    if (has_word(declaration, "typedef") || has_word(declaration, "extern") ||
        has_word(declaration, "_Static_assert") || has_word(declaration, "static_assert") ||
        declares_no_variable(declaration))
        return false;
    const char *parenthesis = strchr(declaration, '(');
    if (parenthesis && *skip_space(parenthesis + 1) != '*')
        return false; /* a function */
    const char *star = strrchr(declaration, '*');
    return !has_word(star ? star : declaration, "const");
}

static void complain_if_mutable(const struct tidy_source *source, const char *begin,
                                const char *end, struct tidy_report *report)
{
    char declaration[512];
    copy_declaration(begin, end, declaration, sizeof declaration);
    if (is_mutable(declaration))
        tidy_complain(report, "%s:%zu: is mutable and outlives the call: %s\n", source->path,
                      line_of(source->body, begin), declaration);
}

void tidy_check_state(const struct tidy_source *source, struct tidy_report *report)
{
    if (!is_below_experiments(source))
        return;
    struct item item;
    for (const char *at = source->body; next_item(at, &item); at = item.end) {
        if (!item.body) {
            complain_if_mutable(source, item.begin, item.end, report);
            continue;
        }
        size_t length = 0;
        for (const char *word = item.body; (word = next_word(word + length)) && word < item.end;) {
            length = word_length(word);
            if (word_is(word, length, "static") || word_is(word, length, "_Thread_local"))
                complain_if_mutable(source, word, item.end, report);
        }
    }
}

void tidy_check_long_function(const struct tidy_source *source, struct tidy_report *report)
{
    if (!is_c(source))
        return;
    struct item item;
    for (const char *at = source->body; next_item(at, &item); at = item.end) {
        size_t first = line_of(source->body, item.begin);
        size_t lines = line_of(source->body, item.end) - first + 1;
        if (item.body && lines > TIDY_FUNCTION_LINES)
            tidy_complain(report, "%s:%zu: a function of %zu lines\n", source->path, first, lines);
    }
}

/* ---- the workplace ---- */

void tidy_check_workplace(const struct tidy_source *source, struct tidy_report *report)
{
    static const char workplace[] = "/wo"
                                    "rk/";
    const char *found = strstr(source->text, workplace);
    if (found)
        tidy_complain(report, "%s:%zu: names the place where it was written\n", source->path,
                      line_of(source->text, found));
}
