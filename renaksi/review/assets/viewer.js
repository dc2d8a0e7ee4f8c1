// The pages as printed: one below the other, panned and zoomed, each picture decoded only while it is near.

import { byId, el, isCalm, svg } from "./dom.js";

const GAP = 18;
const READING = 17;
const CLOSEST = 3.1;
const [LEAST, MOST] = [0.15, 6];
const GLIDE = 190;

export function createViewer(root, world, pages, { onPick, onHover, onPage }) {
  const width = Math.max(...pages.map((page) => page.width), 1) + 2 * GAP;
  let height = GAP;
  const sheets = new Map();
  for (const page of pages) {
    const overlay = svg("svg", { class: "overlay", viewBox: `0 0 ${page.width} ${page.height}`, preserveAspectRatio: "none" });
    const node = el("div", { class: "sheet", data: { page: page.number } }, overlay);
    sheets.set(page.number, { page, node, overlay, left: (width - page.width) / 2, top: height });
    height += page.height + GAP;
    world.append(node);
  }
  let scale = 1;
  let offset = 0;
  let glide = 0;
  let current = 0;

  function layout() {
    world.style.width = `${width * scale}px`;
    world.style.height = `${height * scale}px`;
    offset = Math.max(0, (root.clientWidth - width * scale) / 2);
    world.style.marginLeft = `${offset}px`;
    for (const { page, node, left, top } of sheets.values()) {
      node.style.left = `${left * scale}px`;
      node.style.top = `${top * scale}px`;
      node.style.width = `${page.width * scale}px`;
      node.style.height = `${page.height * scale}px`;
    }
  }

  // The view as scale and the point of the world in its middle.
  function view() {
    return {
      scale,
      x: (root.scrollLeft + root.clientWidth / 2 - offset) / scale,
      y: (root.scrollTop + root.clientHeight / 2) / scale,
    };
  }

  function show(next) {
    scale = Math.min(MOST, Math.max(LEAST, next.scale));
    layout();
    root.scrollLeft = next.x * scale + offset - root.clientWidth / 2;
    root.scrollTop = next.y * scale - root.clientHeight / 2;
  }

  function stop() {
    cancelAnimationFrame(glide);
    root.classList.remove("gliding");
  }

  function glideTo(next) {
    stop();
    const from = view();
    const start = performance.now();
    if (isCalm() || !root.clientWidth) return show(next);
    root.classList.add("gliding");
    const frame = (time) => {
      const done = Math.min(1, Math.max(0, (time - start) / GLIDE));
      const part = 1 - (1 - done) ** 3;
      show({
        scale: from.scale * (next.scale / from.scale) ** part,
        x: from.x + (next.x - from.x) * part,
        y: from.y + (next.y - from.y) * part,
      });
      if (done < 1) glide = requestAnimationFrame(frame);
      else stop();
    };
    glide = requestAnimationFrame(frame);
    return undefined;
  }

  const fitting = () => (root.clientWidth - 4) / width;

  function readingScale(page) {
    return Math.min(CLOSEST, READING / (page.line || 11));
  }

  // Brings a box into view at reading size; where it can be read as it is, nothing moves.
  function goTo(number, box) {
    const sheet = sheets.get(number);
    if (!sheet) return;
    const [x0, top, x1, bottom] = box ?? [0, 0, sheet.page.width, sheet.page.height / 3];
    const [wide, tall] = [root.clientWidth * 0.9, root.clientHeight * 0.85];
    const fits = Math.min(wide / Math.max(1, x1 - x0), tall / Math.max(1, bottom - top));
    const good = Math.min(Math.max(readingScale(sheet.page), Math.min(fitting(), 1.4)), Math.max(fits, fitting() * 0.8));
    const now = view();
    const readable = scale >= good * 0.75 && scale <= good * 1.7;
    const next = { scale: readable ? scale : good, x: sheet.left + (x0 + x1) / 2, y: sheet.top + (top + bottom) / 2 };
    if (readable) {
      const [halfX, halfY] = [root.clientWidth / scale / 2, root.clientHeight / scale / 2];
      const inside = (low, high, middle, half) => low > middle - half + 12 && high < middle + half - 12;
      if (inside(sheet.left + x0, sheet.left + x1, now.x, halfX)) next.x = now.x;
      if (inside(sheet.top + top, sheet.top + bottom, now.y, halfY)) next.y = now.y;
      if (next.x === now.x && next.y === now.y) return;
    }
    glideTo(next);
  }

  function zoom(factor, event) {
    const now = view();
    const next = Math.min(MOST, Math.max(LEAST, scale * factor));
    if (!event) return glideTo({ ...now, scale: next });
    const frame = root.getBoundingClientRect();
    const [dx, dy] = [event.clientX - frame.left - root.clientWidth / 2, event.clientY - frame.top - root.clientHeight / 2];
    stop();
    return show({ scale: next, x: now.x + dx / scale - dx / next, y: now.y + dy / scale - dy / next });
  }

  function pageInView() {
    const { y } = view();
    let best = pages[0]?.number ?? 0;
    for (const { page, top } of sheets.values()) if (top <= y) best = page.number;
    return best;
  }

  function turnTo(number) {
    const sheet = sheets.get(number);
    if (!sheet) return;
    const now = view();
    glideTo({ ...now, y: sheet.top + root.clientHeight / scale / 2 - GAP / 2 });
  }

  function fit() {
    const sheet = sheets.get(pageInView());
    if (!sheet) return;
    const whole = Math.min(fitting(), (root.clientHeight - 8) / (sheet.page.height + GAP));
    glideTo({ scale: whole, x: width / 2, y: sheet.top + sheet.page.height / 2 });
  }

  // --- pictures ---

  const near = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        const picture = target.querySelector(".picture");
        if (isIntersecting && !picture) {
          const made = pictureOf(sheets.get(Number(target.dataset.page)).page);
          if (made) target.prepend(made);
        } else if (!isIntersecting && picture) picture.remove();
      }
    },
    { root, rootMargin: "400px" },
  );
  for (const { node } of sheets.values()) near.observe(node);

  // --- mouse ---

  function pointOf(event) {
    const sheet = event.target.closest?.(".sheet");
    if (!sheet) return null;
    const frame = sheet.getBoundingClientRect();
    return { page: Number(sheet.dataset.page), x: (event.clientX - frame.left) / scale, y: (event.clientY - frame.top) / scale };
  }

  // A drag ends where the button comes up; the click that follows it at once is no pick.
  let drag = null;
  let dragged = false;
  root.addEventListener("pointerdown", (event) => {
    stop();
    dragged = false;
    if (event.button !== 0 || event.pointerType !== "mouse" || !event.target.closest(".world")) return;
    drag = { x: event.clientX, y: event.clientY, left: root.scrollLeft, top: root.scrollTop };
  });
  addEventListener("pointermove", (event) => {
    if (drag) {
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (Math.abs(dx) + Math.abs(dy) > 5) dragged = true;
      if (dragged) {
        root.classList.add("dragging");
        root.scrollLeft = drag.left - dx;
        root.scrollTop = drag.top - dy;
      }
    } else if (root.contains(event.target)) onHover(pointOf(event));
  });
  addEventListener("pointerup", () => {
    root.classList.remove("dragging");
    drag = null;
  });
  root.addEventListener("pointerleave", () => onHover(null));
  root.addEventListener("click", (event) => {
    const point = pointOf(event);
    if (point && !dragged) onPick(point);
  });
  root.addEventListener(
    "wheel",
    (event) => {
      stop();
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * 0.002), event);
    },
    { passive: false },
  );

  function tell() {
    current = pageInView();
    onPage(current, scale);
  }
  root.addEventListener("scroll", tell, { passive: true });
  new ResizeObserver(() => {
    if (!root.clientWidth) return;
    if (current) show(view());
    else {
      show({ scale: fitting(), x: width / 2, y: 0 });
      root.scrollTop = 0;
    }
    tell();
  }).observe(root);

  return { goTo, zoom, fit, turnTo, pageInView, overlayOf: (number) => sheets.get(number)?.overlay, scale: () => scale };
}

// The picture of a page: from its data block, or the lines of a text file; null where there is neither.
function pictureOf(page) {
  const block = byId(`picture-${page.number}`);
  if (block) {
    return el("img", { class: "picture", alt: "", decoding: "async", draggable: "false", src: `data:${block.dataset.kind};base64,${block.textContent}` });
  }
  if (!page.text) return null;
  const lines = page.text.map(([x0, top, x1, bottom, text]) =>
    svg("text", { x: x0, y: bottom - (bottom - top) * 0.28, textLength: Math.max(1, x1 - x0), lengthAdjust: "spacingAndGlyphs", text }),
  );
  return svg("svg", { class: "picture text", viewBox: `0 0 ${page.width} ${page.height}`, preserveAspectRatio: "none" }, lines);
}
