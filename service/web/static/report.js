// The report: what belongs together is lit together, rows are sorted and sieved, panels are chosen.

import { isTyping } from "./page.js";
import { Editor } from "./edit.js";

const report = document.getElementById("report"), body = document.getElementById("body");
const narrow = matchMedia("(max-width: 900px)");
const FIGURE = /e-(AMOUNT|COUNT|RATE|SCORE|FULL_MARK)/;
const PAGE = 300;

const $ = (id) => document.getElementById(id);
let parts = new Map(), pinned = null, shown = PAGE, sorted = { column: "place", down: false };
let panel = "records", view = null;

// ---- lighting and jumping ----

/** Everything that belongs to a record carries its id in data-r: its row, its words, its boxes, its points. */
const collect = () => {
  parts = new Map();
  for (const element of body.querySelectorAll("[data-r]")) {
    if (element.classList.contains("claim")) continue;
    for (const id of element.dataset.r.split(" ")) {
      if (!parts.has(id)) parts.set(id, []);
      parts.get(id).push(element);
    }
  }
};
const idsOf = (element) => element.dataset.r.split(" ");
const isBad = (element) => element.closest(".claim.violated") !== null;
const light = (ids, bad) => {
  for (const element of body.querySelectorAll(".lit")) element.classList.remove("lit", "wrong");
  for (const id of ids) for (const element of parts.get(id) ?? []) element.classList.add("lit", ...(bad ? ["wrong"] : []));
};
const relight = () => pinned ? light(pinned.ids, pinned.bad) : light([]);

// Not smoothly: what lies between is not laid out yet, and would be on the way.
const into = (element) => element?.scrollIntoView({ block: "center" });
const visible = (element) => element.getClientRects().length > 0;

/** Bring the words of record `id` into sight, and its row, but not the part where the click came from. */
const go = (id, from) => {
  const all = parts.get(id) ?? [];
  const words = all.filter((element) => element.matches("mark, rect"));
  const inReading = words.some((element) => element.closest("#reading"));
  if (inReading && narrow.matches && from !== $("reading")) openPanel("reading");
  const seen = words.filter(visible);
  if (from !== $("reading")) into(seen.find((element) => FIGURE.test(element.getAttribute("class"))) ?? seen[0]);
  if (!narrow.matches && !from?.classList.contains("panel")) {
    const row = $(id);
    if (row?.hidden) resetFilter();
    if (panel === "records" || !all.some((element) => element.closest(`#panel-${panel}`))) openPanel("records");
    into(all.find((element) => element.closest(`#panel-${panel}`) && visible(element)));
  }
};
const choose = (element, id) => {
  pinned = { ids: idsOf(element), bad: isBad(element) };
  relight();
  go(id ?? pinned.ids[0], element.closest(".pane"));
};
const unpin = () => { pinned = null; relight(); };

// ---- panels ----

const tabs = () => [...body.querySelectorAll("[role=tab]")].filter(visible);
const openPanel = (name) => {
  panel = name;
  for (const tab of body.querySelectorAll("[role=tab]")) {
    const on = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  for (const one of body.querySelectorAll(".panel")) one.hidden = one.id !== `panel-${name}`;
  body.classList.toggle("reading", name === "reading");
};
const openView = (name) => {
  if (!$("pages")) return;
  view = name;
  for (const button of body.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  $("pages").hidden = name !== "pages";
  $("text").hidden = name !== "text";
  if (pinned) go(pinned.ids[0], null);
};

// ---- the table ----

const COLUMNS = ["place", "name", "value", "when", "sure"];
const rows = () => [...$("records").tBodies[0].querySelectorAll("tr[data-r]")];

const sort = () => {
  const table = $("records").tBodies[0], at = COLUMNS.indexOf(sorted.column), sign = sorted.down ? -1 : 1;
  const rank = (row) => (row.ranks ??= row.dataset.ranks.split(" ").map(Number))[at];
  for (const head of $("records").querySelectorAll("th[data-column]")) {
    if (head.dataset.column === sorted.column) head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  table.append(...rows().sort((one, other) => sign * (rank(one) - rank(other))));
  if (sorted.column === "place" && !sorted.down) for (const head of heads) head.members[0].before(head);
};
let heads = [];
const sieve = () => {
  const wanted = $("find").value.trim().toLowerCase().split(/\s+/), kind = $("kind").value, which = $("which").value;
  const classes = { bad: "bad-row", review: "review", edited: "edited" };
  let found = 0;
  for (const row of rows()) {
    row.words ??= `${row.textContent} ${row.section}`.toLowerCase();
    const fits = (!kind || row.dataset.kind === kind) && (!which || row.classList.contains(classes[which])) && wanted.every((word) => row.words.includes(word));
    if (fits) found += 1;
    row.hidden = !fits || found > shown;
  }
  const grouped = sorted.column === "place" && !sorted.down;
  $("records").classList.toggle("loose", !grouped || found < rows().length); // parts may stand without their whole
  for (const head of heads) head.hidden = !grouped || head.members.every((row) => row.hidden);
  $("found").textContent = found === rows().length ? "" : `${found} 条`;
  $("more").hidden = found <= shown;
  $("more").textContent = `再显示 ${Math.min(PAGE * 3, found - shown)} 条，共 ${found} 条`;
};
const resetFilter = () => {
  for (const id of ["find", "kind", "which"]) $(id).value = "";
  shown = Infinity;
  sieve();
};
const takeHeads = () => {
  heads = [];
  for (const row of $("records").tBodies[0].rows) {
    if (row.classList.contains("section")) heads.push(Object.assign(row, { members: [] }));
    else if (row.dataset.r) {
      row.section = heads.at(-1).textContent;
      heads.at(-1).members.push(row);
    }
  }
};

// ---- after each swap ----

const refresh = () => {
  collect();
  takeHeads();
  openPanel(panel);
  if (view) openView(view);
  sort();
  sieve();
  const first = rows()[0];
  if (first) first.tabIndex = 0;
  relight();
};
const editor = new Editor(report, refresh, { choose, go, pinned: () => pinned });

/** Keep what the reader has set while the body is replaced. */
editor.keep = () => {
  const set = {};
  for (const id of ["find", "kind", "which"]) set[id] = $(id).value;
  const labels = [...body.querySelectorAll("[data-label]:not(:checked)")].map((box) => box.dataset.label);
  const scrolled = [...body.querySelectorAll(".pane")].map((pane) => [pane.id, pane.scrollTop]);
  return () => {
    for (const id of Object.keys(set)) $(id).value = set[id];
    for (const box of body.querySelectorAll("[data-label]")) box.checked = !labels.includes(box.dataset.label);
    refresh();
    for (const [id, top] of scrolled) $(id).scrollTop = top;
  };
};

// ---- events ----

body.addEventListener("mouseover", (event) => {
  const element = event.target.closest("[data-r]");
  if (element) light(idsOf(element), isBad(element)); else relight();
});
body.addEventListener("mouseleave", relight);
body.addEventListener("click", (event) => {
  const target = event.target;
  const tab = target.closest("[role=tab]"), open = target.closest("[data-open]"), link = target.closest("[data-go]");
  if (tab) return openPanel(tab.id.slice(4));
  if (open) {
    event.preventDefault();
    openPanel(open.dataset.open);
    if (open.dataset.filter) { $("which").value = open.dataset.filter; sieve(); }
    return $(`tab-${open.dataset.open}`).focus();
  }
  const switched = target.closest("[data-view]"), head = target.closest("[data-sort]"), edit = target.closest("[data-edit]");
  if (switched) return openView(switched.dataset.view);
  if (edit) return editor.openRecord(edit.dataset.edit);
  if (target.id === "more") { shown += PAGE * 3; return sieve(); }
  if (head) {
    // A third click gives the order of the report back.
    const same = sorted.column === head.dataset.sort;
    sorted = same && sorted.down ? { column: "place", down: false } : { column: head.dataset.sort, down: same };
    sort();
    return sieve();
  }
  if (link) event.preventDefault();
  const element = target.closest("[data-r]");
  if (element && getSelection().isCollapsed) choose(element, link?.dataset.go);
  else if (!target.closest("button, input, label, select, summary, a") && getSelection().isCollapsed) unpin();
  return undefined;
});
body.addEventListener("input", (event) => {
  if (["find", "kind", "which"].includes(event.target.id)) { shown = PAGE; sieve(); }
  if (event.target.dataset.label) $("reading").classList.toggle(`off-${event.target.dataset.label}`, !event.target.checked);
});

const step = (list, at, by) => list[(at + by + list.length) % list.length];
body.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (target.matches("[role=tab]") && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) {
    const all = tabs(), at = all.indexOf(target);
    const next = key === "Home" ? all[0] : key === "End" ? all.at(-1) : step(all, at, key === "ArrowRight" ? 1 : -1);
    openPanel(next.id.slice(4));
    next.focus();
  } else if (target.matches("tr[data-r], .node[data-r]") && ["ArrowDown", "ArrowUp"].includes(key)) {
    const all = [...target.closest(".pane").querySelectorAll("[data-r]")].filter((one) => visible(one) && one.matches("tr, .node"));
    const next = all[all.indexOf(target) + (key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    pinned = { ids: idsOf(next), bad: false };
    relight();
    go(next.dataset.r, next.closest(".pane"));
  } else if (key === "Enter" && target.matches("[data-r]")) choose(target);
  else return;
  event.preventDefault();
});
let claim = -1;
document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) && event.key !== "Escape") return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); openPanel("records"); $("find").focus(); }
  else if (event.key === "c" || event.key === "C") {
    const all = [...body.querySelectorAll("#claims .claim")];
    if (!all.length) return;
    claim = (claim + (event.key === "c" ? 1 : -1) + all.length) % all.length;
    all[claim].focus();
    choose(all[claim]);
  } else if (event.key === "Escape" && !document.querySelector("dialog[open]")) { editor.leave(); unpin(); }
});

narrow.addEventListener("change", () => { if (!narrow.matches && panel === "reading") openPanel("records"); });
if (narrow.matches) panel = "reading";
if ($("pages")) view = "pages";
refresh();
if (parts.has(location.hash.slice(1))) choose($(location.hash.slice(1)));
