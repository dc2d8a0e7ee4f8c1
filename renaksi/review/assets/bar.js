// What can be done with the record that is looked at: buttons that stay in their place while the records pass.

import { byId, el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";
import { alike, current, visibleOrders } from "./list.js";
import { doubts, stateOfOrder } from "./work.js";

function button(act, sign, key, text, { kind = "", off = false } = {}) {
  const label = t(`key.${act}`);
  return el(
    "button",
    { class: `act ${kind}`, data: { act }, disabled: off, title: `${label} (${key})`, "aria-label": label },
    icon(sign),
    text && el("span", { text }),
    el("kbd", { text: key }),
  );
}

export function drawBar() {
  const { order } = current();
  const bar = byId("acts");
  if (order === null) return bar.replaceChildren();
  const state = stateOfOrder(order);
  const others = alike(order).filter((each) => each !== order).length;
  const doubted = visibleOrders().filter((each) => doubts.get(each).length);
  const place = doubted.indexOf(order) + 1;
  return bar.replaceChildren(
    button("accept", "check", "a", t(state === "corrected" ? "done" : state === "accepted" ? "go_on" : "accept"), { kind: "accept" }),
    button("bulk", "bulk", "A", t("accept_alike", { n: others + 1 }), { off: state !== "untouched" || !others }),
    button("edit", "pencil", "↵", ""),
    button("revert", "undo", "u", "", { off: state === "untouched" }),
    el("span", { class: "gap" }),
    button("previous", "up", "p", "", { off: !doubted.length }),
    el("span", { class: "where", title: t("finding_n", { n: place || "–", all: doubted.length }) }, icon("warning"), `${place || "–"} / ${doubted.length}`),
    button("next", "down", "n", "", { off: !doubted.length }),
  );
}
