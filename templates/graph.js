// What the page does besides showing: search, filter, highlighting, light and dark. Without it all is still there.
(function () {
	"use strict";
	var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
	var byId = function (id) { return document.getElementById(id); };
	var words = function (s) { return s ? s.trim().toLowerCase().split(/\s+/).filter(Boolean) : []; };
	var form = byId("filter"), search = byId("search"), matches = byId("matches"), picture = byId("picture");
	var boxes = all("#filter input[type=checkbox]");
	var things = {}; // by the names of rows: what stands for them in the picture
	all("#picture [data-thing]").forEach(function (a) { things[a.dataset.thing] = a; });
	var lines = all("#picture [data-on]");
	var guests = all("tbody.guest").map(function (row) {
		return { id: row.id, row: row, on: words(row.dataset.on), text: row.textContent.toLowerCase() };
	});
	var bridges = all("tr.bridge").map(function (row) {
		return { id: row.id, row: row, text: row.textContent.toLowerCase() };
	});
	var findings = all("li.finding").map(function (row) {
		return { row: row, things: words(row.dataset.things) };
	});

	function show(thing, shown) {
		thing.row.hidden = !shown;
		if (things[thing.id])
			things[thing.id].classList.toggle("off", !shown);
	}

	function apply() {
		var asked = words(search.value), chosen = {}, any = false, used = {}, seen = {}, n = 0;
		boxes.forEach(function (box) {
			chosen[box.value] = box.checked;
			any = any || box.checked;
		});
		var has = function (text) { return asked.every(function (word) { return text.indexOf(word) >= 0; }); };
		guests.forEach(function (g) {
			var shown = has(g.text) && (!any || g.on.some(function (b) { return chosen[b]; }));
			show(g, shown);
			if (shown) {
				n++;
				seen[g.id] = true;
				g.on.forEach(function (b) { used[b] = true; });
			}
		});
		bridges.forEach(function (b) {
			var shown = (!any || chosen[b.id]) && (!asked.length || has(b.text) || used[b.id] === true);
			show(b, shown);
			seen[b.id] = shown;
		});
		lines.forEach(function (line) { line.classList.toggle("off", !seen[line.dataset.on]); });
		findings.forEach(function (f) {
			f.row.hidden = (any || asked.length > 0) && f.things.length > 0 &&
				!f.things.some(function (id) { return seen[id]; });
		});
		matches.textContent = any || asked.length ? n + " of " + guests.length + " guests" : "";
	}

	// What hangs together with the thing under the pointer, or that has the focus, stays bright.
	function light(id) {
		var lit = {};
		guests.forEach(function (g) {
			if (g.id === id || g.on.indexOf(id) >= 0) {
				lit[g.id] = true;
				if (g.id === id)
					g.on.forEach(function (b) { lit[b] = true; });
			}
		});
		if (id)
			lit[id] = true;
		picture.classList.toggle("some", Boolean(id));
		Object.keys(things).forEach(function (name) { things[name].classList.toggle("lit", lit[name] === true); });
		lines.forEach(function (line) { line.classList.toggle("lit", lit[line.dataset.on] === true); });
	}

	// Where a link leads is opened, shown though a filter hides it, and gets the focus.
	function arrive() {
		var target = byId(decodeURIComponent(location.hash.slice(1)));
		if (!target)
			return;
		for (var e = target; e; e = e.parentElement)
			if (e.tagName === "DETAILS")
				e.open = true;
		if (target.hidden) {
			form.reset();
			apply();
		}
		target.scrollIntoView({ block: "center" });
		if (target.hasAttribute("tabindex"))
			target.focus({ preventScroll: true });
	}

	function fit(on) {
		picture.classList.toggle("fit", on);
		byId("fit").setAttribute("aria-pressed", String(on));
	}

	var dark = window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches;
	var rules = [];
	Array.prototype.forEach.call(document.styleSheets, function (sheet) {
		Array.prototype.forEach.call(sheet.cssRules, function (rule) {
			if (rule.media && rule.media.mediaText.indexOf("prefers-color-scheme") >= 0)
				rules.push(rule);
		});
	});
	function theme() {
		rules.forEach(function (rule) { rule.media.mediaText = dark ? "all" : "not all"; });
		document.documentElement.style.colorScheme = dark ? "dark" : "light";
		byId("theme").textContent = dark ? "Light" : "Dark";
	}

	search.addEventListener("input", apply);
	form.addEventListener("change", apply);
	form.addEventListener("reset", function () { setTimeout(apply, 0); });
	form.addEventListener("submit", function (event) { event.preventDefault(); });
	["pointerover", "focusin"].forEach(function (name) {
		picture.addEventListener(name, function (event) {
			var a = event.target.closest("[data-thing]");
			light(a ? a.dataset.thing : "");
		});
	});
	["pointerleave", "focusout"].forEach(function (name) {
		picture.addEventListener(name, function () { light(""); });
	});
	byId("fit").addEventListener("click", function () { fit(!picture.classList.contains("fit")); });
	byId("theme").addEventListener("click", function () {
		dark = !dark;
		theme();
	});
	document.addEventListener("keydown", function (event) {
		if (event.key === "/" && document.activeElement !== search && !event.ctrlKey && !event.metaKey) {
			event.preventDefault();
			search.focus();
		} else if (event.key === "Escape" && document.activeElement === search) {
			form.reset();
		}
	});
	window.addEventListener("hashchange", arrive);

	// A picture that would become too small to read is scrolled instead.
	var width = Number(picture.getAttribute("width")), room = byId("scroll").clientWidth;
	byId("fit").hidden = width <= room;
	fit(width > room && width * 0.75 < room);
	byId("theme").textContent = dark ? "Light" : "Dark";
	apply();
	if (location.hash)
		arrive();
})();
