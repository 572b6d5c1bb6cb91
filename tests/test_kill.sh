#!/usr/bin/env bash
# kill -9 at any moment of `run --db`: the study is whole, it holds every run that had finished, and
# no row of one that had not.
#
#   ROUNDS (40): how many processes are killed
set -u
rounds=${ROUNDS:-40}
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

# whole FILE ROUND: is what a killed process left whole?
whole() {
    local checked
    # Mycel itself reads it, log and all.
    "$MYCEL" sql "$1" 'SELECT count(*) FROM sqlite_master' >/dev/null || fail "round $2: unreadable"
    checked=$(sqlite3 "$1" 'PRAGMA integrity_check; PRAGMA foreign_key_check')
    [ "$checked" = ok ] || fail "round $2: $checked"
}

# wait_and_kill PROCESS: at a moment of its life that chance chooses; gives its exit code.
wait_and_kill() {
    local us=$(((RANDOM * 32768 + RANDOM) % span_us))
    sleep "$(printf '%d.%06d' $((us / 1000000)) $((us % 1000000)))"
    kill -9 "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}

RANDOM=1
for ((round = 0; round < rounds; round++)); do
    # Every third one makes its study, the others add to one.
    file=$study
    [ $((round % 3)) -ne 0 ] || file=$PWD/new-$round.db
    # Who is killed while it looks for leaks leaves a report of that.
    ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 \
        "$MYCEL" run tree.yaml --db "$file" --seed "$round" >/dev/null 2>&1 &
    wait_and_kill $!
    case $? in
    0)
        finished=$((finished + 1))
        [ "$(sqlite3 "$file" "SELECT count(*) FROM run WHERE seed = $round")" = 1 ] ||
            fail "run $round had finished, and is not there"
        ;;
    137) killed=$((killed + 1)) ;;
    *) fail "round $round ended otherwise" ;;
    esac
    [ ! -s "$file" ] || whole "$file" $round
    if [ "$file" != "$study" ] && [ -e "$file" ]; then
        "$MYCEL" run tree.yaml --db "$file" >/dev/null || fail "round $round: it takes no run"
        whole "$file" $round
        rm -f "$file"*
    fi
done

"$MYCEL" run tree.yaml --db "$study" >/dev/null || fail 'the study takes no more runs'
[ "$killed" -gt 0 ] || fail 'no process was killed'
for table in host node fault record message checkpoint metric event loss run_file; do
    [ "$(sqlite3 "$study" "SELECT count(*) FROM $table WHERE run NOT IN (SELECT id FROM run)")" = 0 ] ||
        fail "$table has rows of no run"
done
[ "$(sqlite3 "$study" "SELECT count(*) FROM run WHERE (SELECT count(*) FROM event WHERE run = run.id) <> $rows")" = 0 ] ||
    fail 'a run is there in part'
stored=$(sqlite3 "$study" 'SELECT count(*) FROM run')
"$MYCEL" replay "$study" "$stored" >/dev/null || fail 'the last run does not repeat'
echo "$killed processes killed, $finished had finished before that, $stored runs stored"
exit "$failures"
