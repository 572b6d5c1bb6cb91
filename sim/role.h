/* The board of roles: (role, label) -> hosts.
 *
 * The model writes who holds, requests or is the root of a label; a crash
 * clears its host; targets of faults ask. This is all that a fault may know
 * of the application. */
#ifndef MYC_SIM_ROLE_H
#define MYC_SIM_ROLE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/memory.h"

enum myc_role { MYC_ROLE_HOLDER, MYC_ROLE_REQUESTER, MYC_ROLE_ROOT, MYC_ROLES };

struct myc_roles;

struct myc_roles *myc_roles_begin(struct myc_memory *memory);
void myc_roles_set(struct myc_roles *roles, enum myc_role role, const char *label, uint32_t host);
void myc_roles_clear(struct myc_roles *roles, enum myc_role role, const char *label, uint32_t host);
/* A crash: `host` plays no role any more. */
void myc_roles_clear_host(struct myc_roles *roles, uint32_t host);
/* The hosts in the role, ascending, into `hosts` (room for `room`); returns how many there are. */
uint32_t myc_roles_hosts(const struct myc_roles *roles, enum myc_role role, const char *label,
                         uint32_t *hosts, uint32_t room);

#endif
