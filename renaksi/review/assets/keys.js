// The keyboard. One list holds what each key does and what the help says of it.

import { isTyping } from "./dom.js";
import { isEditing } from "./editor.js";
import { isOpen } from "./dialogs.js";

export function createKeys(actions) {
  return [
    { keys: ["a"], shown: ["a"], words: "key.accept", run: actions.accept },
    { keys: ["n"], shown: ["n"], words: "key.next", run: () => actions.finding(1) },
    { keys: ["p"], shown: ["p"], words: "key.previous", run: () => actions.finding(-1) },
    { keys: ["j", "ArrowDown"], shown: ["j", "↓"], words: "key.down", run: () => actions.move(1) },
    { keys: ["k", "ArrowUp"], shown: ["k", "↑"], words: "key.up", run: () => actions.move(-1) },
    { keys: ["Tab"], shown: ["Tab", "Shift+Tab"], words: "key.tab", run: null },
    { keys: ["Enter", "F2"], shown: ["Enter", "F2"], words: "key.edit", run: actions.edit },
    { keys: ["Escape"], shown: ["Esc"], words: "key.leave", run: actions.leave },
    { keys: ["A"], shown: ["Shift+A"], words: "key.bulk", run: actions.bulk },
    { keys: ["z"], control: true, shown: ["Ctrl+Z"], words: "key.undo", run: actions.undo },
    { keys: ["u"], shown: ["u"], words: "key.revert", run: actions.revert },
    { keys: ["f"], shown: ["f"], words: "key.fields", run: actions.fields },
    { keys: ["o"], shown: ["o"], words: "key.print", run: actions.prints },
    { keys: ["c"], shown: ["c"], words: "key.list", run: actions.list },
    { keys: ["s"], shown: ["s"], words: "key.export", run: actions.export },
    { keys: ["/"], shown: ["/"], words: "key.search", run: actions.search },
    { keys: ["+", "="], shown: ["+"], words: "key.in", run: () => actions.zoom(1.3) },
    { keys: ["-"], shown: ["-"], words: "key.out", run: () => actions.zoom(1 / 1.3) },
    { keys: ["0"], shown: ["0"], words: "key.fit", run: actions.fit },
    { keys: ["[", "PageUp"], shown: ["["], words: "key.page_up", run: () => actions.page(-1) },
    { keys: ["]", "PageDown"], shown: ["]"], words: "key.page_down", run: () => actions.page(1) },
    { keys: ["?"], shown: ["?"], words: "key.help", run: actions.help },
  ];
}

export function listen(keys, viewer) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || isOpen()) return;
    const typing = isTyping(event.target) || isEditing();
    const control = event.ctrlKey || event.metaKey;
    if (typing && event.key !== "Escape") return;
    const found = keys.find((key) => key.run && Boolean(key.control) === control && key.keys.includes(event.key));
    if (!found) return;
    if (event.target === viewer && /^(Arrow|Page)/.test(event.key)) return;
    if (event.key === "Enter" && event.target.matches?.("button, a, summary, select, input")) return;
    event.preventDefault();
    found.run();
  });
}
