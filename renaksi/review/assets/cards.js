// A record as a card, a node as a heading: every field a thing that can be reached, lit and edited.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { data, named, t } from "./words.js";
import { chart, QUARTERS } from "./figures.js";
import { LEVELS } from "./tree.js";
import { doubts, itemOf, nowText, readText, records, stateOfOrder } from "./work.js";

const MEASURES = ["anggaran", "realisasi", "realisasi_anggaran"];
const LONG = ["formula", "rencana_aksi", "anggaran", "penanggung_jawab"];
const used = new Set([...data.fields, "indikator", "target", ...QUARTERS]);
const hasUnits = used.has("satuan");

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
  const doubt = doubts.get(order).find((finding) => finding.field === name);
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
  return el(
    "div",
    { class: `figures ${hasUnits ? "" : "unitless"}` },
    hasUnits && field(order, "satuan"),
    field(order, "target", "figure"),
    QUARTERS.map((name) => field(order, name, "figure quarter")),
    el("div", { class: "drawn" }, drawn, drawn && pattern && el("span", { class: "pattern", text: named("pattern", pattern) })),
  );
}

// Quarters of money or of achievement, where the document prints them.
function measures(order) {
  return MEASURES.filter((measure) => QUARTERS.some((name) => used.has(`${measure}_${name}`))).map((measure) =>
    el("div", { class: "figures more" }, QUARTERS.map((name) => field(order, `${measure}_${name}`, "figure quarter"))),
  );
}

function rest(order) {
  const record = records.get(order);
  const levelInDoubt = !record.level || "level" in itemOf(order).fields || doubts.get(order).some((each) => /level/.test(each.code));
  const names = [levelInDoubt && "level", record.text.kode !== undefined && "kode", ...LONG.filter((name) => used.has(name))];
  const shown = names.filter(Boolean).filter((name) => name === "level" || nowText(order, name) || readText(order, name));
  const missing = LONG.filter((name) => used.has(name) && !shown.includes(name));
  const extra = record.extra.map(([header, text]) =>
    el("div", { class: "extra" }, el("span", { class: "name", text: header }), el("span", { class: "value", text })),
  );
  return el(
    "div",
    { class: "rest" },
    shown.map((name) => field(order, name, "line")),
    missing.map((name) => field(order, name, "line empty")),
    extra,
  );
}

function findings(order) {
  return doubts.get(order).map((finding, place) =>
    el(
      "button",
      { class: `finding ${finding.severity}`, tabindex: -1, data: { order, finding: place } },
      icon(finding.severity),
      el("span", {}, el("b", { text: named("finding", finding.code) }), " ", el("span", { class: "message", text: finding.message })),
    ),
  );
}

function state(order) {
  const kind = stateOfOrder(order);
  const signs = { accepted: "check", bulk: "bulk", corrected: "pencil" };
  return el("span", { class: "state" }, signs[kind] && icon(signs[kind]), el("span", { text: t(`state.${kind}`) }));
}

export function card(entry) {
  const { order } = entry;
  const record = records.get(order);
  const kind = stateOfOrder(order);
  return el(
    "article",
    { class: `card ${kind} depth-${entry.depth} level-${record.level ?? "none"}`, role: "listitem", data: { card: order } },
    el(
      "header",
      {},
      el("span", { class: "number", text: `#${order}` }),
      el("span", { class: "level", text: record.level ? named("level", record.level) : t("no_level") }),
      record.sample && el("span", { class: "sampled", title: t("in_sample") }, icon("dice"), t("sample")),
      el("span", { class: "acts" }),
      state(order),
    ),
    field(order, "indikator", "indicator"),
    figures(order),
    measures(order),
    rest(order),
    findings(order),
  );
}

// The buttons of the card that is looked at; `alike` is how many others can be accepted with it.
export function acts(order, alike) {
  const kind = stateOfOrder(order);
  const button = (act, key, text, sign) =>
    el("button", { class: "act", tabindex: -1, data: { act }, title: `${text} (${key})` }, icon(sign), el("span", { text }), el("kbd", { text: key }));
  return [
    kind !== "untouched" && button("revert", "u", t("revert"), "undo"),
    alike > 1 && button("bulk", "A", t("accept_alike", { n: alike }), "bulk"),
    kind !== "accepted" && button("accept", "a", kind === "corrected" ? t("done") : t("accept"), "check"),
  ];
}

export function heading(entry) {
  const [order] = entry.members;
  return el(
    "div",
    { class: `heading-row depth-${entry.depth} level-${entry.level}`, role: "presentation", data: { depth: LEVELS.indexOf(entry.level) } },
    field(order, entry.level, "node"),
  );
}
