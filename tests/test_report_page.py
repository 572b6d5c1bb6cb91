"""Drives every control of a report in headless Chromium: python3 test_report_page.py CHROMIUM PAGE"""
import json
import os
import sys
import time

from browser import Browser

SECONDS = 20  # that the page may take to react, on a machine that is busy
LABEL_GAP = 4  # pixels between two labels

failures = []


def expect(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED:", what)


def wait(holds, what):
    """Expects what the page comes to: asks again until it holds, or the time is over."""
    deadline = time.monotonic() + SECONDS
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.02)
    expect(held, what() if callable(what) else what)


def js(text):
    return json.dumps(text)


# A canvas does not tell what is written on it: each keeps the level texts that it shows, with where they
# begin and end, in pixels of the page.
KEEP_TEXTS = """(() => {
    const context = CanvasRenderingContext2D.prototype, write = context.fillText, clear = context.clearRect;
    context.clearRect = function (...box) { this.canvas.texts = []; return clear.apply(this, box); };
    context.fillText = function (text, x, y, ...rest) {
        const width = this.measureText(text).width, turn = this.getTransform(), ratio = devicePixelRatio;
        const left = x - width * ({center: 0.5, right: 1, end: 1}[this.textAlign] || 0);
        if (text.trim() && turn.b === 0)
            (this.canvas.texts ||= []).push({text: text, y: (y + turn.f) / ratio, left: (left + turn.e) / ratio,
                                             right: (left + width + turn.e) / ratio});
        return write.call(this, text, x, y, ...rest);
    };
})()"""


class Page:
    """What a reader does with the page; elements are named by CSS."""

    def __init__(self, browser):
        self.browser = browser

    def ask(self, expression):
        return self.browser.evaluate(expression)

    def count(self, selector):
        return self.ask(f"document.querySelectorAll({js(selector)}).length")

    def text(self, selector):
        return self.ask(f"document.querySelector({js(selector)}).textContent")

    def texts(self, selector):
        return self.ask(f"[...document.querySelectorAll({js(selector)})].map((one) => one.textContent)")

    def middle(self, selector, index=0):
        """Scrolled into view and come to rest: where a finger would be put."""
        def now():
            return self.ask(
                f"new Promise((done) => {{ const one = document.querySelectorAll({js(selector)})[{index}];"
                " one.scrollIntoView({block: 'center', behavior: 'instant'});"
                " requestAnimationFrame(() => { const box = one.getBoundingClientRect();"
                " done([box.left + box.width / 2, box.top + box.height / 2]); }); })")

        last, deadline = now(), time.monotonic() + SECONDS
        while (place := now()) != last and time.monotonic() < deadline:
            last = place
        return place

    def click(self, selector, index=0):
        self.browser.click(*self.middle(selector, index))

    def focus(self, selector, index=0):
        self.ask(f"document.querySelectorAll({js(selector)})[{index}].focus({{focusVisible: true}})")

    def choose(self, selector, index, value):
        self.ask(f"(() => {{ const one = document.querySelectorAll({js(selector)})[{index}]; one.focus();"
                 f" one.value = {js(value)};"
                 " one.dispatchEvent(new Event('input', {bubbles: true}));"
                 " one.dispatchEvent(new Event('change', {bubbles: true})); })()")
        self.browser.settle()

    def options(self, selector, index):
        return self.ask(f"[...document.querySelectorAll({js(selector)})[{index}].options]"
                        ".map((one) => one.value)")

    def ink(self, selector):
        """How many pixels of a canvas are painted."""
        return self.ask(
            f"(() => {{ const seen = document.querySelector({js(selector)});"
            " const one = document.createElement('canvas'); one.width = seen.width; one.height = seen.height;"
            " const context = one.getContext('2d', {willReadFrequently: true}); context.drawImage(seen, 0, 0);"
            " const data = context.getImageData(0, 0, one.width, one.height).data;"
            " let count = 0; for (let i = 3; i < data.length; i += 4) count += data[i] > 0; return count; })()")


def touching(page):
    """The texts of charts that have no gap before the next one on their line."""
    found = []
    for texts in page.ask("[...document.querySelectorAll('canvas:not(.swatch)')].map((one) => one.texts || [])"):
        texts.sort(key=lambda one: (one["y"], one["left"]))
        found += [(one["text"], following["text"]) for one, following in zip(texts, texts[1:])
                  if one["y"] == following["y"] and one["right"] + LABEL_GAP > following["left"]]
    return found


def check_labels(page, where):
    for path in page.options("#charts select", 1):
        page.choose("#charts select", 1, path)
        wait(lambda: page.ask("document.querySelector('#charts canvas:not(.swatch)').texts.length") > 4,
             f"no labels along {path} {where}")
        wait(lambda: not touching(page), lambda: f"labels touch along {path} {where}: {touching(page)}")


def check_charts(page):
    """The chart and its table follow each control."""
    ink = lambda: page.ink("#charts canvas:not(.swatch)")
    wait(lambda: ink() > 2000, "the chart is empty")
    data = json.loads(page.text("#data"))
    cells = data["study"]["cells"]
    measures = page.options("#charts select", 0)
    expect("pass" in measures and "latency-median" in measures, f"measures are {measures}")
    for measure in measures:
        page.choose("#charts select", 0, measure)
        wait(lambda: ink() > 500, f"{measure} is empty")
        wait(lambda: page.count("#charts .numbers tbody tr") > 1, f"{measure} has no table")
    page.choose("#charts select", 0, "pass")
    wait(lambda: page.ask("document.activeElement === document.querySelector('#charts select')"),
         "the focus is lost by a choice")
    # With nothing held fixed the chart has a point for each cell.
    page.choose("#charts select", 2, "")
    for index in range(3, page.count("#charts select")):
        page.choose("#charts select", index, "")
    wait(lambda: page.count("#charts .numbers tbody tr") == len(cells), "the chart has not each cell")
    along = page.options("#charts select", 1)
    for path in along:
        page.choose("#charts select", 1, path)
        wait(lambda: path in page.text("#charts figcaption"), f"the title does not name {path}")
    page.choose("#charts select", 1, along[0])
    page.choose("#charts select", 2, along[1])
    wait(lambda: page.count("#charts .legend button") > 1, "there is no line for each value")
    before = ink()
    page.click("#charts .legend button")
    wait(lambda: page.ask("document.querySelector('#charts .legend button').getAttribute('aria-pressed')") == "false",
         "a line's button does not say that it is off")
    wait(lambda: ink() < before, "a line is still there")
    page.click("#charts .legend button")
    wait(lambda: ink() == before, "a line does not come back")
    page.click("#charts input[type=checkbox]")
    wait(lambda: page.ask("document.querySelector('#charts input').checked"), "the axis does not fit the data")
    page.click("#charts .numbers summary")
    wait(lambda: page.ask("document.querySelector('#charts .numbers').open"), "the table does not open")
    x, y = page.middle("#charts .u-over")
    page.browser.mouse("mouseMoved", x, y)
    wait(lambda: page.text("#charts .reading.at").startswith("at "), "the cursor reads nothing")


def check_map(page):
    cells = json.loads(page.text("#data"))["study"]["cells"]
    for index in (1, 2):
        for path in page.options("#map select", index):
            page.choose("#map select", index, path)
            wait(lambda: page.count("#map td.heat") >= 4, f"the map of {path} has no cells")
    page.choose("#map select", 0, "pass")
    for index in range(3, page.count("#map select")):
        page.choose("#map select", index, "0")
    wait(lambda: page.count("#map td.heat") <= len(cells), "the map has more cells than the study")
    wait(lambda: all(text.endswith("%") for text in page.texts("#map td.heat")), "the map shows no rates")


def check_table(page):
    cells = json.loads(page.text("#data"))["study"]["cells"]
    expect(page.count("#cells tbody tr") == min(len(cells), 200), "the table has not each cell")
    for index in range(page.count("#cells button.sort")):
        for order in ("ascending", "descending"):
            page.click("#cells button.sort", index)
            said = lambda: page.ask(f"document.querySelectorAll('#cells thead th')[{index}].ariaSort")
            wait(lambda: said() == order, lambda: f"column {index} is {said()}, not {order}")
            wait(lambda: is_sorted(page.texts(f"#cells tbody tr > :nth-child({index + 1})"), order),
                 f"column {index} is not {order}")
    page.focus("#cells button.sort")
    page.browser.press("Enter")
    wait(lambda: page.ask("document.querySelector('#cells thead th').ariaSort") == "ascending",
         "the keyboard does not sort")


def is_sorted(column, order):
    """Of a column that has numbers alone."""
    if not all(text.isdigit() for text in column):
        return True
    return [int(text) for text in column] == sorted(map(int, column), reverse=order == "descending")


def transform_of(page, run):
    return page.ask(f"document.querySelector('#run-{run} .page:not([hidden]) .svg-pan-zoom_viewport')"
                    ".getAttribute('transform')")


def check_drawing(page, run, tab):
    at = f"#run-{run} .page:not([hidden]) "
    now = lambda: transform_of(page, run)
    page.click(f"#run-{run} [role=tab]", tab)
    wait(lambda: (now() or "").startswith("matrix"), f"drawing {tab} does not move")
    for button in range(3):
        before = now()
        page.click(at + ".tools button", button)
        if button != 1:
            wait(lambda: now() != before, f"button {button} of drawing {tab} does nothing")
    page.focus(at + ".frame")
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "+", "-", "0"):
        before = now()
        page.browser.press(key)
        if key != "0":
            wait(lambda: now() != before, f"{key} does not move drawing {tab}")
    x, y = page.middle(at + ".frame")
    before = now()
    page.browser.mouse("mousePressed", x, y, button="left", clickCount=1)
    page.browser.mouse("mouseMoved", x + 30, y + 20, button="left", buttons=1)
    page.browser.mouse("mouseReleased", x + 30, y + 20, button="left", clickCount=1)
    wait(lambda: now() != before, f"dragging does not move drawing {tab}")
    before = now()
    page.browser.mouse("mouseWheel", x, y, deltaX=0, deltaY=-100, modifiers=2)
    wait(lambda: now() != before, f"Ctrl and the wheel do not zoom drawing {tab}")
    check_facts(page, run, at, tab)
    page.click(at + ".tools button", 3)
    wait(lambda: page.count(".viewer.wide") == 1, "the drawing does not fill the window")
    page.focus(at + ".frame")
    page.browser.press("Escape")
    wait(lambda: page.count(".viewer.wide") == 0, "Escape does not leave the full window")


def check_facts(page, run, at, tab):
    things = page.count(at + "g[role=button]")
    expect(things > 3, f"drawing {tab} has {things} things to select")
    for index in range(min(things, 5)):
        page.focus(at + "g[role=button]", index)
        page.browser.press("Enter")
        said = lambda: page.ask(f"document.querySelector({js(at + '.panel h4')})?.textContent")
        wanted = page.ask(f"document.querySelectorAll({js(at + 'g[role=button]')})[{index}].ariaLabel")
        wait(lambda: said() == wanted, lambda: f"the facts are of {said()}, not of {wanted}")
    page.ask(f"document.querySelector({js(at + '.panel')}).replaceChildren()")
    page.click(at + ".tools button", 2)
    page.click(at + "g.node[role=button] a")
    wait(lambda: page.count(at + ".panel h4") == 1, f"a click on a vertex of drawing {tab} shows no facts")


def check_runs(page, drawn):
    runs = [one["run"] for one in json.loads(page.text("#data"))["chosen"]]
    expect(page.count("details.run") == len(runs) > 0, "the chosen runs are not there")
    for run in runs:
        if not page.ask(f"document.querySelector('#run-{run}').open"):
            page.click(f"#run-{run} > summary")
        wait(lambda: page.ask(f"document.querySelector('#run-{run}').open"), f"run {run} does not open")
        wait(lambda: page.count(f"#run-{run} canvas:not(.swatch)") and
             page.ink(f"#run-{run} canvas:not(.swatch)") > 1000, f"the course of run {run} is empty")
        wait(lambda: page.count(f"#run-{run} [role=tab]") == (3 if drawn else 0), f"drawings of run {run}")
    page.click(f"#run-{runs[0]} .copy")
    wait(lambda: page.text(f"#run-{runs[0]} .copy") == "copied", "nothing was copied")
    wait(lambda: page.text("#said") == "Copied", "nobody hears of the copy")
    for tab in range(3 if drawn else 0):
        check_drawing(page, runs[0], tab)
    if drawn:
        page.focus(f"#run-{runs[0]} [role=tab][aria-selected=true]")
        page.browser.press("ArrowRight")
        wait(lambda: page.ask("document.activeElement.getAttribute('role') === 'tab' &&"
                              " document.activeElement.ariaSelected === 'true'"), "arrows do not change the tab")


def check_for_all(page):
    """What holds of the whole page, whatever it shows."""
    wait(lambda: page.ask("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways")
    shown = page.ask("document.body.innerText")
    for word in ("[object", "undefined", "NaN", "null"):
        expect(word not in shown, f"the page says {word}")
    ids = page.ask("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    expect(len(ids) == len(set(ids)), "two things have one id")
    nameless = page.ask(
        "[...document.querySelectorAll('button, select, input, a[href], [role=button], [role=img]')].filter((one) =>"
        " !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels && one.labels.length))"
        ".map((one) => one.outerHTML.slice(0, 80))")
    expect(not nameless, f"without a name: {nameless}")
    charts = page.ask("[...document.querySelectorAll('.canvas')].filter((one) =>"
                      " !one.closest('figure').querySelector('table tbody tr')).length")
    expect(charts == 0, "a chart has no table behind it")
    for href in page.ask("[...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href'))"):
        expect(href.startswith("#") and page.ask(f"!!document.getElementById({js(href[1:])})"), f"a link to {href}")


def check_colours(page):
    """Dark and light differ, charts too; paper is always light."""
    def paper():
        return page.ask("getComputedStyle(document.querySelector('section')).backgroundColor")

    def stroke():
        return page.ask("document.querySelector('#charts canvas:not(.swatch)').toDataURL()")

    page.browser.media(prefers_color_scheme="light")
    light, lines = paper(), stroke()
    page.browser.media(prefers_color_scheme="dark")
    wait(lambda: paper() != light, "dark is as light")
    wait(lambda: stroke() != lines, "the chart is not drawn anew in the dark")
    page.ask("dispatchEvent(new Event('beforeprint'))")
    wait(lambda: paper() == light, "paper is dark")
    wait(lambda: page.count("details.run:not([open])") == 0, "a run is closed on paper")
    page.ask("dispatchEvent(new Event('afterprint'))")
    wait(lambda: paper() != light, "after printing it stays light")
    page.browser.media(prefers_color_scheme="light")
    expect(page.browser.pdf().startswith(b"%PDF"), "it cannot be printed")


def check(browser, path, drawn):
    page = Page(browser)
    browser.before_each_page(KEEP_TEXTS)
    browser.open("file://" + os.path.abspath(path))
    check_for_all(page)
    check_charts(page)
    check_map(page)
    check_table(page)
    check_runs(page, drawn)
    check_colours(page)
    for width, phone in ((390, True), (1440, False)):
        browser.size(width, 844, phone)
        check_for_all(page)
        check_labels(page, f"at {width} pixels")
    for summary in range(page.count("section summary, footer summary")):
        page.ask(f"document.querySelectorAll('section summary, footer summary')[{summary}].click()")
    browser.settle()
    check_for_all(page)


with Browser(sys.argv[1]) as browser:
    browser.size(1440, 900)
    check(browser, sys.argv[2], len(sys.argv) < 4)
    expect(not browser.complaints, f"the console says {browser.complaints}")
    expect(all(url.startswith("file:///") for url in browser.requests) and len(browser.requests) == 1,
           f"the page asked for {browser.requests}")
sys.exit(bool(failures))
