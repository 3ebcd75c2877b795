#!/usr/bin/python3
"""pages.py - the page, in a headless Chromium: no complaint, no request, search, filter, keys, findings at their places,
names that stay text, both colour schemes readable, everything named for who cannot see it.

Prints "ok NAME", "not ok NAME" with what is wrong, or "skip NAME: reason".
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import browser
import networks

XENCFG = os.environ.get("XENCFG", "build/xencfg")
failed = False

# Text on the page and its contrast with what is behind it: [text, ratio] of all below 4.5.
CONTRAST = r"""
(() => {
  const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length > 3 ? m : m.concat(1); };
  const light = c => { const f = c.slice(0, 3).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4); });
                       return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
  const ratio = (a, b) => { const x = light(a), y = light(b); return (Math.max(x, y) + .05) / (Math.min(x, y) + .05); };
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3]) return c; } return [255, 255, 255, 1]; };
  const low = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || ["SCRIPT", "STYLE", "title"].includes(e.tagName) || !e.getClientRects().length) continue;
    const style = getComputedStyle(e);
    let r;
    if (e.namespaceURI.endsWith("svg")) {
      const box = e.closest("text").parentElement.querySelector("rect"), text = e.closest("text");
      const on = text.classList.contains("count") ? text.previousElementSibling : box && box.closest("a") ? box : document.querySelector("rect.back");
      r = ratio(parse(style.fill), parse(getComputedStyle(on).fill));
      if (e.tagName === "tspan") continue;
    } else
      r = ratio(parse(style.color), behind(e));
    if (r < 4.5) low.push([e.textContent.slice(0, 40), e.className.baseVal || e.className, Math.round(r * 100) / 100]);
  }
  return low;
})()
"""


def verdict(name, problems):
    global failed
    print(("not ok" if problems else "ok") + " graph/" + name)
    for p in list(problems)[:20]:
        print("    " + str(p)[:300])
    failed = failed or bool(problems)


def expect(problems, what, found, wanted):
    if found != wanted:
        problems.append(f"{what}: {found!r}, not {wanted!r}")


class Pages:
    def __init__(self, folder, chromium):
        self.folder, self.b = folder, chromium

    def page(self, description, name="x"):
        source = networks.write(self.folder, name + ".json", description)
        target = os.path.join(self.folder, name + ".html")
        done = subprocess.run([XENCFG, "graph", "-o", target, source], capture_output=True, timeout=60, check=False)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr.decode())
        return target

    def shown(self, selector):
        return self.b.run(f"[...document.querySelectorAll({json.dumps(selector)})].filter(e => e.getClientRects().length).length")

    def tab_to(self, test, most=80):
        """Presses Tab until the element with the focus, e, is the one. False: it never is."""
        for _ in range(most):
            self.b.key("Tab", 9)
            if self.b.run(f"(e => {test})(document.activeElement)"):
                return True
        return False

    def loads(self):
        for name, description in (("the founding page", json.load(open(networks.GERF, encoding="utf-8"))),
                                  ("the page of 200 guests", networks.many()), ("the page of findings", networks.wrong()),
                                  ("the page of hostile names", networks.hostile())):
            path = self.page(description)
            for scheme in ("light", "dark"):
                self.b.open(path, scheme)
                problems = self.b.complaints()
                problems += [r for r in self.b.requests() if r != "file://" + path and not r.startswith("data:")]
                expect(problems, "guests", self.shown("tbody.guest"), len(description["guests"]))
                verdict(f"{name}, {scheme}: no complaint, no request", problems)
                verdict(f"{name}, {scheme}: text can be read", self.b.run(CONTRAST))

    def tables(self):
        """A row a bridge and a row a vif, with all that the description says of it."""
        description = networks.told()
        self.b.open(self.page(description))
        problems = []
        cells = "r => [...r.cells].map(c => c.textContent.trim())"
        for b, row in zip(description["bridges"], self.b.run(f"[...document.querySelectorAll('tr.bridge')].map({cells})")):
            expect(problems, "bridge", row[:4], [b["name"], row[1], ", ".join(b.get("subnets", [])), b.get("gateway", "")])
            expect(problems, f"netdev of {b['name']}", b["netdev"] in row[1], True)
        rows = self.b.run(f"[...document.querySelectorAll('tbody.guest')].map(g => [...g.rows].map({cells}))")
        expect(problems, "vifs", [[g[0][0]] + [r[1:5] for r in g[1:]] for g in rows],
               [[g["name"]] + [[str(i), v["bridge"], ", ".join(networks.addresses(v)), v["mac"]] for i, v in enumerate(g["vif"])] for g in description["guests"]])
        verdict("the tables have every bridge and every vif, whole", problems)

    def looks(self):
        """What is out of the search is dim, what has the focus is marked, paper has no buttons, and the theme is the other one."""
        self.b.open(self.page(networks.many()))
        problems = []
        style = lambda e, what: self.b.run(f"getComputedStyle({e}).{what}")
        self.b.key("/", 191, "/")
        expect(problems, "the focus is marked", style("document.activeElement", "outlineStyle"), "solid")
        self.b.type("web-0")
        self.b.run("new Promise(done => setTimeout(done, 300))")
        expect(problems, "what is not found is dim", float(style("document.querySelector('#picture a.off')", "opacity")) < .5, True)
        self.b.run("document.getElementById('theme').focus()")
        self.b.key("Escape", 27)
        expect(problems, "Escape elsewhere leaves the search", self.b.run("document.getElementById('search').value"), "web-0")
        for name, back in (("Dark", "rgb(255, 255, 255)"), ("Light", "rgb(15, 20, 25)"), ("Dark", "rgb(255, 255, 255)")):
            expect(problems, "the button says", self.b.run("document.getElementById('theme').textContent"), name)
            expect(problems, "behind the text, " + name, style("document.body", "backgroundColor"), back)
            self.b.key("Enter", 13, "\r")
        self.b.open(self.page(networks.many()), "dark")
        expect(problems, "who prefers dark gets it", style("document.body", "backgroundColor"), "rgb(15, 20, 25)")
        expect(problems, "the button there", self.b.run("document.getElementById('theme').textContent"), "Light")
        self.b.open(self.page(networks.many()))
        self.b.key("Tab", 9)
        expect(problems, "the way past the menus shows", self.b.run("document.activeElement.getBoundingClientRect().left >= 0"), True)
        expect(problems, "Tab comes to the picture", self.tab_to("e.dataset && e.dataset.thing"), True)
        expect(problems, "what has the focus there", style("document.activeElement.querySelector('rect')", "strokeWidth"), "3px")
        self.b.call("Emulation.setEmulatedMedia", media="print")
        expect(problems, "on paper", [self.shown("#filter"), self.shown(".tools"), self.shown("nav")], [0, 0, 0])
        expect(problems, "the picture on paper", style("document.getElementById('scroll')", "maxHeight"), "none")
        self.b.call("Emulation.setEmulatedMedia", media="")
        verdict("focus, dimness, paper and theme look as they should", problems)

    def detectors(self):
        """A page that does ask and complain is noticed, else the checks above say nothing."""
        path = self.page(networks.wrong(), "asks")
        text = open(path, encoding="utf-8").read()
        start = text.index("<meta http-equiv")
        text = text[:start] + text[text.index(">", start) + 1:]
        with open(path, "w", encoding="utf-8") as out:
            out.write(text.replace("</main>", "<img src='http://127.0.0.1:9/x.png'><script>console.log('x'); nothing()</script></main>"))
        self.b.open(path)
        problems = []
        expect(problems, "requests", any("127.0.0.1" in r for r in self.b.requests()), True)
        expect(problems, "complaints", len(self.b.complaints()) >= 2, True)
        verdict("a page that asks and complains would be noticed", problems)

    def policy(self):
        self.b.open(self.page(networks.wrong()))
        problems = []
        self.b.run("document.body.insertAdjacentHTML('beforeend', `<img src=x onerror='window.hit = 1'><iframe srcdoc='<script>top.hit = 1</script>'></iframe>`)")
        self.b.run("(() => { const s = document.createElement('script'); s.textContent = 'window.hit = 1'; document.body.append(s); })()")
        asked = self.b.run("fetch('http://127.0.0.1:9/').then(() => 'went', e => 'refused')")
        self.b.run("new Promise(done => setTimeout(done, 200))")
        expect(problems, "a script that came in later", self.b.run("window.hit"), None)
        expect(problems, "fetch", asked, "refused")
        problems += [r for r in self.b.requests() if r.startswith("http")]
        verdict("the page's own policy stops scripts and requests", problems)

    def hostile(self):
        description = networks.hostile()
        self.b.open(self.page(description))
        problems = []
        for name, selector, wanted in (
                ("guests", "tbody.guest th", [g["name"] for g in description["guests"]]),
                ("bridges", "#filter label", [b["name"] for b in description["bridges"]])):
            found = self.b.run(f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)")
            expect(problems, name, found[:len(wanted)], wanted)
        expect(problems, "heading", self.b.run("document.querySelector('h1').textContent"), description["host"]["name"])
        expect(problems, "scripts", self.b.run("document.scripts.length"), 1)
        expect(problems, "images and frames", self.b.run("document.querySelectorAll('img, iframe, object, embed, b:not(.severity)').length"), 0)
        expect(problems, "handlers", self.b.run("[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"), 0)
        expect(problems, "links out", self.b.run("[...document.links].filter(a => !a.getAttribute('href').startsWith('#')).length"), 0)
        expect(problems, "dialogs", any(e.get("method") == "Page.javascriptDialogOpening" for e in self.b.events), False)
        verdict("hostile names stay text", problems)

    def search(self):
        description = networks.many()
        self.b.open(self.page(description))
        problems = []
        self.b.key("/", 191, "/")
        expect(problems, "focus after /", self.b.run("document.activeElement.id"), "search")
        self.b.type("web-0")
        wanted = [g["name"] for g in description["guests"] if "web-0" in g["name"]]
        found = self.b.run("[...document.querySelectorAll('tbody.guest')].filter(e => !e.hidden).map(e => e.querySelector('th').textContent)")
        expect(problems, "guests found", found, wanted)
        expect(problems, "said", self.b.run("document.getElementById('matches').textContent"), f"{len(wanted)} of 200 guests")
        expect(problems, "bright in the picture", self.b.run("document.querySelectorAll('#picture a[data-thing^=g]:not(.off)').length"), len(wanted))
        self.b.key("Escape", 27)
        self.b.run("new Promise(done => setTimeout(done, 50))")
        expect(problems, "guests after Escape", self.shown("tbody.guest"), 200)
        mac = description["guests"][7]["vif"][0]["mac"]
        self.b.type(mac.lower() + " " + description["guests"][7]["name"][:3].upper())
        expect(problems, "by MAC and name, in any case", self.shown("tbody.guest"), 1)
        # Enter asks for no other page, and Escape, which the browser has for the text alone, shows all again.
        self.b.run("document.querySelector('#filter input[type=checkbox]').click()")
        self.b.run("document.getElementById('search').focus()")
        self.b.key("Enter", 13, "\r")
        self.b.run("new Promise(done => setTimeout(done, 100))")
        expect(problems, "after Enter", self.b.run("location.search + document.getElementById('matches').textContent"), "1 of 200 guests")
        self.b.key("Escape", 27)
        self.b.run("new Promise(done => setTimeout(done, 50))")
        expect(problems, "bridges chosen after Escape", self.b.run("document.querySelectorAll('#filter input:checked').length"), 0)
        verdict("search finds names, MACs and addresses", problems)

    def filter(self):
        description = networks.many()
        self.b.open(self.page(description))
        problems = []
        wanted = sum(any(v["bridge"] == "voice" for v in g["vif"]) for g in description["guests"])
        both = sum(any(v["bridge"] in ("voice", "lab") for v in g["vif"]) for g in description["guests"])
        expect(problems, "Tab comes to voice", self.tab_to("e.type === 'checkbox' && e.parentElement.textContent.trim() === 'voice'"), True)
        self.b.key(" ", 32, " ")
        expect(problems, "guests on voice", self.shown("tbody.guest"), wanted)
        expect(problems, "bridges", self.shown("tr.bridge"), 1)
        expect(problems, "bridges bright", self.b.run("document.querySelectorAll('#picture a[data-thing^=b]:not(.off)').length"), 1)
        self.b.key("Tab", 9)
        self.b.key(" ", 32, " ")
        expect(problems, "guests on voice or lab", self.shown("tbody.guest"), both)
        expect(problems, "Tab comes to Show all", self.tab_to("e.type === 'reset'"), True)
        self.b.key("Enter", 13, "\r")
        self.b.run("new Promise(done => setTimeout(done, 50))")
        expect(problems, "all again", self.shown("tbody.guest"), 200)
        verdict("bridges filter, by keys alone", problems)

    def findings(self):
        path = self.page(networks.wrong())
        done = subprocess.run([XENCFG, "lint", "--format", "json", self.folder + "/x.json"], capture_output=True, timeout=60, check=False)
        found = json.loads(done.stdout)["findings"]
        lines = open(self.folder + "/x.json", encoding="utf-8").read().split("\n")
        self.b.open(path)
        problems = [] if len(found) >= 4 else ["too few findings to try"]
        expect(problems, "findings", self.shown("li.finding"), len(found))
        for i, f in enumerate(found):
            self.b.run(f"document.querySelector('details').open = false; document.querySelector('#f{i} .source').focus()")
            self.b.key("Enter", 13, "\r")
            self.b.run("new Promise(done => setTimeout(done, 50))")
            at = self.b.run("""(() => { const e = document.activeElement, r = e.getBoundingClientRect(), n = []; let s = e;
                while ((s = s.nextElementSibling) && s.classList.contains("found")) n.push(s.textContent);
                return [e.querySelector("code")?.textContent, r.top > 0 && r.bottom < innerHeight, n.join(" "), e.querySelector("mark")?.textContent]; })()""")
            expect(problems, f"source of {f['code']}", at[0], lines[f["line"] - 1])
            expect(problems, f"{f['code']} is seen", at[1], True)
            if f["message"] not in at[2]:
                problems.append(f"{f['message']} is not beside its line but {at[2]!r}")
        verdict("a finding leads to its source, and stands beside it", problems)
        problems = []
        marks = self.b.run("Object.fromEntries([...document.querySelectorAll('tbody.guest, tr.bridge')].map(e => [e.querySelector('th').textContent.trim(), [...e.querySelectorAll('.mark')].map(m => m.textContent)]))")
        expect(problems, "marks", {k: sorted(set(v)) for k, v in marks.items()}, {
            "lan": [], "far too long a name": ["XC202"], "lam no such bridge": [], "one": ["XC103"],
            "two": ["XC103", "XC201"], "three": ["XC008"], "four": [], "five": ["XC103"]})
        badges = self.b.run("Object.fromEntries([...document.querySelectorAll('#picture a')].map(e => [e.querySelector('.name').textContent, e.querySelector('.count')?.textContent ?? '']))")
        expect(problems, "badges", [badges.get(n) for n in ("one", "two", "three", "four", "five", "lan")], ["1", "2", "1", "", "1", ""])
        twice = self.b.run("[...document.querySelectorAll('li.finding')].flatMap(e => { const l = [...e.querySelectorAll('a')].map(a => a.hash + a.textContent); return l.filter((one, i) => l.indexOf(one) !== i); })")
        expect(problems, "links that a finding has twice", twice, [])
        expect(problems, "password", self.b.run("document.documentElement.outerHTML.includes('sesame')"), False)
        verdict("findings are shown on the things that they concern, passwords nowhere", problems)

    def narrowed(self):
        """A search leaves only the findings of what it found, and of no bridge that nothing of it hangs on; a link ends it."""
        self.b.open(self.page(networks.wrong()))
        problems = []
        every = self.shown("li.finding")
        self.b.key("/", 191, "/")
        self.b.type("three")
        codes = self.b.run("[...document.querySelectorAll('li.finding')].filter(e => !e.hidden && e.dataset.things).map(e => e.querySelector('.code').textContent.slice(1, 6))")
        expect(problems, "findings of three", codes, ["XC008"])
        expect(problems, "bridges of three", self.shown("tr.bridge"), 1)
        dim = "[...new Set([...document.querySelectorAll('#picture [data-on].off')].map(e => e.dataset.on))].sort().join()"
        expect(problems, "lines of the other bridges, dim", self.b.run(dim), "b1,b2")
        self.b.run("location.hash = 'g0'")
        self.b.run("new Promise(done => setTimeout(done, 50))")
        expect(problems, "the row that a link leads to", self.b.run("document.activeElement.id + document.getElementById('g0').hidden"), "g0false")
        expect(problems, "findings after it", self.shown("li.finding"), every)
        lit = "[...new Set([...document.querySelectorAll('#picture [data-on].lit')].map(e => e.dataset.on))].join()"
        self.b.run("document.querySelector('#picture a[data-thing=g0]').focus()")
        expect(problems, "lines of a guest that has the focus", self.b.run(lit), "b0")
        place = self.b.run("document.querySelector('.finding .source').hash")
        self.b.run(f"location.hash = {place!r}; setTimeout(() => location.reload(), 50); new Promise(done => setTimeout(done, 20))")
        time.sleep(1)
        expect(problems, "a page called with a place goes there", self.b.run("'#' + document.activeElement.id"), place)
        fit = "document.getElementById('picture').classList.contains('fit') + document.getElementById('fit').getAttribute('aria-pressed')"
        before = self.b.run(fit)
        self.b.run("document.getElementById('fit').click()")
        expect(problems, "fit", sorted([before, self.b.run(fit)]), ["falsefalse", "truetrue"])
        verdict("a search narrows findings, bridges and lines; a link ends it", problems)

    def keys(self):
        self.b.open(self.page(networks.wrong()))
        problems = []
        expect(problems, "the first Tab", self.tab_to("e.className === 'skip'", 1), True)
        expect(problems, "Tab comes to a guest of the picture", self.tab_to("e.dataset && e.dataset.thing === 'g1'"), True)
        expect(problems, "what hangs together with it", self.b.run("[...document.querySelectorAll('#picture a.lit')].map(a => a.dataset.thing).sort().join()"), "b0,b2,g1")
        self.b.key("Enter", 13, "\r")
        self.b.run("new Promise(done => setTimeout(done, 50))")
        expect(problems, "its row", self.b.run("document.activeElement.id"), "g1")
        expect(problems, "Tab comes to the theme", self.tab_to("e.id === 'theme'"), True)
        before = self.b.run("getComputedStyle(document.body).backgroundColor + getComputedStyle(document.querySelector('.back')).fill")
        self.b.key("Enter", 13, "\r")
        after = self.b.run("getComputedStyle(document.body).backgroundColor + getComputedStyle(document.querySelector('.back')).fill")
        expect(problems, "light and dark differ", before != after, True)
        verdict("the page is usable by keys", problems)
        self.b.call("Accessibility.enable")
        nodes = self.b.call("Accessibility.getFullAXTree")["nodes"]
        roles = ("link", "button", "checkbox", "searchbox", "textbox", "region", "navigation", "search")
        nameless = [n["role"]["value"] for n in nodes if not n.get("ignored") and n["role"]["value"] in roles
                    and n["role"]["value"] != "search" and not n.get("name", {}).get("value", "").strip()]
        verdict("everything that can be used has a name", nameless)

    def without_script(self):
        path = self.page(networks.wrong())
        self.b.call("Emulation.setScriptExecutionDisabled", value=True)
        self.b.open(path)
        rows = self.b.call("DOM.getDocument", depth=-1)
        self.b.call("Emulation.setScriptExecutionDisabled", value=False)
        text = json.dumps(rows)
        verdict("without its script all is still there", [n for n in ("four", "far too long a name", "XC103") if n not in text])


def main():
    if not browser.find():
        print("skip graph/page: no Chromium")
        return False
    with tempfile.TemporaryDirectory() as folder:
        chromium = browser.Browser()
        try:
            pages = Pages(folder, chromium)
            for check in (pages.loads, pages.tables, pages.looks, pages.detectors, pages.policy, pages.hostile, pages.search, pages.filter, pages.findings,
                          pages.narrowed, pages.keys, pages.without_script):
                try:
                    check()
                except (RuntimeError, TimeoutError, EOFError, TypeError) as e:
                    verdict(check.__name__, [repr(e)])
        finally:
            chromium.close()
    return failed


sys.exit(main())
