/** Function keys: a key presses the visible, enabled element that carries it in `data-key`. */
import { all, from, need } from "./elements.js";

/** Keys of ours: the browser's own meaning (help, tools, search) must never appear at the counter. */
const ours = new Set(["F1", "F2", "F3", "F4", "F6", "F8", "F9", "F10", "F12", "Ctrl+p"]);

/** @param {KeyboardEvent} event */
function nameOf(event) {
  const plain = !event.altKey && !event.metaKey && !event.shiftKey;
  if (event.ctrlKey) return plain ? `Ctrl+${event.key.toLowerCase()}` : "";
  return plain ? event.key : "";
}

/** @param {string} key */
function holder(key) {
  return all(`[data-key="${key}"]`, HTMLElement).find(
    (e) => e.getClientRects().length > 0 && !(e instanceof HTMLButtonElement && e.disabled)
  );
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const key = nameOf(event);
  if (ours.has(key)) event.preventDefault();
  if (event.repeat || document.querySelector("dialog[open]")) return;
  if (key !== "Escape" && !ours.has(key)) return;
  const target = holder(key);
  if (!target) return;
  event.preventDefault();
  target.click();
});

document.addEventListener("click", (event) => {
  const source = from(event, "[data-focuses],[data-goes-on],[data-goes-back]");
  if (!source) return;
  const { focuses, goesOn, goesBack } = source.dataset;
  if (focuses) {
    const target = document.querySelector(focuses);
    if (target instanceof HTMLElement) target.focus();
    if (target instanceof HTMLInputElement) target.select();
  }
  if (goesOn) need(`#${goesOn}`, HTMLFormElement).dispatchEvent(new CustomEvent("go-on"));
  if (goesBack) need(`#${goesBack}`, HTMLFormElement).dispatchEvent(new CustomEvent("go-back", { detail: source.dataset.home }));
});

/* A button of the key bar must not take the focus away from the field that is being filled. */
document.addEventListener("mousedown", (event) => {
  if (from(event, ".fbar button")) event.preventDefault();
});
