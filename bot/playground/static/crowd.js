/** The crowd: how many pretend members to add, and how likely they answer what. */

import { find, make } from "./elements.js";
import { attempt, toast } from "./popups.js";
import { act } from "./server.js";
import { fetchWorld, watch } from "./state.js";
import { digits, t } from "./speech.js";

/** Per cent, at first: most are safe, few need help, some can give it, some stay silent. */
const ODDS = { safe: 60, help: 5, can: 15, block: 2, silent: 18 };

const MOST = 20000;

/** Prepare the crowd's panel. */
export function showCrowd() {
  const panel = find("#crowd-panel");
  find("#crowd-open").addEventListener("click", () => panel.showModal());
  find("#crowd-close").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => event.target === panel && panel.close());
  find("#crowd-form").addEventListener("submit", add);
  find("#crowd-people").max = MOST;
  watch("speech", drawOdds);
  drawOdds();
}

function drawOdds() {
  const box = find("#crowd-odds");
  const before = read();
  const sliders = Object.entries({ ...ODDS, ...before }).map(([name, value]) => slider(name, value));
  box.replaceChildren(...sliders);
}

function slider(name, percent) {
  const shown = make("output", { class: "odds-value" }, share(percent));
  const input = make("input", {
    type: "range",
    min: 0,
    max: 100,
    value: percent,
    name,
    "data-testid": `crowd-${name}`,
    on: {
      input: () => {
        shown.textContent = share(input.value);
      },
    },
  });
  return make("label", { class: "odds" }, make("span", {}, t(`crowd.${name}`)), shown, input);
}

function share(percent) {
  return digits(t("percent", { n: percent }));
}

function read() {
  const inputs = [...find("#crowd-odds").querySelectorAll("input")];
  return Object.fromEntries(inputs.map((input) => [input.name, Number(input.value)]));
}

/** Return the odds so that together they are 1, whatever the sliders add up to. */
function shares(percents) {
  const sum = Object.values(percents).reduce((a, b) => a + b, 0);
  if (sum === 0) return { ...percents, silent: 1 };
  return Object.fromEntries(Object.entries(percents).map(([name, value]) => [name, value / sum]));
}

async function add(event) {
  event.preventDefault();
  const people = Number(find("#crowd-people").value);
  const button = find("#crowd-add");
  button.disabled = true;
  const answer = await attempt(() => act("crowd", { people, odds: shares(read()) }));
  button.disabled = false;
  if (answer === null) return;
  find("#crowd-panel").close();
  toast(t("crowd.added", { n: answer.added ?? people }));
  fetchWorld();
}
