/** One message as people see it: bubble, quote, text, time, buttons. */

import { make, icon, nameOf } from "./elements.js";
import { formatted } from "./entities.js";
import { botFace, face } from "./faces.js";
import { keyboard } from "./keyboard.js";
import { mediaCard, mediaName } from "./media.js";
import { clockTime } from "./moments.js";
import { serviceNodes, serviceWords } from "./service.js";
import { t } from "./speech.js";
import { openMessageMenu } from "./messagemenu.js";
import { jumpTo } from "./jump.js";
import { pressWords } from "./press.js";

/** Messages of one sender that follow each other this closely stand together. */
const RUN_SECONDS = 300;

const NAME_COLOURS = 8;

/** A line whose first strong letter, or mark, is one of the Arabic script. */
const RUNS_FROM_RIGHT = /^[^\p{L}\u200e\u200f]*[\p{Script=Arabic}\u200f]/u;

/** Return the moment of a message; the server may give seconds or an ISO string. */
export function momentOf(stamp) {
  return new Date(typeof stamp === "number" ? stamp * 1000 : stamp);
}

/** Return whether `message` stands with the one `before` it. */
export function continues(before, message) {
  if (!before || before.service || message.service) return false;
  if (before.from?.id !== message.from?.id) return false;
  return momentOf(message.date) - momentOf(before.date) < RUN_SECONDS * 1000;
}

/** Return the element of a message; `look` says who looks, in which zone and in what company. */
export function bubble(message, look) {
  const traits = { "data-testid": `message-${message.id}`, id: `message-${message.id}` };
  if (message.service) {
    const words = make("span", { class: "pill" }, ...serviceNodes(message));
    return make("article", { ...traits, class: "service" }, words);
  }
  const own = message.from?.id === look.person;
  const names = ["message", own ? "own" : "theirs", look.first && "first", look.last && "last"];
  if (message.album) names.push("in-album");
  return make(
    "article",
    { ...traits, class: names.filter(Boolean).join(" ") },
    look.group && !own ? picture(message.from, look.last) : null,
    make("div", { class: "stack" }, body(message, look, own), keyboard(message)),
    moreButton(message),
  );
}

function body(message, look, own) {
  const box = make("div", { class: "bubble" });
  if (look.group && !own && look.first) box.append(senderName(message.from, look.bot));
  else box.append(make("span", { class: "unseen" }, own ? t("you") : message.from?.name ?? ""));
  if (message.forward) box.append(forwarded(message.forward));
  if (message.reply_to) box.append(quote(message.reply_to, look.find));
  if (message.media) box.append(mediaCard(message.media));
  const nodes = formatted(message.text ?? "", message.entities, pressWords);
  const words = make("div", { class: nodes.length > 0 ? "text" : "text wordless" }, ...nodes);
  words.append(meta(message, look.zone));
  box.append(words);
  box.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    openMessageMenu(message, box);
  });
  return box;
}

function forwarded({ name }) {
  return make("div", { class: "forwarded" }, icon("forward"), nameOf(name));
}

function picture(from, shown) {
  if (!shown) return make("span", { class: "face-space" });
  return from?.is_bot ? botFace() : face(from?.id ?? 0, from?.name ?? "?");
}

function senderName(from, botName) {
  const colour = from?.is_bot ? "bot" : Math.abs(from?.id ?? 0) % NAME_COLOURS;
  const tag = from?.is_bot ? make("span", { class: "tag" }, t("bot")) : null;
  return make("div", { class: `sender name-${colour}` }, nameOf(from?.is_bot ? botName : from?.name ?? ""), tag);
}

/** Return the quoted message; `target` is what the server says of it. */
function quote(target, findMessage) {
  const { id } = target;
  const known = findMessage(id);
  const words = target.quoted ? target.text : preview(known ?? target);
  return make(
    "button",
    { class: "quote", type: "button", on: { click: () => jumpTo(id) } },
    make("span", { class: "quote-name" }, nameOf((known ?? target).from?.name ?? "")),
    make("span", { class: "quote-words", dir: "auto" }, words || t("gone")),
  );
}

/** Return the first words of a message, on one line. */
export function preview(message) {
  if (message.service) return serviceWords(message);
  const words = (message.text ?? "").replace(/\s+/g, " ").trim();
  return words || (message.media ? mediaName(message.media) : "");
}

function meta(message, zone) {
  const moment = momentOf(message.date);
  const time = make("time", { datetime: moment.toISOString() }, clockTime(moment, zone));
  const mark = message.edited ? make("span", { class: "edited" }, t("edited")) : null;
  const side = endsAtLeft(message.text ?? "") ? "meta leftmost" : "meta";
  return make("span", { class: side }, mark, time);
}

/** Return whether the last line of `words` runs from the right, so that it ends at the left. */
function endsAtLeft(words) {
  const [line] = words.split("\n").slice(-1);
  return RUNS_FROM_RIGHT.test(line);
}

function moreButton(message) {
  const open = (event) => {
    event.stopPropagation();
    openMessageMenu(message, event.currentTarget);
  };
  return make(
    "button",
    {
      class: "more round",
      type: "button",
      "aria-label": t("message.more"),
      "aria-haspopup": "menu",
      "data-testid": `more-${message.id}`,
      on: { click: open },
    },
    icon("more"),
  );
}
