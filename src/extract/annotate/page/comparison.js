// Where two annotators differ, case by case; the decisions make the final gold.

import { ask } from "./api.js";
import { key, make } from "./dom.js";
import { overlaps } from "./sheet.js";
import { shownAnswer } from "./inspector.js";
import { say } from "./texts.js";

const CONTEXT = 60;
const figure = (value) => (value === null ? "–" : value.toFixed(2));

export class Comparison {
  constructor(element) {
    this.element = element;
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

  isDecided(item) {
    return this.turnedDown.has(item.start) || this.sheet.marks.some((mark) => overlaps(mark, item));
  }

  draw() {
    const { consent, names, agreed, cases } = this.data;
    const waiting = agreed.filter((line) => this.isFree(line));
    this.element.replaceChildren(
      make("header", { className: "lead" },
        make("h1", {}, say("comparison")),
        make("p", { className: "quiet" }, `${names.join(" / ")} · ${say("span_f1")} ${figure(consent.span_f1)} · ${say("kappa")} ${figure(consent.kappa)} · ${say("same_answers")} ${figure(consent.same_answers)}`),
        waiting.length ? make("button", { type: "button", className: "primary", onclick: () => this.takeAgreed() }, key("a"), ` ${say("take_agreed", { n: waiting.length })}`) : null,
        make("p", { className: "quiet" }, say("decide_hint"))),
      make("ol", { className: "cases" }, cases.map((item, number) => this.drawCase(item, number))));
    this.element.querySelector(".case.current")?.scrollIntoView({ block: "nearest" });
  }

  drawCase(item, number) {
    const { text } = this.sheet;
    const isDecided = this.isDecided(item);
    return make("li", { className: `case ${number === this.at ? "current" : ""} ${isDecided ? "decided" : ""}`, onclick: () => { this.at = number; this.draw(); } },
      make("p", { className: "context", lang: this.sheet.language },
        text.slice(Math.max(0, item.start - CONTEXT), item.start).replace(/\s+/g, " "),
        make("mark", {}, text.slice(item.start, item.end)),
        text.slice(item.end, item.end + CONTEXT).replace(/\s+/g, " ")),
      make("div", { className: "choices" }, item.choices.map((lines, side) =>
        make("button", { type: "button", onclick: () => { this.at = number; this.decide(side); } },
          key(String(side + 1)), make("span", { className: "who" }, this.data.names[side]),
          lines.length ? lines.map((line) => make("span", { className: `count ${line.label}` }, `${line.text} · ${say(line.label)} ${shownAnswer(line, this.records)}`)) : make("span", { className: "quiet" }, say("nothing")))),
        make("button", { type: "button", onclick: () => { this.at = number; this.decide(null); } }, key("0"), ` ${say("neither")}`),
        isDecided ? make("span", { className: "tag" }, say("decided")) : null));
  }

  takeAgreed() {
    this.sheet.change({ add: { marks: this.data.agreed.filter((line) => this.isFree(line)) } });
    this.draw();
  }

  decide(side) {
    const item = this.data.cases[this.at];
    if (!item) return;
    const chosen = side === null ? [] : item.choices[side];
    const gone = this.sheet.marks.filter((mark) => overlaps(mark, item));
    if (chosen.length || gone.length) this.sheet.change({ remove: { marks: gone }, add: { marks: chosen } });
    if (chosen.length) this.turnedDown.delete(item.start);
    else this.turnedDown.add(item.start);
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
    else if (event.key === "u") this.sheet.undo();
    else if (event.key === "U") this.sheet.redo();
    else return false;
    this.draw();
    return true;
  }
}
