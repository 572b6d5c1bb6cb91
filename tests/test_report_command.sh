#!/usr/bin/env bash
# mycel report as a command: exit codes, that nothing is written for bad input, that the same study
# gives the same bytes, that each id of its drawings is one, and what it says without Graphviz.
set -u
failures=0
fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# expect CODE PATTERN COMMAND...: its exit code, what stderr says, an empty stdout, no new page.
expect() {
    local code=$1 pattern=$2
    shift 2
    "$@" >out 2>err
    local got=$?
    [ "$got" -eq "$code" ] || fail "$* ended with $got, not $code: $(cat err)"
    grep -q -- "$pattern" err || fail "$* said '$(cat err)', not '$pattern'"
    [ ! -s out ] || fail "$* wrote to stdout"
    [ ! -e page.html ] || fail "$* wrote a page"
    ls -A | grep -q mycel- && fail "$* left a draft"
}

scenario=$SOURCE_DIR/experiments/scenarios/people-crash.yaml
"$MYCEL" run "$scenario" --db study.db >/dev/null || fail "a run that passes"
"$MYCEL" run "$scenario" --set recovery.policy=none --db study.db >/dev/null 2>&1

expect 64 'which DB' "$MYCEL" report
expect 64 'where to' "$MYCEL" report study.db
expect 64 'one DB' "$MYCEL" report study.db study.db -o page.html
expect 64 "did you mean '--output'" "$MYCEL" report study.db --outptu page.html
expect 65 'no-such.db' "$MYCEL" report no-such.db -o page.html
expect 65 'is not a study' "$MYCEL" report "$scenario" -o page.html
expect 74 'cannot be written' "$MYCEL" report study.db -o no-such-folder/page.html
mkdir folder
expect 74 'cannot be written' "$MYCEL" report study.db -o folder
# Rows that were edited into nonsense: the page that was there stays.
cp study.db edited.db
sqlite3 edited.db 'PRAGMA foreign_keys = off; DELETE FROM blob'
expect 65 'edited.db' "$MYCEL" report edited.db -o page.html
echo old >page.html
"$MYCEL" report edited.db -o page.html 2>err
[ "$(cat page.html)" = old ] || fail "a failure replaced the page"
rm page.html

"$MYCEL" report study.db -o page.html >out 2>err || fail "report: $(cat err)"
[ ! -s out ] && [ ! -s err ] || fail "report said something: $(cat out err)"
"$MYCEL" report study.db -o again.html && cmp page.html again.html || fail "the page differs from itself"
[ "$(stat -c %a page.html)" = "$(touch plain && stat -c %a plain)" ] || fail "the page's mode"
for view in lineage spacetime cluster; do
    for run in 1 2; do
        grep -q "<div class=\"drawing\" id=\"r$run-$view-drawing\"><svg " page.html ||
            fail "no $view of run $run"
    done
done
grep -q 'id="r2-lineage-n3" class="node lost failing"' page.html || fail "the failing node of run 2"
twice=$(grep -o ' id="[^"]*"' page.html | sort | uniq -d)
[ -z "$twice" ] || fail "ids that stand twice: $twice"
# Addresses are names of formats, licences and their authors; nothing loads.
grep -oE '(src|href)="?(https?:)?//[^" ]*|url\([^)]*\)|@import[^;]*' page.html && fail "the page loads something"

# An empty study, and one without Graphviz.
cp study.db empty.db
sqlite3 empty.db 'PRAGMA foreign_keys = off; DELETE FROM run'
"$MYCEL" report empty.db -o empty.html 2>err || fail "an empty study: $(cat err)"
mkdir alone && cp "$MYCEL" alone/mycel
alone/mycel report study.db -o alone.html >out 2>err || fail "without mycel-draw: $(cat err)"
grep -q 'warning: there is no drawing: mycel-draw is not beside mycel' err || fail "no warning: $(cat err)"
grep -q '"no_drawings":"there is no drawing: mycel-draw' alone.html || fail "the page says nothing of drawings"
grep -q 'class="drawing"' alone.html && fail "there is a drawing"

# What others wrote is what they published.
vendor=$SOURCE_DIR/experiments/report/vendor
sed -n 's/^|[^|]*| `\([^`]*\)` |[^|]*| `\([0-9a-f]*\)` |$/\2  \1/p' "$vendor/README.md" >sums
[ "$(wc -l <sums)" -eq "$(ls "$vendor"/*/*.js "$vendor"/*/*.css | wc -l)" ] || fail "a file has no digest"
(cd "$vendor" && sha256sum --quiet -c "$OLDPWD/sums") || fail "a library was changed"

exit $((failures > 0))
