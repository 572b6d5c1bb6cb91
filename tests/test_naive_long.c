/* The campaign of test_naive.c, long. */
#include <criterion/criterion.h>

#include "tests/naive_campaign.h"

Test(naive_long, ten_thousand_random_programs_agree, .timeout = 3600)
{
    static struct campaign campaign;
    campaign_begin(&campaign);
    campaign_agrees(&campaign, 501, 10000);
    campaign_end(&campaign);
}
