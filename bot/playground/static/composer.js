/** Where one writes: the line, its commands, reply and correction, and Start in its place. */

import { preview } from "./bubble.js";
import { drawList, find, make } from "./elements.js";
import { attempt } from "./popups.js";
import { act } from "./server.js";
import { block, say, start } from "./sending.js";
import { fetchChats, isPrivate, me, openChat, state, watch } from "./state.js";
import { spoken, t, worded } from "./speech.js";
import { go } from "./place.js";
import { mayWrite } from "./topics.js";
import { typedWords } from "./typed.js";

/** Pixels to which the line grows with what is written. */
const TALLEST = 180;

let chosen = 0;
let menuOpen = false;
const drafts = new Map();
let draftOf = "";

/** Draw the line now and whenever what one may write changes. */
export function showComposer() {
  const line = find("#composer");
  watch("composer world chats place speech", draw);
  watch("commands speech", drawCommands);
  find("#composer-form").addEventListener("submit", submitted);
  line.addEventListener("input", written);
  line.addEventListener("keydown", keyPressed);
  find("#menu-button").addEventListener("click", toggleMenu);
  find("#context-close").addEventListener("click", forget);
  find("#start-button").addEventListener("click", start);
  find("#unblock-button").addEventListener("click", () => block(false));
  find("#withdraw-button").addEventListener("click", withdraw);
}

function draw() {
  const person = me();
  const chat = openChat();
  const kind = isPrivate() ? privateKind(person) : groupKind(chat);
  find("#composer-form").hidden = kind !== "write";
  find("#start-bar").hidden = kind !== "start";
  find("#unblock-bar").hidden = kind !== "blocked";
  find("#asked-bar").hidden = kind !== "asked";
  find("#shut-bar").hidden = kind !== "shut";
  takeDraft();
  drawContext();
  fit();
  drawCommands();
}

function groupKind(chat) {
  if (chat?.member === false) return "asked";
  return mayWrite() ? "write" : "shut";
}

function privateKind(person) {
  if (person?.blocked) return "blocked";
  return person?.started ? "write" : "start";
}

/** Keep what was written in one chat while looking at another. */
function takeDraft() {
  const place = `${state.person}/${state.chat}/${state.topic}`;
  if (place === draftOf) return;
  const line = find("#composer");
  drafts.set(draftOf, line.value);
  draftOf = place;
  menuOpen = false;
  line.value = drafts.get(place) ?? "";
  fit();
}

let contextOf = null;

function drawContext() {
  const { replyTo, editing } = state;
  const about = editing ?? replyTo;
  find("#context").hidden = !about;
  if (about) {
    const title = editing ? [t("editing")] : worded("replying", { name: about.from?.name ?? "" });
    find("#context-title").replaceChildren(...title);
    find("#context-words").textContent = state.quote || preview(about);
  }
  if (about && about !== contextOf) {
    const line = find("#composer");
    if (editing) line.value = typedWords(editing.text ?? "", editing.entities);
    line.focus();
    fit();
  }
  contextOf = about ?? null;
}

function forget() {
  if (state.editing) find("#composer").value = "";
  Object.assign(state, { replyTo: null, quote: "", editing: null });
  draw();
  fit();
}

async function submitted(event) {
  event.preventDefault();
  const line = find("#composer");
  const words = line.value.trim();
  if (!words && !mayBeWordless()) return;
  line.value = "";
  menuOpen = false;
  written();
  line.focus();
  // What was refused comes back, so that nobody writes it twice.
  if (!(await say(words)) && line.value === "") line.value = words;
  written();
}

/** Return whether a file says enough, or would stay when its words are taken away. */
function mayBeWordless() {
  return state.attached.length > 0 || Boolean(state.editing?.media);
}

function written() {
  chosen = 0;
  if (!find("#composer").value.startsWith("/")) menuOpen = false;
  fit();
  drawCommands();
}

function fit() {
  const line = find("#composer");
  line.style.setProperty("height", "auto");
  line.style.setProperty("height", `${Math.min(line.scrollHeight, TALLEST)}px`);
  find("#send").disabled = !line.value.trim() && !mayBeWordless();
}

function keyPressed(event) {
  const offered = offeredCommands();
  if (offered.length > 0 && moveInCommands(event, offered)) return;
  if (event.key === "Escape") forget();
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  find("#composer-form").requestSubmit();
}

function moveInCommands(event, offered) {
  if (event.key === "ArrowDown") chosen = (chosen + 1) % offered.length;
  else if (event.key === "ArrowUp") chosen = (chosen - 1 + offered.length) % offered.length;
  else if (event.key === "Tab" && !event.shiftKey) complete(offered[chosen]);
  else if (event.key === "Escape") hideCommands();
  else if (event.key === "Enter" && isPartOf(offered[chosen])) send(offered[chosen]);
  else return false;
  event.preventDefault();
  drawCommands();
  return true;
}

/** Return whether what is written is only the beginning of this command. */
function isPartOf({ command }) {
  const words = find("#composer").value;
  return words.length < command.length + 1 && `/${command}`.startsWith(words);
}

function hideCommands() {
  menuOpen = false;
  find("#composer").value = "";
}

function offeredCommands() {
  const words = find("#composer").value;
  if (menuOpen && words === "") return state.commands;
  const begun = /^\/(\w*)$/.exec(words);
  if (begun === null) return [];
  return state.commands.filter(({ command }) => command.startsWith(begun[1].toLowerCase()));
}

function drawCommands() {
  const offered = find("#composer-form").hidden ? [] : offeredCommands();
  const box = find("#commands");
  const line = find("#composer");
  find("#menu-button").hidden = state.commands.length === 0;
  find("#menu-button").setAttribute("aria-expanded", String(offered.length > 0));
  box.hidden = offered.length === 0;
  drawList(
    box,
    offered.map((one, at) => ({
      key: one.command,
      sign: JSON.stringify([one, at === chosen, spoken()]),
      build: () => commandRow(one, at),
    })),
  );
  if (offered.length > 0) line.setAttribute("aria-activedescendant", `command-${chosen}`);
  else line.removeAttribute("aria-activedescendant");
  box.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
}

function commandRow(one, at) {
  return make(
    "li",
    {
      id: `command-${at}`,
      role: "option",
      class: at === chosen ? "command chosen" : "command",
      "aria-selected": String(at === chosen),
      "data-testid": `command-${one.command}`,
      on: { click: () => send(one), mousedown: (event) => event.preventDefault() },
    },
    make("bdi", { class: "command-name" }, `/${one.command}`),
    make("span", { class: "command-words", dir: "auto" }, one.description),
  );
}

function complete({ command }) {
  find("#composer").value = `/${command} `;
  written();
}

/** Send a command; in a group it says whom it is meant for. */
async function send({ command }) {
  menuOpen = false;
  find("#composer").value = "";
  written();
  await say(isPrivate() ? `/${command}` : `/${command}@${state.bot.username}`);
}

function toggleMenu() {
  const open = offeredCommands().length > 0;
  menuOpen = !open;
  chosen = 0;
  const line = find("#composer");
  if (open) line.value = "";
  line.focus();
  drawCommands();
}

async function withdraw() {
  const { person, chat } = state;
  if ((await attempt(() => act("withdraw", { as: person, chat }))) === null) return;
  await fetchChats();
  go(person);
}
