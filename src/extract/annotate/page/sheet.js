// One document being corrected: its marks, what is proposed, every change with its way back, and
// the line of changes on their way to the disk. Offsets are UTF-16 units; the server converts.

import { RequestError, send } from "./api.js";

const KINDS = ["marks", "rejections", "notes", "agreements"];
const SECONDS_TO_TRY_AGAIN = 2;

export const write = (line) => JSON.stringify(line, Object.keys(line).sort().concat("parties", "text", "start", "end", "id"));
export const overlaps = (a, b) => a.start < b.end && b.start < a.end;
export const answerOf = (line) =>
  line.label === "INSTITUTION" ? line.id : line.label === "IGNORE" ? undefined : line.value;

export class Sheet {
  // `tell(what, detail)` is called with "changed", "saving", "saved", "offline", "conflict" or "refused".
  constructor(data, tell) {
    this.tell = tell;
    this.undone = [];
    this.done = [];
    this.queue = [];
    this.isSending = false;
    this.current = null;
    this.load(data);
  }

  load(data) {
    Object.assign(this, {
      name: data.name, document: data.document, text: data.text, language: data.language,
      proposals: data.proposals, proposedAgreements: data.proposed_agreements, pages: data.pages,
      annotators: data.annotators, records: new Map(), // by id, those seen so far
    });
    this.take(data);
  }

  // Take over what the disk holds: `data` has the changing parts and their version.
  take(data) {
    for (const kind of KINDS) this[kind] = data[kind];
    this.isDone = data.done;
    this.version = data.version;
    this.refresh();
  }

  // Marks and the proposals that are still open, by start, none overlapping another.
  refresh() {
    const turnedDown = new Set(this.rejections.map((line) => `${line.start}:${line.end}:${line.label}`));
    const items = this.marks.map((line) => ({ line, start: line.start, end: line.end, isOpen: false }));
    let next = 0;
    let end = 0;
    const open = [];
    for (const line of this.proposals) {
      if (line.start < end || turnedDown.has(`${line.start}:${line.end}:${line.label}`)) continue;
      while (next < this.marks.length && this.marks[next].end <= line.start) next += 1;
      if (next < this.marks.length && overlaps(this.marks[next], line)) continue;
      open.push({ line, start: line.start, end: line.end, isOpen: true });
      end = line.end;
    }
    this.items = items.concat(open).sort((a, b) => a.start - b.start);
    this.openCount = open.length;
    const place = this.current;
    this.current = place && (this.items.find((item) => item.start === place.start && item.end === place.end)
      ?? this.items.find((item) => overlaps(item, place)) ?? null);
  }

  get(start) {
    return this.items.find((item) => item.start === start) ?? null;
  }

  // Items inside or touching a stretch, found by bisection.
  within(start, end) {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle].end <= start) low = middle + 1;
      else high = middle;
    }
    const found = [];
    for (let n = low; n < this.items.length && this.items[n].start < end; n += 1) found.push(this.items[n]);
    return found;
  }

  needsCare(item) {
    return item.isOpen || item.line.doubtful === true;
  }

  // The next item after `start` for which `test` holds; goes round at the end.
  next(start, test, step = 1) {
    const items = step > 0 ? this.items : [...this.items].reverse();
    const ahead = items.find((item) => (item.start - start) * step > 0 && test(item));
    return ahead ?? items.find(test) ?? null;
  }

  noteOf(item) {
    return this.notes.find((note) => note.start === item.start && note.end === item.end) ?? null;
  }

  // Make a change here and now, and send it off. Returns the step of undo that it is; given one that
  // was made before, it joins that.
  change(change, { step } = {}) {
    const full = complete(change);
    if (full.has_agreements === undefined && full.add.agreements.length && this.agreements === null)
      full.has_agreements = true;
    const back = this.invert(full);
    this.applyHere(full);
    this.undone = [];
    const joined = this.done.includes(step) ? step : [];
    joined.push(back);
    if (joined !== step) this.done.push(joined);
    this.enqueue(full);
    return joined;
  }

  invert(full) {
    return {
      remove: full.add,
      add: full.remove,
      done: full.done === undefined ? undefined : this.isDone,
      has_agreements: full.has_agreements === undefined ? undefined : this.agreements !== null,
      at: this.current && { start: this.current.start, end: this.current.end },
    };
  }

  applyHere(full) {
    for (const kind of KINDS) {
      if (!full.remove[kind].length && !full.add[kind].length) continue;
      const lines = without(this[kind] ?? [], full.remove[kind]).concat(full.add[kind]);
      if (kind === "agreements") this[kind] = this[kind] === null && !lines.length ? null : lines;
      else this[kind] = lines.sort((a, b) => a.start - b.start);
    }
    if (full.done !== undefined) this.isDone = full.done;
    if (full.has_agreements === true) this.agreements ??= [];
    if (full.has_agreements === false && !this.agreements?.length) this.agreements = null;
    this.agreements?.sort((a, b) => a.evidence[0] - b.evidence[0] || a.evidence[1] - b.evidence[1]);
    this.refresh();
  }

  undo() { this.step(this.done, this.undone); }
  redo() { this.step(this.undone, this.done); }

  step(from, to) {
    const changes = from.pop();
    if (!changes) return;
    const back = [];
    for (const change of [...changes].reverse()) {
      back.push(this.invert(change));
      if (change.at) this.current = change.at;
      this.applyHere(change);
      this.enqueue(change);
    }
    to.push(back);
    this.tell("changed");
  }

  enqueue(change) {
    this.queue.push(change);
    this.tell("changed");
    this.pump();
  }

  async pump() {
    if (this.isSending || !this.queue.length || this.isHeld) return;
    this.isSending = true;
    this.tell("saving");
    const { at, ...change } = this.queue[0];
    try {
      const answer = await send("change", { name: this.name, version: this.version, ...change });
      this.version = answer.version;
      this.queue.shift();
      this.tell(this.queue.length ? "saving" : "saved");
    } catch (error) {
      this.handle(error);
    } finally {
      this.isSending = false;
    }
    if (!this.isHeld) this.pump();
  }

  handle(error) {
    if (!(error instanceof RequestError)) {
      this.isHeld = true;
      this.tell("offline");
      setTimeout(() => { this.isHeld = false; this.pump(); }, 1000 * SECONDS_TO_TRY_AGAIN);
      return;
    }
    this.isHeld = true;
    if (error.status === 409) this.tell("conflict", error.body.current);
    else this.tell("refused", error.message);
  }

  // After a conflict or refusal: take what the disk holds; with `mine`, try the waiting changes on it.
  // Returns those that cannot be made any more.
  settle(current, { mine }) {
    const waiting = mine ? this.queue : [];
    this.queue = [];
    this.done = [];
    this.undone = [];
    this.isHeld = false;
    this.take(current);
    const lost = [];
    for (const change of waiting) {
      if (this.fits(change)) this.change(change);
      else lost.push(change);
    }
    this.tell("changed");
    return lost;
  }

  // Whether a waiting change can still be made: what it takes away is there, its place is free.
  fits(change) {
    const present = new Set(KINDS.flatMap((kind) => (this[kind] ?? []).map(write)));
    const gone = new Set(change.remove.marks.map(write));
    const others = this.marks.filter((line) => !gone.has(write(line)));
    return KINDS.every((kind) => change.remove[kind].every((line) => present.has(write(line))))
      && change.add.marks.every((line) => !others.some((other) => overlaps(other, line)));
  }
}

// Lines but those to take away; only lines at the same place are compared field by field.
function without(lines, removed) {
  if (!removed.length) return lines;
  const place = (line) => line.evidence?.[0] ?? line.start;
  const places = new Set(removed.map(place));
  const gone = new Set(removed.map(write));
  return lines.filter((line) => !(places.has(place(line)) && gone.has(write(line))));
}

function complete({ remove = {}, add = {}, done, has_agreements }) {
  const fill = (part) => Object.fromEntries(KINDS.map((kind) => [kind, part[kind] ?? []]));
  return { remove: fill(remove), add: fill(add), done, has_agreements };
}

// A line of gold for a stretch of the text; fields come in the order of the files.
export function makeLine(text, start, end, label, answers = [], doubtful = false) {
  const line = { start, end, label, text: text.slice(start, end) };
  if (label === "IGNORE") return line;
  if (answers.length) line[label === "INSTITUTION" ? "id" : "value"] = answers[0];
  if (answers.length > 1) line.also = answers.slice(1);
  if (doubtful) line.doubtful = true;
  return line;
}

export function answersOf(line) {
  const first = answerOf(line);
  return first === undefined ? [] : [first, ...(line.also ?? [])];
}
