// The four quarters and the target as a small chart.

import { svg } from "./dom.js";
import { named, t } from "./words.js";
import { nowText, readText, records } from "./work.js";

export const QUARTERS = ["tw1", "tw2", "tw3", "tw4"];
const [WIDTH, HEIGHT, BAR, GAP] = [92, 34, 16, 6];

// The figure of a field: the table's where its text is the one the table has; of a text that was corrected here only
// where it can be read one way. The next run decides the others.
export function figure(order, field) {
  const record = records.get(order);
  const now = nowText(order, field);
  const inTable = record.said.find((said) => said.field === field)?.text_corrected ?? readText(order, field);
  if (now === inTable) return record.value[field] ?? null;
  const plain = /^\s*(\d+)(?:[.,](\d{1,2}))?\s*%?\s*$/.exec(now);
  return plain ? Number(`${plain[1]}.${plain[2] ?? 0}`) : null;
}

export function chart(order) {
  const pattern = records.get(order).pattern;
  const values = QUARTERS.map((field) => figure(order, field));
  const target = figure(order, "target");
  if (values.every((value) => value === null)) return null;
  let sum = 0;
  const sums = values.map((value) => (sum += value ?? 0));
  const adding = pattern === "incremental" || (pattern === "inconsistent" && target > Math.max(...values));
  const most = Math.max(target ?? 0, ...values.map((value) => value ?? 0), ...(adding ? sums : [0])) || 1;
  const y = (value) => HEIGHT - 3 - (Math.max(0, value) / most) * (HEIGHT - 8);
  const parts = values.map((value, place) => {
    const x = 4 + place * (BAR + GAP);
    const shapes = [];
    if (adding && value !== null) shapes.push(bar("sum", x, y(sums[place])));
    if (value === null) shapes.push(svg("circle", { class: "none", cx: x + BAR / 2, cy: HEIGHT - 5, r: 1.2 }));
    else if (value <= 0) shapes.push(svg("rect", { class: "zero", x, y: HEIGHT - 4, width: BAR, height: 1 }));
    else if (adding && place) shapes.push(svg("rect", { class: "bar", x, y: y(sums[place]), width: BAR, height: y(sums[place - 1]) - y(sums[place]) }));
    else shapes.push(bar("bar", x, y(value)));
    return shapes;
  });
  if (target !== null) parts.push(svg("line", { class: "goal", x1: 0, x2: WIDTH, y1: y(target), y2: y(target) }));
  const told = QUARTERS.map((field) => `${t(`field.${field}`)} ${nowText(order, field) || "–"}`).join(", ");
  const words = `${named("pattern", pattern)}: ${told}; ${t("field.target")} ${nowText(order, "target") || "–"}`;
  return svg(
    "svg",
    { class: `chart ${pattern === "inconsistent" ? "odd" : ""}`, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words },
    svg("title", { text: words }),
    svg("line", { class: "floor", x1: 0, x2: WIDTH, y1: HEIGHT - 3, y2: HEIGHT - 3 }),
    parts.flat(),
  );
}

function bar(kind, x, top) {
  return svg("rect", { class: kind, x, y: top, width: BAR, height: Math.max(1, HEIGHT - 3 - top), rx: 1 });
}
