/** The topics of a forum: chips above the messages, and what an administrator does with them. */

import { drawList, find, icon, make, nameOf } from "./elements.js";
import { go } from "./place.js";
import { askLine, attempt, confirm } from "./popups.js";
import { act } from "./server.js";
import { fetchChats, fetchWorld, me, openChat, openGroup, openTopic, state } from "./state.js";
import { watch } from "./state.js";
import { digits, spoken, t } from "./speech.js";

/** Draw the chips now and whenever topics or what is unread in them change. */
export function showTopics() {
  watch("chats world place speech", draw);
}

/** Return a topic's name; Telegram names the general one in the language of each client. */
export function topicName(topic) {
  return topic.id === 0 && topic.name === "General" ? t("topic.general") : topic.name;
}

/** Return whether our person may write in the open topic. */
export function mayWrite() {
  return !openTopic()?.closed || openGroup().administrators.includes(me()?.id);
}

/** Return what an administrator can do with topics, as entries of a menu. */
export function topicDeeds() {
  const group = openGroup();
  const topic = openTopic();
  if (!group?.administrators.includes(me()?.id) || group.type !== "supergroup") return [];
  if (!topic) return [deed("make_forum", () => change("make_forum"))];
  const deeds = [
    deed("create_topic", create),
    deed("rename_topic", () => rename(topic)),
    deed(topic.closed ? "reopen_topic" : "close_topic", toggle),
  ];
  if (topic.id !== 0) deeds.push({ ...deed("delete_topic", () => remove(topic)), danger: true });
  return deeds;
}

function draw() {
  const topics = openChat()?.member ? (openGroup()?.topics ?? []) : [];
  const bar = find("#topics");
  bar.hidden = topics.length === 0;
  const unread = openChat()?.unread_in ?? {};
  drawList(
    bar,
    topics.map((topic) => ({
      key: topic.id,
      sign: JSON.stringify([topic, topic === openTopic(), unread[topic.id], spoken()]),
      build: () => chip(topic, unread[topic.id] ?? 0),
    })),
  );
  bar.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function chip(topic, unread) {
  const here = topic === openTopic();
  return make(
    "button",
    {
      class: here ? "chip chosen" : "chip",
      type: "button",
      "aria-current": here ? "true" : null,
      "data-testid": `topic-${topic.id}`,
      on: { click: () => go(state.person, state.chat, topic.id) },
    },
    nameOf(topicName(topic)),
    topic.closed ? icon("lock") : null,
    topic.closed ? make("span", { class: "unseen" }, t("topic.closed")) : null,
    unread > 0 && !here ? make("span", { class: "count" }, digits(String(unread))) : null,
  );
}

function deed(action, run) {
  return { words: t(action), testid: `group-${action}`, act: run };
}

async function create() {
  const name = await askLine(t("topic.name"), { testid: "topic" });
  if (name === null) return;
  const group = await change("create_topic", { name });
  if (group) go(state.person, group.id, group.topics.at(-1).id);
}

async function rename(topic) {
  const name = await askLine(t("topic.name"), { testid: "topic", place: topicName(topic) });
  if (name !== null) await change("rename_topic", { thread: topic.id, name });
}

async function toggle() {
  const topic = openTopic();
  await change(topic.closed ? "reopen_topic" : "close_topic", { thread: topic.id });
}

async function remove(topic) {
  const words = t("delete_topic.sure", { name: topicName(topic) });
  if (!(await confirm(words, { yes: t("delete"), danger: true }))) return;
  const group = await change("delete_topic", { thread: topic.id });
  if (group) go(state.person, group.id);
}

async function change(action, more = {}) {
  const { person, chat } = state;
  const group = await attempt(() => act("group", { as: person, action, chat, ...more }));
  if (group !== null) await Promise.all([fetchChats(), fetchWorld()]);
  return group;
}
