// The corrections file: written so that a spreadsheet shows it as it is, read as spreadsheets save it.

export const COLUMNS = [
  "document_id", "source", "indicator_id", "field", "text_as_read", "text_corrected",
  "reason", "who", "when", "kind", "sample",
];

// What a spreadsheet takes for a formula, a figure or a date when a text begins with it.
const RISKY = /^['=+\-@\t\r\n\d.,(]/;

export function guard(text) {
  return RISKY.test(text) ? `'${text}` : text;
}

export function unguard(text) {
  return text.startsWith("'") && RISKY.test(text.slice(1)) ? text.slice(1) : text;
}

export function writeCsv(rows, delimiter) {
  const lines = [COLUMNS, ...rows.map((row) => COLUMNS.map((name) => guard(String(row[name] ?? ""))))];
  const quoted = (text) => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return "\ufeff" + lines.map((cells) => cells.map(quoted).join(delimiter) + "\r\n").join("");
}

// The rows as objects by column name. Throws an Error whose message is a key of the words.
export function readCsv(text) {
  let body = text.replace(/^\ufeff/, "");
  if (/^sep=/i.test(body)) body = body.slice(body.indexOf("\n") + 1);
  const head = body.split("\n", 1)[0];
  const count = (sign) => head.split(sign).length;
  const delimiter = [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
  const [names, ...rows] = cellsOf(body, delimiter);
  const columns = (names ?? []).map((name) => name.trim().toLowerCase());
  if (["indicator_id", "field", "text_as_read", "text_corrected"].some((name) => !columns.includes(name))) {
    throw new Error("import_no_columns");
  }
  return rows
    .filter((cells) => cells.some((cell) => cell.trim()))
    .map((cells) => Object.fromEntries(columns.map((name, place) => [name, oneLine(unguard(cells[place] ?? ""))])));
}

function oneLine(text) {
  return text.replace(/\s+/g, " ").trim();
}

function cellsOf(text, delimiter) {
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  for (let place = 0; place < text.length; place++) {
    const sign = text[place];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[place + 1] === '"') cell += text[++place];
      else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === delimiter) {
      row.push(cell);
      cell = "";
    } else if (sign === "\n") {
      row.push(cell.replace(/\r$/, ""));
      rows.push(row);
      row = [];
      cell = "";
    } else cell += sign;
  }
  if (cell || row.length) rows.push([...row, cell]);
  return rows;
}

// Hands a text over as a file that the browser saves.
export function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// The text of a file that a person chose, in whichever encoding a spreadsheet saved it.
export async function textOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
