/** The pad: every pen event the browser has, drawn where the pen is, kept in memory only. */
import { bend, dip, dot } from "./ink-drawing.js";

/**
 * @typedef {object} InkPoint
 * @property {number} x @property {number} y px in the pad
 * @property {number} p pressure 0…1
 * @property {number} t ms since the first point
 * @property {number} tx @property {number} ty tilt in degrees
 */

const mostPoints = 50000;

export class InkPad {
  /** @type {InkPoint[][]} */
  strokes = [];
  /** Called after every change. */
  changed = () => {};
  #pointer = -1;
  #start = 0;
  #points = 0;
  #penSeen = false;
  #canvas;
  #pen;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    const pen = canvas.getContext("2d", { desynchronized: true });
    if (!pen) throw new Error("no canvas");
    this.#pen = pen;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
      canvas.addEventListener(name, (event) => this.#up(event));
    }
    for (const name of ["contextmenu", "touchstart"]) {
      canvas.addEventListener(name, (event) => event.preventDefault(), { passive: false });
    }
  }

  get width() { return this.#canvas.clientWidth; }
  get height() { return this.#canvas.clientHeight; }
  get isEmpty() { return this.strokes.length === 0; }

  /** An empty pad in the size that it has now on the screen. */
  clear() {
    const scale = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(this.width * scale);
    this.#canvas.height = Math.round(this.height * scale);
    this.#pen.setTransform(scale, 0, 0, scale, 0, 0);
    dip(this.#pen);
    this.strokes = [];
    this.#pointer = -1;
    this.#points = 0;
    this.changed();
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.pointerType === "pen") this.#penSeen = true;
    const palm = this.#penSeen && event.pointerType === "touch";
    if (this.#pointer !== -1 || event.button !== 0 || palm || this.#points >= mostPoints) return;
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    if (this.isEmpty) this.#start = event.timeStamp;
    this.strokes.push([]);
    this.#take(event);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.pointerId !== this.#pointer) return;
    const every = event.getCoalescedEvents?.() ?? [];
    for (const each of every.length > 0 ? every : [event]) this.#take(each);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = -1;
    const stroke = this.strokes[this.strokes.length - 1] ?? [];
    const last = stroke[stroke.length - 1];
    const before = stroke[stroke.length - 2];
    if (last && before) bend(this.#pen, [before.x, before.y, before.p], [last.x, last.y, last.p], [last.x, last.y, last.p]);
    this.changed();
  }

  /** @param {PointerEvent} event */
  #take(event) {
    const stroke = this.strokes[this.strokes.length - 1];
    if (!stroke || this.#points >= mostPoints) return;
    const box = this.#canvas.getBoundingClientRect();
    const b = stroke[stroke.length - 1];
    const a = stroke[stroke.length - 2] ?? b;
    const point = {
      x: Math.min(Math.max(event.clientX - box.left, 0), box.width),
      y: Math.min(Math.max(event.clientY - box.top, 0), box.height),
      p: event.pressure,
      t: Math.max(Math.round(event.timeStamp - this.#start), b?.t ?? 0),
      tx: event.tiltX || 0,
      ty: event.tiltY || 0,
    };
    stroke.push(point);
    this.#points += 1;
    if (a && b) bend(this.#pen, [a.x, a.y, a.p], [b.x, b.y, b.p], [point.x, point.y, point.p]);
    else dot(this.#pen, point.x, point.y, point.p);
    this.changed();
  }
}
