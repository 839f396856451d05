/** The middle column: the chats of the person we are. */

import { momentOf, preview } from "./bubble.js";
import { drawList, find, icon, make, nameOf } from "./elements.js";
import { botFace, face } from "./faces.js";
import { openInside, openLink } from "./links.js";
import { shortTime } from "./moments.js";
import { go } from "./place.js";
import { askLine, attempt } from "./popups.js";
import { act } from "./server.js";
import { botNow, fetchChats, fetchWorld, me, state, watch } from "./state.js";
import { digits, spoken, t, worded } from "./speech.js";

/** Draw the column now and whenever the chats change. */
export function showChats() {
  watch("chats world place speech", draw);
  find("#chats-back").addEventListener("click", () => go(null));
  find("#open-link").addEventListener("click", typeLink);
  find("#new-group").addEventListener("click", newGroup);
}

function draw() {
  const person = me();
  const title = find("#chats-title");
  const whose = person ? worded("chats.of", { name: person.name }) : [t("chats.title")];
  title.replaceChildren(...whose);
  find("#chats-tools").hidden = !person;
  find("#chats-empty").hidden = Boolean(person);
  const list = find("#chats-list");
  // As on the phone of somebody whose script runs from the right.
  list.dir = person?.script === "arabic" ? "rtl" : "ltr";
  const rows = person ? state.chats : [];
  const context = [spoken(), person?.zone, state.person];
  drawList(
    list,
    rows.map((chat) => ({
      key: chat.chat,
      sign: JSON.stringify([chat, chat.chat === state.chat, ...context]),
      build: () => row(chat, person),
    })),
  );
}

function row(chat, person) {
  const chosen = chat.chat === state.chat;
  return make(
    "li",
    {},
    make(
      "button",
      {
        class: chosen ? "row chosen" : "row",
        type: "button",
        "aria-current": chosen ? "true" : null,
        "data-testid": `chat-${chat.chat}`,
        on: { click: () => go(state.person, chat.chat) },
      },
      chat.kind === "private" ? botFace() : face(chat.chat, chat.title),
      make("span", { class: "row-words" }, firstLine(chat, person), secondLine(chat)),
    ),
  );
}

function firstLine(chat, person) {
  const time = chat.last ? shortTime(momentOf(chat.last.date), person.zone, botNow()) : "";
  return make(
    "span",
    { class: "row-title" },
    chat.kind === "private" ? null : icon("group"),
    nameOf(chat.title, "row-name"),
    make("span", { class: "row-time" }, time),
  );
}

function secondLine(chat) {
  const unread = digits(String(chat.unread));
  const count = chat.unread > 0 ? make("span", { class: "count" }, unread) : null;
  const words = chat.member === false ? [t("chats.asked")] : lastWords(chat);
  return make("span", { class: "row-title" }, make("bdi", { class: "row-last" }, ...words), count);
}

function lastWords({ kind, last }) {
  if (!last) return [t("chats.nothing")];
  const words = preview(last);
  if (kind === "private" || last.service || !last.from) return [words];
  const who = last.from.id === state.person ? t("you") : last.from.name;
  return [nameOf(who), `: ${words}`];
}

async function typeLink() {
  const address = await askLine(t("chats.link"), {
    place: t("chats.link.place"),
    testid: "link",
    yes: t("open"),
  });
  if (address === null) return;
  if (/t\.me\//i.test(address) && !/startgroup/i.test(address)) openInside(withScheme(address));
  else openLink(address);
}

function withScheme(address) {
  return /^https?:/i.test(address) ? address : `https://${address}`;
}

async function newGroup() {
  const words = { place: t("chats.group.place"), testid: "group" };
  const title = await askLine(t("chats.group"), words);
  if (title === null) return;
  const made = await attempt(() => act("group", { as: state.person, action: "create", title }));
  if (made === null) return;
  await Promise.all([fetchChats(), fetchWorld()]);
  go(state.person, made.id);
}
