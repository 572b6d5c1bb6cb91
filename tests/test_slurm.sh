#!/usr/bin/env bash
# A sweep as a Slurm job array on one node: the merged parts are the whole. Skipped where Slurm is not
# installed, or this is not root.
set -u
. "$SOURCE_DIR/tests/sweeps.sh"
for program in munged slurmctld slurmd sbatch; do
    command -v $program >/dev/null || {
        echo "skipped: $program is not installed"
        exit 77
    }
done
[ "$(id -u)" = 0 ] || {
    echo 'skipped: only root can start Slurm'
    exit 77
}

stop() {
    "$SOURCE_DIR/experiments/slurm/one-node.sh" stop slurm
}
trap stop EXIT
export SLURM_CONF=$PWD/slurm/slurm.conf MYCEL
"$SOURCE_DIR/experiments/slurm/one-node.sh" start slurm || {
    fail 'Slurm does not start'
    exit 1
}
write_scenario grid.yaml 1..40
"$MYCEL" sweep grid.yaml --db whole.db >/dev/null || fail 'the whole'
sbatch --wait --array=1-4 "$SOURCE_DIR/experiments/slurm/sweep.sbatch" "$PWD/grid.yaml" "$PWD/parts" 4 ||
    fail "the array: $(cat slurm-*.out)"
"$MYCEL" merge merged.db parts/shard-*.db || fail 'the merge'
same whole.db merged.db 'four tasks of an array'
# A task once more: nothing changes.
sbatch --wait --array=3 "$SOURCE_DIR/experiments/slurm/sweep.sbatch" "$PWD/grid.yaml" "$PWD/parts" 4 ||
    fail "a task once more: $(cat slurm-*.out)"
"$MYCEL" merge merged.db parts/shard-3.db | grep -q '^0 runs' || fail 'a task once more makes runs'
exit "$failures"
