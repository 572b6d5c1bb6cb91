#!/usr/bin/env bash
# mycel-bench: each benchmark, made small, prints one JSON object with its figures; its work is the
# same each time, and that of the model which it is named after.
set -u
failures=0
bench=$BUILD_DIR/mycel-bench

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# json EXPRESSION: of the object in out, by SQLite's JSON functions.
json() {
    sqlite3 :memory: "SELECT $1 FROM (SELECT CAST(readfile('out') AS TEXT) AS o)"
}

# holds CONDITION
holds() {
    [ "$(json "$1")" = 1 ] || fail "not $1: $(cat out)"
}

# measure FIGURES ARGUMENT...: twice; stays in out. FIGURES are the keys of its own.
measure() {
    local figures=$1 first
    shift
    "$bench" "$@" >out 2>err || fail "mycel-bench $* ended with $?: $(cat err)"
    [ ! -s err ] || fail "mycel-bench $* wrote to stderr: $(cat err)"
    [ "$(wc -l <out)" -eq 1 ] || fail "mycel-bench $* printed other than one line: $(cat out)"
    holds "json_valid(o)"
    local key keys
    keys=$(printf '%s\n' $figures rss_mib fingerprint cpu_s sim_end_ns | sort | tr '\n' ' ')
    [ "$(json "(SELECT group_concat(key, ' ') FROM (SELECT key FROM json_each(o) ORDER BY key))") " = "$keys" ] ||
        fail "mycel-bench $* has other keys than $keys: $(cat out)"
    for key in $figures rss_mib; do
        holds "o->>'$key' > 0"
    done
    first=$(json "o->'fingerprint'")
    "$bench" "$@" >again 2>&1
    grep -q "\"fingerprint\": $first" again || fail "mycel-bench $* differs from itself: $(cat out again)"
}

# near VALUE PERCENT: of the simulated end.
near() {
    holds "abs(o->>'sim_end_ns' - $1) <= $1 * $2 / 100.0"
}

# An event lives 0.1 s + 1 s on average, and 16 a process are always pending.
measure 'events_per_s bytes_per_pending' phold --processes 64 --events 200000
near "200000 / (16 * 64) * 1100000000" 2
holds "length(o->>'fingerprint') = 32"
holds "o->>'bytes_per_pending' < 100"
measure 'events_per_s bytes_per_pending' phold --processes 64 --events 200000 --no-fingerprint
near "200000 / (16 * 64) * 1100000000" 2
holds "o->'fingerprint' = 'null'"

# Two hosts never wait for each other: 2 x (820 ns + 100 us + 820 ns) + 10 us a pair, and in the
# time of the 500th response of the one the other has its own.
measure messages_per_s cluster --hosts 2 --pairs 1000
near "500 * 213280" 0
# A rule that no message matches changes nothing.
plain=$(json "o->>'fingerprint'")
measure messages_per_s cluster --hosts 2 --pairs 1000 --idle-rule
holds "o->>'fingerprint' = '$plain'"
measure messages_per_s cluster --hosts 20 --pairs 20000 --faults
holds "o->>'sim_end_ns' > 1000 * 213280"

# The run that `mycel run` makes.
measure 'us_per_run snapshot_restore_us snapshot_bytes' people --runs 5
printf 'mycel: 1\nworkload: people\n' >people.yaml
fingerprint=$("$MYCEL" run people.yaml --json | sed -n 's/.*"fingerprint": *"\([0-9a-f]*\)".*/\1/p')
holds "o->>'fingerprint' = '$fingerprint'"

# One message after the other: 820 ns + 100 us + 820 ns each.
measure 'bytes_per_idle_host build_s us_per_message' scale --hosts 1000 --messages 5000
holds "o->>'bytes_per_idle_host' <= 1024"
measure 'bytes_per_idle_host build_s us_per_message' scale --hosts 2 --messages 10
near "5 * 101640" 0
# A host is up for 1 ms and down for 0.1 ms on average: a crash in each 1.1 ms.
measure 'bytes_per_idle_host build_s us_per_message crashes' scale --hosts 1000 --messages 10000 --renewal
holds "o->>'bytes_per_idle_host' <= 1024"
holds "abs(o->>'crashes' / (1000 * (o->>'sim_end_ns') / 1.1e6) - 1) < 0.15"

# With checks and without the runs are the same; each round of the mesh has 23 events a host.
measure 'people_ratio people_us_per_run cluster_ratio cluster_us_per_run events' \
    checks --hosts 5 --events 2000 --rounds 1
holds "o->>'events' BETWEEN 2000 AND 3000"

# Nominal is 0.95; a cell counts five times, so that 0.93 is five standard deviations away and more.
"$bench" intervals --cells 1000 >out 2>err || fail "mycel-bench intervals ended with $?: $(cat err)"
[ "$(json "(SELECT count(*) FROM json_each(o) WHERE key <> 'rss_mib')")" = 13 ] ||
    fail "mycel-bench intervals does not know 13 kinds: $(cat out)"
for kind in $(json "(SELECT group_concat(key, ' ') FROM json_each(o) WHERE key <> 'rss_mib')"); do
    holds "o->>'$kind' BETWEEN 0.93 AND 0.97"
done
for time in first again; do
    "$bench" intervals --cells 10 --studies 2 >out
    json "json_remove(o, '\$.rss_mib')" >$time
done
cmp -s first again || fail "mycel-bench intervals differs from itself: $(cat first again)"

# expect CODE PATTERN ARGUMENT...
expect() {
    local code=$1 pattern=$2
    shift 2
    "$bench" "$@" >out 2>err
    local got=$?
    [ "$got" -eq "$code" ] || fail "mycel-bench $* ended with $got, not $code: $(cat err)"
    cat out err | grep -q -- "$pattern" || fail "mycel-bench $* said '$(cat out err)'"
    [ "$code" -eq 0 ] || [ ! -s out ] || fail "mycel-bench $* wrote to stdout"
}
expect 0 'Usage: mycel-bench' --help
expect 0 'processes=N' phold --help
expect 64 'Usage: mycel-bench'
expect 64 "no benchmark 'fold'" fold
expect 64 'unrecognized option' phold --hosts 3
expect 64 "what is 'more'" people more
for number in 0 -1 x '' 1.5 99999999999999999999; do
    expect 64 'a whole number from' phold --processes "$number"
done
if [ -w /dev/full ]; then
    "$bench" people --runs 1 >/dev/full 2>err
    [ $? -eq 74 ] || fail "a full disk goes unnoticed"
fi
exit $((failures > 0))
