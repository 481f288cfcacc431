// Where two annotators differ, case by case; the decisions make the final gold.

import { rejection } from "./actions.js";
import { ask } from "./api.js";
import { key, make } from "./dom.js";
import { overlaps, write } from "./sheet.js";
import { shownAnswer } from "./inspector.js";
import { say } from "./texts.js";

const CONTEXT = 60;
const spot = ({ start, end, label }) => `${start}-${end}-${label}`;
const figure = (value) => (value === null ? "–" : value.toFixed(2));

export class Comparison {
  constructor(element, { onOpen }) {
    this.element = element;
    this.onOpen = onOpen;
  }

  async show(sheet) {
    this.sheet = sheet;
    this.data = await ask("comparison", { name: sheet.name });
    this.records = new Map(Object.entries(this.data.records));
    this.at = 0;
    this.turnedDown = new Set();
    this.draw();
  }

  isFree(line) {
    return !this.sheet.marks.some((mark) => overlaps(mark, line));
  }

  // What the final file has on the stretch of a case; agreements may share their evidence with some
  // that both made alike.
  there({ kind, start, end }) {
    if (kind === "marks") return this.sheet.marks.filter((mark) => overlaps(mark, { start, end }));
    const agreed = new Set((this.data.agreed_rows ?? []).map(write));
    return (this.sheet.agreements ?? []).filter((row) =>
      overlaps({ start: row.evidence[0], end: row.evidence[1] }, { start, end }) && !agreed.has(write(row)));
  }

  // What it means to turn a case down, kept like a proposal that was: a line for each mark.
  rejectionsOf({ kind, choices }) {
    return kind === "marks" ? choices.flat().filter((line) => line.label !== "IGNORE").map(rejection) : [];
  }

  isTurnedDown(item) {
    const there = new Set(this.sheet.rejections.map(spot));
    const lines = this.rejectionsOf(item);
    return this.turnedDown.has(item) || (lines.length > 0 && lines.every((line) => there.has(spot(line))));
  }

  isDecided(item) {
    return this.there(item).length > 0 || this.isTurnedDown(item);
  }

  // The marks and rows that both made alike and the final file lacks.
  waiting() {
    const rows = this.data.agreed_rows;
    const there = new Set((this.sheet.agreements ?? []).map(write));
    return {
      marks: this.data.agreed.filter((line) => this.isFree(line)),
      agreements: (rows ?? []).filter((row) => !there.has(write(row))),
      isAnswered: this.sheet.agreements === null && rows !== null,
    };
  }

  draw() {
    const { consent, names, cases } = this.data;
    const { marks, agreements, isAnswered } = this.waiting();
    const count = marks.length + agreements.length;
    this.element.replaceChildren(
      make("header", { className: "lead" },
        make("h1", {}, say("comparison")),
        make("p", { className: "quiet" }, `${names.join(" / ")} · ${say("span_f1")} ${figure(consent.span_f1)} · ${say("kappa")} ${figure(consent.kappa)} · ${say("same_answers")} ${figure(consent.same_answers)}`),
        count || isAnswered ? make("button", { type: "button", className: "primary", onclick: () => this.takeAgreed() }, key("a"), ` ${say("take_agreed", { n: count })}`) : null,
        make("p", { className: "quiet" }, say("decide_hint"), ` · ${say("to_decide", { n: cases.filter((item) => !this.isDecided(item)).length })}`)),
      make("ol", { className: "cases" }, cases.map((item, number) => this.drawCase(item, number))));
    this.element.querySelector(".case.current")?.scrollIntoView({ block: "nearest" });
  }

  drawCase(item, number) {
    const { text } = this.sheet;
    const isDecided = this.isDecided(item);
    const there = this.there(item).map(write).sort().join();
    const isTaken = (lines) => lines.length > 0 && lines.map(write).sort().join() === there;
    return make("li", { className: `case ${number === this.at ? "current" : ""} ${isDecided ? "decided" : ""}`, onclick: () => { this.at = number; this.draw(); } },
      make("p", { className: "context", lang: this.sheet.language },
        before(text, item.start), make("mark", {}, clip(text.slice(item.start, item.end))), after(text, item.end)),
      make("div", { className: "choices" }, item.choices.map((lines, side) =>
        make("button", { type: "button", ariaPressed: String(isTaken(lines)), onclick: () => { this.at = number; this.decide(side); } },
          key(String(side + 1)), make("span", { className: "who" }, this.data.names[side]),
          lines.length ? lines.map((line) => (item.kind === "marks" ? this.drawMark(line) : drawRow(line))) : make("span", { className: "quiet" }, say("nothing")))),
        make("button", { type: "button", ariaPressed: String(isDecided && !there), onclick: () => { this.at = number; this.decide(null); } }, key("0"), ` ${say("neither")}`),
        isDecided ? make("span", { className: "tag" }, say("decided")) : null));
  }

  drawMark(line) {
    const also = (line.also ?? []).map((answer) => shownAnswer({ ...line, id: answer, value: answer }, this.records));
    const parts = [`${say(line.label)} ${[shownAnswer(line, this.records), ...also].join(" / ")}`, line.doubtful ? say("doubtful") : null];
    return make("span", { className: `count ${line.label}` }, [line.text, ...parts].filter(Boolean).join(" · "));
  }

  takeAgreed() {
    const { marks, agreements, isAnswered } = this.waiting();
    this.sheet.change({ add: { marks, agreements }, has_agreements: isAnswered ? true : undefined });
    this.draw();
  }

  decide(side) {
    const item = this.data.cases[this.at];
    if (!item) return;
    const chosen = side === null ? [] : item.choices[side];
    const remove = { [item.kind]: this.there(item) };
    const add = { [item.kind]: chosen };
    const asked = new Map(this.rejectionsOf(item).map((line) => [spot(line), line]));
    const known = this.sheet.rejections.filter((line) => asked.has(spot(line)));
    if (chosen.length) remove.rejections = known;
    else add.rejections = [...asked.values()].filter((line) => !known.some((other) => spot(other) === spot(line)));
    this.sheet.change({ remove, add });
    if (chosen.length) this.turnedDown.delete(item);
    else this.turnedDown.add(item);
    const { cases } = this.data;
    const ahead = cases.findIndex((other, number) => number > this.at && !this.isDecided(other));
    this.at = ahead >= 0 ? ahead : Math.min(this.at + 1, cases.length - 1);
    this.draw();
  }

  handle(event) {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step) this.at = Math.min(Math.max(this.at + step, 0), this.data.cases.length - 1);
    else if (event.key === "1" || event.key === "2") this.decide(Number(event.key) - 1);
    else if (event.key === "0") this.decide(null);
    else if (event.key === "a") this.takeAgreed();
    else if (event.key === "Enter") this.onOpen(this.sheet.name, this.data.cases[this.at]?.start);
    else if (event.key === "u") this.sheet.undo();
    else if (event.key === "U") this.sheet.redo();
    else return false;
    this.draw();
    return true;
  }
}

function drawRow({ parties, start, end, end_status: status, subject }) {
  const dates = [start, end].some(Boolean) ? `${start ?? ""} – ${end ?? ""}` : null;
  return make("span", { className: "count" }, [parties.map(({ text }) => text).join(", "), dates, status && say(status), subject].filter(Boolean).join(" · "));
}

// What stands around a case, in whole words.
const before = (text, start) => (start > CONTEXT ? "… " : "") + text.slice(Math.max(0, start - CONTEXT), start).replace(/^[\p{Script=Latin}\p{M}0-9]+/u, "").replace(/\s+/g, " ");
const after = (text, end) => text.slice(end, end + CONTEXT).replace(/[\p{Script=Latin}\p{M}0-9]+$/u, "").replace(/\s+/g, " ") + (end + CONTEXT < text.length ? " …" : "");
const clip = (surface) => surface.replace(/\s+/g, " ").trim();
