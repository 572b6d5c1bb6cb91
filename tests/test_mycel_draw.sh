#!/usr/bin/env bash
# mycel-draw as a program: formats, exit codes, and that nothing is written for bad input.
set -u
records=$SOURCE_DIR/tests/records
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# expect CODE PATTERN COMMAND...: its exit code, what stderr says, and an empty stdout.
expect() {
    local code=$1 pattern=$2
    shift 2
    "$@" >out 2>err
    local got=$?
    [ "$got" -eq "$code" ] || fail "$* ended with $got, not $code: $(cat err)"
    [ -z "$pattern" ] || grep -q -- "$pattern" err || fail "$* said '$(cat err)', not '$pattern'"
    [ ! -s out ] || fail "$* wrote to stdout"
}

for record in "$records"/*.rec; do
    name=$(basename "$record" .rec)
    for format in svg png pdf dot; do
        "$MYCEL_DRAW" "$record" -o "$name.$format" >out 2>err || fail "$name.$format: $(cat err)"
        [ -s "$name.$format" ] || fail "$name.$format is empty"
        [ ! -s err ] || fail "$name.$format: $(cat err)" # a label that Graphviz refuses, say
    done
    for view in spacetime cluster; do
        "$MYCEL_DRAW" --view $view "$record" -o $view-"$name".svg 2>err || fail "$view of $name"
        [ ! -s err ] || fail "$view of $name: $(cat err)"
    done
    "$MYCEL_DRAW" --view lineage -o again.dot <"$record"
    cmp -s again.dot "$name.dot" || fail "$name: a file and standard input differ"
done
grep -q '<g id="n3" class="node lost failing">' people-crash-none.svg || fail "id and class of n3"
grep -q 'class="cluster host struck"' people-crash-none.svg || fail "class of the struck cluster"
grep -q '<g id="fault1_m2" class="node fault band">' spacetime-lost-root.svg || fail "the band of m2"
grep -q '<g id="message2" class="edge message lost">' spacetime-answer-lost.svg || fail "the arrow"
grep -q '<g id="n7_m1" class="node silo held' cluster-answer-lost.svg || fail "the silo of labels"
head -c 4 people.pdf | grep -q '%PDF' || fail "people.pdf is not one"

# Of a large run: every picture, the same bytes each time, and far less than all of it.
printf 'mycel: 1\nworkload: tree\ncluster: {hosts: 500}\nrecovery: {policy: none}\nperturb:\n' >tree.yaml
echo '  - crash: {target: h17, at: 100us}' >>tree.yaml
"$MYCEL" run tree.yaml --db tree.db >out 2>err
[ $? -eq 1 ] || fail "tree.yaml: $(cat err)"
for view in lineage spacetime cluster; do
    for name in tree again; do
        "$MYCEL" draw tree.db 1 --view $view -o $name.dot >out 2>err || fail "$view: $(cat err)"
    done
    cmp -s tree.dot again.dot || fail "$view of tree.yaml differs from itself"
    [ "$(grep -c 'FAILED HERE' tree.dot)" -eq 1 ] || fail "$view of tree.yaml: what failed?"
    hosts=$(grep -c 'subgraph "cluster_' tree.dot)
    [ "$hosts" -le 12 ] || fail "$view of tree.yaml: $hosts hosts"
    for format in svg png pdf; do
        "$MYCEL" draw tree.db 1 --view $view -o tree.$format >out 2>err || fail "$view.$format"
        [ ! -s err ] || fail "$view.$format: $(cat err)"
    done
done

# Text that means something to DOT, HTML or XML is only text.
sed -e 's/label=adults/label=a"<b>\&amp;\\\\N\\x01\\xff]]>/' -e 's/name=m2/name=m"<>\&\\\\G/' \
    -e 's/type=List.Person./type=/' "$records/people-crash-none.rec" >odd.rec
for view in lineage spacetime cluster; do
    expect 0 '' "$MYCEL_DRAW" --view $view odd.rec -o odd.svg
    [ ! -s err ] || fail "$view of odd.rec: $(cat err)"
    grep -q 'a&quot;&lt;b&gt;&amp;amp;\\N' odd.svg || fail "$view: odd text is not shown as it is"
done

expect 64 'where to' "$MYCEL_DRAW" "$records/people.rec"
expect 64 'does not end in' "$MYCEL_DRAW" "$records/people.rec" -o x.gif
expect 64 "no view 'x'" "$MYCEL_DRAW" --view x -o x.svg
expect 64 'one record file' "$MYCEL_DRAW" a b -o x.svg
expect 65 'nowhere.rec: cannot be opened' "$MYCEL_DRAW" nowhere.rec -o x.svg
expect 65 'cannot be read' "$MYCEL_DRAW" . -o x.svg
expect 65 '<stdin>:1: empty' "$MYCEL_DRAW" -o x.svg </dev/null
head -c 1500 "$records/people.rec" >short.rec
expect 65 'cut short' "$MYCEL_DRAW" short.rec -o x.svg
expect 65 ':1: ' "$MYCEL_DRAW" "$MYCEL_DRAW" -o x.svg
[ ! -e x.svg ] || fail "a file was written for bad input"
expect 74 'cannot be written' "$MYCEL_DRAW" "$records/people.rec" -o nowhere/x.svg
ln -s /dev/full full.dot
expect 74 "cannot be written" "$MYCEL_DRAW" "$records/people.rec" -o full.dot
for view in lineage spacetime cluster; do
    "$MYCEL_DRAW" --help | grep -q "^  $view " || fail "the help does not name $view"
done

[ "$failures" -eq 0 ] && echo "mycel-draw: all good"
[ "$failures" -eq 0 ]
