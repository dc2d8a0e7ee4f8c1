// What lies over the page: the keys, and the list of all corrections.

import { byId, el } from "./dom.js";
import { icon } from "./icons.js";
import { data, named, t } from "./words.js";
import { reasonText } from "./shelf.js";
import { select } from "./list.js";
import { itemOf, lapsedItems, nowText, onChange, orders, revert, tally } from "./work.js";

const dialog = byId("dialog");
let again = null;

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
dialog.addEventListener("close", () => (again = null));
onChange(() => again?.());

function show(kind, title, ...body) {
  dialog.className = kind;
  const close = el("button", { class: "plain close", title: t("close"), "aria-label": t("close"), on: { click: () => dialog.close() } }, icon("close"));
  dialog.replaceChildren(el("header", {}, el("h2", { text: title }), close), ...body.filter(Boolean));
  if (!dialog.open) dialog.showModal();
}

export function isOpen() {
  return dialog.open;
}

export function showKeys(keys) {
  const rows = keys.map(({ shown, words }) =>
    el("div", {}, el("dt", {}, shown.map((key) => el("kbd", { text: key }))), el("dd", { text: t(words) })),
  );
  show("keys", t("help_title"), el("dl", {}, rows), el("p", { class: "note", text: t("help_note") }));
}

// All corrections of the document. A click on one goes there and changes nothing; each has its own way back.
export function showCorrections() {
  again = showCorrections;
  const rows = orders.flatMap((order) => Object.entries(itemOf(order).fields).map(([field, entry]) => line(order, field, entry)));
  const counts = tally();
  const head = ["record", "field", "as_read", "corrected", "reason"].map((name) => el("th", { text: t(`column.${name}`) }));
  const table = el("table", {}, el("thead", {}, el("tr", {}, head, el("th", {}))), el("tbody", {}, rows));
  const sums = t("list_sums", { corrected: counts.fields, accepted: counts.accepted, bulk: counts.bulk });
  show(
    "corrections",
    t("list_title"),
    el("p", { class: "note", text: sums }),
    lapsedItems() > 0 && el("p", { class: "note lapsed", text: t("lapsed", { n: lapsedItems() }) }),
    rows.length ? table : el("p", { class: "nothing", text: t("no_corrections") }),
  );
}

function line(order, field, entry) {
  const text = (value) => (field === "level" ? named("level", value) : value) || t("blank");
  const go = () => {
    dialog.close();
    select(order, field);
  };
  return el(
    "tr",
    {},
    el("td", {}, el("button", { class: "plain", text: `#${order}`, title: t("go_there"), on: { click: go } })),
    el("td", { text: t(`field.${field}`) }),
    el("td", {}, el("del", { text: text(entry.read) })),
    el("td", {}, el("ins", { text: text(nowText(order, field)) })),
    el("td", {}, reasonText(entry, t), el("small", { text: [entry.who, entry.when?.slice(0, 10)].filter(Boolean).join(", ") })),
    el("td", {}, el("button", { class: "plain", title: t("undo_this"), "aria-label": t("undo_this"), on: { click: () => revert(order, field, null) } }, icon("undo"))),
  );
}

export function toast(text, { act, run } = {}) {
  const node = el("p", { class: "toast" }, el("span", { text }), act && el("button", { class: "plain", text: act, on: { click: () => { node.remove(); run(); } } }));
  byId("toasts").replaceChildren(node);
  setTimeout(() => node.remove(), act ? 9000 : 4000);
}

export function documentName() {
  return [data.document.office, data.document.year].filter(Boolean).join(" · ") || data.document.source;
}
