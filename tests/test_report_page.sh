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

cat >people.yaml <<'END'
mycel: 1
workload: {kind: people, sends: 4, gap: 500us}
perturb:
  - crash: {target: all, by: {renewal: {up: {kind: exponential, mean: 5ms}}}, for: 1ms}
  - loss: {target: link(client m2), p: 2%}
sweep:
  seeds: 1..2
  vary: {recovery.policy: [none, restart_replay, rehost], perturb.1.p: [0%, 1%, 5%, 20%], perturb.0.for: [100us, 200us, 300us, 400us, 500us, 1ms, 2ms, 3ms, 4ms, 5ms, 10ms]}
END
"$MYCEL" sweep people.yaml --db study.db >sweep.txt 2>&1 || { cat sweep.txt; exit 1; }

"$MYCEL" report study.db -o page.html || exit 1
"$python" -B "$SOURCE_DIR/tests/test_report_page.py" "$chromium" page.html || exit 1
mkdir alone && cp "$MYCEL" alone/mycel
alone/mycel report study.db -o alone.html 2>/dev/null || exit 1
"$python" -B "$SOURCE_DIR/tests/test_report_page.py" "$chromium" alone.html undrawn
