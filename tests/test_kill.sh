#!/usr/bin/env bash
# kill -9 at any moment of `run --db`: the study is whole, it holds every run that had finished, and
# no row of one that had not.
#
#   ROUNDS (60): how many processes are killed
set -u
rounds=${ROUNDS:-60}
failures=0
finished=0
killed=0
study=$PWD/study.db

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# Enough rows for a transaction that takes a while.
printf 'mycel: 1\nworkload: {kind: tree, fanout: 8}\ncluster: {hosts: 2000}\ntrace: all\n' >tree.yaml
"$MYCEL" run tree.yaml --db whole.db >/dev/null || fail 'the run itself'
rows=$(sqlite3 whole.db 'SELECT count(*) FROM event')
begin=$(date +%s%N)
"$MYCEL" run tree.yaml --db whole.db >/dev/null
span_us=$((($(date +%s%N) - begin) / 1000 * 12 / 10))

RANDOM=1
for ((round = 0; round < rounds; round++)); do
    "$MYCEL" run tree.yaml --db "$study" --seed "$round" >/dev/null 2>&1 &
    process=$!
    sleep "$(printf '0.%06d' $((RANDOM * 32768 + RANDOM)) | cut -c1-8 | awk -v span="$span_us" '{ printf "%.6f", ($1 * 1e6) % span / 1e6 }')"
    kill -9 $process 2>/dev/null
    wait $process 2>/dev/null
    case $? in
    0)
        finished=$((finished + 1))
        [ "$(sqlite3 "$study" "SELECT count(*) FROM run WHERE seed = $round")" = 1 ] ||
            fail "run $round had finished, and is not there"
        ;;
    137) killed=$((killed + 1)) ;;
    *) fail "round $round ended otherwise" ;;
    esac
    [ -e "$study" ] || continue
    # Mycel itself reads what the killed process left, log and all.
    [ ! -s "$study" ] || "$MYCEL" sql "$study" 'SELECT count(*) FROM sqlite_master' >/dev/null ||
        fail "the study cannot be read after round $round"
    checked=$(sqlite3 "$study" 'PRAGMA integrity_check; PRAGMA foreign_key_check')
    [ "$checked" = ok ] || fail "round $round: $checked"
done

"$MYCEL" run tree.yaml --db "$study" >/dev/null || fail 'the study takes no more runs'
[ "$killed" -gt 0 ] || fail 'no process was killed'
[ "$(sqlite3 "$study" 'SELECT count(*) FROM run')" -ge $((finished + 1)) ] || fail 'runs are missing'
for table in host node fault record message checkpoint metric event loss run_file; do
    [ "$(sqlite3 "$study" "SELECT count(*) FROM $table WHERE run NOT IN (SELECT id FROM run)")" = 0 ] ||
        fail "$table has rows of no run"
done
[ "$(sqlite3 "$study" "SELECT count(*) FROM run WHERE (SELECT count(*) FROM event WHERE run = run.id) <> $rows")" = 0 ] ||
    fail 'a run is there in part'
stored=$(sqlite3 "$study" 'SELECT count(*) FROM run')
"$MYCEL" replay "$study" "$stored" >/dev/null || fail 'the last run does not repeat'
echo "$killed processes killed, $finished not in time, $stored runs stored"
exit "$failures"
