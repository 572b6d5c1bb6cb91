# Sourced by the tests of `mycel sweep`: what two studies must have in common.
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# rows STUDY: everything a sweep says, in the order of cells and seeds, without numbers of runs, wall
# clock and how it was called.
rows() {
    local columns
    columns=$(sqlite3 "$1" "SELECT group_concat('run.' || name, ', ') FROM pragma_table_info('run')
        WHERE name NOT IN ('id', 'wall_ns')")
    sqlite3 "$1" "SELECT name, digest, scenario, cells FROM sweep" \
        'SELECT * FROM cell ORDER BY id' \
        'SELECT * FROM blob ORDER BY digest' \
        "SELECT $columns FROM run ORDER BY cell, seed" \
        'SELECT cell, seed, fault.id, effect, item, start_ns, end_ns, fault.hits, state, why FROM fault
            JOIN run ON run.id = run ORDER BY cell, seed, fault.id' \
        'SELECT cell, seed, fault, position, host FROM fault_host JOIN run ON run.id = run
            ORDER BY cell, seed, fault, position' \
        'SELECT cell, seed, loss.id, label, host, at_ns, recoverable FROM loss JOIN run ON run.id = run
            ORDER BY cell, seed, loss.id' \
        'SELECT cell, seed, host.name FROM host JOIN run ON run.id = run ORDER BY cell, seed, host.id' ||
        echo "$1 cannot be asked"
}

# same ONE OTHER WHAT: the two studies say the same, also as CSV, and are whole.
same() {
    local checked
    cmp -s <(rows "$1") <(rows "$2") || fail "$3: $1 and $2 differ"
    "$MYCEL" export "$1" --format csv >one.csv && [ -s one.csv ] || fail "$3: $1 cannot be exported"
    "$MYCEL" export "$2" --format csv | cmp -s one.csv - || fail "$3: $1 and $2 are exported otherwise"
    checked=$(sqlite3 "$2" 'PRAGMA integrity_check; PRAGMA foreign_key_check')
    [ "$checked" = ok ] || fail "$3: $2: $checked"
}

# ask STUDY SQL VALUE
ask() {
    local got
    got=$(sqlite3 "$1" "$2")
    [ "$got" = "$3" ] || fail "$1: $2 is '$got', not '$3'"
}

# A sweep of 12 cells whose runs pass, fail, and lose values.
write_scenario() {
    cat >"$1" <<END
mycel: 1
workload: people
perturb:
  - crash: {target: m2, at: 60us, for: 5ms}
  - loss: {target: link(client m2), p: 1%}
sweep:
  seeds: $2
  vary:
    recovery.policy: [none, rehost]
    perturb.0.for: [1ms, 10ms]
    perturb.1.p: {from: 0%, to: 20%, steps: 3}
END
}

# worker_of PARENT: a process that runs runs: a child of its child.
worker_of() {
    local forker
    forker=$(pgrep -P "$1" | head -n 1)
    [ -z "$forker" ] || pgrep -P "$forker" | head -n 1
}
