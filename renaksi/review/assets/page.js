// The page of a document: joins the list, the pages as printed, the keyboard and the keeping.

import { byId, el } from "./dom.js";
import { applyIcons, icon } from "./icons.js";
import { applyWords, data, decimals, language, setLanguage, t } from "./words.js";
import { accept, acceptAll, onChange, open, orders, records, revert, savedState, setWho, stateOfOrder, tally, undo, unsaved, who } from "./work.js";
import { alike, cardOf, current, draw, firstField, neighbour, nextFinding, nextOpen, onSelect, redraw, select, visibleOrders } from "./list.js";
import { edit, editable, isEditing, close as closeEditor } from "./editor.js";
import { createViewer } from "./viewer.js";
import { drawDots, drawHover, drawLit, fieldAt, placeOf } from "./boxes.js";
import { exportFile, importFile } from "./exchange.js";
import { documentName, showCorrections, showKeys, toast } from "./dialogs.js";
import { createKeys, listen } from "./keys.js";
import { toggleBlanks } from "./cards.js";
import { drawBar } from "./bar.js";
import { apply as applyFilters, clear as clearFilters, draw as drawFilters, isSampling, setSampling } from "./filters.js";

let leaving = false;

const viewer = createViewer(byId("viewer"), byId("world"), data.pages, {
  onPick: (point) => {
    const hit = fieldAt(point, current().order);
    if (!hit) return;
    if (!visibleOrders().includes(hit.order)) clearFilters();
    select(hit.order, hit.field);
  },
  onHover: (point) => drawHover(viewer, fieldAt(point, current().order), point?.page),
  onPage: (number, scale) => {
    byId("page-number").textContent = t("page_of", { n: number, all: data.pages.length });
    byId("scale").textContent = `${Math.round(scale * 75)}%`;
  },
});

// --- what can be done ---

const actions = {
  accept: () => {
    const { order } = current();
    if (order === null) return;
    closeEditor({ back: false });
    accept(order, { ...current() });
    const next = nextOpen();
    if (next !== null) select(next, firstField(next));
    else finished();
  },
  bulk: () => {
    const { order } = current();
    if (order === null) return;
    const count = acceptAll(alike(order), { ...current() });
    if (!count) return toast(t("none_alike"));
    toast(t("did_bulk", { n: count }), { act: t("undo"), run: actions.undo });
    const next = nextOpen();
    if (next !== null) select(next, firstField(next));
  },
  finding: (way) => {
    const next = nextFinding(way);
    if (next !== null) select(next, firstField(next));
    else toast(t(way > 0 ? "no_more_findings" : "no_earlier_findings"));
  },
  move: (way) => {
    const next = neighbour(way);
    if (next !== null) select(next, null);
  },
  edit: () => {
    const { order, field } = current();
    const focused = document.activeElement?.closest?.("[data-field]");
    if (focused) edit(Number(focused.dataset.order), focused.dataset.field);
    else if (order !== null && editable(field)) edit(order, field);
  },
  leave: () => {
    if (isEditing()) closeEditor();
    else if (document.activeElement?.id === "search" && visibleOrders().length) {
      const { order, field } = current();
      if (visibleOrders().includes(order)) select(order, field);
      else select(visibleOrders()[0], null);
    } else document.activeElement?.blur?.();
  },
  undo: () => {
    const step = undo();
    if (!step) return toast(t("nothing_to_undo"));
    toast(t("undone", { what: step.label }));
    if (step.place && visibleOrders().includes(step.place.order)) select(step.place.order, step.place.field);
  },
  revert: () => {
    const { order } = current();
    if (order !== null && stateOfOrder(order) !== "untouched") revert(order, null, { ...current() });
  },
  next: () => actions.finding(1),
  previous: () => actions.finding(-1),
  fields: () => {
    toggleBlanks();
    redraw(orders, true);
    if (current().order !== null) select(current().order, current().field, { quiet: true });
  },
  prints: () => {
    document.body.classList.toggle("without-print");
  },
  list: showCorrections,
  export: () => {
    if (!who()) {
      byId("who").focus();
      toast(t("who_first"));
      return;
    }
    toast(t("exported", { n: exportFile() }));
  },
  search: () => byId("search").select(),
  zoom: (factor) => viewer.zoom(factor),
  fit: () => viewer.fit(),
  page: (way) => viewer.turnTo(Math.max(data.pages[0].number, Math.min(data.pages.at(-1).number, viewer.pageInView() + way))),
  help: () => showKeys(keys),
};

function finished() {
  if (isSampling() && data.next_sample) {
    toast(t("sample_done"), { act: t("next_document"), run: () => go(`${data.next_sample}#sample`) });
  } else toast(t("all_seen"));
}

function go(address) {
  leaving = true;
  location.href = address;
}

const keys = createKeys(actions);

// --- what follows from a step ---

function drawProgress() {
  const counts = tally();
  const seen = orders.length - counts.untouched;
  byId("seen").textContent = t("seen", { n: decimals(seen), all: decimals(orders.length) });
  byId("count").textContent = counts.fields || "";
  byId("meter").replaceChildren(
    ...["corrected", "accepted", "bulk"].map((state) => {
      const part = el("i", { class: state });
      part.style.width = `${orders.length ? (100 * counts[state]) / orders.length : 0}%`;
      return part;
    }),
  );
  const { kept, savedAt } = savedState();
  const saved = byId("saved");
  saved.classList.toggle("failed", !kept);
  saved.textContent = !kept ? t("not_saved") : savedAt ? t("saved_at", { time: savedAt.toLocaleTimeString(language(), { hour: "2-digit", minute: "2-digit" }) }) : "";
  byId("export").classList.toggle("due", unsaved());
}

onChange((changed) => {
  redraw(changed);
  drawProgress();
  drawDots(viewer, changed);
  drawBar();
});

onSelect((place) => {
  drawBar();
  drawLit(viewer, place);
  const spot = place.box ? { page: place.box[0], box: place.box.slice(1) } : placeOf(place.order, place.field);
  viewer.goTo(spot.page, spot.box);
});

// --- mouse and focus ---

byId("scroller").addEventListener("click", (event) => {
  if (event.target.closest(".editor")) return;
  const finding = event.target.closest("[data-finding]");
  const field = event.target.closest("[data-field]");
  const card = event.target.closest("[data-card]");
  const general = event.target.closest("[data-general]");
  if (general) {
    const { page, box } = data.findings[Number(general.dataset.general)];
    if (page) {
      drawLit(viewer, { order: null, box: box && [page, ...box] });
      viewer.goTo(page, box);
    }
  } else if (finding) {
    const order = Number(finding.dataset.order);
    const doubt = data.findings.filter((each) => each.record !== null && data.records[each.record].order === order)[Number(finding.dataset.finding)];
    select(order, doubt.field ?? "indikator", { box: doubt.box && !records.get(order).prints[doubt.field] ? [doubt.page, ...doubt.box] : null });
  } else if (field) select(Number(field.dataset.order), field.dataset.field, { scroll: false });
  else if (card && !getSelection().toString()) select(Number(card.dataset.card), null, { scroll: false });
});
byId("scroller").addEventListener("dblclick", (event) => {
  const field = event.target.closest("[data-field]");
  if (field) edit(Number(field.dataset.order), field.dataset.field);
});
byId("scroller").addEventListener("focusin", (event) => {
  const field = event.target.closest("[data-field]");
  if (!field || isEditing()) return;
  const [order, name] = [Number(field.dataset.order), field.dataset.field];
  if ((order !== current().order || name !== current().field) && event.target.matches(":focus-visible")) select(order, name, { focus: false });
});

byId("acts").addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]");
  if (act) actions[act.dataset.act]();
});
byId("show-list").addEventListener("click", actions.list);
byId("export").addEventListener("click", actions.export);
byId("help").addEventListener("click", actions.help);
byId("import").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  try {
    toast(t("imported", await importFile(file)));
  } catch (error) {
    toast(t(error.message));
  }
});
byId("who").addEventListener("change", (event) => setWho(event.target.value));
byId("who").addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === "Escape") event.target.blur();
});
byId("language").addEventListener("click", () => {
  setLanguage(language() === "id" ? "en" : "id");
  drawAll();
});
for (const link of document.querySelectorAll("a[href]")) link.addEventListener("click", () => (leaving = true));

addEventListener("beforeunload", (event) => {
  if (leaving || !unsaved()) return;
  event.preventDefault();
  event.returnValue = true;
});
addEventListener("pageshow", () => (leaving = false));

// --- the line between pages and list ---

const SPLIT = "renaksi.review.split";

function setSplit(share) {
  const bounded = Math.min(0.75, Math.max(0.25, share));
  byId("split").style.setProperty("--paper", `${100 * bounded}%`);
  return bounded;
}

try {
  if (localStorage.getItem(SPLIT)) setSplit(Number(localStorage.getItem(SPLIT)));
} catch {
  // The usual share holds.
}
byId("divider").addEventListener("pointerdown", (event) => {
  byId("divider").setPointerCapture(event.pointerId);
  event.preventDefault();
});
byId("divider").addEventListener("pointermove", (event) => {
  if (!byId("divider").hasPointerCapture(event.pointerId)) return;
  const share = setSplit(event.clientX / innerWidth);
  try {
    localStorage.setItem(SPLIT, share);
  } catch {
    // It then holds for this page alone.
  }
});

// --- the beginning ---

function drawZoom() {
  const button = (sign, words, run) => el("button", { class: "plain", title: t(words), "aria-label": t(words), on: { click: run } }, icon(sign));
  byId("zoom").replaceChildren(
    button("up", "key.page_up", () => actions.page(-1)),
    el("span", { id: "page-number" }),
    button("down", "key.page_down", () => actions.page(1)),
    el("i", {}),
    button("minus", "key.out", () => actions.zoom(1 / 1.3)),
    el("span", { id: "scale" }),
    button("plus", "key.in", () => actions.zoom(1.3)),
    button("fit", "key.fit", actions.fit),
  );
  byId("page-number").textContent = t("page_of", { n: viewer.pageInView(), all: data.pages.length });
  byId("scale").textContent = `${Math.round(viewer.scale() * 75)}%`;
}

function drawAll() {
  applyWords(document);
  byId("language").textContent = language() === "id" ? "EN" : "ID";
  byId("who").value = who();
  byId("who").placeholder = t("who_placeholder");
  byId("title").textContent = documentName();
  byId("source").textContent = data.document.source;
  byId("source").title = [data.document.title, data.document.source].filter(Boolean).join("\n");
  drawZoom();
  drawFilters();
  draw();
  applyFilters();
  drawProgress();
  drawBar();
}

open();
applyIcons(document);
byId("no-picture").hidden = data.pages.some((page) => page.text || byId(`picture-${page.number}`));
drawAll();
drawDots(viewer, orders);
listen(keys, byId("viewer"));
if (location.hash === "#sample" && data.records.some((record) => record.sample)) setSampling(true);
const start = visibleOrders().find((order) => stateOfOrder(order) === "untouched") ?? visibleOrders()[0];
if (start !== undefined) {
  const first = visibleOrders().includes(orders[0]) && stateOfOrder(orders[0]) === "untouched" ? orders[0] : start;
  requestAnimationFrame(() => select(first, firstField(first), { scroll: Boolean(cardOf(first)) }));
}
