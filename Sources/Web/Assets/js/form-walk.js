/** Walking a form with Enter: to the next empty field, and after the last one on. Escape walks back. */
import { all, from } from "./elements.js";

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/** @param {HTMLFormElement} form @returns {Field[]} one stop for each field; of a group of radios the chosen or first one; none for ticks */
function stops(form) {
  const fields = [...form.elements].filter(
    /** @returns {e is Field} */ (e) =>
      (e instanceof HTMLInputElement || e instanceof HTMLSelectElement) && !e.disabled && e.type !== "hidden" && e.type !== "checkbox" && e.getClientRects().length > 0
  );
  return fields.filter((e) => {
    if (!(e instanceof HTMLInputElement) || e.type !== "radio") return true;
    const group = fields.filter((other) => other instanceof HTMLInputElement && other.type === "radio" && other.name === e.name);
    return e === (group.find((other) => other instanceof HTMLInputElement && other.checked) ?? group[0]);
  });
}

/** @param {Field} field */
function empty(field) {
  if (field instanceof HTMLInputElement && field.type === "radio") return !field.checked;
  if (field instanceof HTMLInputElement && field.readOnly) return false;
  return field.value.trim() === "";
}

/** @param {Field} field of a grid that needs no more counting */
const counted = (field) => field.closest("[data-denominations]")?.getAttribute("data-counted") === "yes";

/** @param {Field} field */
const required = (field) =>
  field.getAttribute("aria-required") === "true" || field.closest("[aria-required='true'], [data-repeats]") !== null || field.required;

/** @param {Field} field */
function visit(field) {
  field.focus();
  if (field instanceof HTMLInputElement && field.type !== "radio") field.select();
}

/** @param {HTMLFormElement} form @param {Element} current */
function onward(form, current) {
  const every = stops(form);
  const group = current instanceof HTMLInputElement && current.type === "radio" ? current.name : null;
  const at = every.findIndex((e) => e === current || (group !== null && e instanceof HTMLInputElement && e.name === group));
  const next = every.slice(at + 1).find((e) => empty(e) && !counted(e)) ?? every.find((e) => e !== current && empty(e) && required(e));
  if (next) visit(next);
  else form.dispatchEvent(new CustomEvent("go-on"));
}

document.addEventListener("keydown", (event) => {
  const field = from(event, "#case-form :is(input, select), form[data-walk] :is(input, select)");
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || !field.form || event.isComposing) return;
  if (event.key === "Enter" && !event.ctrlKey) {
    event.preventDefault();
    onward(field.form, field);
  }
  if (field instanceof HTMLInputElement && field.type === "radio" && /^[1-9]$/.test(event.key)) {
    const name = CSS.escape(field.name);
    const pick = all(`input[type="radio"][name="${name}"][data-digit="${event.key}"]`, HTMLInputElement, field.form)[0];
    if (!pick) return;
    event.preventDefault();
    pick.focus();
    if (!pick.checked) pick.click();
  }
});

for (const form of all("#case-form, form[data-walk]", HTMLFormElement)) {
  form.addEventListener("go-back", (event) => {
    const every = stops(form);
    const at = every.findIndex((e) => e === document.activeElement);
    const inside = at >= 0 ? every[at - 1] : every.find(empty) ?? every[every.length - 1];
    const target = form.contains(document.activeElement) && at < 0 ? every[every.length - 1] : inside;
    const home = event instanceof CustomEvent ? event.detail : undefined;
    if (target) visit(target);
    else if (typeof home === "string") location.assign(home);
  });
  if (form.matches("[data-walk]")) {
    form.addEventListener("go-on", () => all("button.main", HTMLButtonElement, form)[0]?.focus());
    const first = stops(form).find(empty);
    if (first && form.dataset.walk === "start") visit(first);
  }
}
