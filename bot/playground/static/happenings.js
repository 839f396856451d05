/** What the server tells while we look: each kind of event and what it changes on the page. */

import { find } from "./elements.js";
import { showAnswer } from "./keyboard.js";
import { attempt } from "./popups.js";
import { go } from "./place.js";
import { listen } from "./server.js";
import { dropMessage, fetchChat, fetchChats, fetchCommands, fetchWorld } from "./state.js";
import { happened, keepMessage, markRead, me, openTopic, setClock, state, tell, watch } from "./state.js";

/** A typing sign lasts about five seconds (Bot API, sendChatAction). */
const TYPING_MS = 5500;

/** Changes that come together are fetched together. */
const GATHER_MS = 60;

let stop = () => {};
let listeningAs;
let typingTimer = 0;
const timers = new Map();

/** Listen as the person we are, anew whenever we become somebody else. */
export function followHappenings() {
  watch("place", () => {
    if (state.person !== listeningAs) restart();
    else attempt(fetchChat);
  });
  document.addEventListener("visibilitychange", rest);
}

function restart() {
  stop();
  listeningAs = state.person;
  attempt(refresh);
  stop = listen(state.person, { heard, connected, lost });
}

/** Leave the stream while nobody looks: a browser keeps only six of them open at a time. */
function rest() {
  if (document.visibilityState === "visible") restart();
  else stop();
}

/** What happened before the stream stood was not told: fetch it. */
function connected() {
  find("#connection").hidden = true;
  attempt(refresh);
}

function lost() {
  find("#connection").hidden = false;
}

/** Fetch all that we look at. */
async function refresh() {
  await fetchWorld();
  if (state.person !== null && !me()) return go(null);
  await fetchChats();
  return stillThere() ? fetchChat() : null;
}

/** Fetch the list; the open chat may have opened to us meanwhile, or be gone. */
async function fetchList() {
  await fetchChats();
  if (stillThere() && !state.loaded) await fetchChat();
}

/** Leave a chat that is no longer ours: left, declined, or moved to another id. */
function stillThere() {
  if (state.person === null || state.chat === null || !state.listed) return true;
  if (state.chats.some((one) => one.chat === state.chat)) return true;
  go(state.person);
  return false;
}

async function readIfSeen() {
  if (document.visibilityState === "visible") await markRead();
}

const HEARD = {
  message: (data) => {
    if (isOpen(data)) {
      setTyping(false);
      keepMessage(data.message);
      soon("read", readIfSeen);
      if (data.message.from?.is_bot) soon("commands", fetchCommands);
    }
    soon("chats", fetchList);
  },
  edit: (data) => {
    if (isOpen(data)) keepMessage(data.message);
    soon("chats", fetchList);
  },
  delete: (data) => {
    if (isOpen(data)) dropMessage(data.message);
    soon("chats", fetchList);
  },
  typing: (data) => isOpen(data) && data.thread === (openTopic()?.id ?? 0) && setTyping(true),
  toast: showAnswer,
  chats: () => {
    soon("chats", fetchList);
    soon("world", fetchWorld);
  },
  people: () => {
    soon("world", fetchWorld);
    soon("chats", fetchList);
  },
  time: (data) => setClock(data.now),
};

function heard(kind, data) {
  if (data?.chat === state.chat) happened();
  HEARD[kind]?.(data ?? {});
}

function isOpen({ chat }) {
  return state.loaded && chat === state.chat;
}

function setTyping(typing) {
  clearTimeout(typingTimer);
  if (typing) typingTimer = setTimeout(() => setTyping(false), TYPING_MS);
  if (state.typing === typing) return;
  state.typing = typing;
  tell("typing");
}

function soon(name, fetchIt) {
  if (timers.has(name)) return;
  const timer = setTimeout(() => {
    timers.delete(name);
    attempt(fetchIt);
  }, GATHER_MS);
  timers.set(name, timer);
}
