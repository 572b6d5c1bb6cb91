#include "experiments/plan_file.h"

#include <string.h>

#include "experiments/file.h"
#include "experiments/yaml.h"

/* Whether the line says nothing: most lines of a realised plan are comments. */
static bool is_silent(const char *line, size_t length)
{
    size_t blank = 0;
    while (blank < length && (line[blank] == ' ' || line[blank] == '\t' || line[blank] == '\r'))
        blank++;
    return blank == length || line[blank] == '#';
}

enum myc_status myc_plan_line_read(const struct myc_source *source, struct myc_memory *memory,
                                   struct myc_setting **out, struct myc_error *error)
{
    return myc_yaml_read(source, 0, source->length, memory, out, error);
}

static enum myc_status add_line(struct myc_plan *plan, const struct myc_source *source,
                                const struct myc_plan_world *world, struct myc_memory *memory,
                                struct myc_error *error)
{
    struct myc_setting *item;
    MYC_TRY(myc_plan_line_read(source, memory, &item, error));
    if (!item)
        return MYC_OK;
    if (item->kind == MYC_SETTING_LIST && item->count != 1)
        return myc_setting_refuse(item, error, "a line of a plan holds one fault, not %u",
                                  item->count);
    return myc_plan_add_item(plan, item->kind == MYC_SETTING_LIST ? item->first : item, world,
                             error);
}

enum myc_status myc_plan_text_read(struct myc_plan *plan, const char *name, const char *text,
                                   size_t length, const struct myc_plan_world *world,
                                   struct myc_memory *memory, struct myc_error *error)
{
    const char *end = text + length;
    struct myc_data *data = myc_memory_alloc(memory, sizeof *data);
    *data = (struct myc_data){ world->cluster->file_count, world->cluster->files };
    uint32_t number = 0;
    for (const char *line = text; line < end; number++) {
        const char *feed = memchr(line, '\n', (size_t)(end - line));
        size_t bytes = (size_t)((feed ? feed : end) - line);
        size_t seen = bytes > 0 && line[bytes - 1] == '\r' ? bytes - 1 : bytes;
        if (!is_silent(line, seen)) {
            struct myc_source *source = myc_memory_alloc(memory, sizeof *source);
            *source = (struct myc_source){ name, line, seen, number, data };
            MYC_TRY(add_line(plan, source, world, memory, error));
        }
        line += bytes + 1;
    }
    return MYC_OK;
}

enum myc_status myc_plan_file_read(struct myc_plan *plan, const char *path,
                                   const struct myc_plan_world *world, struct myc_memory *memory,
                                   struct myc_error *error)
{
    struct myc_file_text file;
    const char *problem;
    if (myc_file_read_text(path, MYC_PLAN_BYTES_MAX, memory, &file, &problem) != MYC_OK)
        return myc_error_set(error, MYC_INPUT, "%s: %s", path, problem);
    return myc_plan_text_read(plan, path, file.bytes, file.length, world, memory, error);
}
