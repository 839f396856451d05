/** Light or dark: as the machine has it, until one chooses. */

import { recall, remember } from "./memory.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** Put on the light that was chosen, if any. */
export function wearLight() {
  const chosen = recall("light");
  if (chosen) document.documentElement.dataset.light = chosen;
  else delete document.documentElement.dataset.light;
}

/** Change between light and dark; what the machine has anyway is not remembered. */
export function nextLight() {
  const now = document.documentElement.dataset.light ?? (DARK.matches ? "dark" : "light");
  const next = now === "dark" ? "light" : "dark";
  remember("light", (next === "dark") === DARK.matches ? null : next);
  wearLight();
}
