/** The words of a case on the customer's screen, and their removal. */
import { all } from "./elements.js";

export const english = () => document.documentElement.dataset.lang === "en";

/** @param {import("./snapshot-types.js").Text} text */
export const inWords = (text) => (english() ? text.en : text.zh);

/** @param {import("./snapshot-types.js").DisplayCase} current */
export function fillIn(current) {
  const words = new Map([
    ["title", inWords(current.title)],
    ["sentence", inWords(current.sentence)],
    ["signer", current.signer],
  ]);
  for (const [name, text] of words) {
    for (const place of all(`[data-bind="${name}"]`, HTMLElement)) place.textContent = text;
  }
  for (const list of all("[data-facts]", HTMLElement)) {
    list.replaceChildren(
      ...current.keyFacts.map((fact) => {
        const row = document.createElement("div");
        const label = document.createElement("dt");
        const value = document.createElement("dd");
        label.textContent = inWords(fact.label);
        value.textContent = fact.value;
        value.className = fact.bold ? "strong" : "";
        row.append(label, value);
        return row;
      })
    );
  }
}

/** Nothing of a customer stays on the screen. */
export function wipe() {
  for (const place of all('[data-bind]:not([data-bind="pairingCode"])', HTMLElement)) place.textContent = "";
  for (const list of all("[data-facts]", HTMLElement)) list.replaceChildren();
}
