#!/usr/bin/env bash
# How fast Mycel is beside other simulators and beside bare loops in C.
#
# What is measured is a list of rows: a workload, a system, a command. A round runs every row once, so
# that whatever else the machine does hits all systems alike; ratios are of medians over the rounds.
#
#   experiments/bench/rows.sh      the rows
#   experiments/bench/peers/       the programs beside which Mycel is measured
#   experiments/bench/report.awk   from single measurements to the table and the goals
set -euo pipefail
export LC_ALL=C
called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."

help="usage: experiments/bench.sh [--install] [--rounds N] [--quick] [--no-peers] [--build DIR]
                            [--figures FILE] [--markdown FILE]
Measures Mycel, the peers that it finds (ns-3, SimGrid, SystemC, SimPy) and bare loops in C, all in
turn; prints one table of rates and ratios, and whether the goals for the engine's speed hold.

  --install        Install the peers first, from Debian (root or sudo)
  --rounds N       How often everything is run, 1 to 99 (5)
  --quick          One round of a hundredth of the work: shows that all runs, its figures mean little
  --no-peers       Only Mycel and the bare loops
  --build DIR      Measure the programs in DIR as they are (build/release, which is built first)
  --figures FILE   Keep every single measurement there, one a line
  --markdown FILE  Write the table there too; into a FILE with the lines <!-- bench --> and
                   <!-- /bench --> (README.md has them) between those

Exit codes: 0 the goals hold, or were not judged (--quick, fewer than 5 rounds), 1 one does not, 2 one
could not be measured, 3 a run of Mycel differed from itself, 64 usage, 70 a program failed, 74 cannot
write."

# --- the command line ---

refuse() {
    echo "bench.sh: $1; see experiments/bench.sh --help" >&2
    exit 64
}

# absolute PATH: as it was meant where the script was called.
absolute() {
    case $1 in
    /*) echo "$1" ;;
    *) echo "$called_from/$1" ;;
    esac
}

install=
rounds=5
quick=
with_peers=1
build=
figures=
markdown=
while [ $# -gt 0 ]; do
    option=$1
    shift
    case $option in
    --rounds | --build | --figures | --markdown)
        [ "${1:-}" ] || refuse "$option wants a value"
        value=$1
        shift
        ;;
    esac
    case $option in
    --help)
        echo "$help"
        exit 0
        ;;
    --install) install=1 ;;
    --rounds)
        [[ $value =~ ^[1-9][0-9]?$ ]] || refuse "--rounds '$value': a whole number from 1 to 99"
        rounds=$value
        ;;
    --quick) quick=1 ;;
    --no-peers) with_peers= ;;
    --build) build=$(absolute "$value") ;;
    --figures) figures=$(absolute "$value") ;;
    --markdown) markdown=$(absolute "$value") ;;
    *) refuse "what is '$option'?" ;;
    esac
done
[ -z "$install" ] || [ "$with_peers" ] || refuse "--install and --no-peers exclude each other"
[ -z "$quick" ] || rounds=1

if [ "$build" ]; then
    build=${build#"$PWD"/}
    [ -x "$build/mycel-bench" ] || refuse "--build '$build': there is no mycel-bench"
fi
for file in "$figures" "$markdown"; do
    [ -z "$file" ] || : >>"$file" || exit 74
done

# --- what there is to run ---

[ -z "$install" ] || .ci/install-packages peers >&2
if [ -z "$build" ]; then
    .ci/build release bench_programs >&2
    build=build/release
fi

peers=build/peers
sources=experiments/bench/peers
python=/usr/bin/python3 # Debian's, for which python3-simpy3 is

# What each peer is called, and its package.
declare -A called=([ns3]=ns-3 [simgrid]=SimGrid [systemc]=SystemC [simpy]=SimPy)
declare -A package=([ns3]=libns3-dev [simgrid]=libsimgrid-dev [systemc]=libsystemc-dev
    [simpy]=python3-simpy3)

# has_header NAME: whether the C++ compiler finds it.
has_header() {
    printf '#if !__has_include(<%s>)\n#error\n#endif\n' "$1" | g++ -x c++ -E - >/dev/null 2>&1
}

# compile PROGRAM LIBRARY...: into build/peers, where it is not there yet.
compile() {
    local program=$peers/$1 source=$sources/$1.cc
    shift
    if [ ! "$program" -nt "$source" ] || [ ! "$program" -nt "$sources/peer.h" ]; then
        echo "building $program" >&2
        mkdir -p "$peers"
        g++ -O3 -march=native -std=c++17 -I. -o "$program" "$source" "$@"
    fi
}

# make_PEER: its programs; fails where it is not here, or not as its programs want it.
make_ns3() {
    has_header ns3/core-module.h && compile ns3_phold -lns3-core &&
        compile ns3_cluster -lns3-point-to-point -lns3-internet -lns3-bridge \
            -lns3-traffic-control -lns3-stats -lns3-network -lns3-core
}
make_simgrid() {
    has_header simgrid/s4u.hpp && compile simgrid_phold -lsimgrid &&
        compile simgrid_cluster -lsimgrid
}
make_systemc() {
    has_header systemc && compile systemc_phold -lsystemc
}
make_simpy() {
    "$python" -c 'import simpy; exit(simpy.__version__ < "3")' 2>/dev/null
}

declare -A name # of the peers that are here, with their version
missing=
for peer in ${with_peers:+ns3 simgrid systemc simpy}; do
    if make_$peer; then
        version=$(dpkg-query -W -f='${Version}' "${package[$peer]}" 2>/dev/null || true)
        name[$peer]="${called[$peer]} ${version%%-*}"
    else
        missing+="${missing:+, }${called[$peer]} (${package[$peer]})"
    fi
done
[ -z "$missing" ] || echo "bench.sh: not here: $missing; --install installs what is missing" >&2

. experiments/bench/rows.sh

# --- the rounds ---

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=

# measure ROUND ROW: adds a line to the figures, or complains.
measure() {
    local command=${2##*$'\t'} line
    # shellcheck disable=SC2086 # the command is words
    if line=$(timeout 300 $command 2>"$scratch/errors" </dev/null | grep '^{'); then
        printf '%s\t%s\t%s\n' "$1" "$2" "$line" >>"$scratch/figures"
    else
        failed=1
        echo "bench.sh: this failed: $command" >&2
        cat "$scratch/errors" >&2
    fi
}

for ((round = 1; round <= rounds; round++)); do
    for row in "${rows[@]}"; do
        measure $round "$row"
    done
    echo "round $round of $rounds is done after $SECONDS s" >&2
done

# --- the report ---

processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
system=$(. /etc/os-release && echo "$PRETTY_NAME")
compiler=$(gcc --version | sed -n '1s/.* //p')
heading="$(date -u +%F), $(nproc) x ${processor:-an unknown processor}, ${system:-Linux}, gcc $compiler"

judge=1
[ -z "$quick" ] && [ "$rounds" -ge 5 ] || judge=0
code=0
awk -f experiments/bench/report.awk -v heading="$heading" -v judge=$judge \
    -v table="$scratch/table" -v missing="$missing" "$scratch/figures" || code=$?
[ -z "$figures" ] || cp "$scratch/figures" "$figures" || exit 74
if [ "$markdown" ]; then
    awk -v table="$scratch/table" '
        /^<!-- \/bench -->$/ { skip = 0 }
        !skip
        /^<!-- bench -->$/ { skip = 1; while ((getline line <table) > 0) print line }
    ' "$markdown" >"$scratch/markdown"
    grep -qx '<!-- /bench -->' "$markdown" || mv "$scratch/table" "$scratch/markdown"
    cp "$scratch/markdown" "$markdown" || exit 74
fi
[ -z "$failed" ] || exit 70
exit $code
