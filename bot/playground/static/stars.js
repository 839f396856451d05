/** The bot's Stars: how many it has for paid broadcast, how many messages it paid for, and filling. */

import { find } from "./elements.js";
import { attempt } from "./popups.js";
import { act } from "./server.js";
import { digits, t } from "./speech.js";
import { fetchWorld, state, watch } from "./state.js";

/** Prepare the panel; who never pays never sees its button. */
export function showStars() {
  const panel = find("#stars-panel");
  find("#stars-open").addEventListener("click", () => {
    find("#stars-number").value = Math.floor(state.purse.stars);
    panel.showModal();
  });
  find("#stars-close").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => event.target === panel && panel.close());
  find("#stars-form").addEventListener("submit", fill);
  watch("world speech", draw);
}

function draw() {
  const { stars, paid, shown } = state.purse;
  const button = find("#stars-open");
  button.hidden = !shown;
  button.textContent = digits(t("stars", { n: stars }));
  find("#stars-paid").textContent = digits(t("stars.paid", { n: paid }));
}

async function fill(event) {
  event.preventDefault();
  const stars = Number(find("#stars-number").value);
  if ((await attempt(() => act("stars", { stars }))) === null) return;
  find("#stars-panel").close();
  fetchWorld();
}
