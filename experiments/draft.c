#include "experiments/draft.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Beyond the path's own: what its name becomes until it is whole. */
#define DRAFT_BYTES 16

/* Bytes of the folder's part of a path, the slash included. */
static size_t folder_bytes(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* ".svg"; nothing of a name that has none or is nothing else. */
static const char *ending_of(const char *path)
{
    const char *name = path + folder_bytes(path);
    const char *dot = strrchr(name, '.');
    return dot && dot > name ? dot : "";
}

enum myc_status myc_draft_refuse(const char *path, int reason, struct myc_error *error)
{
    return myc_error_set(error, MYC_OUTPUT, "%s: cannot be written: %s", path, strerror(reason));
}

enum myc_status myc_draft_check(const char *path, struct myc_error *error)
{
    struct stat about;
    char folder[MYC_PATH_BYTES] = ".";
    size_t bytes = folder_bytes(path);
    if (strlen(path) + strlen(ending_of(path)) + DRAFT_BYTES > sizeof folder)
        return myc_draft_refuse(path, ENAMETOOLONG, error);
    if (bytes)
        snprintf(folder, sizeof folder, "%.*s", (int)bytes, path);
    if (access(folder, W_OK | X_OK) != 0)
        return myc_draft_refuse(path, errno, error);
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        return myc_draft_refuse(path, EISDIR, error);
    return MYC_OK;
}

enum myc_status myc_draft_begin(struct myc_draft *draft, const char *path, struct myc_error *error)
{
    const char *ending = ending_of(path);
    draft->path = path;
    snprintf(draft->name, sizeof draft->name, "%.*s.mycel-XXXXXX%s", (int)folder_bytes(path), path,
             ending);
    int file = mkstemps(draft->name, (int)strlen(ending));
    if (file < 0)
        return myc_draft_refuse(path, errno, error);
    mode_t mask = umask(0);
    umask(mask);
    fchmod(file, 0666 & ~mask);
    close(file);
    return MYC_OK;
}

enum myc_status myc_draft_keep(const struct myc_draft *draft, struct myc_error *error)
{
    if (rename(draft->name, draft->path) == 0)
        return MYC_OK;
    enum myc_status status = myc_draft_refuse(draft->path, errno, error);
    myc_draft_drop(draft);
    return status;
}

void myc_draft_drop(const struct myc_draft *draft)
{
    unlink(draft->name);
}
