// Numbers as people read them.

const NOTHING = "\u2013"; // an en dash

function significant(number, digits) {
    if (!isFinite(number))
        return number > 0 ? "never" : NOTHING;
    const text = Math.abs(number) >= 10 ** digits ? Math.round(number).toFixed(0)
        : Number(number.toPrecision(digits)).toString();
    return text.replace("-", "\u2212");
}

function count(number) {
    return Math.round(number).toString().replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

const TIME_UNITS = [["ns", 1], ["\u00b5s", 1e3], ["ms", 1e6], ["s", 1e9], ["min", 6e10], ["h", 3.6e12]];

function time(ns) {
    if (ns === null || ns === undefined)
        return NOTHING;
    if (!isFinite(ns))
        return "never";
    let unit = TIME_UNITS[0];
    for (const larger of TIME_UNITS)
        if (Math.abs(ns) >= larger[1])
            unit = larger;
    return significant(ns / unit[1], 3) + "\u00a0" + unit[0];
}

// As many digits as tell 99.95% from 100%.
function rate(share) {
    if (share === null || share === undefined)
        return NOTHING;
    const percent = share * 100, edge = Math.min(percent, 100 - percent);
    const digits = edge === 0 || edge >= 10 ? 0 : edge >= 1 ? 1 : 2;
    return percent.toFixed(digits) + "%";
}

function signed(number, format) {
    return (number > 0 ? "+" : number < 0 ? "\u2212" : "") + format(Math.abs(number));
}

const UNIT_FORMATS = {
    rate: rate,
    ns: time,
    "rate change": (share) => signed(share * 100, (percent) => significant(percent, 3) + "\u00a0points"),
    "ns change": (ns) => signed(ns, time),
    count: (number) => number >= 100 ? count(number) : significant(number, 3),
};

function formatOf(unit) {
    const format = UNIT_FORMATS[unit] || ((number) => significant(number, 3));
    return (number) => number === null || number === undefined || Number.isNaN(number) ? NOTHING
        : format(number);
}

// "93% (90\u201395%)", the unit once where it is one; a missing bound is open.
function withInterval(value, format) {
    const [estimate, low, high] = value;
    if (estimate === null)
        return NOTHING;
    if (low === null && high === null || estimate === low && (low === high || !isFinite(low)))
        return format(estimate);
    const unitOf = (text) => /[^\d.]*$/.exec(text)[0];
    const to = high === null ? "?" : format(high);
    let from = low === null ? "?" : format(low);
    if (low !== null && high !== null && isFinite(low) && isFinite(high) && unitOf(from) === unitOf(to))
        from = from.slice(0, from.length - unitOf(from).length);
    return format(estimate) + " (" + from + (/^[+\u2212]/.test(from) ? " to " : "\u2013") + to + ")";
}

// What a scenario writes as a quantity, in its base unit, so that it can stand on an axis:
// {number, dimension}, or null for a word.
const QUANTITIES = {
    ns: ["time", 1], us: ["time", 1e3], ms: ["time", 1e6], s: ["time", 1e9], min: ["time", 6e10],
    h: ["time", 3.6e12], d: ["time", 8.64e13],
    B: ["size", 1], kB: ["size", 1e3], MB: ["size", 1e6], GB: ["size", 1e9],
    KiB: ["size", 1024], MiB: ["size", 1048576], GiB: ["size", 1073741824],
    bit: ["bandwidth", 1], kbit: ["bandwidth", 1e3], Mbit: ["bandwidth", 1e6],
    Gbit: ["bandwidth", 1e9],
    "%": ["number", 0.01], "": ["number", 1],
};

function quantity(value) {
    if (typeof value === "number")
        return { number: value, dimension: "number" };
    if (typeof value !== "string")
        return null;
    const ratio = /^(\d+)\/(\d+)$/.exec(value);
    if (ratio)
        return { number: ratio[1] / ratio[2], dimension: "number" };
    const parts = /^(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*([A-Za-z%]*)$/.exec(value);
    const unit = parts && QUANTITIES[parts[2]];
    return unit ? { number: parts[1] * unit[1], dimension: unit[0] } : null;
}

function plural(number, one, many) {
    return count(number) + "\u00a0" + (number === 1 ? one : many || one + "s");
}
