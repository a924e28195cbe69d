/** The customer completes his part of a form: fields from the snapshot, what he writes goes to the teller as he writes. */
import { row, say } from "./display-form-fields.js";
import { DisplayProblem, post } from "./display-post.js";
import { all, from, need } from "./elements.js";

/** @typedef {import("./snapshot-types.js").DisplayCase} DisplayCase */

const pause = 400;
const type = "application/x-www-form-urlencoded";

export class Form {
  #act;
  /** @type {DisplayCase | null} */
  #current = null;
  #sending = false;
  #again = false;
  #later = 0;
  #seeking = false;
  /** Fields that were left once, or all of them after "done": nobody is told off for what is still to come. @type {Set<string>} */
  #left = new Set();
  #form = need("[data-form]", HTMLFormElement);

  /** @param {(path: string, data?: BodyInit, type?: string) => Promise<void>} act */
  constructor(act) {
    this.#act = act;
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", () => {
      clearTimeout(this.#later);
      this.#later = window.setTimeout(() => void this.#tell(), pause);
    });
    this.#form.addEventListener("change", (event) => {
      const field = from(event, "[data-field]");
      if (field) this.#left.add(field.dataset.field ?? "");
      this.#conditions();
      void this.#tell();
    });
    need("[data-form-done]", HTMLElement).addEventListener("click", () => void this.#done());
    need("[data-form-return]", HTMLElement).addEventListener("click", () => void this.#act("form-return"));
  }

  /** @param {DisplayCase | null} current null: the screen shows something else now */
  enter(current) {
    const fields = current?.form;
    if (!current || !fields) return this.leave();
    if (this.#current?.nonce !== current.nonce) {
      this.leave();
      this.#form.replaceChildren(...fields.map(row));
    }
    this.update(current);
    this.#conditions();
  }

  /** @param {DisplayCase} current */
  update(current) {
    if (!current.form) return;
    this.#current = current;
    for (const field of current.form) {
      const place = this.#place(field.name);
      if (!place) continue;
      const problem = this.#left.has(field.name) ? field.problem : null;
      say(need(".d-field-problem", HTMLElement, place), problem);
      place.classList.toggle("d-field-bad", Boolean(problem));
      for (const input of all("input", HTMLInputElement, place)) {
        if (problem) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
    this.#seek();
  }

  leave() {
    clearTimeout(this.#later);
    this.#current = null;
    this.#again = this.#seeking = false;
    this.#left.clear();
    this.#form.replaceChildren();
  }

  /** @param {string} name */
  #place(name) {
    return all("[data-field]", HTMLElement, this.#form).find((e) => e.dataset.field === name);
  }

  /** A field is asked for only while the other one holds its value. */
  #conditions() {
    const data = new FormData(this.#form);
    for (const field of this.#current?.form ?? []) {
      const place = this.#place(field.name);
      if (!place || !field.when) continue;
      place.hidden = data.get(field.when.field) !== field.when.value;
      for (const input of all("input", HTMLInputElement, place)) input.disabled = place.hidden;
    }
  }

  /** @param {boolean} isDone */
  #body(isDone) {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form)) if (typeof value === "string") body.append(name, value);
    if (isDone) body.append("done", "1");
    return body;
  }

  /** One message at a time, the newest last; one that fails is told with the next. */
  async #tell() {
    clearTimeout(this.#later);
    if (this.#sending) {
      this.#again = true;
      return;
    }
    this.#sending = true;
    try {
      do {
        this.#again = false;
        const current = this.#current;
        if (current) await post("form", current, this.#body(false), type);
      } while (this.#again);
    } catch (error) {
      if (!(error instanceof DisplayProblem) && !(error instanceof TypeError)) throw error;
    } finally {
      this.#sending = false;
    }
  }

  async #done() {
    const current = this.#current;
    if (!current) return;
    clearTimeout(this.#later);
    this.#again = false;
    for (const field of current.form ?? []) this.#left.add(field.name);
    await this.#act("form", this.#body(true), type);
    this.#seeking = true;
    if (this.#current) this.update(this.#current);
  }

  /* What is wrong comes with a snapshot, before or after the answer to the press. */
  #seek() {
    const wrong = this.#form.querySelector(".d-field-bad input:not(:disabled)");
    if (!this.#seeking || !(wrong instanceof HTMLElement)) return;
    this.#seeking = false;
    /* Said at its field: once is enough. */
    need("[data-problem]", HTMLElement).hidden = true;
    wrong.focus();
    wrong.closest("[data-field]")?.scrollIntoView({ block: "center" });
  }
}
