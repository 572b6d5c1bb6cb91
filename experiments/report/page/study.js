// The study as a whole: what was run, what came out, and how it depends on what was varied.

const ENDINGS = {
    pass: ["\u2714", "passed", "the expected response came, equal to the reference, in time"],
    wrong: ["\u2717", "wrong", "a response came that is not the expected one"],
    error: ["\u2717", "error", "an error came instead of a response"],
    late: ["\u2717", "late", "the right response came, but after the time allowed"],
    stuck: ["\u2717", "stuck", "no response came, and nothing was left that could bring it"],
    invariant: ["\u2717", "invariant broken", "a property that must always hold was violated"],
    expectation: ["\u2717", "unmet", "the right response came, but a further condition of `expect` is unmet"],
    unknown: ["?", "unknown", "a limit was reached before it was decided"],
};

function badge(ending) {
    const [sign, word] = ENDINGS[ending] || ["", ending];
    return element("span", { class: "badge " + ending }, sign + " " + word);
}

// --- the head ---

function shareOf(data, ending) {
    const found = data.endings.find((one) => one.ending === ending);
    return found ? found.runs : 0;
}

function leadOf(data) {
    const passed = shareOf(data, "pass");
    const words = [plural(data.runs, "simulated run"),
        data.cells.length > 1 ? " in " + plural(data.cells.length, "cell") : "",
        data.parameters.length ? ", over " + data.parameters.map((one) => one.path).join(" \u00d7 ") : "",
        ". "];
    const what = data.runs === 0 ? "There is nothing to report yet."
        : passed === data.runs && data.runs === 1 ? "The expected response came."
        : passed === data.runs ? "The expected response came in every one of them."
        : passed === 0 ? "The expected response came in none of them."
        : "The expected response came in " + rate(passed / data.runs) + " of them.";
    return element("p", { class: "lead" }, words.join(""), what);
}

// One bar for all runs; the list below says the same in words.
function verdictBar(data) {
    const bar = element("div", { class: "bar", "aria-hidden": "true" }, data.endings.map((one) =>
        element("span", { class: one.ending, style: "flex-grow:" + one.runs,
                          title: ENDINGS[one.ending][1] + ": " + count(one.runs) })));
    const list = element("ul", { class: "verdicts" }, data.endings.map((one) =>
        element("li", {}, badge(one.ending),
            element("strong", {}, count(one.runs)),
            element("span", { class: "soft" }, rate(one.runs / data.runs) + ": " + ENDINGS[one.ending][2]))));
    return [bar, list];
}

function explanation() {
    const term = (word, text) => [element("dt", {}, word), element("dd", {}, text)];
    return element("details", { class: "explain" },
        element("summary", {}, "New to Mycel? What these words mean"),
        element("p", {}, "Mycel simulates a cluster of machines that send functions to data, breaks it on " +
            "purpose (a machine crashes, a link is cut, a message is lost), and asks whether the program still " +
            "gets the answer it was promised. Everything happens in simulated time and follows from a seed, " +
            "so any run here can be repeated exactly."),
        element("dl", {},
            term("run", "one simulation of one scenario with one seed"),
            term("seed", "the number that decides everything drawn at random: each seed is one sample"),
            term("cell", "one combination of the varied settings, run with many seeds"),
            term("interval", "where the true value lies with 95% confidence, given only these seeds"),
            term("lineage", "which value was derived from which: what is lost can be computed again from it"),
            term("fault", "what was broken, where and for how long")));
}

function outcomeSection(data) {
    return element("section", { id: "outcome", "aria-labelledby": "outcome-head" },
        element("h2", { id: "outcome-head" }, "What came out"),
        data.runs ? verdictBar(data) : null,
        data.study && data.study.warnings.length ? element("ul", { class: "warnings", "aria-label": "Warnings" },
            data.study.warnings.map((text) => element("li", {}, name(text)))) : null,
        explanation());
}

// --- cells and measures ---

// [estimate, low, high]: what is null in the data never came, what is missing so few runs do not tell.
function valueOf(interval) {
    if (!interval)
        return [null, null, null];
    return [interval.estimate, interval.low, interval.high].map((bound) =>
        bound === null ? Infinity : bound === undefined ? null : bound);
}

const MEASURES = [
    { id: "pass", name: "pass rate", unit: "rate", of: (cell) => cell.rates.pass,
      help: "The share of runs whose expected response came in time." },
    { id: "latency-median", name: "latency, median", unit: "ns", of: (cell) => cell.latency_ns.median,
      help: "Simulated time until the driver had its response; a run without one took longer than any other." },
    { id: "latency-p95", name: "latency, p95", unit: "ns", of: (cell) => cell.latency_ns.p95,
      help: "The time within which 95% of the runs had their response." },
    { id: "latency-p99", name: "latency, p99", unit: "ns", of: (cell) => cell.latency_ns.p99,
      help: "The time within which 99% of the runs had their response." },
    { id: "latency-mean", name: "latency, mean", unit: "ns", of: (cell) => cell.latency_ns.mean,
      help: "Of the runs that had a response." },
    { id: "recovery-median", name: "recovery, median", unit: "ns", of: (cell) => cell.recovery_ns.median,
      help: "From the first setback of a request to its answer, the longest of a run; runs without a setback have none." },
    { id: "recovery-p95", name: "recovery, p95", unit: "ns", of: (cell) => cell.recovery_ns.p95,
      help: "From the first setback of a request to its answer, the longest of a run; runs without a setback have none." },
    { id: "recomputed-mean", name: "recomputed, mean", unit: "ns", of: (cell) => cell.recomputed_ns.mean,
      help: "Time spent computing values that had been there before." },
    { id: "pass-change", name: "pass rate against cell 1", unit: "rate change",
      of: (cell) => cell.from_first && cell.from_first.pass.paired,
      help: "The difference of the pass rates, seed by seed, in percentage points." },
    { id: "latency-change", name: "latency against cell 1", unit: "ns change",
      of: (cell) => cell.from_first && cell.from_first.latency_ns.paired,
      help: "The mean difference of the latencies, seed by seed, where both had a response." },
];

function cellOf(cell) {
    const values = {};
    for (const measure of MEASURES)
        values[measure.id] = valueOf(measure.of(cell));
    return { cell: cell.cell, settings: cell.settings, at: {}, n: cell.runs, values: values,
             endings: Object.assign({}, cell.verdicts, cell.classes) };
}

// Those that any cell has.
function measuresOf(cells) {
    return MEASURES.filter((measure) => cells.some((cell) => cell.values[measure.id][0] !== null));
}

// --- parameters ---

// What varies, in the order of the settings, quantities in their own order; each cell is told which of
// the values it has.
function parametersOf(cells) {
    const paths = new Map();
    for (const cell of cells)
        for (const [path, value] of Object.entries(cell.settings)) {
            if (!paths.has(path))
                paths.set(path, new Map());
            paths.get(path).set(JSON.stringify(value), value);
        }
    const size = (value) => { const one = quantity(value); return one ? one.number : null; };
    const parameters = [...paths].map(([path, values]) => {
        const list = [...values.values()];
        if (list.every((value) => size(value) !== null))
            list.sort((a, b) => size(a) - size(b));
        return { path: path, values: list, texts: list.map(textOf) };
    }).filter((parameter) => parameter.values.length > 1);
    for (const parameter of parameters) {
        const indexes = new Map(parameter.values.map((value, index) => [JSON.stringify(value), index]));
        for (const cell of cells)
            cell.at[parameter.path] = indexes.get(JSON.stringify(cell.settings[parameter.path]));
    }
    return parameters;
}

// As a scenario has it: {policy: hedge, after: 500us}.
function textOf(value) {
    if (Array.isArray(value))
        return "[" + value.map(textOf).join(", ") + "]";
    if (value !== null && typeof value === "object")
        return "{" + Object.entries(value).map(([key, one]) => key + ": " + textOf(one)).join(", ") + "}";
    return String(value);
}

// Which of a parameter's values a cell has.
function indexIn(parameter, cell) {
    return cell.at[parameter.path];
}

// --- charts over the cells ---

// The cells that agree with what is held fixed.
function matching(data, fixed) {
    return data.cells.filter((cell) => data.parameters.every((parameter) =>
        fixed[parameter.path] === undefined || indexIn(parameter, cell) === fixed[parameter.path]));
}

function fixedControls(data, state, free, changed) {
    return data.parameters.filter((parameter) => !free.includes(parameter)).map((parameter) =>
        select(parameter.path, [["", "all"]].concat(parameter.texts.map((text, index) => [String(index), text])),
            state.fixed[parameter.path] === undefined ? "" : String(state.fixed[parameter.path]), (value) => {
                state.fixed[parameter.path] = value === "" ? undefined : Number(value);
                changed();
            }));
}

function measureControl(data, state, changed) {
    return select("Measure", data.measures.map((one) => [one.id, one.name]), state.measure.id, (id) => {
        state.measure = data.measures.find((one) => one.id === id);
        changed();
    });
}

function parameterControl(label, data, state, key, none, changed) {
    const options = data.parameters.map((one) => [one.path, one.path]);
    return select(label, none ? [["", none]].concat(options) : options,
        state[key] ? state[key].path : "", (path) => {
            state[key] = data.parameters.find((one) => one.path === path) || null;
            changed();
        });
}

// A design that visits no point twice shows all its cells; of a grid the rest is held.
function isGrid(data) {
    return data.parameters.reduce((product, one) => product * one.values.length, 1) === data.cells.length;
}

function spread(numbers) {
    const finite = numbers.filter((number) => number !== null && isFinite(number));
    return finite.length ? Math.max(...finite) - Math.min(...finite) : 0;
}

function estimates(cells, measure) {
    return cells.map((cell) => cell.values[measure.id][0]);
}

// The first measure in which the cells differ.
function measureAtFirst(data) {
    return data.measures.find((one) => spread(estimates(data.cells, one)) > 0) || data.measures[0];
}

// How much a measure follows a parameter: the spread of its means over that parameter's values.
function influence(data, measure, parameter) {
    return spread(parameter.values.map((_, index) => {
        const cells = data.cells.filter((cell) => indexIn(parameter, cell) === index);
        const finite = estimates(cells, measure).filter((one) => one !== null && isFinite(one));
        return finite.reduce((sum, one) => sum + one, 0) / finite.length;
    }));
}

const LINES_AT_FIRST = 8;

// What says most comes first: along a quantity, across another parameter.
function parametersByInfluence(data, measure) {
    const ranked = data.parameters.map((one) => ({
        parameter: one, isNumeric: placesOf(one.values).isNumeric, influence: influence(data, measure, one) }));
    ranked.sort((a, b) => b.influence - a.influence);
    const along = (ranked.find((one) => one.isNumeric) || ranked[0]).parameter;
    const others = ranked.map((one) => one.parameter).filter((one) => one !== along);
    return [along, others.find((one) => one.values.length <= LINES_AT_FIRST) || others[0] || null];
}

// What is not shown is held where the measure differs most.
function holdFixed(data, state, free) {
    for (const parameter of free)
        delete state.fixed[parameter.path];
    for (const parameter of data.parameters) {
        if (free.includes(parameter) || !isGrid(data) || parameter.path in state.fixed)
            continue;
        const spreads = parameter.values.map((_, index) => spread(estimates(
            matching(data, Object.assign({}, state.fixed, { [parameter.path]: index })), state.measure)));
        state.fixed[parameter.path] = spreads.indexOf(Math.max(...spreads));
    }
}

function seriesOf(data, state) {
    const cells = matching(data, state.fixed);
    const point = (cell) => ({ x: indexIn(state.x, cell), value: cell.values[state.measure.id] });
    const groups = state.by && state.by !== state.x ? state.by.texts.map((text, index) => ({
        name: text,
        points: cells.filter((cell) => indexIn(state.by, cell) === index).map(point),
    })) : [{ name: state.measure.name, points: cells.map(point) }];
    return groups.filter((group) => group.points.length);
}

function lineSection(data) {
    const measure = measureAtFirst(data), [along, other] = parametersByInfluence(data, measure);
    const state = { measure: measure, x: along, by: isGrid(data) && other && other.values.length <= LINES_AT_FIRST ? other : null,
                    fixed: {}, fitted: false };
    const controls = element("form", { class: "controls", "aria-label": "What the chart shows",
                                       submit: (event) => event.preventDefault() });
    const place = element("div", {});
    function draw() {
        const free = [state.x, state.by].filter(Boolean);
        holdFixed(data, state, free);
        controls.replaceChildren(
            measureControl(data, state, draw),
            data.parameters.length > 1 ? parameterControl("Along", data, state, "x", null, draw) : "",
            data.parameters.length > 1 ? parameterControl("One line for each", data, state, "by", "nothing", draw) : "",
            ...fixedControls(data, state, free, draw),
            checkbox("Fit the axis to the data", state.fitted, (on) => { state.fitted = on; draw(); }));
        place.replaceChildren(estimateChart({
            title: state.measure.name + " against " + state.x.path,
            xTitle: state.x.path, values: state.x.texts, yTitle: state.measure.name,
            unit: state.measure.unit, fitted: state.fitted,
            isWhole: data.parameters.every((one) => free.includes(one) || state.fixed[one.path] !== undefined),
            seriesTitle: state.by && state.by !== state.x ? state.by.path : "", series: seriesOf(data, state),
        }), element("p", { class: "soft" }, state.measure.help + " Bars are 95% intervals."));
    }
    keepFocus(controls, draw)();
    return element("section", { id: "charts", "aria-labelledby": "charts-head" },
        element("h2", { id: "charts-head" }, "How it depends on what was varied"), controls, place);
}

// Controls are made anew when one of them changes: the focus stays on its successor.
function keepFocus(controls, draw) {
    controls.addEventListener("change", () => {
        const labels = [...controls.querySelectorAll("label")].map((label) => label.textContent);
        const used = controls.dataset.used;
        const label = [...controls.querySelectorAll("label")][labels.indexOf(used)];
        if (label)
            byId(label.htmlFor).focus();
    });
    controls.addEventListener("input", (event) => {
        const label = controls.querySelector("label[for='" + event.target.id + "']");
        controls.dataset.used = label ? label.textContent : "";
    }, true);
    return draw;
}

// --- two parameters at once ---

function blend(share, from, to) {
    return "color-mix(in oklab, " + to + " " + (share * 100).toFixed(1) + "%, " + from + ")";
}

function heatTable(data, state) {
    const cells = matching(data, state.fixed), format = formatOf(state.measure.unit);
    const placed = new Map(); // the first cell of each place
    for (const cell of cells.slice().reverse())
        placed.set(indexIn(state.x, cell) + " " + indexIn(state.y, cell), cell);
    const valueAt = (column, row) => {
        const cell = placed.get(column + " " + row);
        return cell ? cell.values[state.measure.id] : null;
    };
    const known = estimates(cells, state.measure).filter((one) => one !== null && isFinite(one));
    const low = state.measure.unit === "rate" ? 0 : Math.min(...known);
    const high = state.measure.unit === "rate" ? 1 : Math.max(...known);
    const shareAt = (estimate) => high > low ? (estimate - low) / (high - low) : 0;
    const square = (value, row, column) => {
        const isKnown = value && value[0] !== null && isFinite(value[0]);
        const share = isKnown ? shareAt(value[0]) : 0;
        return element("td", {
            class: "heat" + (isKnown ? share > 0.6 ? " strong" : "" : " empty"),
            style: isKnown ? "background:" + blend(share, "var(--heat-low)", "var(--heat-high)") : null,
            title: isKnown ? withInterval(value, format) : "no run, or no value",
        }, value ? format(value[0]) : NOTHING);
    };
    const title = state.measure.name + " by " + state.y.path + " and " + state.x.path;
    return element("figure", { class: "chart" }, element("figcaption", {}, title),
        framed(title, element("table", { class: "heatmap" },
            element("caption", { class: "unseen" }, title),
            element("thead", {},
                element("tr", {}, element("td", {}),
                    element("th", { scope: "colgroup", colspan: state.x.values.length }, path(state.x.path))),
                element("tr", {}, element("th", { scope: "col", class: "corner" }, path(state.y.path)),
                    state.x.texts.map((text) => element("th", { scope: "col" }, name(text))))),
            element("tbody", {}, state.y.texts.map((text, row) => element("tr", {},
                element("th", { scope: "row" }, name(text)),
                state.x.values.map((_, column) => square(valueAt(column, row), row, column))))))),
        element("p", { class: "scale", "aria-hidden": "true" }, format(low), element("span", {}), format(high)));
}

function heatSection(data) {
    const measure = measureAtFirst(data), [along, other] = parametersByInfluence(data, measure);
    const state = { measure: measure, x: along, y: other, fixed: {} };
    const controls = element("form", { class: "controls", "aria-label": "What the map shows",
                                       submit: (event) => event.preventDefault() });
    const place = element("div", {});
    function draw() {
        if (state.x === state.y)
            state.y = data.parameters.find((one) => one !== state.x);
        const free = [state.x, state.y];
        holdFixed(data, state, free);
        controls.replaceChildren(
            measureControl(data, state, draw),
            parameterControl("Across", data, state, "x", null, draw),
            parameterControl("Down", data, state, "y", null, draw),
            ...fixedControls(data, state, free, draw));
        place.replaceChildren(heatTable(data, state));
    }
    keepFocus(controls, draw)();
    return element("section", { id: "map", "aria-labelledby": "map-head" },
        element("h2", { id: "map-head" }, "Two settings at once"), controls, place);
}

// --- every cell ---

function estimateColumn(measure) {
    const format = formatOf(measure.unit);
    return {
        title: measure.name, hint: measure.help, numeric: true,
        value: (cell) => cell.values[measure.id][0],
        show: (cell) => {
            const text = withInterval(cell.values[measure.id], format);
            const at = text.indexOf(" (");
            return at < 0 ? text : element("span", {}, text.slice(0, at),
                element("small", {}, text.slice(at)));
        },
    };
}

function cellsSection(data) {
    const byValue = (path) => (cell) => {
        const one = quantity(cell.settings[path]);
        return one ? one.number : textOf(cell.settings[path]);
    };
    const endings = data.endings.map((one) => one.ending).filter((ending) => ending !== "pass");
    const columns = [{ title: "cell", value: (cell) => cell.cell, numeric: true }]
        .concat(data.parameters.map((one) => ({
            title: one.path, value: byValue(one.path),
            show: (cell) => name(textOf(cell.settings[one.path])),
        })))
        .concat([{ title: "runs", value: (cell) => cell.n, show: (cell) => count(cell.n), numeric: true }])
        .concat(data.measures.map(estimateColumn))
        .concat(endings.map((ending) => ({
            title: ENDINGS[ending][1], hint: ENDINGS[ending][2], numeric: true,
            value: (cell) => cell.endings[ending] || 0,
            show: (cell) => count(cell.endings[ending] || 0),
        })));
    return element("section", { id: "cells", "aria-labelledby": "cells-head" },
        element("h2", { id: "cells-head" }, "Every cell"),
        element("p", { class: "soft" }, "An estimate stands before its 95% interval. Select a column's name to sort by it."),
        sortableTable("Every cell", columns, data.cells));
}

// --- runs of their own ---

function loneSection(data) {
    const ending = (run) => run.class || run.verdict;
    const columns = [
        { title: "run", value: (run) => run.run, numeric: true },
        { title: "scenario", value: (run) => run.name, show: (run) => name(run.name) },
        { title: "seed", value: (run) => Number(run.seed), show: (run) => run.seed, numeric: true },
        { title: "ended", value: ending, show: (run) => badge(ending(run)) },
        { title: "answered", hint: "simulated time until the driver had its response", numeric: true,
          value: (run) => run.answered_ns, show: (run) => time(run.answered_ns) },
        { title: "failed at", value: (run) => run.failing, show: (run) => run.failing ? name(run.failing) : NOTHING },
        { title: "computed again", value: (run) => run.recomputed, show: (run) => count(run.recomputed), numeric: true },
        { title: "hits", hint: "silos, tasks, messages and files that faults took or changed",
          value: (run) => run.hits, show: (run) => count(run.hits), numeric: true },
    ];
    const total = data.sources.filter((one) => !one.command).reduce((sum, one) => sum + one.runs, 0);
    return element("section", { id: "lone", "aria-labelledby": "lone-head" },
        element("h2", { id: "lone-head" }, data.cells.length ? "Runs of their own" : "Every run"),
        total > data.lone.length ? element("p", { class: "soft" }, "The first " + count(data.lone.length) + " of " + count(total) + ".") : "",
        sortableTable("Every run", columns, data.lone));
}

// --- how it was made ---

function methodsText(data) {
    const sweep = data.sources.find((one) => one.command);
    const seeds = [...new Set(data.cells.map((cell) => cell.n))];
    const parts = ["Every run is a discrete-event simulation: from the scenario, the plan of its faults and the seed " +
        "follows each event, to the last bit. A run passes if the response that the workload's reference gives " +
        "came in time."];
    if (data.cells.length)
        parts.push("The scenario " + sweep.name + " was run in " + plural(data.cells.length, "cell") +
            (data.parameters.length ? ", the combinations of " + data.parameters.map((one) => one.path).join(", ") : "") +
            ", with " + (seeds.length === 1 ? plural(seeds[0], "seed") + " each"
                : "between " + count(Math.min(...seeds)) + " and " + count(Math.max(...seeds)) + " seeds each") +
            ". The cells share their seeds, so what they do not differ in is drawn alike (common random numbers), and " +
            "differences between cells are taken seed by seed.",
            "Intervals hold the true value with 95% confidence: of rates Wilson's, of quantiles two order statistics, " +
            "of means Student's t with Hall's correction for skewness, of differences those of the pairs.");
    return parts.map((text) => element("p", {}, name(text)));
}

function methodsSection(data) {
    const facts = element("dl", { class: "facts" });
    const fact = (term, ...text) => facts.append(element("dt", {}, term), element("dd", {}, text));
    const commands = data.sources.filter((one) => one.command);
    fact("engine", "Mycel " + [...new Set(data.sources.map((one) => one.engine))].join(", "));
    fact("runs", count(data.runs));
    for (const source of data.sources)
        fact(source.command ? "sweep" : "scenario", name(source.name), " ", element("code", {}, source.digest));
    fact("results", element("code", {}, data.digest), " ",
        element("span", { class: "soft" }, "of every cell, seed and fingerprint: equal where all runs are"));
    return element("section", { id: "methods", "aria-labelledby": "methods-head" },
        element("h2", { id: "methods-head" }, "How it was made"), methodsText(data), facts,
        commands.length ? [element("h3", {}, "Again"), element("p", {}, "With the scenario below as a file, this gives the same runs on any machine:"),
            commands.map((one) => command(one.command))] : null,
        data.sources.filter((one) => one.scenario).map((one) =>
            element("details", { class: "source" }, element("summary", {}, "The scenario ", name(one.name)),
                element("pre", { tabindex: "0" }, element("bdi", {}, one.scenario)))));
}
