/** What service messages say: who came, who went, what changed in a group. */

import { t, worded } from "./speech.js";

const KINDS = [
  "joined",
  "left",
  "created",
  "pinned",
  "upgraded",
  "topic_created",
  "topic_edited",
  "topic_closed",
  "topic_reopened",
];

/** Return a service message as nodes. */
export function serviceNodes(message) {
  return worded(keyOf(message), { name: namesOf(message).join(", "), topic: message.service.name });
}

/** Return a service message as one line of text. */
export function serviceWords(message) {
  const names = namesOf(message).map((name) => `\u2068${name}\u2069`);
  const topic = `\u2068${message.service.name ?? ""}\u2069`;
  return t(keyOf(message), { name: names.join(", "), topic });
}

function keyOf({ service }) {
  return KINDS.includes(service.kind) ? `service.${service.kind}` : "service.other";
}

function namesOf({ service, from }) {
  const named = service.people?.length ? service.people : [from];
  return named.map((one) => one?.name ?? "");
}
