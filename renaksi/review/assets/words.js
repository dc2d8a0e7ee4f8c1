// What the page says, in the language of its reader.

import { byId } from "./dom.js";

export const data = JSON.parse(byId("data").textContent);

const CHOICE = "renaksi.review.language";
let chosen = remembered() || data.language;

function remembered() {
  try {
    const language = localStorage.getItem(CHOICE);
    return language && data.words[language] ? language : null;
  } catch {
    return null;
  }
}

export function language() {
  return chosen;
}

export function setLanguage(name) {
  chosen = name;
  try {
    localStorage.setItem(CHOICE, name);
  } catch {
    // The choice then holds for this page alone.
  }
}

// A phrase; `{n}` in it is replaced by `given.n`.
export function t(key, given = {}) {
  const phrase = data.words[chosen][key] ?? data.words.en[key] ?? key;
  return phrase.replace(/\{(\w+)\}/g, (slot, name) => String(given[name] ?? slot));
}

// The phrase of a kind for a name that a document or a table gives; the name itself where there is none.
export function named(kind, name) {
  return data.words[chosen][`${kind}.${name}`] ?? String(name);
}

// No sentence of ours is longer; a text that means harm could keep the patterns busy.
const LONGEST = 300;
const sentences = (data.sentences ?? []).map(([pattern, said]) => [new RegExp(`^${pattern}$`), said]);

// A finding's sentence in the language of the reader; as the table has it where there is no such sentence.
export function told(message) {
  const found = chosen === "id" && message.length <= LONGEST && sentences.find(([pattern]) => pattern.test(message));
  return found ? message.replace(found[0], found[1]) : message;
}

// Fills in the template: text, titles and placeholders.
export function applyWords(root) {
  document.documentElement.lang = chosen;
  for (const node of root.querySelectorAll("[data-words]")) node.textContent = t(node.dataset.words);
  for (const node of root.querySelectorAll("[data-words-title]")) {
    node.title = t(node.dataset.wordsTitle);
    node.setAttribute("aria-label", node.title);
  }
  for (const node of root.querySelectorAll("[data-words-placeholder]")) node.placeholder = t(node.dataset.wordsPlaceholder);
}

export function decimals(number, places = 0) {
  return number.toLocaleString(chosen, { minimumFractionDigits: places, maximumFractionDigits: places });
}
