#include "experiments/workloads/integers.h"

const struct myc_value *myc_integers(struct myc_maker *maker, uint32_t count,
                                     const int64_t integers[])
{
    struct myc_list list = myc_list_begin(maker);
    for (uint32_t i = 0; i < count; i++)
        myc_list_add(&list, myc_int(maker, integers[i]));
    return myc_list_end(&list);
}

void myc_send_once(struct myc_driver *driver, void *state,
                   const struct myc_node *(*stage)(struct myc_staging *at))
{
    myc_future *future = state;
    if (*future) {
        myc_finish_with(driver, *future);
        return;
    }
    *future = myc_send(driver, stage(myc_driver_staging(driver)));
    myc_await(driver, *future);
}
