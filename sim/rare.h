/* What most messages do not need stands apart: what serves faults, jitter, a book of messages, hosts of
 * their own kind. Inlined where it is called, it would cost what is common there registers and cache. */
#ifndef MYC_SIM_RARE_H
#define MYC_SIM_RARE_H

#define MYC_RARE __attribute__((cold, noinline))

#endif
