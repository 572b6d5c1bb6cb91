// Elements. Whatever comes from a study is text, never markup.

function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
        if (typeof value === "function")
            made.addEventListener(key, value);
        else if (value === true)
            made.setAttribute(key, "");
        else if (value !== false && value !== null && value !== undefined)
            made.setAttribute(key, value);
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return made;
}

// A name of the study's author: it may run from right to left without turning the line around it.
function name(text) {
    return element("bdi", {}, String(text));
}

function byId(id) {
    return document.getElementById(id);
}

// A path of a scenario, which may break after a dot.
function path(text) {
    return element("bdi", {}, text.split(/(?<=\.)/).flatMap((part, index) =>
        index ? [element("wbr", {}), part] : [part]));
}

// Heard by who does not see it.
function say(text) {
    byId("said").textContent = text;
}

function colour(variable) {
    return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

let lastId = 0;
function newId(stem) {
    return stem + "-" + ++lastId;
}

function select(label, options, chosen, changed) {
    const id = newId("choice");
    return element("div", { class: "control" },
        element("label", { for: id }, label),
        element("select", { id: id, change: (event) => changed(event.target.value) },
            options.map(([value, text]) =>
                element("option", { value: value, selected: value === chosen }, text))));
}

function checkbox(label, checked, changed) {
    const id = newId("choice");
    return element("div", { class: "control check" },
        element("input", { id: id, type: "checkbox", checked: checked,
                           change: (event) => changed(event.target.checked) }),
        element("label", { for: id }, label));
}

async function copy(text, from) {
    try {
        await navigator.clipboard.writeText(text);
    } catch (refused) { // not allowed here: the old way
        const range = document.createRange();
        range.selectNodeContents(from);
        const selection = getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        document.execCommand("copy");
    }
}

// A line for a shell, with a button that copies it.
function command(text) {
    const code = element("code", {}, text);
    const button = element("button", {
        type: "button", class: "copy", "aria-label": "Copy: " + text,
        click: async () => {
            await copy(text, code);
            button.textContent = "copied";
            say("Copied");
            setTimeout(() => { button.textContent = "copy"; }, 1500);
        },
    }, "copy");
    return element("div", { class: "command" }, code, button);
}
