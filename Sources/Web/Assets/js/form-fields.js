/** Fields of a service: conditions, groups of four, and what is posted without blanks. */
import { hundredths } from "./amount-text.js";
import { all, from } from "./elements.js";

/** @param {HTMLInputElement} input */
function group(input) {
  const bare = input.value.replace(/\s/g, "");
  const sizes = (input.dataset.groups ?? "4").split("-").map(Number);
  const parts = [];
  for (let start = 0, i = 0; start < bare.length; i++) {
    const size = sizes[Math.min(i, sizes.length - 1)] || 4;
    parts.push(bare.slice(start, start + size));
    start += size;
  }
  input.value = /^[0-9Xx]+$/.test(bare) ? parts.join(" ") : input.value.trim();
}

/** @param {HTMLElement} row @param {boolean} asked */
export function ask(row, asked) {
  row.hidden = !asked;
  for (const input of all("input, select", HTMLElement, row)) {
    if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement) input.disabled = !asked;
  }
}

/**
 * Whether an amount (and with it a payee's account) has to be typed a second time, as soon as it stands there: the focus
 * goes on to that field before the bank has answered.
 * @param {HTMLElement} row of the second time
 * @returns {boolean | null} nothing while the amount is none
 */
export function repeats(row) {
  const amount = document.getElementById(`f-${row.dataset.repeatsAmount}`);
  const value = amount instanceof HTMLInputElement ? hundredths(amount.value) : null;
  const limits = new Map((row.dataset.repeatsAbove ?? "").split(" ").map((part) => [part.slice(0, 3), part.slice(4)]));
  const limit = limits.get(amount?.dataset.amount ?? "");
  return value === null || !limit ? null : value > BigInt(limit);
}

/** @param {HTMLFormElement} form */
function conditions(form) {
  const data = new FormData(form);
  for (const row of all("[data-when-field]", HTMLElement, form)) {
    ask(row, data.get(row.dataset.whenField ?? "") === row.dataset.whenValue);
  }
}

for (const form of all("#case-form", HTMLFormElement)) {
  for (const row of all("[data-field][hidden]", HTMLElement, form)) ask(row, false);
  for (const input of all("[data-groups]", HTMLInputElement, form)) group(input);
  conditions(form);
  form.addEventListener("change", (event) => {
    const input = from(event, "[data-groups]");
    if (input instanceof HTMLInputElement) group(input);
    conditions(form);
  });
  form.addEventListener("input", (event) => {
    if (!from(event, "[data-amount]")) return;
    for (const row of all("[data-repeats]", HTMLElement, form)) {
      const needed = repeats(row);
      if (needed !== null) ask(row, needed);
    }
  });
  form.addEventListener("formdata", (event) => {
    for (const input of all("[data-groups]", HTMLInputElement, form)) {
      if (!input.disabled) event.formData.set(input.name, input.value.replace(/\s/g, ""));
    }
  });
}
