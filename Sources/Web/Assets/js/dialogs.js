/** `data-opens="id"` opens that dialog; Escape and its own buttons close it; the focus goes back. */
import { from, need } from "./elements.js";

document.addEventListener("click", (event) => {
  const source = from(event, "[data-opens]");
  if (!source?.dataset.opens) return;
  const dialog = need(`#${source.dataset.opens}`, HTMLDialogElement);
  if (!dialog.open) dialog.showModal();
});
