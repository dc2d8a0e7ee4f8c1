// The list of documents: what was read, what is doubted, how far the work is.

import { byId, el } from "./dom.js";
import { applyIcons, icon } from "./icons.js";
import { applyWords, data, decimals, language, setLanguage, t } from "./words.js";
import { download, writeCsv } from "./csv.js";
import { keyOf, load, loadWho, rowsOf, save, stateOf } from "./shelf.js";
import { interval } from "./share.js";

const documents = data.documents;
let sortBy = null;
let backwards = false;
let works = new Map();

// What stands in the browser for each document, by order: it goes before what the tables say.
function look() {
  works = new Map(documents.map((document) => [document.id, load(document.id)]));
}

function stateIn(document, order) {
  const item = works.get(document.id).items[order];
  return item ? stateOf(item) : (document.said[order] ?? "untouched");
}

function tally(document) {
  const counts = { untouched: 0, accepted: 0, bulk: 0, corrected: 0 };
  for (const order of document.records) counts[stateIn(document, order)]++;
  counts.seen = document.records.length - counts.untouched;
  return counts;
}

function isUnsaved(document) {
  const work = works.get(document.id);
  return work.exported === false && Object.keys(work.items).length > 0;
}

// --- rows ---

const COLUMNS = [
  ["office", (one) => (one.office ?? one.source).toLowerCase()],
  ["year", (one) => one.year ?? 0],
  ["pages", (one) => one.pages ?? 0],
  ["records", (one) => one.records.length],
  ["findings", (one) => one.findings[0] * 1e6 + one.findings[1] * 1e3 + one.findings[2]],
  ["work", (one) => (one.records.length ? tally(one).seen / one.records.length : 2)],
];

function meter(document) {
  const counts = tally(document);
  const all = document.records.length;
  const parts = ["corrected", "accepted", "bulk"].map((state) => {
    const part = el("i", { class: state });
    part.style.width = `${all ? (100 * counts[state]) / all : 0}%`;
    return part;
  });
  return [el("span", { class: "seen", text: `${decimals(counts.seen)} / ${decimals(all)}` }), el("div", { class: "meter" }, parts)];
}

function findings(document) {
  const [error, warning, info] = document.findings;
  const chip = (kind, count) => count > 0 && el("span", { class: `chip ${kind}` }, icon(kind), decimals(count));
  return el("span", { class: "chips", title: t("index.severity", { error, warning, info }) }, chip("error", error), chip("warning", warning), chip("info", info));
}

function row(document) {
  const name = document.office ?? document.title ?? document.source;
  const state = ["failed", "partial", "empty"].includes(document.status) && el("span", { class: `chip ${document.status === "empty" ? "info" : "error"}`, text: t(`index.${document.status}`) });
  const head = document.page ? el("a", { href: document.page, text: name, on: { click: leave } }) : el("span", { text: name });
  const file = el("small", { text: document.source });
  return el(
    "tr",
    {},
    el("td", { class: "name" }, head, " ", state, file),
    el("td", { text: document.year ?? "–" }),
    el("td", { class: "number", text: document.pages ?? "–" }),
    el("td", { class: "number", text: decimals(document.records.length) }),
    el("td", {}, findings(document)),
    el("td", { class: "work" }, document.records.length ? meter(document) : null, isUnsaved(document) && el("i", { class: "due", title: t("index.unsaved", { n: 1 }) })),
  );
}

function shown() {
  const wanted = byId("search").value.trim().toLowerCase();
  const year = byId("year").value;
  const onlyOpen = byId("open").checked;
  const found = documents.filter(
    (one) =>
      (!wanted || [one.office, one.title, one.source].some((text) => text?.toLowerCase().includes(wanted))) &&
      (!year || String(one.year ?? "none") === year) &&
      (!onlyOpen || tally(one).untouched > 0),
  );
  if (sortBy === null) return found;
  const key = COLUMNS[sortBy][1];
  const sorted = [...found].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return backwards ? sorted.reverse() : sorted;
}

function drawRows() {
  const found = shown();
  byId("rows").replaceChildren(...found.map(row));
  byId("nothing").hidden = found.length > 0;
}

function drawHead() {
  byId("head").replaceChildren(
    ...COLUMNS.map(([name], place) => {
      const sort = place === sortBy ? (backwards ? "descending" : "ascending") : undefined;
      const click = () => {
        backwards = sortBy === place && !backwards;
        sortBy = place;
        drawHead();
        drawRows();
      };
      return el("th", { "aria-sort": sort }, el("button", { class: "plain", on: { click } }, t(`index.${name}`), sort && icon(backwards ? "down" : "up")));
    }),
  );
}

// --- the sample ---

function drawSample() {
  const box = byId("sample");
  box.hidden = !data.sample;
  if (!data.sample) return;
  const count = { seen: 0, wrong: 0 };
  let next = null;
  for (const document of documents) {
    for (const order of document.sample) {
      const state = stateIn(document, order);
      if (state === "untouched" || state === "bulk") next ??= document;
      else {
        count.seen++;
        const item = works.get(document.id).items[order];
        const fields = item ? Object.values(item.fields) : [];
        const misread = item ? fields.some((entry) => entry.why !== "misprint") : state === "corrected" && !document.misprinted.includes(order);
        if (misread) count.wrong++;
      }
    }
  }
  const percent = (share) => decimals(100 * share, 1);
  const [low, high] = interval(count.wrong, count.seen);
  const rate = count.seen
    ? [
        el("b", { text: t("index.sample_rate", { rate: percent(count.wrong / count.seen) }) }),
        " ",
        el("span", { text: t("index.sample_interval", { low: percent(low), high: percent(high) }) }),
      ]
    : [];
  box.replaceChildren(
    el("div", {}, el("h2", {}, icon("dice"), t("index.sample")), el("p", { text: t("index.sample_what", { n: data.sample }) })),
    el("div", { class: "rate" }, el("p", {}, rate), el("p", { text: t("index.sample_seen", { n: data.sample, ...count }) })),
    ...(next?.page ? [el("a", { class: "button", href: `${next.page}#sample`, text: t("index.sample_go"), on: { click: leave } })] : []),
  );
}

// --- all corrections in one file ---

function exportAll() {
  const rows = [];
  let count = 0;
  for (const document of documents) {
    const work = works.get(document.id);
    const own = rowsOf(document.id, document.source, work.items, new Set(document.sample), t);
    rows.push(...own);
    if (own.length) count++;
    if (work.exported === false) save(document.id, { ...work, exported: true });
  }
  download(`${t("file_name")}.csv`, writeCsv(rows, language() === "id" ? ";" : ","));
  look();
  drawAll();
  const node = el("p", { class: "toast", text: t("index.exported", { n: rows.length, documents: count }) });
  byId("toasts").replaceChildren(node);
  setTimeout(() => node.remove(), 5000);
}

// --- all of it ---

let leaving = false;

function leave() {
  leaving = true;
}

function drawYears() {
  const years = [...new Set(documents.map((one) => one.year))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const before = byId("year").value;
  byId("year").replaceChildren(
    el("option", { value: "", text: t("index.all_years") }),
    ...years.map((year) => el("option", { value: year ?? "none", text: year ?? t("index.no_year"), selected: String(year ?? "none") === before })),
  );
}

function drawAll() {
  applyWords(document);
  document.title = t("index.title");
  byId("language").textContent = language() === "id" ? "EN" : "ID";
  const records = documents.reduce((sum, one) => sum + one.records.length, 0);
  byId("sums").textContent = [t("index.documents", { n: decimals(documents.length), records: decimals(records) }), loadWho()].filter(Boolean).join(" · ");
  const unsaved = documents.filter(isUnsaved).length;
  byId("unsaved").hidden = !unsaved;
  byId("unsaved").textContent = t("index.unsaved", { n: unsaved });
  drawSample();
  drawYears();
  drawHead();
  drawRows();
}

for (const [name, event] of [["search", "input"], ["year", "change"], ["open", "change"]]) byId(name).addEventListener(event, drawRows);
byId("export").addEventListener("click", exportAll);
byId("language").addEventListener("click", () => {
  setLanguage(language() === "id" ? "en" : "id");
  drawAll();
});
addEventListener("storage", (event) => {
  if (documents.some((one) => keyOf(one.id) === event.key)) {
    look();
    drawAll();
  }
});
addEventListener("pageshow", () => {
  leaving = false;
  look();
  drawAll();
});
addEventListener("beforeunload", (event) => {
  if (leaving || !documents.some(isUnsaved)) return;
  event.preventDefault();
  event.returnValue = true;
});
addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target !== byId("search")) {
    event.preventDefault();
    byId("search").select();
  }
});

applyIcons(document);
look();
drawAll();
