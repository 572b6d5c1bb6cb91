/* Mistakes in a program that runs on Mycel: a spore of the wrong type, a label
 * that is none, a record type defined twice. They are not bad input: whoever
 * wrote the program must mend it, so the process stops as at a failed
 * assertion, with a sentence made for that person. */
#ifndef MYC_MODEL_MISTAKE_H
#define MYC_MODEL_MISTAKE_H

__attribute__((noreturn, format(printf, 1, 2))) void myc_mistake(const char *format, ...);

#endif
