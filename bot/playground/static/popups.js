/** What comes up over the page: toasts, the bot's alerts, questions, and small menus. */

import { find, make } from "./elements.js";
import { t } from "./speech.js";
import { Refused } from "./server.js";

const SHORTEST_MS = 3200;
const MS_PER_LETTER = 55;

/** Show `words` for as long as it takes to read them, or until the next ones. */
export function toast(words, { bad = false } = {}) {
  const shown = make("div", { class: bad ? "toast bad" : "toast", "data-testid": "toast" });
  shown.append(make("span", { dir: "auto" }, words));
  find("#toasts").replaceChildren(shown);
  const stay = Math.max(SHORTEST_MS, words.length * MS_PER_LETTER);
  setTimeout(() => shown.remove(), stay);
}

/** Run `deed`; what the server refuses is shown as a toast. Returns what it returned, or null. */
export async function attempt(deed) {
  try {
    return await deed();
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    const why = reasonOf(refusal.message);
    toast(t("error", { why }), { bad: true });
    return null;
  }
}

/** Return why something was refused: the server gives a short code, or words of its own. */
function reasonOf(code) {
  if (!code) return t("error.network");
  const key = `refused.${code}`;
  return t(key) === key ? code : t(key);
}

/** Show the bot's alert until it is put away. */
export function alarm(words) {
  return dialog({ words, testid: "alert", role: "alertdialog", yes: t("ok") });
}

/** Ask a question; returns whether it was confirmed. */
export function confirm(words, { detail = "", yes = t("ok"), danger = false } = {}) {
  return dialog({ words, detail, testid: "confirm", yes, no: t("cancel"), danger });
}

/** Ask for a line of text; returns it, or null. */
export async function askLine(words, { place = "", testid = "prompt", yes = t("ok") } = {}) {
  const input = make("input", {
    class: "field",
    dir: "auto",
    placeholder: place,
    "aria-label": words,
    "data-testid": `${testid}-line`,
  });
  const sure = await dialog({ words, testid, yes, no: t("cancel"), more: input });
  return sure && input.value.trim() ? input.value.trim() : null;
}

/** Let one of `choices` (`[value, words]`) be chosen; returns its value, or null. */
export async function choose(words, choices, testid) {
  let chosen = null;
  const list = make("div", { class: "choices" });
  for (const [value, label] of choices) {
    const pick = () => {
      chosen = value;
      list.closest("dialog").close("yes");
    };
    list.append(
      make("button", { type: "button", class: "choice", dir: "auto", on: { click: pick } }, label),
    );
  }
  const sure = await dialog({ words, testid, no: t("cancel"), more: list });
  return sure ? chosen : null;
}

/** Open a native dialog and wait for it; Escape and a press beside it mean no. */
function dialog({ words, detail = "", testid, role, yes, no, danger = false, more = null }) {
  const box = make("dialog", { class: "popup", role, "data-testid": testid, "aria-label": words });
  const form = make("form", { method: "dialog" });
  form.append(make("p", { class: "popup-words", dir: "auto" }, words));
  if (detail) form.append(make("p", { class: "popup-detail", dir: "auto" }, detail));
  if (more) form.append(more);
  form.append(buttonsOf({ testid, yes, no, danger }));
  box.append(form);
  document.body.append(box);
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close("no");
  });
  box.showModal();
  box.querySelector("input, [value=yes], .choice")?.focus();
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue === "yes");
    });
  });
}

function buttonsOf({ testid, yes, no, danger }) {
  const line = make("div", { class: "popup-buttons" });
  if (yes) {
    const traits = { class: danger ? "button danger" : "button primary", value: "yes" };
    line.append(make("button", { ...traits, "data-testid": `${testid}-yes` }, yes));
  }
  if (no) {
    // Not a submit button: Enter in a field must mean yes.
    const put = (event) => event.target.closest("dialog").close("no");
    const traits = { type: "button", class: "button", on: { click: put } };
    line.append(make("button", { ...traits, "data-testid": `${testid}-no` }, no));
  }
  return line;
}

/** Open a small menu at `anchor` with `entries` of `{words, testid, danger, act}`. */
export function openMenu(anchor, entries) {
  closeMenu();
  const menu = make("div", { class: "menu", role: "menu", id: "open-menu" });
  for (const entry of entries) menu.append(menuEntry(entry));
  menu.addEventListener("keydown", (event) => moveInMenu(menu, event, anchor));
  document.body.append(menu);
  placeAt(menu, anchor);
  menu.firstChild?.focus();
  setTimeout(() => document.addEventListener("click", closeMenu, { once: true }), 0);
}

/** Close the small menu if one is open. */
function closeMenu() {
  document.querySelector("#open-menu")?.remove();
}

function menuEntry({ words, testid, danger, act }) {
  const className = danger ? "menu-entry danger" : "menu-entry";
  const pressed = () => {
    closeMenu();
    act();
  };
  const traits = { class: className, type: "button", role: "menuitem", on: { click: pressed } };
  return make("button", { ...traits, "data-testid": testid }, words);
}

function moveInMenu(menu, event, anchor) {
  const entries = [...menu.children];
  const at = entries.indexOf(document.activeElement);
  if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
  else if (event.key === "ArrowUp") entries[(at - 1 + entries.length) % entries.length].focus();
  else if (event.key === "Escape") {
    closeMenu();
    anchor.focus();
  } else if (event.key !== "Tab") return;
  if (event.key === "Tab") closeMenu();
  else event.preventDefault();
}

function placeAt(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const margin = 8;
  const left = Math.min(Math.max(margin, box.right - width), innerWidth - width - margin);
  const below = box.bottom + 4 + height < innerHeight;
  const top = below ? box.bottom + 4 : Math.max(margin, box.top - height - 4);
  menu.style.setProperty("left", `${Math.max(margin, left)}px`);
  menu.style.setProperty("top", `${top}px`);
}
