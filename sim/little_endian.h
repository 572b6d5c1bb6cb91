/* Integers as bytes, lowest first, whatever the machine: what is hashed is made of these. Each
 * returns where the next one goes. */
#ifndef MYC_SIM_LITTLE_ENDIAN_H
#define MYC_SIM_LITTLE_ENDIAN_H

#include <stdint.h>

static inline unsigned char *myc_put_8(unsigned char *at, uint8_t value)
{
    at[0] = value;
    return at + 1;
}

static inline unsigned char *myc_put_16(unsigned char *at, uint16_t value)
{
    at[0] = (unsigned char)value;
    at[1] = (unsigned char)(value >> 8);
    return at + 2;
}

static inline unsigned char *myc_put_32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (8 * i));
    return at + 4;
}

static inline unsigned char *myc_put_64(unsigned char *at, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        at[i] = (unsigned char)(value >> (8 * i));
    return at + 8;
}

#endif
