#!/usr/bin/env bash
# What `mycel sweep` ends with: a table, or one JSON object, over a shipped study; and what common
# random numbers are worth there.
set -u
failures=0
study=$SOURCE_DIR/experiments/studies/heavy-tails.yaml

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# holds CONDITION: of the object in out.json.
holds() {
    [ "$(sqlite3 :memory: "SELECT $1 FROM (SELECT CAST(readfile('out.json') AS TEXT) AS o)")" = 1 ] ||
        fail "not $1"
}

"$MYCEL" sweep "$study" --db study.db --json >out.json 2>errors || fail "ended with $?: $(cat errors)"
[ "$(wc -l <out.json)" -eq 1 ] || fail "--json prints other than one line"
holds "json_valid(o)"
holds "o->>'name' = 'heavy-tails' AND o->>'runs' = 8000 AND o->>'database' = 'study.db'"
holds "json_array_length(o, '\$.cells') = 4"

# Retry and hedge differ in what they do with the same delays. Paired, their difference is known at
# least three times as well as from as many runs with seeds of their own.
latency="o->'\$.cells[1].from_first.latency_ns'"
width() {
    echo "($latency->>'\$.$1.high' - $latency->>'\$.$1.low')"
}
holds "$(width paired) > 0 AND $(width unpaired) >= 3 * $(width paired)"
holds "$latency->>'\$.paired.high' < 0 AND $latency->>'\$.unpaired.high' > 0"

# The table again, without a run; what it shows is what the object says.
"$MYCEL" sweep "$study" --db study.db >out 2>errors || fail "again: ended with $?: $(cat errors)"
head -n 2 out | cmp -s - <(printf '%s\n' 'heavy-tails: 4 cells, 8000 runs; in parentheses 95% intervals' \
    '  varied: perturb.0.add, recovery') || fail "the table begins otherwise: $(head -n 2 out)"
for block in verdicts latency: recovery: recomputed: 'difference from cell 1'; do
    grep -q "^$block" out || fail "the table has no block '$block'"
done
awk 'length($0) > 100' out | grep . && fail "a line has more than 100 columns"
grep -q '^8000 runs in study.db (8000 of them were there before)$' out || fail "$(tail -n 1 out)"

# The views say the same.
"$MYCEL" sql study.db "SELECT round(latency_ns_mean) FROM cells ORDER BY cell" |
    cmp -s - <(printf 'round(latency_ns_mean)\n'
        sqlite3 :memory: "SELECT round(value->>'\$.latency_ns.mean.estimate') FROM
            json_each(CAST(readfile('out.json') AS TEXT), '\$.cells')") || fail "view cells differs"

# What is no sweep has no summary to show, and a shard has its part of it.
"$MYCEL" sweep "$study" --shard 1/4 --db part.db --json >out.json 2>errors || fail "shard: $(cat errors)"
holds "o->>'runs' = 2000"
exit $((failures > 0))
