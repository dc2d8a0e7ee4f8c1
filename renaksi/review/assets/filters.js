// What of the list is shown: by level, finding, state, text, or the sample.

import { byId, el } from "./dom.js";
import { icon } from "./icons.js";
import { data, named, t } from "./words.js";
import { LEVELS } from "./tree.js";
import { holdsText, setVisible } from "./list.js";
import { doubts, orders, records, stateOfOrder } from "./work.js";

const chosen = { text: "", level: "", finding: "", state: "", sample: false };
const listeners = [];

export function onFilter(listener) {
  listeners.push(listener);
}

export function isSampling() {
  return chosen.sample;
}

// The list is chosen anew only when a filter changes: a record that is accepted stays where it is, under the eyes.
export function apply() {
  const shown = orders.filter((order) => {
    const findings = doubts.get(order);
    const finding =
      !chosen.finding ||
      (chosen.finding === "any" ? findings.length > 0 : chosen.finding === "none" ? !findings.length : chosen.finding === "serious"
        ? findings.some((each) => each.severity !== "info") : findings.some((each) => each.code === chosen.finding));
    return (
      finding &&
      (!chosen.level || (records.get(order).level ?? "none") === chosen.level) &&
      (!chosen.state || stateOfOrder(order) === chosen.state) &&
      (!chosen.sample || records.get(order).sample) &&
      (!chosen.text || holdsText(order, chosen.text))
    );
  });
  setVisible(shown);
  byId("shown").textContent = shown.length === orders.length ? "" : t("shown", { n: shown.length, all: orders.length });
  byId("clear").hidden = shown.length === orders.length;
  for (const listener of listeners) listener(shown);
}

export function setSampling(on) {
  chosen.sample = on;
  draw();
  apply();
}

export function clear() {
  Object.assign(chosen, { text: "", level: "", finding: "", state: "", sample: false });
  draw();
  apply();
}

function choice(name, options) {
  const select = el(
    "select",
    { "aria-label": t(`filter.${name}`), title: t(`filter.${name}`), on: { change: () => { chosen[name] = select.value; mark(select); apply(); } } },
    options.map(([value, text]) => el("option", { value, text, selected: value === chosen[name] })),
  );
  mark(select);
  return select;
}

function mark(select) {
  select.classList.toggle("chosen", select.value !== "");
}

export function draw() {
  const counts = (values) => values.reduce((found, value) => found.set(value, (found.get(value) ?? 0) + 1), new Map());
  const levels = counts(orders.map((order) => records.get(order).level ?? "none"));
  const codes = counts(orders.flatMap((order) => [...new Set(doubts.get(order).map((finding) => finding.code))]));
  const doubted = orders.filter((order) => doubts.get(order).length).length;
  const serious = orders.filter((order) => doubts.get(order).some((finding) => finding.severity !== "info")).length;
  const search = el("input", {
    id: "search", type: "search", placeholder: t("search"), "aria-label": t("search"), value: chosen.text,
    on: { input: () => { chosen.text = search.value.trim(); apply(); } },
  });
  const sample = el(
    "button",
    { class: `toggle ${chosen.sample ? "on" : ""}`, "aria-pressed": chosen.sample, title: t("sample_title"), on: { click: () => setSampling(!chosen.sample) } },
    icon("dice"),
    el("span", { class: "word", text: t("sample_word") }),
    data.records.filter((record) => record.sample).length,
  );
  byId("filters").replaceChildren(
    el("label", { class: "search" }, icon("search"), search),
    choice("level", [["", t("filter_level")], ...[...LEVELS, "none"].filter((level) => levels.has(level)).map((level) =>
      [level, `${level === "none" ? t("no_level") : named("level", level)} (${levels.get(level)})`])]),
    choice("finding", [
      ["", t("filter_finding")], ["any", t("with_findings", { n: doubted })], ["serious", t("serious_findings", { n: serious })],
      ["none", t("without_findings", { n: orders.length - doubted })],
      ...[...codes].map(([code, count]) => [code, `${named("finding", code)} (${count})`]),
    ]),
    choice("state", [["", t("filter_state")], ...["untouched", "accepted", "bulk", "corrected"].map((state) => [state, t(`state.${state}`)])]),
    ...(data.records.some((record) => record.sample) ? [sample] : []),
    el("span", { id: "shown", class: "shown" }),
    el("button", { id: "clear", class: "plain", hidden: true, text: t("show_all"), on: { click: clear } }),
  );
}
