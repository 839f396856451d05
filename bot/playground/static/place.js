/** Where we are, written in the address: `#person/chat/topic`, or less; Back works as expected. */

import { become } from "./state.js";

/** Go to `person`'s list of chats, or to one chat, or to one topic of it; null is nobody. */
export function go(person, chat = null, topic = 0) {
  const path = [person, chat, topic || null].filter((part) => part !== null);
  const hash = person === null ? "" : `#${path.join("/")}`;
  if (location.hash === hash) return;
  if (hash === "") history.pushState(null, "", location.pathname);
  else history.pushState(null, "", hash);
  arrive();
}

/** Read the address and become who it names. */
function arrive() {
  const [person, chat, topic = 0] = location.hash.slice(1).split("/").map(Number);
  const named = Number.isSafeInteger(person) && person > 0;
  const place = named && Number.isSafeInteger(chat) ? chat : null;
  become(named ? person : null, place, Number.isSafeInteger(topic) ? topic : 0);
}

/** Call `arrive` whenever the browser goes back or forward. */
export function follow() {
  addEventListener("popstate", arrive);
  arrive();
}
