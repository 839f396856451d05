/** What the page remembers in this browser: its language and its light. */

/** Return what was remembered as `name`, or null (also where storage is forbidden). */
export function recall(name) {
  try {
    return localStorage.getItem(`playground.${name}`);
  } catch {
    return null;
  }
}

/** Remember `value` as `name`; null forgets it. */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(`playground.${name}`);
    else localStorage.setItem(`playground.${name}`, value);
  } catch {
    // A browser without storage still works; it only forgets.
  }
}
