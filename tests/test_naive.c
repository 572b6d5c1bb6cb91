/* Random programs in the runtime and in the naive model: response, messages by kind, spore runs,
 * recomputed and pins agree, without a fault and with one crash between two waves of sends; a crash
 * in the middle of a wave gives each send its value, or an error that its policy allows. */
#include <criterion/criterion.h>

#include "tests/naive_campaign.h"

Test(naive, five_hundred_random_programs_agree)
{
    static struct campaign campaign;
    campaign_begin(&campaign);
    campaign_agrees(&campaign, 1, 500);
    campaign_end(&campaign);
}
