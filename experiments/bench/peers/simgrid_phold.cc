// simgrid_phold PROCESSES EVENTS: PHOLD on SimGrid's own event loop, the timers of its kernel (its
// actors, which are what its users write, are five to ten times slower).
#include <cstdlib>
#include <vector>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include "experiments/bench/peers/peer.h"

namespace sg4 = simgrid::s4u;

static std::vector<phold_process> processes;
static uint64_t events, left;
static peer_moment begin;

static void schedule(phold_process &process, uint32_t target);

static void handle(uint32_t here)
{
    phold_process &process = processes[here];
    process.count++;
    if (--left == 0) {
        peer_print_rate(begin, "events_per_s", (double)events);
        peer_end(sg4::Engine::get_clock() * 1e9);
    }
    schedule(process, UINT32_MAX);
}

// UINT32_MAX: at one drawn uniformly, once the delay is drawn.
static void schedule(phold_process &process, uint32_t target)
{
    double delay = 0.1 + peer_exponential(&process.random);
    if (target == UINT32_MAX)
        target = peer_below(&process.random, (uint32_t)processes.size());
    simgrid::kernel::timer::Timer::set(sg4::Engine::get_clock() + delay,
                                       [target] { handle(target); });
}

int main(int count, char **arguments)
{
    sg4::Engine engine(&count, arguments);
    if (count != 3) {
        fputs("usage: simgrid_phold PROCESSES EVENTS\n", stderr);
        return 64;
    }
    processes.resize(strtoul(arguments[1], nullptr, 10));
    events = left = strtoull(arguments[2], nullptr, 10);
    for (uint32_t i = 0; i < processes.size(); i++) {
        processes[i].random = peer_seed(i);
        for (int k = 0; k < PHOLD_EVENTS_PER_PROCESS; k++)
            schedule(processes[i], i);
    }
    // The engine runs while an actor lives.
    auto *zone = sg4::create_star_zone("zone");
    auto *host = zone->create_host("host", 1e9)->seal();
    zone->seal();
    sg4::Actor::create("keeper", host, [] { sg4::this_actor::sleep_for(1e12); });
    begin = peer_now();
    engine.run();
}
