// The page, from its data.

const data = JSON.parse(byId("data").textContent);
data.cells = data.study ? data.study.cells.map(cellOf) : [];
data.parameters = parametersOf(data.cells);
data.measures = measuresOf(data.cells);

function contents(sections) {
    byId("contents").append(element("ul", {}, sections.map((section) =>
        element("li", {}, element("a", { href: "#" + section.id }, section.querySelector("h2").textContent)))));
}

const sections = [outcomeSection(data)];
if (data.parameters.length && data.measures.length)
    sections.push(lineSection(data));
if (data.parameters.length > 1 && data.measures.length && isGrid(data))
    sections.push(heatSection(data));
if (data.cells.length)
    sections.push(cellsSection(data));
if (data.lone.length)
    sections.push(loneSection(data));
if (data.chosen.length)
    sections.push(runsSection(data));
sections.push(methodsSection(data));

byId("lead").append(leadOf(data));
byId("main").append(...sections);
contents(sections);

// A link to a run opens it.
function openTarget() {
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS")
        target.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redrawCharts());

// On paper everything is open, in the colours of paper, and a drawing fits the page.
const PAPER_WIDTH = 660;
let closed = [];
addEventListener("beforeprint", () => {
    onPaper = true;
    document.documentElement.classList.add("paper");
    closed = [...document.querySelectorAll("details.run:not([open])")];
    closed.forEach((details) => { details.open = true; });
    redrawCharts(PAPER_WIDTH);
    viewers.forEach((one) => one.stop());
});
addEventListener("afterprint", () => {
    onPaper = false;
    document.documentElement.classList.remove("paper");
    closed.forEach((details) => { details.open = false; });
    redrawCharts();
    viewers.forEach((one) => one.fit());
});
