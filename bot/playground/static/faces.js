/** How people and groups look: a round picture with initials, a flag or a country's letters. */

import { make } from "./elements.js";

const COLOURS = 8;

/** Return the round picture of somebody: initials on a colour of their own. */
export function face(id, name, { unread = 0, label = "" } = {}) {
  const picture = make(
    "span",
    { class: `face face-${Math.abs(id) % COLOURS}`, "aria-hidden": "true" },
    initials(name),
  );
  const dot = unread > 0 ? make("span", { class: "dot", role: "img", "aria-label": label }) : null;
  return make("span", { class: "face-frame" }, picture, dot);
}

/** Return the bot's picture: the bridge. */
export function botFace() {
  const picture = make("img", { class: "face", src: "/static/bridge.svg", alt: "" });
  return make("span", { class: "face-frame" }, picture);
}

function initials(name) {
  const words = name.split(/[\s—–-]+/u).filter((word) => /^\p{L}/u.test(word));
  const letters = words.slice(0, 2).map((word) => [...word][0]);
  // Letters of joining scripts would melt into one word: one letter is enough there.
  return /\p{Script=Arabic}/u.test(letters.join("")) ? letters[0] : letters.join("").toUpperCase();
}

/** Return a country's flag where this machine has one to show, else its two letters. */
export function flag(country) {
  if (!/^[A-Z]{2}$/.test(country ?? "")) return null;
  if (!drawsFlags()) return make("span", { class: "country" }, country);
  return make("span", { class: "flag", role: "img", "aria-label": country }, flagLetters(country));
}

function flagLetters(country) {
  return String.fromCodePoint(...[...country].map((c) => 0x1f1e6 + c.charCodeAt(0) - 65));
}

let flags;

function drawsFlags() {
  flags ??= looksColoured(flagLetters("DE"));
  return flags;
}

/** Return whether `text` comes out in colours: a flag does, boxes and letters do not. */
function looksColoured(text) {
  const canvas = make("canvas", { width: 24, height: 24 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return false;
  context.font = "20px sans-serif";
  context.fillStyle = "#000";
  context.fillText(text, 0, 20);
  const pixels = context.getImageData(0, 0, 24, 24).data;
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at] > pixels[at + 2] + 60 && pixels[at + 3] > 200) return true;
  }
  return false;
}
