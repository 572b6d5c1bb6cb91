# simpy_peers.py phold PROCESSES EVENTS | cluster HOSTS PAIRS [RUNS]: the same models in SimPy 3.
#
# phold: a process of SimPy for each pending event, which moves on. cluster: on each host a client, a
# server and a Store for each; a message is a process that waits for both hops of 50 us and both
# transmissions of 1 KiB at 10 Gbit/s; links have no queue.
import random
import resource
import sys
import time

import simpy

DELIVERY = 2 * (50e-6 + 1024 * 8 / 10e9)
SERVICE = 10e-6


def phold(process_count, events):
    env = simpy.Environment()
    counts = [0] * process_count
    done = env.event()
    left = events

    def token(here):
        nonlocal left
        while True:
            yield env.timeout(0.1 + random.expovariate(1.0))
            counts[here] += 1
            left -= 1
            if left == 0:
                done.succeed()
                return
            here = int(random.random() * process_count)

    for here in range(process_count):
        for _ in range(16):
            env.process(token(here))
    return env, done


def cluster(hosts, pairs):
    env = simpy.Environment()
    servers = [simpy.Store(env) for _ in range(hosts)]
    clients = [simpy.Store(env) for _ in range(hosts)]
    done = env.event()
    left = pairs

    def deliver(to, message):
        yield env.timeout(DELIVERY)
        to.put(message)

    def server(here):
        while True:
            asker = yield servers[here].get()
            yield env.timeout(SERVICE)
            env.process(deliver(clients[asker], here))

    def client(here):
        nonlocal left
        while True:
            other = int(random.random() * (hosts - 1))
            other += other >= here
            env.process(deliver(servers[other], here))
            yield clients[here].get()
            left -= 1
            if left == 0:
                done.succeed()
                return

    for here in range(hosts):
        env.process(server(here))
        env.process(client(here))
    return env, done


def main(mode, size, total, runs=None):
    random.seed(1)
    model, name, count = {
        "phold": (phold, "events_per_s", total),
        "cluster": (cluster, "messages_per_s", 2 * total),
    }[mode]
    if runs is None:
        env, done = model(size, total)
        wall, cpu = time.perf_counter(), time.process_time()
        env.run(until=done)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        figure = count / wall
    else:
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(runs):
            env, done = model(size, total)
            env.run(until=done)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        name, figure = "us_per_run", wall / runs * 1e6
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f'{{"cpu_s": {cpu:.9g}, "{name}": {figure:.9g}, "rss_mib": {rss:.6g},'
        f' "sim_end_ns": {env.now * 1e9:.12g}}}'
    )


main(sys.argv[1], *map(int, sys.argv[2:]))
