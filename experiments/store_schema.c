/* The schema of a study. SQLite keeps the comments, so that a study explains
 * itself wherever it goes. The tables of a book (host, node, fault, record,
 * message) have one column for each field of sim/record_fields.h. */
#include "experiments/store_internal.h"

const char *const myc_store_traces[] = {
    [MYC_TRACE_OUTCOME] = "outcome", [MYC_TRACE_LINEAGE] = "lineage", [MYC_TRACE_ALL] = "all"
};

const char *const myc_store_schema[] = {
    "CREATE TABLE blob (\n"
    "    -- Scenarios, programs and data files: each content once.\n"
    "    digest TEXT PRIMARY KEY, -- XXH3-128 of the bytes, 32 hexadecimal digits\n"
    "    bytes BLOB NOT NULL\n"
    ") STRICT",

    "CREATE TABLE run (\n"
    "    -- One finished run, with everything needed to repeat it (mycel replay DB RUN).\n"
    "    id INTEGER PRIMARY KEY,   -- from 1: the RUN of the command line\n"
    "    name TEXT NOT NULL,       -- of the scenario\n"
    "    cell INTEGER,             -- of the sweep it belongs to; NULL: a run of its own\n"
    "    seed INTEGER NOT NULL,\n"
    "    scenario TEXT NOT NULL REFERENCES blob (digest), -- YAML, --set applied\n"
    "    program TEXT REFERENCES blob (digest), -- NULL: a native workload\n"
    "    trace TEXT NOT NULL,      -- outcome, lineage or all: which tables have its rows\n"
    "    plan TEXT NOT NULL,       -- the declared faults, a plan file\n"
    "    realised TEXT NOT NULL,   -- what they came to, a plan file; replay runs this one\n"
    "    engine TEXT NOT NULL,     -- version of Mycel\n"
    "    fingerprint TEXT NOT NULL, -- of every event in order, 32 hexadecimal digits\n"
    "    verdict TEXT NOT NULL,    -- pass, fail or unknown\n"
    "    class TEXT,               -- of a fail: wrong, error, late, stuck, invariant or expectation\n"
    "    reason TEXT,              -- NULL: it passed\n"
    "    response TEXT NOT NULL,   -- JSON\n"
    "    failing_node TEXT,        -- its label\n"
    "    failing_id INTEGER,       -- its node.id\n"
    "    response_id INTEGER,      -- node.id of the node whose value is the response\n"
    "    sim_end_ns INTEGER NOT NULL,\n"
    "    events INTEGER NOT NULL,\n"
    "    messages INTEGER NOT NULL, -- between two hosts, all kinds; by kind: metric\n"
    "    spore_runs INTEGER NOT NULL, -- bodies evaluated\n"
    "    recomputed INTEGER NOT NULL, -- materializations of what had been computed before\n"
    "    wall_ns INTEGER NOT NULL  -- real time, the only number that differs when it is repeated\n"
    ") STRICT",

    "CREATE TABLE run_file (\n"
    "    -- A data file that a run could read.\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    id INTEGER NOT NULL,      -- from 1, in the scenario's order\n"
    "    name TEXT NOT NULL,       -- as programs name it\n"
    "    digest TEXT NOT NULL REFERENCES blob (digest),\n"
    "    store TEXT NOT NULL,      -- shared, or local to each host\n"
    "    PRIMARY KEY (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE metric (\n"
    "    -- Further numbers of a run: messages.KIND, control, duplicates_dropped; and what recovery\n"
    "    -- cost, where it is not 0: recovery.setbacks (attempts taken for failed), .hedged (second\n"
    "    -- requests), .recovered (requests answered after a setback), .detect_ns_total and _max\n"
    "    -- (from the end of the host that was asked, or from the question, to the setback),\n"
    "    -- .recover_ns_total and _max (from the first setback to the answer), .recomputed_ns (cost\n"
    "    -- of spores for values that were there before), .resent_bytes (of questions asked again\n"
    "    -- and their answers), .evicted (silos over a memory budget).\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    name TEXT NOT NULL,\n"
    "    value INTEGER NOT NULL,\n"
    "    PRIMARY KEY (run, name)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE host (\n"
    "    -- The machines; with trace outcome, those that a fault struck or a loss names.\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    id INTEGER NOT NULL,      -- from 0\n"
    "    name TEXT NOT NULL,\n"
    "    rack INTEGER NOT NULL,    -- global numbers of rack and zone, from 0\n"
    "    zone INTEGER NOT NULL,\n"
    "    PRIMARY KEY (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE node (\n"
    "    -- The lineage that was staged, whether it ran or not (trace lineage, all).\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    id INTEGER NOT NULL,      -- from 1, in the order of staging\n"
    "    label TEXT NOT NULL,\n"
    "    operation TEXT NOT NULL,  -- populate, map, apply, persist, ...\n"
    "    type TEXT NOT NULL,       -- of the silo's content\n"
    "    spore TEXT,               -- its function\n"
    "    host INTEGER NOT NULL,    -- where its silo lives, without any redirect\n"
    "    returned_by INTEGER,      -- node whose spore staged it; NULL: the driver\n"
    "    digest TEXT,              -- what it computes, placement excluded: the same across runs\n"
    "    PRIMARY KEY (run, id),\n"
    "    FOREIGN KEY (run, host) REFERENCES host (run, id),\n"
    "    FOREIGN KEY (run, returned_by) REFERENCES node (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE node_input (\n"
    "    -- What a node is derived from: its input, then the refs that its spore captured.\n"
    "    run INTEGER NOT NULL,\n"
    "    node INTEGER NOT NULL,\n"
    "    position INTEGER NOT NULL, -- from 0\n"
    "    input INTEGER NOT NULL,   -- a node\n"
    "    PRIMARY KEY (run, node, position),\n"
    "    FOREIGN KEY (run, node) REFERENCES node (run, id),\n"
    "    FOREIGN KEY (run, input) REFERENCES node (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE fault (\n"
    "    -- What the plan came to, with any trace.\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    id INTEGER NOT NULL,      -- from 1, in the order of start; the skipped ones follow\n"
    "    effect TEXT NOT NULL,     -- crash, partition, delay, drop, ...\n"
    "    target TEXT,              -- as declared\n"
    "    item TEXT,                -- its line in the realised plan; skipped: as declared\n"
    "    start_ns INTEGER,         -- NULL: skipped before it had a time\n"
    "    end_ns INTEGER,           -- NULL: never\n"
    "    hits INTEGER NOT NULL,    -- silos, tasks, messages and files taken or changed\n"
    "    state TEXT NOT NULL,      -- happened or skipped\n"
    "    why TEXT,                 -- it was skipped\n"
    "    PRIMARY KEY (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE fault_host (\n"
    "    -- The hosts that a fault struck.\n"
    "    run INTEGER NOT NULL,\n"
    "    fault INTEGER NOT NULL,\n"
    "    position INTEGER NOT NULL, -- from 0\n"
    "    host INTEGER NOT NULL,\n"
    "    PRIMARY KEY (run, fault, position),\n"
    "    FOREIGN KEY (run, fault) REFERENCES fault (run, id),\n"
    "    FOREIGN KEY (run, host) REFERENCES host (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE loss (\n"
    "    -- A value that was lost, judged by its lineage at that instant.\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    id INTEGER NOT NULL,      -- from 1, in order\n"
    "    label TEXT NOT NULL,      -- of the node\n"
    "    node INTEGER NOT NULL,    -- its node.id, where the trace has nodes\n"
    "    host INTEGER NOT NULL,\n"
    "    at_ns INTEGER NOT NULL,\n"
    "    fault INTEGER,\n"
    "    recoverable INTEGER NOT NULL, -- 1: recomputable, 0: truly lost\n"
    "    PRIMARY KEY (run, id),\n"
    "    FOREIGN KEY (run, host) REFERENCES host (run, id),\n"
    "    FOREIGN KEY (run, fault) REFERENCES fault (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE record (\n"
    "    -- What happened, in order (trace lineage, all); mycel list record explains the kinds.\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    id INTEGER NOT NULL,      -- from 1\n"
    "    time_ns INTEGER NOT NULL,\n"
    "    kind TEXT NOT NULL,       -- requested, materialized, lost, replayed, ...\n"
    "    label TEXT,               -- of the node\n"
    "    host INTEGER,             -- where it happened\n"
    "    node INTEGER,\n"
    "    fault INTEGER,            -- its cause\n"
    "    bytes INTEGER NOT NULL,   -- size of the value, 0: there is none\n"
    "    detail TEXT,\n"
    "    PRIMARY KEY (run, id),\n"
    "    FOREIGN KEY (run, host) REFERENCES host (run, id),\n"
    "    FOREIGN KEY (run, node) REFERENCES node (run, id),\n"
    "    FOREIGN KEY (run, fault) REFERENCES fault (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE record_input (\n"
    "    -- The earlier records that a fact used.\n"
    "    run INTEGER NOT NULL,\n"
    "    record INTEGER NOT NULL,\n"
    "    position INTEGER NOT NULL, -- from 0\n"
    "    input INTEGER NOT NULL,   -- a record\n"
    "    PRIMARY KEY (run, record, position),\n"
    "    FOREIGN KEY (run, record) REFERENCES record (run, id),\n"
    "    FOREIGN KEY (run, input) REFERENCES record (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE message (\n"
    "    -- KIND source destination label n, as faults name it (trace lineage, all).\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    id INTEGER NOT NULL,      -- from 1, in the order of sending\n"
    "    kind TEXT NOT NULL,\n"
    "    source INTEGER NOT NULL,  -- hosts\n"
    "    destination INTEGER NOT NULL,\n"
    "    label TEXT,\n"
    "    n INTEGER NOT NULL,       -- counts those of the same four before, from 1\n"
    "    node INTEGER,             -- that it is about\n"
    "    bytes INTEGER NOT NULL,\n"
    "    sent_ns INTEGER NOT NULL, -- handed to the NIC\n"
    "    left_ns INTEGER,          -- its last bit left the NIC\n"
    "    delivered_ns INTEGER,     -- or lost, at that time\n"
    "    state TEXT NOT NULL,      -- delivered, lost, or underway when the run ended\n"
    "    fault INTEGER,            -- what lost, held or delayed it\n"
    "    PRIMARY KEY (run, id),\n"
    "    FOREIGN KEY (run, source) REFERENCES host (run, id),\n"
    "    FOREIGN KEY (run, destination) REFERENCES host (run, id),\n"
    "    FOREIGN KEY (run, node) REFERENCES node (run, id),\n"
    "    FOREIGN KEY (run, fault) REFERENCES fault (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE checkpoint (\n"
    "    -- Prefixes of the fingerprint: they say where a run and its replay part.\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    events INTEGER NOT NULL,  -- that the prefix covers\n"
    "    time_ns INTEGER NOT NULL, -- of the last of them\n"
    "    digest TEXT NOT NULL,     -- 32 hexadecimal digits\n"
    "    PRIMARY KEY (run, events)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE event (\n"
    "    -- Every event as it entered the fingerprint (trace all).\n"
    "    run INTEGER NOT NULL REFERENCES run (id),\n"
    "    id INTEGER NOT NULL,      -- from 1\n"
    "    time_ns INTEGER NOT NULL,\n"
    "    rank INTEGER NOT NULL,    -- 0 set-up, 1 fault start, 2 fault end, 3 delivery,\n"
    "                              -- 4 task end, 5 timer, 6 driver\n"
    "    source INTEGER NOT NULL,  -- process that scheduled it: a host, or one after them\n"
    "    counter INTEGER NOT NULL, -- of that source\n"
    "    target INTEGER NOT NULL,  -- process that handled it\n"
    "    kind INTEGER NOT NULL,    -- by the target's own numbers\n"
    "    content INTEGER NOT NULL, -- digest of its content\n"
    "    PRIMARY KEY (run, id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE VIEW failed_runs AS -- what failed, and where\n"
    "SELECT id, name, cell, seed, class, failing_node, reason\n"
    "FROM run WHERE verdict = 'fail'",

    "CREATE VIEW verdicts AS -- how many runs ended how\n"
    "SELECT name, cell, verdict, class, count(*) AS runs\n"
    "FROM run GROUP BY name, cell, verdict, class",

    "CREATE VIEW fault_hits AS -- each fault, the hosts it struck, and how its run ended\n"
    "SELECT fault.run, fault.id AS fault, effect, target,\n"
    "    (SELECT group_concat(host.name, ' ')\n"
    "     FROM fault_host JOIN host ON host.run = fault_host.run AND host.id = fault_host.host\n"
    "     WHERE fault_host.run = fault.run AND fault_host.fault = fault.id) AS hosts,\n"
    "    start_ns, end_ns, hits, state, verdict, class\n"
    "FROM fault JOIN run ON run.id = fault.run",

    "CREATE VIEW lost_values AS -- each lost value with the names of its host and fault\n"
    "SELECT loss.run, loss.label, host.name AS host, at_ns, fault.effect, fault.target,\n"
    "    iif(recoverable, 'recomputable', 'truly lost') AS judged\n"
    "FROM loss JOIN host ON host.run = loss.run AND host.id = loss.host\n"
    "LEFT JOIN fault ON fault.run = loss.run AND fault.id = loss.fault",

    "CREATE VIEW story AS -- the records of a run with the names of their hosts\n"
    "SELECT record.run, record.id, time_ns, kind, label, host.name AS host, fault, bytes, detail\n"
    "FROM record LEFT JOIN host ON host.run = record.run AND host.id = record.host",

    NULL
};
