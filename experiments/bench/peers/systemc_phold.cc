// systemc_phold PROCESSES EVENTS: PHOLD on SystemC, a spawned method for each pending event, which
// triggers itself again.
#define SC_INCLUDE_DYNAMIC_PROCESSES
#include <cstdlib>
#include <string>
#include <vector>

#include <systemc>

#include "experiments/bench/peers/peer.h"

using namespace sc_core;

static std::vector<phold_process> processes;
static uint64_t left;

struct Token {
    uint32_t here;
    bool is_pending = false;

    void operator()()
    {
        phold_process &process = processes[here];
        if (is_pending) {
            process.count++;
            if (--left == 0) {
                sc_stop();
                return;
            }
        }
        uint64_t delay = phold_delay_ns(&process);
        if (is_pending)
            here = peer_below(&process.random, (uint32_t)processes.size());
        is_pending = true;
        next_trigger(sc_time::from_value(delay));
    }
};

int sc_main(int count, char **arguments)
{
    if (count != 3) {
        fputs("usage: systemc_phold PROCESSES EVENTS\n", stderr);
        return 64;
    }
    sc_report_handler::set_actions(SC_INFO, SC_DO_NOTHING); // else it tells stdout that it stopped
    sc_set_time_resolution(1, SC_NS);
    processes.resize(strtoul(arguments[1], nullptr, 10));
    uint64_t events = left = strtoull(arguments[2], nullptr, 10);
    std::vector<Token> tokens(processes.size() * PHOLD_EVENTS_PER_PROCESS);
    for (uint32_t i = 0; i < processes.size(); i++)
        processes[i].random = peer_seed(i);
    sc_spawn_options options;
    options.spawn_method();
    for (size_t i = 0; i < tokens.size(); i++) {
        Token *token = &tokens[i];
        token->here = (uint32_t)(i / PHOLD_EVENTS_PER_PROCESS);
        sc_spawn([token] { (*token)(); }, ("t" + std::to_string(i)).c_str(), &options);
    }
    peer_moment begin = peer_now();
    sc_start();
    peer_print_rate(begin, "events_per_s", (double)events);
    peer_end((double)sc_time_stamp().value());
}
