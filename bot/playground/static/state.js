/** What the page knows: the world, who we are in it, the open chat; and who wants to hear of it. */

import { ask } from "./server.js";

/** Messages fetched at once. */
const PAGE = 50;

export const state = {
  now: new Date(),
  behind: 0,
  bot: { id: 0, username: "", name: "" },
  people: [],
  groups: [],
  crowd: 0,
  person: null,
  chat: null,
  topic: 0,
  chats: [],
  listed: false,
  messages: [],
  older: false,
  loaded: false,
  typing: false,
  commands: [],
  replyTo: null,
  quote: "",
  editing: null,
  attached: [],
  files: [],
  purse: { stars: 0, paid: 0, shown: false },
};

const watchers = new Map();

/** Call `draw` whenever one of `topics` (space separated) has changed. */
export function watch(topics, draw) {
  for (const topic of topics.split(" ")) {
    watchers.set(topic, [...(watchers.get(topic) ?? []), draw]);
  }
}

/** Say that `topics` have changed; each watcher draws once. */
export function tell(...topics) {
  for (const draw of new Set(topics.flatMap((topic) => watchers.get(topic) ?? []))) draw();
}

/** Return the person we are, or undefined. */
export function me() {
  return state.people.find((one) => one.id === state.person);
}

/** Return the row of the open chat in our list of chats, or undefined. */
export function openChat() {
  return state.chats.find((one) => one.chat === state.chat);
}

/** Return whether the open chat is our private one with the bot. */
export function isPrivate() {
  return state.chat !== null && state.chat === state.bot.id;
}

/** Return the group of the open chat, or undefined. */
export function openGroup() {
  return state.groups.find((one) => one.id === state.chat);
}

/** Return the topic that is open, or undefined where there are none. */
export function openTopic() {
  const topics = openGroup()?.topics ?? [];
  return topics.find((one) => one.id === state.topic) ?? topics[0];
}

/** Return the bot's name in the language of our person's client. */
export function botName() {
  return state.chats.find((one) => one.chat === state.bot.id)?.title ?? state.bot.name;
}

/** Set the bot's clock, which runs on with this machine's until it is moved again. */
export function setClock(iso) {
  state.now = new Date(iso);
  state.behind = state.now.getTime() - Date.now();
  tell("clock");
}

/** Return what the bot's clock shows at this moment. */
export function botNow() {
  return new Date(Date.now() + state.behind);
}

/** Fetch the bot, the people, the groups and the clock. */
export async function fetchWorld() {
  const { now, bot, people, groups, crowd, files, purse } = await ask("state");
  Object.assign(state, { bot, people, groups, crowd, files, purse });
  setClock(now);
  tell("world");
}

/** Fetch the chats that our person sees. */
export async function fetchChats() {
  const person = state.person;
  if (person === null) return;
  const chats = await ask("chats", { as: person });
  if (state.person !== person) return;
  state.chats = chats;
  state.listed = true;
  tell("chats");
}

let happenings = 0;

/** Take note that something happened in the open chat: what is being fetched is old by now. */
export function happened() {
  happenings += 1;
}

/** Fetch the newest messages of the open chat and its commands; again if some came meanwhile. */
export async function fetchChat() {
  const before = happenings;
  const { person, chat, topic } = state;
  if (person === null || chat === null || openChat()?.member === false) return;
  const [messages, commands] = await Promise.all([
    fetchMessages(person, chat),
    ask("commands", { as: person, chat }).catch(() => []),
  ]);
  if (state.person !== person || state.chat !== chat || state.topic !== topic) return;
  if (happenings !== before) return fetchChat();
  state.messages = messages;
  state.older = messages.length >= PAGE;
  state.commands = commands;
  state.loaded = true;
  tell("messages", "commands");
}

/** Fetch the commands of the open chat, which the bot may change at any time. */
export async function fetchCommands() {
  const { person, chat } = state;
  if (person === null || chat === null || openChat()?.member === false) return;
  const commands = await ask("commands", { as: person, chat });
  if (state.person !== person || state.chat !== chat) return;
  state.commands = commands;
  tell("commands");
}

/** Let the server know that our person has seen the open chat. */
export async function markRead() {
  const { person, chat } = state;
  if (chat === null || !state.loaded) return;
  await ask("messages", { as: person, chat, thread: openTopic()?.id, limit: 1 });
}

/** Fetch the page of messages before the oldest one we have. */
export async function fetchOlder() {
  const { person, chat, topic } = state;
  if (!state.older || state.messages.length === 0) return;
  state.older = false;
  const messages = await fetchMessages(person, chat, state.messages[0].id);
  if (state.person !== person || state.chat !== chat || state.topic !== topic) return;
  state.messages = [...messages, ...state.messages];
  state.older = messages.length >= PAGE;
  tell("messages");
}

async function fetchMessages(person, chat, before) {
  const thread = openTopic()?.id;
  const messages = await ask("messages", { as: person, chat, thread, before, limit: PAGE });
  return messages.sort((a, b) => a.id - b.id);
}

/** Put a new or changed message into the open chat, if it belongs to what is open of it. */
export function keepMessage(message) {
  if (openTopic() && message.thread !== openTopic().id) return;
  const at = state.messages.findIndex((one) => one.id === message.id);
  if (at >= 0) state.messages[at] = message;
  else state.messages = [...state.messages, message].sort((a, b) => a.id - b.id);
  tell("messages");
}

/** Take a deleted message out of the open chat. */
export function dropMessage(id) {
  state.messages = state.messages.filter((one) => one.id !== id);
  tell("messages");
}

/** Become `person` (null: nobody), looking at a `topic` of `chat` (null: at the list). */
export function become(person, chat, topic) {
  const moved = person !== state.person;
  if (moved) Object.assign(state, { chats: [], listed: false });
  if (moved || chat !== state.chat || topic !== state.topic) {
    Object.assign(state, { messages: [], commands: [], older: false, loaded: false });
    Object.assign(state, { typing: false, replyTo: null, quote: "", editing: null, attached: [] });
  }
  Object.assign(state, { person, chat, topic });
  tell("place", "world", "chats", "messages", "commands", "typing", "composer");
}
