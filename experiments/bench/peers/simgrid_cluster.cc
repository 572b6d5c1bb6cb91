// simgrid_cluster HOSTS PAIRS links|nolinks [--cfg=network/model:MODEL]: requests and responses of
// 1 KiB in a closed loop over a star of split-duplex links, 10 Gbit/s and 50 us each; on each host a
// server, which sleeps 10 us, and a client. The model Constant wants a platform without links.
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

#include "experiments/bench/peers/peer.h"

namespace sg4 = simgrid::s4u;

static const double MESSAGE_BYTES = 1024;

static std::vector<sg4::Mailbox *> servers, clients;
static uint64_t pairs, done;
static uint64_t chance = peer_seed(0);
static peer_moment begin;

static void server(uint32_t self)
{
    servers[self]->set_receiver(sg4::Actor::self()); // so that a transfer begins at once
    for (;;) {
        auto *client = servers[self]->get<uint32_t>();
        sg4::this_actor::sleep_for(10e-6);
        clients[*client]->put_init(client, MESSAGE_BYTES)->detach();
    }
}

static void client(uint32_t self)
{
    uint32_t name = self; // the one message of this client that is ever under way
    do {
        uint32_t other = peer_other(&chance, (uint32_t)clients.size(), self);
        servers[other]->put(&name, MESSAGE_BYTES);
        clients[self]->get<uint32_t>();
    } while (++done < pairs);
    peer_print_rate(begin, "messages_per_s", 2 * (double)done);
    peer_end(sg4::Engine::get_clock() * 1e9);
}

static void add_host(sg4::NetZone *zone, uint32_t self, bool has_link)
{
    std::string number = std::to_string(self);
    auto *host = zone->create_host("h" + number, 1e9)->seal();
    if (has_link) {
        auto *link = zone->create_split_duplex_link("l" + number, 1.25e9)->set_latency(50e-6);
        zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr,
                        { sg4::LinkInRoute(link->seal(), sg4::LinkInRoute::Direction::UP) }, true);
    }
    servers.push_back(sg4::Mailbox::by_name("s" + number));
    clients.push_back(sg4::Mailbox::by_name("c" + number));
    sg4::Actor::create("server", host, server, self)->daemonize();
    sg4::Actor::create("client", host, client, self);
}

int main(int count, char **arguments)
{
    sg4::Engine engine(&count, arguments);
    if (count != 4) {
        fputs("usage: simgrid_cluster HOSTS PAIRS links|nolinks\n", stderr);
        return 64;
    }
    uint32_t hosts = (uint32_t)strtoul(arguments[1], nullptr, 10);
    pairs = strtoull(arguments[2], nullptr, 10);
    bool has_links = strcmp(arguments[3], "links") == 0;
    auto *zone = has_links ? sg4::create_star_zone("zone") : sg4::create_empty_zone("zone");
    for (uint32_t i = 0; i < hosts; i++)
        add_host(zone, i, has_links);
    zone->seal();
    begin = peer_now();
    engine.run();
}
