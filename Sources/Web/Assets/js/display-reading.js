/** Reading the very page that will be signed, page by page; and the signed page once more at the end. */
import { english, inWords } from "./display-words.js";
import { need } from "./elements.js";
import { hush, speak } from "./speech.js";

/** @typedef {import("./snapshot-types.js").DisplayCase} DisplayCase */

export class Reading {
  #act;
  /** @type {DisplayCase | null} */
  #current = null;
  #signed = false;
  #page = 1;
  #version = 0;
  #seen = false;
  #paper = need("[data-page]", HTMLImageElement);
  #signedPaper = need("[data-signed-page]", HTMLImageElement);
  #line = need("[data-page-line]", HTMLElement);
  #previous = need("[data-previous]", HTMLButtonElement);
  #next = need("[data-next]", HTMLButtonElement);
  #confirm = need("[data-confirm-page]", HTMLButtonElement);
  #final = need("[data-confirm-final]", HTMLButtonElement);

  /** @param {(path: string, data?: BodyInit, type?: string) => Promise<void>} act */
  constructor(act) {
    this.#act = act;
    this.#previous.addEventListener("click", () => this.#turn(this.#page - 1));
    this.#next.addEventListener("click", () => this.#turn(this.#page + 1));
    this.#confirm.addEventListener("click", () => void act(`pages/${this.#page}/confirmation`));
    this.#final.addEventListener("click", () => void act("confirmation"));
    need("[data-speak]", HTMLElement).addEventListener("click", () => this.#say());
    need("[data-zoom]", HTMLElement).addEventListener("click", (event) => {
      const button = event.currentTarget;
      if (!(button instanceof HTMLElement)) return;
      const on = button.closest(".d-read")?.classList.toggle("d-zoomed") ?? false;
      button.setAttribute("aria-pressed", String(on));
    });
    for (const paper of [this.#paper, this.#signedPaper]) {
      paper.addEventListener("load", () => {
        this.#seen = true;
        this.#show();
      });
      paper.addEventListener("error", () => {
        this.#seen = false;
        this.#show();
        if (this.#current && paper.hasAttribute("src")) setTimeout(() => this.#load(), 1500);
      });
    }
  }

  /** @param {DisplayCase} current @param {boolean} signed the page now bears the ink @param {number} version */
  enter(current, signed, version) {
    this.#current = current;
    this.#signed = signed;
    this.#version = version;
    this.#page = signed ? current.pages : this.#firstOpen(current);
    this.#load();
    if (!signed) this.#say();
  }

  /** @param {DisplayCase} current */
  update(current) {
    if (!this.#current) return;
    const more = current.confirmed.length > this.#current.confirmed.length;
    this.#current = current;
    if (more && !this.#signed) this.#turn(this.#firstOpen(current));
    else this.#show();
  }

  leave() {
    hush();
    this.#current = null;
    this.#seen = false;
    for (const paper of [this.#paper, this.#signedPaper]) {
      paper.removeAttribute("src");
      paper.alt = "";
    }
    document.querySelector(".d-zoomed")?.classList.remove("d-zoomed");
    need("[data-zoom]", HTMLElement).setAttribute("aria-pressed", "false");
    this.#show();
  }

  /** @param {DisplayCase} current */
  #firstOpen(current) {
    for (let page = 1; page <= current.pages; page++) if (!current.confirmed.includes(page)) return page;
    return current.pages;
  }

  /** @param {number} page */
  #turn(page) {
    if (!this.#current || page < 1 || page > this.#current.pages) return;
    this.#page = page;
    this.#load();
  }

  #load() {
    if (!this.#current) return;
    this.#seen = false;
    const paper = this.#signed ? this.#signedPaper : this.#paper;
    const say = need("[data-say]", HTMLElement).dataset;
    paper.alt = (english() ? say.altEn : say.altZh) ?? "";
    paper.src = `/display/pages/${this.#page}.png?v=${this.#version}`;
    this.#show();
  }

  #say() {
    if (this.#current) speak(inWords(this.#current.speech), english() ? "en" : "zh");
  }

  #show() {
    const pages = this.#current?.pages ?? 0;
    const confirmed = this.#current?.confirmed ?? [];
    const say = need("[data-say]", HTMLElement).dataset;
    const pattern = (english() ? say.pageEn : say.pageZh) ?? "";
    this.#line.textContent = pages > 0 ? pattern.replace("{n}", String(this.#page)).replace("{m}", String(pages)) : "";
    this.#previous.hidden = this.#next.hidden = pages < 2;
    this.#previous.disabled = this.#page <= 1;
    this.#next.disabled = this.#page >= pages || !confirmed.includes(this.#page);
    /* A page can be confirmed only when it is really on the screen, each once, in order. */
    this.#confirm.disabled = !this.#seen || this.#signed || confirmed.includes(this.#page);
    this.#final.disabled = !this.#seen || !this.#signed;
    need('[data-confirm-text="page"]', HTMLElement).hidden = pages < 2;
    need('[data-confirm-text="only"]', HTMLElement).hidden = pages >= 2;
  }
}
