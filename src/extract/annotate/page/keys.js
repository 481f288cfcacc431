// Every key and what it does: the table that listens is the table that `?` shows.

import { key, make } from "./dom.js";
import { say } from "./texts.js";

const one = (name) => (view, event) => view.actions[name](event);

export const KEYS = [
  ["keys_decide", [
    [["a", "Enter"], "key_accept", one("accept")],
    [["x", "Delete", "Backspace"], "key_reject", one("reject")],
    [["A"], "key_accept_same", one("acceptSame")],
    [["X"], "key_reject_same", one("rejectSame")],
    [["o"], "key_doubtful", one("toggleDoubtful")],
    [["u", "Ctrl+z"], "key_undo", one("undo")],
    [["U", "Ctrl+y"], "key_redo", one("redo")],
  ]],
  ["keys_move", [
    [["n", " "], "key_next_open", (view) => view.actions.nextOpen(1)],
    [["p"], "key_previous_open", (view) => view.actions.nextOpen(-1)],
    [["j", "ArrowDown"], "key_next", (view) => view.actions.next(1)],
    [["k", "ArrowUp"], "key_previous", (view) => view.actions.next(-1)],
  ]],
  ["keys_edges", [
    [["q", "Q"], "key_start_left", (view, event) => view.actions.moveEdge("start", -1, event.shiftKey)],
    [["w", "W"], "key_start_right", (view, event) => view.actions.moveEdge("start", 1, event.shiftKey)],
    [["e", "E"], "key_end_left", (view, event) => view.actions.moveEdge("end", -1, event.shiftKey)],
    [["r", "R"], "key_end_right", (view, event) => view.actions.moveEdge("end", 1, event.shiftKey)],
    [["b"], "key_split", one("split")],
    [["m"], "key_merge", one("merge")],
  ]],
  ["keys_add", [
    [["f"], "key_hints", (view) => view.showHints()],
    [["i"], "key_institution", (view) => view.actions.setLabel("INSTITUTION")],
    [["d"], "key_date", (view) => view.actions.setLabel("DATE")],
    [["s"], "key_status", (view) => view.actions.setLabel("END_STATUS")],
    [["z"], "key_ignore", (view) => view.actions.setLabel("IGNORE")],
  ]],
  ["keys_link", [
    [["1", "2", "3", "4", "5", "6", "7", "8", "9"], "key_choose", (view, event) => view.actions.choose(Number(event.key))],
    [["0"], "key_nil", (view) => view.actions.choose(0)],
    [["/"], "key_search", (view) => view.focus("search")],
    [["v"], "key_value", (view) => view.focus("value")],
    [["c"], "key_note", (view) => view.focus("note")],
  ]],
  ["keys_agreement", [
    [["g"], "key_agreements", (view) => view.toggleAgreements()],
    [["J"], "key_next_row", (view) => view.inRows((rows) => rows.move(1))],
    [["K"], "key_previous_row", (view) => view.inRows((rows) => rows.move(-1))],
    [["T"], "key_take_row", (view) => view.inRows((rows) => rows.takeChosen())],
    [["D"], "key_drop_row", (view) => view.inRows((rows) => rows.dropChosen())],
    [["V"], "key_edit_row", (view) => view.inRows((rows) => rows.edit())],
    [["N"], "key_row", (view) => view.inRows((rows) => rows.add())],
    [["P"], "key_party", (view) => view.agreements.addParty()],
    [["B"], "key_begin", (view) => view.agreements.setEdge("start")],
    [["F"], "key_finish", (view) => view.agreements.setEdge("end")],
  ]],
  ["keys_other", [
    [["."], "key_done", one("toggleDone")],
    [["h"], "key_documents", (view) => view.leave()],
    [["]"], "key_next_document", (view) => view.openNeighbour(1)],
    [["["], "key_previous_document", (view) => view.openNeighbour(-1)],
    [["+", "="], "key_zoom_in", (view) => view.pagePane.zoomBy(1)],
    [["-"], "key_zoom_out", (view) => view.pagePane.zoomBy(-1)],
    [["L"], "key_language", (view) => view.switchLanguage()],
    [["?"], "key_help", (view) => view.showHelp()],
    [["Escape"], "key_escape", (view) => view.letGo()],
  ]],
];

const BY_NAME = new Map(KEYS.flatMap(([, rows]) => rows.flatMap(([names, , act]) => names.map((name) => [name, act]))));

export const nameOf = (event) => (event.ctrlKey || event.metaKey ? `Ctrl+${event.key}` : event.key);

export function actionFor(event) {
  return event.altKey ? undefined : BY_NAME.get(nameOf(event));
}

const SHOWN = { " ": "Space", ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", Delete: "Del", Backspace: "⌫" };

export function drawHelp() {
  return KEYS.map(([title, rows]) =>
    make("section", {}, make("h3", {}, say(title)),
      make("dl", {}, rows.flatMap(([names, text]) => [
        make("dt", {}, (names.length > 4 ? [names[0], "…", names.at(-1)] : names).map((name) => (name === "…" ? " … " : key(SHOWN[name] ?? name)))),
        make("dd", {}, say(text)),
      ]))));
}
