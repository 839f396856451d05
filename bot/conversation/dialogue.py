"""Forms: questions asked one by one, or filled in one message, kept as a draft in the database."""

from collections.abc import Mapping
from dataclasses import replace

from bot.clock import Clock
from bot.conversation.answers import Answer, Ask
from bot.conversation.fields import Understanding, read_field
from bot.conversation.questions import Questions
from bot.conversation.routes import Call, Field, Form
from bot.domain.messages import Button, press, row, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.services import Services
from bot.services.drafts import Draft

STALE = Answer(toast=text("press.stale"), popup=True)
"""The kind answer to a button whose time is over."""


class Dialogue:
    """Leads a person through a form: asks, understands, keeps, and at the end calls `done`."""

    def __init__(
        self, forms: Mapping[str, Form], services: Services, renderer: Renderer, clock: Clock
    ) -> None:
        self._forms = forms
        self._services = services
        self._renderer = renderer
        self._clock = clock
        self._questions = Questions(renderer)

    async def begin(self, ask: Ask, call: Call) -> Answer:
        """Begin the form with what is known already, or go on with the draft that is there."""
        form = self._forms[ask.form]
        draft = await self._services.drafts.of(call.person.id, form.name)
        if draft is not None and not ask.values:
            question = await self._ask(form, call, draft.answers, draft.field)
            return Answer(text("form.resumed"), then=(question,))
        return await self._go_on(form, call, dict(ask.values))

    async def fill(self, form: Form, call: Call) -> Answer:
        """Fill the form from one message with `|` between the fields; ask for what is missing."""
        answers: dict[str, str] = {}
        parts = [part.strip() for part in call.words.split("|")]
        if len(parts) > len(form.fields):
            await self._keep(form, call, answers, form.fields[0])
            return Answer(text(f"{form.name}.usage"), self._questions.leave(form))
        for field, part in zip(form.fields, parts, strict=False):
            if not part and not field.optional:
                continue
            value = read_field(field, form.name, part, self._understanding(call.person))
            if value is None:
                await self._keep(form, call, answers, field)
                wrong = self._not_understood(form, field)
                usage = Answer(text(f"{form.name}.usage"))
                return replace(wrong, then=(usage, self._question(form, field, call, answers)))
            answers[field.name] = value
        return await self._go_on(form, call, answers)

    async def take_words(self, draft: Draft, call: Call) -> Answer:
        """Take the person's words as the answer to the question that is open."""
        form = self._forms.get(draft.form)
        field = (
            next((item for item in form.fields if item.name == draft.field), None) if form else None
        )
        if form is None or field is None:
            await self._services.drafts.end(call.person.id, draft.form)
            return Answer(text("press.stale"))
        value = read_field(field, form.name, call.words, self._understanding(call.person))
        if value is None:
            question = self._question(form, field, call, draft.answers)
            return replace(self._not_understood(form, field), buttons=question.buttons)
        return await self._go_on(form, call, {**draft.answers, field.name: value}, after=field)

    async def take_press(self, call: Call) -> Answer:
        """Take a pressed choice, `f:<form>:<field>:<value>`, as the answer to its question."""
        form, draft = await self._open(call)
        if form is None or draft is None or len(call.args) < 3:
            return STALE
        field = next((item for item in form.fields if item.name == call.args[1]), None)
        if field is None:
            return STALE
        if field.kind == "many":
            return await self._toggle(form, field, call, draft)
        value = read_field(field, form.name, call.args[2], self._understanding(call.person))
        if value is None:
            return STALE
        return await self._go_on(form, call, {**draft.answers, field.name: value}, after=field)

    async def back(self, call: Call) -> Answer:
        """Ask the question before; `/back` or the button."""
        form, draft = await self._open(call)
        if form is None or draft is None:
            return STALE if call.args else Answer(text("form.none"))
        asked = [field for field in form.fields if _is_asked(field, draft.answers)]
        place = next((n for n, field in enumerate(asked) if field.name == draft.field), 0)
        before = asked[max(place - 1, 0)]
        answers = {name: value for name, value in draft.answers.items() if name != before.name}
        return await self._ask(form, call, answers, before.name)

    async def skip(self, call: Call) -> Answer:
        """Leave the question open, or take the several choices made; `/skip` or the button."""
        form, draft = await self._open(call)
        if form is None or draft is None:
            return STALE if call.args else Answer(text("form.none"))
        field = next((item for item in form.fields if item.name == draft.field), None)
        if field is None:
            return STALE
        if not field.optional and not draft.answers.get(field.name):
            return replace(
                self._question(form, field, call, draft.answers),
                toast=text("form.cannot_skip"),
                body=text("form.cannot_skip"),
            )
        answers = {field.name: "", **draft.answers}
        return await self._go_on(form, call, answers, after=field)

    async def cancel(self, call: Call) -> Answer:
        """Throw the draft away; `/cancel` or the button."""
        _, draft = await self._open(call)
        if draft is None:
            return STALE if call.args else Answer(text("form.none"))
        await self._services.drafts.end(call.person.id, draft.form)
        menu = Button(text("menu.menu"), press("go", "menu"))
        return Answer(text("form.cancelled"), (row(menu),), replace=bool(call.args))

    async def _open(self, call: Call) -> tuple[Form | None, Draft | None]:
        if call.args:
            draft = await self._services.drafts.of(call.person.id, call.args[0])
        else:
            draft = await self._services.drafts.active(call.person.id)
        return (self._forms.get(draft.form) if draft else None), draft

    async def _toggle(self, form: Form, field: Field, call: Call, draft: Draft) -> Answer:
        chosen = set(filter(None, draft.answers.get(field.name, "").split(",")))
        chosen ^= {call.args[2]} & set(field.choices)
        value = ",".join(choice for choice in field.choices if choice in chosen)
        return await self._ask(form, call, {**draft.answers, field.name: value}, field.name)

    async def _go_on(
        self, form: Form, call: Call, answers: dict[str, str], *, after: Field | None = None
    ) -> Answer:
        missing = next(
            (
                field
                for field in form.fields
                if field.name not in answers and _is_asked(field, answers)
            ),
            None,
        )
        if missing is not None:
            return await self._ask(form, call, answers, missing.name)
        await self._keep(form, call, answers, after or form.fields[-1])
        try:
            answer = await form.done(replace(call, values=answers), self._services)
        except Refusal as refusal:
            buttons = (*refusal.buttons, *self._questions.leave(form))
            return Answer(refusal.text, buttons)
        await self._services.drafts.end(call.person.id, form.name)
        return answer

    async def _ask(self, form: Form, call: Call, answers: Mapping[str, str], name: str) -> Answer:
        field = next((item for item in form.fields if item.name == name), form.fields[0])
        await self._keep(form, call, answers, field)
        return self._question(form, field, call, answers)

    def _question(self, form: Form, field: Field, call: Call, answers: Mapping[str, str]) -> Answer:
        body, buttons = self._questions.ask(form, field, call.person, answers)
        return Answer(body, buttons, replace=bool(call.args))

    async def _keep(self, form: Form, call: Call, answers: Mapping[str, str], field: Field) -> None:
        await self._services.drafts.keep(
            call.person.id, form.name, field=field.name, answers=answers
        )

    def _not_understood(self, form: Form, field: Field) -> Answer:
        return Answer(
            text("form.not_understood", example=text(f"{form.name}.example.{field.name}"))
        )

    def _understanding(self, person: Person) -> Understanding:
        return Understanding(
            language=person.language,
            zone=person.zone or "UTC",
            now=self._clock.now(),
            labels=self._renderer.labels,
        )


def _is_asked(field: Field, answers: Mapping[str, str]) -> bool:
    return field.unless is None or answers.get(field.unless[0]) != field.unless[1]
