/** The teller's mirror of the ink: the whole ink, simplified, at most about sixteen times a second, one post under way. */

const pause = 60;

export class InkMirror {
  #pad;
  #post;
  #waiting = false;
  #busy = false;
  #last = 0;

  /**
   * @param {import("./ink-pad.js").InkPad} pad
   * @param {(strokes: import("./snapshot-types.js").MirrorStroke[], width: number, height: number) => Promise<unknown>} post
   */
  constructor(pad, post) {
    this.#pad = pad;
    this.#post = post;
  }

  changed() {
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => this.#send(), Math.max(this.#last + pause - performance.now(), 0));
  }

  async #send() {
    if (this.#busy) {
      setTimeout(() => this.#send(), pause);
      return;
    }
    this.#waiting = false;
    this.#busy = true;
    this.#last = performance.now();
    try {
      await this.#post(this.#simplified(), Math.round(this.#pad.width), Math.round(this.#pad.height));
    } catch {
      /* Only the mirror: what is signed is posted whole at the end. */
    } finally {
      this.#busy = false;
    }
  }

  /** @returns {import("./snapshot-types.js").MirrorStroke[]} */
  #simplified() {
    return this.#pad.strokes.map((stroke) => {
      /** @type {import("./snapshot-types.js").MirrorStroke} */
      const kept = [];
      stroke.forEach((point, i) => {
        const before = kept[kept.length - 1];
        const far = !before || Math.hypot(point.x - before[0], point.y - before[1]) >= 2.5;
        if (far || i === stroke.length - 1) kept.push([Math.round(point.x), Math.round(point.y), Math.round(point.p * 100) / 100]);
      });
      return kept;
    });
  }
}
