/** The menu of one message: reply, edit, delete, copy. */

import { attempt, openMenu, toast } from "./popups.js";
import { act } from "./server.js";
import { dropMessage, state, tell } from "./state.js";
import { t } from "./speech.js";

/** Open the menu of `message` at `anchor`. */
export function openMessageMenu(message, anchor) {
  const entries = [
    { words: t("reply"), testid: "reply", act: () => answer(message) },
    { words: t("copy"), testid: "copy", act: () => copy(message) },
  ];
  if (message.from?.id === state.person) {
    const gone = { words: t("delete"), testid: "delete", danger: true, act: () => remove(message) };
    entries.push({ words: t("edit"), testid: "edit", act: () => change(message) }, gone);
  }
  openMenu(anchor, entries);
}

function answer(message) {
  Object.assign(state, { replyTo: message, editing: null });
  tell("composer");
}

function change(message) {
  Object.assign(state, { replyTo: null, editing: message });
  tell("composer");
}

async function copy(message) {
  await navigator.clipboard.writeText(message.text ?? "").then(
    () => toast(t("copied")),
    () => toast(t("error", { why: "clipboard" }), { bad: true }),
  );
}

async function remove(message) {
  const { person, chat } = state;
  const gone = await attempt(() => act("delete", { as: person, chat, message: message.id }));
  if (gone !== null) dropMessage(message.id);
}
