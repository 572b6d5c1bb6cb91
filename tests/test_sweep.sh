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

# --- the same rows ---

write_scenario grid.yaml 1..40
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
    "$MYCEL" run swarm.yaml --seed $seed --json >one.json
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
for ((tries = 0; tries < 200; tries++)); do
    [ "$(sqlite3 crash.db 'SELECT count(*) FROM run' 2>/dev/null || echo 0)" -lt 2 ] || break
    sleep 0.05
done
kill -ABRT "$(worker_of $parent)"
wait $parent || fail "a crash of a worker ended the sweep: $(cat err)"
ask crash.db 'SELECT count(*) FROM run' 6
ask crash.db "SELECT count(*) FROM run WHERE verdict = 'unknown' AND reason = 'signal 6' AND
    fingerprint IS NULL" 1
ask crash.db 'SELECT count(*) FROM run WHERE verdict = "pass"' 5
run 65 replay crash.db "$(sqlite3 crash.db 'SELECT id FROM run WHERE fingerprint IS NULL')"
grep -q 'did not end (signal 6)' err || fail "a run without an end: $(cat err)"

sed 's/wall: 30s/wall: 8s/' tree.yaml >hang.yaml
"$MYCEL" sweep hang.yaml --jobs 1 >out 2>err &
parent=$!
for ((tries = 0; tries < 200; tries++)); do
    [ "$(sqlite3 hang.db 'SELECT count(*) FROM run' 2>/dev/null || echo 0)" -lt 2 ] || break
    sleep 0.05
done
kill -STOP "$(worker_of $parent)"
wait $parent || fail "a hanging worker ended the sweep: $(cat err)"
ask hang.db "SELECT count(*) FROM run WHERE verdict = 'unknown' AND reason = 'wall limit'" 1
ask hang.db 'SELECT count(*) FROM run WHERE verdict = "pass"' 5

# --- Ctrl-C ---

"$MYCEL" sweep tree.yaml --jobs 2 --db cut.db >out 2>err &
parent=$!
for ((tries = 0; tries < 200; tries++)); do
    [ "$(sqlite3 cut.db 'SELECT count(*) FROM run' 2>/dev/null || echo 0)" -lt 1 ] || break
    sleep 0.05
done
kill -TERM $parent
wait $parent
[ $? -eq 143 ] || fail 'SIGTERM did not end it with 143'
grep -q 'To go on' err || fail "broken off: $(cat err)"
ask cut.db 'SELECT count(*) BETWEEN 1 AND 5 FROM run' 1
run 0 sweep tree.yaml --jobs 2 --db cut.db
same tree.db cut.db 'broken off'
exit "$failures"
