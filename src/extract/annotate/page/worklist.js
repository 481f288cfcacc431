// The documents with their state; filters; progress.

import { ask } from "./api.js";
import { find, make } from "./dom.js";
import { say } from "./texts.js";

const LOW = 0.5;
const CONDITIONS = {
  with_open: (entry) => entry.pending > 0,
  with_low: (entry) => entry.lowest !== null && entry.lowest < LOW,
  with_nil: (entry) => entry.nil > 0,
  with_doubtful: (entry) => entry.doubtful > 0,
  with_disagreement: ({ annotators: { span_f1: spans, same_answers: answers } }) => (spans ?? 1) < 1 || (answers ?? 1) < 1,
};
const FORMS = { label_studio: "Label Studio", doccano: "doccano", brat: "brat", spacy: "spaCy" };
const figure = (value) => (value === null || value === undefined ? "–" : value.toFixed(2));

export class WorkList {
  constructor(element, { onOpen, onCompare }) {
    Object.assign(this, { element, onOpen, onCompare });
    this.wanted = { name: "", state: "", language: "", label: "", only: "" };
    this.at = 0;
  }

  show(data) {
    this.data = data;
    this.draw();
  }

  names() {
    return this.shown().filter((entry) => !entry.error).map((entry) => entry.name);
  }

  shown() {
    const { name, state, language, label, only } = this.wanted;
    return this.data.documents.filter((entry) => entry.error || (
      entry.name.toLowerCase().includes(name.toLowerCase())
      && (!state || entry.state === state || (state === "changed" && entry.changed))
      && (!language || entry.language === language)
      && (!label || entry.labels[label])
      && (!only || CONDITIONS[only](entry))));
  }

  draw() {
    const rows = this.shown();
    const { documents } = this.data;
    const sum = (field) => documents.reduce((total, entry) => total + (entry[field] ?? 0), 0);
    const doneCount = documents.filter((entry) => entry.state === "done").length;
    this.element.replaceChildren(
      make("header", { className: "lead" },
        make("h1", {}, say("documents")),
        make("p", { className: "quiet" }, `${doneCount} / ${documents.length} ${say("done")} · ${sum("confirmed")} ${say("confirmed")} · ${sum("pending")} ${say("open")} · ${this.data.registry}`)),
      this.drawExchange(),
      make("form", { className: "filters", onsubmit: (event) => event.preventDefault() },
        make("label", {}, say("search_documents"), make("input", { id: "filter", type: "search", value: this.wanted.name, oninput: (event) => this.want("name", event.target.value) })),
        this.drawChoice("state", ["untouched", "in_work", "done", "changed"]),
        this.drawChoice("language", ["ja", "en"]),
        this.drawChoice("label", ["INSTITUTION", "DATE", "END_STATUS"]),
        this.drawChoice("only", Object.keys(CONDITIONS))),
      rows.length ? make("ol", { className: "entries" }, rows.map((entry, number) => this.drawEntry(entry, number))) : make("p", { className: "quiet empty" }, say("no_documents")));
    this.mark();
  }

  // To and from other tools; an import takes only documents without marks.
  drawExchange() {
    const file = make("input", { type: "file", hidden: true, ariaLabel: say("imported"), onchange: () => this.takeIn(file) });
    const rows = Object.entries(FORMS).map(([form, name]) => make("li", {}, make("span", {}, name),
      make("a", { href: `api/export?form=${form}`, download: "" }, say("exported")),
      make("button", { type: "button", className: "plain", onclick: () => { file.dataset.form = form; file.click(); } }, say("imported"))));
    return make("details", { className: "exchange" }, make("summary", {}, say("other_tools")), make("ul", {}, rows), file, make("p", { id: "taken", role: "status", className: "quiet" }));
  }

  async takeIn(file) {
    const taken = await ask("import", { form: file.dataset.form }, { method: "POST", body: file.files[0] }).catch((error) => ({ taken: [], skipped: [{ name: "", reason: error.message }] }));
    this.show(await ask("work"));
    this.element.querySelector("details").open = true;
    const problems = taken.skipped.map(({ name, reason }) => `${name}: ${reason}`);
    find("taken").textContent = [`${say("taken_in")}: ${taken.taken.join(", ") || say("nothing")}`, ...problems].join(" · ");
  }

  want(field, value) {
    this.wanted[field] = value;
    this.at = 0;
    this.draw();
    if (field === "name") find("filter").focus();
    else this.element.querySelector(`select[name=${field}]`).focus();
  }

  drawChoice(field, values) {
    return make("label", {}, say(field),
      make("select", { name: field, onchange: (event) => this.want(field, event.target.value) },
        make("option", { value: "" }, say("all")),
        values.map((value) => make("option", { value, selected: this.wanted[field] === value }, say(value)))));
  }

  drawEntry(entry, number) {
    if (entry.error) return make("li", { className: "entry broken" }, make("b", {}, entry.name), make("p", {}, entry.error));
    const total = entry.confirmed + entry.pending;
    const bar = make("progress", { max: Math.max(total, 1), value: entry.state === "done" ? Math.max(total, 1) : entry.confirmed, ariaLabel: say("progress") });
    const { annotators } = entry;
    return make("li", { className: `entry ${entry.state}` },
      make("button", { type: "button", className: "open", onclick: () => this.onOpen(entry.name), onfocus: () => { this.at = number; } },
        make("span", { className: "name" }, make("b", {}, entry.name), entry.changed ? make("span", { className: "tag" }, say("changed")) : null),
        make("span", { className: "state" }, say(entry.state)),
        make("span", { className: "counts" },
          ["INSTITUTION", "DATE", "END_STATUS"].filter((label) => entry.labels[label]).map((label) => make("span", { className: `count ${label}` }, `${say(label)} ${entry.labels[label]}`)),
          entry.pending ? make("span", { className: "count pending" }, `${say("open")} ${entry.pending}`) : null),
        bar,
        make("span", { className: "f1" }, entry.f1 === null ? "" : `F1 ${figure(entry.f1)}`)),
      annotators.names.length > 1 ? this.drawConsent(entry) : null);
  }

  // How far two annotators agree; who works under a name sees no more than that.
  drawConsent({ name, annotators }) {
    const figures = `${annotators.names.slice(0, 2).join(" / ")} · ${say("span_f1")} ${figure(annotators.span_f1)} · ${say("kappa")} ${figure(annotators.kappa)} · ${say("same_answers")} ${figure(annotators.same_answers)}`;
    if (this.data.annotator) return make("p", { className: "compare" }, figures);
    return make("button", { type: "button", className: "compare", onclick: () => this.onCompare(name) }, `${figures} — ${say("compare")}`);
  }

  mark() {
    this.element.querySelectorAll(".entry button.open")[this.at]?.focus({ preventScroll: false });
  }

  handle(event) {
    if (["INPUT", "SELECT"].includes(document.activeElement?.tagName)) return false;
    const count = this.element.querySelectorAll(".entry button.open").length;
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (!step || !count) return false;
    this.at = (this.at + step + count) % count;
    this.mark();
    return true;
  }
}
