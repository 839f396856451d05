/** Saying things as the person we are: messages, corrections, Start. */

import { attempt } from "./popups.js";
import { act } from "./server.js";
import { fetchChats, fetchWorld, keepMessage, openTopic, state, tell } from "./state.js";

/** Say `text` in the open chat, as a reply or a correction if one was begun. */
export async function say(text) {
  const { person, chat, replyTo, quote, editing, attached } = state;
  const more = { reply_to: replyTo?.id, quote, files: attached.map((one) => one.file) };
  const said = editing
    ? await attempt(() => act("edit", { as: person, chat, message: editing.id, text }))
    : await attempt(() => act("say", { as: person, chat, text, thread: openTopic()?.id, ...more }));
  if (said === null) return false;
  Object.assign(state, { replyTo: null, quote: "", editing: null, attached: [] });
  tell("composer");
  if (said.id && state.person === person && state.chat === chat) keepMessage(said);
  fetchChats();
  return true;
}

/** Send a place on the map into the open chat. */
export async function sayPlace(...place) {
  const { person, chat } = state;
  const said = await attempt(() => act("say", { as: person, chat, place, thread: openTopic()?.id }));
  if (said?.id && state.person === person && state.chat === chat) keepMessage(said);
  fetchChats();
}

/** Press Start in the chat with the bot. */
export async function start() {
  await attempt(() => act("start", { as: state.person }));
  await fetchWorld();
}

/** Block the bot, or let it write again. */
export async function block(blocked) {
  await attempt(() => act("block", { as: state.person, blocked }));
  await fetchWorld();
}
