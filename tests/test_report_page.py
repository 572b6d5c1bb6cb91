"""Drives every control of a report in headless Chromium: python3 test_report_page.py CHROMIUM PAGE"""
import json
import os
import sys

from browser import Browser

failures = []


def expect(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED:", what)


def js(text):
    return json.dumps(text)


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
        """Scrolled into view: where a finger would be put."""
        return self.ask(
            f"(() => {{ const one = document.querySelectorAll({js(selector)})[{index}];"
            " one.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const box = one.getBoundingClientRect();"
            " return [box.left + box.width / 2, box.top + box.height / 2]; })()")

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


def check_charts(page):
    """The chart and its table follow each control."""
    expect(page.ink("#charts canvas:not(.swatch)") > 2000, "the chart is empty")
    data = json.loads(page.text("#data"))
    cells = data["study"]["cells"]
    measures = page.options("#charts select", 0)
    expect("pass" in measures and "latency-median" in measures, f"measures are {measures}")
    for measure in measures:
        page.choose("#charts select", 0, measure)
        expect(page.ink("#charts canvas:not(.swatch)") > 500, f"{measure} is empty")
        expect(page.count("#charts .numbers tbody tr") > 1, f"{measure} has no table")
    page.choose("#charts select", 0, "pass")
    expect(page.ask("document.activeElement === document.querySelector('#charts select')"),
           "the focus is lost by a choice")
    # With nothing held fixed the chart has a point for each cell.
    page.choose("#charts select", 2, "")
    for index in range(3, page.count("#charts select")):
        page.choose("#charts select", index, "")
    expect(page.count("#charts .numbers tbody tr") == len(cells), "the chart has not each cell")
    along = page.options("#charts select", 1)
    for path in along:
        page.choose("#charts select", 1, path)
        expect(path in page.text("#charts figcaption"), f"the title does not name {path}")
    page.choose("#charts select", 1, along[0])
    page.choose("#charts select", 2, along[1])
    expect(page.count("#charts .legend button") > 1, "there is no line for each value")
    before = page.ink("#charts canvas:not(.swatch)")
    page.click("#charts .legend button")
    expect(page.ask("document.querySelector('#charts .legend button').getAttribute('aria-pressed')") == "false",
           "a line's button does not say that it is off")
    expect(page.ink("#charts canvas:not(.swatch)") < before, "a line is still there")
    page.click("#charts .legend button")
    expect(page.ink("#charts canvas:not(.swatch)") == before, "a line does not come back")
    page.click("#charts input[type=checkbox]")
    expect(page.ask("document.querySelector('#charts input').checked"), "the axis does not fit the data")
    page.click("#charts .numbers summary")
    expect(page.ask("document.querySelector('#charts .numbers').open"), "the table does not open")
    x, y = page.middle("#charts .u-over")
    page.browser.mouse("mouseMoved", x, y)
    page.browser.settle()
    expect(page.text("#charts .reading.at").startswith("at "), "the cursor reads nothing")


def check_map(page):
    cells = json.loads(page.text("#data"))["study"]["cells"]
    for index in (1, 2):
        for path in page.options("#map select", index):
            page.choose("#map select", index, path)
            expect(page.count("#map td.heat") >= 4, f"the map of {path} has no cells")
    page.choose("#map select", 0, "pass")
    for index in range(3, page.count("#map select")):
        page.choose("#map select", index, "0")
    expect(page.count("#map td.heat") <= len(cells), "the map has more cells than the study")
    expect(all(text.endswith("%") for text in page.texts("#map td.heat")), "the map shows no rates")


def check_table(page):
    cells = json.loads(page.text("#data"))["study"]["cells"]
    expect(page.count("#cells tbody tr") == min(len(cells), 200), "the table has not each cell")
    for index in range(page.count("#cells button.sort")):
        for order in ("ascending", "descending"):
            page.click("#cells button.sort", index)
            said = page.ask(f"document.querySelectorAll('#cells thead th')[{index}].ariaSort")
            expect(said == order, f"column {index} is {said}, not {order}")
            column = page.texts(f"#cells tbody tr > :nth-child({index + 1})")
            if all(text.isdigit() for text in column):
                expect([int(text) for text in column] == sorted(map(int, column), reverse=order == "descending"),
                       f"column {index} is not {order}")
    page.focus("#cells button.sort")
    page.browser.press("Enter")
    expect(page.ask("document.querySelector('#cells thead th').ariaSort") == "ascending",
           "the keyboard does not sort")


def transform_of(page, run):
    return page.ask(f"document.querySelector('#run-{run} .page:not([hidden]) .svg-pan-zoom_viewport')"
                    ".getAttribute('transform')")


def check_drawing(page, run, tab):
    at = f"#run-{run} .page:not([hidden]) "
    page.click(f"#run-{run} [role=tab]", tab)
    page.browser.evaluate("new Promise((done) => setTimeout(done, 100))")
    start = transform_of(page, run)
    expect(start and start.startswith("matrix"), f"drawing {tab} does not move")
    for button in range(3):
        page.click(at + ".tools button", button)
        page.browser.evaluate("new Promise((done) => setTimeout(done, 50))")
        now = transform_of(page, run)
        expect(now != start or button == 1, f"button {button} of drawing {tab} does nothing")
        start = now
    page.focus(at + ".frame")
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "+", "-", "0"):
        before = transform_of(page, run)
        page.browser.press(key)
        page.browser.evaluate("new Promise((done) => setTimeout(done, 50))")
        expect(transform_of(page, run) != before or key == "0", f"{key} does not move drawing {tab}")
    x, y = page.middle(at + ".frame")
    before = transform_of(page, run)
    page.browser.mouse("mousePressed", x, y, button="left", clickCount=1)
    page.browser.mouse("mouseMoved", x + 30, y + 20, button="left", buttons=1)
    page.browser.mouse("mouseReleased", x + 30, y + 20, button="left", clickCount=1)
    page.browser.evaluate("new Promise((done) => setTimeout(done, 50))")
    expect(transform_of(page, run) != before, f"dragging does not move drawing {tab}")
    before = transform_of(page, run)
    page.browser.mouse("mouseWheel", x, y, deltaX=0, deltaY=-100, modifiers=2)
    page.browser.evaluate("new Promise((done) => setTimeout(done, 50))")
    expect(transform_of(page, run) != before, f"Ctrl and the wheel do not zoom drawing {tab}")
    check_facts(page, run, at, tab)
    page.click(at + ".tools button", 3)
    expect(page.count(".viewer.wide") == 1, "the drawing does not fill the window")
    page.focus(at + ".frame")
    page.browser.press("Escape")
    expect(page.count(".viewer.wide") == 0, "Escape does not leave the full window")


def check_facts(page, run, at, tab):
    things = page.count(at + "g[role=button]")
    expect(things > 3, f"drawing {tab} has {things} things to select")
    for index in range(min(things, 5)):
        page.focus(at + "g[role=button]", index)
        page.browser.press("Enter")
        said = page.text(at + ".panel h4")
        wanted = page.ask(f"document.querySelectorAll({js(at + 'g[role=button]')})[{index}].ariaLabel")
        expect(said == wanted, f"the facts are of {said}, not of {wanted}")
    page.ask(f"document.querySelector({js(at + '.panel')}).replaceChildren()")
    page.click(at + ".tools button", 2)
    page.browser.evaluate("new Promise((done) => setTimeout(done, 50))")
    vertex = at + "g.node[role=button] a"
    x, y = page.middle(vertex)
    page.browser.click(x, y)
    expect(page.count(at + ".panel h4") == 1, f"a click on a vertex of drawing {tab} shows no facts")


def check_runs(page, drawn):
    runs = [one["run"] for one in json.loads(page.text("#data"))["chosen"]]
    expect(page.count("details.run") == len(runs) > 0, "the chosen runs are not there")
    for run in runs:
        if not page.ask(f"document.querySelector('#run-{run}').open"):
            page.click(f"#run-{run} > summary")
        expect(page.ask(f"document.querySelector('#run-{run}').open"), f"run {run} does not open")
        expect(page.ink(f"#run-{run} canvas:not(.swatch)") > 1000, f"the course of run {run} is empty")
        expect(page.count(f"#run-{run} [role=tab]") == (3 if drawn else 0), f"drawings of run {run}")
    page.click(f"#run-{runs[0]} .copy")
    page.browser.evaluate("new Promise((done) => setTimeout(done, 100))")
    expect(page.text(f"#run-{runs[0]} .copy") == "copied", "nothing was copied")
    expect(page.text("#said") == "Copied", "nobody hears of the copy")
    for tab in range(3 if drawn else 0):
        check_drawing(page, runs[0], tab)
    if drawn:
        page.focus(f"#run-{runs[0]} [role=tab][aria-selected=true]")
        page.browser.press("ArrowRight")
        expect(page.ask("document.activeElement.getAttribute('role') === 'tab' &&"
                        " document.activeElement.ariaSelected === 'true'"), "arrows do not change the tab")


def check_for_all(page):
    """What holds of the whole page, whatever it shows."""
    expect(page.ask("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways")
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
    expect(paper() != light, "dark is as light")
    expect(stroke() != lines, "the chart is not drawn anew in the dark")
    page.ask("dispatchEvent(new Event('beforeprint'))")
    expect(paper() == light, "paper is dark")
    expect(page.count("details.run:not([open])") == 0, "a run is closed on paper")
    page.ask("dispatchEvent(new Event('afterprint'))")
    page.browser.settle()
    expect(paper() != light, "after printing it stays light")
    page.browser.media(prefers_color_scheme="light")
    expect(page.browser.pdf().startswith(b"%PDF"), "it cannot be printed")


def check(browser, path, drawn):
    page = Page(browser)
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
