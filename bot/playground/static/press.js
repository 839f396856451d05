/** What happens when somebody presses a word in a text: a link opens, a command is sent. */

import { openLink } from "./links.js";
import { say } from "./sending.js";

/** Do what the pressed words stand for. */
export function pressWords(kind, words, url) {
  if (kind === "url") openLink(url);
  if (kind === "command") say(words);
}
