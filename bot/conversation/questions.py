"""How a form's question looks: its words, its choices as buttons, and the ways out."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.conversation.daypicker import PICKED_BY_DAY, open_button
from bot.conversation.routes import Field, Form
from bot.domain.messages import Button, Keyboard, Listing, Moment, Text, Value, press, text
from bot.domain.people import Audience, Person
from bot.language.render import Renderer
from bot.language.zones import place_of

COUNTRIES = ("AZ", "IR", "TR", "DE", "RU", "GE", "UA", "SE", "GB", "US", "CA", "AE")
"""Offered as buttons; every other country can be typed."""

_WITH_EXAMPLE = ("moment", "span", "words", "content", "number", "zone", "audience")

EXAMPLE_AHEAD = timedelta(days=14)
"""So far ahead is the day of an example: one that is past would be refused."""


def example_of(form: Form, field: Field, *, now: datetime) -> Text:
    """Return how an answer to a question may look; a day as the reader's calendar has it."""
    key = f"{form.name}.example.{field.name}"
    return Text(key, _day_of_example(now)) if field.kind == "span" else text(key)


def usage_of(form: Form, *, now: datetime) -> Text:
    """Return how a form is filled in one message, with an example."""
    key = f"{form.name}.usage"
    has_day = any(field.kind == "span" for field in form.fields)
    return Text(key, _day_of_example(now)) if has_day else text(key)


def _day_of_example(now: datetime) -> dict[str, Value]:
    return {"day": Moment(now + EXAMPLE_AHEAD, "typed")}


class Questions:
    """Turns fields into questions with buttons."""

    def __init__(self, renderer: Renderer, clock: Clock) -> None:
        self._renderer = renderer
        self._clock = clock

    def ask(
        self, form: Form, field: Field, person: Person, answers: Mapping[str, str]
    ) -> tuple[Text, Keyboard]:
        """Return the question of `field`, an example below it where one types, and its buttons."""
        question = text(f"{form.name}.ask.{field.name}")
        if field.kind in _WITH_EXAMPLE:
            example = example_of(form, field, now=self._clock.now())
            question = Text("form.question", {"question": question, "example": example})
        if field.kind in PICKED_BY_DAY:
            note = text("form.zone", zone=place_of(person.zone, person.language))
            question = Text("form.listed", {"items": Listing((question, note), "lines")})
        picks = open_button(form, field) if field.kind in PICKED_BY_DAY else ()
        choices = self._choices(form, field, answers)
        return question, (*picks, *choices, *self._ways(form, field, answers))

    def leave(self, form: Form) -> Keyboard:
        """Return the buttons that lead out of a form."""
        return (
            (
                Button(text("common.back"), press("f.back", form.name)),
                Button(text("common.cancel"), press("f.cancel", form.name)),
            ),
        )

    def _choices(self, form: Form, field: Field, answers: Mapping[str, str]) -> Keyboard:
        chosen = set(answers.get(field.name, "").split(","))
        buttons = [
            Button(
                text("form.chosen", choice=label) if value in chosen else label,
                press("f", form.name, field.name, value),
            )
            for value, label in self._options(form, field)
        ]
        wide = 2 if len(buttons) > 4 else 1
        rows = tuple(tuple(buttons[n : n + wide]) for n in range(0, len(buttons), wide))
        if not field.more:
            return rows
        return (*rows, (Button(text(f"{form.name}.more.{field.name}"), press(field.more)),))

    def _options(self, form: Form, field: Field) -> list[tuple[str, Text]]:
        if field.kind in ("side", "audience"):
            return [(audience.value, text(f"side.{audience}")) for audience in Audience]
        if field.kind == "country":
            return [(code, text(f"country.{code}")) for code in COUNTRIES]
        return [
            (choice, text(f"{form.name}.choice.{field.name}.{choice}")) for choice in field.choices
        ]

    def _ways(self, form: Form, field: Field, answers: Mapping[str, str]) -> Keyboard:
        ways = []
        # The field goes along, so that two quick presses do not skip two questions.
        skip = press("f.skip", form.name, field.name)
        if field != form.fields[0]:
            back = press("f.back", form.name, field.name)
            ways.append(Button(text("common.back"), back))
        if field.kind == "many" and answers.get(field.name):
            ways.append(Button(text("common.next"), skip, style="primary"))
        elif field.optional:
            ways.append(Button(text("common.skip"), skip))
        ways.append(Button(text("common.cancel"), press("f.cancel", form.name)))
        return (tuple(ways),)
