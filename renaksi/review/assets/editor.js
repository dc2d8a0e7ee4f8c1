// Editing one field where it stands: the text, why it is changed, and a note.

import { byId, el } from "./dom.js";
import { data, named, t } from "./words.js";
import { WHYS } from "./shelf.js";
import { LEVELS, sharers } from "./tree.js";
import { fieldNode, select } from "./list.js";
import { correct, itemOf, nowText, readText } from "./work.js";

let open = null;

export function isEditing() {
  return open !== null;
}

export function close({ back = true } = {}) {
  if (!open) return;
  const { order, field, panel } = open;
  open = null;
  panel.remove();
  fieldNode(order, field)?.classList.remove("editing");
  if (back) fieldNode(order, field)?.focus({ preventScroll: true });
}

function inputFor(order, field) {
  const now = nowText(order, field);
  if (field === "level") {
    return el("select", { class: "text" }, !now && el("option", { value: "", text: "–", selected: true }), LEVELS.map((level) => el("option", { value: level, text: named("level", level), selected: level === now })));
  }
  const area = el("textarea", { class: "text", rows: 1, maxlength: 10_000, spellcheck: "false" });
  area.value = now;
  return area;
}

function grow(area) {
  if (area.tagName !== "TEXTAREA") return;
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 260)}px`;
}

export function edit(order, field) {
  close({ back: false });
  const node = fieldNode(order, field);
  if (!node) return;
  const entry = itemOf(order).fields[field];
  const shared = sharers(order, field);
  const text = inputFor(order, field);
  const why = entry?.why ?? "misread";
  const note = el("input", { class: "note", type: "text", maxlength: 500, placeholder: t("note"), "aria-label": t("note"), value: entry?.note ?? "" });
  const read = readText(order, field);
  const finish = (to, reason = panel.querySelector("input[type=radio]:checked").value) => {
    const place = { order, field };
    close();
    if (to !== nowText(order, field) || (entry && (reason !== entry.why || note.value.trim() !== entry.note))) {
      correct(shared, field, to, reason, note.value.trim(), place);
      fieldNode(order, field)?.focus({ preventScroll: true });
    }
  };
  const commit = () => finish(text.value.replace(/\s+/g, " ").trim());
  const panel = el(
    "form",
    { class: "editor", autocomplete: "off", on: { submit: (event) => { event.preventDefault(); commit(); } } },
    el("p", { class: "what" }, el("b", { text: t(`field.${field}`) }), ` #${order}`, shared.length > 1 && el("span", { class: "shared", text: t("holds_for", { n: shared.length }) })),
    el("p", { class: "print" }, el("span", { class: "name", text: t("as_read") }), el("span", { class: read ? "" : "blank", text: (field === "level" ? named("level", read) : read) || t("blank") })),
    text,
    el(
      "fieldset",
      {},
      WHYS.map((value) => el("label", {}, el("input", { type: "radio", name: "why", value, checked: value === why }), el("span", { text: t(`why.${value}`) }))),
      note,
    ),
    el(
      "div",
      { class: "buttons" },
      el("button", { class: "primary", type: "submit" }, t("save"), el("kbd", { text: "Enter" })),
      el("button", { type: "button", class: "cancel", on: { click: () => close() } }, t("cancel"), el("kbd", { text: "Esc" })),
      entry && el("button", { type: "button", class: "plain", on: { click: () => finish(read) } }, t("back_to_print")),
    ),
  );
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && !event.isComposing && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      commit();
    }
  });
  text.addEventListener("input", () => grow(text));
  open = { order, field, panel };
  select(order, field, { focus: false });
  node.classList.add("editing");
  stand(panel, node);
  grow(text);
  text.focus({ preventScroll: true });
  text.select?.();
  panel.scrollIntoView({ block: "nearest" });
}

// Puts the panel right below the field, as wide as the list lets it be.
function stand(panel, node) {
  const scroller = byId("scroller");
  const [outer, inner] = [scroller.getBoundingClientRect(), node.getBoundingClientRect()];
  const width = Math.min(460, outer.width - 32);
  scroller.append(panel);
  panel.style.width = `${width}px`;
  panel.style.left = `${Math.max(12, Math.min(inner.left - outer.left, outer.width - width - 20))}px`;
  panel.style.top = `${inner.bottom - outer.top + scroller.scrollTop + 4}px`;
}

// The field to edit when a key asks for it and none has the focus.
export function editable(field) {
  return field === "level" || data.columns.includes(field);
}
