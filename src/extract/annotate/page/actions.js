// What an annotator can do to the chosen mark. Each action is one step of undo.

import { ask } from "./api.js";
import { findSame, guessLabel, moveEdge, split } from "./edges.js";
import { answersOf, makeLine, overlaps, write } from "./sheet.js";

export class Actions {
  // `view` shows: it has the selection, and moves to an item.
  constructor(view) {
    this.view = view;
  }

  get sheet() {
    return this.view.sheet;
  }

  get item() {
    return this.sheet.current;
  }

  go(item) {
    this.view.go(item);
  }

  next(step) {
    const from = this.item?.start ?? (step > 0 ? -1 : Infinity);
    this.go(this.sheet.next(from, () => true, step));
  }

  nextOpen(step) {
    const from = this.item?.start ?? (step > 0 ? -1 : Infinity);
    this.go(this.sheet.next(from, (item) => this.sheet.needsCare(item), step));
  }

  accept() {
    if (this.view.selection) return this.setLabel(guessLabel(this.surface(this.view.selection)));
    if (this.item?.isOpen) this.replace(this.item, this.lineOf(this.item));
    this.nextOpen(1);
  }

  reject() {
    const item = this.item;
    if (!item) return;
    if (item.isOpen) this.sheet.change({ add: { rejections: [rejection(item.line)] } });
    else this.sheet.change({ remove: { marks: [item.line] }, add: { rejections: this.proposalsUnder(item.line) } });
    this.sheet.current = { start: item.start, end: item.start };
    this.nextOpen(1);
  }

  // Deleting a mark also turns down the proposal it came from; it would come up again.
  proposalsUnder(line) {
    const known = new Set(this.sheet.rejections.map((other) => `${other.start}:${other.end}:${other.label}`));
    return this.sheet.proposals
      .filter((other) => overlaps(other, line) && !known.has(`${other.start}:${other.end}:${other.label}`))
      .map(rejection);
  }

  acceptSame() {
    const item = this.item;
    if (!item) return;
    const { label, doubtful } = item.line;
    const turnedDown = new Set(this.sheet.rejections.map(({ start, end }) => `${start}-${end}`));
    const gone = [];
    const added = [];
    for (const { start, end } of findSame(this.sheet.text, item.line.text)) {
      if (turnedDown.has(`${start}-${end}`) && start !== item.start) continue;
      const line = makeLine(this.sheet.text, start, end, label, answersOf(item.line), doubtful);
      const there = this.sheet.within(start, end).filter((other) => !other.isOpen).map((other) => other.line);
      const isSame = there.length === 1 && there[0].start === start && there[0].end === end && there[0].label === label;
      if (isSame && write(there[0]) === write(line)) continue;
      if (isSame) gone.push(there[0]);
      if (isSame || !there.length) added.push(line);
    }
    if (added.length) this.sheet.change({ remove: { marks: gone }, add: { marks: added } });
    this.nextOpen(1);
  }

  rejectSame() {
    const item = this.item;
    if (!item) return;
    const lines = this.sheet.items
      .filter((other) => other.isOpen && other.line.text === item.line.text && other.line.label === item.line.label)
      .map((other) => rejection(other.line));
    if (lines.length) this.sheet.change({ add: { rejections: lines } });
    this.nextOpen(1);
  }

  surface({ start, end }) {
    return this.sheet.text.slice(start, end);
  }

  lineOf(item, { label = item.line.label, answers = answersOf(item.line), doubtful = item.line.doubtful } = {}) {
    return makeLine(this.sheet.text, item.start, item.end, label, answers, doubtful);
  }

  // Put a line in the place of an item; whatever else it would overlap gives way to it.
  replace(item, line) {
    const gone = this.sheet.marks.filter((mark) => overlaps(mark, line) || mark === item?.line);
    const step = this.sheet.change({ remove: { marks: gone }, add: { marks: [line] } });
    this.sheet.current = this.sheet.get(line.start);
    return step;
  }

  setLabel(label) {
    const { selection } = this.view;
    const place = selection ?? this.item;
    if (!place) return;
    const doubtful = selection ? false : this.item.line.doubtful;
    this.view.selection = null;
    if (selection) getSelection().removeAllRanges();
    const line = makeLine(this.sheet.text, place.start, place.end, label, [], doubtful);
    const step = this.replace(selection ? null : this.item, line);
    this.view.go(this.sheet.current);
    this.fillAnswers(line, step);
  }

  // Ask for the answers of a new stretch; they join the step that made it.
  async fillAnswers(line, step) {
    if (line.label === "IGNORE") return;
    const { sheet } = this;
    const { answers, candidates } = await ask("answers", { text: line.text, label: line.label });
    this.view.inspector.keep(line, candidates);
    if (sheet !== this.sheet || !sheet.marks.includes(line) || !answers.length) return this.view.draw();
    const current = sheet.current;
    const filled = makeLine(sheet.text, line.start, line.end, line.label, answers, line.doubtful);
    sheet.change({ remove: { marks: [line] }, add: { marks: [filled] } }, { step });
    if (current) sheet.current = sheet.get(current.start);
    this.view.draw();
  }

  moveEdge(side, step, byCharacter) {
    const { selection } = this.view;
    const place = selection ?? this.item;
    const moved = place && moveEdge({ start: place.start, end: place.end }, this.sheet.text, side, step, { byCharacter });
    if (!moved) return;
    if (selection) return this.view.select(moved);
    const line = makeLine(this.sheet.text, moved.start, moved.end, this.item.line.label, [], this.item.line.doubtful);
    const others = this.sheet.marks.some((mark) => mark !== this.item.line && overlaps(mark, line));
    if (others) return;
    const made = this.replace(this.item, line);
    this.view.draw();
    this.fillAnswers(line, made);
  }

  split() {
    const halves = this.item && split(this.sheet.text, this.item);
    if (!halves) return;
    const { label, doubtful } = this.item.line;
    const lines = halves.map(({ start, end }) => makeLine(this.sheet.text, start, end, label, [], doubtful));
    const gone = this.item.isOpen ? [] : [this.item.line];
    const step = this.sheet.change({ remove: { marks: gone }, add: { marks: lines } });
    this.go(this.sheet.get(lines[0].start));
    lines.forEach((line) => this.fillAnswers(line, step));
  }

  merge() {
    const at = this.sheet.items.indexOf(this.item);
    const other = this.sheet.items[at + 1];
    if (at < 0 || !other) return;
    const line = makeLine(this.sheet.text, this.item.start, other.end, this.item.line.label, [], this.item.line.doubtful);
    const step = this.replace(this.item, line);
    this.go(this.sheet.get(line.start));
    this.fillAnswers(line, step);
  }

  // Give the answer that a number stands for, and go on; a promise where the answer is on its way.
  choose(number) {
    const { item } = this;
    if (!item) return undefined;
    const { inspector } = this.view;
    if (number > 0 && !inspector.isReady(item)) {
      // A number that was pressed before the candidates came stands for the one that comes.
      return inspector.load(item).then(() => { if (inspector.isReady(item)) this.choose(number); });
    }
    const answer = inspector.answerFor(number);
    if (answer === undefined) return undefined;
    return this.giveAnswer(answer);
  }

  giveAnswer(answer) {
    const item = this.item;
    if (!item) return;
    this.replace(item, this.lineOf(item, { answers: [answer] }));
    this.nextOpen(1);
  }

  toggleDoubtful() {
    const item = this.item;
    if (!item || item.line.label === "IGNORE") return;
    this.replace(item, this.lineOf(item, { doubtful: !item.line.doubtful }));
    this.view.draw();
  }

  setNote(text) {
    const item = this.item;
    if (!item) return;
    const old = this.sheet.noteOf(item);
    if ((old?.note ?? "") === text) return;
    const line = { start: item.start, end: item.end, text: this.surface(item), note: text };
    this.sheet.change({ remove: { notes: old ? [old] : [] }, add: { notes: text ? [line] : [] } });
  }

  toggleDone() {
    this.sheet.change({ done: !this.sheet.isDone });
  }

  undo() {
    this.sheet.undo();
    this.view.go(this.sheet.current);
  }

  redo() {
    this.sheet.redo();
    this.view.go(this.sheet.current);
  }
}

export const rejection = ({ start, end, label, text }) => ({ start, end, label, text, rejected: true });
