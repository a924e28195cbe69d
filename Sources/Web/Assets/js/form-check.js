/** Asking the server about the form while it is filled, and going on when it says that all is well. */
import { all, from, need } from "./elements.js";
import { ask, repeats } from "./form-fields.js";

const form = document.getElementById("case-form");
let goingOn = false;
/**
 * The question asked when the teller went on: an answer to an earlier one may still come after it was sent.
 * @type {unknown}
 */
let lastAsked = null;

/** Fields that were left once: nobody is told off for what is still to come. @type {Set<string>} */
const left = new Set();
let allLeft = document.querySelector("[data-note][data-kind='bad']") !== null;

/** @param {HTMLFormElement} form the notes that came with the answer, at their fields */
function showNotes(form) {
  for (const note of all("[data-note]", HTMLElement, form)) {
    if (note.dataset.kind === "bad" && !allLeft && !left.has(note.dataset.note ?? "")) note.textContent = "";
    const field = document.getElementById(`f-${note.dataset.note}`) ?? note.parentElement?.querySelector("[role='radiogroup']");
    if (note.dataset.kind === "bad" && note.textContent) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
}

/** @param {HTMLFormElement} form @param {HTMLElement} feedback */
function showFields(form, feedback) {
  const shown = (feedback.dataset.shown ?? "").split(" ");
  for (const row of all("[data-repeats]", HTMLElement, form)) ask(row, repeats(row) ?? shown.includes(row.dataset.field ?? ""));
  const currency = feedback.dataset.currency;
  if (!currency) return;
  for (const label of all("[data-currency-of]", HTMLElement, form)) label.textContent = currency;
  for (const input of all("[data-amount]", HTMLInputElement, form)) input.dataset.amount = currency;
}

/** @param {HTMLFormElement} form the first field that still needs the teller */
function firstOpen(form) {
  const bad = all("[data-note][data-kind='bad']", HTMLElement, form).find((e) => e.textContent && e.getClientRects().length > 0);
  const wrong = bad?.closest("[data-field]")?.querySelector("input:not([type='hidden']), select");
  if (wrong) return wrong;
  return all("[aria-required='true'], [data-repeats] .input", HTMLElement, form).find((e) => {
    if (e.getClientRects().length === 0) return false;
    if (e.matches("[role='radiogroup']")) return e.querySelector("input:checked") === null;
    return e instanceof HTMLInputElement && e.value.trim() === "";
  });
}

/** What was filled in for the teller once: a field that is cleared stays empty. @type {Set<string>} */
const filled = new Set();

/** @param {HTMLElement} feedback what the bank knows, into fields that are still empty; true when something was new */
function fill(feedback) {
  let isNew = false;
  for (const known of all("[data-known]", HTMLDataElement, feedback)) {
    const name = known.dataset.known ?? "";
    if (filled.has(`${name} ${known.value}`)) continue;
    filled.add(`${name} ${known.value}`);
    const field = document.getElementById(`f-${name}`);
    const choice = all(`[name='${name}']`, HTMLInputElement).find((e) => e.type === "radio" && e.value === known.value);
    if (field instanceof HTMLInputElement && field.value === "") field.value = known.value;
    else if (choice && !all(`[name='${name}']`, HTMLInputElement).some((e) => e.checked)) choice.checked = true;
    else continue;
    isNew = true;
  }
  return isNew;
}

/** @param {Element | null | undefined} field */
function focusOn(field) {
  const target = field?.matches("[role='radiogroup']") ? field.querySelector("input") : field;
  if (target instanceof HTMLElement) target.focus();
  if (target instanceof HTMLInputElement && target.type !== "radio") target.select();
}

if (form instanceof HTMLFormElement) {
  form.addEventListener("change", (event) => {
    if (from(event, "input, select") && !goingOn) form.dispatchEvent(new CustomEvent("check"));
  });
  form.addEventListener("focusout", (event) => {
    const row = from(event, "[data-field]");
    const stays = event.relatedTarget instanceof Node && row?.contains(event.relatedTarget);
    if (row && !stays) left.add(row.dataset.field ?? "");
  });
  form.addEventListener("go-on", () => {
    goingOn = allLeft = true;
    form.dispatchEvent(new CustomEvent("check"));
  });
  form.addEventListener("htmx:beforeSend", (event) => {
    if (goingOn && event instanceof CustomEvent) lastAsked = event.detail.xhr;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!(event.target instanceof Element) || event.target.id !== "feedback") return;
    const feedback = need("#feedback", HTMLElement);
    showFields(form, feedback);
    showNotes(form);
    if (fill(feedback)) {
      form.dispatchEvent(new CustomEvent("check"));
      return;
    }
    if (!goingOn || !(event instanceof CustomEvent) || event.detail.xhr !== lastAsked) return;
    goingOn = false;
    lastAsked = null;
    const open = feedback.dataset.ready === "yes" ? need("#to-customer", HTMLButtonElement) : firstOpen(form);
    focusOn(open);
  });
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    form.addEventListener(name, () => {
      if (goingOn) need("#to-customer", HTMLButtonElement).focus();
      goingOn = false;
    });
  }
  showNotes(form);
  if (form.querySelector("[aria-invalid='true']")) focusOn(firstOpen(form));
}
