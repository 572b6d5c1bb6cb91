/* `cluster.files`: stable files that lie on the hosts before the run begins. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "experiments/file.h"
#include "experiments/scenario_sections.h"
#include "sim/utf8.h"

#define FILES_MAX 1000u
#define FILES_BYTES_MAX ((size_t)64 << 20) /* of all together */
#define FILE_NAME_BYTES_MAX 100

struct file_section {
    const char *path;
    uint32_t store;
};

static const struct myc_parameter file_table[] = {
    { .name = "path",
      .unit = MYC_UNIT_TEXT,
      .help = "where it is, from the folder of the scenario",
      .offset = offsetof(struct file_section, path) },
    { .name = "store",
      .unit = MYC_UNIT_CHOICE,
      .initial = "shared",
      .choices = "shared|local",
      .help = "read by any host, or a copy on each host's own disk",
      .source = "Mycel",
      .offset = offsetof(struct file_section, store) },
    { 0 },
};

static enum myc_status check_name(const struct myc_setting *setting, struct myc_error *error)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789.-";
    const char *name = setting->key;
    if (*name && name[strspn(name, allowed)] == '\0' && strlen(name) <= FILE_NAME_BYTES_MAX)
        return MYC_OK;
    return myc_setting_refuse_key(setting, error,
                                  "'%.40s' is not a file's name: letters, digits, _ . -, at most "
                                  "%d in all",
                                  name, FILE_NAME_BYTES_MAX);
}

/* Whether the steps of a path, links aside, go above where it begins. */
static bool goes_above(const char *path)
{
    int depth = 0;
    while (*path && depth >= 0) {
        size_t length = strcspn(path, "/");
        if (length == 2 && strncmp(path, "..", 2) == 0)
            depth--;
        else if (length > 0 && !(length == 1 && *path == '.'))
            depth++;
        path += length + (path[length] == '/');
    }
    return depth < 0;
}

static enum myc_status refuse_outside(struct myc_scenario_reader *reader,
                                      const struct myc_setting *setting, const char *path)
{
    return myc_setting_refuse(setting, reader->error, "%s leaves the folder of the scenario", path);
}

/* The real path of the file, links followed, if that is below the scenario's folder. */
static enum myc_status resolve(struct myc_scenario_reader *reader,
                               const struct myc_setting *setting, const char *path, char *real)
{
    char folder[PATH_MAX];
    if (path[0] == '/')
        return myc_setting_refuse(setting, reader->error,
                                  "paths begin at the folder of the scenario, not at /");
    if (goes_above(path))
        return refuse_outside(reader, setting, path);
    const char *joined = myc_memory_format(reader->memory, "%s/%s", reader->folder, path);
    if (!realpath(reader->folder, folder) || !realpath(joined, real))
        return myc_setting_refuse(setting, reader->error, "%s: %s", path,
                                  errno == ENOENT ? "no such file" : strerror(errno));
    size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);
    if (strncmp(real, folder, length) != 0 || real[length] != '/')
        return refuse_outside(reader, setting, path);
    return MYC_OK;
}

/* Programs read files as texts. */
static enum myc_status check_content(const struct myc_setting *setting, const struct myc_file *file,
                                     struct myc_error *error)
{
    uint32_t line = 1;
    for (const char *at = file->bytes; at < file->bytes + file->length;) {
        size_t bytes = *at == '\n' || *at == '\t' || *at == '\r' ? 1 : myc_utf8_printable_bytes(at);
        if (bytes == 0)
            return myc_setting_refuse(setting, error,
                                      "byte 0x%02x in line %u of the file %s is no part of a "
                                      "text: it must be UTF-8 without control characters",
                                      (unsigned char)*at, line, file->name);
        line += *at == '\n';
        at += bytes;
    }
    return MYC_OK;
}

static enum myc_status load(struct myc_scenario_reader *reader, const struct myc_setting *setting,
                            size_t room, struct myc_file *file)
{
    const struct myc_setting *where = myc_setting_find(setting, "path");
    char real[PATH_MAX];
    struct myc_file_text text;
    const char *problem;
    MYC_TRY(resolve(reader, where, where->text, real));
    if (myc_file_read(real, room, reader->memory, &text, &problem) != MYC_OK)
        return myc_setting_refuse(where, reader->error, "%s: %s", where->text, problem);
    file->bytes = text.bytes;
    file->length = text.length;
    return check_content(where, file, reader->error);
}

static enum myc_status find_stored(struct myc_scenario_reader *reader,
                                   const struct myc_setting *setting, struct myc_file *file)
{
    for (size_t i = 0; i < reader->file_count; i++) {
        const struct myc_file *stored = &reader->files[i];
        if (strcmp(stored->name, file->name) != 0)
            continue;
        file->bytes = myc_memory_text(reader->memory, stored->bytes, stored->length);
        file->length = stored->length;
        return check_content(setting, file, reader->error);
    }
    return myc_setting_refuse_key(setting, reader->error, "the file %s was not stored with it",
                                  file->name);
}

static enum myc_status add_file(struct myc_scenario_reader *reader,
                                const struct myc_setting *setting, size_t room,
                                struct myc_file *file)
{
    struct file_section section;
    MYC_TRY(check_name(setting, reader->error));
    MYC_TRY(myc_parameters_read(file_table, setting, NULL,
                                myc_memory_format(reader->memory, "the file %s", setting->key),
                                &section, reader->memory, reader->error));
    file->name = setting->key;
    file->store = section.store == 0 ? MYC_FILE_SHARED : MYC_FILE_LOCAL;
    file->bytes = "";
    if (reader->files_from == MYC_FILES_FROM_FOLDER)
        return load(reader, setting, room, file);
    if (reader->files_from == MYC_FILES_FROM_TABLE)
        return find_stored(reader, setting, file);
    return MYC_OK;
}

enum myc_status myc_scenario_read_files(struct myc_scenario_reader *reader,
                                        const struct myc_setting *setting)
{
    if (setting && myc_setting_is_null(setting))
        setting = NULL;
    if (setting && setting->kind != MYC_SETTING_MAP)
        return myc_setting_refuse(setting, reader->error,
                                  "files must be a map {NAME: {path: ...}, ...}");
    uint32_t given = setting ? setting->count : 0;
    if (given > FILES_MAX)
        return myc_setting_refuse(setting, reader->error, "there are more than %u files",
                                  FILES_MAX);
    struct myc_file *files = myc_memory_alloc(reader->memory, given * sizeof *files);
    size_t room = FILES_BYTES_MAX;
    uint32_t count = 0;
    for (const struct myc_setting *file = setting ? setting->first : NULL; file;
         file = file->next, count++) {
        MYC_TRY(add_file(reader, file, room, &files[count]));
        room -= files[count].length;
    }
    reader->scenario->cluster.files = files;
    reader->scenario->cluster.file_count = count;
    if (reader->data)
        *reader->data = (struct myc_data){ count, files };
    return MYC_OK;
}

void myc_scenario_add_own_files(struct myc_scenario_reader *reader)
{
    struct myc_cluster_config *cluster = &reader->scenario->cluster;
    const struct myc_file *own = reader->scenario->workload->files;
    const struct myc_data given = { cluster->file_count, cluster->files };
    uint32_t count = 0;
    while (own && own[count].name)
        count++;
    struct myc_file *files =
        myc_memory_alloc(reader->memory, (given.count + count) * sizeof *files);
    memcpy(files, given.files, given.count * sizeof *files);
    cluster->files = files;
    for (; count > 0; count--, own++)
        if (!myc_data_find(&given, own->name))
            files[cluster->file_count++] = *own;
}
