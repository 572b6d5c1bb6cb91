/* Text that people will see: which bytes of it are printable UTF-8. */
#ifndef MYC_SIM_UTF8_H
#define MYC_SIM_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes (1 to 4) the printable character at `text` has; 0 where there is none: at the
 * terminating NUL, a control character, a noncharacter that XML forbids, or a byte that is not
 * well-formed UTF-8 (RFC 3629). */
size_t myc_utf8_printable_bytes(const char *text);

/* Whether the `length` bytes at `text`, which a NUL follows, are well-formed UTF-8 (RFC 3629)
 * without any NUL. */
bool myc_utf8_is_text(const char *text, size_t length);

#endif
