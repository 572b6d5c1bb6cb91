#!/usr/bin/env bash
# The command as its users meet it: what it prints where, and every exit code of DESIGN 4.3.
set -u
failures=0
mycel=$MYCEL
unset NO_COLOR

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# expect CODE PATTERN ARGUMENT...: mycel's exit code and what it says on stderr; out and err stay.
expect() {
    local code=$1 pattern=$2
    shift 2
    "$mycel" "$@" >out 2>err
    local got=$?
    [ "$got" -eq "$code" ] || fail "mycel $* ended with $got, not $code: $(cat err)"
    [ -z "$pattern" ] || grep -q -- "$pattern" err || fail "mycel $* said '$(cat err)', not '$pattern'"
    case $code in
    64 | 65) [ ! -s out ] || fail "mycel $* wrote to stdout" ;;
    esac
}

# says PATTERN: stdout of the last command has it.
says() {
    grep -q -- "$1" out || fail "stdout has no '$1': $(cat out)"
}

# json EXPRESSION: of the object in out, by SQLite's JSON functions.
json() {
    sqlite3 :memory: "SELECT $1 FROM (SELECT CAST(readfile('out') AS TEXT) AS o)"
}

# is VALUE EXPRESSION
is() {
    local got
    got=$(json "$2")
    [ "$got" = "$1" ] || fail "$2 is '$got', not '$1'"
}

printf 'mycel: 1\nworkload: people\n' >people.yaml
printf 'mycel: 1\nworkload: people\nperturb:\n  - crash: {target: m2, at: 60us, for: 5ms}\n' >crash.yaml
printf 'crash: {target: m2, at: 60us}\n' >m2.plan
lost=(people.yaml --set recovery.policy=none --plan m2.plan)

# --- help and usage ---

for arguments in --help -h help --version 'run --help' 'check --help' 'replay --help' 'draw --help' \
    'list --help' 'sql --help'; do
    # shellcheck disable=SC2086
    expect 0 '' $arguments
    [ -s out ] || fail "mycel $arguments says nothing"
    [ ! -s err ] || fail "mycel $arguments wrote to stderr"
done
expect 0 '' --help
for command in run check replay sweep merge draw report list sql; do
    says "^  $command "
done
expect 64 'Usage: mycel COMMAND'
expect 64 "unknown command 'rnu'; did you mean 'run'?" rnu
expect 64 'There are: run check replay sweep merge draw report export list sql' simulate
expect 64 "unknown option '--sed'; did you mean '--seed'?" run people.yaml --sed 1
expect 64 "unknown option '--see'" run people.yaml --see=1
expect 64 'which SCENARIO' run
expect 64 'which SCENARIO' check
expect 64 'one SCENARIO' run people.yaml people.yaml
expect 64 'which RUN' replay study.db
expect 64 "'x': a RUN" replay study.db x
expect 64 'where to' draw study.db 1
expect 64 'which statement' sql study.db
expect 64 'requires an argument' run people.yaml --seed
for seed in -1 +1 0x1 1.5 1e3 '' ' 1' 9223372036854775808 one; do
    expect 64 'a seed is a whole number' run people.yaml "--seed=$seed"
done
expect 64 'ending in .svg' run people.yaml --draw picture.gif

# --- run ---

expect 0 '' run people.yaml
says '^PASS  people: '
says '\["Hi, Cid","Hi, Ann","Hi, Fay","Hi, Dee"\]'
[ ! -s err ] || fail "a pass wrote to stderr: $(cat err)"
grep -q $'\033' out && fail 'colour in a file'
grep -q 'To repeat it' out && fail 'a pass needs no repetition'

expect 0 '' run people.yaml --json
[ "$(wc -l <out)" -eq 1 ] || fail 'one object and one newline'
is 'verdict,class,reason,response,fingerprint,seed,sim_end_ns,events,messages,control,spore_runs,recomputed,duplicates_dropped,faults,lost,failing_node,wall_ns,engine' \
    "(SELECT group_concat(key) FROM json_each(o))"
is pass "o ->> 'verdict'"
is '["Hi, Cid","Hi, Ann","Hi, Fay","Hi, Dee"]' "o -> 'response'"
is '{"Req":1,"Res":1}' "o -> 'messages'"
is null "o -> 'class'"
is null "o -> 'reason'"
is 32 "length(o ->> 'fingerprint')"
expect 0 '' run people.yaml --json --seed 9223372036854775807
is 9223372036854775807 "o ->> 'seed'"

expect 1 '' run "${lost[@]}" --json
is 'fail error' "(o ->> 'verdict') || ' ' || (o ->> 'class')"
is '1 crash m2 ["m2"] 60000 happened' "(o ->> '\$.faults[0].id') || ' ' || (o ->> '\$.faults[0].effect') || ' ' ||
    (o ->> '\$.faults[0].target') || ' ' || (o ->> '\$.faults[0].hosts') || ' ' ||
    (o ->> '\$.faults[0].start_ns') || ' ' || (o ->> '\$.faults[0].status')"
is null "o -> '\$.faults[0].end_ns'"
is 'persons m2 60000 1 1' "(o ->> '\$.lost[0].node') || ' ' || (o ->> '\$.lost[0].host') || ' ' ||
    (o ->> '\$.lost[0].at_ns') || ' ' || (o ->> '\$.lost[0].fault') || ' ' || (o ->> '\$.lost[0].recoverable')"
[ -n "$(json "o ->> 'failing_node'")" ] || fail 'no failing node'

expect 0 '' run crash.yaml
says '^PASS'
says 'crash m2, from 60us to 5.06ms'
expect 2 '' run people.yaml --set limits.events=3
says '^UNKNOWN'
expect 0 'warning: fault 1 (crash m1) hit nothing' run people.yaml --set 'perturb=[crash: {target: m1}]'
expect 0 "no node of this run is labelled 'lables'" run people.yaml --set 'expect={never: lost(lables)}'
expect 0 'warning: fault 1 .* was skipped: ' run people.yaml --set 'perturb=[crash: {target: m1, at: 1h}]' --json
[ "$(wc -l <out)" -eq 1 ] || fail 'warnings belong to stderr'

# The last line of a failure repeats it, whatever a shell thinks of its words.
mkdir "a 'b" && cp people.yaml m2.plan "a 'b/"
expect 1 '' run "a 'b/people.yaml" --set 'recovery={policy: none}' --plan "a 'b/m2.plan" --seed 5
before=$(grep fingerprint out)
tail -n 1 out >again.sh
sh again.sh >out 2>err
[ $? -eq 1 ] || fail "the last line does not repeat the run: $(cat again.sh)"
[ "$before" = "$(grep fingerprint out)" ] || fail 'the last line repeats another run'
grep -q -- '--seed 5' again.sh || fail 'the last line has no seed'

expect 0 '' run crash.yaml --check-determinism
expect 0 '' run crash.yaml --check-determinism --json
[ "$(wc -l <out)" -eq 1 ] || fail 'two runs, one object'

# --- bad input: 65, nothing printed, nothing written ---

expect 65 'no such file' run none.yaml --db new.db
printf 'mycel: 1\nworkload: people\nwrokload: x\n' >bad.yaml
expect 65 'bad.yaml:3:1' run bad.yaml --db new.db --draw new.svg
expect 65 'set:1:' run people.yaml --set cluster.zones=none --db new.db
expect 65 '' run people.yaml --plan none.plan --db new.db
printf 'hello\n' >text.db
expect 65 'not a study' run people.yaml --db text.db
[ "$(cat text.db)" = hello ] || fail 'a file that is no study was changed'
sqlite3 other.db 'PRAGMA journal_mode = WAL; CREATE TABLE t (x)' >/dev/null
cp other.db before.db
expect 65 "not one of Mycel's" run people.yaml --db other.db
cmp -s other.db before.db || fail "another program's database was changed"
expect 65 'a folder' run people.yaml --db .
[ ! -e new.db ] && [ ! -e new.svg ] || fail 'bad input left files'

# --- check ---

expect 0 '' check people.yaml
says '^people.yaml: ok: workload people'
expect 65 'bad.yaml:3:1' check bad.yaml
expect 65 'no such file' check none.yaml

# --- the study ---

expect 0 '' run crash.yaml --db study.db --set trace=all
says 'run 1 of study.db'
expect 1 '' run "${lost[@]}" --db study.db --draw run.svg
says 'run 2 of study.db'
says 'run.svg'
expect 0 '' run crash.yaml --db study.db --set trace=outcome --seed 3
[ "$(ls study.db*)" = study.db ] || fail "files beside the study: $(ls study.db*)"
[ "$(sqlite3 study.db 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok ] || fail 'integrity'

for run in 1 2 3; do
    expect 0 '' replay study.db $run
    says "^run $run of study.db repeats"
done
# The times of a data file are kept with the run, and no plan of it names the file.
printf '# of repairs\n0.2 3\n1.5\n' >repairs.txt
cat >empirical.yaml <<'END'
mycel: 1
workload: {kind: queue, arrivals: {kind: empirical, file: repairs.txt, unit: 1ms}, service: 10us, jobs: 20, warmup: 0}
cluster: {jitter: {kind: empirical, file: repairs.txt, unit: 1us}, files: {repairs.txt: {path: repairs.txt}}}
perturb:
  - delay: {target: all, at: 0s, for: {kind: empirical, file: repairs.txt, unit: 1s}, add: {kind: empirical, file: repairs.txt, unit: 1us}}
END
expect 0 '' run empirical.yaml --db empirical.db --set perturb.0.target=any
printf 'delay: {target: all, add: {kind: empirical, file: repairs.txt}}\n' >empirical.plan
expect 0 '' run empirical.yaml --db empirical.db --plan empirical.plan
rm repairs.txt
expect 0 '' replay empirical.db 1
expect 0 '' replay empirical.db 2
expect 0 '' sql empirical.db "SELECT count(*) FROM run WHERE plan || realised LIKE '%repairs.txt%'"
says '^0$'
expect 0 '' sql empirical.db 'SELECT realised FROM run WHERE id = 1'
says 'values: \[200 3, 1500\]'
expect 65 'no such run' replay study.db 4
expect 65 'no such run' replay study.db 0
expect 65 'No such file' replay none.db 1
expect 65 'not a study' replay people.yaml 1

cp study.db edited.db
sqlite3 edited.db "UPDATE run SET realised = replace(realised, '60000', '61000')"
expect 3 'They are equal up to event' replay edited.db 1
grep -q 'The first event that differs is number' err || fail 'trace all shows the event'
grep -q 'stored  at 60us (60000 ns), fault start' err || fail "the stored event: $(cat err)"
grep -q 'now     at 61us (61000 ns), fault start' err || fail "the event now: $(cat err)"
expect 3 'part by event' replay edited.db 2
sqlite3 edited.db "UPDATE run SET engine = '0.0.1'"
expect 3 'Mycel 0.0.1 and this is Mycel' replay edited.db 1
cp study.db edited.db
sqlite3 edited.db "UPDATE run SET realised = 'crash: {target: nobody}'"
expect 65 'nobody' replay edited.db 1
sqlite3 edited.db 'DELETE FROM blob'
expect 65 'blob' replay edited.db 1
sqlite3 edited.db 'PRAGMA journal_mode = DELETE; PRAGMA user_version = 4' >/dev/null
expect 65 'newer Mycel' replay edited.db 1
expect 65 'newer Mycel' run people.yaml --db edited.db

# The stored plans are plan files.
for plan in plan realised; do
    "$mycel" sql study.db "SELECT $plan FROM run WHERE id = 2" | tail -n +2 >$plan.plan
    expect 1 '' run people.yaml --set recovery.policy=none --plan $plan.plan --json
    is "$(sqlite3 study.db 'SELECT fingerprint FROM run WHERE id = 2')" "o ->> 'fingerprint'"
done

# --- sql ---

expect 0 '' sql study.db 'SELECT id, verdict FROM run ORDER BY id'
printf 'id\tverdict\n1\tpass\n2\tfail\n3\tpass\n' | cmp -s - out || fail "sql prints $(cat out)"
expect 0 '' sql study.db "SELECT id, NULL AS n, 1.5 AS r, 'a	b' AS t FROM run LIMIT 1"
printf 'id\tn\tr\tt\n1\t\t1.5\ta\\tb\n' | cmp -s - out || fail "sql prints $(cat out)"
expect 0 '' sql study.db "SELECT id, id, 'x' AS t, NULL AS n FROM run LIMIT 1" --json
is '[{"id":1,"id:1":1,"t":"x","n":null}]' "json(o)"
expect 65 'SQL:1:1: near "selec": syntax error' sql study.db 'selec 1'
expect 65 'one statement' sql study.db 'SELECT 1; SELECT 2'
expect 65 'only read' sql study.db 'DELETE FROM run'
expect 65 'only read' sql study.db "ATTACH 'new.db' AS n"
expect 65 'only read' sql study.db "VACUUM INTO 'new.db'"
expect 65 'not a study' sql text.db 'SELECT 1'
expect 65 'No such file' sql none.db 'SELECT 1'
[ "$(ls study.db*)" = study.db ] || fail "reading left files: $(ls study.db*)"

# --- draw ---

for format in svg png pdf dot; do
    expect 0 '' draw study.db 2 -o drawn.$format
    [ -s drawn.$format ] || fail "drawn.$format is empty"
done
cmp -s run.svg drawn.svg || fail 'run --draw and draw differ'
expect 0 '' draw study.db 3 -o outcome.svg
expect 64 'ending in .svg' draw study.db 2 -o drawn.gif
expect 74 'cannot be written' draw study.db 2 -o none/drawn.svg
expect 65 'no such run' draw study.db 9 -o new.svg
expect 64 'view' draw study.db 2 --view upside-down -o new.svg
ls -A | grep -q '^\.mycel' && fail "drafts were left: $(ls -A)"
[ ! -e new.svg ] || fail 'a refused drawing left a file'

# A mycel without mycel-draw beside it still judges, but draws nothing.
mkdir alone && cp "$MYCEL" alone/mycel
mycel=alone/mycel
expect 0 'warning: there is no drawing' run people.yaml --draw new.svg --json
is pass "o ->> 'verdict'"
expect 74 'mycel-draw is not beside' draw study.db 2 -o new.svg
printf '#!/bin/sh\nexec cat >/dev/null\n' >alone/mycel-draw && chmod +x alone/mycel-draw
sed -i 's/exec.*/exit 127/' alone/mycel-draw
expect 0 'is Graphviz installed' run people.yaml --draw new.svg
sed -i 's/exit.*/kill -9 $$/' alone/mycel-draw
expect 0 'was killed' run crash.yaml --draw new.svg
expect 74 'was killed' draw study.db 2 -o new.svg
[ ! -e new.svg ] || fail 'no drawing, but a file'
mycel=$MYCEL

# --- list ---

expect 0 '' list
for family in effect trigger target duration cluster workload recovery detector distribution record; do
    says "^$family: "
    expect 0 '' list $family --json
    is 1 "(SELECT count(DISTINCT value ->> 'family') = 1 AND count(*) > 0 FROM json_each(o))"
    expect 0 '' list
done
expect 0 '' list crash
says '^effect: '
expect 64 "did you mean 'crash'" list crsh
expect 0 '' list --json
is family,name,help,example,parameters "(SELECT group_concat(key) FROM json_each(o, '\$[0]'))"
is name,unit,default,min,max,source \
    "(SELECT group_concat(key) FROM json_each(o, (SELECT p.fullkey FROM json_tree(o) AS p WHERE p.key = 'parameters' AND json_array_length(p.value) > 0 LIMIT 1) || '[0]'))"
# Every example runs: an item of `perturb` beside `workload: people` alone, or a key of the scenario.
sqlite3 :memory: "SELECT value ->> 'example' FROM json_each(CAST(readfile('out') AS TEXT))
    WHERE value ->> 'example' IS NOT NULL AND value ->> 'family' <> 'format'" >examples
[ "$(wc -l <examples)" -gt 90 ] || fail 'few kinds have an example'
while read -r example; do
    case $example in
    workload:*) printf 'mycel: 1\n%s\n' "$example" ;;
    perturb:* | recovery:* | cluster:*) printf 'mycel: 1\nworkload: people\n%s\n' "$example" ;;
    *) printf 'mycel: 1\nworkload: people\nperturb:\n  - %s\n' "$example" ;;
    esac >example.yaml
    "$mycel" run example.yaml --set limits.events=100000 >out 2>err
    [ $? -le 2 ] || fail "$example: $(cat err)"
done <examples

# What is drawn of a distribution: by its closed form, within 80 columns, in ASCII where need be.
while read -r name figures; do
    expect 0 '' list "$name"
    says "      mean $figures\$"
    [ "$(grep -v e.g. out | wc -L)" -le 80 ] || fail "$name is wider than 80 columns"
    LC_ALL=C "$mycel" list "$name" >out
    ! LC_ALL=C grep -q '[^ -~]' out || fail "$name is not ASCII"
    says "      mean $figures\$"
done <<'END'
constant 5us, median 5us, 99% within 5us
uniform 5us, median 5us, 99% within 8.92us
exponential 5us, median 3.47us, 99% within 23us
weibull 10s, median 4.68s, 99% within 70s
lognormal 5.67us, median 5us, 99% within 16us
pareto 15us, median 7.94us, 99% within 108us
empirical 5.6ms, median 3ms, 99% within 40ms
END

# --- what cannot be written: 74 ---

for arguments in 'run people.yaml' 'run people.yaml --json' 'list' '--help' 'run --help' --version \
    'check people.yaml' 'replay study.db 1' 'sql study.db SELECT(1)'; do
    # shellcheck disable=SC2086
    "$mycel" $arguments >/dev/full 2>err
    [ $? -eq 74 ] || fail "mycel $arguments wrote to a full disk"
    grep -q 'No space left' err || fail "mycel $arguments: $(cat err)"
done
expect 74 'cannot be written' run people.yaml --db none/study.db
expect 74 'cannot be written' run people.yaml --draw none/people.svg
"$mycel" list 2>err | head -n 1 >/dev/null
[ ! -s err ] || fail "a closed pipe is no error: $(cat err)"

# A writer that does not end: wait, then say so; the verdict is printed all the same.
cp study.db busy.db
mkfifo hold
sqlite3 busy.db <hold >/dev/null &
holder=$!
exec 9>hold
echo 'BEGIN IMMEDIATE; SELECT 1;' >&9
sleep 0.5
expect 74 'another process is writing' run people.yaml --db busy.db
says '^PASS'
exec 9>&-
wait $holder
expect 0 '' run people.yaml --db busy.db

[ "$failures" -eq 0 ] && echo 'All is as the surface says.'
exit "$failures"
