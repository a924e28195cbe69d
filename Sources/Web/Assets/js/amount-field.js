/** An amount says itself in capitals at once, and 1.5w shows what it means. */
import { all, from } from "./elements.js";
import { capitals, figures, hundredths } from "./amount-text.js";

/** @param {HTMLInputElement} input */
function say(input) {
  const output = document.getElementById(`capitals-${input.name}`);
  if (!output) return;
  const value = hundredths(input.value);
  const words = value === null ? "" : capitals(value, input.dataset.amount ?? "");
  const short = value !== null && /[wk万千]/i.test(input.value) ? figures(value) : "";
  output.textContent = [short, words].filter(Boolean).join("  ");
}

document.addEventListener("input", (event) => {
  const input = from(event, "[data-amount]");
  if (input instanceof HTMLInputElement) say(input);
});

for (const input of all("[data-amount]", HTMLInputElement)) if (input.value) say(input);
