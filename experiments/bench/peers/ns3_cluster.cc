// ns3_cluster HOSTS PAIRS [RUNS]: requests and responses of 1 KiB over UDP in a closed loop over a
// star of point-to-point links, 10 Gbit/s and 50 us each; a server takes 10 us. With RUNS it builds,
// runs and destroys so often: what a whole small run costs.
//
// ns-3 is at its best here. The hub finds the way by an index, since ns-3's static routing searches
// its routes one by one; and no queue disc stands before a device, since the default one makes an
// object for each flow.
#include <cstdlib>
#include <vector>

#include "experiments/bench/peers/peer.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

using namespace ns3;

static const uint16_t PORT = 9;
static const uint32_t MESSAGE_BYTES = 1024;

// The hub's link to host i is the subnet 10.0.0.0 + 4 i: the hub has .1 of it, the host .2.
static uint32_t Subnet(uint32_t host)
{
    return 0x0a000000u + 4 * host;
}

// A host has one way, which is interface 1; the hub's way to host i is interface 1 + i.
class StarRouting : public Ipv4RoutingProtocol
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId id =
            TypeId("StarRouting").SetParent<Ipv4RoutingProtocol>().AddConstructor<StarRouting>();
        return id;
    }

    bool isHub = false;

    Ptr<Ipv4Route> RouteOutput(Ptr<Packet>, const Ipv4Header &header, Ptr<NetDevice>,
                               Socket::SocketErrno &error) override
    {
        error = Socket::ERROR_NOTERROR;
        return Find(header.GetDestination());
    }

    bool RouteInput(Ptr<const Packet> packet, const Ipv4Header &header, Ptr<const NetDevice> device,
                    UnicastForwardCallback forward, MulticastForwardCallback,
                    LocalDeliverCallback deliver, ErrorCallback) override
    {
        if (isHub)
            forward(Find(header.GetDestination()), packet, header);
        else
            deliver(packet, header, m_ipv4->GetInterfaceForDevice(device));
        return true;
    }

    void SetIpv4(Ptr<Ipv4> ipv4) override { m_ipv4 = ipv4; }
    void NotifyInterfaceUp(uint32_t) override {}
    void NotifyInterfaceDown(uint32_t) override {}
    void NotifyAddAddress(uint32_t, Ipv4InterfaceAddress) override {}
    void NotifyRemoveAddress(uint32_t, Ipv4InterfaceAddress) override {}
    void PrintRoutingTable(Ptr<OutputStreamWrapper>, Time::Unit) const override {}

  private:
    Ptr<Ipv4Route> Find(Ipv4Address destination)
    {
        uint32_t interface = isHub ? 1 + ((destination.Get() - Subnet(0)) >> 2) : 1;
        if (interface >= m_routes.size())
            m_routes.resize(interface + 1);
        if (!m_routes[interface]) {
            auto route = Create<Ipv4Route>();
            route->SetOutputDevice(m_ipv4->GetNetDevice(interface));
            route->SetSource(m_ipv4->GetAddress(interface, 0).GetLocal());
            route->SetGateway(Ipv4Address((uint32_t)0));
            route->SetDestination(destination);
            m_routes[interface] = route;
        }
        return m_routes[interface];
    }

    Ptr<Ipv4> m_ipv4;
    std::vector<Ptr<Ipv4Route>> m_routes;
};

struct Loop {
    uint32_t hosts;
    uint64_t random, pairs, done;
};

// The server and the client of a host.
struct HostApplication {
    Loop *loop;
    uint32_t self;
    Ptr<Socket> server, client;
    Time busyUntil;

    void Ask()
    {
        uint32_t other = peer_other(&loop->random, loop->hosts, self);
        client->SendTo(Create<Packet>(MESSAGE_BYTES), 0,
                       InetSocketAddress(Ipv4Address(Subnet(other) + 2), PORT));
    }

    void TakeRequest(Ptr<Socket> socket)
    {
        Address from;
        while (socket->RecvFrom(from)) {
            busyUntil = std::max(Simulator::Now(), busyUntil) + MicroSeconds(10);
            Simulator::Schedule(busyUntil - Simulator::Now(), &HostApplication::Answer, this, from);
        }
    }

    void Answer(Address to) { server->SendTo(Create<Packet>(MESSAGE_BYTES), 0, to); }

    void TakeResponse(Ptr<Socket> socket)
    {
        Address from;
        while (socket->RecvFrom(from)) {
            if (++loop->done >= loop->pairs) {
                Simulator::Stop();
                return;
            }
            Ask();
        }
    }

    void Start(Ptr<Node> node)
    {
        server = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        server->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        server->SetRecvCallback(MakeCallback(&HostApplication::TakeRequest, this));
        client = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        client->Bind();
        client->SetRecvCallback(MakeCallback(&HostApplication::TakeResponse, this));
        Simulator::ScheduleWithContext(self, Seconds(0), &HostApplication::Ask, this);
    }
};

static void Route(Ptr<Node> node, bool isHub)
{
    auto routing = CreateObject<StarRouting>();
    routing->isHub = isHub;
    node->GetObject<Ipv4>()->SetRoutingProtocol(routing);
}

static void BuildStar(const NodeContainer &hosts, Ptr<Node> hub)
{
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.SetRoutingHelper(Ipv4ListRoutingHelper());
    stack.Install(hosts);
    stack.Install(hub);
    Route(hub, true);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
    link.SetChannelAttribute("Delay", StringValue("50us"));
    for (uint32_t i = 0; i < hosts.GetN(); i++) {
        Route(hosts.Get(i), false);
        auto devices = link.Install(hub, hosts.Get(i));
        Ipv4AddressHelper(Ipv4Address(Subnet(i)), Ipv4Mask("255.255.255.252")).Assign(devices);
        TrafficControlHelper().Uninstall(devices);
    }
}

// Gives when the simulated run began.
static peer_moment Run(Loop &loop)
{
    NodeContainer hosts, hub;
    hosts.Create(loop.hosts);
    hub.Create(1);
    BuildStar(hosts, hub.Get(0));
    std::vector<HostApplication> applications(loop.hosts);
    for (uint32_t i = 0; i < loop.hosts; i++) {
        applications[i].loop = &loop;
        applications[i].self = i;
        applications[i].Start(hosts.Get(i));
    }
    peer_moment begin = peer_now();
    Simulator::Run();
    return begin;
}

int main(int count, char **arguments)
{
    if (count != 3 && count != 4) {
        fputs("usage: ns3_cluster HOSTS PAIRS [RUNS]\n", stderr);
        return 64;
    }
    Loop loop = { (uint32_t)strtoul(arguments[1], nullptr, 10), 0,
                  strtoull(arguments[2], nullptr, 10), 0 };
    uint64_t runs = count == 4 ? strtoull(arguments[3], nullptr, 10) : 1;
    peer_moment begin = peer_now(), begun = begin;
    double end = 0;
    for (uint64_t i = 0; i < runs; i++) {
        loop.random = peer_seed(i);
        loop.done = 0;
        begun = Run(loop);
        end = (double)Simulator::Now().GetNanoSeconds();
        if (count == 4) {
            Simulator::Destroy();
            Ipv4AddressGenerator::Reset();
        }
    }
    if (count == 4)
        peer_print_runs(begin, runs);
    else
        peer_print_rate(begun, "messages_per_s", 2 * (double)loop.done);
    peer_end(end);
}
