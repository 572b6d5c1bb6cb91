/* Words of a text, for the rules of tests/tidy.h. */
#ifndef MYC_TESTS_TIDY_WORDS_H
#define MYC_TESTS_TIDY_WORDS_H

#include <ctype.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>

static inline bool matches(const char *path, const char *pattern)
{
    return fnmatch(pattern, path, 0) == 0;
}

static inline size_t line_of(const char *text, const char *place)
{
    size_t line = 1;
    for (; text < place; text++)
        line += *text == '\n';
    return line;
}

static inline bool in_word(char character)
{
    return isalnum((unsigned char)character) || character == '_';
}

static inline size_t word_length(const char *at)
{
    size_t length = 0;
    while (in_word(at[length]))
        length++;
    return length;
}

static inline bool word_is(const char *at, size_t length, const char *word)
{
    return strlen(word) == length && strncmp(at, word, length) == 0;
}

/* The next identifier at or after `at`, or NULL. Numbers are passed over as a whole. */
static inline const char *next_word(const char *at)
{
    while (*at) {
        if (isalpha((unsigned char)*at) || *at == '_')
            return at;
        at += isdigit((unsigned char)*at) ? word_length(at) : 1;
    }
    return NULL;
}

static inline const char *skip_space(const char *at)
{
    while (isspace((unsigned char)*at))
        at++;
    return at;
}

#endif
