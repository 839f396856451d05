/** A message's text and its entities as DOM nodes; offsets are UTF-16 units, as in JavaScript. */

import { make } from "./elements.js";
import { t } from "./speech.js";

const PLAIN_TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/**
 * Return `text` with its `entities` as nodes.
 *
 * `press(kind, words, url)` is called when somebody presses a link (`url`), a command
 * (`command`) or a mention (`mention`) in it.
 */
export function formatted(text, entities, press) {
  const sorted = [...(entities ?? [])]
    .filter((one) => one.length > 0 && one.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nest({ text, entities: sorted, from: 0, to: text.length, press });
}

/** Return the nodes of one stretch; an entity takes those that lie within it. */
function nest({ text, entities, from, to, press }) {
  const nodes = [];
  let here = from;
  let at = 0;
  while (at < entities.length) {
    const entity = entities[at];
    const end = Math.min(entity.offset + entity.length, to);
    const start = Math.max(entity.offset, here);
    let next = at + 1;
    while (next < entities.length && entities[next].offset < end) next += 1;
    const within = entities.slice(at + 1, next);
    at = next;
    if (start >= end) continue;
    if (start > here) nodes.push(document.createTextNode(text.slice(here, start)));
    const inner = nest({ text, entities: within, from: start, to: end, press });
    nodes.push(dressed(entity, inner, text.slice(start, end), press));
    here = isBlock(entity) && text[end] === "\n" ? end + 1 : end;
  }
  if (here < to) nodes.push(document.createTextNode(text.slice(here, to)));
  return nodes;
}

function isBlock(entity) {
  return ["pre", "blockquote", "expandable_blockquote"].includes(entity.type);
}

function dressed(entity, inner, words, press) {
  if (entity.type in PLAIN_TAGS) return plain(entity, inner);
  if (entity.type === "spoiler") return spoiler(inner);
  if (entity.type === "text_link") return link(inner, () => press("url", words, entity.url));
  if (entity.type === "url") return link(inner, () => press("url", words, withScheme(words)));
  if (entity.type === "bot_command") {
    return link(inner, () => press("command", words), "command-link");
  }
  if (entity.type === "date_time") return moment(entity, inner);
  if (entity.type === "mention" || entity.type === "text_mention") {
    return make("span", { class: "mention" }, ...inner);
  }
  return make("span", {}, ...inner);
}

/** The bot's words stay as they are; what they mean exactly is told on demand. */
function moment(entity, inner) {
  const iso = new Date(entity.unix_time * 1000).toISOString();
  return make("time", { datetime: iso, title: iso }, ...inner);
}

function plain(entity, inner) {
  const element = make(PLAIN_TAGS[entity.type], { dir: isBlock(entity) ? "auto" : null }, ...inner);
  if (entity.type === "expandable_blockquote") element.classList.add("expandable");
  return element;
}

/** A span and not a button: buttons do not break over lines, and are isolated from the text. */
function link(inner, pressed, className = "link") {
  const keydown = (event) => event.key === "Enter" && pressed();
  const traits = { class: className, role: "link", tabindex: "0", on: { click: pressed, keydown } };
  return make("span", traits, ...inner);
}

function spoiler(inner) {
  const words = make("span", { class: "spoiler-words", "aria-hidden": "true" }, ...inner);
  const cover = make(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("hidden") },
    words,
  );
  const show = () => {
    cover.classList.add("shown");
    cover.removeAttribute("aria-label");
    cover.removeAttribute("role");
    words.removeAttribute("aria-hidden");
  };
  cover.addEventListener("click", show);
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show();
  });
  return cover;
}

function withScheme(words) {
  return /^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`;
}
