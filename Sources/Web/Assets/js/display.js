/** The customer's screen: one page, moved by snapshots, wiped when the case is over. */
import { all, need } from "./elements.js";
import { eachTwoSeconds } from "./display-clock.js";
import { Done } from "./display-done.js";
import { Form } from "./display-form.js";
import { Password } from "./display-password.js";
import { DisplayProblem, post } from "./display-post.js";
import { Reading } from "./display-reading.js";
import { Signing } from "./display-signing.js";
import { english, fillIn, wipe } from "./display-words.js";
import { follow } from "./snapshots.js";

/** @typedef {import("./snapshot-types.js").DisplaySnapshot} Snapshot */

const body = document.body;
const lostLine = need("[data-lost]", HTMLElement);
const problemLine = need("[data-problem]", HTMLElement);
const sheet = need("[data-refuse-sheet]", HTMLDialogElement);
/** @type {Snapshot | null} */
let now = null;
let shown = "connecting";
let ending = 0;
let lostSince = 0;
/** Any other phase is the server at work: composing, sealing. */
const phases = new Set(["filling", "password", "reading", "signing", "confirming", "waiting", "done", "refused"]);

/** @param {string} view */
function show(view) {
  for (const section of all("[data-view]", HTMLElement)) section.hidden = section.dataset.view !== view;
  body.dataset.phase = view;
  shown = view;
}

/** @param {string} text */
function complain(text) {
  problemLine.textContent = text;
  problemLine.hidden = text === "";
}

/**
 * One act of the customer: nothing else can be pressed meanwhile, and a "no" is shown in his language.
 * @param {string} path @param {BodyInit} [data] @param {string} [type]
 */
async function act(path, data, type) {
  const current = now?.case;
  if (!current || body.classList.contains("d-working")) return;
  body.classList.add("d-working");
  complain("");
  try {
    await post(path, current, data, type);
  } catch (error) {
    const say = need("[data-say]", HTMLElement).dataset;
    const own = error instanceof DisplayProblem ? error.text : null;
    complain((english() ? own?.en ?? say.failedEn : own?.zh ?? say.failedZh) ?? "");
  } finally {
    body.classList.remove("d-working");
  }
}

const [form, password, reading] = [new Form(act), new Password(act), new Reading(act)];
const [signing, done] = [new Signing(act), new Done(act)];

function forget() {
  clearTimeout(ending);
  if (sheet.open) sheet.close();
  complain("");
  for (const part of [form, password, reading, signing, done]) part.leave();
  wipe();
}

/** @param {string} view @param {number} seconds nothing personal stays on the screen */
function endIn(view, seconds) {
  clearTimeout(ending);
  ending = window.setTimeout(() => {
    forget();
    show(view);
  }, seconds * 1000);
}

/** @param {Snapshot} snapshot */
function take(snapshot) {
  const before = now;
  now = snapshot;
  const current = snapshot.case;
  const phase = phases.has(snapshot.phase) ? snapshot.phase : "busy";
  const view = !snapshot.paired ? "unpaired" : current ? phase : "idle";
  const same = before?.case?.nonce === current?.nonce && before?.phase === snapshot.phase && before?.paired === snapshot.paired;
  if (before?.lang !== snapshot.lang) switchTo(snapshot.lang === "en");
  for (const place of all("[data-outlet]", HTMLElement)) {
    place.textContent = place.dataset.outlet === "en" ? snapshot.outlet.en : snapshot.outlet.zh;
  }
  for (const code of all('[data-bind="pairingCode"]', HTMLElement)) code.textContent = snapshot.pairingCode ?? "";
  if (!current) {
    if (shown !== view) {
      forget();
      switchTo(snapshot.lang === "en");
    }
    show(view);
    return;
  }
  if (same && shown === "idle") return;
  if (before?.case?.id !== current.id) forget();
  fillIn(current);
  if (!same || shown === "connecting") {
    if (sheet.open) sheet.close();
    complain("");
    signing.leave();
    show(view);
    if (view === "reading" || view === "confirming") reading.enter(current, view === "confirming", snapshot.version);
    else reading.leave();
    form.enter(view === "filling" ? current : null);
    password.enter(view === "password" ? current : null);
    if (view === "signing") signing.enter(current.nonce);
    if (view === "done") done.enter(current);
    if (view === "done" || view === "refused") endIn("idle", view === "done" ? 40 : 15);
  } else update(current);
}

/** @param {import("./snapshot-types.js").DisplayCase} current */
const update = (current) => [form, password, reading].forEach((part) => part.update(current));

/** @param {boolean} toEnglish */
function switchTo(toEnglish) {
  document.documentElement.dataset.lang = toEnglish ? "en" : "zh";
  document.documentElement.lang = toEnglish ? "en" : "zh-CN";
  if (!now?.case) return;
  fillIn(now.case);
  update(now.case);
}

need("[data-switch-language]", HTMLElement).addEventListener("click", () => switchTo(!english()));
for (const button of all("[data-ask-refuse]", HTMLElement)) button.addEventListener("click", () => sheet.showModal());
need("[data-refuse-back]", HTMLElement).addEventListener("click", () => sheet.close());
need("[data-refuse]", HTMLElement).addEventListener("click", () => {
  sheet.close();
  void act("refusal");
});

eachTwoSeconds(() => {
  if (lostSince > 0 && performance.now() - lostSince > 20000 && shown !== "connecting") {
    forget();
    now = null;
    show("connecting");
  }
});
follow("/display/events", take, (lost) => {
  lostLine.hidden = !lost;
  lostSince = lost ? lostSince || performance.now() : 0;
});
