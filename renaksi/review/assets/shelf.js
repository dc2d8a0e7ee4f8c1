// What a reader did with a document, kept in the browser under the document's hash: the page writes it after every
// step, the index reads it to show how far the work is.
//
// {items: {order: {fields: {name: {read, to, why, note, when, who}}, whole: {kind, when, who} | null, stamp, when}},
//  exported: whether all of it stands in a file that was saved}

const PREFIX = "renaksi.review.";
const WHO = `${PREFIX}who`;

export function keyOf(documentId) {
  return PREFIX + documentId;
}

export function load(documentId) {
  const work = { items: {}, exported: true };
  try {
    const found = JSON.parse(localStorage.getItem(keyOf(documentId)) ?? "null");
    for (const [order, item] of Object.entries(found?.items ?? {})) {
      work.items[order] = { fields: {}, whole: null, ...item, when: item.when ?? item.whole?.when ?? "" };
    }
    work.exported = found?.exported !== false;
  } catch {
    return { items: {}, exported: true };
  }
  return work;
}

// Whether it could be kept. What goes without saying is left out: a browser keeps five million characters in all.
export function save(documentId, work) {
  const items = {};
  for (const [order, { fields, whole, stamp, when }] of Object.entries(work.items)) {
    items[order] = { stamp };
    if (Object.keys(fields).length) items[order].fields = fields;
    if (whole) items[order].whole = whole;
    if (when !== whole?.when) items[order].when = when;
  }
  try {
    localStorage.setItem(keyOf(documentId), JSON.stringify({ ...work, items }));
    return true;
  } catch {
    return false;
  }
}

export function loadWho() {
  try {
    return localStorage.getItem(WHO) ?? "";
  } catch {
    return "";
  }
}

export function saveWho(name) {
  try {
    localStorage.setItem(WHO, name);
  } catch {
    // Then it is asked for again on the next page.
  }
}

// The state of an item: "corrected", "accepted", "bulk" or "untouched".
export function stateOf(item) {
  if (!item) return "untouched";
  if (Object.keys(item.fields).length) return "corrected";
  return item.whole ? item.whole.kind : "untouched";
}

// Reasons: either the program read it wrongly, or the document itself is misprinted; a note may follow.
export const WHYS = ["misread", "misprint"];

export function reasonText(entry, phrase) {
  return [phrase(`why.${entry.why}`), entry.note].filter(Boolean).join(": ");
}

export function reasonOf(text, phrases) {
  const [first, ...rest] = text.split(": ");
  for (const why of WHYS) {
    if (phrases(why).some((phrase) => phrase.toLowerCase() === first.trim().toLowerCase())) {
      return { why, note: rest.join(": ") };
    }
  }
  return { why: "misread", note: text };
}

// The rows of the corrections file for a document's items. What was done before a name was given has the name of the
// person who saves the file.
export function rowsOf(documentId, source, items, sampled, phrase) {
  const rows = [];
  const name = loadWho();
  for (const order of Object.keys(items).map(Number).sort((a, b) => a - b)) {
    const item = items[order];
    const common = {
      document_id: documentId,
      source,
      indicator_id: `${documentId}-${String(order).padStart(4, "0")}`,
      sample: sampled.has(order) ? "yes" : "",
    };
    for (const [field, entry] of Object.entries(item.fields)) {
      rows.push({
        ...common, field, text_as_read: entry.read, text_corrected: entry.to,
        reason: reasonText(entry, phrase), who: entry.who || name, when: entry.when, kind: "corrected",
      });
    }
    if (item.whole) {
      rows.push({ ...common, field: "*", text_as_read: item.stamp, who: item.whole.who || name, when: item.whole.when, kind: item.whole.kind });
    }
  }
  return rows;
}
