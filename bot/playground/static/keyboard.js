/** The buttons under a message: pressing them, and what the bot answers. */

import { icon, make } from "./elements.js";
import { openInside, openLink } from "./links.js";
import { alarm, attempt, toast } from "./popups.js";
import { act } from "./server.js";
import { state } from "./state.js";

const STYLES = ["primary", "success", "danger"];

/** Return the inline keyboard of `message`, or null. */
export function keyboard(message) {
  if (!message.buttons?.length) return null;
  const rows = message.buttons.map((row, rowAt) =>
    make("div", { class: "keys" }, ...row.map((button, at) => key(message, button, rowAt, at))),
  );
  return make("div", { class: "keyboard" }, ...rows);
}

function key(message, button, row, column) {
  const style = STYLES.includes(button.style) ? ` ${button.style}` : "";
  return make(
    "button",
    {
      class: `key${style}`,
      type: "button",
      "data-testid": `press-${message.id}-${row}-${column}`,
      on: { click: (event) => pressKey(message, button, event.currentTarget) },
    },
    make("span", { dir: "auto" }, button.text),
    button.url ? icon("away") : null,
  );
}

async function pressKey(message, button, element) {
  if (button.url) return openLink(button.url);
  if (element.classList.contains("busy")) return null;
  element.classList.add("busy");
  element.setAttribute("aria-busy", "true");
  const press = { as: state.person, chat: state.chat, message: message.id, data: button.data };
  const answer = await attempt(() => act("press", press));
  element.classList.remove("busy");
  element.removeAttribute("aria-busy");
  return answer && showAnswer(answer);
}

/** Show what the bot answered to a press: a toast, an alert, or a link that opens at once. */
export function showAnswer({ toast: words, alert, url }) {
  if (url) return openInside(url);
  if (!words) return null;
  return alert ? alarm(words) : toast(words);
}
