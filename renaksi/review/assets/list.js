// The list of records: drawn once, then card by card; where the reader is, and how it is moved.

import { byId, el } from "./dom.js";
import { icon } from "./icons.js";
import { data, named, t, told } from "./words.js";
import { card, heading, restate } from "./cards.js";
import { entries, headingOf } from "./tree.js";
import { doubts, nowText, orders, records, stateOfOrder } from "./work.js";

const scroller = byId("scroller");
const list = byId("list");
const nodes = new Map();
const listeners = [];
let visible = [];
let place = { order: null, field: "indikator", box: null };

export function onSelect(listener) {
  listeners.push(listener);
}

export function current() {
  return place;
}

export function visibleOrders() {
  return visible;
}

export function cardOf(order) {
  return nodes.get(order);
}

export function fieldNode(order, field) {
  const own = nodes.get(order)?.querySelector(`[data-field="${field}"]`);
  return own ?? headingOf(order, field)?.node?.querySelector("[data-field]") ?? null;
}

export function draw() {
  nodes.clear();
  list.replaceChildren(
    ...entries.map((entry) => {
      entry.node = entry.kind === "heading" ? heading(entry) : card(entry);
      if (entry.kind === "record") nodes.set(entry.order, entry.node);
      return entry.node;
    }),
  );
  drawAbout();
  applyVisible();
  mark();
}

// Draws anew what depends on these records: only what changed of it, or all of it.
export function redraw(changed, anew = false) {
  const touched = new Set(changed);
  const focus = document.activeElement?.closest?.("[data-field]")?.dataset;
  for (const entry of entries) {
    const stale = entry.kind === "record" ? touched.has(entry.order) : entry.members.some((order) => touched.has(order));
    if (!stale || (entry.kind === "record" && !anew && restate(entry.node, entry))) continue;
    const made = entry.kind === "heading" ? heading(entry) : card(entry);
    made.hidden = entry.node.hidden;
    entry.node.replaceWith(made);
    entry.node = made;
    if (entry.kind === "record") nodes.set(entry.order, made);
  }
  mark();
  if (focus && !document.activeElement?.matches("[data-field]")) {
    fieldNode(Number(focus.order), focus.field)?.focus({ preventScroll: true });
  }
}

// What is said of pages and of the document, above all records.
function drawAbout() {
  const general = data.findings.filter((finding) => finding.record === null);
  byId("about").replaceChildren();
  if (!general.length) return;
  const lines = general.map((finding) =>
    el(
      "button",
      { class: `finding ${finding.severity}`, data: { general: data.findings.indexOf(finding) } },
      icon(finding.severity),
      el(
        "span",
        {},
        finding.page && el("span", { class: "where", text: t("page_n", { n: finding.page }) }),
        el("b", { text: named("finding", finding.code) }),
        " ",
        el("span", { class: "message", text: told(finding.message) }),
      ),
    ),
  );
  const open = general.length <= 3 && general.some((finding) => finding.severity !== "info");
  byId("about").append(el("details", { open }, el("summary", { text: t("about_document", { n: general.length }) }), lines));
}

// --- what is shown ---

export function setVisible(chosen) {
  visible = chosen;
  applyVisible();
}

function applyVisible() {
  const shown = new Set(visible);
  for (const entry of entries) {
    if (!entry.node) continue;
    entry.node.hidden = entry.kind === "record" ? !shown.has(entry.order) : !entry.members.some((order) => shown.has(order));
  }
  const nothing = byId("nothing");
  nothing.hidden = visible.length > 0;
  nothing.textContent = data.records.length ? t("nothing_shown") : t("no_records");
}

// --- where the reader is ---

export function firstField(order) {
  const doubt = doubts.get(order).find((finding) => finding.field && fieldNode(order, finding.field));
  return doubt?.field ?? "indikator";
}

// Goes to a field. `focus` puts the keyboard there too; `box` is a place on a page that a finding names.
export function select(order, field, { focus = true, box = null, scroll = true, quiet = false } = {}) {
  if (!records.has(order)) return;
  place = { order, field: field ?? firstField(order), box };
  mark();
  const node = fieldNode(order, place.field) ?? nodes.get(order);
  if (focus) node.focus({ preventScroll: true });
  if (scroll) reveal(nodes.get(order).contains(node) ? nodes.get(order) : node);
  if (!quiet) for (const listener of listeners) listener(place);
}

let marked = [];

function mark() {
  for (const old of marked) old.classList.remove("current");
  marked = place.order === null ? [] : [nodes.get(place.order), fieldNode(place.order, place.field)].filter(Boolean);
  for (const node of marked) node.classList.add("current");
}

function reveal(node) {
  const [outer, inner] = [scroller.getBoundingClientRect(), node.getBoundingClientRect()];
  const margin = Math.min(70, outer.height * 0.12);
  if (inner.top < outer.top + margin) scroller.scrollTop += inner.top - outer.top - margin;
  else if (inner.bottom > outer.bottom - margin) {
    scroller.scrollTop += Math.min(inner.bottom - outer.bottom + margin, inner.top - outer.top - margin);
  }
}

// Records like this one that nobody has touched: of its level, with the same doubts about the same fields.
export function alike(order) {
  const own = kinds.get(order);
  return visible.filter((each) => kinds.get(each) === own && stateOfOrder(each) === "untouched");
}

const kinds = new Map(
  orders.map((order) => [order, JSON.stringify([records.get(order).level, doubts.get(order).map((one) => `${one.code} ${one.field}`).sort()])]),
);

// --- moving ---

function around(from, way, good) {
  const start = orders.indexOf(from);
  const shown = new Set(visible);
  for (let place = start + way; place >= 0 && place < orders.length; place += way) {
    if (shown.has(orders[place]) && good(orders[place])) return orders[place];
  }
  return null;
}

export function neighbour(way) {
  return around(place.order, way, () => true);
}

export function nextFinding(way) {
  return around(place.order, way, (order) => doubts.get(order).length > 0);
}

// Where to go after a record is done: on to the next doubt that nobody has answered, then to one passed over before;
// if there is none, to the next record that nobody has looked at.
export function nextOpen() {
  const free = (order) => stateOfOrder(order) === "untouched";
  const doubted = (order) => free(order) && doubts.get(order).length > 0;
  for (const good of [doubted, free]) {
    const found = around(place.order, 1, good) ?? visible.find(good);
    if (found !== undefined && found !== null) return found;
  }
  return null;
}

export function holdsText(order, wanted) {
  const record = records.get(order);
  const fold = (text) => text.toLowerCase().replace(/\s+/g, " ");
  return [...data.fields, "indikator"].some((name) => fold(nowText(order, name)).includes(fold(wanted)) || fold(record.text[name] ?? "").includes(fold(wanted)));
}
