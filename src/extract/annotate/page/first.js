// What the address names, asked for at once, while the other scripts are still on their way.

import { ask } from "./api.js";

// Views: #, #document/NAME, #document/NAME/OFFSET, #compare/NAME.
export function readPlace() {
  const [kind, name, offset = ""] = location.hash.slice(1).split("/").map(decodeURIComponent);
  return ["document", "compare"].includes(kind) ? { kind, name, offset } : { kind: "list", name: null, offset };
}

const ASK = {
  list: () => ask("work"),
  document: (name) => ask("document", { name }),
  compare: (name) => ask("document", { name }),
};

const place = readPlace();
let first = ASK[place.kind](place.name);
first.catch(() => {}); // whoever takes it says what is wrong

// The answer for a place; the first time, the one that is on its way.
export function take({ kind, name }) {
  const answer = first && kind === place.kind && name === place.name ? first : ASK[kind](name);
  first = null;
  return answer;
}
