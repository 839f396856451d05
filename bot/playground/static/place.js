/** Where we are, written in the address: `#person` or `#person/chat`; Back works as expected. */

import { become } from "./state.js";

/** Go to `person`'s list of chats, or to one chat; null is nobody. */
export function go(person, chat = null) {
  const hash = person === null ? "" : chat === null ? `#${person}` : `#${person}/${chat}`;
  if (location.hash === hash) return;
  if (hash === "") history.pushState(null, "", location.pathname);
  else history.pushState(null, "", hash);
  arrive();
}

/** Read the address and become who it names. */
function arrive() {
  const [person, chat] = location.hash.slice(1).split("/").map(Number);
  const named = Number.isSafeInteger(person) && person > 0;
  become(named ? person : null, named && Number.isSafeInteger(chat) ? chat : null);
}

/** Call `arrive` whenever the browser goes back or forward. */
export function follow() {
  addEventListener("popstate", arrive);
  arrive();
}
