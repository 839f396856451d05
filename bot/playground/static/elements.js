/** Building elements and keeping lists of them: text goes in as text, never as markup. */

/** Return a new `tag` with `traits` (class, on: listeners, else attributes) and children. */
export function make(tag, traits = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") listenTo(element, value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Return the only element that `selector` finds. */
export function find(selector) {
  const element = document.querySelector(selector);
  if (element === null) throw new Error(`the page has no ${selector}`);
  return element;
}

/** Return a drawn sign from the page's own set (`icons.svg`), invisible to screen readers. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Return a name of a person or a group, kept apart from the direction of what is round it. */
export function nameOf(words, className = "") {
  return make("bdi", { class: className }, words);
}

const drawn = new WeakMap();

/**
 * Draw `items` into `container` in their order, touching only what changed.
 *
 * An item is `{key, sign, build}`: it is built anew when its `sign` differs from the one drawn
 * under the same `key`. Focus stays where it was, also inside an element that was built anew.
 */
export function drawList(container, items) {
  const before = drawn.get(container) ?? new Map();
  const after = new Map();
  const focused = focusedWithin(container);
  for (const item of items) {
    const old = before.get(item.key);
    after.set(item.key, old?.sign === item.sign ? old : { sign: item.sign, element: item.build() });
  }
  drawn.set(container, after);
  arrange(container, [...after.values()].map((one) => one.element));
  if (focused && !container.contains(document.activeElement)) {
    container.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus();
  }
}

function focusedWithin(container) {
  const element = document.activeElement;
  return container.contains(element) ? element.dataset.testid : undefined;
}

function arrange(container, wanted) {
  const kept = new Set(wanted);
  for (const child of [...container.childNodes]) if (!kept.has(child)) child.remove();
  let here = container.firstChild;
  for (const element of wanted) {
    if (element === here) here = here.nextSibling;
    else container.insertBefore(element, here);
  }
}

function listenTo(element, listeners) {
  for (const [event, listener] of Object.entries(listeners)) {
    element.addEventListener(event, listener);
  }
}
