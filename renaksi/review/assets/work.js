// The work on this document: what was accepted and corrected, each step kept at once and able to be undone.

import { data, t } from "./words.js";
import { keyOf, load, loadWho, reasonOf, save, saveWho, stateOf } from "./shelf.js";

export const records = new Map(data.records.map((record) => [record.order, record]));
export const orders = data.records.map((record) => record.order);
export const doubts = new Map(orders.map((order) => [order, []]));
for (const finding of data.findings) {
  if (finding.record !== null) doubts.get(data.records[finding.record].order).push(finding);
}

const EMPTY = Object.freeze({ fields: Object.freeze({}), whole: null });
const LONGEST = 500;
const ID = data.document.id;
const listeners = [];
const steps = [];
let before = new Map();
let items = new Map();
let exported = true;
let kept = true;
let savedAt = null;
let lapsed = 0;

export function onChange(listener) {
  listeners.push(listener);
}

function tell(orders) {
  for (const listener of listeners) listener(orders);
}

// --- texts ---

export function readText(order, field) {
  const record = records.get(order);
  return (field === "level" ? record.level : record.text[field]) ?? "";
}

export function nowText(order, field) {
  return itemOf(order).fields[field]?.to ?? readText(order, field);
}

export function itemOf(order) {
  return items.get(order) ?? before.get(order) ?? EMPTY;
}

export function stateOfOrder(order) {
  return stateOf(itemOf(order));
}

export function tally() {
  const counts = { untouched: 0, accepted: 0, bulk: 0, corrected: 0, fields: 0 };
  for (const order of orders) {
    counts[stateOfOrder(order)]++;
    counts.fields += Object.keys(itemOf(order).fields).length;
  }
  return counts;
}

// --- what stood in the tables and in the browser when the page was opened ---

function fromTables(record) {
  if (!record.said.length) return null;
  const item = { fields: {}, whole: null, when: "" };
  for (const said of record.said) {
    const common = { when: said.when ?? "", who: said.who ?? "" };
    if (said.field === "*") item.whole = { kind: said.kind, ...common };
    else {
      const why = reasonOf(said.reason ?? "", reasonWords);
      item.fields[said.field] = { read: readText(record.order, said.field), to: said.text_corrected ?? "", ...why, ...common };
    }
    if (common.when > item.when) item.when = common.when;
  }
  return item;
}

export function reasonWords(why) {
  return Object.values(data.words).map((words) => words[`why.${why}`]);
}

function sound(order, item) {
  const record = records.get(order);
  if (!record || !item || typeof item.fields !== "object") return false;
  const fields = Object.entries(item.fields).every(([field, entry]) => readText(order, field) === entry.read);
  return fields && (!item.whole || item.stamp === record.stamp);
}

export function open() {
  before = new Map();
  for (const record of data.records) {
    const item = fromTables(record);
    if (item) before.set(record.order, item);
  }
  const found = load(ID);
  items = new Map();
  lapsed = 0;
  for (const [name, item] of Object.entries(found.items)) {
    const order = Number(name);
    if (!sound(order, item)) lapsed++;
    else if (!(before.get(order)?.when > item.when)) items.set(order, item);
  }
  exported = found.exported;
  // What stands in the tables and in a file by now need not be kept here too.
  if (exported) for (const [order, item] of items) if (isSame(item, before.get(order))) items.delete(order);
}

function isSame(item, other) {
  const essence = (each) => JSON.stringify([Object.entries(each.fields).map(([field, { to }]) => [field, to]).sort(), each.whole?.kind]);
  return other !== undefined && essence(item) === essence(other);
}

export function lapsedItems() {
  return lapsed;
}

addEventListener("storage", (event) => {
  if (event.key === keyOf(ID)) {
    open();
    tell(orders);
  }
});

// --- steps ---

function now() {
  return new Date().toISOString().slice(0, 19) + "Z";
}

function keep() {
  kept = save(ID, { items: Object.fromEntries(items), exported, source: data.document.source });
  savedAt = new Date();
}

// Takes a step: sets the items of `changed` (order → item) and remembers what they were, and the place it was done at.
function step(label, changed, place) {
  steps.push({ label, place, before: new Map([...changed.keys()].map((order) => [order, items.get(order)])) });
  if (steps.length > LONGEST) steps.shift();
  const when = now();
  for (const [order, item] of changed) items.set(order, { ...item, stamp: records.get(order).stamp, when });
  exported = false;
  keep();
  tell([...changed.keys()]);
}

export function accept(order, place) {
  const item = itemOf(order);
  const whole = { kind: "accepted", when: now(), who: who() };
  step(t("did_accept", { n: order }), new Map([[order, { fields: item.fields, whole }]]), place);
}

// Accepts many records that nobody has touched.
export function acceptAll(chosen, place) {
  const whole = { kind: "bulk", when: now(), who: who() };
  const free = chosen.filter((order) => stateOfOrder(order) === "untouched");
  if (free.length) step(t("did_bulk", { n: free.length }), new Map(free.map((order) => [order, { fields: {}, whole }])), place);
  return free.length;
}

// Corrects a field of one record, or of all records that share its print.
export function correct(chosen, field, to, why, note, place) {
  const changed = new Map();
  for (const order of chosen) {
    const item = itemOf(order);
    const fields = { ...item.fields };
    const read = readText(order, field);
    if (to === read) delete fields[field];
    else fields[field] = { read, to, why, note, when: now(), who: who() };
    changed.set(order, { fields, whole: item.whole?.kind === "bulk" ? null : item.whole });
  }
  step(t("did_correct", { n: chosen[0], field: t(`field.${field}`) }), changed, place);
}

// Makes a record, or one field of it, what it was when it was read. Other steps stay.
export function revert(order, field, place) {
  const item = itemOf(order);
  const fields = { ...item.fields };
  if (field) delete fields[field];
  const left = field ? { fields, whole: item.whole } : { fields: {}, whole: null };
  step(t("did_revert", { n: order }), new Map([[order, left]]), place);
}

// Takes the last step back; what it was and where, or null.
export function undo() {
  const last = steps.pop();
  if (!last) return null;
  for (const [order, item] of last.before) {
    if (item) items.set(order, item);
    else items.delete(order);
  }
  exported = false;
  keep();
  tell([...last.before.keys()]);
  return last;
}

// Takes in items from a file (order → item); those that were touched later here stay.
export function takeIn(found) {
  const changed = new Map([...found].filter(([order, item]) => !(itemOf(order).when > item.when)));
  if (changed.size) {
    step(t("did_import", { n: changed.size }), changed, null);
    for (const [order, item] of found) if (changed.has(order)) items.get(order).when = item.when || items.get(order).when;
    keep();
  }
  return changed.size;
}

// --- keeping ---

export function allItems() {
  const every = {};
  for (const order of orders) {
    const item = itemOf(order);
    if (stateOf(item) !== "untouched") every[order] = { ...item, stamp: records.get(order).stamp };
  }
  return every;
}

export function markExported() {
  exported = true;
  keep();
  tell([]);
}

export function unsaved() {
  return !exported || !kept;
}

export function savedState() {
  return { kept, savedAt };
}

let name = loadWho();

export function who() {
  return name;
}

export function setWho(text) {
  name = text.trim();
  saveWho(name);
}
