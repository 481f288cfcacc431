// The rows of agreements: parties, dates and status are taken from marks of the text.

import { ask } from "./api.js";
import { key, make } from "./dom.js";
import { overlaps } from "./sheet.js";
import { STATUSES, say, spoken } from "./texts.js";

export class Agreements {
  constructor(element, { onReveal }) {
    this.element = element;
    this.onReveal = onReveal;
    this.chosen = null; // the row that keys work on: its evidence
  }

  show(sheet) {
    this.sheet = sheet;
    this.chosen = null;
  }

  open() {
    const rows = this.sheet.agreements ?? [];
    const spans = rows.map(({ evidence: [start, end] }) => ({ start, end }));
    return this.sheet.proposedAgreements.filter(({ evidence: [start, end] }) => !spans.some((span) => overlaps(span, { start, end })));
  }

  get row() {
    return (this.sheet.agreements ?? []).find((row) => row.evidence.join() === this.chosen) ?? null;
  }

  draw() {
    if (this.element.hidden) return;
    const shown = JSON.stringify([this.sheet.name, spoken(), this.sheet.agreements]);
    if (shown === this.shown) return;
    this.shown = shown;
    const rows = (this.sheet.agreements ?? []).map((row) => this.drawRow(row, false));
    const open = this.open().map((row) => this.drawRow(row, true));
    const heads = ["parties", "start", "end", "end_status", "subject", "evidence"].map((name) => make("th", { scope: "col" }, say(name)));
    this.element.replaceChildren(
      make("header", {},
        make("h2", {}, say("agreements"), ` ${this.sheet.agreements?.length ?? 0}`),
        make("button", { type: "button", onclick: () => this.add() }, key("N"), ` ${say("new_agreement")}`),
        this.sheet.agreements === null
          ? make("button", { type: "button", onclick: () => this.sheet.change({ has_agreements: true }) }, say("none_here")) : null),
      rows.length || open.length
        ? make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: say("agreements") }, make("table", {}, make("thead", {}, make("tr", {}, heads, make("td", {}))), make("tbody", {}, sortRows([...rows, ...open]))))
        : make("p", { className: "quiet" }, say("no_agreements")));
  }

  drawRow(row, isOpen) {
    const place = row.evidence.join();
    const field = (name) => make("input", {
      value: row[name] ?? "", disabled: isOpen, ariaLabel: say(name), autocomplete: "off", size: name === "subject" ? 28 : 11,
      oninput: (event) => (name === "subject" ? null : checkDate(event.target)),
      onchange: (event) => { if (event.target.getAttribute("aria-invalid") !== "true") this.replace(row, { [name]: event.target.value.trim() || null }); },
    });
    // A status that none of the known ones says is kept in the words of the text: 防災研へ移管.
    const statuses = row.end_status && !STATUSES.includes(row.end_status) ? [...STATUSES, row.end_status] : STATUSES;
    const status = make("select", { disabled: isOpen, ariaLabel: say("end_status"), onchange: () => this.replace(row, { end_status: status.value || null }) },
      make("option", { value: "" }, "—"), statuses.map((name) => make("option", { value: name, selected: row.end_status === name }, STATUSES.includes(name) ? say(name) : name)));
    const element = make("tr", {
      className: `${isOpen ? "open" : ""} ${place === this.chosen ? "current" : ""}`, data: { place },
      onfocusin: () => this.choose(row, element), onclick: () => this.choose(row, element),
    },
      make("td", {}, row.parties.map((party) => make("span", { className: "party" }, party.text,
        isOpen ? null : make("button", { type: "button", ariaLabel: `${say("remove")} ${party.text}`, onclick: () => this.replace(row, { parties: row.parties.filter((other) => other !== party) }) }, "×")))),
      make("td", {}, field("start")), make("td", {}, field("end")), make("td", {}, status), make("td", {}, field("subject")),
      make("td", {}, make("button", { type: "button", className: "evidence", onclick: () => this.onReveal(row.evidence[0]) }, this.sheet.text.slice(...row.evidence).replace(/[\s|]+/g, " ").trim().slice(0, 32))),
      make("td", {}, isOpen
        ? make("button", { type: "button", className: "take", onclick: () => this.take(row) }, say("take"))
        : make("button", { type: "button", onclick: () => this.sheet.change({ remove: { agreements: [row] } }) }, say("remove"))));
    return element;
  }

  choose(row, element) {
    if (this.chosen === row.evidence.join()) return;
    this.chosen = row.evidence.join();
    for (const other of this.element.querySelectorAll("tr.current")) other.classList.remove("current");
    element.classList.add("current");
  }

  take(row) {
    this.chosen = row.evidence.join();
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
    this.chosen = row.evidence.join();
    this.sheet.change({ add: { agreements: [row] } });
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

const makeParty = ({ text, start, end, id }) => ({ text, start, end, id: id ?? null });

const sortRows = (rows) => rows.sort((a, b) => a.dataset.place.split(",")[0] - b.dataset.place.split(",")[0]);

async function checkDate(input) {
  const value = input.value.trim();
  const answer = value ? await ask("date", { value }).catch(() => ({})) : {};
  if (input.value.trim() !== value) return;
  input.setAttribute("aria-invalid", String(Boolean(answer.error)));
  input.title = answer.error ?? [answer.first_day, answer.last_day].filter(Boolean).join(" – ");
}
