#!/usr/bin/env bash
# Slurm on this machine alone, as root and without systemd, to try job arrays: its files are in FOLDER.
#
#   apt-get install --no-install-recommends slurmctld slurmd slurm-client munge
#   experiments/slurm/one-node.sh start FOLDER && export SLURM_CONF=FOLDER/slurm.conf
#   sinfo
#   experiments/slurm/one-node.sh stop FOLDER
set -eu
action=${1:-} folder=${2:-}
if [ -z "$folder" ] || { [ "$action" != start ] && [ "$action" != stop ]; }; then
    echo "usage: $0 start|stop FOLDER" >&2
    exit 64
fi

if [ "$action" = stop ]; then
    for daemon in slurmd slurmctld munged; do
        [ -s "$folder/$daemon.pid" ] || continue
        process=$(cat "$folder/$daemon.pid")
        kill "$process" 2>/dev/null || continue
        for ((tries = 0; tries < 40; tries++)); do
            case $(ps -o stat= -p "$process") in
            '' | Z*) break ;;
            esac
            sleep 0.25
        done
    done
    exit 0
fi

for program in munged slurmctld slurmd sinfo; do
    command -v $program >/dev/null || {
        echo "$0: $program is not installed" >&2
        exit 65
    }
done
mkdir -p "$folder/state" "$folder/spool"
folder=$(cd "$folder" && pwd)
chmod 755 "$folder"
[ -s "$folder/munge.key" ] || dd if=/dev/urandom of="$folder/munge.key" bs=1 count=1024 2>/dev/null
chmod 400 "$folder/munge.key"
host=$(hostname -s)
cat >"$folder/slurm.conf" <<END
ClusterName=mycel
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
SlurmctldPort=26817
SlurmdPort=26818
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MaxArraySize=100001
MaxJobCount=200000
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=local Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
    --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" --seed-file="$folder/munged.seed"
export SLURM_CONF=$folder/slurm.conf
slurmctld -f "$SLURM_CONF"
slurmd -f "$SLURM_CONF"
for ((tries = 0; tries < 60; tries++)); do
    ! sinfo -h -o %t 2>/dev/null | grep -q idle || exit 0
    sleep 0.5
done
echo "$0: the node did not come up, see $folder/slurmctld.log" >&2
exit 70
