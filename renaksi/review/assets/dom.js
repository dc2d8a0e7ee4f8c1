// Elements made by calls: text is only ever text, never markup.

const SVG = "http://www.w3.org/2000/svg";

export function byId(id) {
  return document.getElementById(id);
}

// An element with attributes, `text`, `class`, `data` (its dataset), `on` (its listeners), and children.
export function el(tag, given = {}, ...children) {
  return build(document.createElement(tag), given, children);
}

export function svg(tag, given = {}, ...children) {
  return build(document.createElementNS(SVG, tag), given, children);
}

function build(node, given, children) {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "class") node.setAttribute("class", value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Whether keys typed now belong to a field that a person writes in.
export function isTyping(target) {
  return target instanceof HTMLElement && (target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));
}

export function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
