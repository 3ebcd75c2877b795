#!/usr/bin/python3
"""pictures.py - the svg: well-formed, nothing on top of anything else, all that is described in it, and hostile names as
text; the dot, as Graphviz reads it; the hashes that the page's policy holds.

Prints "ok NAME", "not ok NAME" with what is wrong, or "skip NAME: reason". Needs no browser.
"""
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import networks

XENCFG = os.environ.get("XENCFG", "build/xencfg")
SVG = "{http://www.w3.org/2000/svg}"
MADE_UP = 150
NEAR = 3  # pixels
failed = False


def verdict(name, problems):
    global failed
    print(("not ok" if problems else "ok") + " graph/" + name)
    for p in list(problems)[:20]:
        print("    " + str(p)[:300])
    failed = failed or bool(problems)


def graph(path, *options):
    done = subprocess.run([XENCFG, "graph", *options, path], capture_output=True, timeout=60, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    return done.stdout.decode("utf-8")


def box(e):
    return tuple(float(e.get(k)) for k in ("x", "y", "width", "height"))


def overlap(a, b):
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def inside(a, b):
    return a[0] >= b[0] and a[1] >= b[1] and a[0] + a[2] <= b[0] + b[2] and a[1] + a[3] <= b[1] + b[3]


def overlaps(boxes):
    """Pairs that lie on each other; sorted by y, so that only neighbours are compared."""
    found, open_ = [], []
    for b in sorted(boxes, key=lambda b: b[1]):
        open_ = [o for o in open_ if o[1] + o[3] > b[1]]
        found += [(o, b) for o in open_ if overlap(o, b)]
        open_.append(b)
    return found


def class_of(e):
    return (e.get("class") or "").split()


def lines_of(root):
    """Horizontal and vertical pieces of the lines of bridges: (bridge, x1, y1, x2, y2)."""
    for p in root.iter(SVG + "path"):
        if "line" not in class_of(p):
            continue
        x = y = 0.0
        for command, number in re.findall(r"([MHV])([-0-9 ]+)", p.get("d")):
            values = [float(n) for n in number.split()]
            if command == "M":
                x, y = values
            elif command == "H":
                yield p.get("data-on"), min(x, values[0]), y, max(x, values[0]), y
                x = values[0]
            else:
                yield p.get("data-on"), x, min(y, values[0]), x, max(y, values[0])
                y = values[0]


def merged(lines):
    """Lines of two bridges that run into one, or so near that they look like one."""
    lines = sorted(lines, key=lambda l: (l[2] != l[4], l[2] if l[2] == l[4] else l[1]))
    for i, (a, ax1, ay1, ax2, ay2) in enumerate(lines):
        for b, bx1, by1, bx2, by2 in lines[i + 1:]:
            flat, near = ay1 == ay2, abs(by1 - ay1) if ay1 == ay2 else abs(bx1 - ax1)
            if (by1 == by2) != flat or near >= NEAR:
                break
            if a != b and (min(ax2, bx2) > max(ax1, bx1) if flat else min(ay2, by2) > max(ay1, by1)):
                yield a, b, (ax1, ay1)


def check_picture(text, description):
    """All that is wrong with a picture of this description."""
    problems = []
    try:
        root = ET.fromstring(text)
    except ET.ParseError as e:
        return [e]
    page = (0, 0, float(root.get("width")), float(root.get("height")))
    parts = {k: [box(r) for r in root.iter(SVG + "rect") if k in class_of(r)] for k in ("card", "box", "netdev", "frame")}
    boxes = parts["card"] + parts["box"] + parts["netdev"]
    problems += [f"{a} lies on {b}" for a, b in overlaps(boxes)]
    problems += [f"{a} lies on {b}" for a, b in overlaps(parts["frame"] + parts["box"] + parts["netdev"])]
    problems += [f"{b} is outside the picture" for b in boxes + parts["frame"] if not inside(b, page)]
    problems += [f"{c} is in no frame" for c in parts["card"] if parts["frame"] and not any(inside(c, f) for f in parts["frame"])]
    problems += [f"the lines of {a} and {b} are one at {key}" for a, b, key in merged(lines_of(root))]
    # Text of a card ends inside it: 7 a character of one width (6.6 and a little), 8 of a name.
    for g in root.iter(SVG + "g"):
        rects = [r for r in g.findall(SVG + "rect") if "card" in class_of(r) or "box" in class_of(r)]
        for t in g.findall(SVG + "text"):
            if rects and "end" not in class_of(t):
                width = len("".join(t.itertext())) * (8.1 if "name" in class_of(t) else 6.7)
                x, y, w, h = box(rects[0])
                if not (x <= float(t.get("x")) and float(t.get("x")) + width <= x + w and y < float(t.get("y")) < y + h):
                    problems.append(f"\"{''.join(t.itertext())}\" runs out of {rects[0].attrib}")
    titles = [t.text or "" for t in root.iter(SVG + "title")]
    problems += [f"no guest {g['name']}" for g in description["guests"] if not any(t.split("\n")[0] == "guest " + g["name"] for t in titles)]
    problems += [f"no bridge {b['name']}" for b in description["bridges"] if not any(t.startswith("bridge " + b["name"] + ",") for t in titles)]
    if len(parts["card"]) != len(description["guests"]):
        problems.append(f"{len(parts['card'])} cards")
    return problems


def pictures(folder):
    verdict("the founding picture", check_picture(graph(networks.GERF), json.load(open(networks.GERF, encoding="utf-8"))))
    verdict("the picture in examples is today's", [] if graph(networks.GERF) == open("examples/gerf/network.svg", encoding="utf-8").read()
            else ["write it anew: xencfg graph -o examples/gerf/network.svg " + networks.GERF])
    for name, description in (("8 bridges and 200 guests", networks.many()), ("hostile names", networks.hostile())):
        text = graph(networks.write(folder, "x.json", description))
        verdict("picture of " + name, check_picture(text, description))
    size = ET.fromstring(graph(networks.write(folder, "x.json", networks.many())))
    verdict("200 guests are no wider than a screen and not endless", [] if float(size.get("width")) <= 1920 and float(size.get("height")) <= 4800
            else [size.get("width") + " x " + size.get("height")])
    problems = []
    for seed in range(MADE_UP):
        description = networks.made_up(seed)
        try:
            found = check_picture(graph(networks.write(folder, "x.json", description)), description)
        except RuntimeError as e:
            found = [] if not description["guests"] and not description["bridges"] else [e]
        problems += [f"seed {seed}: {p}" for p in found]
    verdict(f"{MADE_UP} pictures of any shape", problems)


def told(folder):
    """Every value of the description is in its thing: in full under the pointer, the first of many beside it."""
    description = networks.told()
    things = {}
    for g in ET.fromstring(graph(networks.write(folder, "x.json", description))).iter(SVG + "g"):
        if g.find(SVG + "title") is not None:
            title = g.find(SVG + "title").text
            things[title.split("\n")[0].split(",")[0]] = (title, ["".join(t.itertext()) for t in g.findall(SVG + "text")])
    problems = []

    def needs(thing, under_pointer, drawn):
        title, texts = things.get(thing, ("", []))
        problems.extend(f"{v} is not under the pointer of {thing}: {title!r}" for v in under_pointer if v not in re.split("[ ,\n]+", title))
        problems.extend(f"{v} is not drawn in {thing}: {texts}" for v in drawn if v not in texts)

    for b in description["bridges"]:
        subnets = b.get("subnets", [])
        needs("bridge " + b["name"], subnets, [b["name"], *subnets[:1], *([f"+{len(subnets) - 1}"] if len(subnets) > 1 else [])])
        needs(b["netdev"], [], [b["netdev"]] + ([f"VLAN {b['vlan']}"] if "vlan" in b else []))
    for g in description["guests"]:
        for v in g["vif"]:
            ips = networks.addresses(v)
            needs("guest " + g["name"], [v["bridge"], v["mac"], *ips], [v["mac"], *ips[:1], *([f"+{len(ips) - 1}"] if len(ips) > 1 else [])])
    verdict("netdevs, subnets, addresses and MACs are in the picture", problems)


def hostile_picture(folder):
    text = graph(networks.write(folder, "x.json", networks.hostile()))
    allowed = {SVG + t for t in ("svg", "title", "style", "rect", "g", "a", "text", "tspan", "path", "circle")}
    root = ET.fromstring(text)
    problems = [f"element {e.tag}" for e in root.iter() if e.tag not in allowed]
    problems += [f"attribute {a}" for e in root.iter() for a in e.attrib if a.startswith("on") or "href" in a]
    verdict("hostile names make no element and no attribute", problems)
    # Bytes that are no text at all stand in hand-written files.
    os.makedirs(folder + "/bytes", exist_ok=True)
    with open(folder + "/bytes/x.cfg", "wb") as out:
        out.write(b'name = "a\xff\xfe\xe2\x80\xaeb"\nkernel = "/k"\nvif = ["bridge=x\x01y\xc3"]\n')
    problems = []
    for options in ((), ("--format", "dot"), ("--format", "mermaid"), ("--format", "html")):
        text = graph(folder + "/bytes", *options)
        if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text):
            problems.append(f"control characters in {options}")
    ET.fromstring(graph(folder + "/bytes"))
    verdict("bytes that are no text steer nothing", problems)


def dot(folder):
    if not shutil.which("dot"):
        print("skip graph/dot: Graphviz is not installed")
        return
    description = networks.hostile()
    text = graph(networks.write(folder, "x.json", description), "--format", "dot")
    done = subprocess.run(["dot", "-Tsvg"], input=text.encode(), capture_output=True, timeout=120, check=False)
    drawn = {"".join(t.itertext()) for t in ET.fromstring(done.stdout).iter(SVG + "text")} if done.returncode == 0 else set()
    problems = [done.stderr.decode()] if done.returncode or done.stderr else []
    problems += [f"{n!r} is not drawn" for n in networks.HOSTILE if n not in {d.replace("\u00a0", " ") for d in drawn}]
    verdict("Graphviz draws every hostile name as it is", problems)


def hashes():
    def policy(path):
        return "'sha256-" + base64.b64encode(hashlib.sha256(open(path, "rb").read()).digest()).decode() + "'"
    wanted = (f"style-src {policy('templates/graph-picture.css')} {policy('templates/graph.css')}; "
              f"script-src {policy('templates/graph.js')};")
    verdict("the page's policy has today's hashes", [] if wanted in open("templates/graph.html", encoding="utf-8").read()
            else ["templates/graph.html must say: " + wanted])


def main():
    with tempfile.TemporaryDirectory() as folder:
        pictures(folder)
        told(folder)
        hostile_picture(folder)
        dot(folder)
    hashes()
    return failed


sys.exit(main())
