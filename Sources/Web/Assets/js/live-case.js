/** The workstation follows its case: display chip, mirror of the customer's screen, next page when the state moves on. */
import { all, need } from "./elements.js";
import { drawInk } from "./ink-drawing.js";
import { follow } from "./snapshots.js";

const frame = need('[data-mirror="frame"]', HTMLElement);
const picture = need('[data-mirror="page"]', HTMLImageElement);
const ink = need('[data-mirror="ink"]', HTMLCanvasElement);
const idle = need('[data-mirror="idle"]', HTMLElement);
const phase = need('[data-mirror="phase"]', HTMLElement);
const line = need('[data-mirror="line"]', HTMLElement);
const english = document.documentElement.lang.startsWith("en");
const kinds = new Map([["filling", "wait"], ["filled", "ok"], ["password", "wait"], ["reading", "wait"], ["signing", "wait"], ["confirming", "wait"], ["waiting", "bad"], ["done", "ok"], ["refused", "bad"]]);

/** A page follows its case forward only. */
const order = ["opened", "waiting", "drafted", "settled", "released"];

/** @param {string} name */
const words = (name) => frame.getAttribute(`data-text-${name}`) ?? "";

/** @param {boolean} paired */
function showDisplay(paired) {
  for (const place of all('[data-live="display"]', HTMLElement)) {
    const chip = document.createElement("span");
    chip.className = `chip chip-${paired ? "ok" : "wait"}`;
    chip.textContent = (paired ? place.dataset.paired : place.dataset.unpaired) ?? "";
    if (place.textContent?.trim() !== chip.textContent) place.replaceChildren(chip);
  }
}

/** @param {import("./snapshot-types.js").WorkstationCase | null} current */
function showMirror(current) {
  const signing = current?.phase === "signing";
  const reading = current?.phase === "reading" || current?.phase === "confirming";
  const name = current?.phase ?? "idle";
  phase.textContent = words(name) || words("busy");
  phase.className = `chip chip-${kinds.get(name) ?? "plain"}`;
  ink.hidden = !signing;
  idle.hidden = signing || reading;
  idle.textContent = current ? phase.textContent : words("nobody");
  if (current && signing) {
    if (ink.width !== current.padWidth || ink.height !== current.padHeight) {
      ink.width = current.padWidth || 600;
      ink.height = current.padHeight || 240;
    }
    drawInk(ink, current.strokes);
  }
  if (current && reading) {
    const address = `/cases/${encodeURIComponent(current.id)}/pages/${current.page}.png?${current.phase}`;
    if (picture.getAttribute("src") !== address) {
      picture.hidden = true;
      picture.src = address;
    } else picture.hidden = !picture.complete || picture.naturalWidth === 0;
  } else {
    picture.hidden = true;
    picture.removeAttribute("src");
  }
  const message = current?.message ? (english ? current.message.en : current.message.zh) : "";
  const place = current && reading && current.pages > 0
    ? words("page").replace("{n}", String(current.page)).replace("{m}", String(current.pages)) : "";
  line.textContent = [place, message].filter(Boolean).join(" · ");
  for (const big of all('[data-live="case-line"]', HTMLElement)) if (message) big.textContent = message;
  /* While the centre has not said whether the money was booked, nobody can take the case back. */
  const doubtful = name === "waiting";
  for (const part of all("[data-if-doubtful]", HTMLElement)) part.hidden = !doubtful;
  for (const part of all("[data-unless-doubtful]", HTMLElement)) part.hidden = doubtful;
  for (const button of all('button[data-opens="give-up"]', HTMLButtonElement)) button.disabled = doubtful;
}

picture.addEventListener("load", () => (picture.hidden = false));
picture.addEventListener("error", () => (picture.hidden = true));

follow(
  "/workbench/events",
  /** @param {import("./snapshot-types.js").WorkstationSnapshot} snapshot */
  (snapshot) => {
    showDisplay(snapshot.display === "paired");
    const here = frame.dataset.case ?? "";
    const mine = snapshot.case && (here === "" || snapshot.case.id === here) ? snapshot.case : null;
    showMirror(mine);
    document.dispatchEvent(new CustomEvent("live-form", { detail: mine }));
    const isNews = order.indexOf(mine?.state ?? "") > order.indexOf(frame.dataset.state ?? "");
    const isOver = frame.dataset.state === "settled" || frame.dataset.state === "released";
    if (mine && here !== "" && isNews && !isOver && !document.querySelector("form[data-sent]")) {
      frame.dataset.state = mine.state;
      location.replace(`/cases/${encodeURIComponent(here)}`);
    }
  },
  (lost) => {
    if (lost) line.textContent = words("lost");
    else if (line.textContent === words("lost")) line.textContent = "";
  },
  async () => {
    /* Locked or signed off elsewhere: nothing may stay on the screen. Where nothing is left to unlock, /unlock leads to /sign-on. */
    const answer = await fetch("/workbench", { redirect: "manual" }).catch(() => null);
    if (answer && (answer.type === "opaqueredirect" || answer.status === 401)) {
      const here = frame.dataset.case ? `/cases/${frame.dataset.case}` : "/workbench";
      location.replace(`/unlock?back=${encodeURIComponent(here)}`);
    }
  }
);
