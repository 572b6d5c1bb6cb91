#!/usr/bin/env bash
# One fingerprint: every scenario gives the recorded one in this build and in every build beside it
# (other compilers and levels), on the C library's code for an older CPU, twice in one process, and
# whatever trace, checks and --db say. Another seed gives another where anything is random.
#
# tests/fingerprints.txt holds "FINGERPRINT SCENARIO"; SCENARIO is a path below the repository.
set -u
failures=0
complain() {
    echo "$*"
    failures=$((failures + 1))
}

fingerprint() { # MYCEL SCENARIO ARG...
    local program=$1
    shift
    "$program" run "$@" --json 2>complaints.txt | sed -n 's/.*"fingerprint": *"\([0-9a-f]\{32\}\)".*/\1/p'
}

expect() { # RECORDED WHAT MYCEL SCENARIO ARG...
    local recorded=$1 what=$2
    shift 2
    local got
    got=$(fingerprint "$@")
    [ "$got" = "$recorded" ] || complain "$what: '$got', not '$recorded': ${*:2} $(head -c 300 complaints.txt)"
}

builds=("$BUILD_DIR/mycel")
for other in "$BUILD_DIR"/../*/mycel; do
    [ -x "$other" ] && [ "$(realpath "$other")" != "$(realpath "$MYCEL")" ] && builds+=("$other")
done
echo "builds: ${builds[*]}"

seen=0
while read -r recorded scenario; do
    file=$SOURCE_DIR/$scenario
    for build in "${builds[@]}"; do
        expect "$recorded" "$build" "$build" "$file"
    done
    GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4 expect "$recorded" "without FMA" "$MYCEL" "$file"
    for trace in outcome lineage all; do
        expect "$recorded" "trace $trace" "$MYCEL" "$file" --set trace=$trace --set checks=off \
            --db "$trace.db"
    done
    "$MYCEL" run "$file" --check-determinism >twice.txt 2>&1
    [ $? -ne 3 ] || complain "$scenario differs from itself: $(cat twice.txt)"
    seen=$((seen + 1))
done <"$SOURCE_DIR/tests/fingerprints.txt"
[ "$seen" -ge 10 ] || complain "only $seen scenarios are recorded"

jittered=$SOURCE_DIR/tests/scenarios/jitter.yaml
[ "$(fingerprint "$MYCEL" "$jittered" --seed 1)" != "$(fingerprint "$MYCEL" "$jittered" --seed 2)" ] ||
    complain "another seed gives the same run where jitter is drawn"
exit $((failures > 0))
