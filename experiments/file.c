#define _GNU_SOURCE
#include "experiments/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNSIZED_BYTES ((size_t)1 << 20) /* read of a file that does not say its size */

/* Why it is not a file that can be read, or NULL. */
static const char *problem_of(const struct stat *status, size_t bytes_max,
                              struct myc_memory *memory)
{
    if (S_ISDIR(status->st_mode))
        return "it is a folder, not a file";
    if (!S_ISREG(status->st_mode))
        return "it is not a regular file";
    if ((unsigned long long)status->st_size > bytes_max)
        return myc_memory_format(memory, "it has %lld bytes, and at most %zu are read",
                                 (long long)status->st_size, bytes_max);
    return NULL;
}

/* Up to `room` bytes; a regular file may be longer than its size says (as in /proc). */
static ssize_t read_all(int file, char *to, size_t room)
{
    size_t length = 0;
    while (length < room) {
        ssize_t got = read(file, to + length, room - length);
        if (got < 0 && errno != EINTR)
            return -1;
        if (got == 0)
            break;
        length += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)length;
}

static const char *read_open(int file, size_t bytes_max, struct myc_memory *memory,
                             struct myc_file_text *out)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return strerror(errno);
    const char *problem = problem_of(&status, bytes_max, memory);
    if (problem)
        return problem;
    /* One byte more than is allowed, to see a file that grows, and one for the terminator. */
    size_t unsized = bytes_max < UNSIZED_BYTES ? bytes_max : UNSIZED_BYTES;
    size_t room = status.st_size > 0 ? (size_t)status.st_size : unsized;
    char *bytes = myc_memory_alloc(memory, room + 2);
    ssize_t length = read_all(file, bytes, room + 1);
    if (length < 0)
        return strerror(errno);
    if ((size_t)length > room)
        return "it is being written, or longer than what is read";
    bytes[length] = '\0';
    *out = (struct myc_file_text){ bytes, (size_t)length };
    return NULL;
}

enum myc_status myc_file_read(const char *path, size_t bytes_max, struct myc_memory *memory,
                              struct myc_file_text *out, const char **problem)
{
    /* Without O_NONBLOCK a FIFO that no one writes to would wait for ever. */
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0) {
        *problem = errno == ENOENT ? "no such file" : strerror(errno);
        return MYC_INPUT;
    }
    *problem = read_open(file, bytes_max, memory, out);
    close(file);
    return *problem ? MYC_INPUT : MYC_OK;
}

/* Lines end with a line feed alone. */
static struct myc_file_text normalised(struct myc_file_text file)
{
    char *text = (char *)file.bytes; /* just read into memory of its own */
    size_t length = 0;
    for (size_t i = 0; i < file.length; i++)
        if (text[i] != '\r' || text[i + 1] != '\n')
            text[length++] = text[i];
    text[length] = '\0';
    return (struct myc_file_text){ text, length };
}

enum myc_status myc_file_read_text(const char *path, size_t bytes_max, struct myc_memory *memory,
                                   struct myc_file_text *out, const char **problem)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t bytes = sizeof mark - 1;
    MYC_TRY(myc_file_read(path, bytes_max, memory, out, problem));
    if (out->length >= bytes && memcmp(out->bytes, mark, bytes) == 0)
        *out = (struct myc_file_text){ out->bytes + bytes, out->length - bytes };
    *out = normalised(*out);
    return MYC_OK;
}
