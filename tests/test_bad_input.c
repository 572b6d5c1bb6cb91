/* Bad scenarios, settings and plans: each is one clear message that names the place, in under a
 * second. Columns are counted by hand. */
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "experiments/plan_file.h"
#include "tests/scenarios.h"

#define SMALLEST SCENARIOS_SMALLEST

struct bad {
    const char *text;
    const char *message; /* what it begins with */
};

static const struct bad scenarios[] = {
    /* not a scenario */
    { "", "t.yaml:1:1: there is no scenario here: it begins with 'mycel: 1'" },
    { "# nothing\n", "t.yaml:1:1: there is no scenario here" },
    { "---\n...\n", "t.yaml:1:1: a scenario is a map that begins with 'mycel: 1'" },
    { "hello\n", "t.yaml:1:1: a scenario is a map" },
    { "- mycel: 1\n", "t.yaml:1:1: a scenario is a map" },
    { "workload: people\n", "t.yaml:1:1: the key 'mycel' is missing" },
    { "mycel: 2\nworkload: people\n",
      "t.yaml:1:8: this is version 2 of the schema, and only 1 is known" },
    { "mycel: one\nworkload: people\n", "t.yaml:1:8: mycel: 'one' is not a whole number" },
    { "mycel: 1\n", "t.yaml:1:1: the key 'workload' is missing" },
    { "mycel: 1\nprogram: people.fp\n", "t.yaml:2:1: programs are not supported" },
    { SMALLEST "program: people.fp\n", "t.yaml:3:1: programs are not supported" },
    /* not YAML, or YAML that is not used */
    { "mycel: 1\nworkload: {kind: people\n", "t.yaml:3:1: this is not YAML: missing comma" },
    { "mycel: 1\nname: \"abc\nworkload: people\n", "t.yaml:2:7: this is not YAML: " },
    { "mycel: 1\n\tworkload: people\n", "t.yaml:" },
    { SMALLEST "expect: ]\n", "t.yaml:3:9: this is not YAML: " },
    { SMALLEST "expect: @x\n", "t.yaml:3:9: this is not YAML: plain scalar cannot start" },
    { SMALLEST "name: >0x\n", "t.yaml:3:5: this is not YAML, here or soon after it" },
    { SMALLEST "name: &n x\n", "t.yaml:3:10: anchors (&name) are not used here" },
    { SMALLEST "name: *n\n", "t.yaml:3:8: aliases (*name) are not used here" },
    { SMALLEST "name: !!str x\n", "t.yaml:3:13: tags (!name) are not used here" },
    { SMALLEST "<<: {seed: 1}\n", "t.yaml:3:1: merge keys (<<) are not used here" },
    { "%YAML 1.2\n---\n" SMALLEST, "t.yaml:1:1: directives (%...) are not used here" },
    { SMALLEST "---\n" SMALLEST, "t.yaml:3:1: a second document begins here" },
    { SMALLEST "...\n" SMALLEST, "t.yaml:4:1: a second document begins here" },
    { SMALLEST "seed: 1\nseed: 2\n",
      "t.yaml:4:1: the key 'seed' stands twice here; the first is in line 3" },
    { SMALLEST "? [a]\n: 1\n", "t.yaml:3:3: a key must be a word" },
    { SMALLEST ": 1\n", "t.yaml:3:1: a key is missing" },
    { SMALLEST "name: \"a\\0b\"\n", "t.yaml:3:7: a text cannot hold control characters" },
    { SMALLEST "name: a\x01z\n", "t.yaml:3:8: byte 0x01 is no part of a text" },
    { SMALLEST "name: \xC3\x28\n", "t.yaml:3:7: byte 0xc3 is no part of a text" },
    { SMALLEST "name: é\xFF\n", "t.yaml:3:8: byte 0xff is no part of a text" },
    /* a stream of requests */
    { "mycel: 1\nworkload: {kind: pump, arrivals: 1ms}\n",
      "t.yaml:2:24: the driver of workload pump is more than one request, and can be no stream" },
    { "mycel: 1\nworkload: {kind: people, requests: 3}\n",
      "t.yaml:2:26: requests is of a stream of requests: say how they arrive" },
    { "mycel: 1\nworkload: {kind: people, arrivals: none}\n",
      "t.yaml:2:36: arrivals must be a time or a distribution" },
    { "mycel: 1\nworkload: {kind: people, arrivals: 3 mice}\n", "t.yaml:2:36: arrivals: " },
    { "mycel: 1\nworkload: {kind: people, arrivals: {kind: exponential}}\n",
      "t.yaml:2:26: the exponential distribution needs the key 'mean'" },
    { "mycel: 1\nworkload: {kind: people, arrivals: 1ms, requests: 0}\n",
      "t.yaml:2:51: requests must be from 1 to 10000000, not 0" },
    { "mycel: 1\nworkload: {kind: people, arrivals: 1ms, arrive_until: now}\n",
      "t.yaml:2:55: arrive_until: 'now' is not a time" },
    { "mycel: 1\nworkload: {kind: people, arrivals: 1ms, sends: 2}\n",
      "t.yaml:2:48: each of several sends waits for the answer before it" },
    { "mycel: 1\nworkload: {kind: people, arrivals: 1ms, response: none}\n",
      "t.yaml:2:51: response: none sends nothing" },
    { "mycel: 1\nworkload: {kind: people, arival: 1ms}\n",
      "t.yaml:2:26: unknown key 'arival' in the workload people" },
    /* what is expected */
    { SMALLEST "expect: {p99: \"20ms\"}\n",
      "t.yaml:3:15: p99 must be a comparison with <, <=, > or >=, in quotes: \"<= 20ms\"" },
    { SMALLEST "expect: {p99: [1]}\n", "t.yaml:3:15: p99 must be a comparison" },
    { SMALLEST "expect: {mean: \"=> 3ms\"}\n", "t.yaml:3:16: mean must be a comparison" },
    { SMALLEST "expect: {p95: }\n", "t.yaml:3:10: p95 must be a comparison" },
    { SMALLEST "expect: {p99: \"<= 20q\"}\n", "t.yaml:3:15: p99: '20q' is not a time" },
    { SMALLEST "expect: {p99: \"< 0\"}\n", "t.yaml:3:15: p99 must be compared with a time" },
    { SMALLEST "expect: {p50: \"<= never\"}\n", "t.yaml:3:15: p50 must be compared with a time" },
    { SMALLEST "expect: {availability: \">= 101%\"}\n",
      "t.yaml:3:24: availability is from 0% to 100%: it can never be >= 101%" },
    { SMALLEST "expect: {availability: \"> 100%\"}\n", "t.yaml:3:24: availability is from" },
    { SMALLEST "expect: {availability: \"< 0\"}\n", "t.yaml:3:24: availability is from" },
    { SMALLEST "expect: {at_most: 3}\n", "t.yaml:3:19: at_most must be a map" },
    { SMALLEST "expect: {at_most: {mesages: 3}}\n",
      "t.yaml:3:20: no counter is called 'mesages'; did you mean 'messages'?" },
    { SMALLEST "expect: {at_most: {mice: 3}}\n",
      "t.yaml:3:20: no counter is called 'mice'; there are: events messages " },
    { SMALLEST "expect: {at_most: {messages: -3}}\n", "t.yaml:3:30: messages: '-3' is negative" },
    { SMALLEST "expect: {at_most: {sim_end_ns: x}}\n", "t.yaml:3:32: sim_end_ns: 'x' is not" },
    { SMALLEST "expect: {never: lost}\n", "t.yaml:3:17: expected KIND(label)" },
    { SMALLEST "expect: {never: [[]]}\n", "t.yaml:3:18: expected KIND(label)" },
    { SMALLEST "expect: {sometimes: lots(x)}\n",
      "t.yaml:3:21: no record is called 'lots'; did you mean 'lost'?" },
    { SMALLEST "expect: {never: lost(x), sometimes: [pinned(x), lost(x)]}\n",
      "t.yaml:3:49: lost(x) is expected twice" },
    /* unknown words */
    { SMALLEST "perturbb: []\n", "t.yaml:3:1: unknown key 'perturbb' in the scenario; did you "
                                 "mean 'perturb'?\n  3 | perturbb: []\n    | ^~~~~~~~" },
    { SMALLEST "cluster: {hots: 3}\n",
      "t.yaml:3:11: unknown key 'hots' in cluster; did you mean 'hosts'?" },
    { "mycel: 1\nworkload: peopel\n",
      "t.yaml:2:11: unknown workload 'peopel'; did you mean 'people'?" },
    { "mycel: 1\nworkload: {kind: people, sned: 1}\n",
      "t.yaml:2:26: unknown key 'sned' in the workload people" },
    { "mycel: 1\nworkload: {response: sorted}\n",
      "t.yaml:2:11: the map of the workload has no key 'kind'" },
    { "mycel: 1\nworkload: [people]\n", "t.yaml:2:11: the workload must be a word or a map" },
    { "mycel: 1\nworkload:\n", "t.yaml:2:1: the kind of the workload must be a word" },
    { "mycel: 1\nworkload: {kind: people, response: labls}\n",
      "t.yaml:2:36: response must be one" },
    { SMALLEST "recovery: {policy: rehots}\n",
      "t.yaml:3:20: unknown recovery policy 'rehots'; did you mean 'rehost'?" },
    { SMALLEST "recovery: {policy: none, spare: near}\n",
      "t.yaml:3:26: spare belongs to the recovery policy rehost, not to none" },
    { SMALLEST "recovery: {policy: {kind: rehost, spare: nearest}}\n",
      "t.yaml:3:42: spare must be one of lowest|least_loaded|near|far|random, not 'nearest'" },
    { SMALLEST "recovery: {policy: {kind: rehost}, spare: near}\n",
      "t.yaml:3:36: unknown key 'spare' in recovery" },
    { SMALLEST "recovery: {detector: oracle}\n",
      "t.yaml:3:22: unknown detector 'oracle'; known: perfect, timeout, heartbeat" },
    { SMALLEST "recovery: {detector: {kind: heartbeat, misses: 0}}\n",
      "t.yaml:3:48: misses must be from 1 to 1000, not 0" },
    { SMALLEST "perturb: [{drop: {target: message(Heartbeat)}}]\n",
      "t.yaml:3:27: no message is called 'Heartbeat'" },
    { SMALLEST "recovery: {detector: {kind: timeout, delay: 1ms}}\n",
      "t.yaml:3:38: unknown key 'delay' in the detector timeout" },
    { SMALLEST "cluster: {latency: {racks: 1us}}\n",
      "t.yaml:3:21: unknown key 'racks' in latency; did you mean 'rack'?" },
    { SMALLEST "cluster: {jitter: {kind: gamma, mean: 1us}}\n",
      "t.yaml:3:26: unknown distribution" },
    { SMALLEST "checks: yes\n", "t.yaml:3:9: checks must be one of on|off, not 'yes'" },
    { SMALLEST "trace: éé # é\n", "t.yaml:3:8: trace must be one of outcome|lineage|all, not 'éé'\n"
                                  "  3 | trace: éé # é\n    |        ^~" },
    { SMALLEST "trace: everything\n", "t.yaml:3:8: trace must be one of outcome|lineage|all" },
    /* wrong types and units */
    { SMALLEST "seed: \"1\"\n", "t.yaml:3:7: seed must be a whole number, not a text: remove" },
    { SMALLEST "seed: []\n", "t.yaml:3:7: seed must be a whole number, not a list" },
    { SMALLEST "seed: 0x10\n", "t.yaml:3:7: seed: '0x10' is not a whole number" },
    { SMALLEST "seed:\n", "t.yaml:3:1: seed must be a whole number, and is empty" },
    { SMALLEST "name: 12\n", "t.yaml:3:7: name must be a text, and YAML reads 12 as a number" },
    { SMALLEST "name: ''\n", "t.yaml:3:7: name must be 1 to 200 bytes long" },
    { SMALLEST "cluster: 3\n", "t.yaml:3:10: cluster must be a map {key: value, ...}" },
    { SMALLEST "cluster: {overrides: [m2]}\n", "t.yaml:3:22: overrides must be a map {HOST:" },
    { SMALLEST "cluster: {overrides: {m4: {cores: 1}}}\n",
      "t.yaml:3:23: there is no host 'm4'" },
    { SMALLEST "cluster: {hosts: [m1, m2, m3, n], overrides: {all: {cores: 1}}}\n",
      "t.yaml:3:47: there is no host 'all'" },
    { SMALLEST "cluster: {overrides: {m2: 1}}\n", "t.yaml:3:27: the host m2 must be a map" },
    { SMALLEST "cluster: {overrides: {m2: {core: 1}}}\n",
      "t.yaml:3:28: unknown key 'core' in the host m2; did you mean 'cores'?" },
    { SMALLEST "cluster: {overrides: {m2: {cores: 0}}}\n",
      "t.yaml:3:35: cores must be from 1 to 65536, not 0" },
    { SMALLEST "cluster: {overrides: {m2: {latency: {rack: 2d}}}}\n",
      "t.yaml:3:44: rack must be at most 1d, not 2d" },
    { "mycel: 1\nworkload: {kind: tree}\ncluster: {hosts: 9, overrides: {h9: {}}}\n",
      "t.yaml:3:33: there is no host 'h9'" },
    { "mycel: 1\nworkload: {kind: queue, arrivals: {kind: constant, value: 1s},\n"
      "  service: {kind: constant, value: 1s}}\ncluster: {overrides: {server: {cores: 2}}}\n",
      "t.yaml:4:22: workload queue as it is set here needs 1 core a host" },
    { "mycel: 1\nworkload: {kind: queue, arrivals: {kind: constant, value: 1s},\n"
      "  service: {kind: constant, value: 1s}}\ncluster: {overrides: {server: {speed: 2}}}\n",
      "t.yaml:2:11: workload queue needs cluster.speed: 1" },
    { SMALLEST "cluster: {cores: 1.5}\n", "t.yaml:3:18: cores: '1.5' is not a whole number" },
    { SMALLEST "cluster: {memory: 1Gib}\n",
      "t.yaml:3:19: memory: '1Gib' is not a number of bytes" },
    { SMALLEST "cluster: {nic: 10Gbps}\n", "t.yaml:3:16: nic: '10Gbps' is not a bandwidth" },
    { SMALLEST "cluster: {latency: {rack: 5 ms}}\n",
      "t.yaml:3:27: rack: '5 ms' has a blank between its number and its unit" },
    { SMALLEST "cost: {step: 0.5ns}\n", "t.yaml:3:14: step: '0.5ns' is not a whole number of ns" },
    { SMALLEST "eff: soon\n", "t.yaml:3:6: eff: 'soon' is not a time such as 10ms" },
    { SMALLEST "eff: 60\xC2\xB5s\n", "t.yaml:3:6: eff: '60\xC2\xB5s' is not a time: its unit is" },
    { SMALLEST "perturb: {crash: 1, drop: 2}\n", "t.yaml:3:10: expected" },
    { SMALLEST "perturb: [{crash: {target: m2, at: 6Os}}]\n",
      "t.yaml:3:36: at: '6Os' is not a time" },
    /* out of range, absurd */
    { SMALLEST "seed: -1\n", "t.yaml:3:7: seed: '-1' is negative" },
    { SMALLEST "seed: 9223372036854775808\n",
      "t.yaml:3:7: seed: '9223372036854775808' is too large" },
    { SMALLEST "seed: 99999999999999999999999999999999999999999999999999\n",
      "t.yaml:3:7: seed: '9999999999999999999999999999999999999999...' is too large" },
    { SMALLEST "cluster: {cores: 0}\n", "t.yaml:3:18: cores must be from 1 to 65536, not 0" },
    { SMALLEST "cluster: {speed: 0}\n", "t.yaml:3:18: speed must be from 1/1000000 to 1000000" },
    { SMALLEST "cluster: {zones: 2000, racks: 1000}\n", "t.yaml:3:10: zones times racks is more" },
    { SMALLEST "cluster: {memory: 9999999999GiB}\n",
      "t.yaml:3:19: memory: '9999999999GiB' is too" },
    { SMALLEST "limits: {events: 0}\n", "t.yaml:3:18: events must be at least 1, not 0" },
    { SMALLEST "limits: {time: 0}\n", "t.yaml:3:16: time must be from 1ns to forever, not 0" },
    { SMALLEST "cost: {step: forever}\n", "t.yaml:3:14: step must be at most 1h, not forever" },
    { SMALLEST "recovery: {backoff: {factor: 1/2}}\n",
      "t.yaml:3:30: factor must be from 1 to 1000, not 1/2" },
    { SMALLEST "recovery: {attempts: 0}\n", "t.yaml:3:22: attempts must be from 1 to" },
    /* hosts */
    { "mycel: 1\nworkload: tree\ncluster: {hosts: 1000001}\n",
      "t.yaml:3:18: hosts must be from 1 to 1000000, not 1000001" },
    { SMALLEST "cluster: {hosts: []}\n", "t.yaml:3:18: there must be at least one host" },
    { SMALLEST "cluster: {hosts: {m1: 1}}\n", "t.yaml:3:18: hosts must be a list of names" },
    { SMALLEST "cluster: {hosts: m1}\n", "t.yaml:3:18: hosts: 'm1' is not a whole number" },
    { SMALLEST "cluster: {hosts: [m1, m2, m3, m1]}\n",
      "t.yaml:3:31: there is a host 'm1' already" },
    { SMALLEST "cluster: {hosts: [m1, client]}\n", "t.yaml:3:23: 'client' is the client" },
    { SMALLEST "cluster: {hosts: [m1, 2m]}\n", "t.yaml:3:23: '2m' is not a host's name" },
    { SMALLEST "cluster: {hosts: [m1, 2]}\n", "t.yaml:3:23: this must be a text" },
    { SMALLEST "cluster: {hosts: [all]}\n", "t.yaml:3:19: a host cannot be called 'all'" },
    { SMALLEST "cluster: {client: m2}\n", "t.yaml:3:19: 'm2' is the client, and a host of" },
    { SMALLEST "cluster: {client: a b}\n", "t.yaml:3:19: 'a b' is not a host's name" },
    { "mycel: 1\nworkload: tree\ncluster: {hosts: 5, client: h4}\n",
      "t.yaml:3:18: 'h4' is the client, and one of h0 to h4 too" },
    { SMALLEST "cluster: {hosts: [m1, m2]}\n", "t.yaml:2:11: workload people puts its data on" },
    { "mycel: 1\nworkload: queue\n", "t.yaml:2:11: the workload queue needs the key 'arrivals'" },
    /* files */
    { SMALLEST "cluster: {files: [a]}\n", "t.yaml:3:18: files must be a map" },
    { SMALLEST "cluster: {files: {a: {}}}\n", "t.yaml:3:19: the file a needs the key 'path'" },
    { SMALLEST "cluster: {files: {a/b: {path: x}}}\n", "t.yaml:3:19: 'a/b' is not a file's name" },
    { SMALLEST "cluster: {files: {a: {path: x, store: disk}}}\n",
      "t.yaml:3:39: store must be one of shared|local, not 'disk'" },
    /* faults */
    { SMALLEST "perturb: 5\n", "t.yaml:3:10: " },
    { SMALLEST "perturb:\n  - crsh: {target: m2}\n",
      "t.yaml:4:5: no effect or generator is called 'crsh'; did you mean 'crash'?" },
    { SMALLEST "perturb:\n  - crash: {target: m4}\n", "t.yaml:4:21: " },
    { SMALLEST "perturb:\n  - crash: {target: client}\n", "t.yaml:4:21: " },
    { SMALLEST "perturb:\n  - crash: {}\n", "t.yaml:4:12: crash needs" },
    { SMALLEST "perturb:\n  - crash: {target: m2, until: pined(labels)}\n", "t.yaml:4:32: " },
    /* expect and sweep */
    { SMALLEST "expect: {respnse: 1}\n", "t.yaml:3:10: unknown key 'respnse' in expect; did you" },
    { SMALLEST "expect: {response: .nan}\n", "t.yaml:3:20: '.nan' is no number that JSON has" },
    { SMALLEST "expect: {response: [9223372036854775808]}\n",
      "t.yaml:3:21: '9223372036854775808' does not fit a 64-bit integer" },
    { SMALLEST "sweep: {seeds: 9..1}\n", "t.yaml:3:16: the first seed is greater than the last" },
    { SMALLEST "sweep: {seeds: 1...9}\n", "t.yaml:3:16: seeds are numbers" },
    { SMALLEST "sweep: {seeds: []}\n", "t.yaml:3:16: there must be at least one seed" },
    { SMALLEST "sweep: {vary: [a]}\n", "t.yaml:3:15: vary must be a map" },
    { SMALLEST "sweep: {vary: {recovery.attempts: [1, 2], recovery: [{policy: none}]}}\n",
      "t.yaml:3:16: the values of recovery.attempts make no difference: what varies after it takes "
      "its place" },
    { SMALLEST "sweep: {vary: {workload.sends: {from: 1, to: 4, steps: 10}}}\n",
      "t.yaml:3:56: so many steps come to 1 twice: take fewer" },
    { SMALLEST "sweep: {vary: {cost: 5}}\n", "t.yaml:3:22: what varies must be a list of values" },
    { SMALLEST "sweep: {vary: {recovery.policy: [none, rehots]}}\n",
      "t.yaml:3:40: unknown recovery policy 'rehots'" },
    { SMALLEST "sweep: {vary: {recovery.polcy: [none]}}\n",
      "t.yaml:3:25: unknown key 'polcy' in recovery; did you mean 'policy'?" },
    { SMALLEST "sweep: {vary: {\"cluster.coers\": [1]}}\n",
      "t.yaml:3:25: unknown key 'coers' in cluster; did you mean 'cores'?" },
    { SMALLEST "sweep: {vary: {perturb.0.for: [1ms]}}\n", "t.yaml:3:" },
    { SMALLEST "sweep: {vary: {sweep.seeds: [1]}}\n", "t.yaml:3:16: the sweep itself cannot vary" },
    { SMALLEST "sweep: {vary: {a..b: [1]}}\n", "t.yaml:3:18: a key is missing in the path" },
};

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

Test(bad_input, scenarios)
{
    struct myc_memory *memory = scenarios_memory();
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        struct myc_scenario scenario;
        struct myc_error error;
        enum myc_status status = scenarios_try(scenarios[i].text, NULL, memory, &scenario, &error);
        cr_expect_eq(status, MYC_INPUT, "%s", scenarios[i].text);
        cr_expect(begins_with(error.message, scenarios[i].message), "%s\nnot\n%s", error.message,
                  scenarios[i].message);
        cr_expect(!strchr(scenarios[i].message, '^') ||
                      strlen(error.message) == strlen(scenarios[i].message),
                  "%s", error.message);
    }
    myc_memory_destroy(memory);
}

/* --- --set --- */

static const struct {
    const char *sets[2];
    const char *message;
} sets[] = {
    { { "seed" }, "--set:1:1: write key=value, such as cluster.cores=8" },
    { { "" }, "--set:1:1: write key=value" },
    { { "=1" }, "--set:1:1: a key is missing in the path" },
    { { "a..b=1" }, "--set:1:3: a key is missing in the path" },
    { { "seed=" }, "--set:1:1: there is no value after '='" },
    { { "seed=1", "sede=2" },
      "--set:1:1: unknown key 'sede' in the scenario; did you mean 'seed'?"
      "\n  1 | sede=2\n    | ^~~~" },
    { { "cluster.coers=2" }, "--set:1:9: unknown key 'coers' in cluster; did you mean 'cores'?" },
    { { "seed=1", "cluster.cores=0" }, "--set:1:15: cores must be from 1 to 65536, not 0" },
    { { "cluster={cores: 0}" }, "--set:1:17: cores must be from 1" },
    { { "cluster={cores: 1" }, "--set:1:" },
    { { "seed=1\n" }, "--set:1:1: key=value must stand in one line" },
    { { "name=\xFF" }, "--set:1:6: byte 0xff is no part of a text" },
    { { "\xFF=1" }, "--set:1:1: a key must be printable UTF-8" },
    { { "expect.response.é.=1" }, "--set:1:19: a key is missing in the path" },
    { { "perturb.1={crash: {target: m2}}" }, "--set:1:9: " },
    { { "perturb=[]", "perturb.1={crash: {target: m2}}" },
      "--set:1:9: '1' is no item of a list of 0: items are numbered from 0, and 0 would be added" },
    { { "perturb=[]", "perturb.x=1" }, "--set:1:9: 'x' is no item of a list of 0" },
    { { "perturb=[]", "perturb.99999999999999999999=1" }, "--set:1:9: '99999999999999999999' is" },
    { { "perturb=[crash: {target: m2}]", "perturb.0.fro=1ms" }, "--set:1:11: " },
    { { "workload.response=ownrs" }, "--set:1:19: response must be one of" },
    { { "workload.sned=1" }, "--set:1:10: unknown key 'sned' in the workload people" },
    { { "name=a: b: c" }, "--set:1:" },
    { { "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f.g=1" },
      "--set:1:63: lists and maps are nested more than 32 deep" },
};

Test(bad_input, sets)
{
    struct myc_memory *memory = scenarios_memory();
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct myc_scenario scenario;
        struct myc_error error;
        const struct myc_scenario_options options = { .sets = sets[i].sets,
                                                      .set_count = sets[i].sets[1] ? 2 : 1 };
        cr_expect_eq(scenarios_try(SMALLEST, &options, memory, &scenario, &error), MYC_INPUT, "%s",
                     sets[i].sets[0]);
        cr_expect(begins_with(error.message, sets[i].message), "%s\nnot\n%s", error.message,
                  sets[i].message);
    }
    myc_memory_destroy(memory);
}

/* --- plans --- */

static const struct bad plans[] = {
    { "crsh: {target: m2}", "t.plan:1:1: no effect or generator is called 'crsh'; did you mean 'crash'?" },
    { "# one\n\n  - crash: {target: m9}\n", "t.plan:3:21: " },
    { "crash: {target: m2}\ncrash: {target: m2, at: 5 ms}\n",
      "t.plan:2:25: at: '5 ms' has a blank" },
    { "crash: {target: m2}\r\ncrash: {target: m2, at: -1}\r\n",
      "t.plan:2:25: at: '-1' is negative" },
    { "crash:\n  target: m2\n", "t.plan:1:" },
    { "crash: {target: m2,\n  at: 1ms}\n", "t.plan:1:" },
    { "- crash: {target: m2}\n- [a, b]\n", "t.plan:2:" },
    { "[{crash: {target: m2}}, {crash: {target: m1}}]", "t.plan:1:1: a line of a plan holds one" },
    { "crash\n", "t.plan:1:1: " },
    { "crash: {target: &a m2}\n", "t.plan:1:20: anchors" },
    { "crash: {target: *a}\n", "t.plan:1:18: aliases" },
    { "crash: {target: m2, target: m1}\n", "t.plan:1:21: the key 'target' stands twice here" },
    { "crash: {target: m2} trailing\n", "t.plan:1:" },
    { "crash: {target: m2, at: 99999999999d}\n", "t.plan:1:25: at: '99999999999d' is too large" },
    { "crash: {target: m2\x01}\n", "t.plan:1:19: byte 0x01 is no part of a text" },
    { "--- \ncrash: {target: m2}\n", "t.plan:1:" },
};

Test(bad_input, plan_files)
{
    struct myc_memory *memory = scenarios_memory();
    const struct myc_scenario_options options = { .plan_path = "t.plan" };
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct myc_scenario scenario;
        struct myc_error error;
        scenarios_write("t.plan", plans[i].text, strlen(plans[i].text));
        cr_expect_eq(scenarios_try(SMALLEST, &options, memory, &scenario, &error), MYC_INPUT, "%s",
                     plans[i].text);
        cr_expect(begins_with(error.message, plans[i].message), "%s\nnot\n%s", error.message,
                  plans[i].message);
    }
    myc_memory_destroy(memory);
}

#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 10.0 /* a build that watches every access */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOWER 10.0
#endif
#endif
#ifndef SLOWER
#define SLOWER 3.0 /* the worst takes under half a second; a busy machine doubles what it counts */
#endif

/* --- files that are not what they should be --- */

/* Of the processor: others may use it too. */
static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The message for what is at `path`, after seeing that it came in time. */
static const char *refusal(const char *path, const struct myc_scenario_options *options,
                           struct myc_memory *memory, struct myc_error *error)
{
    struct myc_scenario scenario;
    double begun = seconds();
    *error = (struct myc_error){ 0 };
    cr_expect_eq(myc_scenario_read(path, options, memory, &scenario, error), MYC_INPUT, "%s", path);
    cr_expect_lt(seconds() - begun, SLOWER, "%s took %f s", path, seconds() - begun);
    return error->message;
}

Test(bad_input, files_that_are_none)
{
    struct myc_memory *memory = scenarios_memory();
    struct myc_error error;
    cr_expect_str_eq(refusal("none.yaml", NULL, memory, &error), "none.yaml: no such file");
    mkdir("folder", 0777);
    cr_expect_str_eq(refusal("folder", NULL, memory, &error), "folder: it is a folder, not a file");
    mkfifo("fifo", 0666);
    cr_expect_str_eq(refusal("fifo", NULL, memory, &error), "fifo: it is not a regular file");
    cr_expect_str_eq(refusal("/dev/zero", NULL, memory, &error),
                     "/dev/zero: it is not a regular file");
    scenarios_write("large", "", 0);
    cr_assert_eq(truncate("large", 100000000), 0);
    cr_expect_str_eq(refusal("large", NULL, memory, &error),
                     "large: it has 100000000 bytes, and at most 1048576 are read");
    scenarios_write("nul", "mycel: 1\nname: \"a\0b\"\n", 21);
    cr_expect(begins_with(refusal("nul", NULL, memory, &error), "nul:2:9: byte 0x00 is no part"));
    scenarios_write("good", SMALLEST, strlen(SMALLEST));
    cr_expect_str_eq(
        refusal("good", &(struct myc_scenario_options){ .plan_path = "none.plan" }, memory, &error),
        "none.plan: no such file");
    cr_expect_str_eq(
        refusal("good", &(struct myc_scenario_options){ .plan_path = "large" }, memory, &error),
        "large: it has 100000000 bytes, and at most 16777216 are read");
    myc_memory_destroy(memory);
}

/* --- floods --- */

static const struct {
    const char *before; /* once */
    const char *repeated;
    const char *message;
} floods[] = {
    { "mycel: 1\na: ", "[", "flood:2:35: lists and maps are nested more than 32 deep" },
    { "mycel: 1\na: ", "{", "flood:2:5: a key must be a word" },
    { "mycel: 1\na: ", "[{a: ", "flood:2:" },
    { "", "- ", "flood:1:65: lists and maps are nested more than 32 deep" },
    { "", "? ", "flood:1:3: a key must be a word" },
    { "", ": ", "flood:1:1: a key is missing" },
    { "", "[a\n", "flood:2:1: this is not YAML" },
    { "[", "a,", "flood:" },
    { "[", "a: b,", "flood:" },
    { "", "'", "flood:1:1: a scenario is a map" },
    { "\"", "\\u263a", "flood:1:" },
    { "", "&a ", "flood:1:" },
    { "", "!", "flood:1:1: tags" },
    { "", "---\n", "flood:2:1: a second document begins here" },
    { "", "%TAG ! a\n", "flood:1:1: directives" },
    { "", "a: *b\n", "flood:1:5: aliases" },
    { "mycel: 1\nname: |\n", "  x\n", "flood:3:1: name must be 1 to 200 bytes" },
    { "a: &a [x]\n", "b: [*a, *a]\n", "flood:1:7: anchors" },
    { "mycel: 1\n", "a", "flood:2:1: this is not YAML" },
};

Test(bad_input, floods_of_one_mebibyte)
{
    struct myc_memory *memory = scenarios_memory();
    for (size_t i = 0; i < sizeof floods / sizeof *floods; i++) {
        char *text = myc_memory_alloc(memory, MYC_SCENARIO_BYTES_MAX + 16);
        size_t length = strlen(floods[i].before), step = strlen(floods[i].repeated);
        memcpy(text, floods[i].before, length);
        for (; length + step <= MYC_SCENARIO_BYTES_MAX; length += step)
            memcpy(text + length, floods[i].repeated, step);
        scenarios_write("flood", text, length);
        struct myc_error error;
        const char *message = refusal("flood", NULL, memory, &error);
        cr_expect(begins_with(message, floods[i].message), "%s: %s", floods[i].repeated, message);
    }
    myc_memory_destroy(memory);
}

/* `count` keys k0, k1, ..., each on a line or in braces, after `before`. */
static void write_keys(const char *path, const char *before, unsigned count, bool lines)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file);
    fputs(before, file);
    for (unsigned i = 0; i < count; i++)
        fprintf(file, lines ? "k%u: 1\n" : "k%u: 1,", i);
    cr_assert_eq(fclose(file), 0);
}

Test(bad_input, a_hundred_thousand_keys)
{
    struct myc_memory *memory = scenarios_memory();
    struct myc_error error;
    write_keys("keys", SMALLEST, 100000, true);
    cr_expect(begins_with(refusal("keys", NULL, memory, &error),
                          "keys:25000:9: there are more than 50000 keys and values"));
    write_keys("keys", SMALLEST, 24000, true);
    cr_expect(begins_with(refusal("keys", NULL, memory, &error), "keys:3:1: unknown key 'k0'"));
    write_keys("keys", "{mycel: 1, workload: {kind: people, ", 24000, false);
    cr_expect(begins_with(refusal("keys", NULL, memory, &error), "keys:1:"));
    write_keys("keys", "k23999: 1\n", 24000, true);
    cr_expect(begins_with(refusal("keys", NULL, memory, &error),
                          "keys:24001:1: the key 'k23999' stands twice here"));
    myc_memory_destroy(memory);
}

static void write_lines(const char *path, const char *before, const char *line, unsigned count)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file);
    fputs(before, file);
    for (unsigned i = 0; i < count; i++)
        fputs(line, file);
    cr_assert_eq(fclose(file), 0);
}

Test(bad_input, long_lists_are_fast)
{
    struct myc_memory *memory = scenarios_memory();
    struct myc_error error;
    write_lines("hosts", "mycel: 1\nworkload: people\ncluster: {hosts: [", "h,", 150000);
    cr_expect(begins_with(refusal("hosts", NULL, memory, &error), "hosts:"));
    write_lines("vary", SMALLEST "sweep: {vary: {seed: [", "1,", 2000);
    cr_expect(begins_with(refusal("vary", NULL, memory, &error), "vary:"));
    myc_memory_destroy(memory);
}

/* A plan is as long as its bytes allow: its last line is reached. */
Test(bad_input, a_plan_of_a_hundred_thousand_lines)
{
    struct myc_memory *memory = scenarios_memory();
    scenarios_write("good", SMALLEST, strlen(SMALLEST));
    write_lines("long.plan", "", "crash: {target: m2, at: 60us, for: 5ms}\n", 100000);
    FILE *file = fopen("long.plan", "ab");
    cr_assert(file && fputs("crash: {target: m2, at: 60uss}\n", file) >= 0 && fclose(file) == 0);
    struct myc_scenario scenario;
    struct myc_error error = { 0 };
    const struct myc_scenario_options options = { .plan_path = "long.plan" };
    double begun = seconds();
    cr_expect_eq(myc_scenario_read("good", &options, memory, &scenario, &error), MYC_INPUT);
    cr_expect(begins_with(error.message, "long.plan:100001:25: at: '60uss' is not a time"), "%s",
              error.message);
    cr_expect_lt(seconds() - begun, 2 * SLOWER);
    myc_memory_destroy(memory);
}

/* --- every beginning of a good scenario is good or has one message --- */

Test(bad_input, truncated_at_every_byte)
{
    static const char text[] =
        "mycel: 1\nname: \"a \\u263a\"\nworkload: {kind: people, response: 'owners'}\n"
        "cluster:\n  hosts: [m1, m2, m3]\n  latency: {rack: 50us}\n"
        "perturb:\n  - crash: {target: m2, at: 60us, for: 5ms}\n"
        "expect:\n  response: |\n    text é\n  within: 1s\n";
    struct myc_memory *memory = scenarios_memory();
    char beginning[sizeof text];
    for (size_t length = 0; length < sizeof text; length++) {
        struct myc_scenario scenario;
        struct myc_error error;
        memcpy(beginning, text, length);
        beginning[length] = '\0';
        enum myc_status status = scenarios_try(beginning, NULL, memory, &scenario, &error);
        cr_expect(status == MYC_OK || begins_with(error.message, "t.yaml:"), "%zu: %s", length,
                  error.message);
    }
    myc_memory_destroy(memory);
}
