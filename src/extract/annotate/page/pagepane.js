// The pages of the document beside the text: pictures drawn when they come near, boxes over them.

import { ask } from "./api.js";
import { make } from "./dom.js";
import { say } from "./texts.js";

const NEAR = "800px 0px";
const ZOOMS = [1, 1.5, 2, 3];

export class PagePane {
  constructor(element, { onPick, onScroll }) {
    this.element = element;
    this.onPick = onPick;
    this.sheets = [];
    this.zoom = 0;
    this.offset = 0; // what was brought into view last
    this.watcher = new IntersectionObserver((entries) => entries.forEach((entry) => this.look(entry)), { root: element, rootMargin: NEAR });
    element.addEventListener("scroll", () => {
      if (element.matches(":hover")) onScroll(this.topOffset());
    }, { passive: true });
  }

  show(sheet) {
    this.watcher.disconnect();
    this.sheet = sheet;
    this.sheets = sheet.pages.map((page, number) => {
      const picture = make("img", { alt: "", decoding: "async" });
      const boxes = make("div", { className: "boxes" });
      const element = make("figure", { className: "page", data: { number } }, picture, boxes, make("figcaption", {}, String(number + 1)));
      element.style.aspectRatio = `${page.width} / ${page.height}`;
      return { page, number, element, picture, boxes, words: null, isNear: false };
    });
    const step = (text, name, by) => make("button", { type: "button", ariaLabel: say(name), title: say(name), onclick: () => this.zoomBy(by) }, text);
    const zoom = make("div", { className: "zoom" }, step("−", "key_zoom_out", -1), step("+", "key_zoom_in", 1));
    this.element.replaceChildren(zoom, ...this.sheets.map(({ element }) => element));
    this.element.scrollTop = 0;
    this.sheets.forEach(({ element }) => this.watcher.observe(element));
  }

  async look(entry) {
    const sheet = this.sheets[Number(entry.target.dataset.number)];
    if (!sheet || sheet.element !== entry.target) return;
    sheet.isNear = entry.isIntersecting;
    if (!sheet.isNear) {
      // A picture out of sight is let go; 200 of them would fill the memory.
      sheet.picture.removeAttribute("src");
      sheet.boxes.replaceChildren();
      return;
    }
    const wanted = { name: this.sheet.name, page: sheet.number };
    sheet.picture.onerror = () => this.sayWhy(sheet, wanted);
    sheet.picture.src = `api/picture?${new URLSearchParams(wanted)}`;
    sheet.words ??= await ask("words", { name: this.sheet.name, page: sheet.number }).catch(() => []);
    this.drawPage(sheet);
  }

  // The file may have moved since the run: say so in the place of the picture.
  async sayWhy({ picture, element }, wanted) {
    picture.removeAttribute("src");
    const reason = await ask("picture", wanted).then(() => "", (error) => error.message);
    element.querySelector(".why")?.remove();
    element.append(make("p", { className: "why" }, `${say("no_picture")}: ${reason}`));
  }

  zoomBy(step) {
    this.zoom = Math.min(Math.max(this.zoom + step, 0), ZOOMS.length - 1);
    this.element.style.setProperty("--zoom", ZOOMS[this.zoom]);
    this.reveal(this.offset);
  }

  draw() {
    this.sheets.filter((sheet) => sheet.isNear && sheet.words).forEach((sheet) => this.drawPage(sheet));
  }

  drawPage({ page, words, boxes }) {
    if (!words.length) return;
    const items = this.sheet.within(Math.min(...words.map((word) => word[0])), Math.max(...words.map((word) => word[1])));
    boxes.replaceChildren(...items.flatMap((item) => this.drawItem(item, page, words)));
  }

  drawItem(item, page, words) {
    const current = this.sheet.current;
    const isCurrent = current && current.start === item.start;
    const under = words.filter((word) => word[0] < item.end && word[1] > item.start);
    return joinWords(under.map((word) => cutWord(word, item))).map(([left, top, right, bottom]) => {
      const box = make("button", {
        className: `box ${item.line.label} ${item.isOpen ? "open" : "sure"} ${isCurrent ? "current" : ""}`,
        tabIndex: -1, ariaLabel: item.line.text, onclick: () => this.onPick(item.start),
      });
      box.style.left = `${(100 * left) / page.width}%`;
      box.style.top = `${(100 * top) / page.height}%`;
      box.style.width = `${(100 * (right - left)) / page.width}%`;
      box.style.height = `${(100 * (bottom - top)) / page.height}%`;
      return box;
    });
  }

  pageAt(offset) {
    return this.sheets.filter(({ page }) => page.start <= offset).at(-1) ?? this.sheets[0];
  }

  // Bring the place of an offset into view, as exactly as the words are known.
  async reveal(offset) {
    this.offset = offset;
    const sheet = this.pageAt(offset);
    if (!sheet || this.element.hidden) return;
    sheet.words ??= await ask("words", { name: this.sheet.name, page: sheet.number }).catch(() => []);
    const word = sheet.words.find(([, end]) => end > offset);
    const share = word ? word[3] / sheet.page.height : 0;
    const wanted = sheet.element.offsetTop + share * sheet.element.offsetHeight - this.element.clientHeight * 0.4;
    this.element.scrollTop = Math.max(0, wanted);
    if (!this.zoom || !word) return;
    const middle = ((word[2] + word[4]) / 2 / sheet.page.width) * sheet.element.offsetWidth;
    this.element.scrollLeft = sheet.element.offsetLeft + middle - this.element.clientWidth / 2;
  }

  topOffset() {
    const middle = this.element.scrollTop + this.element.clientHeight * 0.2;
    const sheet = this.sheets.filter(({ element }) => element.offsetTop <= middle).at(-1);
    if (!sheet) return 0;
    const height = ((middle - sheet.element.offsetTop) / sheet.element.offsetHeight) * sheet.page.height;
    return sheet.words?.find((word) => word[3] >= height)?.[0] ?? sheet.page.start;
  }
}

// The part of a word's box under an item: a word may be a whole line of Japanese.
function cutWord([start, end, left, top, right, bottom], item) {
  const from = Math.max(0, item.start - start) / (end - start);
  const to = Math.min(end - start, item.end - start) / (end - start);
  const [width, height] = [right - left, bottom - top];
  const isVertical = height > 1.5 * width && end - start > 1;
  return isVertical
    ? [start, end, left, top + from * height, right, top + to * height]
    : [start, end, left + from * width, top, left + to * width, bottom];
}

// Words of one line that follow each other are one box.
function joinWords(words) {
  const boxes = [];
  for (const [, , left, top, right, bottom] of words) {
    const last = boxes.at(-1);
    const isSameLine = last && Math.abs(last[1] - top) < (bottom - top) / 2 && left >= last[0] && left - last[2] < 2 * (bottom - top);
    if (isSameLine) {
      last[2] = Math.max(last[2], right);
      last[1] = Math.min(last[1], top);
      last[3] = Math.max(last[3], bottom);
    } else boxes.push([left, top, right, bottom]);
  }
  return boxes;
}
