/** The code box: typing anywhere lands in it, arrows choose, Enter opens what is chosen. */
import { all, need } from "./elements.js";

const box = need("#code", HTMLInputElement);
const list = need("#services", HTMLElement);
let asked = "";
/** What the list on the screen answers to. */
let shownFor = box.value;

const rows = () => all(".service", HTMLElement, list);
const chosen = () => rows().find((row) => "chosen" in row.dataset);

/** @param {number} step */
function move(step) {
  const every = rows();
  const now = every.findIndex((row) => "chosen" in row.dataset);
  every.forEach((row) => delete row.dataset.chosen);
  const next = every[Math.min(Math.max(now + step, 0), every.length - 1)];
  if (next) {
    next.dataset.chosen = "";
    next.scrollIntoView({ block: "nearest" });
  }
}

box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape" && box.value) {
    event.stopPropagation();
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (event.key === "Enter") {
    const row = chosen() ?? (box.value.trim() !== "" && shownFor === box.value ? rows()[0] : undefined);
    if (row || box.value.trim() === "") event.preventDefault();
    row?.click();
  }
});

/* An Enter that is faster than the list sends the form: the server then resolves the code itself. */
box.addEventListener("htmx:beforeRequest", () => (asked = box.value));
list.addEventListener("htmx:afterSwap", () => (shownFor = asked));

document.addEventListener("keydown", (event) => {
  const idle = document.activeElement === document.body || document.activeElement?.id === "main";
  const types = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (idle && types && !document.querySelector("dialog[open]")) box.focus();
});
