#!/usr/bin/env bash
# Each check has a canary, a scenario that breaks its invariant: the run ends as `fail`, class
# `invariant`, by that check and no other. Without checks nothing stops it so, and without the bug
# the same program passes: a check that silently stopped looking is found out here.
set -u
failures=0
scenarios=$SOURCE_DIR/experiments/scenarios

complain() {
    echo "$*"
    failures=$((failures + 1))
}

# run SCENARIO ARG...: the code is in $code, `VERDICT CLASS REASON` in $said.
run() {
    "$MYCEL" run "$@" --json >out 2>err
    code=$?
    said=$(sqlite3 :memory: "SELECT o->>'verdict' || ' ' || coalesce(o->>'class', '-') || ' ' ||
        coalesce(o->>'reason', '-') FROM (SELECT CAST(readfile('out') AS TEXT) AS o)")
}

checks=$(sed -n 's/^X(\(.*\))$/\1/p' "$SOURCE_DIR/model/check_list.h")
[ "$(wc -w <<<"$checks")" -ge 7 ] || complain "only these checks were found: $checks"
for check in $checks; do
    canary=$scenarios/canaries/$check.yaml
    run "$canary"
    [[ $code -eq 1 && $said == "fail invariant $check: "* ]] ||
        complain "$check: exit $code, $said $(cat err)"
    echo "$said"
    run "$canary" --set checks=off
    [[ $code -le 1 && $said != *invariant* ]] || complain "$check, unchecked: exit $code, $said $(cat err)"
done
[ "$(ls "$scenarios"/canaries | wc -l)" -eq "$(wc -w <<<"$checks")" ] ||
    complain "there are canaries of no check"

run "$scenarios/canary.yaml"
[ "$said" = "pass - -" ] || complain "the sound program: $said"
exit $((failures > 0))
