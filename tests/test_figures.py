"""Reads the figures of a study as a person would, with a ruler: what a mark, a bar and a map's square
say by the labels of the axes is held against the summary of the sweep. And the same of the PDF, as
far as Poppler tells it: python3 test_figures.py SUMMARY.json FIGURES.svg FIGURES.pdf"""
import json
import math
import re
import subprocess
import sys
import xml.etree.ElementTree as tree

SVG = "{http://www.w3.org/2000/svg}"
UNITS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9, "%": 0.01, "": 1, "B": 1, "KiB": 1024, "MiB": 1024**2}
failures = 0


def check(is_true, *words):
    global failures
    if not is_true:
        failures += 1
        print("FAILED:", *words)


def quantity(text):
    found = re.fullmatch(r"(-?[\d.]+)\s*([A-Za-z%]*)", str(text))
    return float(found[1]) * UNITS[found[2]] if found and found[2] in UNITS else None


def plain(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {plain(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(plain, value)) + "]"
    return str(value)


def number(element, name):
    return float(element.get(name))


def texts_of(figure):
    return [(number(one, "x"), number(one, "y"), one.text) for one in figure.iter(SVG + "text")
            if not one.get("transform")]


def estimate_of(cell, identity):
    if identity == "pass":
        return cell["rates"]["pass"]
    measure, estimate = identity.split("-")
    return cell[measure + "_ns"][estimate]


def centre(mark):
    if mark.tag == SVG + "circle":
        return number(mark, "cx"), number(mark, "cy")
    points = [tuple(map(float, point.split(","))) for point in mark.get("points").split()]
    xs, ys = zip(*points)
    if len(points) == 3:  # of a triangle the scale is 1.4 up and 1 down
        return xs[0], ys[0] + 1.4 / 2.4 * (max(ys) - min(ys))
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def scale(ticks):
    """A function from a value to its place, through the outermost of [(value, place)]."""
    (low, at_low), (high, at_high) = min(ticks), max(ticks)
    return lambda value: at_low + (value - low) / (high - low) * (at_high - at_low)


def axes_of(figure):
    """The y axis by the labels left of the plane, which share their right end; `never` apart."""
    texts = texts_of(figure)
    zero = next(one for one in texts if one[2] in ("0", "0%"))
    column = [one for one in texts if one[0] == zero[0]]
    y_of = scale([(quantity(text), y) for _, y, text in column if text != "never"])
    never = [y for _, y, text in column if text == "never"]
    return y_of, zero[1], never[0] if never else None


def check_chart(figure, cells, path):
    identity = figure.get("id")
    y_of, _, never = axes_of(figure)
    lift = 3.1  # from the middle of a label to its base line
    values = {plain(cell["settings"][path]) for cell in cells}
    labels = {text: x for x, _, text in texts_of(figure) if text in values}
    numbers = {text: quantity(text) for text in labels}
    is_log = all(one for one in numbers.values()) and max(numbers.values()) / min(numbers.values()) > 20
    x_of = scale([(math.log(one) if is_log else one, labels[text]) for text, one in numbers.items()])
    marks = [one for one in figure.iter() if one.find(SVG + "title") is not None and one.tag != SVG + "g"]
    stems = [tuple(map(float, re.split("[ ,]", one.get("points")))) for one in figure.iter(SVG + "polyline")
             if len(one.get("points").split()) == 2]
    found = 0
    for cell in cells:
        value = estimate_of(cell, identity)
        if "estimate" not in value:
            continue
        words = [plain(one) for one in cell["settings"].values()]
        mine = [one for one in marks if one.find(SVG + "title").text.split(": ")[0] and
                all(word in one.find(SVG + "title").text for word in words) and
                any(one.find(SVG + "title").text.startswith(word + ",") for word in words)]
        check(len(mine) == 1, identity, words, "has", len(mine), "marks")
        if len(mine) != 1:
            continue
        found += 1
        x, y = centre(mine[0])
        wanted = never - lift if value["estimate"] is None else y_of(value["estimate"]) - lift
        check(abs(y - wanted) < 0.03, identity, words, "is drawn at", y, "not at", wanted)
        place = quantity(plain(cell["settings"][path]))
        place = x_of(math.log(place) if is_log else place)
        check(abs(abs(x - place) - 1.25) < 0.03, identity, words, "is drawn at x", x, "not near", place)
        for bound in ("low", "high"):
            if bound not in value or value[bound] == value["estimate"]:
                continue
            end = never - lift if value[bound] is None else y_of(value[bound]) - lift
            check(any(abs(one[0] - x) < 0.02 and abs(one[1] - y) < 0.02 and abs(one[2] - x) < 0.02 and
                      abs(one[3] - end) < 0.03 for one in stems),
                  identity, words, "has no bar to its", bound, "bound at", end)
    check(found == len(marks), identity, "has", len(marks), "marks, of cells", found)
    return found


def check_map(figure, cells):
    identity = figure.get("id")[:-len("-map")]
    squares = [one for one in figure.iter(SVG + "polygon")]
    check(len(squares) == len(cells), identity, "map of", len(squares))
    known = []
    for cell in cells:
        estimate = estimate_of(cell, identity).get("estimate")
        words = [plain(one) for one in cell["settings"].values()]
        known.append((estimate, words))
    # The darker the more.
    shades = sorted(int(one.get("fill")[1:3], 16) for one in squares)
    finite = sorted((one for one, _ in known if one is not None), reverse=True)
    low, high = (0, 1) if identity == "pass" else (min(finite), max(finite))
    wanted = sorted([0xee + ((one - low) / (high - low) if high > low else 0) * (0x17 - 0xee) for one in finite] +
                    [255] * (len(known) - len(finite)))
    check(all(abs(a - b) <= 1 for a, b in zip(shades, wanted)), identity, shades, "not", wanted)


def check_pdf(path, root, groups):
    data = open(path, "rb").read()
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)[1])
    check(data[start:start + 5] == b"xref\n", "xref is not where it is said to be")
    offsets = [int(one) for one in re.findall(rb"(\d{10}) 00000 n ", data[start:])]
    for index, offset in enumerate(offsets):
        head = b"%d 0 obj\n" % (index + 1)
        check(data[offset:offset + len(head)] == head, "object", index + 1, "is not at", offset)
    for offset, length in re.findall(rb"(\d+) 0 obj\n<< /Length (\d+) 0 R", data):
        stream = data[data.index(b"%s 0 obj\n<< /Length" % offset):]
        begin = stream.index(b"stream\n") + 7
        claimed = int(re.search(rb"\n%s 0 obj\n(\d+)\n" % length, data)[1])
        check(stream[begin + claimed:begin + claimed + 9] == b"endstream", "length of", offset)
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True)
    check(told.returncode == 0 and not told.stderr, "pdfinfo:", told.stderr)
    check(f"Pages:           {len(groups)}\n" in told.stdout, told.stdout)
    boxes = subprocess.run(["pdftotext", "-bbox-layout", path, "-"], capture_output=True, text=True)
    check(boxes.returncode == 0 and not boxes.stderr, "pdftotext:", boxes.stderr)
    pages = tree.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", boxes.stdout))
    xhtml = "{http://www.w3.org/1999/xhtml}"
    for group, page in zip(groups, pages.iter(xhtml + "page")):
        lines = [(number(one, "xMin"), number(one, "xMax"), number(one, "yMax"), one.text)
                 for one in page.iter(xhtml + "word")]
        for text in group.iter(SVG + "text"):
            words = re.sub(r"[^\x20-\x7e\xa0-\xff]", "?", text.text).split()
            there = [one for one in lines if one[3] == words[0]]
            check(there, group.get("id"), "the PDF does not have", text.text)
            if len(words) > 1 or text.get("transform"):
                continue
            shares = {"start": 0, "middle": 0.5, "end": 1}
            x = number(text, "x")
            check(any(abs(one[0] + shares[text.get("text-anchor")] * (one[1] - one[0]) - x) < 0.06
                      for one in there), group.get("id"), text.text, "stands elsewhere in the PDF:", there, x)
    # Each disc of the one is a dot of the other.
    streams = re.findall(rb"stream\n(.*?)endstream", data, re.S)
    heights = [float(one) for one in re.findall(rb"MediaBox \[0 0 [\d.]+ ([\d.]+) ", data)]
    for group, stream, height in zip(groups, streams, heights):
        dots = [(float(a), height - float(b)) for a, b in re.findall(rb"1 J ([\d.]+) ([\d.]+) m", stream)]
        discs = [centre(one) for one in group.iter(SVG + "circle")]
        check(len(dots) == len(discs) and all(abs(a - c) < 0.02 and abs(b - d) < 0.02
                                              for (a, b), (c, d) in zip(dots, discs)),
              group.get("id"), dots, "in the PDF,", discs, "in the SVG")


summary, svg, pdf = json.load(open(sys.argv[1])), sys.argv[2], sys.argv[3]
root = tree.parse(svg).getroot()
groups = list(root.iter(SVG + "g"))
identities = [group.get("id") for group in groups]
check(len(identities) == len(set(identities)) and identities, "ids:", identities)
marks = 0
for group in groups:
    title = group.find(SVG + "title").text
    if group.get("id").endswith("-map"):
        check_map(group, summary["cells"])
    else:
        marks += check_chart(group, summary["cells"], re.search(r" against ([\w.]+), by ", title)[1])
    for element in group.iter():  # nothing sticks out
        if element.get("x"):
            check(0 <= number(element, "x") <= 396, group.get("id"), element.text, element.attrib)
check(marks >= len(summary["cells"]), "only", marks, "marks")
check_pdf(pdf, root, groups)
sys.exit(failures > 0)
