/** Ink as the server takes it: "GINK", version 1, big-endian. */

/**
 * "GINK" u8 1, u16 width, u16 height, u16 strokes; a stroke: u16 points; a point: f32 x, y, pressure, u32 t, u8 tilt x+90, y+90.
 * @param {import("./ink-pad.js").InkPoint[][]} strokes
 * @param {number} width @param {number} height
 * @returns {ArrayBuffer}
 */
export function inkBinary(strokes, width, height) {
  const count = strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  const view = new DataView(new ArrayBuffer(11 + strokes.length * 2 + count * 18));
  [0x47, 0x49, 0x4e, 0x4b, 1].forEach((byte, i) => view.setUint8(i, byte));
  view.setUint16(5, Math.round(width));
  view.setUint16(7, Math.round(height));
  view.setUint16(9, strokes.length);
  let at = 11;
  for (const stroke of strokes) {
    view.setUint16(at, stroke.length);
    at += 2;
    for (const point of stroke) {
      view.setFloat32(at, point.x);
      view.setFloat32(at + 4, point.y);
      view.setFloat32(at + 8, Math.min(Math.max(point.p, 0), 1));
      view.setUint32(at + 12, point.t);
      view.setUint8(at + 16, Math.min(Math.max(Math.round(point.tx), -90), 90) + 90);
      view.setUint8(at + 17, Math.min(Math.max(Math.round(point.ty), -90), 90) + 90);
      at += 18;
    }
  }
  return view.buffer;
}
