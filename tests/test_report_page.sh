#!/usr/bin/env bash
# The report of a sweep of two parameters in headless Chromium: every control is driven, nothing is
# asked of the network, nothing is said on the console. The same without Graphviz.
set -u
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
python=$(command -v /usr/bin/python3 || command -v python3)
if [ -z "$chromium" ] || [ -z "$python" ]; then
    echo "SKIPPED: it needs Chromium and Python (apt-get install chromium python3)"
    exit 77
fi

cat >sweep.yaml <<'END'
mycel: 1
workload: {kind: people, sends: 4, gap: 500us}
perturb:
  - crash: {target: all, by: {renewal: {up: {kind: exponential, mean: 5ms}}}, for: 1ms}
  - loss: {target: link(client m2), p: 2%}
trace: outcome
END
cell=0
for policy in none retry rehost; do
    for p in 0% 2% 10%; do
        cell=$((cell + 1))
        for seed in 1 2 3 4 5 6 7 8; do
            "$MYCEL" run sweep.yaml --db study.db --seed $seed \
                --set recovery.policy=$policy --set perturb.1.p=$p >/dev/null 2>&1
        done
        sqlite3 study.db "INSERT INTO cell SELECT $cell,
                '{\"recovery.policy\":\"$policy\",\"perturb.1.p\":\"$p\"}', scenario
            FROM run ORDER BY id DESC LIMIT 1;
            UPDATE run SET cell = $cell WHERE cell IS NULL;"
    done
done
sqlite3 study.db "INSERT INTO sweep SELECT 1, 'sweep', '0', scenario, '0', 'mycel sweep', 9, 72, NULL, NULL
    FROM cell WHERE id = 1"

"$MYCEL" report study.db -o page.html || exit 1
"$python" -B "$SOURCE_DIR/tests/test_report_page.py" "$chromium" page.html || exit 1
mkdir alone && cp "$MYCEL" alone/mycel
alone/mycel report study.db -o alone.html 2>/dev/null || exit 1
"$python" -B "$SOURCE_DIR/tests/test_report_page.py" "$chromium" alone.html undrawn
