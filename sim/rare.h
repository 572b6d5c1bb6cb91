/* What is rarely called stands apart: inlined where it is called, it would cost what is common there
 * registers and cache. */
#ifndef MYC_SIM_RARE_H
#define MYC_SIM_RARE_H

#define MYC_RARE __attribute__((cold, noinline))

#endif
