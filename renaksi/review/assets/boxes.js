// Where fields stand on the pages: what is lit, and what a click on a page means.

import { svg } from "./dom.js";
import { data } from "./words.js";
import { doubts, records, stateOfOrder } from "./work.js";

const byPage = new Map(data.pages.map((page) => [page.number, []]));
for (const record of data.records) {
  for (const [field, places] of [...Object.entries(record.boxes), ...Object.entries(record.blanks)]) {
    for (const [page, ...box] of places) {
      byPage.get(page)?.push({ order: record.order, field, box, area: (box[2] - box[0]) * (box[3] - box[1]), print: printOn(record, field, page) });
    }
  }
}

function printOn(record, field, page) {
  const found = record.prints[field]?.find(([number]) => number === page);
  return found ? found.slice(1) : null;
}

// Where to look for a field: its print, else its cell, else the blank cell in its column, else what the finding names, else the record's page.
export function placeOf(order, field) {
  const record = records.get(order);
  const place = (record.prints[field] ?? record.boxes[field] ?? record.blanks[field])?.[0];
  if (place) return { page: place[0], box: place.slice(1) };
  const finding = doubts.get(order).find((each) => each.field === field && each.page);
  if (finding) return { page: finding.page, box: finding.box ?? rowOf(record, finding.page) };
  return { page: record.page, box: rowOf(record, record.page) };
}

// A box round what is the record's own on a page, so that a field that is blank in print still has a place.
function rowOf(record, page) {
  const own = ["indikator", "target", "tw1", "satuan", record.level].flatMap((field) => record.prints[field] ?? record.boxes[field] ?? []);
  const here = own.filter(([number]) => number === page).map((place) => place.slice(1));
  if (!here.length) return null;
  const side = (index, choose) => choose(...here.map((box) => box[index]));
  return [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)];
}

// What stands at a point of a page: the field whose print is there, else the smallest cell; of records that share it,
// the one that is looked at, else the first.
export function fieldAt(point, current) {
  if (!point) return null;
  const inside = (box) => box && point.x >= box[0] && point.x <= box[2] && point.y >= box[1] && point.y <= box[3];
  const hits = (byPage.get(point.page) ?? []).filter((each) => inside(each.box) || inside(each.print));
  if (!hits.length) return null;
  const printed = hits.filter((each) => inside(each.print));
  const best = (printed.length ? printed : hits).reduce((a, b) => (b.area < a.area - 0.5 ? b : a));
  const same = (printed.length ? printed : hits).filter((each) => Math.abs(each.area - best.area) < 1);
  return same.find((each) => each.order === current) ?? best;
}

let litPages = new Set();

// Lights a field (and faintly the rest of its record), or only a box that a finding names.
export function drawLit(viewer, { order, field, box }) {
  const shapes = new Map();
  const add = (kind, page, place) => shapes.set(page, [...(shapes.get(page) ?? []), rect(kind, place)]);
  const record = records.get(order);
  if (record) {
    for (const [name, places] of Object.entries(record.boxes)) {
      for (const [page, ...cell] of places) add(name === field ? "cell" : "row", page, cell);
    }
    const place = placeOf(order, field);
    for (const [page, ...print] of record.prints[field] ?? (place.box ? [[place.page, ...place.box]] : [])) add("print", page, print);
  }
  if (box) add("print", box[0], box.slice(1));
  for (const page of new Set([...litPages, ...shapes.keys()])) layer(viewer, page, "lit")?.replaceChildren(...(shapes.get(page) ?? []));
  litPages = new Set(shapes.keys());
}

export function drawHover(viewer, hit, page) {
  for (const old of document.querySelectorAll(".overlay .hover")) old.remove();
  if (hit) layer(viewer, page, "lit").append(rect("hover", hit.print ?? hit.box));
}

const dots = new Map();

// A dot beside each record that was looked at or is doubted: how far the page is done.
export function drawDots(viewer, changed) {
  for (const order of changed) {
    dots.get(order)?.remove();
    const record = records.get(order);
    const [place] = record.prints.indikator ?? record.prints.target ?? record.boxes.target ?? [];
    const state = stateOfOrder(order);
    const kind = state === "untouched" ? (doubts.get(order).length ? "doubted" : null) : state;
    if (!place || !kind) continue;
    const dot = svg("circle", { class: `dot ${kind}`, cx: place[1] - 1.5, cy: place[2] + 2.5, r: 2 });
    dots.set(order, dot);
    layer(viewer, place[0], "dots")?.append(dot);
  }
}

function layer(viewer, page, name) {
  const overlay = viewer.overlayOf(page);
  if (!overlay) return null;
  const found = overlay.querySelector(`.${name}`);
  if (found) return found;
  const made = svg("g", { class: name });
  overlay.append(made);
  return made;
}

function rect(kind, [x0, top, x1, bottom]) {
  const more = kind === "print" || kind === "hover" ? 1.5 : 0;
  return svg("rect", { class: kind, x: x0 - more, y: top - more, width: Math.max(1, x1 - x0 + 2 * more), height: Math.max(1, bottom - top + 2 * more), rx: more });
}
