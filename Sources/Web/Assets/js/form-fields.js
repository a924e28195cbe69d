/** Fields of a service: conditions, groups of four, and what is posted without blanks. */
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
  form.addEventListener("formdata", (event) => {
    for (const input of all("[data-groups]", HTMLInputElement, form)) {
      if (!input.disabled) event.formData.set(input.name, input.value.replace(/\s/g, ""));
    }
  });
}
