/** Ink on a canvas: round, thicker where pressed. The same brush for the pad and for the mirror. */

/** @param {number} pressure 0…1; devices without it report 0 or 0.5 */
const width = (pressure) => 1.6 + 5.2 * (pressure > 0 ? pressure : 0.5);

/** @param {CanvasRenderingContext2D} pen */
export function dip(pen) {
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = "#10181c";
  pen.fillStyle = "#10181c";
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x @param {number} y @param {number} pressure
 */
export function dot(pen, x, y, pressure) {
  pen.beginPath();
  pen.arc(x, y, width(pressure) / 2, 0, Math.PI * 2);
  pen.fill();
}

/**
 * One more piece of a stroke: from the middle before to the middle after `b`, bent at `b`.
 * @param {CanvasRenderingContext2D} pen
 * @param {readonly [number, number, number]} a
 * @param {readonly [number, number, number]} b
 * @param {readonly [number, number, number]} c
 */
export function bend(pen, a, b, c) {
  pen.lineWidth = (width(a[2]) + width(b[2]) * 2 + width(c[2])) / 4;
  pen.beginPath();
  pen.moveTo((a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
  pen.quadraticCurveTo(b[0], b[1], (b[0] + c[0]) / 2, (b[1] + c[1]) / 2);
  pen.stroke();
}

/**
 * Draws all of it anew.
 * @param {HTMLCanvasElement} canvas whose pixels are the units of the points
 * @param {import("./snapshot-types.js").MirrorStroke[]} strokes
 */
export function drawInk(canvas, strokes) {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  dip(pen);
  for (const stroke of strokes) {
    stroke.forEach((point, i) => {
      const before = stroke[i - 1] ?? point;
      if (i === 0) dot(pen, point[0], point[1], point[2]);
      bend(pen, before, point, stroke[i + 1] ?? point);
    });
  }
}
