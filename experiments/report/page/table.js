// Tables whose columns sort.
//
// A column is {title, hint, value(row), show(row), numeric}: `value` is what it is sorted by, `show`
// what stands there (text or an element; without it, the value).

const ROWS_AT_FIRST = 200;
const LONG = 40; // letters

function isNothing(value) {
    return value === null || value === undefined || Number.isNaN(value);
}

// What is nothing stands last, whichever way it is sorted.
function compare(a, b, sign) {
    if (isNothing(a) || isNothing(b))
        return isNothing(a) - isNothing(b);
    return sign * (typeof a === "number" && typeof b === "number" ? a - b
        : String(a).localeCompare(String(b), "en", { numeric: true }));
}

function tableRow(columns, row) {
    return element("tr", {}, columns.map((column, index) => {
        const shown = column.show ? column.show(row) : String(column.value(row));
        const isLong = (shown.textContent || shown).length > LONG;
        return element(index === 0 ? "th" : "td",
            { class: column.numeric ? "number" : isLong ? "long" : null, scope: index === 0 ? "row" : null }, shown);
    }));
}

// In a frame that scrolls sideways by itself, also with the keyboard.
function framed(label, table) {
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);
}

function plainTable(label, columns, rows) {
    return framed(label, element("table", {},
        element("caption", { class: "unseen" }, label),
        element("thead", {}, element("tr", {}, columns.map((column) =>
            element("th", { scope: "col", class: column.numeric ? "number" : null }, path(column.title))))),
        element("tbody", {}, rows.map((row) => tableRow(columns, row)))));
}

function sortableTable(label, columns, rows) {
    const body = element("tbody", {});
    const more = element("button", { type: "button", class: "more", click: () => show(rows.length) });
    let order = rows.slice(), sortedBy = -1, ascending = true, shown = ROWS_AT_FIRST;

    function show(limit) {
        shown = limit;
        body.replaceChildren(...order.slice(0, limit).map((row) => tableRow(columns, row)));
        more.hidden = order.length <= limit;
        more.textContent = "Show all " + count(order.length);
    }
    function sort(index) {
        ascending = sortedBy === index ? !ascending : true;
        sortedBy = index;
        const column = columns[index], sign = ascending ? 1 : -1;
        order = rows.slice().sort((a, b) => compare(column.value(a), column.value(b), sign));
        heads.forEach((head, at) => {
            if (at === index)
                head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
            else
                head.removeAttribute("aria-sort");
        });
        show(shown);
        say("Sorted by " + column.title + ", " + (ascending ? "ascending" : "descending"));
    }
    const heads = columns.map((column, index) =>
        element("th", { scope: "col", class: column.numeric ? "number" : null, title: column.hint },
            element("button", { type: "button", class: "sort", click: () => sort(index) },
                path(column.title))));
    show(shown);
    return element("div", {}, framed(label, element("table", {},
        element("caption", { class: "unseen" }, label + ". The buttons in the head sort it."),
        element("thead", {}, element("tr", {}, heads)), body)), more);
}
