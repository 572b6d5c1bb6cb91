/* Times as people and scenarios write them. */
#ifndef MYC_EXPERIMENTS_TIME_TEXT_H
#define MYC_EXPERIMENTS_TIME_TEXT_H

#include "sim/time.h"

/* Room for any time written exactly, with its unit: "5.06ms", "forever". */
#define MYC_TIME_TEXT_BYTES 32
const char *myc_time_text(myc_time time, char text[MYC_TIME_TEXT_BYTES]);

#endif
