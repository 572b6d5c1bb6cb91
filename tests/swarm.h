/* A campaign of swarms: random workloads and policies under every effect that there is, drawn
 * afresh each time. No assertion, every verdict explained, and each run is repeated bit for bit from
 * what really happened. */
#ifndef MYC_TESTS_SWARM_H
#define MYC_TESTS_SWARM_H

#include <stdint.h>

void swarm_campaign(uint64_t from, uint64_t count);

#endif
