/** The time of day in the bar: the bank's (the server gives its offset in minutes), in the reader's form. */
import { all } from "./elements.js";

function tick() {
  for (const clock of all("[data-clock]", HTMLElement)) {
    const form = new Intl.DateTimeFormat(clock.dataset.clock, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" });
    clock.textContent = form.format(new Date(Date.now() + Number(clock.dataset.offset) * 60_000));
  }
}

tick();
setInterval(tick, 5000);
