#!/usr/bin/env bash
# mycel export as a program: what other programs read of it, exit codes, and that nothing is written
# where something is wrong. The Criterion tests export_* hold what is written against the records.
set -u
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

scenarios=$SOURCE_DIR/experiments/scenarios
formats=$("$MYCEL" list format --json | grep -o '"name": "[a-z-]*"' | cut -d'"' -f4)
[ "$(wc -w <<<"$formats")" -ge 6 ] || fail "formats: $formats"
of_runs=$(grep -vxE 'latex|svg|pdf' <<<"$formats")

# --- every workload, and the cases, in every format ---

for scenario in "$scenarios"/*.yaml "$scenarios"/cases/*.yaml; do
    "$MYCEL" run "$scenario" --db all.db >out 2>err
    [ $? -le 1 ] || fail "$scenario: $(cat err)"
done
runs=$("$MYCEL" sql all.db 'SELECT count(*) FROM run' | tail -1)
[ "$runs" -ge 20 ] || fail "$runs runs"

# The log's own first line reads each of its others, and has the groups that ShiViz needs.
read_by_its_pattern() {
    local pattern
    pattern=$(head -1 "$1")
    for group in host clock event; do
        grep -qF "(?<$group>" <<<"$pattern" || fail "$1: no group $group"
    done
    [ -z "$(sed -n 2p "$1")" ] || fail "$1: its second line is the delimiter of executions"
    [ "$(tail -n +3 "$1" | grep -cP "$pattern")" -eq "$(($(wc -l <"$1") - 2))" ] ||
        fail "$1: $(tail -n +3 "$1" | grep -vP "$pattern" | head -1)"
}

# An XML reader and Graphviz find the nodes and edges that the study has; or, of a run that was
# stored without, the same as each other.
read_as_graph() {
    local nodes edges
    nodes=$(xmllint --xpath 'count(//*[local-name() = "node"])' "$1")
    edges=$(xmllint --xpath 'count(//*[local-name() = "edge"])' "$1")
    "$MYCEL" sql all.db "SELECT count(*), (SELECT count(*) FROM node_input WHERE run = $2),
        (SELECT trace FROM run WHERE id = $2) FROM node WHERE run = $2" | tail -1 >out
    grep -qx "$nodes	$edges	lineage\|0	0	outcome" out || fail "$1: $nodes nodes, $edges edges: $(cat out)"
    grep -o 'key="[a-z_]*"' "$1" | sort -u | cut -d'"' -f2 >used
    grep -o 'key id="[a-z_]*"' "$1" | cut -d'"' -f2 | sort >declared
    [ -z "$(comm -23 used declared)" ] || fail "$1: not declared: $(comm -23 used declared)"
    [ -z "$(uniq -d declared)" ] || fail "$1: declared twice: $(uniq -d declared)"
    graphml2gv "$1" >graph.gv 2>err || fail "$1: graphml2gv: $(cat err)"
    [ "$(grep -cE '^	n[0-9]+ -> n[0-9]+' graph.gv)" -eq "$edges" ] || fail "$1: graphml2gv: edges"
    [ "$(grep -oE '\bn[0-9]+\b' graph.gv | sort -u | wc -l)" -eq "$nodes" ] ||
        fail "$1: graphml2gv: nodes"
}

for run in $(seq "$runs"); do
    for format in $of_runs; do
        "$MYCEL" export all.db "$run" --format "$format" -o "$format.$run" >out 2>err ||
            fail "$format of run $run: $(cat err)"
        [ -s "$format.$run" ] && [ ! -s err ] && [ ! -s out ] || fail "$format of run $run: $(cat err)"
    done
    read_by_its_pattern "shiviz.$run"
    read_as_graph "graphml.$run" "$run"
    for format in chrome-trace prov-json; do
        [ "$(sqlite3 :memory: "SELECT json_valid(CAST(readfile('$format.$run') AS TEXT))")" = 1 ] ||
            fail "$format of run $run is no JSON"
    done
done

# --- CSV, read back by another program ---

"$MYCEL" export all.db --format csv >all.csv 2>err || fail "csv: $(cat err)"
columns='cell, seed, name, verdict, class, reason, response, failing_node, fingerprint, answered_ns,
    sim_end_ns, events, messages, spore_runs, recomputed, recover_ns_max, lost'
sqlite3 :memory: '.import --csv all.csv t' '.mode quote' \
    "SELECT ${columns} FROM t ORDER BY rowid" >read.txt 2>err || fail "csv: $(cat err)"
# A CSV has neither types nor NULL.
sqlite3 -readonly all.db '.mode quote' "SELECT $(sed 's/[a-z_]\+/coalesce(CAST(& AS TEXT), '"''"')/g' \
    <<<"$columns") FROM run ORDER BY cell, seed, id" >kept.txt
[ "$(wc -l <kept.txt)" -eq "$runs" ] || fail "$(wc -l <kept.txt) of $runs runs were kept"
cmp -s read.txt kept.txt || fail "csv: $(diff read.txt kept.txt | head -4)"
"$MYCEL" export all.db 2 --format csv | cmp -s - <(sed -n '1p;3p' all.csv) 2>/dev/null ||
    [ "$("$MYCEL" export all.db 2 --format csv | wc -l)" -ge 2 ] || fail "csv of one run"
head -1 all.csv | grep -qE '(^|,)(id|wall_ns|engine|run)(,|$)' && fail "csv has what differs"

# A sweep: ordered by cell and seed, what varies in columns of its own; and nothing in it that would
# differ where the rows were written in another order, at another time, or by other workers.
cat >sweep.yaml <<'YAML'
mycel: 1
workload: people
perturb:
  - crash: {target: m2, at: 60us}
sweep: {seeds: 9..11, vary: {recovery.policy: [none, restart_replay, {kind: hedge, after: 1ms}], perturb.0.crash.for: [1ms, 5ms]}}
YAML
for jobs in 1 2; do
    "$MYCEL" sweep sweep.yaml --db jobs$jobs.db --jobs $jobs >out 2>err || fail "sweep: $(cat err)"
done
"$MYCEL" export jobs1.db --format csv >one.csv 2>err || fail "csv: $(cat err)"
"$MYCEL" export jobs2.db --format csv | cmp -s - one.csv || fail "csv: workers make a difference"
sqlite3 jobs2.db "UPDATE run SET wall_ns = wall_ns + 1, id = 1000 - id"
"$MYCEL" export jobs2.db --format csv | cmp -s - one.csv || fail "csv: clocks or ids are in it"
head -1 one.csv | grep -q '^cell,recovery.policy,perturb.0.crash.for,seed,name,verdict,' ||
    fail "csv: $(head -1 one.csv)"
sqlite3 :memory: '.import --csv one.csv t' "SELECT cell, [recovery.policy], [perturb.0.crash.for], seed
    FROM t WHERE seed <> '10' ORDER BY rowid" >read.txt
cat >wanted.txt <<'TEXT'
1|none|1ms|9
1|none|1ms|11
2|none|5ms|9
2|none|5ms|11
3|restart_replay|1ms|9
3|restart_replay|1ms|11
4|restart_replay|5ms|9
4|restart_replay|5ms|11
5|{"kind":"hedge","after":"1ms"}|1ms|9
5|{"kind":"hedge","after":"1ms"}|1ms|11
6|{"kind":"hedge","after":"1ms"}|5ms|9
6|{"kind":"hedge","after":"1ms"}|5ms|11
TEXT
cmp -s read.txt wanted.txt || fail "csv of a sweep: $(cat read.txt)"

# --- LaTeX ---

# Balanced, and every line of a table has as many fields as the table has columns.
"$MYCEL" export jobs1.db --format latex -o tables.tex 2>err || fail "latex: $(cat err)"
awk '
    /^\\begin\{/ { open[depth++] = substr($0, 8, index($0, "}") - 8) }
    /^\\end\{/ { if (open[--depth] != substr($0, 6, index($0, "}") - 6)) bad = bad NR ": " $0 "\n" }
    /^\\begin\{tabular\}/ { columns = gsub(/[lr]/, "", $0) - 2; tables++ } # less those of "tabular"
    /\\\\$/ { if (split($0, fields, / & /) != columns) bad = bad NR ": " columns " columns: " $0 "\n"; lines++ }
    { text = $0; gsub(/\\[{}]/, "", text); braces += gsub(/\{/, "", text) - gsub(/\}/, "", text)
      text = $0; gsub(/\\[#$%&_]/, "", text); sub(/^%.*/, "", text)
      if (text ~ /[#%_]/ || gsub(/\$/, "", text) % 2) bad = bad NR ": not escaped: " $0 "\n" }
    END { if (depth || braces) bad = bad "not balanced\n"
          if (tables != 4 || lines != 4 * 7 - 1) bad = bad tables " tables, " lines " lines\n"
          printf "%s", bad }' tables.tex >bad.txt
[ ! -s bad.txt ] || fail "latex: $(cat bad.txt)"
# Wilson's interval of 3 of 3: from 1 / (1 + z^2 / 3) = 43.8503%, z = 1.959964.
grep -qF 'restart\_replay & 1ms & 3 & 100.0\,\% (43.9--100.0) & 0 & 0 \\' tables.tex ||
    fail "latex: $(grep restart tables.tex | head -1)"
if command -v pdflatex >/dev/null; then
    printf '%s\n' '\documentclass{article}' '\usepackage{booktabs}' '\begin{document}' \
        '\input{tables}' '\end{document}' >paper.tex
    pdflatex -halt-on-error -interaction=nonstopmode paper.tex >out 2>&1 || fail "pdflatex: $(tail -5 out)"
fi

# --- records ---

# A run that kept none is repeated for them, and then gives the same.
"$MYCEL" run "$scenarios/people-crash.yaml" --set trace=outcome --db outcome.db >out 2>err
"$MYCEL" run "$scenarios/people-crash.yaml" --db lineage.db >out 2>err
for format in chrome-trace shiviz prov-json graphml; do
    "$MYCEL" export outcome.db 1 --format $format >"outcome.$format" 2>err || fail "$format: $(cat err)"
    "$MYCEL" export lineage.db 1 --format $format | cmp -s - "outcome.$format" ||
        fail "$format of a run without records differs from one with"
done
sqlite3 outcome.db "UPDATE run SET fingerprint = '0123456789abcdef0123456789abcdef'"
expect 3 'does not repeat' "$MYCEL" export outcome.db 1 --format shiviz -o new.log
[ ! -e new.log ] || fail "a run that does not repeat was exported"

# Text that means something to a format is only text in it; what no format can hold is replaced.
sqlite3 lineage.db "UPDATE node SET label = 'a<b> & \"c\" \\ d' || char(10) || 'e' || CAST(x'ff' AS TEXT)
    WHERE id = 3; UPDATE record SET label = (SELECT label FROM node WHERE id = 3), detail = '{\$x_%}' || char(10)
    WHERE node = 3 AND kind <> 'started'; UPDATE run SET reason = 'x,y' || char(13) || char(10) || '\"z\"', response = ''"
for format in $of_runs; do
    "$MYCEL" export lineage.db 1 --format "$format" -o "odd.$format" 2>err || fail "$format: $(cat err)"
done
read_by_its_pattern odd.shiviz
odd=$'a<b> & "c" \\ d\ne\xef\xbf\xbd'
[ "$(xmllint --xpath 'string(//*[@id = "n3"]/*[@key = "label"])' odd.graphml)" = "$odd" ] ||
    fail "graphml: an odd label"
[ "$(sqlite3 :memory: "SELECT json_extract(readfile('odd.prov-json'), '\$.entity.\"run:n3\".\"prov:label\"')")" \
    = "$odd" ] || fail "prov-json: an odd label"
[ "$(sqlite3 :memory: "SELECT DISTINCT value ->> 'name' FROM json_each(readfile('odd.chrome-trace'), '\$.traceEvents')
    WHERE value ->> 'cat' = 'spore' AND value ->> 'name' LIKE 'a%'")" = "$odd" ] || fail "chrome-trace: an odd label"
[ "$(sqlite3 :memory: '.import --csv odd.csv t' "SELECT hex(reason), response = '' FROM t")" = \
    "$(printf 'x,y\r\n"z"' | od -An -tx1 | tr -d ' \n' | tr a-f A-F)|1" ] || fail "csv: odd text"

# Of a large run in less than a second of the processor.
TIMEFORMAT='%U %S'
printf 'mycel: 1\nworkload: tree\ncluster: {hosts: 500}\n' >tree.yaml
"$MYCEL" run tree.yaml --db tree.db >out 2>err || fail "tree.yaml: $(cat err)"
for format in chrome-trace shiviz prov-json graphml; do
    took=$({ time "$MYCEL" export tree.db 1 --format $format -o tree.$format 2>err >out; } 2>&1)
    awk '{ exit $1 + $2 >= 1 }' <<<"$took" || fail "$format of 500 hosts took $took s"
    [ -s tree.$format ] || fail "$format of 500 hosts: $(cat err)"
done

# --- what is wrong ---

db=lineage.db
expect 64 'which DB' "$MYCEL" export --format csv
expect 64 'which --format' "$MYCEL" export $db
expect 64 "unknown format 'grapml'; did you mean 'graphml'" "$MYCEL" export $db 1 --format grapml
expect 64 'shows one run: which RUN' "$MYCEL" export $db --format shiviz
expect 64 'a RUN is its number' "$MYCEL" export $db x --format csv
expect 64 'a RUN is its number' "$MYCEL" export $db 0 --format csv
expect 64 'latex shows a whole study' "$MYCEL" export $db 1 --format latex -o new.log
expect 65 'no sweep has written' "$MYCEL" export $db --format latex -o new.log
expect 64 'one RUN at a time' "$MYCEL" export $db 1 2 --format csv
expect 64 "unknown option '--formt'" "$MYCEL" export $db --formt csv
expect 65 'there is no such run' "$MYCEL" export $db 7 --format csv
expect 65 'there is no such run' "$MYCEL" export $db 7 --format shiviz -o new.log
expect 65 'No such file' "$MYCEL" export nowhere.db --format csv
expect 65 '' "$MYCEL" export "$0" --format csv -o new.log
[ ! -e new.log ] || fail "an export that failed left a file"

# A file is replaced as a whole or not at all; a full disk is told of.
echo before >kept.log
expect 65 '' "$MYCEL" export $db 7 --format csv -o kept.log
[ "$(cat kept.log)" = before ] || fail "an export that failed changed a file"
expect 0 '' "$MYCEL" export $db --format csv -o kept.log
[ "$(head -c 5 kept.log)" = cell, ] || fail "kept.log was not replaced"
expect 74 'cannot be written' "$MYCEL" export $db --format csv -o nowhere/x.csv
expect 74 'cannot be written' "$MYCEL" export $db --format csv -o .
mkfifo pipe
timeout 10 cat pipe >through &
expect 0 '' timeout 10 "$MYCEL" export $db --format csv -o pipe
wait
[ -p pipe ] && cmp -s through kept.log || fail "what is no regular file is written to, not replaced"
"$MYCEL" export $db --format csv >/dev/full 2>err
[ $? -eq 74 ] || fail "a full disk: $(cat err)"
(
    ulimit -f 64
    trap '' XFSZ
    "$MYCEL" export tree.db 1 --format chrome-trace -o full.json 2>err
    [ $? -eq 74 ] || echo "a limit of the file's size: $(cat err)" >failed
)
[ ! -e failed ] || fail "$(cat failed)"
[ ! -e full.json ] && ! ls .mycel-* 2>/dev/null || fail "a part of a file was left"

exit $((failures > 0))
