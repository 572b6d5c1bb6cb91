/* Opening a study. Whether a file is one is told from its first 100 bytes,
 * before SQLite sees it: so that what is not ours stays untouched, even its
 * write-ahead log. (application_id is written before a study's log exists.) */
#include "experiments/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "experiments/store_internal.h"

#define HEADER_BYTES 100
#define HEADER_USER_VERSION 60 /* SQLite's file format, 1.3 */
#define HEADER_APPLICATION_ID 68
#define PATH_BYTES_MAX 4096

enum myc_status myc_store_fail(const struct myc_store *store, struct myc_error *error)
{
    int code = sqlite3_errcode(store->database) & 0xff;
    const char *message = sqlite3_errmsg(store->database);
    switch (code) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return myc_error_set(error, MYC_INPUT, "%s: is damaged: %s", store->path, message);
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:
        return myc_error_set(error, MYC_INPUT, "%s: is no whole study: %s", store->path, message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return myc_error_set(error, MYC_OUTPUT,
                             "%s: another process is writing to it, and did not end within %d s",
                             store->path, MYC_STORE_BUSY_MS / 1000);
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
        if (store->access == MYC_STORE_READ)
            return myc_error_set(error, MYC_INPUT, "%s: cannot be read: %s", store->path, message);
        return myc_error_set(error, MYC_OUTPUT, "%s: cannot be written: %s", store->path, message);
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
        return myc_error_set(error, MYC_INPUT, "%s: asks for too much at once: %s", store->path,
                             message);
    default:
        return myc_error_set(error, MYC_INTERNAL, "%s: %s", store->path, message);
    }
}

enum myc_status myc_store_execute(const struct myc_store *store, const char *sql,
                                  struct myc_error *error)
{
    if (sqlite3_exec(store->database, sql, NULL, NULL, NULL) != SQLITE_OK)
        return myc_store_fail(store, error);
    return MYC_OK;
}

enum myc_status myc_store_prepare(const struct myc_store *store, const char *sql,
                                  sqlite3_stmt **statement, struct myc_error *error)
{
    if (sqlite3_prepare_v2(store->database, sql, -1, statement, NULL) != SQLITE_OK)
        return myc_store_fail(store, error);
    return MYC_OK;
}

/* The integer that a PRAGMA or SELECT answers. */
static enum myc_status ask_integer(const struct myc_store *store, const char *sql, int64_t *answer,
                                   struct myc_error *error)
{
    sqlite3_stmt *statement;
    MYC_TRY(myc_store_prepare(store, sql, &statement, error));
    bool answered = sqlite3_step(statement) == SQLITE_ROW;
    *answer = answered ? sqlite3_column_int64(statement, 0) : 0;
    enum myc_status status = answered ? MYC_OK : myc_store_fail(store, error);
    sqlite3_finalize(statement);
    return status;
}

/* --- whether a file is a study --- */

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static enum myc_status check_version(const struct myc_store *store, int64_t version,
                                     struct myc_error *error)
{
    if (version == MYC_STORE_SCHEMA_VERSION)
        return MYC_OK;
    return myc_error_set(error, MYC_INPUT,
                         "%s: was written by %s Mycel: its schema is version %lld, this "
                         "Mycel (%s) knows version %d",
                         store->path, version > MYC_STORE_SCHEMA_VERSION ? "a newer" : "an older",
                         (long long)version, MYC_ENGINE_VERSION, MYC_STORE_SCHEMA_VERSION);
}

static enum myc_status refuse_stranger(const struct myc_store *store, struct myc_error *error)
{
    return myc_error_set(error, MYC_INPUT,
                         "%s: is not a study: an SQLite database, but not one of Mycel's",
                         store->path);
}

static enum myc_status check_header(const struct myc_store *store, const unsigned char *header,
                                    size_t length, struct myc_error *error)
{
    static const char magic[16] = "SQLite format 3";
    if (length < HEADER_BYTES || memcmp(header, magic, sizeof magic) != 0)
        return myc_error_set(error, MYC_INPUT, "%s: is not a study: not an SQLite database",
                             store->path);
    if (big_endian(header + HEADER_APPLICATION_ID) != MYC_STORE_APPLICATION_ID)
        return refuse_stranger(store, error);
    return check_version(store, big_endian(header + HEADER_USER_VERSION), error);
}

static enum myc_status read_header(const struct myc_store *store, size_t *length,
                                   struct myc_error *error)
{
    unsigned char header[HEADER_BYTES];
    int file = open(store->path, O_RDONLY | O_CLOEXEC);
    ssize_t got = file < 0 ? -1 : read(file, header, sizeof header);
    int reason = errno;
    if (file >= 0)
        close(file);
    if (got < 0)
        return myc_error_set(error, MYC_INPUT, "%s: cannot be read: %s", store->path,
                             strerror(reason));
    *length = (size_t)got;
    /* An empty file may be what a killed process left before its first write; SQLite makes a
     * database of it. */
    if (got == 0 && store->access == MYC_STORE_APPEND)
        return MYC_OK;
    return check_header(store, header, (size_t)got, error);
}

static enum myc_status check_folder(const struct myc_store *store, struct myc_error *error)
{
    char *folder = strdup(store->path);
    assert(folder);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    int refused = access(slash ? folder : ".", W_OK | X_OK);
    int reason = errno;
    free(folder);
    if (refused)
        return myc_error_set(error, MYC_OUTPUT, "%s: cannot be written: %s", store->path,
                             strerror(reason));
    return MYC_OK;
}

/* Whether the file is there, and is or may become a study. */
static enum myc_status check_file(const struct myc_store *store, bool *is_study,
                                  struct myc_error *error)
{
    struct stat about;
    size_t length = 0;
    *is_study = false;
    bool appends = store->access == MYC_STORE_APPEND;
    if (!*store->path)
        return myc_error_set(error, MYC_INPUT, "the name of the database is empty");
    if (strlen(store->path) >= PATH_BYTES_MAX)
        return myc_error_set(error, MYC_INPUT, "the name of the database is too long");
    if (stat(store->path, &about) != 0) {
        if (appends && errno == ENOENT)
            return check_folder(store, error);
        return myc_error_set(error, appends ? MYC_OUTPUT : MYC_INPUT, "%s: %s", store->path,
                             strerror(errno));
    }
    if (!S_ISREG(about.st_mode))
        return myc_error_set(error, MYC_INPUT, "%s: is not a study: %s", store->path,
                             S_ISDIR(about.st_mode) ? "a folder" : "not a regular file");
    MYC_TRY(read_header(store, &length, error));
    *is_study = length > 0;
    if (!appends)
        return MYC_OK;
    if (access(store->path, W_OK) != 0)
        return myc_error_set(error, MYC_OUTPUT, "%s: cannot be written: %s", store->path,
                             strerror(errno));
    return check_folder(store, error);
}

/* --- the connection --- */

char *myc_store_uri(const char *path, const char *query)
{
    char *uri = NULL;
    size_t length;
    FILE *out = open_memstream(&uri, &length);
    assert(out);
    fputs(*path == '/' ? "file:" : "file:./", out);
    for (; *path; path++)
        fprintf(out, strchr("?#%", *path) ? "%%%02x" : "%c", (unsigned char)*path);
    fputs(query, out);
    fclose(out);
    return uri;
}

static enum myc_status connect(struct myc_store *store, int flags, const char *query,
                               struct myc_error *error)
{
    char *uri = myc_store_uri(store->path, query);
    int code = sqlite3_open_v2(uri, &store->database, flags | SQLITE_OPEN_URI, NULL);
    free(uri);
    if (code != SQLITE_OK)
        return myc_store_fail(store, error);
    sqlite3_busy_timeout(store->database, MYC_STORE_BUSY_MS);
    return MYC_OK;
}

/* A study has a log once it is one, where the file system and other processes allow it: without, it
 * is only slower. */
static void use_log(const struct myc_store *store)
{
    sqlite3_exec(store->database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", NULL,
                 NULL, NULL);
}

/* Whether the database is a study; else it has to be empty, as a process leaves it that was killed
 * while it made one. */
static enum myc_status is_made(const struct myc_store *store, bool *made, struct myc_error *error)
{
    int64_t id, version, tables;
    MYC_TRY(ask_integer(store, "PRAGMA application_id", &id, error));
    MYC_TRY(ask_integer(store, "PRAGMA user_version", &version, error));
    MYC_TRY(ask_integer(store, "SELECT count(*) FROM sqlite_master", &tables, error));
    *made = id == MYC_STORE_APPLICATION_ID;
    if (!*made && (id != 0 || tables != 0))
        return refuse_stranger(store, error);
    return *made ? check_version(store, version, error) : MYC_OK;
}

static enum myc_status connect_to_append(struct myc_store *store, bool is_there,
                                         struct myc_error *error)
{
    bool made = false;
    MYC_TRY(connect(store, SQLITE_OPEN_READWRITE | (is_there ? 0 : SQLITE_OPEN_CREATE), "", error));
    MYC_TRY(myc_store_execute(store, "PRAGMA foreign_keys = ON", error));
    if (is_there)
        MYC_TRY(is_made(store, &made, error));
    if (made)
        use_log(store);
    return MYC_OK;
}

/* Whoever reads last takes SQLite's files away, if it may; whoever reads first after a process was
 * killed has SQLite restore what that one had begun to change. */
static void tidy_up(const struct myc_store *store)
{
    sqlite3 *database;
    char *uri = myc_store_uri(store->path, "");
    if (sqlite3_open_v2(uri, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL) == SQLITE_OK)
        sqlite3_exec(database, "SELECT 1 FROM sqlite_master", NULL, NULL, NULL);
    sqlite3_close(database);
    free(uri);
}

static enum myc_status connect_again(struct myc_store *store, const char *query,
                                     struct myc_error *error)
{
    bool made;
    sqlite3_close(store->database);
    store->database = NULL;
    MYC_TRY(connect(store, SQLITE_OPEN_READONLY, query, error));
    return is_made(store, &made, error);
}

static bool has_companion(const struct myc_store *store, const char *suffix)
{
    char path[PATH_BYTES_MAX + 16];
    snprintf(path, sizeof path, "%s%s", store->path, suffix);
    return access(path, F_OK) == 0;
}

/* SQLite keeps its log beside the file even for one who only reads, and leaves it there. Where it
 * may not make one, nothing is under way, and the file is read as it is. */
static enum myc_status connect_to_read(struct myc_store *store, struct myc_error *error)
{
    struct myc_error first = { .status = MYC_OK };
    bool made, has_log = has_companion(store, "-wal");
    store->leaves_files = !has_log;
    MYC_TRY(connect(store, SQLITE_OPEN_READONLY, "", error));
    if (is_made(store, &made, &first) == MYC_OK)
        return MYC_OK;
    int code = sqlite3_errcode(store->database) & 0xff;
    if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
        return myc_error_set(error, first.status, "%s", first.message);
    if (!has_log && !has_companion(store, "-journal")) {
        store->leaves_files = false;
        return connect_again(store, "?immutable=1", error);
    }
    tidy_up(store);
    return connect_again(store, "", error);
}

enum myc_status myc_store_open(struct myc_store **opened, const char *path,
                               enum myc_store_access access, struct myc_error *error)
{
    struct myc_store *store = calloc(1, sizeof *store);
    assert(store);
    store->path = strdup(path);
    assert(store->path);
    store->access = access;
    bool is_study;
    enum myc_status status = check_file(store, &is_study, error);
    if (status == MYC_OK && is_study)
        status = access == MYC_STORE_READ ? connect_to_read(store, error)
                                          : connect_to_append(store, true, error);
    if (status == MYC_OK) {
        *opened = store;
        return MYC_OK;
    }
    myc_store_close(store);
    return status;
}

void myc_store_close(struct myc_store *store)
{
    if (!store)
        return;
    myc_insert_forget(store);
    int code = sqlite3_close(store->database);
    assert(code == SQLITE_OK);
    if (store->leaves_files)
        tidy_up(store);
    free(store->path);
    free(store);
}

/* --- making a study --- */

static enum myc_status create_schema(const struct myc_store *store, struct myc_error *error)
{
    char sql[128];
    for (size_t i = 0; myc_store_schema[i]; i++)
        MYC_TRY(myc_store_execute(store, myc_store_schema[i], error));
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             MYC_STORE_APPLICATION_ID, MYC_STORE_SCHEMA_VERSION);
    return myc_store_execute(store, sql, error);
}

/* A small transaction of its own: the first page, by which a study is known, is written first, and
 * what a run adds to it later goes to the log. Another process may be making the same study. */
static enum myc_status make(const struct myc_store *store, struct myc_error *error)
{
    bool made;
    MYC_TRY(myc_store_execute(store, "BEGIN IMMEDIATE", error));
    enum myc_status status = is_made(store, &made, error);
    if (status == MYC_OK && !made)
        status = create_schema(store, error);
    if (status == MYC_OK)
        status = myc_store_execute(store, "COMMIT", error);
    if (status != MYC_OK)
        myc_store_undo(store);
    use_log(store);
    return status;
}

enum myc_status myc_store_begin(struct myc_store *store, struct myc_error *error)
{
    bool made;
    if (!store->database)
        MYC_TRY(connect_to_append(store, false, error));
    MYC_TRY(is_made(store, &made, error));
    if (!made)
        MYC_TRY(make(store, error));
    return myc_store_execute(store, "BEGIN IMMEDIATE", error);
}

enum myc_status myc_store_commit(struct myc_store *store, struct myc_error *error)
{
    return myc_store_execute(store, "COMMIT", error);
}

void myc_store_undo(const struct myc_store *store)
{
    sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
}
