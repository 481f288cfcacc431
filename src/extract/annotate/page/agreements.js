// The rows of agreements: parties, dates and status are taken from marks of the text.

import { ask } from "./api.js";
import { key, make } from "./dom.js";
import { overlaps } from "./sheet.js";
import { STATUSES, say, spoken } from "./texts.js";

export class Agreements {
  // `onChoose` is told the evidence of the row that keys work on, null where there is none.
  constructor(element, { onChoose }) {
    this.element = element;
    this.onChoose = onChoose;
    this.chosen = null; // the row that keys work on: its evidence
  }

  show(sheet) {
    this.sheet = sheet;
    this.chosen = null;
    this.shown = null;
  }

  open() {
    const rows = this.sheet.agreements ?? [];
    const spans = rows.map(({ evidence: [start, end] }) => ({ start, end }));
    return this.sheet.proposedAgreements.filter(({ evidence: [start, end] }) => !spans.some((span) => overlaps(span, { start, end })));
  }

  get row() {
    return (this.sheet.agreements ?? []).find((row) => placeOf(row) === this.chosen) ?? null;
  }

  // Rows and those still proposed, by their evidence.
  list() {
    const rows = [...(this.sheet.agreements ?? []).map((row) => ({ row, isOpen: false })), ...this.open().map((row) => ({ row, isOpen: true }))];
    return rows.sort((a, b) => a.row.evidence[0] - b.row.evidence[0] || a.row.evidence[1] - b.row.evidence[1]);
  }

  draw() {
    if (this.element.hidden) return;
    const shown = JSON.stringify([this.sheet.name, spoken(), this.sheet.agreements]);
    if (shown === this.shown) return;
    this.shown = shown;
    const focus = document.activeElement?.dataset.field;
    const place = document.activeElement?.closest("tr")?.dataset.place;
    const rows = this.list().map(({ row, isOpen }) => this.drawRow(row, isOpen));
    const heads = ["parties", "start", "end", "end_status", "subject", "evidence"].map((name) => make("th", { scope: "col" }, say(name)));
    this.element.replaceChildren(
      make("header", {},
        make("h2", {}, say("agreements"), ` ${this.sheet.agreements?.length ?? 0}`),
        make("button", { type: "button", onclick: () => this.add() }, key("N"), ` ${say("new_agreement")}`),
        this.sheet.agreements === null
          ? make("button", { type: "button", onclick: () => this.sheet.change({ has_agreements: true }) }, say("none_here")) : null,
        rows.length ? make("span", { className: "quiet" }, key("J"), key("K"), ` ${say("rows_hint")}`) : null),
      rows.length
        ? make("div", { className: "scroll" }, make("table", {}, make("thead", {}, make("tr", {}, heads, make("td", {}))), make("tbody", {}, rows)))
        : make("p", { className: "quiet" }, say(this.sheet.agreements ? "no_agreement_here" : "no_agreements")));
    if (focus) this.element.querySelector(`tr[data-place="${place}"] [data-field="${focus}"]`)?.focus();
  }

  drawRow(row, isOpen) {
    const place = placeOf(row);
    const element = make("tr", {
      className: `${isOpen ? "open" : ""} ${place === this.chosen ? "current" : ""}`, data: { place },
      onfocusin: () => this.choose(row), onclick: () => this.choose(row),
    },
      make("td", {}, row.parties.map((party) => this.drawParty(party, row, isOpen))),
      ["start", "end"].map((name) => make("td", {}, this.drawDate(row, name, isOpen))),
      make("td", {}, this.drawStatus(row, isOpen)),
      make("td", {}, this.drawField(row, "subject", isOpen, { size: 28 })),
      make("td", { className: "evidence" }, this.sheet.text.slice(...row.evidence).replace(/[\s|]+/g, " ").trim().slice(0, 40)),
      make("td", {}, isOpen
        ? make("button", { type: "button", onclick: () => this.take(row) }, key("T"), ` ${say("take")}`)
        : make("button", { type: "button", onclick: () => this.drop(row) }, key("D"), ` ${say("remove")}`)));
    return element;
  }

  drawParty(party, row, isOpen) {
    const remove = () => this.replace(row, { parties: row.parties.filter((other) => other !== party) });
    return make("span", { className: "party" }, party.text,
      isOpen ? null : make("button", { type: "button", ariaLabel: `${say("remove")} ${party.text}`, onclick: remove }, "×"));
  }

  drawField(row, name, isOpen, { check = null, ...properties } = {}) {
    const input = make("input", {
      value: row[name] ?? "", disabled: isOpen, ariaLabel: say(name), autocomplete: "off", data: { field: name }, ...properties,
      oninput: () => check?.(input),
      onchange: async () => {
        const value = input.value.trim() || null;
        if (value !== row[name] && (!check || await check(input))) this.replace(row, { [name]: value });
      },
    });
    return input;
  }

  // A date that is none is said below, and stays unsaved.
  drawDate(row, name, isOpen) {
    const problem = make("small", { className: "wrong", role: "status" });
    const check = async (input) => {
      const value = input.value.trim();
      const answer = value ? await ask("date", { value }).catch(() => ({})) : {};
      if (input.value.trim() !== value) return false;
      input.setAttribute("aria-invalid", String(Boolean(answer.error)));
      input.title = [answer.first_day, answer.last_day].filter(Boolean).join(" – ");
      problem.textContent = answer.error ?? "";
      return !answer.error;
    };
    return [this.drawField(row, name, isOpen, { check, size: 11 }), problem];
  }

  drawStatus(row, isOpen) {
    // A status that none of the known ones says is kept in the words of the text: 防災研へ移管.
    const statuses = row.end_status && !STATUSES.includes(row.end_status) ? [...STATUSES, row.end_status] : STATUSES;
    const status = make("select", { disabled: isOpen, ariaLabel: say("end_status"), data: { field: "end_status" }, onchange: () => this.replace(row, { end_status: status.value || null }) },
      make("option", { value: "" }, "—"), statuses.map((name) => make("option", { value: name, selected: row.end_status === name }, STATUSES.includes(name) ? say(name) : name)));
    return status;
  }

  choose(row) {
    const place = row && placeOf(row);
    if (this.chosen === place) return;
    this.chosen = place;
    for (const other of this.element.querySelectorAll("tr.current")) other.classList.remove("current");
    this.element.querySelector(`tr[data-place="${place}"]`)?.classList.add("current");
    this.onChoose(row && { start: row.evidence[0], end: row.evidence[1] });
  }

  move(step) {
    const rows = this.list();
    const at = rows.findIndex(({ row }) => placeOf(row) === this.chosen);
    const next = at < 0 ? rows.at(step > 0 ? 0 : -1) : rows[at + step];
    if (!next) return;
    this.choose(next.row);
    this.element.querySelector("tr.current")?.scrollIntoView({ block: "nearest" });
  }

  takeChosen() {
    const found = this.list().find(({ row, isOpen }) => isOpen && placeOf(row) === this.chosen);
    if (found) this.sheet.change({ add: { agreements: [found.row] } });
    this.move(1);
  }

  dropChosen() {
    const { row } = this;
    if (!row) return;
    this.move(1);
    this.drop(row);
  }

  drop(row) {
    this.sheet.change({ remove: { agreements: [row] } });
  }

  edit() {
    this.draw();  // a row that was taken in this very frame is still shown as a proposal
    this.element.querySelector("tr.current [data-field=start]:not(:disabled)")?.focus();
  }

  take(row) {
    this.choose(row);
    this.sheet.change({ add: { agreements: [row] } });
  }

  // A new row, with the line of the current mark as evidence and the marks on it as parties and dates.
  add() {
    const { text, current } = this.sheet;
    if (!current) return;
    const start = text.lastIndexOf("\n", current.start - 1) + 1;
    const feed = text.indexOf("\n", current.end);
    const end = feed < 0 ? text.length : feed;
    const marks = this.sheet.within(start, end).filter((item) => !item.isOpen).map((item) => item.line);
    const dates = marks.filter((line) => line.label === "DATE");
    const row = {
      parties: marks.filter((line) => line.label === "INSTITUTION").map(makeParty),
      start: dates[0]?.value ?? null,
      end: dates[1]?.value ?? null,
      end_status: marks.find((line) => line.label === "END_STATUS")?.value ?? null,
      subject: null,
      evidence: [start, end],
    };
    this.sheet.change({ add: { agreements: [row] } });
    this.choose(row);
  }

  addParty() {
    const line = this.sheet.current?.line;
    if (this.row && line?.label === "INSTITUTION") this.replace(this.row, { parties: [...this.row.parties, makeParty(line)] });
  }

  setEdge(name) {
    const line = this.sheet.current?.line;
    if (!this.row || !line?.value) return;
    if (line.label === "END_STATUS") this.replace(this.row, { end_status: line.value });
    else if (line.label === "DATE") this.replace(this.row, { [name]: line.value });
  }

  replace(row, fields) {
    this.sheet.change({ remove: { agreements: [row] }, add: { agreements: [{ ...row, ...fields }] } });
  }
}

const placeOf = (row) => row.evidence.join();
const makeParty = ({ text, start, end, id }) => ({ text, start, end, id: id ?? null });
