/** The time of day on the customer's screen. */
import { all } from "./elements.js";

/** @param {() => void} more what else is due then */
export function eachTwoSeconds(more) {
  const tick = () => {
    const time = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());
    for (const clock of all("[data-clock-display], [data-clock-big]", HTMLElement)) clock.textContent = time;
    more();
  };
  tick();
  setInterval(tick, 2000);
}
