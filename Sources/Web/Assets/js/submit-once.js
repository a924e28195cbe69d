/** A form that does something is sent once: the second click or Enter does nothing until the page is shown again. */
import { all } from "./elements.js";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
});

window.addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]", HTMLFormElement)) delete form.dataset.sent;
});
