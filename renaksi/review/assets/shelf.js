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
  try {
    const found = JSON.parse(localStorage.getItem(keyOf(documentId)) ?? "null");
    return found && typeof found.items === "object" ? found : { items: {}, exported: true };
  } catch {
    return { items: {}, exported: true };
  }
}

// Whether it could be kept.
export function save(documentId, work) {
  try {
    localStorage.setItem(keyOf(documentId), JSON.stringify(work));
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

// The rows of the corrections file for a document's items.
export function rowsOf(documentId, source, items, sampled, phrase) {
  const rows = [];
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
        reason: reasonText(entry, phrase), who: entry.who, when: entry.when, kind: "corrected",
      });
    }
    if (item.whole) {
      rows.push({ ...common, field: "*", text_as_read: item.stamp, who: item.whole.who, when: item.whole.when, kind: item.whole.kind });
    }
  }
  return rows;
}
