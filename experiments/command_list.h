/* The subcommands, in the order of the help: X(name), each experiments/command_<name>.c. */
X(run)
X(check)
X(replay)
X(sweep)
X(draw)
X(report)
X(list)
X(sql)
