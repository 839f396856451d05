/** What service messages say: who came, who went, what changed in a group. */

import { t } from "./speech.js";

const KINDS = ["joined", "left", "created", "pinned", "upgraded"];

/** Return a service message in words. */
export function serviceWords({ service, from }) {
  const named = service.people?.length ? service.people : [from];
  const name = named.map((one) => `\u2068${one?.name ?? ""}\u2069`).join(", ");
  return t(KINDS.includes(service.kind) ? `service.${service.kind}` : "service.other", { name });
}
