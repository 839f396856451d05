/** The way to the playground's server: calls, and the stream of what happens. */

/** What the server refused, in its own words. */
export class Refused extends Error {}

const RETRY_MS = 1500;

/** Return the answer to GET /playground/`path`. */
export function ask(path, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return call(`/playground/${path}?${new URLSearchParams(kept)}`, {});
}

/** Return the answer to POST /playground/`path`; the header shows that it was this page. */
export function act(path, body = {}) {
  return call(`/playground/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Playground": "1" },
    body: JSON.stringify(body),
  });
}

/** Bring a file to the playground; return what it is, with the `file` to send it by. */
export function upload(file, facts) {
  return call(`/playground/upload?${new URLSearchParams(facts)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", "X-Playground": "1" },
    body: file,
  });
}

async function call(url, options) {
  const answer = await fetch(url, options).catch(() => null);
  if (answer === null) throw new Refused("");
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(reason(content) ?? `${answer.status} ${answer.statusText}`);
  return content;
}

function reason(content) {
  return content.description ?? content.error ?? content.message;
}

const EVENTS = ["message", "edit", "delete", "typing", "toast", "chats", "time", "people"];

/**
 * Listen to what happens, as `person` sees it (null: only what concerns everybody).
 *
 * `heard(kind, data)` gets each event; `connected()` is called at every connection, `lost()` when
 * it breaks: events in between are lost, and the state must be fetched.
 * Returns a function that ends the listening.
 */
export function listen(person, { heard, connected, lost }) {
  const url = person === null ? "/playground/events" : `/playground/events?as=${person}`;
  let source = null;
  let timer = 0;

  function open() {
    source = new EventSource(url);
    source.onopen = connected;
    source.onerror = () => {
      lost();
      // A refused stream (the server restarts) is closed for good by the browser: try anew.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
    };
    for (const kind of EVENTS) {
      source.addEventListener(kind, (event) => heard(kind, JSON.parse(event.data)));
    }
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
