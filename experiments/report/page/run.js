// The runs worth looking at: their facts, their course, their drawings.

const VIEWS = {
    lineage: ["Lineage", "which value is derived from which, on which machine"],
    spacetime: ["Space and time", "who told whom when; time runs downwards"],
    cluster: ["Cluster", "the machines and their values at the end"],
};

// --- drawings ---

// The words of Graphviz's tooltip; times in ns become times that can be read.
function factsOf(link) {
    const title = link.getAttribute("xlink:title") || "";
    return title.split("\n").map((line) => line.replace(/\b(\d+) ns\b/g, (_, ns) => time(Number(ns))));
}

function showFacts(panel, facts) {
    panel.replaceChildren(element("h4", {}, name(facts[0])),
        element("ul", {}, facts.slice(1).filter(Boolean).map((line) => element("li", {}, name(line)))));
}

// Each thing with a tooltip becomes a button of its own.
function makeSelectable(svg, panel) {
    svg.querySelectorAll("title").forEach((title) => title.remove());
    const select = (thing, link) => {
        svg.querySelectorAll(".selected").forEach((one) => one.classList.remove("selected"));
        thing.classList.add("selected");
        showFacts(panel, factsOf(link));
    };
    svg.querySelectorAll("g.node, g.edge, g.cluster").forEach((thing) => {
        const link = thing.querySelector("a");
        if (!link || !link.getAttribute("xlink:title"))
            return;
        thing.setAttribute("tabindex", "0");
        thing.setAttribute("role", "button");
        thing.setAttribute("aria-label", factsOf(link)[0]);
        thing.addEventListener("click", () => select(thing, link));
        thing.addEventListener("keydown", (event) => {
            if (event.key === "Enter" || event.key === " ") {
                event.preventDefault();
                select(thing, link);
            }
        });
    });
}

// Two fingers zoom, the wheel does with Ctrl, arrows and + - 0 do on the focused frame.
function listen(frame, pan) {
    const fingers = new Map();
    frame.addEventListener("wheel", (event) => {
        if (!event.ctrlKey && !event.metaKey)
            return;
        event.preventDefault();
        const box = frame.getBoundingClientRect();
        pan().zoomAtPointBy(event.deltaY < 0 ? 1.15 : 1 / 1.15,
            { x: event.clientX - box.left, y: event.clientY - box.top });
    }, { passive: false });
    frame.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"])
        frame.addEventListener(end, (event) => fingers.delete(event.pointerId));
    frame.addEventListener("pointermove", (event) => {
        if (!fingers.has(event.pointerId))
            return;
        const distance = () => {
            const [a, b] = [...fingers.values()];
            return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
        };
        const before = fingers.size === 2 ? distance() : 0;
        fingers.set(event.pointerId, event);
        if (before > 0)
            pan().zoomBy(distance() / before);
    });
    frame.addEventListener("keydown", (event) => {
        const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
        if (event.target !== frame)
            return;
        if (steps[event.key])
            pan().panBy({ x: steps[event.key][0], y: steps[event.key][1] });
        else if (event.key === "+" || event.key === "=")
            pan().zoomIn();
        else if (event.key === "-")
            pan().zoomOut();
        else if (event.key === "0")
            pan().reset();
        else
            return;
        event.preventDefault();
    });
}

// A drawing in a frame in which it moves. It is set up when it is first seen, since only then it has
// a size.
function viewer(run, view) {
    const drawing = byId("r" + run.run + "-" + view + "-drawing");
    const svg = drawing.querySelector("svg"), box = svg.getAttribute("viewBox");
    const panel = element("div", { class: "panel", "aria-live": "polite" },
        element("p", { class: "soft" }, "Select a box or an arrow for its facts."));
    const frame = element("div", { class: "frame", tabindex: "0", role: "group",
        "aria-label": VIEWS[view][0] + " of run " + run.run + ": " + VIEWS[view][1] +
            ". Arrow keys move it, + and - zoom, 0 resets." }, svg);
    const button = (text, label, act) =>
        element("button", { type: "button", "aria-label": label, title: label, click: act }, text);
    let pan = null;
    const wide = button("\u2922", "Fill the window, or no longer", () => {
        whole.classList.toggle("wide");
        document.body.classList.toggle("covered", whole.classList.contains("wide"));
        fit();
    });
    const whole = element("div", { class: "viewer", keydown: (event) => {
        if (event.key === "Escape" && whole.classList.contains("wide"))
            wide.click();
    } },
        element("div", { class: "tools", role: "toolbar", "aria-label": "The drawing" },
            button("+", "Zoom in", () => pan.zoomIn()), button("\u2212", "Zoom out", () => pan.zoomOut()),
            button("\u25a1", "All of it", () => pan.reset()), wide),
        frame, panel);
    makeSelectable(svg, panel);
    listen(frame, () => pan);
    drawing.remove();

    function fit() {
        if (!frame.clientWidth)
            return;
        stop();
        pan = svgPanZoom(svg, { mouseWheelZoomEnabled: false, dblClickZoomEnabled: true, fit: true,
                                center: true, minZoom: 0.5, maxZoom: 20, zoomScaleSensitivity: 0.3 });
        approach();
    }
    // Where all of it would be too small to read, what explains the run comes first, or the title.
    function approach() {
        const { realZoom, width, height } = pan.getSizes();
        const goal = svg.querySelector(".failing") || svg.querySelector(".response");
        if (realZoom >= TINY)
            return;
        pan.zoom(READABLE / realZoom);
        if (!goal)
            return pan.pan({ x: 0, y: 0 });
        const box = goal.getBBox();
        const moved = svg.querySelector(".graph").transform.baseVal.consolidate().matrix;
        pan.pan({ x: width / 2 - READABLE * (box.x + box.width / 2 + moved.e),
                  y: height / 2 - READABLE * (box.y + box.height / 2 + moved.f) });
    }
    // The library takes the view box away; without it, and on paper, the drawing needs it.
    function stop() {
        if (!pan)
            return;
        pan.destroy();
        pan = null;
        svg.setAttribute("viewBox", box);
        svg.removeAttribute("style");
        const moved = svg.querySelector(".svg-pan-zoom_viewport");
        moved.removeAttribute("transform");
        moved.removeAttribute("style");
    }
    let width = 0;
    new ResizeObserver(() => {
        if (frame.clientWidth && frame.clientWidth !== width && !onPaper) {
            width = frame.clientWidth;
            fit();
        }
    }).observe(frame);
    viewers.push({ fit: fit, stop: stop });
    const [, , boxWidth, boxHeight] = box.split(" ").map(Number);
    frame.style.setProperty("--shape", boxWidth + " / " + boxHeight);
    return whole;
}

const TINY = 0.42, READABLE = 0.7; // of the size that Graphviz meant
const viewers = [];
let onPaper = false;

// Tabs, as ARIA's authoring practices have them: arrows move, only the chosen one is in the tab order.
function tabs(label, pages) {
    const stem = newId("tabs");
    const choose = (index, focus) => {
        buttons.forEach((button, at) => {
            button.setAttribute("aria-selected", String(at === index));
            button.tabIndex = at === index ? 0 : -1;
            panels[at].hidden = at !== index;
        });
        if (focus)
            buttons[index].focus();
    };
    const buttons = pages.map((page, index) => element("button", {
        type: "button", role: "tab", id: stem + "-tab-" + index, "aria-controls": stem + "-page-" + index,
        click: () => choose(index, false),
        keydown: (event) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            if (step)
                choose((index + step + pages.length) % pages.length, true);
        },
    }, page.title));
    const panels = pages.map((page, index) => element("div", {
        role: "tabpanel", id: stem + "-page-" + index, "aria-labelledby": stem + "-tab-" + index, class: "page",
    }, page.content));
    choose(0, false);
    return element("div", { class: "tabs" },
        element("div", { role: "tablist", "aria-label": label }, buttons), panels);
}

// --- one run ---

function chosenFor(data, run) {
    const isFirst = data.chosen.find((one) => one.ending === run.ending) === run;
    return { first: isFirst ? "the first seed that ended so" : "the next seed that ended so",
             slowest: isFirst ? "the slowest that passed" : "the next slowest that passed" }[run.chosen_for];
}

function settingsOf(data, run) {
    const cell = data.cells.find((one) => one.cell === run.cell);
    return cell ? data.parameters.map((one) => one.path + " = " + textOf(cell.settings[one.path])) : [];
}

function faultTable(run) {
    const until = (fault) => fault.end_ns === null ? "for ever" : time(fault.end_ns);
    return plainTable("Faults of run " + run.run, [
        { title: "fault", show: (fault) => String(fault.id), numeric: true },
        { title: "what", show: (fault) => name(fault.effect) },
        { title: "where", show: (fault) => name(fault.hosts.join(", ") || fault.target || NOTHING) },
        { title: "from", show: (fault) => time(fault.start_ns), numeric: true },
        { title: "to", show: (fault) => fault.status === "happened" ? until(fault) : NOTHING, numeric: true },
        { title: "hits", show: (fault) => fault.status === "happened" ? count(fault.hits)
            : element("span", {}, "skipped: ", name(fault.why)), numeric: true },
    ], run.faults.slice(0, 100));
}

function expectationTable(run) {
    const met = (one) => one.met === true ? "\u2714 met" : one.met === false ? "\u2717 unmet" : "? not decided";
    return plainTable("What was expected of run " + run.run, [
        { title: "expected", show: (one) => name(one.expect) },
        { title: "found", show: (one) => name(isNothing(one.found) ? NOTHING : textOf(one.found)) },
        { title: "met", show: met },
    ], run.expectations);
}

function runFacts(run) {
    const facts = element("dl", { class: "facts" });
    const fact = (term, ...text) => facts.append(element("dt", {}, term), element("dd", {}, text));
    if (run.reason)
        fact("why", name(run.reason));
    if (run.response && run.response !== "null")
        fact("response", element("code", {}, name(run.response)));
    if (run.failing_node)
        fact("failed at", name(run.failing_node), run.failing_host ? " on " : "", run.failing_host ? name(run.failing_host) : "");
    fact("simulated", time(run.sim_end_ns) + (run.events === undefined ? "" : ", " + plural(run.events, "event") + ", " +
        plural(run.spore_runs, "function") + " run" + (run.recomputed ? ", " + count(run.recomputed) + " computed again" : "")));
    if (run.fingerprint)
        fact("fingerprint", element("code", {}, run.fingerprint));
    return facts;
}

function bandsOf(run) {
    return run.faults.filter((fault) => fault.status === "happened" && fault.start_ns !== null).slice(0, 50)
        .map((fault) => ({ from: fault.start_ns, to: fault.end_ns,
                           label: fault.effect + (fault.hosts.length ? " " + fault.hosts.slice(0, 3).join(", ") : "") }));
}

function runBody(data, run) {
    const parts = [runFacts(run)];
    if (run.note)
        parts.push(element("p", { class: "note" }, name(run.note)));
    if (run.expectations)
        parts.push(element("h3", {}, "What was expected besides"), expectationTable(run));
    if (run.faults && run.faults.length)
        parts.push(element("h3", {}, "What was broken"), faultTable(run),
            run.faults.length > 100 ? element("p", { class: "soft" }, "The first 100 of " + count(run.faults.length) + ".") : "");
    if (run.timeline && run.timeline.time_ns.length > 2)
        parts.push(element("h3", {}, "How it went"),
            courseChart("Run " + run.run + " over simulated time", run.timeline, bandsOf(run)));
    if (run.views && run.views.length)
        parts.push(element("h3", {}, "What it looked like"), tabs("Drawings of run " + run.run,
            run.views.map((view) => ({ title: VIEWS[view][0], content: viewer(run, view) }))));
    parts.push(element("h3", {}, "Again"),
        command("mycel replay " + data.shell_database + " " + run.run),
        command("mycel draw " + data.shell_database + " " + run.run + " --view spacetime -o run" + run.run + ".svg"));
    return parts;
}

function runCard(data, run, open) {
    const words = ["seed " + run.seed].concat(settingsOf(data, run));
    const why = chosenFor(data, run);
    return element("details", { class: "run", id: "run-" + run.run, open: open },
        element("summary", {}, element("span", { class: "runhead" },
            badge(run.ending), element("strong", {}, "Run " + run.run),
            run.name && !data.parameters.length ? name(run.name) : "",
            element("span", { class: "soft" }, name(words.join(" \u00b7 "))),
            why ? element("span", { class: "soft why" }, why) : "")),
        element("div", { class: "inside" }, runBody(data, run)));
}

function runsSection(data) {
    return element("section", { id: "runs", "aria-labelledby": "runs-head" },
        element("h2", { id: "runs-head" }, "Runs worth looking at"),
        element("p", { class: "soft" }, data.runs > data.chosen.length && shareOf(data, "pass") === data.runs
            ? "The slowest; each is repeated bit for bit by its command."
            : data.runs > data.chosen.length
            ? "Of each way to go wrong the first seeds, and the slowest that passed; each is repeated bit for bit by its command."
            : data.runs === 1 ? "It is repeated bit for bit by its command."
            : "All of them; each is repeated bit for bit by its command."),
        data.no_drawings ? element("p", { class: "note" }, name(data.no_drawings)) : "",
        data.chosen.map((run, index) => runCard(data, run, index === 0)));
}
