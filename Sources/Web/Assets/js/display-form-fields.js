/** The fields of a form on the customer's screen, built from the snapshot in both languages. */
import { need } from "./elements.js";

/** @typedef {import("./snapshot-types.js").FormAsk} FormAsk */
/** @typedef {import("./snapshot-types.js").Text} Text */

/**
 * Both languages; the page shows one.
 * @param {HTMLElement} place @param {Text | null | undefined} text
 */
export function say(place, text) {
  const parts = text ? [["zh-CN", text.zh], ["en", text.en]] : [];
  place.replaceChildren(
    ...parts.map(([lang, words]) => {
      const span = document.createElement("span");
      span.lang = lang ?? "";
      span.textContent = words ?? "";
      return span;
    })
  );
}

/** @param {string} tag @param {string} kind @param {Text} [text] */
function part(tag, kind, text) {
  const made = document.createElement(tag);
  made.className = kind;
  if (text) say(made, text);
  return made;
}

/** @param {FormAsk} field */
export function row(field) {
  const made = part("div", "d-field");
  made.dataset.field = field.name;
  const isChoice = field.kind === "choice";
  const label = part(isChoice ? "span" : "label", "d-field-label", field.label);
  const hint = part("p", "d-field-hint", field.hint);
  const problem = part("p", "d-field-problem");
  [label.id, hint.id, problem.id] = ["label", "hint", "problem"].map((name) => `d-${name}-${field.name}`);
  problem.setAttribute("role", "alert");
  if (label instanceof HTMLLabelElement) label.htmlFor = `d-${field.name}`;
  if (!field.required) label.append(...need("[data-form-optional]", HTMLTemplateElement).content.cloneNode(true).childNodes);
  made.append(label, isChoice ? choices(field) : input(field), hint, problem);
  return made;
}

/** @param {FormAsk} field */
function input(field) {
  const made = document.createElement("input");
  made.className = "d-input";
  made.id = `d-${field.name}`;
  made.name = field.name;
  made.type = field.kind === "date" ? "date" : field.kind === "phone" ? "tel" : "text";
  if (field.kind === "digits") made.inputMode = "decimal";
  made.maxLength = field.maxLength;
  made.value = field.value;
  made.autocomplete = "off";
  made.spellcheck = false;
  made.setAttribute("aria-describedby", `d-hint-${field.name} d-problem-${field.name}`);
  if (field.required) made.setAttribute("aria-required", "true");
  return made;
}

/** @param {FormAsk} field */
function choices(field) {
  const group = part("span", "d-choices");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-labelledby", `d-label-${field.name}`);
  group.setAttribute("aria-describedby", `d-hint-${field.name} d-problem-${field.name}`);
  for (const choice of field.choices) {
    const box = document.createElement("label");
    const input = document.createElement("input");
    box.className = "d-choice";
    [input.type, input.name, input.value] = ["radio", field.name, choice.value];
    input.checked = choice.value === field.value;
    box.append(input, part("span", "d-choice-word", choice.label));
    group.append(box);
  }
  return group;
}
