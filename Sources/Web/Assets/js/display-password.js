/** Six digits: dots on the screen, the digits in memory only, gone when sent, when left and after a minute's rest. */
import { english } from "./display-words.js";
import { all, need } from "./elements.js";

/** @typedef {import("./snapshot-types.js").DisplayCase} DisplayCase */

const length = 6;
const rest = 60000;

export class Password {
  #act;
  #open = false;
  #digits = "";
  /** The first entry of a new password, while the second is typed. */
  #first = "";
  #step = "current";
  #account = "";
  #note = "";
  /** @type {number | undefined} */
  #left;
  #resting = 0;
  #dots = need("[data-password-dots]", HTMLElement);
  #line = need("[data-password-note]", HTMLElement);
  #done = need("[data-password-done]", HTMLButtonElement);

  /** @param {(path: string, data?: BodyInit, type?: string) => Promise<void>} act */
  constructor(act) {
    this.#act = act;
    for (const key of all("[data-digit]", HTMLButtonElement)) {
      key.addEventListener("click", () => this.#type(key.dataset.digit ?? ""));
    }
    need("[data-password-clear]", HTMLElement).addEventListener("click", () => this.#set(""));
    need("[data-password-back]", HTMLElement).addEventListener("click", () => this.#set(this.#digits.slice(0, -1)));
    this.#done.addEventListener("click", () => void this.#send());
    document.addEventListener("keydown", (event) => {
      if (!this.#open || document.querySelector("dialog[open]") || event.ctrlKey || event.altKey || event.metaKey) return;
      if (/^[0-9]$/.test(event.key)) this.#type(event.key);
      else if (event.key === "Backspace") this.#set(this.#digits.slice(0, -1));
      else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) void this.#send();
    });
  }

  /** @param {DisplayCase | null} current null: the screen shows something else now */
  enter(current) {
    this.leave();
    if (!current) return;
    this.#open = true;
    this.update(current);
  }

  /** @param {DisplayCase} current */
  update(current) {
    if (!this.#open || !current.password) return;
    if (current.password.step !== this.#step) this.#forget();
    if (current.password.left !== this.#left) this.#note = "";
    this.#step = current.password.step;
    this.#account = current.password.account;
    this.#left = current.password.left;
    this.#show();
  }

  leave() {
    this.#open = false;
    this.#step = "current";
    this.#account = "";
    this.#left = undefined;
    this.#forget();
  }

  #forget() {
    clearTimeout(this.#resting);
    this.#digits = this.#first = this.#note = "";
    this.#show();
  }

  /** @param {string} digit */
  #type(digit) {
    if (this.#open && this.#digits.length < length) this.#set(this.#digits + digit);
  }

  /** @param {string} digits */
  #set(digits) {
    clearTimeout(this.#resting);
    this.#digits = digits;
    if (digits !== "") {
      this.#note = "";
      this.#resting = window.setTimeout(() => this.#forget(), rest);
    }
    this.#show();
  }

  async #send() {
    if (!this.#open || this.#digits.length !== length) return;
    const [digits, first] = [this.#digits, this.#first];
    const isNew = this.#step === "new";
    if (isNew && first === "") {
      this.#first = digits;
      this.#set("");
      return;
    }
    this.#forget();
    if (isNew && first !== digits) {
      this.#note = "differ";
      this.#show();
      return;
    }
    const entry = new URLSearchParams(isNew ? { password: first, again: digits } : { password: digits });
    await this.#act("password", entry, "application/x-www-form-urlencoded");
  }

  #show() {
    const count = this.#digits.length;
    [...this.#dots.children].forEach((dot, place) => dot.classList.toggle("d-dot-full", place < count));
    const words = (english() ? this.#dots.dataset.textEn : this.#dots.dataset.textZh) ?? "";
    this.#dots.setAttribute("aria-label", words.replace("{n}", String(count)));
    this.#done.disabled = count !== length;
    const title = this.#step === "new" && this.#first !== "" ? "again" : this.#step;
    for (const place of all("[data-password-title]", HTMLElement)) place.hidden = place.dataset.passwordTitle !== title;
    for (const place of all("[data-password-hint]", HTMLElement)) place.hidden = place.dataset.passwordHint !== this.#step;
    need("[data-password-account]", HTMLElement).textContent = this.#account;
    const say = this.#line.dataset;
    const left = this.#left === undefined ? "" : ((english() ? say.leftEn : say.leftZh) ?? "").replace("{n}", String(this.#left));
    const differ = (english() ? say.differEn : say.differZh) ?? "";
    this.#line.textContent = this.#note === "differ" ? differ : left || "\u200b";
  }
}
