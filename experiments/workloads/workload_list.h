/* Workloads: X(name), each experiments/workloads/<name>.c. */
X(people)
X(slide5)
X(wordcount)
X(apply)
X(current_host)
X(pump)
X(queue)
X(tree)
