/** An image of a paper, large: arrows go to the next one, the picture is fetched only when somebody asks for it, since each look is on record. */
import { all, from, need } from "./elements.js";

const dialog = document.getElementById("paper-view");
let at = 0;

const links = () => all("[data-paper-view]", HTMLAnchorElement);

/** @param {HTMLDialogElement} sheet @param {boolean} isFull */
function zoom(sheet, isFull) {
  need("[data-paper-large]", HTMLElement, sheet).classList.toggle("full", isFull);
  need("[data-paper-zoom]", HTMLButtonElement, sheet).setAttribute("aria-pressed", String(isFull));
}

/** @param {HTMLDialogElement} sheet @param {number} index */
function show(sheet, index) {
  const link = links()[index];
  if (!link) return;
  at = index;
  const image = need("[data-paper-image]", HTMLImageElement, sheet);
  zoom(sheet, false);
  need("[data-paper-failed]", HTMLElement, sheet).textContent = "";
  need("[data-paper-title]", HTMLElement, sheet).textContent = link.dataset.paperView ?? "";
  need("[data-paper-caption]", HTMLElement, sheet).textContent = link.dataset.caption ?? "";
  image.alt = link.dataset.paperView ?? "";
  image.src = link.href;
  for (const step of all("[data-paper-step]", HTMLButtonElement, sheet)) {
    step.disabled = !links()[at + Number(step.dataset.paperStep)];
  }
}

if (dialog instanceof HTMLDialogElement) {
  const image = need("[data-paper-image]", HTMLImageElement, dialog);
  document.addEventListener("click", (event) => {
    const link = from(event, "[data-paper-view]");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(dialog, links().indexOf(link));
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    const step = from(event, "[data-paper-step]");
    if (step) show(dialog, at + Number(step.dataset.paperStep));
    if (from(event, "[data-paper-zoom], [data-paper-image]")) {
      zoom(dialog, !need("[data-paper-large]", HTMLElement, dialog).classList.contains("full"));
    }
  });
  dialog.addEventListener("keydown", (event) => {
    const isFull = need("[data-paper-large]", HTMLElement, dialog).classList.contains("full");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && !isFull) show(dialog, at + step);
  });
  image.addEventListener("error", () => {
    if (image.getAttribute("src")) need("[data-paper-failed]", HTMLElement, dialog).textContent = dialog.dataset.textFailed ?? "";
  });
  // Nothing of it stays in the page.
  dialog.addEventListener("close", () => image.removeAttribute("src"));
}
