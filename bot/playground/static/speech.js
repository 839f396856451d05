/** The language that the page itself speaks: its choice, its words, its digits, its direction. */

import { recall, remember } from "./memory.js";
import { WORDS } from "./words.js";

const RIGHT_TO_LEFT = ["azb"];
const PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹";

let language = recall("language") ?? guess();

/** The languages that the page speaks, as `[code, own name]`. */
export const languages = Object.keys(WORDS).map((code) => [code, WORDS[code]["language.name"]]);

/** Return the code of the language that the page speaks now. */
export function spoken() {
  return language;
}

/** Let the page speak `code` from now on; who draws must draw again. */
export function speak(code) {
  language = code in WORDS ? code : "en";
  remember("language", language);
  wear();
}

/** Tell the document which language and direction it has, and fill its fixed words. */
export function wear() {
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = t(element.dataset.word);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
    element.title = t(element.dataset.label);
  }
  for (const element of document.querySelectorAll("[data-place]")) {
    element.placeholder = t(element.dataset.place);
  }
}

/** Return the word `key`; `{name}` in it is replaced by `values.name`, numbers in its digits. */
export function t(key, values = {}) {
  const words = WORDS[language][key] ?? WORDS.en[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) =>
    typeof values[name] === "number" ? digits(String(values[name])) : values[name] ?? whole,
  );
}

/** Return the word `key` as nodes, names in it kept apart from the direction of what is round. */
export function worded(key, values) {
  const words = WORDS[language][key] ?? WORDS.en[key] ?? key;
  return words.split(/\{(\w+)\}/).map((part, at) => {
    if (at % 2 === 0) return part;
    const name = document.createElement("bdi");
    name.textContent = values[part] ?? "";
    return name;
  });
}

/** Return `text` with its digits as the page's language writes them. */
export function digits(text) {
  if (language !== "azb") return text;
  return text.replace(/[0-9]/g, (digit) => PERSIAN_DIGITS[Number(digit)]);
}

function guess() {
  for (const wish of navigator.languages ?? []) {
    if (/^(azb|az-arab|az-ir)/i.test(wish)) return "azb";
    if (/^az/i.test(wish)) return "az";
    if (/^en/i.test(wish)) return "en";
  }
  return "en";
}
