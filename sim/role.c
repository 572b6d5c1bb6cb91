#include "sim/role.h"

#include <string.h>
#include <utlist.h>

#include "sim/table.h"

/* Two ways into the same entries: by (role, label) in ascending order of host, and by host. */
struct entry {
    struct cell *cell;
    struct entry *prev, *next; /* of the same host */
    uint32_t host;
};

struct cell {
    UT_hash_handle hh;
    const char *label;
    struct entry **entries;
    size_t entry_room;
    uint32_t entry_count;
};

struct host {
    UT_hash_handle hh;
    uint32_t index;
    struct entry *entries;
};

struct myc_roles {
    struct myc_memory *memory;
    struct cell *cells[MYC_ROLES]; /* by label */
    struct host *hosts;            /* by index */
};

struct myc_roles *myc_roles_begin(struct myc_memory *memory)
{
    struct myc_roles *roles = myc_memory_alloc(memory, sizeof *roles);
    roles->memory = memory;
    return roles;
}

static struct cell *find_cell(const struct myc_roles *roles, enum myc_role role, const char *label)
{
    struct cell *cell;
    HASH_FIND(hh, roles->cells[role], label, strlen(label), cell);
    return cell;
}

static struct cell *need_cell(struct myc_roles *roles, enum myc_role role, const char *label)
{
    struct cell *cell = find_cell(roles, role, label);
    if (cell)
        return cell;
    struct myc_memory *memory = roles->memory;
    size_t length = strlen(label);
    cell = myc_memory_alloc(memory, sizeof *cell);
    cell->label = myc_memory_text(memory, label, length);
    HASH_ADD_KEYPTR(hh, roles->cells[role], cell->label, length, cell);
    return cell;
}

static struct host *find_host(const struct myc_roles *roles, uint32_t index)
{
    struct host *host;
    HASH_FIND(hh, roles->hosts, &index, sizeof index, host);
    return host;
}

static struct host *need_host(struct myc_roles *roles, uint32_t index)
{
    struct host *host = find_host(roles, index);
    if (host)
        return host;
    struct myc_memory *memory = roles->memory;
    host = myc_memory_alloc(memory, sizeof *host);
    host->index = index;
    HASH_ADD(hh, roles->hosts, index, sizeof index, host);
    return host;
}

/* Where `host` stands in the cell, or would. */
static uint32_t place_of(const struct cell *cell, uint32_t host)
{
    uint32_t low = 0, high = cell->entry_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (cell->entries[middle]->host < host)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool stands_at(const struct cell *cell, uint32_t place, uint32_t host)
{
    return place < cell->entry_count && cell->entries[place]->host == host;
}

void myc_roles_set(struct myc_roles *roles, enum myc_role role, const char *label, uint32_t host)
{
    struct cell *cell = need_cell(roles, role, label);
    uint32_t place = place_of(cell, host);
    if (stands_at(cell, place, host))
        return;
    struct entry *entry = myc_memory_take(roles->memory, sizeof *entry);
    entry->cell = cell;
    entry->host = host;
    DL_APPEND(need_host(roles, host)->entries, entry);
    cell->entries = myc_memory_grow(roles->memory, cell->entries, &cell->entry_room,
                                    (size_t)cell->entry_count + 1, sizeof(struct entry *));
    struct entry **here = &cell->entries[place];
    memmove(here + 1, here, (cell->entry_count - place) * sizeof(struct entry *));
    *here = entry;
    cell->entry_count++;
}

static void remove_from_cell(struct cell *cell, uint32_t place)
{
    struct entry **here = &cell->entries[place];
    cell->entry_count--;
    memmove(here, here + 1, (cell->entry_count - place) * sizeof(struct entry *));
}

void myc_roles_clear(struct myc_roles *roles, enum myc_role role, const char *label, uint32_t host)
{
    struct cell *cell = find_cell(roles, role, label);
    uint32_t place = cell ? place_of(cell, host) : 0;
    if (!cell || !stands_at(cell, place, host))
        return;
    struct entry *entry = cell->entries[place];
    remove_from_cell(cell, place);
    struct host *of = find_host(roles, host);
    DL_DELETE(of->entries, entry);
    myc_memory_give(roles->memory, entry, sizeof *entry);
}

void myc_roles_clear_host(struct myc_roles *roles, uint32_t host)
{
    struct host *of = find_host(roles, host);
    if (!of)
        return;
    struct entry *entry, *next;
    DL_FOREACH_SAFE(of->entries, entry, next)
    {
        remove_from_cell(entry->cell, place_of(entry->cell, host));
        myc_memory_give(roles->memory, entry, sizeof *entry);
    }
    of->entries = NULL;
}

uint32_t myc_roles_hosts(const struct myc_roles *roles, enum myc_role role, const char *label,
                         uint32_t *hosts, uint32_t room)
{
    const struct cell *cell = find_cell(roles, role, label);
    if (!cell)
        return 0;
    for (uint32_t i = 0; i < cell->entry_count && i < room; i++)
        hosts[i] = cell->entries[i]->host;
    return cell->entry_count;
}
