/** While the customer has the form, his part of it follows his screen; the teller's hands rest on it until it is back. */
import { all } from "./elements.js";

/** @typedef {import("./snapshot-types.js").WorkstationCase} WorkstationCase */

const form = document.getElementById("case-form");

/** @param {HTMLFormElement} form @param {string} name @param {string} value true when something is new */
function write(form, name, value) {
  const inputs = all("input", HTMLInputElement, form).filter((e) => e.name === name);
  const radios = inputs.filter((e) => e.type === "radio");
  if (radios.length > 0) {
    if ((radios.find((e) => e.checked)?.value ?? "") === value) return;
    for (const radio of radios) radio.checked = radio.value === value;
    (radios.find((e) => e.checked) ?? radios[0])?.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  const input = inputs[0];
  if (!input || input.value.replace(/\s/g, "") === value.replace(/\s/g, "")) return;
  input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {string} state */
function show(state) {
  for (const part of all("[data-hand-over]", HTMLElement)) {
    part.dataset.handOver = state;
    for (const look of all("[data-when-state]", HTMLElement, part)) look.hidden = look.dataset.whenState !== state;
  }
}

if (form instanceof HTMLFormElement) {
  let before = "here";
  let events = 0;
  let asked = 0;
  /* A customer may be quicker than the answer to the press that gave him the form: the later news counts. */
  form.addEventListener("htmx:beforeRequest", () => (asked = events));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element && event.target.id === "hand-over" && events > asked) show(before);
  });
  document.addEventListener("live-form", (event) => {
    if (!(event instanceof CustomEvent)) return;
    /** @type {WorkstationCase | null} */
    const current = event.detail;
    const state = current?.phase === "filling" ? "out" : current?.phase === "filled" ? "filled" : "here";
    const values = Object.entries(current?.form ?? {});
    for (const row of all("[data-field]", HTMLElement, form)) {
      row.inert = state === "out" && values.some(([name]) => name === row.dataset.field);
    }
    if (state === "out" || (state === "filled" && before !== "filled")) for (const [name, value] of values) write(form, name, value);
    events += 1;
    show(state);
    if (state === "filled" && before === "out") form.dispatchEvent(new CustomEvent("go-on"));
    before = state;
  });
}
