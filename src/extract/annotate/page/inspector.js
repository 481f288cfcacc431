// What is known of the chosen mark, and the ways to correct it: link, value, note.

import { ask } from "./api.js";
import { key, make } from "./dom.js";
import { findSame } from "./edges.js";
import { answerOf } from "./sheet.js";
import { STATUSES, say, spoken } from "./texts.js";

const AHEAD = 4; // items whose candidates are fetched before they are looked at
const placeOf = ({ start, end }) => `${start}-${end}`;
export const LABELS = { INSTITUTION: "i", DATE: "d", END_STATUS: "s", IGNORE: "z" };

export class Inspector {
  constructor(element, actions) {
    this.element = element;
    this.actions = actions;
    this.candidates = new Map(); // by place
    this.loading = new Map(); // by place, what is on its way
    this.found = null; // what the search shows, null when it is closed
  }

  show(sheet) {
    this.sheet = sheet;
    this.candidates.clear();
    this.loading.clear();
  }

  // `selection` is a stretch selected in the text, null without one.
  draw(selection) {
    const item = this.sheet.current;
    if (this.shown !== item?.start) this.found = null;
    this.shown = item?.start;
    if (selection) this.element.replaceChildren(...this.drawSelection(selection));
    else if (item) this.element.replaceChildren(...this.drawItem(item));
    else this.element.replaceChildren(make("p", { className: "quiet" }, say(this.sheet.openCount ? "nothing_selected" : "all_decided")));
  }

  drawSelection({ start, end }) {
    return [
      make("p", { className: "kind" }, say("selection")),
      make("p", { className: "surface", lang: this.sheet.language }, this.sheet.text.slice(start, end)),
      make("p", { className: "quiet" }, say("add_as")),
      this.drawLabels(null),
      make("p", { className: "quiet" }, say("select_hint")),
    ];
  }

  drawItem(item) {
    const { line } = item;
    const same = findSame(this.sheet.text, line.text).length;
    return [
      make("p", { className: `kind ${item.isOpen ? "open" : "sure"}` },
        say(item.isOpen ? "proposal" : "mark"),
        item.isOpen ? make("span", { className: "score" }, ` ${line.score.toFixed(2)}`) : null,
        line.doubtful ? make("span", { className: "tag" }, say("doubtful")) : null),
      make("p", { className: "surface", lang: this.sheet.language }, line.text),
      this.drawLabels(line.label),
      make("div", { className: "decide" },
        this.button("accept", "a", () => this.actions.accept()),
        this.button(item.isOpen ? "reject" : "delete", "x", () => this.actions.reject()),
        same > 1 ? this.button("apply_same", "A", () => this.actions.acceptSame(), ` (${same})`) : null),
      ...this.drawAnswer(item),
      ...this.drawNote(item),
    ];
  }

  button(text, name, onclick, tail = "") {
    return make("button", { type: "button", onclick }, key(name), ` ${say(text)}${tail}`);
  }

  drawLabels(chosen) {
    return make("div", { className: "labels", role: "group", ariaLabel: say("label") },
      Object.entries(LABELS).map(([label, name]) =>
        make("button", { type: "button", className: `label ${label}`, ariaPressed: String(label === chosen), onclick: () => this.actions.setLabel(label) },
          key(name), ` ${say(label)}`)));
  }

  drawAnswer(item) {
    if (item.line.label === "INSTITUTION") return this.drawLink(item);
    if (item.line.label === "DATE") return this.drawDate(item);
    if (item.line.label === "END_STATUS") return this.drawStatus(item);
    return [];
  }

  drawLink(item) {
    const { line } = item;
    const search = make("input", {
      id: "search", type: "search", autocomplete: "off", placeholder: say("search_registry"), ariaLabel: say("search_registry"),
      role: "combobox", "aria-expanded": "true", "aria-controls": "candidates", value: this.typed ?? "",
      oninput: () => { this.searching = this.search(search.value); }, onkeydown: (event) => this.moveInList(event),
    });
    const list = make("ol", { id: "candidates", className: "candidates", ariaLabel: say("link") });
    this.list = list;
    this.fillCandidates(item);
    this.loadAhead(item);
    return [
      make("h2", {}, say("link"), line.id === undefined && !item.isOpen ? make("span", { className: "tag" }, say("no_link")) : null),
      make("div", { className: "search" }, key("/"), search),
      make("button", { type: "button", className: "nil", ariaPressed: String(line.id === null), onclick: () => this.actions.choose(0) }, key("0"), ` ${say("nil")}`),
      list,
    ];
  }

  // Candidates of the mark, the record it is linked to among them; or what was searched for.
  choices(item) {
    if (this.found) return this.found;
    const { line } = item;
    const list = this.candidates.get(placeOf(item)) ?? [];
    const linked = line.id && this.sheet.records.get(line.id);
    return linked && !list.some(({ id }) => id === line.id) ? [linked, ...list] : list;
  }

  isReady(item) {
    const { id, label } = item.line;
    return label !== "INSTITUTION" || Boolean(this.found)
      || (this.candidates.has(placeOf(item)) && (!id || this.sheet.records.has(id)));
  }

  // Fetch the candidates of an item, once.
  load(item) {
    const place = placeOf(item);
    if (!this.loading.has(place)) this.loading.set(place, this.fetchCandidates(item, place));
    return this.loading.get(place);
  }

  async fetchCandidates({ start, end, line }, place) {
    const { sheet } = this;
    const chosen = line.id ? { chosen: line.id } : {};
    const found = await ask("candidates", { name: sheet.name, start, end, ...chosen }).catch(() => []);
    if (sheet !== this.sheet) return;
    this.loading.delete(place);
    this.keep({ start, end }, found);
    const { current } = sheet;
    if (current && placeOf(current) === place && this.list?.isConnected) this.fillCandidates(current);
  }

  keep(span, candidates) {
    this.candidates.set(placeOf(span), candidates);
    for (const candidate of candidates) this.sheet.records.set(candidate.id, candidate);
  }

  // So that candidates are there when somebody goes on: those of the item shown, then of the next.
  async loadAhead(item) {
    if (!this.isReady(item)) await this.load(item);
    let next = item;
    for (let n = 0; n < AHEAD && this.sheet.current?.start === item.start; n += 1) {
      next = this.sheet.next(next.start, (other) => this.sheet.needsCare(other));
      if (!next || next.start <= item.start) return;
      if (!this.isReady(next)) await this.load(next);
    }
  }

  fillCandidates(item) {
    const choices = this.choices(item);
    this.list.role = choices.length ? "listbox" : null; // an empty one would be announced as broken
    this.list.replaceChildren(...choices.slice(0, 9).map((candidate, number) => this.drawCandidate(candidate, number, item)));
    if (!choices.length && this.found) this.list.replaceChildren(make("li", { className: "quiet" }, say("no_candidates")));
  }

  drawCandidate(candidate, number, item) {
    const place = [candidate.place, candidate.countries?.[spoken()] ?? candidate.country].filter(Boolean).join(", ");
    const others = [...(candidate.japanese ?? []), ...(candidate.names ?? [])].slice(0, 3).join(" · ");
    const { matched } = candidate;
    return make("li", { role: "option", ariaSelected: String(item.line.id === candidate.id), id: `candidate-${number}`, onclick: () => this.actions.choose(number + 1) },
      key(String(number + 1)),
      make("span", { className: "about" },
        make("b", {}, candidate.name),
        candidate.status && candidate.status !== "active" ? make("span", { className: "tag" }, say(candidate.status)) : null,
        make("span", { className: "names", lang: "ja" }, others),
        make("span", { className: "place" }, place,
          candidate.parents?.length ? ` · ${say("parent")} ${candidate.parents.join(", ")}` : ""),
        matched && matched !== candidate.name ? make("span", { className: "why" }, `${say("matched")}: ${matched}`) : null,
        candidate.remark ? make("span", { className: "why" }, candidate.remark) : null),
      make("span", { className: "score" }, candidate.score === undefined ? "" : candidate.score.toFixed(2)));
  }

  async search(typed) {
    this.typed = typed;
    if (!typed.trim()) this.found = null;
    else {
      const found = await ask("search", { typed }).catch(() => []);
      if (this.typed !== typed) return;
      this.answered = typed;
      for (const candidate of found) this.sheet.records.set(candidate.id, candidate);
      this.found = found;
    }
    if (this.sheet.current) this.fillCandidates(this.sheet.current);
  }

  moveInList(event) {
    const options = [...this.list.querySelectorAll("[role=option]")];
    const at = options.findIndex((option) => option.classList.contains("ahead"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = options.at((at + (event.key === "ArrowDown" ? 1 : -1)) % options.length);
      options[at]?.classList.remove("ahead");
      next?.classList.add("ahead");
      next?.scrollIntoView({ block: "nearest" });
      if (next) event.target.setAttribute("aria-activedescendant", next.id);
      event.preventDefault();
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this.takeFound(event.target, at);
    }
  }

  // Enter takes what all that was typed finds, not what its first letters found.
  async takeFound(input, at) {
    const { typed } = this;
    if (at < 0 && typed?.trim() && this.answered !== typed) {
      await this.searching;
      if (this.typed !== typed || !input.isConnected) return;
    }
    if (!this.list.querySelector("[role=option]")) return;
    input.blur();
    this.actions.choose(Math.max(at, 0) + 1);
  }

  drawDate({ line }) {
    const days = make("p", { className: "days", role: "status" });
    const input = make("input", {
      id: "value", type: "text", autocomplete: "off", spellcheck: false, value: line.value ?? "", "aria-describedby": "days",
      oninput: () => this.check(input, days),
      onkeydown: async (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        // What is checked already is taken at once: nothing says "saved" in the meantime.
        if (days.rightValue !== input.value.trim() && !(await this.check(input, days))) return;
        input.blur();
        this.actions.giveAnswer(input.value.trim());
      },
    });
    days.id = "days";
    this.check(input, days);
    return [make("h2", {}, make("label", { htmlFor: "value" }, say("value"))), make("div", { className: "search" }, key("v"), input), days];
  }

  async check(input, days) {
    const value = input.value.trim();
    if (!value) return false;
    const answer = await ask("date", { value }).catch(() => ({}));
    if (input.value.trim() !== value) return false;
    input.setAttribute("aria-invalid", String(Boolean(answer.error)));
    days.classList.toggle("wrong", Boolean(answer.error));
    days.rightValue = answer.error || !Object.keys(answer).length ? null : value;
    days.replaceChildren(answer.error
      ? answer.error
      : make("span", {}, `${say("first_day")} `, make("b", {}, answer.first_day ?? say("not_bounded")), `  ${say("last_day")} `, make("b", {}, answer.last_day ?? say("not_bounded"))));
    return !answer.error;
  }

  drawStatus({ line }) {
    return [make("h2", {}, say("end_status")),
      make("ol", { className: "candidates", role: "listbox", ariaLabel: say("end_status") }, STATUSES.map((status, number) =>
        make("li", { ariaSelected: String(line.value === status), role: "option", onclick: () => this.actions.choose(number + 1) },
          key(String(number + 1)), ` ${say(status)}`, make("span", { className: "score" }, status))))];
  }

  // What the number keys stand for: the answer to give, undefined where there is none.
  answerFor(number) {
    const item = this.sheet.current;
    if (item?.line.label === "END_STATUS") return STATUSES[number - 1];
    if (item?.line.label !== "INSTITUTION") return undefined;
    return number === 0 ? null : this.choices(item)[number - 1]?.id;
  }

  drawNote(item) {
    const note = this.sheet.noteOf(item);
    const area = make("textarea", {
      id: "note", rows: 2, placeholder: say("note_placeholder"), ariaLabel: say("note"), value: note?.note ?? "",
      onkeydown: (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); area.blur(); } },
      onchange: () => this.actions.setNote(area.value.trim()),
    });
    const doubt = item.line.label === "IGNORE" ? [] : [
      make("div", { className: "row" },
        make("button", { type: "button", ariaPressed: String(item.line.doubtful === true), onclick: () => this.actions.toggleDoubtful() }, key("o"), ` ${say("doubtful")}`)),
    ];
    return [
      ...doubt,
      make("div", { className: "search note" }, key("c"), area),
    ];
  }
}

export function shownAnswer(line, records) {
  const answer = answerOf(line);
  if (line.label !== "INSTITUTION") return answer ?? "";
  return answer === null ? "NIL" : answer ? records?.get(answer)?.name ?? answer : "";
}
