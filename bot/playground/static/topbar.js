/** The top bar: the bot's clock and its controls, the crowd, starting over, light and language. */

import { showCrowd } from "./crowd.js";
import { find, make } from "./elements.js";
import { nextLight, wearLight } from "./light.js";
import { clockTime, fullDay, placeOf, span } from "./moments.js";
import { go } from "./place.js";
import { attempt, confirm, toast } from "./popups.js";
import { act } from "./server.js";
import { botNow, fetchWorld, me, setClock, state, tell, watch } from "./state.js";
import { languages, speak, spoken, t } from "./speech.js";
import { showStars } from "./stars.js";

/** Prepare the bar and keep its clock going. */
export function showTopBar() {
  watch("clock world place speech", drawClock);
  watch("world", () => {
    find("#product").textContent = state.bot.name;
    document.title = state.bot.name;
  });
  setInterval(drawClock, 1000);
  for (const step of ["hour", "day", "next"]) {
    find(`#time-${step}`).addEventListener("click", (event) => moveTime(step, event.currentTarget));
  }
  find("#controls-toggle").addEventListener("click", toggleControls);
  find("#start-over").addEventListener("click", startOver);
  find("#light").addEventListener("click", nextLight);
  wearLight();
  prepareLanguages();
  showCrowd();
  showStars();
}

function drawClock() {
  const now = botNow();
  const zone = me()?.zone;
  const clock = find("#clock");
  clock.setAttribute("datetime", now.toISOString());
  write(find("#clock-time"), clockTime(now, zone ?? "UTC"));
  write(find("#clock-day"), fullDay(now, zone ?? "UTC"));
  write(find("#clock-place"), zone ? placeOf(zone) : t("clock.utc"));
}

/** Change text only where it differs: a clock must not redraw the page every second. */
function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

async function moveTime(forward, button) {
  button.disabled = true;
  const answer = await attempt(() => act("time", { forward }));
  button.disabled = false;
  if (answer === null) return;
  setClock(answer.now);
  toast(answer.moved > 0 ? t("time.moved", { span: span(answer.moved) }) : t("time.none"));
}

function toggleControls() {
  const open = find("#controls").classList.toggle("open");
  find("#controls-toggle").setAttribute("aria-expanded", String(open));
}

async function startOver() {
  if (!(await confirm(t("reset.sure"), { yes: t("reset"), danger: true }))) return;
  if ((await attempt(() => act("reset"))) === null) return;
  go(null);
  await fetchWorld();
  toast(t("reset.done"));
}

function prepareLanguages() {
  const chooser = find("#language");
  for (const [code, name] of languages) {
    chooser.append(make("option", { value: code, lang: code }, name));
  }
  chooser.value = spoken();
  chooser.addEventListener("change", () => {
    speak(chooser.value);
    tell("speech");
  });
}
