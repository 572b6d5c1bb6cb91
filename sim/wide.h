/* 128-bit unsigned integers, for products of two 64-bit ones that must stay exact. */
#ifndef MYC_SIM_WIDE_H
#define MYC_SIM_WIDE_H

__extension__ typedef unsigned __int128 myc_wide;

#endif
