/** Links open inside the playground where they can: chats with the bot, invitations. */

import { alarm, attempt, choose, confirm, toast } from "./popups.js";
import { act } from "./server.js";
import { fetchChats, fetchWorld, state } from "./state.js";
import { t } from "./speech.js";
import { go } from "./place.js";

const TELEGRAM = ["t.me", "telegram.me", "www.t.me"];
const HARMLESS = ["http:", "https:", "mailto:", "tel:"];

/** Ask whether to open `address`, as Telegram does, and open it. */
export async function openLink(address, { sure = false } = {}) {
  const url = parse(address);
  if (url === null) return toast(t("link.refused"), { bad: true });
  if (!isTelegram(url)) return openOutside(url);
  const detail = `${shown(url)}\n${t(isBot(url) ? "link.start" : "link.invite")}`;
  if (!sure && !(await confirm(t("link.open"), { detail, yes: t("open") }))) return null;
  if (url.searchParams.has("startgroup")) return addToGroup(url.searchParams.get("startgroup"));
  return openInside(url.href);
}

/** Open a link of Telegram's in the playground and go where it leads. */
export async function openInside(address) {
  const answer = await attempt(() => act("open", { as: state.person, url: address }));
  if (answer === null) return;
  await Promise.all([fetchChats(), fetchWorld()]);
  if (answer.kind === "join_request") toast(t("link.asked"));
  if (answer.kind === "joined") toast(t("link.joined"));
  go(state.person, answer.chat ?? state.bot.id);
}

async function addToGroup(payload) {
  const groups = state.groups.filter((group) => group.members?.includes(state.person));
  if (groups.length === 0) return alarm(t("link.none"));
  const choices = groups.map((group) => [group.id, group.title]);
  const chat = await choose(t("link.group"), choices, "choose-group");
  if (chat === null) return null;
  const added = await attempt(() => act("group", { as: state.person, action: "add_bot", chat }));
  if (added === null) return null;
  if (payload) {
    const text = `/start@${state.bot.username} ${payload}`;
    await attempt(() => act("say", { as: state.person, chat, text }));
  }
  return go(state.person, chat);
}

async function openOutside(url) {
  const detail = `${shown(url)}\n${t("link.outside")}`;
  if (await confirm(t("link.open"), { detail, yes: t("open") })) {
    window.open(url.href, "_blank", "noopener,noreferrer");
  }
}

function parse(address) {
  const tg = /^tg:\/\/resolve\?(.*)$/i.exec(address);
  const plain = tg ? fromResolve(new URLSearchParams(tg[1])) : address;
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(plain) ? plain : `https://${plain}`);
    return HARMLESS.includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

function fromResolve(query) {
  const bot = query.get("domain") ?? "";
  query.delete("domain");
  return `https://t.me/${bot}?${query}`;
}

function isTelegram(url) {
  return TELEGRAM.includes(url.hostname) && url.pathname.length > 1;
}

function isBot(url) {
  return url.pathname.slice(1).toLowerCase() === state.bot.username.toLowerCase();
}

/** Isolated, so that an address stays readable inside words that run the other way. */
function shown(url) {
  return `\u2066${url.href}\u2069`;
}
