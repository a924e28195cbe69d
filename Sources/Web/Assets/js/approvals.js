/** The queue by keyboard: A, S, R press the decision that carries the letter, arrows move between the cases. */
import { all } from "./elements.js";

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/* The queue comes anew every few seconds: what is beside it must be a case that still waits. */
document.addEventListener("htmx:afterSettle", (event) => {
  if (!(event.target instanceof Element) || event.target.id !== "queue" || isTyping(document.activeElement)) return;
  const rows = all("#queue a", HTMLAnchorElement);
  const shown = all("[data-one]", HTMLElement)[0]?.dataset.one;
  if (rows.length === 0 ? !shown : shown && rows.some((row) => row.href.includes(shown))) return;
  const next = rows.find((row) => row.getAttribute("aria-current") === "true") ?? rows[0];
  location.replace(next?.href ?? "/approvals");
});

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
  const rows = all(".queue a", HTMLAnchorElement);
  const at = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && rows[at + step]) {
    event.preventDefault();
    rows[at + step]?.click();
    return;
  }
  const button = all("[data-decision]", HTMLButtonElement).find((one) => one.dataset.decision === event.key.toLowerCase());
  if (!button) return;
  event.preventDefault();
  // What needs a reason goes to the reason first.
  const reason = document.getElementById("decision-reason");
  if (button.value !== "pass" && reason instanceof HTMLInputElement && reason.value.trim() === "") {
    reason.focus();
    return;
  }
  button.click();
});
