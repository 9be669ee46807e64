// Corrections: a list of edits, made by mouse or keyboard. What follows from them, the server works out.

import { isTyping, problemOf, tell, untell } from "./page.js";

const $ = (id) => document.getElementById(id);

/** The server counts code points, a browser UTF-16 units. */
const points = (text) => [...text].length;

export class Editor {
  constructor(report, refresh, reader) {
    this.address = report.dataset.address;
    this.body = $("body");
    this.refresh = refresh;
    this.reader = reader;
    this.edits = JSON.parse($("edits").textContent);
    this.saved = JSON.stringify(this.edits);
    this.chosen = null; // {start, end, label|null, words}
    this.keep = () => () => {};
    this.busy = Promise.resolve();
    this.listen();
    this.show();
  }

  // ---- what is chosen ----

  marks() { return [...this.body.querySelectorAll("#text mark")]; }
  spanOf(mark) {
    const start = Number(mark.dataset.s);
    return { start, end: start + points(mark.textContent), label: mark.dataset.l, words: mark.textContent, records: mark.dataset.r?.split(" ") ?? [] };
  }
  /** The span of the text that is selected, or null. */
  selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!$("text").contains(range.startContainer) || !$("text").contains(range.endContainer)) return null;
    const pieces = [...$("text").querySelectorAll("[data-s]")].filter((piece) => range.intersectsNode(piece));
    let start = null, end = null;
    for (const piece of pieces) {
      const node = piece.firstChild, at = Number(piece.dataset.s);
      if (!node) continue;
      const from = range.startContainer === node ? range.startOffset : 0;
      const to = range.endContainer === node ? range.endOffset : node.data.length;
      if (from >= to) continue;
      start ??= at + points(node.data.slice(0, from));
      end = at + points(node.data.slice(0, to));
    }
    return start === null || start >= end ? null : { start, end, label: null, words: String(selection).trim(), records: [] };
  }
  choose(span) {
    this.chosen = span;
    for (const mark of this.body.querySelectorAll("mark.chosen")) mark.classList.remove("chosen");
    const bar = $("bar");
    bar.hidden = span === null;
    if (span === null) return;
    const mark = span.label && this.body.querySelector(`#text mark[data-s="${span.start}"]`);
    mark?.classList.add("chosen");
    const words = span.words.replace(/\s+/g, " ");
    $("bar-words").textContent = words.length > 24 ? `${words.slice(0, 22)}…` : words;
    const sure = mark?.dataset.c ? `，把握 ${mark.dataset.c}` : "";
    $("bar-label").textContent = span.label ? `${this.nameOf(span.label)}${sure}` : "标为";
    for (const button of bar.querySelectorAll("[data-set]")) button.setAttribute("aria-pressed", String(button.dataset.set === span.label));
    for (const button of bar.querySelectorAll("[data-move], #bar-remove")) button.disabled = !span.label;
    $("bar-record").disabled = !span.records.length;
    if (mark && mark.getBoundingClientRect().bottom > bar.getBoundingClientRect().top) mark.scrollIntoView({ block: "center" });
  }
  nameOf(label) { return $("bar").querySelector(`[data-set="${label}"]`)?.firstChild.textContent ?? label; }
  leave() { this.choose(null); getSelection().removeAllRanges(); }
  walk(by) {
    const all = this.marks();
    if (!all.length || $("text").hidden) return;
    let at = this.chosen ? all.findIndex((mark) => Number(mark.dataset.s) >= this.chosen.start) : -1;
    if (at < 0) at = by > 0 ? -1 : 0;
    else if (by > 0 && Number(all[at].dataset.s) > this.chosen.start) at -= 1;
    const mark = all[(at + by + all.length) % all.length];
    this.choose(this.spanOf(mark));
    mark.scrollIntoView({ block: "center" });
    if (mark.dataset.r) this.reader.choose(mark);
  }

  // ---- edits of entities ----

  label(label) {
    if (!this.chosen) return;
    const { start, end } = this.chosen;
    if (label === this.chosen.label) return;
    this.make({ kind: "entity", before: this.chosen.label ? [start, end] : null, after: [start, end], label }, start);
  }
  remove() {
    if (!this.chosen?.label) return;
    this.make({ kind: "entity", before: [this.chosen.start, this.chosen.end], after: null, label: null }, null);
  }
  move(first, last) {
    if (!this.chosen?.label) return;
    const { start, end, label } = this.chosen, after = [start + first, end + last];
    if (after[0] < 0 || after[0] >= after[1]) return;
    const before = this.edits.at(-1);
    // One border moved letter by letter is one edit.
    if (before?.kind === "entity" && before.moved && before.after[0] === start && before.after[1] === end) {
      this.edits.pop();
      this.make({ ...before, after }, after[0]);
    } else this.make({ kind: "entity", before: [start, end], after, label, moved: true }, after[0]);
  }
  /** A new entity of one letter behind the chosen one, for hands that have no mouse. */
  add() {
    if (!this.chosen) return;
    this.make({ kind: "entity", before: null, after: [this.chosen.end, this.chosen.end + 1], label: this.chosen.label ?? "INDICATOR" }, this.chosen.end);
  }

  // ---- edits of records ----

  async openRecord(key) {
    const answer = await this.send("POST", "record", { edits: this.plain(), key });
    if (!answer) return;
    const dialog = $("record-dialog");
    dialog.innerHTML = await answer.text();
    const form = $("record-form"), given = Object.fromEntries(new FormData(form));
    form.addEventListener("submit", async (event) => {
      if (event.submitter?.value !== "apply") return;
      event.preventDefault();
      const fields = {};
      for (const [name, value] of new FormData(form)) if (value !== given[name]) fields[name] = value;
      if (!Object.keys(fields).length) return dialog.close();
      const said = $("record-problem");
      said.hidden = true;
      const problem = await this.make({ kind: "record", key, fields }, null, true);
      if (!problem) return dialog.close();
      said.textContent = problem;
      said.hidden = false;
      return undefined;
    });
    $("record-drop").addEventListener("click", async () => {
      dialog.close();
      await this.make({ kind: "record", key, dropped: true }, null);
    });
    dialog.showModal();
  }
  openChosen() {
    const id = this.chosen?.records[0] ?? this.reader.pinned()?.ids[0];
    const key = id && $(id)?.dataset.key;
    if (key) this.openRecord(key);
  }

  // ---- to the server and back ----

  plain() { return this.edits.map(({ moved, ...edit }) => edit); } // `moved` only joins steps
  async send(method, where, data) {
    try {
      const answer = await fetch(`${this.address}/${where}`, {
        method, headers: { "Content-Type": "application/json", Accept: "text/html, application/json" }, body: JSON.stringify(data),
      });
      if (answer.ok) return answer;
      this.problem = problemOf(answer.status, await answer.text());
    } catch { this.problem = problemOf(0, ""); }
    if (!this.quiet) tell(...this.problem);
    return null;
  }
  /** Make `edit`; where the server refuses it, it is as if it had not been. The problem, or null. */
  make(edit, at, quiet = false) {
    this.working();
    this.busy = this.busy.then(async () => {
      this.edits.push(edit);
      this.quiet = quiet;
      const answer = await this.send("POST", "preview", { edits: this.plain() });
      this.quiet = false;
      if (!answer) {
        this.edits.pop();
        this.show();
        return this.problem.join("：");
      }
      await this.swap(answer, at);
      return null;
    });
    return this.busy;
  }
  /** A long report takes seconds. */
  working() {
    clearTimeout(this.told);
    this.told = setTimeout(() => { $("state").textContent = "正在重算…"; }, 400);
  }
  undo() {
    this.working();
    this.busy = this.busy.then(async () => {
      const last = this.edits.pop();
      if (!last) return;
      const answer = await this.send("POST", "preview", { edits: this.plain() });
      if (answer) await this.swap(answer, last.before?.[0] ?? null);
      else this.edits.push(last);
      this.show();
    });
  }
  async swap(answer, at) {
    untell();
    const html = await answer.text(), restore = this.keep();
    this.body.innerHTML = html;
    restore();
    const mark = at === null ? null : this.marks().find((one) => {
      const start = Number(one.dataset.s);
      return start <= at && at < start + points(one.textContent);
    });
    this.choose(mark ? this.spanOf(mark) : null);
    getSelection().removeAllRanges();
    this.show();
  }
  save() {
    this.busy = this.busy.then(async () => {
      if (!this.dirty) return;
      const answer = await this.send("PUT", "annotation", { edits: this.plain() });
      if (!answer) return;
      this.saved = JSON.stringify(this.edits);
      this.show("已保存");
    });
  }
  /** How many edits were made, or taken back, since those that were saved. */
  unsaved() {
    if (!this.dirty) return 0;
    const saved = JSON.parse(this.saved), alike = (edit, at) => JSON.stringify(edit) === JSON.stringify(saved[at]);
    const same = this.edits.findIndex((edit, at) => !alike(edit, at));
    const kept = same < 0 ? this.edits.length : same;
    return this.edits.length + saved.length - 2 * kept;
  }
  get dirty() { return JSON.stringify(this.edits) !== this.saved; }
  show(done) {
    clearTimeout(this.told);
    const count = this.edits.length, words = count ? `${count} 处更正` : "";
    $("state").textContent = this.dirty ? `${words || "更正已全部撤销"}，未保存` : done ? `${done} ${words}` : words && `已保存 ${words}`;
    $("undo").disabled = !count;
    $("save").disabled = !this.dirty;
    // A download is of what was saved.
    const unsaved = this.unsaved();
    $("unsaved").hidden = !unsaved;
    $("unsaved").textContent = `有 ${unsaved} 处更正未保存，下载的是${this.saved === "[]" ? "原结果" : "上次保存的结果"}`;
  }

  // ---- mouse and keyboard ----

  listen() {
    this.body.addEventListener("mouseup", (event) => {
      if (!event.target.closest("#text")) return;
      setTimeout(() => {
        const span = this.selected(), mark = event.target.closest("mark");
        if (span) this.choose(span);
        else if (mark) this.choose(this.spanOf(mark));
        else this.choose(null);
      });
    });
    document.addEventListener("selectionchange", () => {
      // Selected by keyboard, or by a finger: there is no mouseup that tells.
      clearTimeout(this.settling);
      this.settling = setTimeout(() => { const span = this.selected(); if (span) this.choose(span); }, 350);
    });
    $("bar").addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    $("bar").addEventListener("click", ({ target }) => {
      const set = target.closest("[data-set]"), move = target.closest("[data-move]");
      if (set) this.label(set.dataset.set);
      else if (move) this.move(...move.dataset.move.split(" ").map(Number));
      else if (target.id === "bar-remove") this.remove();
      else if (target.id === "bar-record") this.openChosen();
      else if (target.id === "bar-close") this.leave();
    });
    $("undo").addEventListener("click", () => this.undo());
    $("save").addEventListener("click", () => this.save());
    document.addEventListener("keydown", (event) => this.key(event));
    globalThis.addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
  }
  key(event) {
    const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event, control = ctrlKey || metaKey;
    if (control && key === "s") { event.preventDefault(); this.save(); return; }
    if (isTyping(target)) return;
    if (control && key === "z") { event.preventDefault(); this.undo(); return; }
    if (control) return;
    const button = this.chosen && !altKey && $("bar").querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) this.label(button.dataset.set);
    else if (this.chosen?.label && shiftKey && key === "ArrowRight") this.move(0, 1);
    else if (this.chosen?.label && shiftKey && key === "ArrowLeft") this.move(0, -1);
    else if (this.chosen?.label && altKey && key === "ArrowRight") this.move(1, 0);
    else if (this.chosen?.label && altKey && key === "ArrowLeft") this.move(-1, 0);
    else if (this.chosen && key === "Delete") this.remove();
    else if (this.chosen && key === "a") this.add();
    else if (key === "e") this.openChosen();
    else if (key === "n") this.walk(1);
    else if (key === "p") this.walk(-1);
    else return;
    event.preventDefault();
  }
}
