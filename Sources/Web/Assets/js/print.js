/** Printing a voucher without leaving the page; where that cannot be, the link opens it. A receipt prints as it stands. */
import { from } from "./elements.js";

document.addEventListener("click", (event) => {
  if (from(event, "button[data-print-page]")) return window.print();
  const link = from(event, "a[data-print]");
  if (!(link instanceof HTMLAnchorElement) || !navigator.pdfViewerEnabled) return;
  event.preventDefault();
  document.querySelector("iframe[data-printing]")?.remove();
  const frame = document.createElement("iframe");
  frame.dataset.printing = "";
  frame.className = "visually-hidden";
  frame.title = link.textContent ?? "";
  frame.tabIndex = -1;
  frame.addEventListener("load", () => {
    frame.contentWindow?.focus();
    frame.contentWindow?.print();
  });
  frame.src = link.href;
  document.body.append(frame);
});
