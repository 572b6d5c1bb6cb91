// Charts by uPlot: estimates with their intervals, and the course of a run.
//
// Each comes with a legend whose entries are buttons, and with its numbers as a table. uPlot draws on a
// canvas, so a chart is drawn anew when the colours or the width change, and for paper.

const charts = new Set();

// Colours that also differ for the colour-blind; marks and dashes differ as well.
const LOOKS = [
    { colour: "--series-1", mark: "disc", dash: [] },
    { colour: "--series-2", mark: "square", dash: [7, 3] },
    { colour: "--series-3", mark: "diamond", dash: [2, 3] },
    { colour: "--series-4", mark: "triangle", dash: [9, 3, 2, 3] },
    { colour: "--series-5", mark: "ring", dash: [5, 5] },
    { colour: "--series-6", mark: "cross", dash: [1, 2] },
];

// After six lines the colours come again, with other marks.
function lookOf(index) {
    const again = LOOKS[(index + Math.floor(index / LOOKS.length)) % LOOKS.length];
    return { colour: LOOKS[index % LOOKS.length].colour, mark: again.mark, dash: again.dash };
}

function drawMark(context, mark, x, y, size) {
    context.beginPath();
    if (mark === "disc" || mark === "ring") {
        context.arc(x, y, size, 0, 2 * Math.PI);
    } else if (mark === "square") {
        context.rect(x - size, y - size, 2 * size, 2 * size);
    } else if (mark === "cross") {
        context.moveTo(x - size, y - size);
        context.lineTo(x + size, y + size);
        context.moveTo(x - size, y + size);
        context.lineTo(x + size, y - size);
    } else {
        const points = mark === "diamond" ? [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]]
            : [[0, -1.3], [1.2, 1], [-1.2, 1]];
        points.forEach(([dx, dy]) => context.lineTo(x + dx * size, y + dy * size));
        context.closePath();
    }
    if (mark !== "ring" && mark !== "cross")
        context.fill();
    context.stroke();
}

// The mark and the dash of a series, for its legend.
function swatch(index) {
    const look = lookOf(index);
    const canvas = element("canvas", { width: 56, height: 24, class: "swatch", "aria-hidden": "true" });
    const draw = () => {
        const context = canvas.getContext("2d");
        context.clearRect(0, 0, 56, 24);
        context.strokeStyle = context.fillStyle = colour(look.colour);
        context.lineWidth = 3;
        context.setLineDash(look.dash.map((length) => 2 * length));
        context.beginPath();
        context.moveTo(0, 12);
        context.lineTo(56, 12);
        context.stroke();
        context.setLineDash([]);
        drawMark(context, look.mark, 28, 12, 7);
    };
    draw();
    canvas.redraw = draw;
    return canvas;
}

// Keeps a uPlot in `host`: made when it is seen first, again when the colours change.
function keepChart(host, build, height) {
    let plot = null, width = 0;
    const chart = {
        host: host,
        draw(newWidth) {
            width = newWidth || host.clientWidth;
            if (!width)
                return;
            if (plot)
                plot.destroy();
            plot = build(width, typeof height === "function" ? height(width) : height);
            host.querySelectorAll("canvas").forEach((canvas) => canvas.setAttribute("aria-hidden", "true"));
        },
        plot: () => plot,
    };
    charts.add(chart);
    new ResizeObserver(() => {
        if (host.clientWidth && host.clientWidth !== width)
            chart.draw();
    }).observe(host);
    return chart;
}

function redrawCharts(width) {
    document.querySelectorAll("canvas.swatch").forEach((canvas) => canvas.redraw());
    for (const chart of charts)
        if (chart.host.isConnected)
            chart.draw(width);
        else
            charts.delete(chart);
}

function labelFont() {
    return "12px " + getComputedStyle(document.body).fontFamily;
}

function axis(options) {
    return Object.assign({
        stroke: colour("--soft"),
        grid: { stroke: colour("--line"), width: 1 },
        ticks: { stroke: colour("--line"), width: 1, size: 5 },
        font: labelFont(),
        labelFont: "600 " + labelFont(),
        labelSize: 20,
    }, options);
}

// Buttons that show and hide the series, [name, look], each with room for its value under the cursor.
function legend(title, series, toggle) {
    const values = series.map(() => element("span", { class: "reading" }));
    const list = element("ul", { class: "legend", "aria-label": title || "Lines" },
        title ? element("li", { class: "soft" }, name(title)) : null, series.map(([label, look], index) =>
        element("li", {}, element("button", {
            type: "button", "aria-pressed": "true",
            click: (event) => {
                const button = event.currentTarget;
                const on = button.getAttribute("aria-pressed") !== "true";
                button.setAttribute("aria-pressed", String(on));
                toggle(index, on);
            },
        }, swatch(look), name(label)), values[index])));
    return { list: list, values: values };
}

// --- estimates ---

// One series: a line through the estimates where each place has one, a bar for each interval.
function drawEstimates(plot, series, at, joined) {
    const context = plot.ctx, ratio = devicePixelRatio, look = lookOf(at);
    const dodge = (at - (plot.series.length - 2) / 2) * (joined ? 3 : 9) * ratio;
    const spot = (x, y) => [plot.valToPos(x, "x", true) + dodge, plot.valToPos(y, "y", true)];
    const points = series.points.filter((point) => isFinite(point.value[0]) && point.value[0] !== null);
    context.save();
    context.beginPath();
    context.rect(plot.bbox.left - 8 * ratio, plot.bbox.top - 8 * ratio,
        plot.bbox.width + 16 * ratio, plot.bbox.height + 16 * ratio);
    context.clip();
    context.strokeStyle = context.fillStyle = colour(look.colour);
    context.lineWidth = 1.8 * ratio;
    if (joined) {
        context.setLineDash(look.dash.map((length) => length * ratio));
        context.beginPath();
        points.forEach((point) => context.lineTo(...spot(point.x, point.value[0])));
        context.stroke();
        context.setLineDash([]);
    }
    for (const point of points) {
        const [estimate, low, high] = point.value, cap = 4 * ratio;
        const [x, y] = spot(point.x, estimate);
        context.beginPath();
        for (const bound of [low, high]) {
            if (bound === null || !isFinite(bound))
                continue;
            const end = plot.valToPos(bound, "y", true);
            context.moveTo(x, y);
            context.lineTo(x, end);
            context.moveTo(x - cap, end);
            context.lineTo(x + cap, end);
        }
        context.stroke();
        drawMark(context, look.mark, x, y, 3.6 * ratio);
    }
    context.restore();
}

function rangeOf(series, unit, fitted) {
    const bounds = series.flatMap((one) => one.points.flatMap((point) => point.value))
        .filter((bound) => bound !== null && isFinite(bound));
    const low = Math.min(...bounds), high = Math.max(...bounds);
    if (!bounds.length)
        return [0, 1];
    if (!fitted)
        return unit === "rate" ? [0, 1] : [Math.min(0, low), high > 0 ? high * 1.05 : 1];
    const margin = (high - low) * 0.06 || Math.abs(high) * 0.05 || 1;
    return unit === "rate" ? [Math.max(0, low - margin), Math.min(1, high + margin)]
        : [low - margin, high + margin];
}

// Places of the x axis: where the quantities lie, evenly in their logarithm where they span more than
// a factor of twenty, or words side by side.
function placesOf(values) {
    const quantities = values.map(quantity);
    const dimension = quantities[0] && quantities[0].dimension;
    const isNumeric = values.length > 0 && quantities.every((one) => one && one.dimension === dimension);
    const numbers = isNumeric ? quantities.map((one) => one.number) : values.map((_, index) => index);
    const least = Math.min(...numbers), most = Math.max(...numbers);
    return { isNumeric: isNumeric, numbers: numbers, isLog: isNumeric && least > 0 && most / least > 20,
             dimension: dimension };
}

function labelOf(places, values, number) {
    const index = places.numbers.indexOf(number);
    if (index >= 0)
        return String(values[index]);
    return places.dimension === "time" ? time(number) : significant(number, 3);
}

const LABEL_GAP = 8;
const LETTER_WIDTH = 7;

// Of the labels of an axis those that have room beside the last one, cut where they are long; the numbers
// of all places stand in the table.
function labelsOf(plot, splits, labelAt) {
    const longest = Math.max(8, Math.floor(plot.bbox.width / devicePixelRatio / splits.length / LETTER_WIDTH));
    let taken = -Infinity;
    plot.ctx.save();
    plot.ctx.font = labelFont();
    const labels = splits.map((x) => {
        const whole = x === null ? "" : labelAt(x), at = plot.valToPos(x, "x");
        const label = whole.length > longest ? whole.slice(0, longest - 1) + "\u2026" : whole;
        const half = plot.ctx.measureText(label).width / 2;
        if (!label || at - half < taken + LABEL_GAP)
            return "";
        taken = at + half;
        return label;
    });
    plot.ctx.restore();
    return labels;
}

// chart: {title, xTitle, values, yTitle, unit, fitted, isWhole, seriesTitle, series: [{name, points: [{x:
// index of a value, value: [estimate, low, high]}]}]}; where it is whole nothing varies but what it shows,
// and points are joined.
function estimateChart(chart) {
    const places = placesOf(chart.values), format = formatOf(chart.unit);
    const series = chart.series.map((one) => ({
        name: one.name,
        points: one.points.map((point) => ({ x: places.numbers[point.x], at: point.x, value: point.value }))
            .sort((a, b) => a.x - b.x),
    }));
    const joined = places.isNumeric && chart.isWhole && series.every((one) =>
        new Set(one.points.map((point) => point.x)).size === one.points.length);
    const xs = [...new Set(places.numbers)].sort((a, b) => a - b);
    const columns = series.map((one) => xs.map((x) => {
        const found = one.points.find((point) => point.x === x);
        return found && isFinite(found.value[0]) ? found.value[0] : null;
    }));
    const few = xs.length <= 20;
    const host = element("div", { class: "canvas" });
    const key = legend(chart.seriesTitle, series.map((one, index) => [one.name, index]), (index, on) =>
        kept.plot().setSeries(index + 1, { show: on }));
    const reading = element("span", {});
    const readAt = (plot) => {
        const index = plot.cursor.idx;
        const x = index === null || index === undefined ? null : xs[index];
        reading.textContent = x === null ? "" : "at " + labelOf(places, chart.values, x);
        series.forEach((one, at) => {
            const found = x === null ? null : one.points.find((point) => point.x === x);
            key.values[at].textContent = found ? withInterval(found.value, format) : "";
        });
    };
    const spread = places.isNumeric && xs.length > 1
        ? (xs[xs.length - 1] - xs[0]) * 0.06 : 0.6;
    const kept = keepChart(host, (width, height) => new uPlot({
        width: width, height: height, legend: { show: false }, padding: [14, 16, 0, 0],
        cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
        scales: {
            x: { time: false, distr: places.isLog ? 3 : 1,
                 range: () => places.isLog
                     ? [xs[0] / (xs[xs.length - 1] / xs[0]) ** 0.06, xs[xs.length - 1] * (xs[xs.length - 1] / xs[0]) ** 0.06]
                     : [xs[0] - (spread || 1), xs[xs.length - 1] + (spread || 1)] },
            y: { range: () => rangeOf(series, chart.unit, chart.fitted) },
        },
        axes: [
            axis({ label: chart.xTitle, space: few ? 10 : 60,
                   splits: few ? () => xs : undefined, filter: (_, splits) => splits, size: 34,
                   values: (plot, splits) => labelsOf(plot, splits, (x) => labelOf(places, chart.values, x)) }),
            axis({ label: chart.yTitle, size: 66,
                   values: (_, splits) => splits.map((y) => format(y)) }),
        ],
        series: [{}].concat(series.map(() => ({ paths: () => null, points: { show: false } }))),
        hooks: {
            setCursor: [readAt],
            draw: [(plot) => series.forEach((one, at) => {
                if (plot.series[at + 1].show)
                    drawEstimates(plot, one, at, joined);
            })],
        },
    }, [xs].concat(columns), host), (width) => Math.max(260, Math.min(420, width * 0.55)));
    const rows = series.flatMap((one) => one.points.map((point) => ({ name: one.name, point: point })));
    return figure(chart.title, host, [key.list, element("p", { class: "reading at" }, reading)],
        plainTable(chart.title, [
            { title: chart.xTitle, show: (row) => name(chart.values[row.point.at]) },
            { title: chart.seriesTitle || "line", show: (row) => name(row.name) },
            { title: chart.yTitle, show: (row) => format(row.point.value[0]), numeric: true },
            { title: "95% from", show: (row) => format(row.point.value[1]), numeric: true },
            { title: "to", show: (row) => format(row.point.value[2]), numeric: true },
        ], rows));
}

function figure(title, host, notes, table) {
    host.setAttribute("role", "img");
    host.setAttribute("aria-label", title + ". Its numbers are in the table that follows.");
    return element("figure", { class: "chart" },
        element("figcaption", {}, title), host, notes,
        element("details", { class: "numbers" }, element("summary", {}, "The numbers as a table"), table));
}

// --- the course of a run ---

// bands: [{from, to, label}], in the same unit as `times`; where several overlap it is shaded once.
function drawBands(plot, bands, end) {
    const context = plot.ctx, ratio = devicePixelRatio;
    const edges = bands.map((band) => [plot.valToPos(band.from, "x", true),
        plot.valToPos(band.to === null ? end : Math.min(band.to, end), "x", true)]);
    context.save();
    context.beginPath();
    context.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
    context.clip();
    context.fillStyle = colour("--fault-band");
    context.beginPath();
    for (const [left, right] of edges)
        context.rect(left, plot.bbox.top, Math.max(right - left, 2 * ratio), plot.bbox.height);
    context.fill();
    context.fillStyle = colour("--fault");
    context.font = 11 * ratio + "px " + getComputedStyle(document.body).fontFamily;
    bands.forEach((band, index) => {
        const left = Math.max(edges[index][0], plot.bbox.left), gap = 5 * ratio;
        const label = "\u26a1 " + band.label;
        const fits = left + gap + context.measureText(label).width < plot.bbox.left + plot.bbox.width;
        context.fillRect(left, plot.bbox.top, 1.5 * ratio, plot.bbox.height);
        context.textAlign = fits ? "left" : "right";
        context.fillText(label, fits ? left + gap : left - gap, plot.bbox.top + (14 + index % 4 * 14) * ratio);
    });
    context.restore();
}

const COURSE = [{ key: "values", name: "computed values held", look: 0 },
    { key: "messages", name: "messages under way", look: 2 }];

function courseChart(title, course, bands) {
    const times = course.time_ns, end = times[times.length - 1];
    const host = element("div", { class: "canvas" });
    const key = legend("", COURSE.map((line) => [line.name, line.look]), (index, on) =>
        kept.plot().setSeries(index + 1, { show: on }));
    const reading = element("span", {});
    const kept = keepChart(host, (width, height) => new uPlot({
        width: width, height: height, legend: { show: false }, padding: [10, 16, 0, 0],
        cursor: { drag: { x: true, y: false }, points: { show: false }, y: false },
        scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(1, high) * 1.3] } },
        axes: [
            axis({ label: "simulated time", size: 34, space: 80,
                   values: (_, splits) => splits.map((x) => time(x)) }),
            axis({ size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000],
                   values: (_, splits) => splits.map((y) => count(y)) }),
        ],
        series: [{}].concat(COURSE.map((line) => ({
            stroke: colour(lookOf(line.look).colour), width: 2, dash: lookOf(line.look).dash,
            points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }),
        }))),
        hooks: {
            drawClear: [(plot) => drawBands(plot, bands, end)],
            setCursor: [(plot) => {
                const index = plot.cursor.idx;
                const none = index === null || index === undefined;
                reading.textContent = none ? "" : "at " + time(times[index]);
                COURSE.forEach((line, at) => {
                    key.values[at].textContent = none ? "" : count(course[line.key][index]);
                });
            }],
        },
    }, [times].concat(COURSE.map((line) => course[line.key])), host),
        (width) => Math.max(190, Math.min(260, width * 0.4)));
    return figure(title, host, [key.list, element("p", { class: "reading at" }, reading)],
        plainTable(title, [{ title: "simulated time", show: (at) => time(times[at]), numeric: true }]
            .concat(COURSE.map((line) => ({
                title: line.name, show: (at) => count(course[line.key][at]), numeric: true,
            }))), times.map((_, index) => index)));
}
