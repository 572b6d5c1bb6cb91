#include "tests/swarm.h"

#include <criterion/criterion.h>

Test(swarm, a_thousand_are_explained_and_replayed)
{
    swarm_campaign(1000, 1000);
}
