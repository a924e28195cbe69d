/** The grid of notes and coins: live sum, comparison with the amount, one composed value. */
import { all, from } from "./elements.js";
import { figures, hundredths } from "./amount-text.js";
import { ask } from "./form-fields.js";

/** @param {HTMLElement} grid @returns {bigint | null} the sum in minor units; nothing when a count is no number */
function add(grid) {
  let sum = 0n;
  for (const input of all("[data-face]", HTMLInputElement, grid)) {
    const text = input.value.trim();
    const good = /^\d{0,6}$/.test(text);
    if (good) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
    if (!good) return null;
    sum += BigInt(text || "0") * BigInt(input.dataset.minor ?? "0");
  }
  return sum;
}

/** @param {HTMLElement} grid */
function compose(grid) {
  const parts = all("[data-face]", HTMLInputElement, grid)
    .filter((input) => /^\d+$/.test(input.value.trim()) && BigInt(input.value) > 0n)
    .map((input) => `${input.dataset.face}x${BigInt(input.value)}`);
  for (const hidden of all("[data-composed]", HTMLInputElement, grid)) hidden.value = parts.join(" ");
}

/** @param {HTMLElement} grid the grid of what is given back, seen from the one of what is taken */
function changeOf(grid) {
  return grid.dataset.denominations === "change" || !grid.dataset.amountField ? null : document.getElementById("grid-change");
}

/**
 * What is given back is asked for only when more was taken than the amount.
 * @param {HTMLElement} back
 * @param {string} state
 */
function offerChange(back, state) {
  const row = back.closest("[data-field]");
  const counted = all("[data-face]", HTMLInputElement, back).some((input) => input.value.trim() !== "");
  if (row instanceof HTMLElement) ask(row, state === "over" || counted);
  back.dataset.counted = state === "over" ? "no" : "yes";
}

/** @param {HTMLElement} grid @param {string} kind @param {string} text @param {string} state */
function verdict(grid, kind, text, state) {
  for (const chip of all("[data-verdict]", HTMLElement, grid)) {
    chip.className = `chip chip-${kind}`;
    chip.textContent = text;
  }
  const back = changeOf(grid);
  /* Enter leaves a grid that is counted: the sum is right, or what is too much is given back. */
  if (grid.dataset.denominations !== "change") grid.dataset.counted = state === "equal" || (state === "over" && back) ? "yes" : "no";
  if (back) offerChange(back, state);
}

/** @param {HTMLElement} grid */
function refresh(grid) {
  compose(grid);
  const own = add(grid);
  for (const output of all("[data-sum]", HTMLElement, grid)) output.textContent = own === null ? "–" : figures(own);
  if (own === null) return verdict(grid, "bad", grid.dataset.textBad ?? "", "bad");
  const field = grid.dataset.amountField;
  const amount = field ? document.getElementById(`f-${field}`) : null;
  const wanted = amount instanceof HTMLInputElement ? hundredths(amount.value) : null;
  const back = changeOf(grid);
  if (wanted === null || wanted === 0n) return verdict(grid, "plain", "", "plain");
  const rest = own - ((back && add(back)) ?? 0n) - wanted;
  if (rest === 0n) verdict(grid, "ok", grid.dataset.textEqual ?? "", "equal");
  else if (rest > 0n) verdict(grid, back ? "wait" : "bad", `${grid.dataset.textOver} ${figures(rest)}`, "over");
  else verdict(grid, "wait", `${grid.dataset.textShort} ${figures(-rest)}`, "short");
}

function refreshAll() {
  for (const grid of all("[data-denominations]", HTMLElement)) refresh(grid);
}

document.addEventListener("input", (event) => {
  if (from(event, "[data-face], [data-amount]")) refreshAll();
});
document.addEventListener("htmx:oobAfterSwap", refreshAll);
/* A grid that comes with an answer replaces another currency's, never one in which somebody has begun to count. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (!(event instanceof CustomEvent)) return;
  const { target, fragment } = event.detail;
  if (!(target instanceof HTMLElement) || !target.matches("[data-denominations]")) return;
  const other = fragment instanceof DocumentFragment ? fragment.querySelector("[data-denominations]") : fragment;
  const same = other instanceof HTMLElement && other.dataset.currency === target.dataset.currency;
  const begun = target.contains(document.activeElement) || all("[data-face]", HTMLInputElement, target).some((e) => e.value !== "");
  if (same || begun) event.detail.shouldSwap = false;
});
refreshAll();
