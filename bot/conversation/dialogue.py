"""Forms: questions asked one by one, or filled in one message, kept as a draft in the database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.clock import Clock
from bot.conversation.answers import NOTHING, Answer, Ask
from bot.conversation.audiences import why_unclear
from bot.conversation.contents import answer_in, handed_in, kept_content, length_of, parts_of
from bot.conversation.daypicker import PICKED_BY_DAY, DayPicker, no_such_hour, words_of
from bot.conversation.fields import Understanding, read_field, skipped_hour
from bot.conversation.questions import Questions, example_of, usage_of
from bot.conversation.routes import Call, Field, Form, check
from bot.domain.messages import Button, press, row, text
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.services import Services
from bot.services.drafts import Draft

LEFT_BEHIND = Answer(toast=text("press.stale"))
"""The second of two quick presses: what it was for has been done, and the next is not meant."""

STALE = Answer(toast=text("press.stale"), popup=True)
"""The kind answer to a button whose time is over."""

Answers = Mapping[str, str]


class Dialogue:
    """Leads a person through a form: asks, understands, keeps, and at the end calls `done`."""

    def __init__(
        self, forms: Mapping[str, Form], services: Services, renderer: Renderer, clock: Clock
    ) -> None:
        self._forms = forms
        self._services = services
        self._renderer = renderer
        self._clock = clock
        self._questions = Questions(renderer, clock)

    async def begin(self, ask: Ask, call: Call) -> Answer:
        """Begin the form with what is known already, or go on with the draft that is there."""
        form = self._forms[ask.form]
        if ask.values:
            return await self._go_on(form, call, dict(ask.values))
        draft = await self._services.drafts.of(call.person.id, form.name)
        if draft is None or not draft.answers:
            return await self._go_on(form, call, {})
        question = await self._ask(form, call, draft.answers, draft.field)
        return Answer(text("form.resumed"), then=(question,))

    async def fill(self, form: Form, call: Call) -> Answer:
        """Fill the form from one message with `|` between the fields, and from the message it
        replies to; ask for what is missing.

        Too many fields are not guessed at: a draft that is there stays as it is.
        """
        parts = parts_of(form, call.words)
        if len(parts) > len(form.fields):
            return Answer(usage_of(form, now=self._clock.now()))
        words = {field.name: part for field, part in zip(form.fields, parts, strict=False)}
        if call.replied and form.reply_field:
            words.setdefault(form.reply_field, call.replied)
        words |= handed_in(form, call)
        answers, wrong = self._read(form, words, call)
        if wrong is None:
            return await self._go_on(form, call, answers)
        usage = Answer(usage_of(form, now=self._clock.now()))
        question = await self._ask(form, call, answers, wrong.name)
        why = self._skipped(form, wrong, words[wrong.name], call)
        if why is not None:
            return replace(why, then=(question,))
        return replace(self._not_understood(form, wrong, words[wrong.name]), then=(usage, question))

    def asks_for_words(self, draft: Draft) -> bool:
        """Tell whether the open question asks for words of one's own."""
        form = self._forms.get(draft.form)
        field = _field(form, draft.field) if form else None
        return field is not None and field.kind in ("words", "content")

    async def take_words(self, draft: Draft, call: Call) -> Answer:
        """Take the person's words as the answer to the question that is open."""
        form = self._forms.get(draft.form)
        field = _field(form, draft.field) if form else None
        if form is None or field is None:
            await self._services.drafts.end(call.person.id, draft.form)
            return Answer(text("press.stale"))
        if draft.number == call.number:
            return await self._once_more(form, call, draft)
        said = answer_in(field, call)
        value = self._value(form, field, said, call, draft) if said else None
        if value is None:
            question = self._question(form, field, call, draft.answers)
            why = self._skipped(form, field, said, call, draft)
            why = why or self._not_understood(form, field, said)
            return replace(why, buttons=(*why.buttons, *question.buttons))
        return await self._go_on(form, call, {**draft.answers, field.name: value}, after=field)

    async def take_press(self, call: Call) -> Answer:
        """Take a pressed choice, `f:<form>:<field>:<value>`, as the answer to its question."""
        form, draft = await self._open(call)
        if form is None or draft is None or len(call.args) < 3:
            return STALE
        field = _field(form, call.args[1])
        if field is None:
            return STALE
        if field.kind == "many":
            return await self._toggle(form, field, call, draft)
        if draft.number == call.number:
            return await self._once_more(form, call, draft)
        value = self._value(form, field, call.args[2], call, draft)
        if value is None:
            return self._skipped(form, field, call.args[2], call, draft) or STALE
        return await self._go_on(form, call, {**draft.answers, field.name: value}, after=field)

    async def take_hour(self, call: Call) -> Answer:
        """Take a pressed hour, `f.at:<form>:<field>:<day>:<hour>`, as the answer to "when?"; for a
        span ask how long, and take that, `…:<minutes>`, too."""
        if len(call.args) < 4:
            return STALE
        if len(call.args) == 4:
            form, draft = await self._open(call)
            field = _field(form, call.args[1]) if form else None
            if form and draft and field and field.kind == "span":
                return self._ask_length(form, field, call, draft)
        name, asked, *picked = call.args[:5]
        return await self.take_press(replace(call, args=(name, asked, words_of(*picked))))

    def _ask_length(self, form: Form, field: Field, call: Call, draft: Draft) -> Answer:
        if _is_left_behind(call, draft):
            return LEFT_BEHIND
        picker = DayPicker(form, field, call.person, self._clock.now())
        day, hour = picker.day(call.args[2]), picker.hour(call.args[3])
        if day is None or hour is None:
            return STALE
        why = self._skipped(form, field, words_of(*call.args[2:4]), call, draft)
        if why is not None:
            return why
        body, page = picker.lengths(day, hour)
        return Answer(body, (*page, *self._questions.leave(form)), replace=True)

    async def turn_to(self, call: Call, show: str) -> Answer:
        """Show the month, or the hours by `day` or `night`, of a day: `…:<form>:<field>:<day>`."""
        form, draft = await self._open(call)
        if form is None or draft is None:
            return STALE
        field = _field(form, draft.field)
        if field is None or field.kind not in PICKED_BY_DAY or _is_left_behind(call, draft):
            return LEFT_BEHIND
        if len(call.args) < 3:
            return NOTHING  # A place on the page that has no day.
        picker = DayPicker(form, field, call.person, self._clock.now())
        day = picker.day(call.args[2])
        if day is None:
            return STALE
        body, page = picker.month(day) if show == "month" else picker.hours(day, by=show)
        return Answer(body, (*page, *self._questions.leave(form)), replace=True)

    async def back(self, call: Call) -> Answer:
        """Ask the question before; `/back` or the button."""
        form, draft = await self._open(call)
        if form is None or draft is None:
            return STALE if call.args else Answer(text("form.none"))
        if draft.number == call.number:
            return await self._ask(form, call, draft.answers, draft.field)
        if _is_left_behind(call, draft):
            return LEFT_BEHIND
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
        field = _field(form, draft.field)
        if field is None:
            return STALE
        if draft.number == call.number:
            return await self._once_more(form, call, draft)
        if _is_left_behind(call, draft):
            return LEFT_BEHIND
        if not field.optional and not draft.answers.get(field.name):
            needed = text("form.cannot_skip")
            if call.args:
                return Answer(toast=needed, popup=True)
            return Answer(needed, then=(self._question(form, field, call, draft.answers),))
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

    async def _once_more(self, form: Form, call: Call, draft: Draft) -> Answer:
        """Answer an update that has been handled before a kill: its words count once."""
        return await self._go_on(form, call, dict(draft.answers), after=_field(form, draft.field))

    async def _toggle(self, form: Form, field: Field, call: Call, draft: Draft) -> Answer:
        if call.args[2] not in field.choices:
            return STALE
        if draft.number == call.number:
            return await self._ask(form, call, draft.answers, field.name)
        chosen = set(draft.answers.get(field.name, "").split(",")) ^ {call.args[2]}
        value = ",".join(choice for choice in field.choices if choice in chosen)
        return await self._ask(form, call, {**draft.answers, field.name: value}, field.name)

    async def _go_on(
        self, form: Form, call: Call, answers: dict[str, str], *, after: Field | None = None
    ) -> Answer:
        """Ask what is missing; when nothing is, the form is done.

        Raises:
            Refusal: the person may not use this form any more.
        """
        check(form.who, call.person)
        for field in form.fields:
            if field.name not in answers and _is_asked(field, answers):
                return await self._ask(form, call, answers, field.name)
        await self._keep(form, call, answers, after or form.fields[-1])
        try:
            answer = await form.done(replace(call, values=answers), self._services)
        except Refusal as refusal:
            buttons = (*refusal.buttons, *self._questions.leave(form))
            return Answer(refusal.text, buttons)
        await self._services.drafts.end(call.person.id, form.name)
        return answer

    async def _ask(self, form: Form, call: Call, answers: Answers, name: str) -> Answer:
        field = _field(form, name) or form.fields[0]
        await self._keep(form, call, answers, field)
        return self._question(form, field, call, answers)

    def _question(self, form: Form, field: Field, call: Call, answers: Answers) -> Answer:
        body, buttons = self._questions.ask(form, field, call.person, answers)
        return Answer(body, buttons, replace=bool(call.args))

    async def _keep(self, form: Form, call: Call, answers: Answers, field: Field) -> None:
        await self._services.drafts.keep(
            call.person.id, form.name, field=field.name, answers=answers, number=call.number
        )

    def _read(
        self, form: Form, words: Mapping[str, str], call: Call
    ) -> tuple[dict[str, str], Field | None]:
        """Return what is understood of the fields' words, and the first field that is not."""
        answers: dict[str, str] = {}
        wrong: Field | None = None
        for field in form.fields:
            said = words.get(field.name)
            if said is None or not (said or field.optional):
                continue
            value = self._value(form, field, said, call)
            if value is not None:
                answers[field.name] = value
            wrong = wrong or (field if value is None else None)
        return answers, wrong

    def _value(
        self, form: Form, field: Field, words: str, call: Call, draft: Draft | None = None
    ) -> str | None:
        return read_field(field, form.name, words, self._understanding(call, draft))

    def _skipped(
        self, form: Form, field: Field, words: str, call: Call, draft: Draft | None = None
    ) -> Answer | None:
        """Return what to say of a time that the change of clocks leaves out, and of an audience
        that is unclear; None if it is neither."""
        know = self._understanding(call, draft)
        unclear = why_unclear(form.name, field, words, language=know.language, labels=know.labels)
        if unclear is not None:
            return unclear
        skipped = skipped_hour(field, form.name, words, know)
        return Answer(*no_such_hour(form, field, skipped)) if skipped else None

    def _understanding(self, call: Call, draft: Draft | None) -> Understanding:
        day = draft.answers.get("day") if draft else None
        return Understanding(
            language=call.person.language,
            zone=call.person.zone or "UTC",
            now=self._clock.now(),
            labels=self._renderer.labels,
            day=date.fromisoformat(day) if day else None,
        )

    def _not_understood(self, form: Form, field: Field, words: str) -> Answer:
        if field.kind == "content" and (given := kept_content(words)) and not given.is_possible:
            return Answer(text("media.takes_no_words"))
        length = length_of(field, words)
        if field.kind in ("words", "content") and length > field.most:
            return Answer(text("form.too_long", most=field.most, length=length))
        example = example_of(form, field, now=self._clock.now())
        return Answer(text("form.not_understood", example=example))


def _is_left_behind(call: Call, draft: Draft) -> bool:
    """Tell whether a button belongs to another question than the one that is open."""
    return len(call.args) > 1 and call.args[1] != draft.field


def _field(form: Form, name: str) -> Field | None:
    return next((field for field in form.fields if field.name == name), None)


def _is_asked(field: Field, answers: Answers) -> bool:
    return field.unless is None or answers.get(field.unless[0]) != field.unless[1]
