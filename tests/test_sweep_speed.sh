#!/usr/bin/env bash
# What a row costs: 10^5 runs of `people` with their rows take at most half as much CPU again as
# mycel-bench for as many without, and 5 us a row; and ten times as many cells no more memory. (The
# summary at the end holds the figures of two cells at a time, for their quantiles.)
#
#   RUNS (100000)
set -u
. "$SOURCE_DIR/tests/sweeps.sh"
runs=${RUNS:-100000}
bench=$BUILD_DIR/mycel-bench

# sweep RUNS CELLS: gives "CPU_US RSS_KB" of all processes together and of the largest.
sweep() {
    printf 'mycel: 1\nworkload: people\nchecks: off\ntrace: outcome\nsweep: {seeds: 1..%d, vary: {limits.events: {from: 1000000, to: 2000000, steps: %d}}}\n' \
        $(($1 / $2)) "$2" >people.yaml
    rm -f people.db*
    /usr/bin/time -f '%U %S %M' -o usage "$MYCEL" sweep people.yaml --jobs 2 >/dev/null || fail 'the sweep'
    awk '{ printf "%d %d\n", ($1 + $2) * 1e6, $3 }' usage
}

[ -x /usr/bin/time ] || { echo 'skipped: no /usr/bin/time'; exit 77; }
read -r _ small_kb <<<"$(sweep $((runs / 10)) 10)"
# The machine is not ours alone: the best of three.
for ((round = 0; round < 3; round++)); do
    cpu_s=$("$bench" people --runs "$runs" | sed 's/.*"cpu_s": \([0-9.]*\).*/\1/')
    read -r cpu_us large_kb <<<"$(sweep "$runs" 100)"
    allowed_us=$(awk -v s="$cpu_s" -v n="$runs" 'BEGIN { printf "%d", s * 1.5e6 + 5 * n }')
    echo "$runs runs: $cpu_us us of CPU, $allowed_us allowed; $small_kb KiB, then $large_kb KiB"
    [ "$cpu_us" -gt "$allowed_us" ] || break
done
[ "$cpu_us" -le "$allowed_us" ] || fail 'rows cost too much'
[ "$large_kb" -le $((small_kb + 4096)) ] || fail 'memory grows with the number of runs'
exit "$failures"
