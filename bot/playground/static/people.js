/** The left column: everybody one can be. */

import { drawList, find, make, nameOf } from "./elements.js";
import { face, flag } from "./faces.js";
import { placeOf } from "./moments.js";
import { go } from "./place.js";
import { state, watch } from "./state.js";
import { spoken, t } from "./speech.js";

const WIDE = matchMedia("(min-width: 701px)");

/** Draw the column now and whenever the people change. */
export function showPeople() {
  watch("world place speech", draw);
}

function draw() {
  const list = find("#people-list");
  const language = spoken();
  drawList(
    list,
    state.people.map((person) => ({
      key: person.id,
      sign: JSON.stringify([person, person.id === state.person, language]),
      build: () => row(person),
    })),
  );
  const crowd = find("#people-crowd");
  crowd.textContent = state.crowd > 0 ? t("people.crowd", { n: state.crowd }) : "";
}

function row(person) {
  const chosen = person.id === state.person;
  const note = person.note[spoken()] ?? person.note.en ?? "";
  const words = make(
    "span",
    { class: "row-words" },
    make(
      "span",
      { class: "row-title" },
      nameOf(person.name, "row-name"),
      standing(person),
      place(person),
    ),
    note ? nameOf(note, "row-role") : null,
  );
  const news = { unread: person.unread, label: t("people.unread") };
  const picture = face(person.id, person.name, news);
  const button = make(
    "button",
    {
      class: chosen ? "row chosen" : "row",
      type: "button",
      title: [person.name, placeOf(person.zone), note].filter(Boolean).join(" · "),
      "aria-current": chosen ? "true" : null,
      "data-testid": `person-${person.id}`,
      // On a wide page the chat with the bot opens at once: it is what one came for.
      on: { click: () => go(person.id, WIDE.matches ? state.bot.id : null) },
    },
    picture,
    words,
  );
  return make("li", {}, button);
}

function place(person) {
  const city = nameOf(placeOf(person.zone));
  return make("span", { class: "row-place" }, city, flag(person.country));
}

function standing(person) {
  if (person.blocked) return make("span", { class: "tag bad" }, t("people.blocked"));
  return person.started ? null : make("span", { class: "tag" }, t("people.new"));
}
