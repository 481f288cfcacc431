"use strict";
// Data and the plotting library lie in the page as gzip in base64. All text of documents reaches
// the page through textContent, or through `plain` where Plotly would read mark-up.

const SAY = {
  ja: {
    title: "研究協力の協定", lead: "どの機関が、どこと、いつから協力しているか", search: "検索（機関名・課題・文書）",
    country: "相手国・地域", years: "開始年", reset: "リセット", all: "すべて",
    tooOld: "このブラウザーではページを表示できません。Chrome 80、Safari 16.4、Firefox 113 以降でご覧ください。",
    byYear: "開始年別の協定数", byYearNote: "棒をクリックすると、その年で絞り込みます。",
    byCountry: "国・地域別の協定数", byCountryNote: "相手機関の所在国。一つの協定は国ごとに一度だけ数えます。",
    topPartners: "協定の多い機関", topPartnersNote: "繰り返し記載された協定は一度だけ数えます。",
    timeline: "協力関係の年表", timelineNote: "濃い線は期間の記載がある協定、薄い線は終了の記載がない（または自動更新・無期限の）協定です。",
    agreements: "協定一覧", agreementsNote: "日付は EDTF 表記。「再掲」は前に出た協定の繰り返しで、集計には含みません。",
    attention: "確認が必要な機関名", attentionNote: "登録簿に該当がないと判断した名称です。最も近い登録名を添えます。",
    institutions: "機関一覧", institutionsNote: "言及・文書・協定の数と、協定の最初と最後の年。",
    skipped: "読めなかったファイル", skippedNote: "理由と対処を示します。", documents: "読んだ文書",
    footer: "extract が作成。同じデータは同じフォルダの CSV にあります。",
    start: "開始", end: "終了", parties: "当事者", subject: "内容", kind: "種類", document: "文書", page: "頁",
    name: "名称", mentions: "言及", agreementsCount: "協定", documentsCount: "文書", firstYear: "最初の年", lastYear: "最後の年",
    nearest: "最も近い登録名", source: "出所", reason: "理由", mediaType: "形式", published: "発行日", pages: "頁数", barePages: "読めなかった頁",
    none: "該当するものはありません", of: "/", previous: "前へ", next: "次へ", repeated: "再掲", nil: "登録なし",
    partnersCount: "機関", countriesCount: "国・地域", linked: "登録簿に対応", failed: "読めなかったファイル", fullTitle: "表題",
    withHome: "相手", unknownYear: "開始年不明", filterTable: "この表を検索",
  },
  en: {
    title: "Agreements in research cooperation", lead: "Who cooperates with whom, since when",
    search: "Search (institution, subject, document)", country: "Country or region", years: "Started in", reset: "Reset", all: "All",
    tooOld: "This browser cannot show the page: it needs Chrome 80, Safari 16.4, Firefox 113 or later.",
    byYear: "Agreements by year started", byYearNote: "Click a bar to see only that year.",
    byCountry: "Agreements by country", byCountryNote: "Countries of the parties; an agreement counts once for each.",
    topPartners: "Institutions with most agreements", topPartnersNote: "An agreement that is printed twice counts once.",
    timeline: "Timeline of partnerships", timelineNote: "Dark bars have an end; light bars have none stated, or renew, or run on indefinitely.",
    agreements: "Agreements", agreementsNote: "Dates are EDTF. Those marked “repeated” were told before and are not counted again.",
    attention: "Names to look at", attentionNote: "Judged to have no record in the registry; the nearest record is given where there is one.",
    institutions: "Institutions", institutionsNote: "How often they are mentioned, and the first and last year of their agreements.",
    skipped: "Files that could not be read", skippedNote: "With the reason, and what helps.", documents: "Documents read",
    footer: "Made by extract. The same data is in the CSV files beside this page.",
    start: "Start", end: "End", parties: "Parties", subject: "Subject", kind: "Kind", document: "Document", page: "p.",
    name: "Name", mentions: "Mentions", agreementsCount: "Agreements", documentsCount: "Documents", firstYear: "First year", lastYear: "Last year",
    nearest: "Nearest record", source: "Source", reason: "Reason", mediaType: "Type", published: "Published", pages: "Pages", barePages: "Pages without text",
    none: "Nothing here", of: "of", previous: "Previous", next: "Next", repeated: "repeated", nil: "no record",
    partnersCount: "Institutions", countriesCount: "Countries", linked: "linked to the registry", failed: "Files not read", fullTitle: "Title",
    withHome: "with", unknownYear: "start unknown", filterTable: "Search this table",
  },
};
const STATUS = {
  indefinite: { ja: "無期限", en: "indefinite" }, auto_renewal: { ja: "自動更新", en: "renews automatically" },
  ongoing: { ja: "継続中", en: "ongoing" }, renewal_pending: { ja: "更新手続中", en: "renewal pending" },
  until_completion: { ja: "終了まで", en: "until completion" }, undetermined: { ja: "期限未定", en: "undetermined" },
  transferred: { ja: "移管", en: "transferred" }, unknown: { ja: "不明", en: "unknown" },
};
const KIND = {
  memorandum: "覚書", "letter of intent": "趣意書", "joint laboratory": "共同研究室", "student exchange": "学生交流",
  "double degree": "共同学位", funding: "助成", consortium: "コンソーシアム", contract: "契約", declaration: "共同宣言", agreement: "協定",
};
const DARK = "#2b4c9b", LIGHT = "#b9c7e8", GRID = "#e9ecf2", INK = "#1d2433";
const ROWS = 20, PARTNERSHIPS = 25, DAY = 86400000;

let language = (navigator.language || "en").startsWith("ja") ? "ja" : "en";
let data, shown = [], timelinePage = 0, tables = [];

const byId = (id) => document.getElementById(id);
const say = (key) => SAY[language][key] ?? key;
const number = (value) => value == null ? "" : value.toLocaleString(language);
const fold = (text) => (text ?? "").normalize("NFKC").toLowerCase();
const plain = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const shorten = (text, length) => [...text].length > length ? [...text].slice(0, length - 1).join("") + "…" : text;

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text != null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function nameCountry(code) {
  if (!/^[A-Z]{2}$/.test(code ?? "")) return code ?? "";
  try { return new Intl.DisplayNames([language], { type: "region" }).of(code); } catch { return code; }
}

async function unpack(id) {
  const bytes = Uint8Array.from(atob(byId(id).textContent.trim()), (character) => character.charCodeAt(0));
  byId(id).remove();
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

function link(text, url) {
  if (!/^https?:\/\//.test(url ?? "")) return document.createTextNode(text);
  const anchor = element("a", text);
  anchor.href = url;
  anchor.rel = "noreferrer noopener";
  return anchor;
}

// ---- filter -------------------------------------------------------------------------------

function prepare() {
  for (const agreement of data.agreements) {
    agreement.members = agreement.parties.map(([index]) => data.institutions[index]);
    agreement.countries = [...new Set(agreement.members.map((one) => one.country).filter(Boolean))];
    agreement.year = agreement.first_day ? Number(agreement.first_day.slice(0, 4)) : null;
    agreement.file = data.documents[agreement.document];
    agreement.text = fold([
      ...agreement.parties.map(([, text]) => text), ...agreement.members.map((one) => one.name),
      agreement.subject, agreement.kind, agreement.file?.document,
    ].join("\n"));
  }
}

function choose() {
  const words = fold(byId("query").value).split(/\s+/).filter(Boolean);
  const country = byId("country").value;
  const first = Number(byId("first-year").value) || -Infinity, last = Number(byId("last-year").value) || Infinity;
  const anyYear = first === -Infinity && last === Infinity;
  shown = data.agreements.filter((one) =>
    words.every((word) => one.text.includes(word)) && (!country || one.countries.includes(country)) &&
    (anyYear || (one.year != null && one.year >= first && one.year <= last)));
  timelinePage = 0;
  draw();
}

const counted = () => shown.filter((one) => !one.same_as);

function count(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1]);
}

// ---- charts -------------------------------------------------------------------------------

const LAYOUT = {
  margin: { l: 10, r: 16, t: 6, b: 34 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", bargap: 0.25,
  font: { family: getComputedStyle(document.documentElement).fontFamily, size: 13, color: INK }, showlegend: false,
  hoverlabel: { bgcolor: "#fff", bordercolor: "#cfd6e2", font: { color: INK }, align: "left" }, dragmode: false,
};
const CONFIG = { responsive: true, displayModeBar: false, locale: "en" };

function plot(id, traces, layout) {
  const place = byId(id);
  const empty = !traces.some((trace) => trace.x?.length);
  if (empty) { Plotly.purge(place); place.replaceChildren(element("p", say("none"), "none")); return false; }
  if (!place.classList.contains("js-plotly-plot")) place.replaceChildren();
  place.style.height = `${layout.height}px`;
  Plotly.react(place, traces, { ...LAYOUT, ...layout }, CONFIG);
  return true;
}

function drawYears() {
  const years = count(counted().map((one) => one.year).filter((year) => year != null));
  const drawn = plot("by-year", [{
    type: "bar", x: years.map(([year]) => year), y: years.map(([, many]) => many), marker: { color: DARK },
    hovertemplate: "%{x}: %{y}<extra></extra>",
  }], {
    height: 240, xaxis: { tickformat: "d", gridcolor: GRID, fixedrange: true, automargin: true },
    yaxis: { gridcolor: GRID, fixedrange: true, automargin: true, rangemode: "tozero", tickformat: ",d" },
  });
  const place = byId("by-year");
  place.removeAllListeners?.("plotly_click");
  if (drawn) place.on("plotly_click", ({ points: [point] }) => {
    byId("first-year").value = byId("last-year").value = point.x;
    choose();
  });
}

function drawBars(id, pairs, label) {
  const top = pairs.slice(0, 15).reverse();
  plot(id, [{
    type: "bar", orientation: "h", x: top.map(([, many]) => many), y: top.map((_, index) => index),
    text: top.map(([, many]) => number(many)), textposition: "outside", cliponaxis: false, marker: { color: DARK },
    hovertext: top.map(([key, many]) => `${plain(label(key))}: ${number(many)}`), hovertemplate: "%{hovertext}<extra></extra>",
  }], {
    height: 40 + 25 * Math.max(top.length, 3), margin: { l: 10, r: 40, t: 4, b: 10 },
    xaxis: { visible: false, fixedrange: true, rangemode: "tozero" },
    yaxis: { tickvals: top.map((_, index) => index), ticktext: top.map(([key]) => plain(shorten(label(key), innerWidth < 800 ? 22 : 34)) + "  "), fixedrange: true, automargin: true },
  });
}

function drawTimeline() {
  const partnerships = new Map();
  for (const agreement of counted()) {
    if (!agreement.first_day) continue;
    for (const member of new Set(agreement.members)) {
      if (!partnerships.has(member)) partnerships.set(member, []);
      partnerships.get(member).push(agreement);
    }
  }
  const ordered = [...partnerships].sort((one, other) =>
    other[1].length - one[1].length || (one[1][0].first_day < other[1][0].first_day ? -1 : 1));
  const pages = Math.max(1, Math.ceil(ordered.length / PARTNERSHIPS));
  const page = ordered.slice(timelinePage * PARTNERSHIPS, (timelinePage + 1) * PARTNERSHIPS).reverse();
  const today = new Date().toISOString().slice(0, 10);
  const bars = { closed: [], open: [] };
  page.forEach(([, agreements], row) => {
    agreements.forEach((agreement, index) => {
      const open = !agreement.last_day;
      const end = agreement.last_day ?? (agreement.first_day > today ? agreement.first_day : today);
      const lane = agreements.length > 1 ? (index % 3 - 1) * 0.24 : 0;
      bars[open ? "open" : "closed"].push({
        base: agreement.first_day, length: Math.max(Date.parse(end) - Date.parse(agreement.first_day), 45 * DAY), y: row + lane,
        width: agreements.length > 1 ? 0.2 : 0.44, text: hint(agreement),
      });
    });
  });
  const trace = (list, color) => ({
    type: "bar", orientation: "h", base: list.map((bar) => bar.base), x: list.map((bar) => bar.length), y: list.map((bar) => bar.y),
    width: list.map((bar) => bar.width), marker: { color, line: { width: 0 } }, hovertext: list.map((bar) => bar.text), hovertemplate: "%{hovertext}<extra></extra>",
  });
  plot("timeline", page.length ? [trace(bars.closed, DARK), trace(bars.open, LIGHT)] : [], {
    height: 60 + 30 * Math.max(page.length, 2), barmode: "overlay", margin: { l: 10, r: 16, t: 26, b: 30 },
    xaxis: { type: "date", gridcolor: GRID, fixedrange: true, side: "top", tickformat: "%Y" },
    yaxis: { tickvals: page.map((_, index) => index), ticktext: page.map(([one]) => plain(shorten(one.name, innerWidth < 800 ? 20 : 40)) + "  "), range: [-0.7, page.length - 0.3],
      fixedrange: true, automargin: true, gridcolor: GRID },
  });
  drawPager(byId("timeline-pager"), timelinePage, pages, (to) => { timelinePage = to; drawTimeline(); });
}

function hint(agreement) {
  const lines = [agreement.members.map((one) => one.name).join(" · "), agreement.subject ?? "", `${agreement.start ?? "?"} – ${sayEnd(agreement)}`];
  return lines.filter(Boolean).map((line) => plain(shorten(line, 90))).join("<br>");
}

const sayEnd = (agreement) =>
  [agreement.end, STATUS[agreement.end_status]?.[language] ?? agreement.end_status].filter(Boolean).join(" · ");

function drawPager(place, at, pages, go) {
  place.replaceChildren();
  if (pages < 2) return;
  const turn = (label, to) => {
    const button = element("button", label);
    button.type = "button";
    button.disabled = to < 0 || to >= pages;
    button.onclick = () => go(to);
    return button;
  };
  place.append(turn(say("previous"), at - 1), `${number(at + 1)} ${say("of")} ${number(pages)}`, turn(say("next"), at + 1));
}

// ---- tables -------------------------------------------------------------------------------

// A column: key of its title, what it shows, what it sorts by, class.
function makeTable(id, rows, columns, { searched = null, order = null, down = false } = {}) {
  const place = byId(id).querySelector(".grid");
  const state = { page: 0, order, down, words: [] };
  const input = element("input");
  input.type = "search";
  input.oninput = () => { state.words = fold(input.value).split(/\s+/).filter(Boolean); state.page = 0; show(); };
  function show() {
    let list = rows().filter((row) => !searched || state.words.every((word) => fold(searched(row)).includes(word)));
    if (state.order != null) {
      const by = columns[state.order].by;
      list = [...list].sort((one, other) => compare(by(one), by(other), state.down ? -1 : 1));
    }
    const pages = Math.max(1, Math.ceil(list.length / ROWS));
    state.page = Math.min(state.page, pages - 1);
    const body = element("tbody");
    for (const row of list.slice(state.page * ROWS, (state.page + 1) * ROWS)) {
      const line = body.insertRow();
      for (const { show: cell, className } of columns) {
        const made = line.insertCell();
        if (className) made.className = className;
        const content = cell(row);
        made.append(...(Array.isArray(content) ? content : [content ?? ""]));
      }
    }
    const table = element("table");
    table.append(makeHead(columns, state, show), body);
    const scroll = element("div", null, "scroll");
    scroll.append(list.length ? table : element("p", say("none"), "none"));
    const pager = element("p", null, "pager");
    drawPager(pager, state.page, pages, (to) => { state.page = to; show(); byId(id).scrollIntoView({ block: "start" }); });
    const own = element("div", null, "own");
    input.placeholder = say("filterTable");
    input.setAttribute("aria-label", say("filterTable"));
    if (searched) own.append(input);
    const kept = document.activeElement === input;
    place.replaceChildren(own, scroll, pager);
    if (kept) input.focus();
  }
  tables.push({ show, restart: () => { state.page = 0; show(); } });
}

function makeHead(columns, state, show) {
  const head = element("thead"), line = head.insertRow();
  columns.forEach(({ title, className }, index) => {
    const cell = element("th", null, className === "number" ? "number" : null);
    const sorted = state.order === index;
    const button = element("button", say(title) + (sorted ? (state.down ? " ↓" : " ↑") : ""));
    button.type = "button";
    cell.setAttribute("aria-sort", sorted ? (state.down ? "descending" : "ascending") : "none");
    button.onclick = () => {
      state.down = sorted ? !state.down : className === "number";
      state.order = index;
      show();
    };
    cell.append(button);
    line.append(cell);
  });
  return head;
}

// What is empty comes last, whichever way the rest is sorted.
function compare(one, other, way) {
  if (one == null || one === "") return other == null || other === "" ? 0 : 1;
  if (other == null || other === "") return -1;
  return way * (typeof one === "number" ? one - other : String(one).localeCompare(String(other), language));
}

// A full name and its acronym are two parties with one institution.
const eachOnce = (parties) => [...new Map([...parties].reverse().map((party) => [party[0], party])).values()].reverse();

function showParty([index, text]) {
  const institution = data.institutions[index], party = element("span", null, "party");
  party.append(link(institution.name, institution.id));
  if (institution.country) party.append(element("span", nameCountry(institution.country), "tag"));
  if (!institution.id) party.append(element("span", say("nil"), "tag nil"));
  const written = text.replace(/\s+/g, " ");
  if (written !== institution.name) party.append(element("span", written, "written"));
  return party;
}

function showFile(file, page) {
  if (!file) return "";
  const parts = [link(shorten(file.document, 60), file.source)];
  if (page) parts.push(element("span", ` ${say("page")} ${page}`, "written"));
  return parts;
}

function showSubject(agreement) {
  const parts = [agreement.subject ?? ""];
  if (agreement.kind) parts.push(element("span", language === "ja" ? KIND[agreement.kind] ?? agreement.kind : agreement.kind, "tag"));
  if (agreement.same_as) parts.push(element("span", say("repeated"), "tag same"));
  return parts;
}

const columnOf = (key, title, className) => ({
  title, className, by: (row) => row[key], show: (row) => typeof row[key] === "number" && !key.endsWith("year") ? number(row[key]) : row[key] ?? "",
});

function makeTables() {
  makeTable("agreements", () => shown, [
    { title: "start", className: "date", by: (one) => one.first_day ?? one.start, show: (one) => one.start ?? "" },
    { title: "end", className: "date", by: (one) => one.last_day ?? one.end_status, show: sayEnd },
    { title: "parties", className: "parties", by: (one) => one.members[0]?.name, show: (one) => eachOnce(one.parties).map(showParty) },
    { title: "subject", className: "subject", by: (one) => one.subject, show: showSubject },
    { title: "document", className: "file", by: (one) => one.file?.document, show: (one) => showFile(one.file, one.page) },
  ], { order: 0, down: true });
  makeTable("attention", () => data.attention, [
    columnOf("name", "name"),
    { title: "nearest", by: (one) => one.nearest_name, show: (one) => one.nearest_name ? [link(one.nearest_name, one.nearest_id)] : "" },
    columnOf("agreements", "agreementsCount", "number"), columnOf("mentions", "mentions", "number"),
    columnOf("documents", "documentsCount", "number"),
    { title: "document", className: "file", by: (one) => data.documents[one.document]?.document, show: (one) => showFile(data.documents[one.document], one.page) },
  ], { searched: (one) => `${one.name} ${one.nearest_name ?? ""}`, order: 3, down: true });
  makeTable("institutions", () => data.institutions, [
    { title: "name", by: (one) => one.name, show: (one) => [link(one.name, one.id), element("span", one.names === one.name ? "" : one.names, "written")] },
    { title: "country", by: (one) => nameCountry(one.country), show: (one) => nameCountry(one.country) },
    columnOf("agreements", "agreementsCount", "number"), columnOf("mentions", "mentions", "number"),
    columnOf("documents", "documentsCount", "number"), columnOf("first_year", "firstYear", "number"), columnOf("last_year", "lastYear", "number"),
  ], { searched: (one) => `${one.name} ${one.names} ${nameCountry(one.country)}` });
  makeTable("skipped", () => data.skipped, [columnOf("source", "source"), columnOf("reason", "reason")]);
  makeTable("documents", () => data.documents, [
    { title: "document", by: (one) => one.document, show: (one) => showFile(one) }, columnOf("title", "fullTitle"),
    columnOf("media_type", "mediaType"), columnOf("published", "published", "date"), { ...columnOf("pages", "pages", "number"), show: (one) => one.pages || "" },
    columnOf("bare_pages", "barePages"),
    columnOf("mentions", "mentions", "number"), columnOf("agreements", "agreementsCount", "number"),
  ], { searched: (one) => `${one.document} ${one.title ?? ""}` });
}

// ---- page ---------------------------------------------------------------------------------

function drawCards() {
  const place = byId("cards");
  const card = (value, label, small, warn) => {
    const made = element("div", null, warn ? "card warn" : "card");
    made.append(element("b", value), element("span", label));
    if (small) made.append(element("small", small));
    place.append(made);
  };
  place.replaceChildren();
  const members = new Set(counted().flatMap((one) => one.members));
  card(number(counted().length), say("agreementsCount"));
  card(number(members.size), say("partnersCount"));
  card(number(new Set(shown.flatMap((one) => one.countries)).size), say("countriesCount"));
  card(number(data.documents.length), say("documentsCount"));
  card(number(data.mentions), say("mentions"), `${Math.round(100 * data.linked / Math.max(data.mentions, 1))}% ${say("linked")}`);
  if (data.skipped.length) card(number(data.skipped.length), say("failed"), "", true);
}

function draw() {
  drawCards();
  drawYears();
  drawBars("by-country", count(counted().flatMap((one) => one.countries)), nameCountry);
  drawBars("top-partners", count(counted().flatMap((one) => [...new Set(one.members)])), (one) => one.name);
  drawTimeline();
  tables[0].restart();
}

function fillCountries() {
  const select = byId("country"), chosen = select.value;
  const codes = count(data.agreements.flatMap((one) => one.countries)).map(([code]) => code);
  const options = codes.map((code) => [code, nameCountry(code)]).sort((one, other) => one[1].localeCompare(other[1], language));
  select.replaceChildren(...[["", say("all")], ...options].map(([code, name]) => new Option(name, code)));
  select.value = chosen;
}

function speak(to) {
  language = to;
  document.documentElement.lang = to;
  document.title = say("title");
  for (const one of document.querySelectorAll("[data-say]")) one.textContent = say(one.dataset.say);
  for (const one of document.querySelectorAll("[data-language]")) one.setAttribute("aria-pressed", String(one.dataset.language === to));
  if (!data) return;
  fillCountries();
  for (const table of tables) table.show();
  draw();
}

async function start() {
  speak(language);
  for (const one of document.querySelectorAll("[data-language]")) one.onclick = () => speak(one.dataset.language);
  if (typeof DecompressionStream === "undefined") { byId("too-old").hidden = false; return; }
  const [packed, library] = await Promise.all([unpack("data"), unpack("plotly")]);
  data = JSON.parse(packed);
  document.head.append(element("script", library));
  prepare();
  shown = data.agreements;
  document.querySelector("main").hidden = false;
  byId("skipped").hidden = !data.skipped.length;
  makeTables();
  const filters = byId("filters");
  let waiting;
  filters.oninput = () => { clearTimeout(waiting); waiting = setTimeout(choose, 150); };
  filters.onsubmit = (event) => event.preventDefault();
  filters.onreset = () => setTimeout(choose);
  speak(language);
}

start();
