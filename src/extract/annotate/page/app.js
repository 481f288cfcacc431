// The page: which view is shown, what the keys do in it, and what is said of saving.

import { Actions } from "./actions.js";
import { Agreements } from "./agreements.js";
import { ask } from "./api.js";
import { Comparison } from "./comparison.js";
import { find, make } from "./dom.js";
import { findNames, guessLabel, looksLikeName } from "./edges.js";
import { readPlace, take } from "./first.js";
import { Inspector, shownAnswer } from "./inspector.js";
import { actionFor, drawHelp, nameOf } from "./keys.js";
import { PagePane } from "./pagepane.js";
import { Sheet, overlaps } from "./sheet.js";
import { TextPane } from "./textpane.js";
import { say, spoken, switchLanguage } from "./texts.js";
import { WorkList } from "./worklist.js";

const HINT_LETTERS = "asdfjklghweruionmcvxbtyp";
const SECONDS_BETWEEN_LOOKS = 3;

class View {
  constructor() {
    this.selection = null;
    this.hints = null;
    this.held = null; // keys that wait for an answer that one before them needs
    this.wanted = null; // the offset to bring into view
    this.actions = new Actions(this);
    this.list = new WorkList(find("list"), { onOpen: (name) => this.goTo(name), onCompare: (name) => this.goTo(name, "compare") });
    this.inspector = new Inspector(find("inspector"), this.actions);
    this.agreements = new Agreements(find("agreements"), { onChoose: (span) => this.showEvidence(span) });
    this.comparison = new Comparison(find("comparison"), { onOpen: (name, offset) => this.goTo(name, "document", offset) });
    this.textPane = new TextPane(find("text"), { onSelect: (span) => this.select(span), onPick: (start) => this.pick(start) });
    this.pagePane = new PagePane(find("pages"), { onPick: (start) => this.pick(start), onScroll: (offset) => this.followPages(offset) });
    find("text").addEventListener("scroll", () => this.followText(), { passive: true });
    document.addEventListener("keydown", (event) => this.press(event));
    addEventListener("hashchange", () => this.route());
    addEventListener("beforeunload", (event) => { if (this.sheet?.queue.length) event.preventDefault(); });
    setInterval(() => this.lookAtDisk(), 1000 * SECONDS_BETWEEN_LOOKS);
    for (const [id, act] of Object.entries({
      back: () => this.leave(), language: () => this.switchLanguage(), help: () => this.showHelp(),
      undo: () => this.actions.undo(), redo: () => this.actions.redo(), done: () => this.actions.toggleDone(), table: () => this.toggleAgreements(),
    })) find(id).addEventListener("click", act);
    this.speak();
  }

  goTo(name, kind = "document", offset = null) {
    location.hash = name === null ? "" : [kind, encodeURIComponent(name), offset].filter((part) => part !== null).join("/");
  }

  async route() {
    const place = readPlace();
    const { kind, name } = place;
    try {
      const data = await take(place);
      if (JSON.stringify(readPlace()) !== JSON.stringify(place)) return; // somebody went on meanwhile
      this.kind = kind;
      this.sheet = kind === "list" ? null : new Sheet(data, (what, detail) => this.hear(what, detail));
      this.selection = null;
      if (kind === "compare") { await this.comparison.show(this.sheet); this.saySaved("saved"); }
      if (kind === "list") this.list.show(data);
    } catch (error) {
      this.announce(error.message, true);
      return;
    }
    for (const id of ["list", "document", "compare"]) find(id === "compare" ? "comparison" : id).hidden = id !== kind;
    document.body.dataset.view = kind;
    this.drawBar();
    if (kind === "document") this.begin(place.offset);
  }

  // Begin at an offset, without one ("") at the first item to look at.
  begin(offset) {
    find("pages").hidden = this.sheet.pages.length === 0;
    this.inspector.show(this.sheet);
    this.agreements.show(this.sheet);
    this.textPane.show(this.sheet);
    this.pagePane.show(this.sheet);
    this.saySaved("saved");
    const start = Number(offset);
    const item = offset ? this.sheet.within(start, start + 1)[0] : this.sheet.next(-1, (other) => this.sheet.needsCare(other));
    this.go(item ?? null);
    if (offset) this.wanted = start;
    find("text").focus();
  }

  hear(what, detail) {
    if (what === "changed") this.draw();
    else if (what === "conflict") this.showConflict(detail);
    else if (what === "refused") this.showRefusal(detail);
    else this.saySaved(what);
  }

  // A screen reader is told of trouble only: with every key something is saved.
  saySaved(what) {
    const saved = find("saved");
    saved.ariaLive = ["offline", "refused"].includes(what) ? "assertive" : "off";
    saved.textContent = say(what);
    saved.className = what;
  }

  // Whatever a key does, the page is drawn once, before the next frame.
  draw() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    queueMicrotask(() => {
      this.isWaiting = false;
      this.drawNow();
    });
  }

  drawNow() {
    if (!this.sheet) return;
    if (this.kind === "document") {
      this.textPane.draw();
      this.inspector.draw(this.selection);
      this.drawBar();
      if (this.wanted !== null) this.reveal(this.wanted); // last: it makes the browser lay out
      this.wanted = null;
      requestAnimationFrame(() => { this.pagePane.draw(); this.agreements.draw(); });
    } else this.drawBar();
  }

  drawBar() {
    const { sheet } = this;
    find("name").textContent = sheet?.name ?? "";
    find("name").hidden = !sheet;
    find("saved").hidden = !sheet;
    if (!sheet) return;
    const count = sheet.marks.length;
    find("progress").max = Math.max(1, count + sheet.openCount);
    find("progress").value = count;
    find("left").textContent = `${count} ${say("confirmed")} · ${sheet.openCount} ${say("open")}`;
    find("done").textContent = say(sheet.isDone ? "reopen" : "done_button");
    find("done").ariaPressed = String(sheet.isDone);
  }

  // Make an item the current one and bring it into view, in the text and on the page.
  go(item) {
    this.selection = null;
    this.sheet.current = item;
    this.wanted = item ? item.start : null;
    this.draw();
  }

  reveal(offset) {
    this.textPane.reveal(offset);
    if (this.sheet.pages.length) this.pagePane.reveal(offset);
  }

  showEvidence(span) {
    this.textPane.showStretch(span);
    if (span) this.reveal(span.start);
  }

  pick(start) {
    this.selection = null;
    this.sheet.current = start === null ? null : this.sheet.get(start);
    this.draw();
    if (start !== null && find("pages").matches(":hover")) this.textPane.reveal(start);
    else if (start !== null && this.sheet.pages.length) this.pagePane.reveal(start);
  }

  select(span) {
    this.selection = span;
    if (!span) return this.draw();
    getSelection().removeAllRanges();
    getSelection().addRange(this.textPane.rangeOf(span));
    this.inspector.draw(span);
  }

  followText() {
    if (!this.sheet?.pages.length || this.isFollowing || !find("text").matches(":hover")) return;
    this.isFollowing = true;
    requestAnimationFrame(() => { this.isFollowing = false; this.pagePane.reveal(this.textPane.topOffset()); });
  }

  followPages(offset) {
    if (this.isFollowing) return;
    this.isFollowing = true;
    requestAnimationFrame(() => {
      this.isFollowing = false;
      this.textPane.elementAt(offset).scrollIntoView({ block: "start" });
    });
  }

  press(event) {
    if (event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (this.held) return this.hold(event);
    if (this.hints) return this.pressHint(event);
    const { tagName } = event.target;
    const isTyping = ["INPUT", "TEXTAREA", "SELECT"].includes(tagName);
    if (isTyping) {
      if (event.key === "Escape") { event.target.blur(); find("text").focus(); }
      return;
    }
    if (tagName === "BUTTON" && ["Enter", " "].includes(event.key)) return;
    if (this.kind === "list") return this.pressInList(event);
    if (this.kind === "compare" && this.comparison.handle(event)) return event.preventDefault();
    const act = actionFor(event);
    if (!act || (this.kind === "compare" && !["h", "?", "L"].includes(nameOf(event)))) return;
    event.preventDefault();
    const answer = act(this, event);
    if (answer) this.waitFor(answer);
  }

  hold(event) {
    event.preventDefault();
    this.held.push(event);
  }

  async waitFor(answer) {
    this.held = [];
    await answer;
    const { held } = this;
    this.held = null;
    held.forEach((event) => this.press(event));
  }

  pressInList(event) {
    if (event.key === "?") this.showHelp();
    else if (event.key === "L") this.switchLanguage();
    else if (event.key === "/") find("filter").focus();
    else if (!this.list.handle(event)) return;
    event.preventDefault();
  }

  // Letters on everything in view that looks like a name or date and is not marked.
  showHints() {
    const { start, end } = this.textPane.visible();
    const spots = findNames(this.sheet.text, start, end)
      .filter((span) => !this.sheet.within(span.start, span.end).some((item) => overlaps(item, span)))
      .map((span) => ({ span, place: this.textPane.place(span.start) }))
      .filter(({ place }) => place);
    if (!spots.length) return;
    this.hints = { typed: "", spots: nameHints(spots, (span) => looksLikeName(this.sheet.text.slice(span.start, span.end))) };
    this.drawHints();
  }

  drawHints() {
    const layer = make("div", { id: "hints", role: "status", ariaLabel: say("hint_help") });
    for (const { name, place, span } of this.hints.spots) {
      if (!name.startsWith(this.hints.typed)) continue;
      const hint = make("span", { className: "hint", data: { start: span.start } }, name);
      hint.style.left = `${place.left}px`;
      hint.style.top = `${place.top}px`;
      layer.append(hint);
    }
    find("hints")?.remove();
    find("text").append(layer);
  }

  pressHint(event) {
    event.preventDefault();
    if (["Shift", "Control", "Alt"].includes(event.key)) return;
    this.hints.typed += event.key.toLowerCase();
    const left = this.hints.spots.filter(({ name }) => name.startsWith(this.hints.typed));
    const found = left.find(({ name }) => name === this.hints.typed);
    if (left.length && !found) return this.drawHints();
    find("hints")?.remove();
    this.hints = null;
    if (!found) return;
    this.selection = found.span;
    this.actions.setLabel(guessLabel(this.sheet.text.slice(found.span.start, found.span.end)));
  }

  focus(id) {
    const element = find(id);
    if (!element) return;
    element.focus();
    element.select?.();
  }

  letGo() {
    this.selection = null;
    getSelection().removeAllRanges();
    this.sheet.current = null;
    this.draw();
  }

  toggleAgreements() {
    const pane = find("agreements");
    pane.hidden = !pane.hidden;
    find("table").ariaPressed = String(!pane.hidden);
    this.agreements.draw();
    if (pane.hidden) this.textPane.showStretch(null);
  }

  // The keys of rows open the table where it is closed.
  inRows(act) {
    if (find("agreements").hidden) this.toggleAgreements();
    act(this.agreements);
  }

  leave() {
    this.goTo(null);
  }

  openNeighbour(step) {
    const names = this.list.data ? this.list.names() : [];
    const at = names.indexOf(this.sheet.name);
    if (at >= 0 && names.length > 1) this.goTo(names.at((at + step) % names.length));
  }

  switchLanguage() {
    switchLanguage();
    this.speak();
    if (this.kind === "list") this.list.draw();
    else if (this.kind === "compare") this.comparison.draw();
    if (this.sheet) { this.saySaved(find("saved").className || "saved"); this.draw(); }
  }

  // The words that stay on the page.
  speak() {
    document.documentElement.lang = spoken();
    document.title = `extract – ${say("title")}`;
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
    for (const element of document.querySelectorAll("[data-label]")) element.ariaLabel = say(element.dataset.label);
  }

  showHelp() {
    const dialog = find("dialog");
    dialog.className = "help";
    dialog.replaceChildren(make("h2", { id: "dialog-title" }, say("help")), make("div", { className: "keys" }, drawHelp()), closeButton(dialog));
    dialog.showModal();
  }

  showConflict(current) {
    const { queue } = this.sheet;
    const { records } = this.sheet;
    const mine = queue.flatMap((change) => describe(change, records));
    const theirs = compareLines(this.sheet, queue, current);
    const dialog = find("dialog");
    const settle = (keepMine) => () => {
      dialog.close();
      const lost = this.sheet.settle(current, { mine: keepMine });
      if (lost.length) this.announce(`${say("not_put")}: ${lost.flatMap((change) => describe(change, records)).join("; ")}`, true);
      this.saySaved(this.sheet.queue.length ? "saving" : "saved");
    };
    dialog.className = "conflict";
    dialog.oncancel = (event) => event.preventDefault();
    dialog.replaceChildren(
      make("h2", { id: "dialog-title" }, say("conflict_title")), make("p", {}, say("conflict_text")),
      make("div", { className: "sides" }, drawSide("conflict_mine", mine), drawSide("conflict_theirs", theirs)),
      make("div", { className: "row" },
        make("button", { type: "button", id: "theirs", onclick: settle(false) }, say("take_theirs")),
        make("button", { type: "button", id: "mine", className: "primary", autofocus: true, onclick: settle(true) }, say("put_mine"))));
    this.saySaved("refused");
    if (!dialog.open) dialog.showModal();
  }

  async showRefusal(reason) {
    this.announce(`${say("refused")}: ${reason}`, true);
    const { sheet } = this;
    this.saySaved("refused");
    try {
      sheet.settle(await ask("document", { name: sheet.name }), { mine: false });
      this.saySaved("saved");
    } catch (error) {
      // The file on the disk is broken, by an editor or a merge: wait until it is mended.
      setTimeout(() => { if (sheet === this.sheet) this.showRefusal(error.message); }, 1000 * SECONDS_BETWEEN_LOOKS);
    }
  }

  async lookAtDisk() {
    const { sheet } = this;
    if (!sheet || document.hidden || sheet.queue.length || sheet.isHeld) return;
    const { version } = await ask("version", { name: sheet.name }).catch(() => ({}));
    if (!version || version === sheet.version || sheet.queue.length || sheet !== this.sheet) return;
    try {
      sheet.settle(await ask("document", { name: sheet.name }), { mine: false });
      this.announce(say("disk_changed"));
    } catch (error) {
      this.announce(error.message, true);
    }
  }

  announce(text, isProblem = false) {
    const notice = find("notice");
    notice.textContent = text;
    notice.className = isProblem ? "problem" : "";
    notice.hidden = false;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => { notice.hidden = true; }, isProblem ? 12000 : 4000);
  }
}

// One letter for what looks like a name, two for the rest; no name begins another.
function nameHints(spots, isLikely) {
  const likely = spots.filter(({ span }) => isLikely(span));
  const ordered = [...likely, ...spots.filter((spot) => !likely.includes(spot))];
  const letters = [...HINT_LETTERS];
  const singles = Math.min(ordered.length <= letters.length ? ordered.length : likely.length, ordered.length <= letters.length ? letters.length : 16);
  const pairs = letters.slice(singles).flatMap((first) => letters.map((second) => first + second));
  const names = [...letters.slice(0, singles), ...pairs];
  return ordered.slice(0, names.length).map((spot, number) => ({ ...spot, name: names[number] }));
}

function closeButton(dialog) {
  return make("button", { type: "button", className: "primary", onclick: () => dialog.close() }, say("close"));
}

function showLine(sign, line, records) {
  const { label, text, subject, parties, note } = line;
  return [sign, label && say(label), text ?? subject ?? parties?.map((party) => party.text).join(", "), label && shownAnswer(line, records), note].filter(Boolean).join(" ");
}

function describe({ remove, add, done }, records) {
  const kinds = ["marks", "agreements", "notes", "rejections"];
  return [
    ...kinds.flatMap((kind) => remove[kind].map((line) => showLine("−", line, records))),
    ...kinds.flatMap((kind) => add[kind].map((line) => showLine("+", line, records))),
    ...(done === undefined ? [] : [say(done ? "done_button" : "reopen")]),
  ];
}

// What the disk has and lacks, against what this page had seen before its waiting changes.
function compareLines(sheet, queue, current) {
  const text = (line) => JSON.stringify([line.start, line.end, line.label, line.id, line.value, line.also, line.doubtful]);
  const mine = new Set(queue.flatMap((change) => change.add.marks).map(text));
  const taken = new Map(queue.flatMap((change) => change.remove.marks).map((line) => [text(line), line]));
  const seen = new Map(sheet.marks.filter((line) => !mine.has(text(line))).map((line) => [text(line), line]));
  for (const [name, line] of taken) if (!mine.has(name)) seen.set(name, line);
  const there = new Map(current.marks.map((line) => [text(line), line]));
  return [
    ...[...seen].filter(([name]) => !there.has(name)).map(([, line]) => showLine("−", line, sheet.records)),
    ...[...there].filter(([name]) => !seen.has(name)).map(([, line]) => showLine("+", line, sheet.records)),
  ];
}

function drawSide(title, lines) {
  return make("section", {}, make("h3", {}, say(title)), make("ul", {}, (lines.length ? lines : [say("nothing")]).map((line) => make("li", {}, line))));
}

new View().route();
