/** The right column: the messages of the open chat. */

import { bubble, continues, momentOf } from "./bubble.js";
import { drawChatHead } from "./chathead.js";
import { drawList, find, make, nameOf } from "./elements.js";
import { dayKey, dayName } from "./moments.js";
import { botName, botNow, fetchOlder, isPrivate, me, openChat, state, watch } from "./state.js";
import { spoken, t, worded } from "./speech.js";

/** Pixels from an edge of the list that still count as being there. */
const NEAR = 120;

let shownChat = "";

/** Draw the conversation now and whenever it changes. */
export function showConversation() {
  const list = find("#messages");
  watch("messages place speech", draw);
  watch("chats world place speech", drawChatHead);
  watch("typing place speech", drawTyping);
  list.addEventListener("scroll", scrolled);
  find("#to-newest").addEventListener("click", toNewest);
  new ResizeObserver(() => stayAtEnd && toEnd()).observe(list);
  // A picture may take its room only when it is there; who reads the newest goes on reading it.
  list.addEventListener("load", () => stayAtEnd && toEnd(), true);
}

let stayAtEnd = true;

function draw() {
  const list = find("#messages");
  const place = `${state.person}/${state.chat}/${state.topic}`;
  const moved = place !== shownChat || !state.loaded;
  const fromEnd = list.scrollHeight - list.scrollTop;
  const firstBefore = firstShown();
  // While a chat is being filled its messages are not news to a screen reader.
  list.setAttribute("aria-busy", String(moved));
  drawList(list, state.chat === null ? [] : items());
  shownChat = state.loaded ? place : "";
  const grewAbove = firstBefore && firstBefore !== firstShown();
  if (moved || stayAtEnd) toEnd();
  else if (grewAbove) list.scrollTop = list.scrollHeight - fromEnd;
  else find("#to-newest").classList.add("fresh");
}

function firstShown() {
  return document.querySelector("#messages [data-testid^=message-]")?.id;
}

function items() {
  const zone = me()?.zone ?? "UTC";
  const group = !isPrivate();
  const now = botNow();
  const rows = [];
  if (state.loaded && !state.older) rows.push(isPrivate() ? about() : beginning());
  let day = "";
  state.messages.forEach((message, at) => {
    const moment = momentOf(message.date);
    const key = dayKey(moment, zone);
    if (key !== day) rows.push(separator(key, dayName(moment, zone, now)));
    const before = key === day ? state.messages[at - 1] : null;
    const after = state.messages[at + 1];
    const sameDay = after && dayKey(momentOf(after.date), zone) === key;
    day = key;
    const look = {
      zone,
      group,
      person: state.person,
      first: !continues(before, message),
      last: !(sameDay && continues(message, after)),
      find: findMessage,
      bot: botName(),
    };
    const sign = JSON.stringify([message, look, spoken(), quoted(message)]);
    rows.push({ key: `m${message.id}`, sign, build: () => bubble(message, look) });
  });
  return rows;
}

function beginning() {
  const build = () => make("p", { class: "beginning" }, pill(t("start.chat")));
  return { key: "beginning", sign: spoken(), build };
}

/** Return what the bot says of itself where one has not spoken with it: in one's own language. */
function about() {
  const { title, description } = openChat() ?? {};
  if (!description) return beginning();
  const words = make("div", { class: "text" }, description);
  const question = make("b", {}, t("about"));
  const build = () =>
    make(
      "div",
      { class: "about", "data-testid": "about" },
      make("h3", {}, nameOf(title)),
      question,
      words,
    );
  return { key: "about", sign: JSON.stringify([title, description, spoken()]), build };
}

function separator(key, words) {
  const traits = { class: "day", role: "separator", "aria-label": words };
  const build = () => make("div", traits, pill(words));
  return { key: `d${key}`, sign: words, build };
}

function pill(words) {
  return make("span", { class: "pill" }, words);
}

function findMessage(id) {
  return state.messages.find((one) => one.id === id);
}

/** Return what a quote shows, so that a bubble is drawn again when the quoted message changed. */
function quoted({ reply_to: target }) {
  if (!target) return null;
  const known = findMessage(typeof target === "object" ? target.id : target);
  return known ? [known.text, known.from?.name] : null;
}

function drawTyping() {
  find("#typing").hidden = !state.typing;
  find("#typing-words").replaceChildren(...worded("typing", { name: botName() }));
}

function scrolled() {
  const list = find("#messages");
  stayAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  find("#to-newest").hidden = stayAtEnd;
  if (stayAtEnd) find("#to-newest").classList.remove("fresh");
  if (list.scrollTop < NEAR && state.older) fetchOlder();
}

function toEnd() {
  const list = find("#messages");
  list.scrollTop = list.scrollHeight;
  stayAtEnd = true;
  find("#to-newest").hidden = true;
}

function toNewest() {
  toEnd();
  find("#composer").focus();
}
