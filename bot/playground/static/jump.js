/** Going to a message in the open chat and showing which one it is. */

const SHOWN_MS = 1600;

/** Scroll to the message `id`, if it is here, and light it up for a moment. */
export function jumpTo(id) {
  const element = document.getElementById(`message-${id}`);
  if (element === null) return;
  element.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  element.classList.add("found");
  setTimeout(() => element.classList.remove("found"), SHOWN_MS);
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
