"""The studies in experiments/studies say what their first lines claim, against
closed formulas where there are any: python3 test_studies.py MYCEL STUDIES"""
import json
import math
import os
import subprocess
import sys
import tempfile

mycel, studies = sys.argv[1], sys.argv[2]
failures = 0


def expect(holds, what):
    global failures
    if not holds:
        failures += 1
        print("FAILED:", what)


def study(name):
    """The cells of a study, in the order of its design."""
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [mycel, "sweep", os.path.join(studies, name + ".yaml"), "--json", "--db",
             os.path.join(folder, "study.db")],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(told.stdout)["cells"]


def by(cells, *paths):
    return {tuple(cell["settings"][path] for path in paths): cell for cell in cells}


def holds(interval, truth):
    """Whether an interval has the truth, widened to about 99.9%: dozens are looked at."""
    low = interval["estimate"] - 1.7 * (interval["estimate"] - interval["low"])
    high = interval["estimate"] + 1.7 * (interval["high"] - interval["estimate"])
    return low <= truth <= high


def apart(low, high):
    return low["high"] < high["low"]


def mean(cell):
    return cell["latency_ns"]["mean"]


def replay_cost():
    """J. T. Daly, FGCS 22 (2006) 303-312, equation (20) for one interval: crashes every M, also
    while what was pinned is read back, R from a crash to the next life's first own work; the last
    interval ends without a pin. J. W. Young, CACM 17 (1974): the optimum sqrt(2 C M)."""
    m, down, pin, work, depth = 200e6, 1e6, 4100 * 8 / 8192e3 * 1e9, 2e6, 320
    cells = by(study("replay-cost"), "workload.pin", "workload.every")
    durable = {every: cell for (where, every), cell in cells.items() if where == "durable"}
    for every, cell in durable.items():
        pins = (depth - 1) // every
        last = (depth - pins * every) * work
        expected = m * math.exp((down + pin) / m) * (
            pins * (math.exp((every * work + pin) / m) - 1) + math.exp(last / m) - 1)
        expect(holds(mean(cell), expected), f"durable pins every {every}: {expected}, {mean(cell)}")
    best = min(durable, key=lambda every: mean(durable[every])["estimate"])
    young = math.sqrt(2 * pin * m) / work
    expect(best == min(durable, key=lambda every: abs(math.log(every / young))),
           f"the best interval is {best}, Young's {young}")
    memory = [mean(cell)["estimate"] for (where, _), cell in cells.items() if where == "memory"]
    expect(max(memory) / min(memory) < 1.00001, f"pins in memory have an optimum: {memory}")
    expect(apart(mean(durable[best]), mean(cells["memory", best])), "pins in memory are as good")


def functions_or_data():
    cells = by(study("functions-or-data"), "workload.what", "workload.table")
    for (what, table), cell in cells.items():
        if what != "functions":
            continue
        other = cells["data", table]
        ahead = int(table.rstrip("KiB") or 0) < 64
        expect(apart(mean(cell), mean(other)) if ahead else apart(mean(other), mean(cell)),
               f"with a table of {table}, functions {mean(cell)}, data {mean(other)}")


def restart_rehost_replicate():
    cells = by(study("restart-rehost-replicate"), "recovery.policy")
    replicate, rehost, restart = (cells[(name,)] for name in ("replicate", "rehost", "restart_replay"))
    expect(apart(mean(replicate), mean(rehost)), "a copy is no faster than a replay elsewhere")
    expect(apart(mean(rehost), mean(restart)), "a replay elsewhere is no faster than a wait")
    redone = [cell["recomputed_ns"]["mean"] for cell in (replicate, rehost, restart)]
    expect(apart(redone[0], redone[1]) and apart(redone[0], redone[2]), "copies save no work")


def isolation_or_loss():
    isolated, lost, much = (cell["rates"]["fail"] for cell in study("isolation-or-loss"))
    # One of three hosts is cut off, and one of them is needed.
    expect(holds(isolated, 1 / 3), f"one of three: {isolated}")
    expect(apart(lost, much) and apart(much, isolated), f"{lost}, {much}, {isolated}")


def heavy_tails():
    cells = study("heavy-tails")
    light, heavy = cells[:2], cells[2:]
    for cell in (light[0], heavy[0]):
        # 70 us of work, 50 us each way with next to no transmission, and two delays of 150 us; the
        # heavy tail, where four in 2,000 are asked again after 5 ms, loses little of its mean.
        expect(holds(mean(cell), 70e3 + 2 * 50e3 + 2 * 150e3), f"the mean of {mean(cell)}")
    p99 = [cell["latency_ns"]["p99"] for cell in cells]
    expect(apart(p99[3], p99[2]), f"a second request takes nothing off a heavy tail: {p99}")
    expect(p99[2]["estimate"] / p99[3]["estimate"] > 1.5 > p99[0]["estimate"] / p99[1]["estimate"],
           f"a second request is worth as much with a light tail: {p99}")
    expect(apart(mean(heavy[1]), mean(heavy[0])), "nor off its mean")
    expect(apart(heavy[0]["recomputed_ns"]["mean"], heavy[1]["recomputed_ns"]["mean"]) and
           apart(light[0]["recomputed_ns"]["mean"], light[1]["recomputed_ns"]["mean"]),
           "second requests cost no work")


def rack_or_independent():
    """Crashes of a host by renewal, exponential with mean 100 ms: one has crashed by the last send,
    which is 97 ms after the copy, with 1 - exp(-0.97); one of each of two hosts with its square."""
    one = 1 - math.exp(-0.97)
    for cell in study("rack-or-independent"):
        settings = cell["settings"]
        is_rack = "domain" in json.dumps(settings["perturb"])
        is_one = is_rack and settings["recovery.place"] == "near"
        expect(holds(cell["rates"]["fail"], one if is_one else one * one),
               f"{settings}: {cell['rates']['fail']}, {one}")


for check in (replay_cost, functions_or_data, restart_rehost_replicate, isolation_or_loss,
              heavy_tails, rack_or_independent):
    check()
sys.exit(1 if failures else 0)
