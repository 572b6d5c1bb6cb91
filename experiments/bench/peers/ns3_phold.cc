// ns3_phold SCHEDULER PROCESSES EVENTS: PHOLD on the core of ns-3, where an event is a scheduled
// call of a function. SCHEDULER is Map (the default), Heap, Calendar or PriorityQueue.
#include <cstdlib>
#include <string>
#include <vector>

#include "experiments/bench/peers/peer.h"
#include "ns3/core-module.h"

using namespace ns3;

static std::vector<phold_process> processes;
static uint64_t left;

// The payload is there because an event of the others carries one too.
static void Handle(uint32_t here, void *payload)
{
    phold_process &process = processes[here];
    process.count++;
    if (--left == 0) {
        Simulator::Stop();
        return;
    }
    uint64_t delay = phold_delay_ns(&process);
    uint32_t next = peer_below(&process.random, (uint32_t)processes.size());
    Simulator::Schedule(NanoSeconds(delay), &Handle, next, payload);
}

int main(int count, char **arguments)
{
    if (count != 4) {
        fputs("usage: ns3_phold SCHEDULER PROCESSES EVENTS\n", stderr);
        return 64;
    }
    ObjectFactory scheduler;
    scheduler.SetTypeId(std::string("ns3::") + arguments[1] + "Scheduler");
    Simulator::SetScheduler(scheduler);
    processes.resize(strtoul(arguments[2], nullptr, 10));
    uint64_t events = left = strtoull(arguments[3], nullptr, 10);
    for (uint32_t i = 0; i < processes.size(); i++) {
        processes[i].random = peer_seed(i);
        for (int k = 0; k < PHOLD_EVENTS_PER_PROCESS; k++)
            Simulator::Schedule(NanoSeconds(phold_delay_ns(&processes[i])), &Handle, i,
                                (void *)nullptr);
    }
    peer_moment begin = peer_now();
    Simulator::Run();
    peer_print_rate(begin, "events_per_s", (double)events);
    peer_end((double)Simulator::Now().GetNanoSeconds());
}
