/* What a cluster is made of: the `cluster` part of a scenario, and the places
 * of its hosts in racks and zones. Data only; sim/cluster.h brings it to life. */
#ifndef MYC_SIM_CLUSTER_CONFIG_H
#define MYC_SIM_CLUSTER_CONFIG_H

#include "sim/detector.h"
#include "sim/distribution.h"
#include "sim/parameter.h"
#include "sim/rare.h"
#include "sim/time.h"

#define MYC_HOSTS_MAX 1000000u

/* Levels of distance between two hosts. */
enum myc_level {
    MYC_LEVEL_SAME_HOST,
    MYC_LEVEL_RACK,       /* two hosts of one rack */
    MYC_LEVEL_ZONE,       /* two racks of one zone */
    MYC_LEVEL_CROSS_ZONE, /* two zones */
    MYC_LEVELS
};

enum myc_file_store { MYC_FILE_SHARED, MYC_FILE_LOCAL };

/* A stable file: it survives every crash. `shared` is read by any host; `local` lies on each
 * host's own disk. */
struct myc_file {
    const char *name; /* as programs name it */
    const char *bytes;
    size_t length;
    enum myc_file_store store;
};

/* The data files that a text may name, such as the times of an empirical distribution. */
struct myc_data {
    uint32_t count;
    const struct myc_file *files;
};

/* By its name; NULL: there is none. `data` may be NULL. */
const struct myc_file *myc_data_find(const struct myc_data *data, const char *name);

/* What one host has that is not as the others have it; what it does not say is. */
struct myc_host_override {
    uint32_t host;          /* the client too */
    uint64_t cores;         /* 0: it does not say; so it is of the next */
    struct myc_ratio speed; /* its numerator */
    uint64_t memory_bytes;
    uint64_t nic_bits_per_s;
    uint64_t disk_bits_per_s;
    myc_time latency[MYC_LEVELS]; /* of the paths that begin or end there; MYC_FOREVER: not said */
};

struct myc_cluster_config {
    uint32_t host_count;      /* the client not counted */
    const char *const *hosts; /* their names, NULL: h0, h1, ...; host i is process i */
    const char *client;       /* name of the driver's host; its index is host_count */
    uint32_t zones;           /* >= 1 */
    uint32_t racks;           /* per zone, >= 1 */
    uint32_t cores;           /* per host, >= 1 */
    struct myc_ratio speed;   /* of a core, > 0; a task of cost c takes ceil(c / speed) */
    uint64_t memory_bytes;    /* per host */
    uint64_t nic_bits_per_s;
    uint64_t disk_bits_per_s; /* of a stable file being read or written */
    myc_time latency[MYC_LEVELS];
    struct myc_distribution jitter;
    uint32_t override_count;
    const struct myc_host_override *overrides; /* ascending by host */
    uint32_t file_count;
    const struct myc_file *files;
    const struct myc_detector *detector;
    const void *detector_parameters; /* of the detector's own struct */
};

#define MYC_NO_SUCH_HOST UINT32_MAX

/* Index of a host by name, the client included, or MYC_NO_SUCH_HOST. */
uint32_t myc_cluster_config_host(const struct myc_cluster_config *config, const char *name);
/* Name of a host by index; made in `memory` where the hosts are only numbered. */
const char *myc_cluster_config_name(const struct myc_cluster_config *config, uint32_t host,
                                    struct myc_memory *memory);
/* Global numbers of its rack and zone, from 0: hosts are split in order into `zones` contiguous
 * blocks, each into `racks` contiguous blocks, earlier blocks taking the remainder; the client
 * stands in the first rack. */
uint32_t myc_cluster_config_rack(const struct myc_cluster_config *config, uint32_t host);
uint32_t myc_cluster_config_zone(const struct myc_cluster_config *config, uint32_t host);
enum myc_level myc_cluster_config_level(const struct myc_cluster_config *config, uint32_t a,
                                        uint32_t b);

/* What the host says of itself, NULL: nothing. The same for its parts, as they are. */
MYC_RARE const struct myc_host_override *myc_cluster_config_search(
    const struct myc_cluster_config *config, uint32_t host);
static inline const struct myc_host_override *myc_cluster_config_override(
    const struct myc_cluster_config *config, uint32_t host)
{
    return config->override_count ? myc_cluster_config_search(config, host) : NULL;
}

static inline uint32_t myc_cluster_config_cores(const struct myc_cluster_config *config,
                                                uint32_t host)
{
    const struct myc_host_override *own = myc_cluster_config_override(config, host);
    return own && own->cores ? (uint32_t)own->cores : config->cores;
}

static inline struct myc_ratio myc_cluster_config_speed(const struct myc_cluster_config *config,
                                                        uint32_t host)
{
    const struct myc_host_override *own = myc_cluster_config_override(config, host);
    return own && own->speed.numerator ? own->speed : config->speed;
}

static inline uint64_t myc_cluster_config_memory(const struct myc_cluster_config *config,
                                                 uint32_t host)
{
    const struct myc_host_override *own = myc_cluster_config_override(config, host);
    return own && own->memory_bytes ? own->memory_bytes : config->memory_bytes;
}

static inline uint64_t myc_cluster_config_nic(const struct myc_cluster_config *config,
                                              uint32_t host)
{
    const struct myc_host_override *own = myc_cluster_config_override(config, host);
    return own && own->nic_bits_per_s ? own->nic_bits_per_s : config->nic_bits_per_s;
}

static inline uint64_t myc_cluster_config_disk(const struct myc_cluster_config *config,
                                               uint32_t host)
{
    const struct myc_host_override *own = myc_cluster_config_override(config, host);
    return own && own->disk_bits_per_s ? own->disk_bits_per_s : config->disk_bits_per_s;
}

/* Of the path from one host to another of that level: what its ends say, the longer where both do,
 * else what all have. */
MYC_RARE myc_time myc_cluster_config_own_latency(const struct myc_cluster_config *config,
                                                 enum myc_level level, uint32_t from, uint32_t to);
static inline myc_time myc_cluster_config_latency(const struct myc_cluster_config *config,
                                                  enum myc_level level, uint32_t from, uint32_t to)
{
    return config->override_count ? myc_cluster_config_own_latency(config, level, from, to)
                                  : config->latency[level];
}

#endif
