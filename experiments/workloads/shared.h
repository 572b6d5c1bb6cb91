/* What several workloads share. */
#ifndef MYC_EXPERIMENTS_WORKLOADS_SHARED_H
#define MYC_EXPERIMENTS_WORKLOADS_SHARED_H

#include "model/driver.h"

/* The body of a pump that passes each element on as it is: W => List[W], at 10 steps. */
myc_code_function myc_pass_on;

/* The steps of a spore that takes so long at speed 1; 0 where a step takes no time. */
uint64_t myc_steps_in(const struct myc_driver *driver, myc_time time);

/* A string of so many bytes that says nothing: for sizes. */
const struct myc_value *myc_ballast(struct myc_maker *maker, uint64_t bytes);

/* Awaits every one of them. */
void myc_await_all(struct myc_driver *driver, uint32_t count, const myc_future futures[]);
/* Ends the run with the first of them that holds an error; false when none does. */
bool myc_finish_failed(struct myc_driver *driver, uint32_t count, const myc_future futures[]);

/* For reference functions: the lines of the file that the cluster has by this name, as a text file
 * root gives them; the scenario may have replaced the workload's own. */
const struct myc_value *myc_reference_lines(struct myc_reference *reference, const char *name);

#endif
