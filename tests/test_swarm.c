#include "tests/swarm.h"

#include <criterion/criterion.h>

Test(swarm, fifty_are_explained_and_replayed)
{
    swarm_campaign(1, 50);
}
