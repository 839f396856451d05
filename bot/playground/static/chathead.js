/** The head of the open chat: whom it is with, what is pinned, what one can do there. */

import { preview } from "./bubble.js";
import { find, make, nameOf } from "./elements.js";
import { botFace, face } from "./faces.js";
import { jumpTo } from "./jump.js";
import { go } from "./place.js";
import { attempt, confirm, openMenu } from "./popups.js";
import { block } from "./sending.js";
import { act } from "./server.js";
import { botName, fetchChat, fetchChats, fetchWorld } from "./state.js";
import { isPrivate, me, openChat, openGroup, state } from "./state.js";
import { t } from "./speech.js";
import { topicDeeds } from "./topics.js";

/** What can be done with the bot in a group, by how it stands to the group. */
const BOT_DEEDS = {
  administrator: ["demote_bot", "remove_bot"],
  member: ["promote_bot", "remove_bot"],
};

/** Listen to the buttons of the head. */
export function prepareChatHead() {
  find("#chat-back").addEventListener("click", () => go(state.person));
  find("#chat-more").addEventListener("click", (event) => {
    event.stopPropagation();
    openMenu(event.currentTarget, isPrivate() ? privateDeeds() : groupDeeds());
  });
}

/** Draw whom the open chat is with. */
export function drawChatHead() {
  const open = state.chat !== null && me() !== undefined;
  document.documentElement.dataset.pane = paneShown();
  find("#conversation").classList.toggle("empty", !open);
  if (!open) return;
  const title = isPrivate() ? botName() : (openChat()?.title ?? openGroup()?.title ?? "");
  const picture = isPrivate() ? botFace() : face(state.chat, title);
  find("#chat-face").replaceChildren(picture);
  find("#chat-title").replaceChildren(nameOf(title));
  find("#chat-note").textContent = isPrivate() ? t("bot") : membersWords();
  drawPinned();
}

/** Which pane a phone shows, where there is room for one only. */
function paneShown() {
  if (state.person === null) return "people";
  return state.chat === null ? "chats" : "chat";
}

function membersWords() {
  const n = openGroup()?.members.length ?? 0;
  return n === 0 ? "" : t(n === 1 ? "group.member" : "group.members", { n });
}

function drawPinned() {
  const pinned = openChat()?.pinned;
  const message = state.messages.find((one) => one.id === pinned);
  const bar = find("#pinned");
  bar.hidden = !message;
  if (!message) return;
  bar.onclick = () => jumpTo(message.id);
  bar.replaceChildren(
    make("span", { class: "pinned-title" }, t("pinned")),
    make("span", { class: "pinned-words", dir: "auto" }, preview(message)),
  );
}

function privateDeeds() {
  const blocked = me()?.blocked;
  return [
    {
      words: t(blocked ? "unblock" : "block"),
      testid: "block",
      danger: !blocked,
      act: () => block(!blocked),
    },
  ];
}

function groupDeeds() {
  const group = openGroup();
  const actions = [...(BOT_DEEDS[group?.bot] ?? ["add_bot"])];
  if (group?.type === "group") actions.push("upgrade");
  const deeds = actions.map((action) => ({
    words: t(action),
    testid: `group-${action}`,
    act: () => changeGroup(action),
  }));
  return [...topicDeeds(), ...deeds, { words: t("leave"), testid: "leave", danger: true, act: leave }];
}

async function changeGroup(action) {
  const { person, chat } = state;
  const changed = await attempt(() => act("group", { as: person, action, chat }));
  if (changed === null) return;
  await Promise.all([fetchChats(), fetchWorld()]);
  if (changed.id !== chat) go(person, changed.id);
  else fetchChat();
}

async function leave() {
  const title = openChat()?.title ?? "";
  const sure = await confirm(t("leave.sure", { title }), { yes: t("leave"), danger: true });
  if (!sure) return;
  const { person, chat } = state;
  const left = await attempt(() => act("leave", { as: person, chat }));
  if (left === null) return;
  await fetchChats();
  go(person);
}
