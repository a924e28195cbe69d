/** Thanks, the code of the receipt, five faces. */
import { all, need } from "./elements.js";

export class Done {
  #code = need("[data-qr]", HTMLImageElement);
  #ask = need("[data-rating-ask]", HTMLElement);
  #thanks = need("[data-rating-thanks]", HTMLElement);
  #faces = all("[data-rate]", HTMLButtonElement);

  /** @param {(path: string, data?: BodyInit, type?: string) => Promise<void>} act */
  constructor(act) {
    for (const face of this.#faces) {
      face.addEventListener("click", async () => {
        await act("rating", new URLSearchParams({ rating: face.dataset.rate ?? "" }), "application/x-www-form-urlencoded");
        this.#rated(face);
      });
    }
  }

  /** @param {import("./snapshot-types.js").DisplayCase} current */
  enter(current) {
    this.leave();
    const figure = this.#code.closest("figure");
    if (figure) figure.hidden = !current.qrSvg;
    if (current.qrSvg) this.#code.src = `data:image/svg+xml,${encodeURIComponent(current.qrSvg)}`;
  }

  leave() {
    this.#code.removeAttribute("src");
    this.#ask.hidden = false;
    this.#thanks.hidden = true;
    for (const face of this.#faces) {
      face.disabled = false;
      face.removeAttribute("aria-pressed");
    }
  }

  /** @param {HTMLButtonElement} chosen */
  #rated(chosen) {
    this.#ask.hidden = true;
    this.#thanks.hidden = false;
    for (const face of this.#faces) {
      face.disabled = true;
      face.setAttribute("aria-pressed", String(face === chosen));
    }
  }
}
