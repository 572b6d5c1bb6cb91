#!/usr/bin/env bash
# mycel sweep: the same rows with any number of workers, in one go or in several; a run that crashes
# or hangs is a row; another sweep is refused.
set -u
. "$SOURCE_DIR/tests/sweeps.sh"

# run CODE ARGUMENT...: mycel's exit code; out and err stay.
run() {
    local code=$1
    shift
    "$MYCEL" "$@" >out 2>err
    local got=$?
    [ "$got" -eq "$code" ] || fail "mycel $* ended with $got, not $code: $(cat err)"
}

# refuses PATTERN YAML: the section `sweep' is bad input, named with its place.
refuses() {
    printf 'mycel: 1\nworkload: people\nperturb:\n  - crash: {target: m2, at: 60us}\nsweep: %s\n' "$2" >bad.yaml
    for command in check sweep; do
        run 65 "$command" bad.yaml
        grep -q -- "$1" err || fail "$2: said '$(cat err)', not '$1'"
        grep -q '^ *| *^' err || fail "$2: no caret: $(cat err)"
        [ ! -s out ] || fail "$2: wrote to stdout"
    done
    [ ! -e bad.db ] || fail "$2: left a study"
}

# wait_for_rows STUDY COUNT: until a sweep under way has so many.
wait_for_rows() {
    local tries got
    for ((tries = 0; tries < 400; tries++)); do
        got=$([ ! -s "$1" ] || "$MYCEL" sql "$1" 'SELECT count(*) FROM run' 2>/dev/null | tail -n 1)
        [[ ! $got =~ ^[0-9]+$ ]] || [ "$got" -lt "$2" ] || return
        sleep 0.05
    done
    fail "$1 never had $2 rows"
}

# --- the same rows ---

write_scenario grid.yaml 1..40
run 0 check grid.yaml
grep -q 'sweep: 12 cells, 40 seeds each, 480 runs' out || fail "check: $(cat out)"
run 0 sweep grid.yaml --jobs 1
ask grid.db 'SELECT count(*) FROM run' 480
ask grid.db 'SELECT count(DISTINCT seed) FROM run' 40
ask grid.db 'SELECT count(*) FROM cell' 12
ask grid.db 'SELECT cells || " " || runs FROM sweep' '12 480'
ask grid.db 'SELECT settings FROM cell WHERE id = 5' \
    '{"recovery.policy":"none","perturb.0.for":"10ms","perturb.1.p":0.1}'
ask grid.db 'SELECT DISTINCT trace FROM run' outcome
run 0 sweep grid.yaml --jobs 3 --db three.db
same grid.db three.db '--jobs'

# Every row is that of a run by itself.
run 0 sql grid.db 'SELECT fingerprint FROM run WHERE cell = 9 AND seed = 7'
fingerprint=$(tail -n 1 out)
"$MYCEL" run grid.yaml --seed 7 --set recovery.policy=rehost --set perturb.0.for=1ms \
    --set perturb.1.p=0.2 --json >one.json
grep -q "\"fingerprint\":\"$fingerprint\"" one.json || fail 'a cell is not the scenario with its settings'
run 0 sql grid.db 'SELECT id FROM run WHERE cell = 9 AND seed = 7'
run 0 replay grid.db "$(tail -n 1 out)"

# What a generator draws, it draws anew from each seed.
cat >swarm.yaml <<'END'
mycel: 1
workload: people
perturb: [swarm: {mean: 5ms, length: 200us}]
sweep: {seeds: [3, 5..9]}
END
run 0 sweep swarm.yaml --jobs 2
for seed in 3 8; do
    "$MYCEL" run swarm.yaml --seed $seed --json >one.json 2>/dev/null
    fingerprint=$(sqlite3 swarm.db "SELECT fingerprint FROM run WHERE seed = $seed")
    grep -q "\"fingerprint\":\"$fingerprint\"" one.json || fail "seed $seed of a swarm is another run"
done

# More than the outcome, where the scenario says so.
printf 'mycel: 1\nworkload: people\ntrace: all\nsweep: {seeds: 1..3}\n' >trace.yaml
run 0 sweep trace.yaml --jobs 2
"$MYCEL" run trace.yaml --seed 2 --db one.db >/dev/null
for table in node record message event checkpoint; do
    swept=$(sqlite3 trace.db "SELECT count(*) FROM $table WHERE run = (SELECT id FROM run WHERE seed = 2)")
    ask one.db "SELECT count(*) FROM $table" "$swept"
    [ "$swept" -gt 0 ] || fail "no rows of $table"
done

# --- again, and on ---

cp grid.db again.db
run 0 sweep grid.yaml --db again.db
same grid.db again.db 'a second time'
grep -q '480 of them were there before' out || fail "$(tail -n 1 out)"
sqlite3 again.db 'PRAGMA foreign_keys = OFF; DELETE FROM run WHERE id % 7 < 3 OR id > 300;
    DELETE FROM fault WHERE run NOT IN (SELECT id FROM run); DELETE FROM loss WHERE run NOT IN (SELECT id FROM run);
    DELETE FROM fault_host WHERE run NOT IN (SELECT id FROM run); DELETE FROM host WHERE run NOT IN (SELECT id FROM run)'
run 0 sweep grid.yaml --db again.db --jobs 2
same grid.db again.db 'with gaps'

# --- shards ---

for shard in 1 2 3; do
    run 0 sweep grid.yaml --shard $shard/3 --db s$shard.db
    ask s$shard.db 'SELECT count(*) FROM run' 160
done
run 65 sweep grid.yaml --shard 2/3 --db s1.db
grep -q 'give --shard 1/3' err || fail "another shard: $(cat err)"
run 0 merge merged.db s2.db s3.db s1.db
grep -q '480 runs from 3 studies' out || fail "$(cat out)"
same grid.db merged.db 'three shards'
run 0 merge merged.db s1.db s2.db
same grid.db merged.db 'merged again'
grep -q '^0 runs' out || fail "merged again: $(cat out)"
ls s1.db-* merged.db-* 2>/dev/null && fail 'merging leaves files'
run 0 sweep grid.yaml --db merged.db
grep -q '480 of them were there before' out || fail "a merged study does not go on: $(tail -n 1 out)"
run 0 merge part.db s2.db
run 0 sweep grid.yaml --db part.db
same grid.db part.db 'a shard, and the rest'
# With all its records, and a run of its own that stays out of it.
for shard in 1 2; do
    run 0 sweep trace.yaml --shard $shard/2 --db t$shard.db
    "$MYCEL" run trace.yaml --seed 77 --db t$shard.db >/dev/null
done
run 0 merge t.db t2.db t1.db
same trace.db t.db 'shards with records'
ask t.db 'SELECT count(*) FROM run' 3
for table in record node_input message event; do
    ask t.db "SELECT count(*) FROM $table" "$(sqlite3 trace.db "SELECT count(*) FROM $table")"
done
for ((i = 1; i <= 3; i++)); do
    run 0 replay t.db $i
done
run 65 merge t.db s1.db
grep -q 'holds another sweep' err || fail "another sweep: $(cat err)"
run 65 merge new.db one.db
grep -q 'holds no sweep' err || fail "no sweep: $(cat err)"
run 65 merge new.db s1.db nowhere.db
run 65 merge new.db s1.db trace.db
[ ! -e new.db ] || fail 'a refused merge left a study'
run 65 merge s1.db s1.db
run 64 merge s1.db
cp s2.db forged.db
sqlite3 forged.db "UPDATE run SET fingerprint = 'f' WHERE id = 1"
run 3 merge merged.db forged.db
grep -q 'cell 1, seed' err || fail "two fingerprints: $(cat err)"

# --- stopping early, and a search ---

cat >until.yaml <<'END'
mycel: 1
workload: people
perturb: [loss: {target: link(client m2), p: 1%}]
sweep:
  seeds: 1..1000
  until: {half_width: 4%, batch: 50}
  vary: {perturb.0.p: {from: 0.1%, to: 50%, scale: log}}
  design: {kind: sobol, points: 6}
END
cat >find.yaml <<'END'
mycel: 1
workload: people
perturb: [loss: {target: link(client m2), p: 1%}]
sweep: {seeds: 1..200, find: {vary: perturb.0.p, where: "pass_rate < 90%", between: [0%, 50%], steps: 6}}
END
for kind in until find; do
    run 0 sweep $kind.yaml --jobs 1
    run 0 sweep $kind.yaml --jobs 3 --db $kind-3.db
    same $kind.db $kind-3.db "$kind with --jobs"
    sqlite3 $kind-3.db 'PRAGMA foreign_keys = OFF; DELETE FROM run WHERE id % 3 = 0; DELETE FROM fault WHERE run % 3 = 0;
        DELETE FROM fault_host WHERE run % 3 = 0; DELETE FROM host WHERE run % 3 = 0; DELETE FROM loss WHERE run % 3 = 0'
    run 0 sweep $kind.yaml --jobs 2 --db $kind-3.db
    same $kind.db $kind-3.db "$kind, gone on"
    run 64 sweep $kind.yaml --shard 1/2
done
run 0 sweep find.yaml
# Req and Res pass with (1 - p)^2 = 90% at p = 0.0513, which is in the bracket that the seeds bear out.
sed -n 's/^.pass_rate < 90%. begins to hold between perturb.0.p = \([0-9.]*\) and \([0-9.]*\).*/\1 \2/p' out |
    awk '{ found = $1 < 0.0513 && 0.0513 < $2 && $2 - $1 < 0.2 } END { exit !found }' ||
    fail "$(tail -n 2 out)"
sed 's/50%/0.01%/' find.yaml >flat.yaml
run 0 sweep flat.yaml
grep -q 'does not hold at both ends' out || fail "$(tail -n 2 out)"
ask flat.db 'SELECT count(*) FROM cell' 2
# Each cell has so many batches as make Wilson's interval narrow, and no more.
ask until.db 'SELECT count(*) FROM (SELECT count(*) AS n FROM run GROUP BY cell) WHERE n % 50 OR n > 1000' 0
ask until.db "
WITH RECURSIVE prefix(cell, n) AS (SELECT id, 50 FROM cell UNION ALL SELECT cell, n + 50 FROM prefix WHERE n < 1000),
counted AS (SELECT cell, n, 1.0 * (SELECT count(*) FROM run WHERE run.cell = prefix.cell AND seed <= n AND
    verdict = 'pass') / n AS p FROM prefix),
content AS (SELECT cell, min(n) AS enough FROM counted
    WHERE 1.959963984540054 / (1 + 3.841458820694124 / n) *
        sqrt(p * (1 - p) / n + 3.841458820694124 / 4 / n / n) <= 0.04 GROUP BY cell)
SELECT count(*) FROM cell LEFT JOIN content ON content.cell = cell.id
WHERE coalesce(enough, 1000) <> (SELECT count(*) FROM run WHERE run.cell = cell.id)" 0
# It was true on the one side and false on the other, and they are next to each other.
ask find.db "WITH rate AS (SELECT (SELECT value FROM json_each(settings)) AS p, avg(verdict = 'pass') AS pass FROM cell
    JOIN run ON run.cell = cell.id GROUP BY cell.id)
    SELECT (SELECT min(p) FROM rate WHERE pass < 0.9) - (SELECT max(p) FROM rate WHERE pass >= 0.9)" 0.0078125

# --- refused ---

write_scenario other.yaml 1..41
run 65 sweep other.yaml --db grid.db
grep -q 'another sweep' err || fail "another sweep: $(cat err)"
printf 'hello' >text.db
run 65 sweep grid.yaml --db text.db
run 65 sweep nowhere.yaml
run 64 sweep
run 64 sweep grid.yaml --jobs 0
for shard in 0/2 3/2 1 1/ /2 a/b 1/0; do
    run 64 sweep grid.yaml --shard $shard
done
refuses 'the first seed is greater' '{seeds: 5..1}'
refuses 'stands twice' '{seeds: [1..5, 3]}'
refuses 'seeds are numbers' '{seeds: many}'
refuses 'more than' '{seeds: 0..9000000000000000000}'
refuses 'must be a list of values' '{vary: {cluster.cores: 4}}'
refuses 'needs .steps' '{vary: {cluster.cores: {from: 1, to: 4}}}'
refuses 'greater than the other end' '{vary: {cluster.cores: {from: 4, to: 1, steps: 2}}}'
refuses 'numbers of one kind' '{vary: {cluster.cores: {from: 1ms, to: 4GiB, steps: 2}}}'
refuses 'greater than 0' '{vary: {cluster.cores: {from: 0, to: 4, steps: 2, scale: log}}}'
refuses '2 to 1000 steps' '{vary: {cluster.cores: {from: 1, to: 4, steps: 1}}}'
refuses 'every cell has the same seeds' '{vary: {seed: [1, 2]}}'
refuses 'sweep itself' '{vary: {sweep.seeds: [1, 2]}}'
refuses 'how many points' '{vary: {cluster.cores: [1, 2]}, design: sobol}'
refuses 'how many points' '{vary: {cluster.cores: [1, 2]}, design: {kind: random, points: 0}}'
refuses 'a grid has all points' '{vary: {cluster.cores: [1, 2]}, design: {kind: grid, points: 4}}'
refuses 'needs something in' '{design: {kind: sobol, points: 4}}'
refuses 'only a grid has steps' \
    '{vary: {cluster.cores: {from: 1, to: 4, steps: 3}}, design: {kind: sobol, points: 4}}'
refuses 'too many' '{vary: {cluster.cores: [1, 2], cluster.zones: [1, 2], cost.step: [1ns, 2ns], cost.byte: [1ns, 2ns],
    limits.events: [1, 2], limits.time: [1s, 2s], eff: [1s, 2s], checks: [on, off], trace: [all, outcome],
    cluster.racks: [1, 2], cluster.speed: [1, 2]}, design: {kind: random, points: 100000}}'
refuses 'interval of width 0' '{until: {half_width: 0%}}'
refuses 'where is a rate' '{find: {vary: perturb.0.for, where: often, between: [1ms, 2ms]}}'
refuses 'the two ends' '{find: {vary: perturb.0.for, where: "pass_rate < 99%", between: [1ms]}}'
refuses 'without .vary' \
    '{vary: {cluster.cores: [1, 2]}, find: {vary: perturb.0.for, where: "pass_rate < 99%", between: [1ms, 2ms]}}'
refuses 'unknown key' '{seed: 1}'
# Good alone, and not together: still before anything is written.
printf 'mycel: 1\nworkload: people\nperturb:\n  - crash: {target: m2, at: 60us}\nsweep: {vary: %s}\n' \
    '{cluster.hosts: [[m1, m2, m3], [m1, m2, m3, m4]], perturb.0.target: [m2, m4]}' >pair.yaml
run 65 sweep pair.yaml
[ ! -e pair.db ] || fail 'a cell that is no scenario left a study'

# --- runs that crash or hang ---

# A run of a second or so, of which some are killed from outside.
printf 'mycel: 1\nworkload: {kind: tree, fanout: 8}\ncluster: {hosts: 4000}\nsweep: {seeds: 1..6, wall: 30s}\n' >tree.yaml
run 0 sweep tree.yaml --jobs 2
"$MYCEL" sweep tree.yaml --jobs 1 --db crash.db >out 2>err &
parent=$!
wait_for_rows crash.db 2
kill -ABRT "$(worker_of $parent)"
wait $parent || fail "a crash of a worker ended the sweep: $(cat err)"
ask crash.db 'SELECT count(*) FROM run' 6
ask crash.db "SELECT count(*) FROM run WHERE verdict = 'unknown' AND reason = 'signal 6' AND
    fingerprint IS NULL" 1
ask crash.db 'SELECT count(*) FROM run WHERE verdict = "pass"' 5
run 65 replay crash.db "$(sqlite3 crash.db 'SELECT id FROM run WHERE fingerprint IS NULL')"
grep -q 'did not end (signal 6)' err || fail "a run without an end: $(cat err)"

# Workers that die amid thousands of short runs take each one run with them at most, and no other.
write_scenario short.yaml 1..5000
run 0 sweep short.yaml --db calm.db
"$MYCEL" sweep short.yaml --jobs 2 --db short.db >out 2>err &
parent=$!
deaths=0
wait_for_rows short.db 1
while kill -0 $parent 2>/dev/null && [ $deaths -lt 8 ]; do
    worker=$(worker_of $parent)
    [ -z "$worker" ] || { kill -ABRT "$worker" 2>/dev/null && deaths=$((deaths + 1)); }
    sleep 0.02
done
wait $parent || fail "crashes ended the sweep: $(cat err)"
ask short.db 'SELECT count(*) FROM run' 60000
ask short.db "SELECT count(*) <= $deaths FROM run WHERE reason = 'signal 6'" 1
ask short.db "ATTACH 'calm.db' AS calm; SELECT count(*) FROM run JOIN calm.run AS other USING (cell, seed)
    WHERE run.fingerprint <> other.fingerprint" 0
[ $deaths -gt 1 ] || fail "only $deaths workers died"

sed 's/wall: 30s/wall: 8s/' tree.yaml >hang.yaml
"$MYCEL" sweep hang.yaml --jobs 1 >out 2>err &
parent=$!
wait_for_rows hang.db 2
kill -STOP "$(worker_of $parent)"
wait $parent || fail "a hanging worker ended the sweep: $(cat err)"
ask hang.db "SELECT count(*) FROM run WHERE verdict = 'unknown' AND reason = 'wall limit'" 1
ask hang.db 'SELECT count(*) FROM run WHERE verdict = "pass"' 5

# Stopped as a whole, for longer than a run may take, and gone on: nothing hung.
sed 's/wall: 30s/wall: 3s/' tree.yaml >stop.yaml
setsid "$MYCEL" sweep stop.yaml --jobs 1 >out 2>err &
parent=$!
wait_for_rows stop.db 1
kill -STOP -- -$parent
sleep 4
kill -CONT -- -$parent
wait $parent || fail "stopped for a while: $(cat err)"
ask stop.db 'SELECT count(*) FROM run WHERE verdict = "pass"' 6

# --- Ctrl-C ---

"$MYCEL" sweep tree.yaml --jobs 2 --db cut.db >out 2>err &
parent=$!
wait_for_rows cut.db 1
kill -TERM $parent
wait $parent
[ $? -eq 143 ] || fail 'SIGTERM did not end it with 143'
grep -q 'To go on' err || fail "broken off: $(cat err)"
ask cut.db 'SELECT count(*) BETWEEN 1 AND 5 FROM run' 1
run 0 sweep tree.yaml --jobs 2 --db cut.db
same tree.db cut.db 'broken off'
exit "$failures"
