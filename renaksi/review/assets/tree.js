// Records grouped as the document groups them: tujuan, sasaran, program, kegiatan, sub kegiatan.

import { data } from "./words.js";

export const LEVELS = ["tujuan", "sasaran", "program", "kegiatan", "sub_kegiatan"];

// Headings and records in the order in which they are shown. A heading stands for a node: it has the records that stand
// under it (`members`), of which the first lends it the place on the page.
export const entries = [];

let open = [];
for (const record of data.records) {
  const path = LEVELS.filter((level) => record.text[level]).map((level) => ({ level, name: record.text[level] }));
  let same = 0;
  while (same < path.length && open[same]?.level === path[same].level && open[same]?.name === path[same].name) same++;
  open = open.slice(0, same);
  for (const { level, name } of path.slice(same)) {
    const heading = { kind: "heading", level, name, depth: open.length, members: [] };
    open.push(heading);
    entries.push(heading);
  }
  for (const heading of open) heading.members.push(record.order);
  entries.push({ kind: "record", order: record.order, depth: Math.max(0, open.length - 1) });
}

const headings = new Map();
for (const heading of entries) {
  if (heading.kind === "heading") for (const order of heading.members) headings.set(`${order} ${heading.level}`, heading);
}

export function headingOf(order, field) {
  return headings.get(`${order} ${field}`);
}

// The records that a correction of this field concerns: of a name, all that stand under the node that bears it.
export function sharers(order, field) {
  return headingOf(order, field)?.members ?? [order];
}
