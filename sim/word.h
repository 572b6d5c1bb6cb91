/* The characters of names, labels and the words of types, [A-Za-z_][A-Za-z0-9_]*, in any locale. */
#ifndef MYC_SIM_WORD_H
#define MYC_SIM_WORD_H

#include <stdbool.h>

static inline bool myc_word_begins(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static inline bool myc_word_continues(char c)
{
    return myc_word_begins(c) || (c >= '0' && c <= '9');
}

#endif
