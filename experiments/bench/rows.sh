# What experiments/bench.sh measures: fills the array `rows`.
#
# Read by it, with `quick`, `build`, `peers`, `sources`, `python` and `name`. Each program is given the
# work that its speed allows in about a second; a rate does not depend on that, once every event of
# the beginning was taken. The titles say what is simulated where systems differ in that.

rows=()

# row WORKLOAD SYSTEM UNIT COUNT TITLE COMMAND...: the first row of a workload is Mycel's. The command
# prints an object with `cpu_s`, the processor time of COUNT events, messages, runs, and with UNIT, a
# figure by the wall clock.
row() {
    local workload=$1 system=$2 unit=$3 count=$4 title=$5
    shift 5
    rows+=("$workload"$'\t'"$system"$'\t'"$unit"$'\t'"$count"$'\t'"$title"$'\t'"$*")
}

# peer_row PEER WORKLOAD SYSTEM UNIT COUNT WHAT COMMAND...: if the peer is here.
peer_row() {
    local peer=$1 workload=$2 system=$3 unit=$4 count=$5 what=$6
    shift 6
    [ -z "${name[$peer]:-}" ] ||
        row "$workload" "$system" "$unit" "$count" "${name[$peer]}$what" "$@"
}

# work COUNT: as much of it as is to be done.
work() {
    if [ "$quick" ]; then echo $((($1 + 99) / 100)); else echo "$1"; fi
}

phold_rows() {
    local n=$1 workload=phold-$1 unit=events_per_s full part queue scheduler
    full=$(work 5000000)
    part=$(work 2000000)
    row $workload ours $unit "$full" Mycel \
        "$build/mycel-bench" phold --processes "$n" --events "$full"
    row $workload ours-mute $unit "$full" "Mycel without its fingerprint" \
        "$build/mycel-bench" phold --processes "$n" --events "$full" --no-fingerprint
    for queue in heap radix calendar; do
        row $workload limit-$queue $unit "$full" "bare loop, $queue" \
            "$build/bench/limit_phold" $queue "$n" "$full"
    done
    peer_row ns3 $workload ns3-PriorityQueue $unit "$full" ", PriorityQueueScheduler" \
        $peers/ns3_phold PriorityQueue "$n" "$full"
    for scheduler in Map Heap Calendar; do
        # Its calendar does 25,000 events/s there.
        [ $scheduler-"$n" = Calendar-65536 ] ||
            peer_row ns3 $workload ns3-$scheduler $unit "$part" ", ${scheduler}Scheduler" \
                $peers/ns3_phold $scheduler "$n" "$part"
    done
    peer_row simgrid $workload simgrid $unit "$part" ", timers of its kernel" \
        $peers/simgrid_phold "$n" "$part"
}

# Those that need a kilobyte an event are asked for 2^14 of them only.
phold_process_rows() {
    local part
    part=$(work 2000000)
    peer_row systemc phold-1024 systemc events_per_s "$part" ", a method an event" \
        $peers/systemc_phold 1024 "$part"
    part=$(work 200000)
    peer_row simpy phold-1024 simpy events_per_s "$part" ", a process an event" \
        $python $sources/simpy_peers.py phold 1024 "$part"
}

cluster_rows() {
    local hosts=$1 workload=cluster-$1 unit=messages_per_s full part queue model
    full=$(work 1000000)
    row $workload ours $unit $((2 * full)) "Mycel: NICs store and forward, FIFO" \
        "$build/mycel-bench" cluster --hosts "$hosts" --pairs "$full"
    if [ "$hosts" = 256 ]; then
        row $workload ours-rule $unit $((2 * full)) "Mycel, a path rule open that none matches" \
            "$build/mycel-bench" cluster --hosts "$hosts" --pairs "$full" --idle-rule
        row $workload ours-faults $unit $((2 * full)) "Mycel, 5% of hosts down, timeouts" \
            "$build/mycel-bench" cluster --hosts "$hosts" --pairs "$full" --faults
    fi
    for queue in heap radix; do
        row $workload limit-$queue $unit $((2 * full)) \
            "bare loop, $queue: links store and forward, FIFO" \
            "$build/bench/limit_cluster" $queue "$hosts" "$full"
    done
    part=$(work $((hosts > 1000 ? 50000 : 100000)))
    for model in LV08 CM02; do
        peer_row simgrid $workload simgrid-$model $unit $((2 * part)) ", $model: fluid, max-min shares" \
            $peers/simgrid_cluster "$hosts" "$part" links --cfg=network/model:$model
    done
    peer_row simgrid $workload simgrid-Constant $unit $((2 * part)) ", Constant: one delay, no links" \
        $peers/simgrid_cluster "$hosts" "$part" nolinks --cfg=network/model:Constant
    part=$(work $((hosts > 1000 ? 20000 : 50000)))
    peer_row ns3 $workload ns3 $unit $((2 * part)) ": devices, queues, IPv4, UDP" \
        $peers/ns3_cluster "$hosts" "$part"
    peer_row simpy $workload simpy $unit $((2 * part)) ": one delay, no queues" \
        $python $sources/simpy_peers.py cluster "$hosts" "$part"
}

# `people` is a run of Mycel's whole runtime, with its verdict; the others have ten pairs of the
# cluster on four hosts. SimGrid has one engine a process.
small_rows() {
    local workload=small-run unit=us_per_run runs
    runs=$(work 20000)
    row $workload ours $unit "$runs" "Mycel: people, from scenario to verdict" \
        "$build/mycel-bench" people --runs "$runs"
    runs=$(work 1000000)
    row $workload limit $unit "$runs" "bare loop: 10 pairs on 4 hosts" \
        "$build/bench/limit_cluster" heap 4 10 "$runs"
    runs=$(work 500)
    peer_row ns3 $workload ns3 $unit "$runs" ": 10 pairs on 4 hosts" \
        $peers/ns3_cluster 4 10 "$runs"
    peer_row simpy $workload simpy $unit "$runs" ": 10 pairs on 4 hosts" \
        $python $sources/simpy_peers.py cluster 4 10 "$runs"
}

start_rows() {
    local workload=start-to-exit unit=us_per_run starts start
    starts=$(work 40)
    start="$build/bench/start_to_exit $starts"
    row $workload ours $unit "$starts" "mycel run people.yaml" \
        "$start" "$build/mycel" run experiments/scenarios/people.yaml
    row $workload empty $unit "$starts" "an empty C program" \
        "$start" "$build/bench/empty"
    row $workload limit $unit "$starts" "bare loop: 10 pairs on 4 hosts" \
        "$start" "$build/bench/limit_cluster" heap 4 10
    peer_row ns3 $workload ns3 $unit "$starts" ": 10 pairs on 4 hosts" \
        "$start" $peers/ns3_cluster 4 10
    peer_row simgrid $workload simgrid $unit "$starts" ", LV08: 10 pairs on 4 hosts" \
        "$start" $peers/simgrid_cluster 4 10 links
    peer_row simpy $workload simpy $unit "$starts" ": 10 pairs on 4 hosts" \
        "$start" $python $sources/simpy_peers.py cluster 4 10
}

scale_rows() {
    local hosts messages
    for hosts in 1000 100000; do
        messages=$((20 * $(work $hosts)))
        row scale ours-$hosts us_per_message "$messages" "Mycel, $hosts hosts" \
            "$build/mycel-bench" scale --hosts $hosts --messages "$messages"
    done
    messages=$(work 1000000)
    row scale ours-renewal us_per_message "$messages" "Mycel, 100000 hosts that crash by renewal" \
        "$build/mycel-bench" scale --hosts 100000 --messages "$messages" --renewal
}

phold_rows 1024
phold_process_rows
phold_rows 65536
cluster_rows 256
cluster_rows 4096
small_rows
start_rows
scale_rows
