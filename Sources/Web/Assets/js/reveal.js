/** Shows a customer in clear beside the button that asked for it, and takes it away again after the seconds the answer names. */
import { from, need } from "./elements.js";

/** @param {HTMLElement} place @param {HTMLButtonElement} button */
function mask(place, button) {
  place.replaceChildren();
  button.hidden = false;
}

/** @param {HTMLFormElement} form */
async function reveal(form) {
  const place = need("[data-reveal-place]", HTMLElement, form);
  const button = need("button", HTMLButtonElement, form);
  button.disabled = true;
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])),
    headers: { "HX-Request": "true", Accept: "text/html" },
  }).catch(() => null);
  button.disabled = false;
  const elsewhere = answer?.headers.get("HX-Redirect");
  if (elsewhere) return location.assign(elsewhere);
  if (!answer?.ok) {
    place.textContent = form.dataset.textFailed ?? "";
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...page.body.childNodes);
  const seconds = Number(need("[data-revealed]", HTMLElement, place).dataset.revealed);
  button.hidden = true;
  setTimeout(() => mask(place, button), seconds * 1000);
}

/* Before "sent once" sees it: this form may be sent again. */
document.addEventListener("submit", (event) => {
  if (!from(event, "[data-reveal]") || !(event.target instanceof HTMLFormElement)) return;
  event.preventDefault();
  void reveal(event.target);
}, { capture: true });
/* Nothing in clear may come back with the page. */
window.addEventListener("pagehide", () => {
  for (const place of document.querySelectorAll("[data-reveal-place]")) place.replaceChildren();
});
