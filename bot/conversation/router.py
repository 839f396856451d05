"""From what came in to the handler it belongs to, and from its answer to words."""

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.clock import Clock
from bot.conversation.answers import NOTHING, Answer, Ask
from bot.conversation.contents import brings_something
from bot.conversation.dialogue import STALE, Dialogue
from bot.conversation.excerpts import from_place
from bot.conversation.incoming import BotMoved, Chat, Incoming, Pressed, Said, Sender, Written
from bot.conversation.outgoing import Outgoing, ShowMenu
from bot.conversation.routes import (
    Call,
    Command,
    Form,
    Handler,
    Happening,
    Press,
    Route,
    Start,
    Unasked,
    Where,
    Words,
    check,
    may_use,
)
from bot.conversation.voice import Voice
from bot.domain.messages import text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.folding import fold
from bot.language.guess import guess_language
from bot.language.render import Renderer
from bot.services import Services
from bot.services.drafts import Draft

logger = logging.getLogger(__name__)

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?\Z", re.DOTALL)

_ENGINE_PRESSES = (
    "go",
    "f",
    "f.back",
    "f.skip",
    "f.cancel",
    "f.month",
    "f.day",
    "f.night",
    "f.at",
)


class Router:
    """Knows every route; `handle` answers one incoming thing."""

    def __init__(
        self,
        routes: Sequence[Route],
        services: Services,
        renderer: Renderer,
        clock: Clock,
        *,
        bot: str,
    ) -> None:
        self._services = services
        self._bot = bot
        self._voice = Voice(renderer, bot=bot)
        self._commands = {route.name: route for route in routes if isinstance(route, Command)}
        self._presses = {route.verb: route for route in routes if isinstance(route, Press)}
        self._starts = {route.prefix: route for route in routes if isinstance(route, Start)}
        self._forms = {route.name: route for route in routes if isinstance(route, Form)}
        self._happenings = {
            route.kind: route.handler for route in routes if isinstance(route, Happening)
        }
        self._words = {
            fold(word): route.command
            for route in routes
            if isinstance(route, Words)
            for word in route.words
        }
        unasked = (route.handler for route in routes if isinstance(route, Unasked))
        self._unasked = next(unasked, _nothing)
        self._dialogue = Dialogue(self._forms, services, renderer, clock)

    async def handle(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        """Answer one incoming thing. A refusal is said, a bug is logged and owned up to."""
        if isinstance(incoming, Said):
            return await self._said(incoming)
        if isinstance(incoming, Pressed):
            return await self._pressed(incoming)
        handler = self._happenings.get(type(incoming))
        if handler is None:
            return ()
        person = await self._who_moved(incoming)
        call = await self._call(person, incoming.chat, incoming.number)
        answer = await self._safely(handler, replace(call, happening=incoming))
        return self._voice.speak(answer, call)

    async def _said(self, said: Said) -> tuple[Outgoing, ...]:
        # What somebody passes on was said by another, perhaps to another bot: it is no wish.
        match = None if said.forwarded else _COMMAND.match(said.words.strip())
        if match and match[2] and match[2].casefold() != self._bot.casefold():
            return ()
        if not match and not said.chat.private:
            return ()
        command = self._commands.get(match[1].lower()) if match else None
        if command is None and not said.chat.private:
            return ()
        if said.sender.anonymous:
            return self._voice.to_anonymous(said.chat)
        person = await self._meet(said.sender, opened=said.chat.private)
        call = await self._call(person, said.chat, said.number)
        call = _with_words(call, said)
        if match is None:
            return self._voice.speak(await self._bare_words(call), call)
        call = replace(call, words=(match[3] or "").strip())
        answer = (
            await self._safely(lambda c, _: self._run(command, c), call)
            if command
            else Answer(text("error.no_such_command"))
        )
        group_answer = command is not None and command.where is not Where.PRIVATE
        return (*self._voice.speak(answer, call, here=group_answer), *_menu(answer, call))

    async def _pressed(self, pressed: Pressed) -> tuple[Outgoing, ...]:
        person = await self._meet(pressed.sender, opened=False)
        call = await self._call(person, pressed.chat, pressed.number)
        version, _, rest = pressed.data.partition(":")
        verb, *args = rest.split(":")
        about = _without_command(pressed.about)
        call = replace(call, args=tuple(args), called=pressed.sender.first_name, about=about)
        if version != "1":
            answer = STALE
        elif verb in _ENGINE_PRESSES:
            answer = await self._safely(lambda c, _: self._engine_press(verb, c), call)
        else:
            route = self._presses.get(verb)
            answer = (
                await self._safely(lambda c, s: self._checked(route, c, s), call)
                if route
                else STALE
            )
        return (*self._voice.answer_press(answer, call, pressed), *_menu(answer, call))

    async def _run(self, command: Command, call: Call) -> Answer:
        """Run a command; a person who began a form keeps it as a resting draft."""
        check(command.who, call.person)
        if not (command.where is Where.GROUP and call.chat.private):
            engine = {
                "cancel": self._dialogue.cancel,
                "back": self._dialogue.back,
                "skip": self._dialogue.skip,
            }.get(command.name)
            if engine:
                return await engine(call)
            if command.name == "start" and call.words:
                return await self._opened_by_link(command, call)
            await self._services.drafts.rest(call.person.id)
            if command.form:
                return await self._fill(self._forms[command.form], call)
            if command.handler:
                return await self._settle(await command.handler(call, self._services), call)
        return Answer(text("error.only_in_group"))

    async def _fill(self, form: Form, call: Call) -> Answer:
        if brings_something(form, call):
            return await self._settle(await self._dialogue.fill(form, call), call)
        return await self._dialogue.begin(Ask(form.name), call)

    async def _opened_by_link(self, command: Command, call: Call) -> Answer:
        prefix, _, rest = call.words.partition("_")
        route = self._starts.get(prefix)
        if route is not None:
            answer = await route.handler(replace(call, words=rest), self._services)
        elif command.handler is not None:
            answer = await command.handler(replace(call, words=""), self._services)
        else:
            answer = NOTHING
        return await self._settle(answer, call)

    async def _engine_press(self, verb: str, call: Call) -> Answer:
        if verb == "go":
            command = self._commands.get(call.args[0]) if call.args else None
            return await self._run(command, replace(call, args=())) if command else STALE
        form = self._forms.get(call.args[0]) if call.args else None
        if form is None:
            return STALE
        check(form.who, call.person)
        steps: dict[str, Callable[[Call], Awaitable[Answer]]] = {
            "f": self._dialogue.take_press,
            "f.back": self._dialogue.back,
            "f.skip": self._dialogue.skip,
            "f.cancel": self._dialogue.cancel,
            "f.month": partial(self._dialogue.turn_to, show="month"),
            "f.day": partial(self._dialogue.turn_to, show="day"),
            "f.night": partial(self._dialogue.turn_to, show="night"),
            "f.at": self._dialogue.take_hour,
        }
        return await self._settle(await steps[verb](call), call)

    async def _checked(self, route: Press, call: Call, services: Services) -> Answer:
        check(route.who, call.person)
        return await self._settle(await route.handler(call, services), call)

    async def _bare_words(self, call: Call) -> Answer:
        draft = await self._services.drafts.active(call.person.id)
        meant = "" if call.forwarded else self._words.get(_bare(call.words), "")
        command = self._commands.get(meant)
        if draft is not None and command is None and self._may_answer(draft, call):
            return await self._safely(lambda c, _: self._take(draft, c), call)
        if command is not None:
            return await self._safely(lambda c, _: self._run(command, replace(c, words="")), call)
        answer = await self._safely(self._unasked, call)
        if answer != NOTHING:
            return answer
        menu = self._commands["menu"].handler
        assert menu is not None
        answer = await self._safely(menu, call)
        return replace(Answer(text("error.not_understood")), then=(answer,))

    def _may_answer(self, draft: Draft, call: Call) -> bool:
        """Tell whether words may be meant for the open question: what somebody passes on may be
        the words that are asked for, but never the day, the number or the choice."""
        return not call.forwarded or self._dialogue.asks_for_words(draft)

    async def _take(self, draft: Draft, call: Call) -> Answer:
        return await self._settle(await self._dialogue.take_words(draft, call), call)

    async def _settle(self, answer: Answer, call: Call) -> Answer:
        """Begin the form that an answer asks for."""
        if answer.ask is None:
            return answer
        question = await self._dialogue.begin(answer.ask, replace(call, words=""))
        if answer.body is None:
            return replace(question, toast=answer.toast, replace=answer.replace)
        return replace(answer, ask=None, then=(*answer.then, question))

    async def _safely(self, handler: Handler, call: Call) -> Answer:
        try:
            return await handler(call, self._services)
        except Refusal as refusal:
            return Answer(refusal.text, refusal.buttons, toast=refusal.text, popup=True)
        except Exception:
            logger.exception("handling failed", extra={"update": call.number})
            sorry = text("error.sorry", number=str(call.number))
            return Answer(sorry, toast=sorry, popup=True)

    async def _who_moved(self, incoming: Incoming) -> Person:
        """Return who did it, or nobody where the channel hides them, or where a person only left:
        who was forgotten at their wish and then blocks the bot stays forgotten."""
        sender = getattr(incoming, "sender", None)
        left = isinstance(incoming, BotMoved) and incoming.chat.private
        if sender is None or sender.anonymous or left:
            return NOBODY
        return await self._meet(sender, opened=False)

    async def _meet(self, sender: Sender, *, opened: bool) -> Person:
        return await self._services.people.meet(
            sender.address, language=guess_language(sender.language_code), opened=opened
        )

    async def _call(self, person: Person, chat: Chat, number: int) -> Call:
        group = None if chat.private else await self._services.groups.at(chat.address)
        commands = tuple(
            command for command in self._commands.values() if may_use(command.who, person)
        )
        return Call(person, chat, number, self._bot, group=group, commands=commands)


NOBODY = Person(id=0, address="", language="en", may_write=False)
"""Stands in where nobody in particular did it: a group that moved."""


def _menu(answer: Answer, call: Call) -> tuple[Outgoing, ...]:
    if answer.menu is None or not call.chat.private:
        return ()
    return (ShowMenu(call.chat.address, answer.menu),)


async def _nothing(call: Call, services: Services) -> Answer:
    return NOTHING


def _with_words(call: Call, said: Said) -> Call:
    """Return the call with what was written. In a group no message has a number to reply to: the
    answer comes in private."""
    own, other = (said.id, said.replied_id) if said.chat.private else (0, 0)
    written = Written(said.words, said.entities, own, said.media)
    about = Written(said.replied, said.replied_entities, other, said.replied_media)
    return replace(
        call,
        words=said.words.strip(),
        replied=said.replied,
        replied_id=said.replied_id,
        written=written if said.forwarded else _without_command(written),
        about=_without_command(about),
        forwarded=said.forwarded,
    )


def _without_command(written: Written) -> Written:
    """Return what follows a command; all of it where there is none."""
    match = _COMMAND.match(written.words)
    if match is None:
        return written
    return from_place(written, match.start(3) if match[3] else len(written.words))


def _bare(words: str) -> str:
    return fold(words).strip(" .,!?…،؟")
