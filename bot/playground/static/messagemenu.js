/** The menu of one message: reply, edit, delete, copy. */

import { attempt, openMenu, toast } from "./popups.js";
import { act } from "./server.js";
import { dropMessage, fetchWorld, state, tell } from "./state.js";
import { t } from "./speech.js";

/** Open the menu of `message` at `anchor`. */
export function openMessageMenu(message, anchor) {
  const quote = chosenWords(message);
  const entries = [
    { words: t("reply"), testid: "reply", act: () => answer(message) },
    { words: t("copy"), testid: "copy", act: () => copy(message) },
    { words: t("forward"), testid: "forward", act: () => forward(message) },
  ];
  if (quote) {
    const testid = "reply-words";
    entries.splice(1, 0, { words: t("reply.words"), testid, act: () => answer(message, quote) });
  }
  if (message.from?.id === state.person) {
    const gone = { words: t("delete"), testid: "delete", danger: true, act: () => remove(message) };
    entries.push({ words: t("edit"), testid: "edit", act: () => change(message) }, gone);
  }
  openMenu(anchor, entries);
}

/** Return the words of `message` that are selected on the page; none that it does not have. */
function chosenWords(message) {
  const words = String(getSelection()).trim();
  return words && message.text?.includes(words) ? words : "";
}

function answer(message, quote = "") {
  Object.assign(state, { replyTo: message, quote, editing: null });
  tell("composer");
}

function change(message) {
  Object.assign(state, { replyTo: null, quote: "", editing: message });
  tell("composer");
}

async function copy(message) {
  await navigator.clipboard.writeText(message.text ?? "").then(
    () => toast(t("copied")),
    () => toast(t("error", { why: "clipboard" }), { bad: true }),
  );
}

async function forward(message) {
  const { person, chat } = state;
  const sent = await attempt(() => act("forward", { as: person, chat, message: message.id }));
  if (sent === null) return;
  toast(t("forwarded"));
  await fetchWorld();
}

async function remove(message) {
  const { person, chat } = state;
  const gone = await attempt(() => act("delete", { as: person, chat, message: message.id }));
  if (gone !== null) dropMessage(message.id);
}
