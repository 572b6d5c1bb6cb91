#!/usr/bin/env bash
# Figures of a sweep, mycel export --format svg and pdf: read again with a ruler and by Poppler; what
# is shown first is what the report shows; odd names; and what is refused.
set -u
for tool in python3 pdfinfo pdftotext xmllint; do
    if ! command -v $tool >/dev/null; then
        echo "SKIPPED: no $tool (apt-get install python3 poppler-utils libxml2-utils)"
        exit 77
    fi
done
failures=0
fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# Two lines over a logarithmic axis with what never came, and two that cross over a linear one.
cat >never.yaml <<'YAML'
mycel: 1
workload: people
cluster: {jitter: {kind: exponential, mean: 20us}}
perturb:
  - crash: {target: m2, at: 60us, for: 5ms}
  - loss: {target: all, p: 10%}
sweep:
  seeds: 1..30
  vary:
    perturb.0.crash.for: [1ms, 5ms, 100ms]
    recovery:
      - {policy: none}
      - {policy: restart_replay, detector: {kind: timeout, after: 2ms}}
YAML
sed 's/seeds: .*/seeds: 1..20/' "$SOURCE_DIR/experiments/studies/functions-or-data.yaml" >cross.yaml
for study in never cross; do
    "$MYCEL" sweep $study.yaml --db $study.db --jobs 2 --json >$study.json 2>err ||
        fail "$study: $(cat err)"
    for format in svg pdf; do
        "$MYCEL" export $study.db --format $format -o $study.$format 2>err || fail "$study: $(cat err)"
        "$MYCEL" export $study.db --format $format | cmp -s - $study.$format ||
            fail "$study: twice is not the same $format"
    done
    xmllint --noout $study.svg 2>err || fail "$study: $(cat err)"
    python3 -B "$SOURCE_DIR/tests/test_figures.py" $study.json $study.svg $study.pdf || fail "$study"
done
grep -q '>never</text>' never.svg || fail "nothing was never"

# Odd names are only text: in XML, in a string of PDF, and beyond its encoding.
cp cross.db odd.db
odd='a<b> & "c" )d\( é 漢字'
sqlite3 odd.db "UPDATE cell SET settings = json_replace(settings, '\$.\"workload.what\"', '$odd')
    WHERE settings LIKE '%functions%'"
for format in svg pdf; do
    "$MYCEL" export odd.db --format $format -o odd.$format 2>err || fail "odd: $(cat err)"
done
xmllint --noout odd.svg 2>err || fail "odd: $(cat err)"
[ "$(xmllint --xpath "count(//*[local-name() = 'text'][contains(., '漢字')])" odd.svg)" -ge 1 ] ||
    fail "the SVG lost an odd name"
pdftotext odd.pdf odd.txt 2>err || fail "odd: $(cat err)"
[ ! -s err ] || fail "odd: $(cat err)"
grep -qF 'a<b> & "c" )d\( é ??' odd.txt || fail "the PDF lost an odd name: $(head -5 odd.txt)"

# The report, without its drawings, begins with the same chart.
if command -v chromium >/dev/null; then
    mkdir alone && cp "$MYCEL" alone/mycel
    for study in never cross; do
        alone/mycel report $study.db -o $study.html >out 2>err || fail "report: $(cat err)"
        chromium --headless --no-sandbox --disable-gpu --dump-dom $study.html 2>/dev/null >dom.html
        shown=$(grep -o '<figcaption>[^<]*</figcaption>' dom.html | head -1 | sed 's/<[^>]*>//g')
        grep -m1 -A1 '<g id' $study.svg | grep -qF "$study: $shown" ||
            fail "$study: the report shows '$shown' first: $(grep -m1 -A1 '<g id' $study.svg)"
    done
fi

# What cannot be drawn.
printf 'mycel: 1\nworkload: people\nsweep: {seeds: 1..3}\n' >alone.yaml
"$MYCEL" sweep alone.yaml --db alone.db >out 2>err
for format in svg pdf; do
    "$MYCEL" export alone.db --format $format -o alone.$format >out 2>err
    [ $? -eq 65 ] && grep -q 'nothing varies' err && [ ! -e alone.$format ] || fail "alone: $(cat err)"
    "$MYCEL" export cross.db 1 --format $format -o alone.$format >out 2>err
    [ $? -eq 64 ] && grep -q 'shows a whole study' err && [ ! -e alone.$format ] || fail "1: $(cat err)"
done

exit $((failures > 0))
