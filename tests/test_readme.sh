#!/usr/bin/env bash
# Every mycel command of the README runs, and prints what the README shows of it; so does every
# command that --help and quickstart offer to try. The benchmarks run too, made small.
set -u
failures=0
complain() {
    echo "$*"
    failures=$((failures + 1))
}

ln -s "$MYCEL" mycel
ln -s "$SOURCE_DIR/experiments" experiments
mkdir -p build
export NO_COLOR=1

# Lines that name concrete files; those with SCENARIO, DB, FILE or RUN are the synopsis.
commands=$(sed -n 's/^\$ \(\.\/mycel .*\)/\1/p; /SCENARIO\|DB RUN\|DB -o\|\[/!s/^\(\.\/mycel .*\)/\1/p' "$SOURCE_DIR/README.md"
    grep -o '`\./mycel [^`]*`' "$SOURCE_DIR/README.md" | tr -d '`' | grep -v ' FILE$'
    sed -n 's/^  \(\.\/mycel .*\)/\1/p' "$SOURCE_DIR/quickstart" |
        sed 's|\$database|build/people-crash.db|; s|\$scenario|experiments/scenarios/people-crash.yaml|')
ran=0
while read -r command; do
    bash -c "$command" >output.txt 2>errors.txt </dev/null
    code=$?
    case "$command" in
    *recovery.policy=none*) wanted=1 ;;
    *) wanted=0 ;;
    esac
    [ $code -eq $wanted ] || complain "exit $code: $command: $(cat errors.txt)"
    if grep -qF "\$ $command" "$SOURCE_DIR/README.md"; then
        # What is shown is the beginning of what is printed.
        shown=$(awk -v command="\$ $command" '$0 == command { on = 1; next } /^```/ { on = 0 } on' \
            "$SOURCE_DIR/README.md")
        lines=$(wc -l <<<"$shown")
        [ "$shown" = "$(head -n "$lines" output.txt)" ] ||
            complain "the README shows another output of: $command"$'\n'"$(cat output.txt)"
    fi
    ran=$((ran + 1))
done <<<"$commands"
[ $ran -ge 8 ] || complain "only $ran commands were found"

# Each scenario in the README runs; one that only says how it breaks is of `people`.
awk '/^```yaml/ { on = 1; n++; next } /^```/ { on = 0 }
     on && !seen[n]++ && $1 != "mycel:" { print "mycel: 1\nworkload: people" >"readme" n ".yaml" }
     on { print >"readme" n ".yaml" }' "$SOURCE_DIR/README.md"
[ -e readme2.yaml ] || complain "the README has no two scenarios"
for scenario in readme*.yaml; do
    ./mycel run "$scenario" >/dev/null 2>errors.txt
    [ $? -le 1 ] || complain "the README's scenario is refused: $(cat errors.txt)"
done

# The synopsis names the commands that there are, and all of them.
./mycel --help >help.txt || complain "mycel --help fails"
for name in $(sed -n 's/^\.\/mycel \([a-z]*\)  .*/\1/p' "$SOURCE_DIR/README.md"); do
    grep -qw "$name" help.txt || complain "mycel --help does not know $name"
    ./mycel "$name" --help >/dev/null || complain "mycel $name --help fails"
done

# The benchmarks: as the README calls them, but small and into a copy, which stays a README.
cp "$SOURCE_DIR/README.md" README.md
measured=0
while read -r command; do
    for option in $(grep -o -- '--[a-z-]*' <<<"$command"); do
        "$SOURCE_DIR/experiments/bench.sh" --help | grep -q -- "^  $option " ||
            complain "bench.sh does not know $option: $command"
    done
    small=${command//--install/--no-peers}
    $small --quick --build "$BUILD_DIR" >output.txt 2>errors.txt ||
        complain "exit $?: $small: $(cat errors.txt)"
    measured=$((measured + 1))
done < <(grep -o '^experiments/bench\.sh .*\|`experiments/bench\.sh [^`]*`' "$SOURCE_DIR/README.md" | tr -d '`')
[ $measured -ge 2 ] || complain "only $measured calls of the benchmarks were found"
sed -n '/^<!-- bench -->$/,/^<!-- \/bench -->$/p' README.md | grep -q '^| PHOLD' ||
    complain "the README has no place for the table of the benchmarks"
diff <(sed '/^<!-- bench -->$/,/^<!-- \/bench -->$/d' "$SOURCE_DIR/README.md") \
    <(sed '/^<!-- bench -->$/,/^<!-- \/bench -->$/d' README.md) >/dev/null ||
    complain "the benchmarks changed more of the README than their table"

# Every scenario of the repository is accepted and passes.
for scenario in experiments/scenarios/*.yaml; do
    ./mycel run "$scenario" >output.txt 2>&1 || complain "$scenario: $(cat output.txt)"
done
exit $((failures > 0))
