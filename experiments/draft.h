/* Files that others will read: written under another name beside their own,
 * and given it only when they are whole. Whoever looks sees the old file or
 * the new one, and nothing is left of one that could not be finished.
 *
 *     MYC_TRY(myc_draft_check(path, error));          // before any work
 *     MYC_TRY(myc_draft_begin(&draft, path, error));
 *     ... write to draft.name ...
 *     return keep ? myc_draft_keep(&draft, error) : myc_draft_drop(&draft);
 */
#ifndef MYC_EXPERIMENTS_DRAFT_H
#define MYC_EXPERIMENTS_DRAFT_H

#include "sim/status.h"

#define MYC_PATH_BYTES 4096

struct myc_draft {
    const char *path;          /* what the file will be */
    char name[MYC_PATH_BYTES]; /* what it is until then; it has the ending of `path` */
};

/* MYC_OUTPUT where the folder of `path` is not there or not to be written, or `path` is a folder. */
enum myc_status myc_draft_check(const char *path, struct myc_error *error);

/* Makes an empty draft of the file `path`, permitted as other new files would be. */
enum myc_status myc_draft_begin(struct myc_draft *draft, const char *path, struct myc_error *error);

/* The draft becomes the file; where that fails it is dropped. */
enum myc_status myc_draft_keep(const struct myc_draft *draft, struct myc_error *error);
void myc_draft_drop(const struct myc_draft *draft);

/* "PATH: cannot be written: REASON", an errno. */
enum myc_status myc_draft_refuse(const char *path, int reason, struct myc_error *error);

#endif
