// The corrections of this document out to a file, and a file's back in.

import { data, language, t } from "./words.js";
import { download, readCsv, textOf, writeCsv } from "./csv.js";
import { reasonOf, rowsOf } from "./shelf.js";
import { allItems, markExported, readText, reasonWords, records, takeIn } from "./work.js";

const LARGEST = 20_000_000;

export function sampled() {
  return new Set(data.records.filter((record) => record.sample).map((record) => record.order));
}

// A spreadsheet of a country with decimal commas parts cells by semicolons.
export function delimiterOf(name) {
  return name === "id" ? ";" : ",";
}

export function exportFile() {
  const rows = rowsOf(data.document.id, data.document.source, allItems(), sampled(), t);
  const stem = data.document.source.split("/").pop().replace(/\.\w+$/, "").replace(/[^\w-]+/g, "-").slice(0, 60);
  download(`${t("file_name")}-${stem}-${data.document.id.slice(0, 8)}.csv`, writeCsv(rows, delimiterOf(language())));
  markExported();
  return rows.length;
}

// Reads a corrections file. Gives how many records it changed, and how many rows were of other documents, did not fit
// what is read, or were no such rows. Throws an Error whose message is a key of the words.
export async function importFile(file) {
  if (file.size > LARGEST) throw new Error("import_too_large");
  const count = { changed: 0, others: 0, refused: 0 };
  const found = new Map();
  for (const row of readCsv(await textOf(file))) {
    const place = /^(?:(\S+)-)?0*(\d+)$/.exec(row.indicator_id);
    const id = place?.[1] || row.document_id || (row.source === data.document.source ? data.document.id : "");
    if (id !== data.document.id) count.others++;
    else if (!take(found, Number(place?.[2]), row)) count.refused++;
  }
  count.changed = takeIn(found);
  return count;
}

function take(found, order, row) {
  const record = records.get(order);
  if (!record) return false;
  const item = found.get(order) ?? { fields: {}, whole: null, when: "" };
  const kind = row.kind || "corrected";
  const common = { when: row.when || "", who: row.who || "" };
  if (kind === "corrected") {
    if (!(row.field === "level" || data.columns.includes(row.field)) || readText(order, row.field) !== row.text_as_read) return false;
    item.fields[row.field] = { read: row.text_as_read, to: row.text_corrected, ...reasonOf(row.reason || "", reasonWords), ...common };
  } else {
    if (!["accepted", "bulk"].includes(kind) || row.text_as_read.slice(-10) !== record.stamp.slice(-10)) return false;
    item.whole = { kind, ...common };
  }
  if (common.when > item.when) item.when = common.when;
  found.set(order, item);
  return true;
}
