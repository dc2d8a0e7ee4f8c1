// A record as a card, a node as a heading: every field a thing that can be reached, lit and edited.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { data, named, t, told } from "./words.js";
import { chart, QUARTERS } from "./figures.js";
import { LEVELS } from "./tree.js";
import { doubts, itemOf, nowText, readText, records, stateOfOrder } from "./work.js";

const MEASURES = ["anggaran", "realisasi", "realisasi_anggaran"];
const LONG = ["formula", "rencana_aksi", "anggaran", "penanggung_jawab"];
const used = new Set([...data.fields, "indikator", "target", ...QUARTERS]);
const hasUnits = used.has("satuan");

function filled(order, name) {
  return Boolean(nowText(order, name) || readText(order, name));
}

function doubtOf(order, name) {
  return doubts.get(order).find((finding) => finding.field === name);
}

let withBlanks = false;

// Whether fields that are blank where nobody misses them are shown too.
export function toggleBlanks() {
  withBlanks = !withBlanks;
}

// A field: its name small above or beside it, and below what is read, or the print struck through beside the new text.
function field(order, name, kind = "") {
  const entry = itemOf(order).fields[name];
  const now = nowText(order, name);
  const shown = name === "level" ? named("level", now) : now;
  const value = el("span", { class: "value" });
  if (entry) {
    const read = name === "level" ? named("level", entry.read) : entry.read;
    value.append(el("del", { text: read || t("blank") }), " ", el("ins", { text: shown || t("blank") }));
  } else if (shown) value.append(shown);
  else value.append(el("span", { class: "blank", text: t("blank") }));
  const doubt = doubtOf(order, name);
  const classes = ["field", kind, entry && "changed", doubt && `doubt ${doubt.severity}`];
  const said = `${t(`field.${name}`)}: ${shown || t("blank")}`;
  return el(
    "div",
    { class: classes.filter(Boolean).join(" "), role: "button", tabindex: 0, data: { order, field: name }, "aria-label": said },
    el("span", { class: "name", text: t(`field.${name}`) }),
    value,
  );
}

function figures(order) {
  const drawn = chart(order);
  const pattern = records.get(order).pattern;
  // A record that has no quarters at all, and nobody misses them, needs no four blanks.
  const quartered = withBlanks || QUARTERS.some((name) => filled(order, name) || doubtOf(order, name));
  return el(
    "div",
    { class: `figures ${hasUnits ? "" : "unitless"} ${quartered ? "" : "quarterless"}` },
    hasUnits && field(order, "satuan"),
    field(order, "target", "figure"),
    quartered && QUARTERS.map((name) => field(order, name, "figure quarter")),
    quartered && el("div", { class: "drawn" }, drawn, drawn && pattern && el("span", { class: "pattern", text: named("pattern", pattern) })),
  );
}

// Quarters of money or of achievement, where the document prints them.
function measures(order) {
  return MEASURES.map((measure) => QUARTERS.map((name) => `${measure}_${name}`))
    .filter((names) => names.some((name) => used.has(name) && (withBlanks || filled(order, name))))
    .map((names) => el("div", { class: "figures more" }, names.map((name) => field(order, name, "figure quarter"))));
}

// A field that most records of a level have is missed where it is blank; another one is shown only when asked for.
const usual = new Map();
for (const name of LONG) {
  for (const level of new Set(data.records.map((record) => record.level))) {
    const own = data.records.filter((record) => record.level === level);
    usual.set(`${level} ${name}`, own.filter((record) => record.text[name]).length * 2 > own.length);
  }
}

function rest(order) {
  const record = records.get(order);
  const levelInDoubt = !record.level || "level" in itemOf(order).fields || doubts.get(order).some((each) => /level/.test(each.code));
  const shown = (name) => withBlanks || filled(order, name) || usual.get(`${record.level} ${name}`);
  const extra = record.extra.map(([header, text]) =>
    el("span", { class: "extra" }, el("span", { class: "name", text: header }), " ", el("span", { class: "value", text })),
  );
  return el(
    "div",
    { class: "rest" },
    (withBlanks || levelInDoubt) && field(order, "level", "line"),
    ["kode", ...LONG].filter(shown).map((name) => field(order, name, "line")),
    extra.length > 0 && el("div", { class: "extras" }, extra),
  );
}

function findings(order) {
  return doubts.get(order).map((finding, place) =>
    el(
      "button",
      { class: `finding ${finding.severity}`, tabindex: -1, data: { order, finding: place } },
      icon(finding.severity),
      el("span", {}, el("b", { text: named("finding", finding.code) }), " ", el("span", { class: "message", text: told(finding.message) })),
    ),
  );
}

function state(order) {
  const kind = stateOfOrder(order);
  const signs = { untouched: "ring", accepted: "check", bulk: "bulk", corrected: "pencil" };
  return el("span", { class: "state", title: t(`state.${kind}`) }, kind !== "untouched" && el("span", { text: t(`state.${kind}`) }), icon(signs[kind]));
}

const drawn = new WeakMap();

function looks(entry) {
  const kind = stateOfOrder(entry.order);
  return { class: `card ${kind} depth-${entry.depth}`, "aria-label": `#${entry.order}: ${t(`state.${kind}`)}` };
}

export function card(entry) {
  const { order } = entry;
  const node = el(
    "article",
    { ...looks(entry), role: "listitem", data: { card: order } },
    el(
      "header",
      {},
      el("span", { class: "number", text: order }),
      field(order, "indikator", "indicator"),
      records.get(order).sample && el("span", { class: "sampled", title: t("in_sample") }, icon("dice")),
      state(order),
    ),
    figures(order),
    measures(order),
    rest(order),
    findings(order),
  );
  drawn.set(node, JSON.stringify(itemOf(order).fields));
  return node;
}

// Shows a new state on a card whose texts are what they were; whether that was all there was to do.
export function restate(node, entry) {
  if (drawn.get(node) !== JSON.stringify(itemOf(entry.order).fields)) return false;
  for (const [name, value] of Object.entries(looks(entry))) node.setAttribute(name, value);
  node.querySelector(".state").replaceWith(state(entry.order));
  return true;
}

export function heading(entry) {
  const [order] = entry.members;
  return el(
    "div",
    { class: `heading-row depth-${entry.depth} level-${entry.level}`, role: "presentation", data: { depth: LEVELS.indexOf(entry.level) } },
    field(order, entry.level, "node"),
  );
}
