/** Taking a paper with the camera: look, take, look at what was taken, use it or take it again. Nothing leaves before "use". */
import { all, from, need } from "./elements.js";

const dialog = document.getElementById("paper-camera");
/** @type {MediaStream | null} */
let stream = null;
/** Counts the openings: a camera that comes late must not light up after the dialog was closed. */
let opening = 0;

/** @param {HTMLElement} sheet */
const parts = (sheet) => ({
  video: need("[data-paper-video]", HTMLVideoElement, sheet),
  still: need("[data-paper-still]", HTMLCanvasElement, sheet),
  shoot: need("[data-paper-shoot]", HTMLButtonElement, sheet),
  use: need("[data-paper-use]", HTMLButtonElement, sheet),
  again: need("[data-paper-again]", HTMLButtonElement, sheet),
  trouble: need("[data-paper-trouble]", HTMLElement, sheet),
  devices: need("[data-paper-devices]", HTMLElement, sheet),
  choice: need("[data-paper-devices] select", HTMLSelectElement, sheet),
});

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
}

/** @param {HTMLElement} sheet @param {boolean} isTaken */
function turn(sheet, isTaken) {
  const { video, still, shoot, use, again } = parts(sheet);
  video.hidden = shoot.hidden = isTaken;
  still.hidden = use.hidden = again.hidden = !isTaken;
  (isTaken ? use : shoot).focus();
}

/** @param {HTMLElement} sheet @param {unknown} error */
function complain(sheet, error) {
  const name = error instanceof DOMException ? error.name : "";
  const { textNone, textDenied, textBusy, textInsecure } = sheet.dataset;
  /** @type {Record<string, string | undefined>} */
  const words = { NotFoundError: textNone, OverconstrainedError: textNone, NotAllowedError: textDenied, SecurityError: textDenied, NotSupportedError: textInsecure };
  parts(sheet).trouble.textContent = words[name] ?? textBusy ?? "";
}

/** @param {HTMLElement} sheet the cameras by name, once the browser tells them; a document scanner is often the second one */
async function list(sheet) {
  const { devices, choice } = parts(sheet);
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
  const current = stream?.getVideoTracks()[0]?.getSettings().deviceId;
  choice.replaceChildren(...cameras.map((camera, index) => new Option(camera.label || `${index + 1}`, camera.deviceId, false, camera.deviceId === current)));
  devices.hidden = cameras.length < 2;
}

/** @param {HTMLElement} sheet @param {string} [device] */
async function look(sheet, device) {
  const { video, shoot, trouble } = parts(sheet);
  const own = ++opening;
  stop();
  shoot.disabled = true;
  trouble.textContent = "";
  turn(sheet, false);
  try {
    if (!navigator.mediaDevices) throw new DOMException("no camera without a secure context", "NotSupportedError");
    const size = { width: { ideal: 3840 }, height: { ideal: 2160 } };
    const found = await navigator.mediaDevices.getUserMedia({
      audio: false, video: device ? { ...size, deviceId: { exact: device } } : { ...size, facingMode: "environment" },
    });
    if (own !== opening) {
      for (const track of found.getTracks()) track.stop();
      return;
    }
    stream = found;
    video.srcObject = found;
    await video.play();
    shoot.disabled = false;
    shoot.focus();
    await list(sheet);
  } catch (error) {
    if (own === opening) complain(sheet, error);
  }
}

/** @param {HTMLElement} sheet */
function shoot(sheet) {
  const { video, still } = parts(sheet);
  [still.width, still.height] = [video.videoWidth, video.videoHeight];
  still.getContext("2d")?.drawImage(video, 0, 0);
  turn(sheet, true);
}

/** @param {HTMLDialogElement} sheet */
function use(sheet) {
  parts(sheet).still.toBlob((image) => {
    sheet.close();
    if (image) document.dispatchEvent(new CustomEvent("paper-taken", { detail: image }));
  }, "image/jpeg", 0.92);
}

if (dialog instanceof HTMLDialogElement) {
  document.addEventListener("click", (event) => {
    if (!from(event, "[data-paper-camera]") || dialog.open) return;
    const kind = all("[data-paper-form] option", HTMLOptionElement).find((option) => option.selected);
    need("[data-paper-kind]", HTMLElement, dialog).textContent = kind?.textContent ?? "";
    dialog.showModal();
    void look(dialog);
  });
  const { choice, shoot: take, use: keep, again } = parts(dialog);
  choice.addEventListener("change", () => void look(dialog, choice.value));
  take.addEventListener("click", () => shoot(dialog));
  again.addEventListener("click", () => turn(dialog, false));
  keep.addEventListener("click", () => use(dialog));
  dialog.addEventListener("close", () => {
    opening++;
    stop();
  });
}
