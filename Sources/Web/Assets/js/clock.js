/** The time of day in the bar, in the reader's form. */
import { all } from "./elements.js";

function tick() {
  for (const clock of all("[data-clock]", HTMLElement)) {
    const form = new Intl.DateTimeFormat(clock.dataset.clock, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    clock.textContent = form.format(new Date());
  }
}

tick();
setInterval(tick, 5000);
