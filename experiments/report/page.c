#define _GNU_SOURCE
#include "experiments/report/page.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/report/asset.h"

static bool is_word(const char *name, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(name, word, length) == 0;
}

static const struct myc_asset *find_asset(const char *name, size_t length)
{
    for (const struct myc_asset *asset = myc_assets; asset->name; asset++)
        if (is_word(name, length, asset->name))
            return asset;
    return NULL;
}

/* As text between tags, or within quotes. */
static void write_text(const char *text, size_t length, FILE *out)
{
    for (const char *at = text; at < text + length; at++) {
        switch (*at) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*at, out);
        }
    }
}

/* Within a <script> only "</script" and "<!--" end the data or change how it is read: without any
 * `<` there is neither. All but ASCII is escaped too, so that no direction or line end of a name
 * shows in the source. */
static void write_data(const json_t *data, FILE *out)
{
    char *text = json_dumps(data, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(9));
    assert(text);
    for (const char *at = text; *at; at++) {
        if (*at == '<')
            fputs("\\u003c", out);
        else
            fputc(*at, out);
    }
    free(text);
}

/* What stands for the mark `name`. */
static void write_part(const struct myc_page *page, const char *name, size_t length, FILE *out)
{
    static const char licence[] = "LICENSE ";
    const struct myc_asset *asset = find_asset(name, length);
    if (asset && strncmp(asset->name, licence, sizeof licence - 1) == 0)
        write_text(asset->bytes, asset->length, out);
    else if (asset)
        fwrite(asset->bytes, 1, asset->length, out);
    else if (is_word(name, length, "title"))
        write_text(page->title, strlen(page->title), out);
    else if (is_word(name, length, "data"))
        write_data(page->data, out);
    else if (is_word(name, length, "drawings"))
        fwrite(page->drawings, 1, page->drawings_length, out);
    else
        assert(0 && "a mark of page.html that no one fills");
}

void myc_page_write(const struct myc_page *page, FILE *out)
{
    static const char begin[] = "<!--mycel:", end[] = "-->";
    const struct myc_asset *frame = find_asset("page.html", strlen("page.html"));
    assert(frame);
    const char *at = frame->bytes, *last = frame->bytes + frame->length;
    for (const char *mark; (mark = memmem(at, (size_t)(last - at), begin, sizeof begin - 1));) {
        const char *name = mark + sizeof begin - 1;
        const char *close = memmem(name, (size_t)(last - name), end, sizeof end - 1);
        assert(close);
        fwrite(at, 1, (size_t)(mark - at), out);
        write_part(page, name, (size_t)(close - name), out);
        at = close + sizeof end - 1;
    }
    fwrite(at, 1, (size_t)(last - at), out);
}
