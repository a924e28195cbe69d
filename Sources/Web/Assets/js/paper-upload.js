/** Images of the customer's papers: a file that is chosen, dropped, or taken by the camera goes to the case; the answer is the pane anew. */
import { from, need } from "./elements.js";

const pane = () => need("[data-papers]", HTMLElement);
let isBusy = false;

/** @param {string} text what went wrong, at the pane */
function complain(text) {
  const note = pane().querySelector("[data-paper-note]");
  if (note) note.textContent = text;
}

/**
 * The pane out of an answer; what a refusal without a pane says instead.
 * @param {XMLHttpRequest} request
 * @param {string} focus selector of what had the focus before
 * @returns {boolean} true when it was done
 */
function show(request, focus) {
  const elsewhere = request.getResponseHeader("HX-Redirect");
  if (elsewhere) {
    location.assign(elsewhere);
    return false;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fresh = page.querySelector("[data-papers]");
  if (fresh instanceof HTMLElement) {
    pane().replaceWith(fresh);
    const target = pane().querySelector(focus);
    if (target instanceof HTMLElement) target.focus();
    return request.status < 300;
  }
  complain(said(request.responseText) ?? pane().dataset.textLost ?? "");
  return false;
}

/** @param {string} text @returns {string | null} the refusal in the reader's language */
function said(text) {
  try {
    const problem = JSON.parse(text);
    const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
    return `${problem.message[lang]}${lang === "en" ? " " : ""}${problem.remedy[lang]}`;
  } catch {
    return null;
  }
}

/** @param {string} address @param {FormData} body @param {string} focus @param {() => void} [done] */
function send(address, body, focus, done) {
  if (isBusy) return;
  isBusy = true;
  complain("");
  const progress = pane().querySelector("progress");
  if (progress) [progress.value, progress.hidden] = [0, false];
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => {
    if (progress && event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
  });
  request.addEventListener("loadend", () => {
    isBusy = false;
    if (progress) progress.hidden = true;
    if (request.status === 0) complain(pane().dataset.textLost ?? "");
    else if (show(request, focus)) done?.();
  });
  request.open("POST", address);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("Accept", "text/html");
  request.send(body);
}

/** @param {Blob} image @param {"camera" | "file"} source @param {string} focus */
function upload(image, source, focus) {
  const form = need("[data-paper-form]", HTMLFormElement);
  const limit = Number(pane().dataset.limit);
  if (image.size > limit) {
    complain(`${pane().dataset.textLarge ?? ""} ${limit / 1048576} MB`);
    return;
  }
  const body = new FormData();
  // What is small goes first: the server reads the token before the image.
  for (const name of ["_csrf", "kind"]) body.append(name, String(new FormData(form).get(name) ?? ""));
  body.append("source", source);
  body.append("image", image, "image");
  send(form.action, body, focus, () => {
    need("[data-paper-said]", HTMLElement).textContent = pane().dataset.textSent ?? "";
  });
}

document.addEventListener("change", (event) => {
  const input = from(event, "[data-paper-form] input[type='file']");
  if (!(input instanceof HTMLInputElement) || !input.files?.[0]) return;
  upload(input.files[0], "file", "input[type='file']");
  input.value = "";
});

document.addEventListener("paper-taken", (event) => {
  if (event instanceof CustomEvent && event.detail instanceof Blob) upload(event.detail, "camera", "[data-paper-camera]");
});

/* Before "sent once" sees it: the pane stays and may send again. */
document.addEventListener("submit", (event) => {
  const form = from(event, "[data-paper-remove]");
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  send(form.action, new FormData(form), "[data-paper-camera]");
}, { capture: true });

/** @param {DragEvent} event */
const isOverPane = (event) => from(event, "[data-papers]") !== null && document.querySelector("[data-paper-form]") !== null;

for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
  document.addEventListener(name, (event) => {
    // Beside the pane a dropped file would replace the page and what was typed into it.
    event.preventDefault();
    pane().classList.toggle("dropping", isOverPane(event));
  });
}
document.addEventListener("dragleave", () => pane().classList.remove("dropping"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  pane().classList.remove("dropping");
  const file = event.dataTransfer?.files[0];
  if (file && isOverPane(event)) upload(file, "file", "input[type='file']");
});
