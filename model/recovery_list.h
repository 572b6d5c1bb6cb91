/* Recovery policies: X(name), each model/recovery_<name>.c. */
X(none)
X(retry)
X(restart_replay)
X(rehost)
X(replicate)
X(hedge)
X(durable)
