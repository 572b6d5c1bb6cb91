/* What the rules of tests/tidy.h see of a file: blanking what is not code. */
#include "tests/tidy.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tidy_complain(struct tidy_report *report, const char *format, ...)
{
    report->count++;
    size_t room = sizeof report->text - report->used;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(report->text + report->used, room, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < room)
        report->used += (size_t)length;
    else
        report->text[report->used] = '\0';
}

static void blank(char *from, const char *to)
{
    for (; from < to; from++)
        if (*from != '\n')
            *from = ' ';
}

/* Past the comment or literal that begins at `at`; `at` itself where none does. */
static char *skip_quiet(char *at)
{
    if (at[0] == '/' && at[1] == '/')
        return at + strcspn(at, "\n");
    if (at[0] == '/' && at[1] == '*') {
        char *end = strstr(at + 2, "*/");
        return end ? end + 2 : at + strlen(at);
    }
    if (*at == '"' || *at == '\'') {
        char *end = at + 1;
        while (*end && *end != *at && *end != '\n')
            end += end[0] == '\\' && end[1] ? 2 : 1;
        return *end == *at ? end + 1 : end;
    }
    return at;
}

static void blank_comments_and_literals(char *code)
{
    while (*code) {
        char *end = skip_quiet(code);
        bool is_literal = *code == '"' || *code == '\'';
        if (end == code)
            code++;
        else if (is_literal && end > code + 1)
            blank(code + 1, end - 1);
        else
            blank(code, end);
        code = end > code ? end : code;
    }
}

static void blank_directives(char *body)
{
    while (*body) {
        char *end = body + strcspn(body, "\n");
        if (body[strspn(body, " \t")] == '#') {
            while (*end && end[-1] == '\\')
                end += 1 + strcspn(end + 1, "\n");
            blank(body, end);
        }
        body = *end ? end + 1 : end;
    }
}

static char *copy(const char *text)
{
    char *made = strdup(text);
    assert(made);
    return made;
}

void tidy_source_init(struct tidy_source *source, const char *path, const char *text)
{
    *source = (struct tidy_source){
        .path = copy(path), .text = copy(text), .code = copy(text), .body = NULL
    };
    blank_comments_and_literals(source->code);
    source->body = copy(source->code);
    blank_directives(source->body);
}

void tidy_source_deinit(struct tidy_source *source)
{
    free((char *)source->path);
    free(source->text);
    free(source->code);
    free(source->body);
}
