#include "experiments/workloads/integers.h"

const struct myc_value *myc_integers(struct myc_maker *maker, uint32_t count,
                                     const int64_t integers[])
{
    struct myc_list list = myc_list_begin(maker);
    for (uint32_t i = 0; i < count; i++)
        myc_list_add(&list, myc_int(maker, integers[i]));
    return myc_list_end(&list);
}
