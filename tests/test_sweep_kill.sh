#!/usr/bin/env bash
# kill -9 of all processes of a sweep at once, at moments that chance chooses; then the same command
# again. The study is whole after each, no process is left, and in the end its rows are those of a
# sweep that nobody disturbed.
#
#   ROUNDS (20): how often it is killed
set -u
. "$SOURCE_DIR/tests/sweeps.sh"
rounds=${ROUNDS:-20}
killed=0

# Long enough for all rounds: twice as many seeds until it is.
seeds=500
span_us=0
while [ $span_us -lt 1500000 ]; do
    seeds=$((seeds * 2))
    write_scenario grid.yaml 1..$seeds
    rm -f whole.db*
    begin=$(date +%s%N)
    "$MYCEL" sweep grid.yaml --db whole.db >/dev/null 2>&1 || fail 'the sweep itself'
    span_us=$((($(date +%s%N) - begin) / 1000))
done

RANDOM=1
before=0
for ((round = 0; round < rounds; round++)); do
    # Who is killed while it looks for leaks leaves a report of that.
    ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 \
        setsid "$MYCEL" sweep grid.yaml --db killed.db >/dev/null 2>&1 &
    group=$!
    us=$(((RANDOM * 32768 + RANDOM) % (span_us * 3 / 2 / rounds)))
    sleep "$(printf '%d.%06d' $((us / 1000000)) $((us % 1000000)))"
    kill -9 -- -$group 2>/dev/null
    wait $group 2>/dev/null
    [ $? -ne 137 ] || killed=$((killed + 1))
    ! pgrep -r R,S,D,T -g $group >/dev/null || sleep 0.5
    ! pgrep -r R,S,D,T -g $group >/dev/null || fail "round $round: processes are left"
    [ -s killed.db ] || continue
    "$MYCEL" sql killed.db 'SELECT count(*) FROM sqlite_master' >/dev/null || fail "round $round: unreadable"
    checked=$(sqlite3 killed.db 'PRAGMA integrity_check; PRAGMA foreign_key_check')
    [ "$checked" = ok ] || fail "round $round: $checked"
    now=$(sqlite3 killed.db 'SELECT count(*) FROM run' 2>/dev/null || echo 0)
    [ "$now" -ge "$before" ] || fail "round $round: rows were lost: $before, then $now"
    before=$now
done
total=$((seeds * 12))
[ "$killed" -ge $((rounds * 3 / 4)) ] || fail "only $killed processes were killed"
[ "$before" -gt 0 ] && [ "$before" -lt $total ] || fail "$before of $total rows after all rounds"

# Killing the parent alone takes the others with it.
setsid "$MYCEL" sweep grid.yaml --db orphans.db >/dev/null 2>&1 &
group=$!
sleep 0.2
kill -9 $group
wait $group 2>/dev/null
sleep 0.2
! pgrep -r R,S,D,T -g $group >/dev/null || fail 'workers outlive their parent'

"$MYCEL" sweep grid.yaml --db killed.db >/dev/null 2>&1 || fail 'the sweep does not go on'
same whole.db killed.db "$killed times killed"
ask killed.db 'SELECT count(*) FROM run' $total
echo "$killed times killed, with $before of $total rows after that"
exit "$failures"
