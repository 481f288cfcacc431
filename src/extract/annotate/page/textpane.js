// The text with its marks. Blocks out of view are not laid out (content-visibility) and hold plain
// text until they come near; a change draws only the blocks whose marks differ from what they show.

import { make } from "./dom.js";
import { snap } from "./edges.js";

const BLOCK_LENGTH = 900;
const NEAR = "900px 0px";
const IN_VIEW = 4; // more blocks than a screen shows
const SHORT = 16; // a date of fewer characters is not broken over lines
const FILLER = /[ \u3000_\-=.…・]{10,}/gu; // rules and padding of tables, shown small

export class TextPane {
  constructor(element, { onSelect, onPick }) {
    this.element = element;
    this.blocks = [];
    this.lit = []; // the elements of the current item
    this.watcher = new IntersectionObserver((entries) => entries.forEach((entry) => this.look(entry)), { root: element, rootMargin: NEAR });
    this.stretch = null; // what is shown as the evidence of an agreement
    element.addEventListener("mouseup", ({ altKey }) => setTimeout(() => this.readSelection(onSelect, onPick, altKey)));
  }

  show(sheet) {
    this.sheet = sheet;
    this.element.lang = sheet.language;
    this.showStretch(null);
    this.watcher.disconnect();
    this.blocks = cut(sheet.text).map(([start, end], number) => {
      const element = make("div", { className: "block", data: { start, number } }, sheet.text.slice(start, end));
      const lines = Math.ceil((end - start) / 42);
      element.style.containIntrinsicSize = `auto ${2 * lines}rem`;
      return { start, end, element, lines: null, isStale: true, isNear: number < IN_VIEW };
    });
    this.element.replaceChildren(...this.blocks.map((block) => block.element));
    this.element.scrollTop = 0;
    this.blocks.forEach(({ element }) => this.watcher.observe(element));
    this.draw();
  }

  look({ target, isIntersecting }) {
    const block = this.blocks[Number(target.dataset.number)];
    if (block?.element !== target) return;
    block.isNear = isIntersecting;
    if (!isIntersecting || !block.isStale) return;
    this.settle(block);
    if (this.stretch) this.showStretch(this.stretch);
  }

  // Bring the marks of a block up to date; it is about to be seen or asked.
  settle(block) {
    if (block.isStale) this.fill(block, this.sheet.within(block.start, block.end));
    return block;
  }

  // A line of gold never changes, another takes its place: a block that shows the same lines is right.
  draw() {
    for (const block of this.blocks) {
      const items = this.sheet.within(block.start, block.end);
      const isSame = block.lines?.length === items.length && items.every((item, number) => item.line === block.lines[number]);
      if (isSame) continue;
      block.lines = items.map((item) => item.line);
      block.isStale = true;
      if (block.isNear) this.fill(block, items);
    }
    this.showCurrent();
    if (this.stretch) this.showStretch(this.stretch);
  }

  showCurrent() {
    const { current } = this.sheet;
    this.lit.forEach((mark) => mark.classList.remove("current"));
    this.lit = current ? this.marksOf(current) : [];
    this.lit.forEach((mark) => mark.classList.add("current"));
  }

  // The elements of an item: one in each block that it runs through.
  marksOf({ start, end }) {
    const first = this.blocks.indexOf(this.blockAt(start));
    const last = this.blocks.indexOf(this.blockAt(end - 1));
    return this.blocks.slice(first, last + 1).flatMap((block) =>
      [...this.settle(block).element.children].filter((piece) => piece.dataset.item === String(start)));
  }

  classOf(item) {
    const { line } = item;
    const names = ["mark", line.label, item.isOpen ? "open" : "sure"];
    if (line.doubtful) names.push("doubtful");
    if (line.label !== "INSTITUTION" && line.text.length < SHORT) names.push("short");
    if (line.label === "INSTITUTION" && line.id === null) names.push("nil");
    if (line.label === "INSTITUTION" && line.id === undefined) names.push("unasked");
    return names.join(" ");
  }

  fill(block, items) {
    const { text } = this.sheet;
    const nodes = [];
    let at = block.start;
    for (const item of items) {
      const start = Math.max(item.start, block.start);
      const end = Math.min(item.end, block.end);
      if (at < start) nodes.push(...plain(text, at, start));
      const tail = item.end > block.end ? "" : "last";
      nodes.push(make("mark", { className: `${this.classOf(item)} ${tail}`, data: { start, item: item.start } }, text.slice(start, end)));
      at = end;
    }
    if (at < block.end) nodes.push(...plain(text, at, block.end));
    block.element.replaceChildren(...nodes);
    block.isStale = false;
  }

  blockAt(offset) {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return this.blocks[low];
  }

  elementAt(offset) {
    const block = this.settle(this.blockAt(offset));
    const pieces = [...block.element.children];
    return pieces.filter((piece) => Number(piece.dataset.start) <= offset).at(-1) ?? block.element;
  }

  // Bring an offset into the quiet middle of the pane, unless it is there already.
  reveal(offset) {
    const element = this.elementAt(offset);
    const box = element.getBoundingClientRect();
    const pane = this.element.getBoundingClientRect();
    const margin = pane.height * 0.15;
    if (box.top >= pane.top + margin && box.bottom <= pane.bottom - margin) return;
    const at = this.blocks.indexOf(this.blockAt(offset));
    this.blocks.slice(Math.max(0, at - IN_VIEW), at + IN_VIEW).forEach((block) => this.settle(block));
    element.scrollIntoView({ block: "center" });
  }

  // The first offset in view.
  topOffset() {
    const top = this.element.getBoundingClientRect().top + 24;
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.blocks[middle].element.getBoundingClientRect().bottom < top) low = middle + 1;
      else high = middle;
    }
    const block = this.blocks[low];
    if (!block) return 0;
    const piece = [...this.settle(block).element.children].find((child) => child.getBoundingClientRect().bottom >= top);
    return piece ? Number(piece.dataset.start) : block.start;
  }

  // The stretch of the text in view.
  visible() {
    const pane = this.element.getBoundingClientRect();
    const seen = this.blocks.filter(({ element }) => {
      const box = element.getBoundingClientRect();
      return box.bottom > pane.top && box.top < pane.bottom;
    });
    return seen.length ? { start: seen[0].start, end: seen.at(-1).end } : { start: 0, end: 0 };
  }

  // Where a stretch stands in the pane's scrolled content; null where it is out of view.
  place(start) {
    const piece = this.elementAt(start);
    const node = piece.firstChild;
    if (!node) return null;
    const range = document.createRange();
    const inside = Math.min(start - Number(piece.dataset.start), node.length);
    range.setStart(node, inside);
    range.setEnd(node, Math.min(inside + 1, node.length));
    const box = range.getBoundingClientRect();
    const pane = this.element.getBoundingClientRect();
    if (box.top < pane.top || box.bottom > pane.bottom || !box.height) return null;
    return { left: box.left - pane.left, top: box.top - pane.top + this.element.scrollTop };
  }

  // The range of the page that shows a stretch.
  rangeOf({ start, end }) {
    const range = document.createRange();
    for (const [side, offset] of [["setStart", start], ["setEnd", end]]) {
      const piece = this.elementAt(side === "setEnd" ? offset - 1 : offset);
      if (piece.firstChild) range[side](piece.firstChild, Math.min(offset - Number(piece.dataset.start), piece.firstChild.length));
    }
    return range;
  }

  showStretch(span) {
    this.stretch = span;
    if (span) CSS.highlights?.set("evidence", new Highlight(this.rangeOf(span)));
    else CSS.highlights?.delete("evidence");
  }

  readSelection(onSelect, onPick, exactly) {
    const selection = getSelection();
    if (!selection.rangeCount || !this.element.contains(selection.anchorNode)) return;
    if (selection.isCollapsed) {
      const mark = selection.anchorNode.parentElement?.closest("mark");
      onPick(mark ? Number(mark.dataset.item) : null);
      return;
    }
    const range = selection.getRangeAt(0);
    const span = snap(this.sheet.text, offsetOf(range.startContainer, range.startOffset, this), offsetOf(range.endContainer, range.endOffset, this), { exactly });
    onSelect(span);
  }
}

function offsetOf(node, inside, pane) {
  if (node.nodeType === Node.TEXT_NODE) return Number(node.parentElement.dataset.start) + inside;
  const child = node.childNodes[inside];
  if (child?.dataset?.start) return Number(child.dataset.start);
  const block = pane.blocks.find(({ element }) => element === node || element === child);
  if (!block) return pane.sheet.text.length;
  return inside === 0 || child === block.element ? block.start : block.end;
}

function plain(text, start, end) {
  const nodes = [];
  let at = start;
  for (const match of text.slice(start, end).matchAll(FILLER)) {
    const from = start + match.index;
    if (at < from) nodes.push(make("span", { data: { start: at } }, text.slice(at, from)));
    at = from + match[0].length;
    nodes.push(make("span", { className: "filler", data: { start: from } }, match[0]));
  }
  if (at < end) nodes.push(make("span", { data: { start: at } }, text.slice(at, end)));
  return nodes;
}

// Whole lines, some hundred characters together; the line feed is the end of the block.
function cut(text) {
  const blocks = [];
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf("\n", Math.min(start + BLOCK_LENGTH, text.length));
    end = end < 0 ? text.length : end + 1;
    blocks.push([start, end]);
    start = end;
  }
  return blocks.length ? blocks : [[0, 0]];
}
