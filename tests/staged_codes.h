/* Spores for tests of what is staged and encoded: each way to capture. None of them runs. */
#ifndef MYC_TESTS_STAGED_CODES_H
#define MYC_TESTS_STAGED_CODES_H

#include "model/spore.h"

#define STAGED_CODE(id, captured_type, parameter_type, result_type)                                \
    static const struct myc_code id = { .name = #id,                                               \
                                        .version = 1,                                              \
                                        .captured = captured_type,                                 \
                                        .parameter = parameter_type,                               \
                                        .result = result_type }

STAGED_CODE(twice, "Unit", "List[Int]", "List[Int]");
STAGED_CODE(thrice, "Unit", "List[Int]", "List[Int]");
STAGED_CODE(add, "Int", "List[Int]", "List[Int]");
STAGED_CODE(sum, "Unit", "List[Int]", "Int");
STAGED_CODE(spread, "Unit", "List[Int]", "SiloRef[List[Int]]");
STAGED_CODE(with, "SiloRef[List[Int]]", "List[Int]", "SiloRef[List[Int]]");
STAGED_CODE(with_all, "List[SiloRef[List[Int]]]", "List[Int]", "List[Int]");
STAGED_CODE(chosen, "Spore[List[Int], List[Int]]", "List[Int]", "List[Int]");
STAGED_CODE(on_host, "Host", "List[Int]", "List[Int]");
STAGED_CODE(range, "Int", "Unit", "List[Int]");
STAGED_CODE(copies, "Int", "Int", "List[Int]");
static const struct myc_code add_2 = {
    .name = "add", .version = 2, .captured = "Int", .parameter = "List[Int]", .result = "List[Int]"
};

static const struct myc_code *const staged_codes[] = {
    &twice,  &thrice,  &add,   &sum,    &spread, &with, &with_all,
    &chosen, &on_host, &range, &copies, &add_2,  NULL,
};

#endif
