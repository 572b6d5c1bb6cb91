#!/usr/bin/env bash
# Checks on cost at most twice the time: in whole runs of people, and in one run of 10^5 events on 50
# busy hosts. By processor time, in turns, so that it holds on a busy machine too.
set -u
"$BUILD_DIR/mycel-bench" checks --hosts 50 --events 100000 --rounds 9 >out || exit 1
cat out
[ "$(sqlite3 :memory: "SELECT o->>'people_ratio' <= 2 AND o->>'cluster_ratio' <= 2 AND
    o->>'events' >= 100000 FROM (SELECT CAST(readfile('out') AS TEXT) AS o)")" = 1 ]
