/** Signing: the pad, again, done. The one final post is what is signed. */
import { inkBinary } from "./ink-binary.js";
import { InkMirror } from "./ink-mirror.js";
import { InkPad } from "./ink-pad.js";
import { need } from "./elements.js";

export class Signing {
  #pad = new InkPad(need("[data-pad]", HTMLCanvasElement));
  #again = need("[data-sign-again]", HTMLButtonElement);
  #done = need("[data-sign-done]", HTMLButtonElement);
  #empty = need("[data-pad-empty]", HTMLElement);
  #open = false;

  /** @param {(path: string, data?: BodyInit, type?: string) => Promise<void>} act */
  constructor(act) {
    const mirror = new InkMirror(this.#pad, async (strokes, width, height) => {
      if (!this.#open) return;
      const nonce = document.body.dataset.nonce ?? "";
      await fetch("/display/strokes", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf ?? "", "X-Case-Nonce": nonce },
        body: JSON.stringify({ nonce, strokes, width, height }),
      });
    });
    this.#pad.changed = () => {
      this.#again.disabled = this.#done.disabled = this.#pad.isEmpty;
      this.#empty.hidden = !this.#pad.isEmpty;
      if (this.#open) mirror.changed();
    };
    this.#again.addEventListener("click", () => this.#pad.clear());
    this.#done.addEventListener("click", () => {
      const ink = inkBinary(this.#pad.strokes, this.#pad.width, this.#pad.height);
      void act("signature", ink, "application/octet-stream");
    });
    /* A pad of another size would bend what was written: sign again. */
    window.addEventListener("resize", () => {
      if (this.#open) this.#pad.clear();
    });
  }

  /** @param {string} nonce */
  enter(nonce) {
    document.body.dataset.nonce = nonce;
    this.#open = true;
    this.#pad.clear();
  }

  leave() {
    this.#open = false;
    delete document.body.dataset.nonce;
    this.#pad.clear();
  }
}
