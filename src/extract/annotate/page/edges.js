// Where characters, words and names begin and end: for moving edges, snapping, splitting, hints.

const CHARACTERS = new Intl.Segmenter("ja", { granularity: "grapheme" });
const WORDS = new Intl.Segmenter("ja", { granularity: "word" });
const REACH = 120; // enough text on either side for the longest word

function boundaries(segmenter, text, offset) {
  const from = lineBefore(text, offset);
  const to = Math.min(text.length, offset + REACH);
  const found = [...segmenter.segment(text.slice(from, to))].map((piece) => from + piece.index);
  return [...found, to];
}

// Start segmenting at the line, where no character is in two.
function lineBefore(text, offset) {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  if (offset - start <= REACH) return start;
  let from = offset - REACH;
  while (from > start && /[^\s、。]/u.test(text[from - 1])) from -= 1;
  return from;
}

// The nearest boundary of a character or word beyond `offset` on the side of `step`.
export function move(text, offset, step, { byCharacter = false } = {}) {
  const found = boundaries(byCharacter ? CHARACTERS : WORDS, text, offset);
  const wanted = step > 0
    ? found.find((edge) => edge > offset)
    : found.filter((edge) => edge < offset).at(-1) ?? Math.max(0, offset - 1);
  return wanted ?? text.length;
}

// An edge that moved must not end on white space: go on over it.
export function moveEdge(span, text, side, step, options) {
  let edge = move(text, span[side], step, options);
  const beside = () => (side === "end" ? text[edge - 1] : text[edge]);
  while (edge > 0 && edge < text.length && beside() === " " && !options?.byCharacter)
    edge = move(text, edge, step, options);
  const moved = { ...span, [side]: edge };
  return moved.start < moved.end ? moved : null;
}

const isStop = (character) => /[\s、。，．,.;:：；]/u.test(character);
const isLatin = (character) => character !== undefined && /[\p{Script=Latin}\p{M}0-9]/u.test(character);

// What somebody meant who selected this stretch: whole characters; no white space or stops at the
// edges; words of Latin letters whole. In Japanese, where no space parts them, an edge inside a word
// goes to its nearer side, unless the whole stretch lies in that word. `exactly` asks for whole
// characters only.
export function snap(text, start, end, { exactly = false } = {}) {
  let first = within(CHARACTERS, text, start)?.start ?? start;
  let last = within(CHARACTERS, text, end)?.end ?? end;
  if (exactly) return first < last ? { start: first, end: last } : null;
  while (first < last && isStop(text[first])) first += 1;
  while (last > first && isStop(text[last - 1])) last -= 1;
  if (first >= last) return null;
  const [before, after] = [within(WORDS, text, first), within(WORDS, text, last)];
  if (before && before.end < last) first = nearer(before, first, before.start);
  if (after && after.start > first) last = nearer(after, last, after.end);
  while (first > 0 && isLatin(text[first]) && isLatin(text[first - 1])) first -= 1;
  while (last < text.length && isLatin(text[last - 1]) && isLatin(text[last])) last += 1;
  return first < last ? { start: first, end: last } : null;
}

// The piece in whose inside an offset stands; null where it stands between two.
function within(segmenter, text, offset) {
  const found = boundaries(segmenter, text, offset);
  if (found.includes(offset)) return null;
  const start = found.filter((edge) => edge < offset).at(-1);
  const end = found.find((edge) => edge > offset);
  return start === undefined || end === undefined ? null : { start, end };
}

function nearer({ start, end }, offset, outward) {
  if (offset - start === end - offset) return outward;
  return offset - start < end - offset ? start : end;
}

const SEPARATOR = /\s*(?:[、，,／/・･&＆;；|｜()（）]|\s-\s|–|\sand\s|\sund\s|\set\s|及び|および|並びに)\s*/u;

// The two halves of a stretch: at its first separator, else at the word boundary nearest its middle.
export function split(text, span) {
  const inside = text.slice(span.start, span.end);
  const match = SEPARATOR.exec(inside);
  if (match && match.index > 0) {
    const start = span.start + match.index + match[0].length;
    let end = span.end;
    while (end > start && /[)）\s]/u.test(text[end - 1]) && !/[(（]/u.test(text.slice(start, end))) end -= 1;
    if (start < end) return [{ start: span.start, end: span.start + match.index }, { start, end }];
  }
  const middle = (span.start + span.end) / 2;
  const edges = [...WORDS.segment(inside)].map((piece) => span.start + piece.index).slice(1);
  const edge = edges.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  if (edge === undefined) return null;
  const halves = [snap(text, span.start, edge), snap(text, edge, span.end)];
  return halves.every(Boolean) && halves[0].end <= halves[1].start ? halves : null;
}

// Stretches that look like a name or a date, for the hints of "add".
const NAME = new RegExp(
  [
    "[0-9０-９〇一二三四五六七八九十]+年(?:[0-9０-９]+月)?(?:[0-9０-９]+日)?",
    "(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\\.? )?(?:[0-9]{1,2},? )?(?:19|20)[0-9]{2}(?:[-./～–][0-9]{1,4})*",
    "\\p{Lu}[\\p{L}\\p{M}0-9.'’&-]*(?: (?:(?:of|for|the|and|de|du|des|la|le|in|on|di|der|für|at|&) )*\\p{Lu}[\\p{L}\\p{M}0-9.'’&-]*)*",
    "[A-Za-zＡ-Ｚａ-ｚ]*[\\p{Script=Han}\\p{Script=Katakana}ー々ｦ-ﾟ][\\p{Script=Han}\\p{Script=Katakana}ー々ｦ-ﾟA-Za-zＡ-Ｚａ-ｚ]+",
  ].join("|"),
  "gu",
);

export function findNames(text, start, end) {
  return [...text.slice(start, end).matchAll(NAME)]
    .map((match) => snap(text, start + match.index, start + match.index + match[0].length))
    .filter((span) => span && span.end - span.start > 1);
}

const TELLING = /(?:大学|大学院|研究所|研究院|機構|センター|学会|協会|財団|病院|大使館|[省庁社]|年|月)$|Universi|Institut|Cent(?:er|re)|Academy|Agency|Council|Ministry|Foundation|College|Laborator|School|Hospital|^\p{Lu}{3,}$|(?:19|20)[0-9]{2}/u;

// Whether a stretch has a word of institutions or dates: such come first among the hints.
export function looksLikeName(surface) {
  return TELLING.test(surface);
}

export function guessLabel(surface) {
  return /[0-9０-９〇一二三四五六七八九十]年|^(?:.*[^0-9])?(?:19|20)[0-9]{2}(?:[^0-9]|$)/u.test(surface) ? "DATE" : "INSTITUTION";
}

// Every other place of the same words; a Latin name is not found inside a longer word.
export function findSame(text, surface) {
  const places = [];
  for (let at = text.indexOf(surface); at >= 0; at = text.indexOf(surface, at + surface.length)) {
    const end = at + surface.length;
    const cuts = (isLatin(surface[0]) && isLatin(text[at - 1])) || (isLatin(surface.at(-1)) && isLatin(text[end]));
    if (!cuts) places.push({ start: at, end });
  }
  return places;
}
