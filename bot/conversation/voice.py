"""Puts answers into the speaker's words and decides where they are said."""

from collections.abc import Iterator
from dataclasses import replace

from bot.conversation.answers import Answer
from bot.conversation.incoming import Chat, Pressed
from bot.conversation.outgoing import Outgoing, Speak, Toast
from bot.conversation.routes import Call
from bot.domain.addresses import in_topic
from bot.domain.messages import Button, Keyboard, Message, Text, text
from bot.domain.people import Person
from bot.language.render import Reader, Renderer
from bot.language.rendered import Rendered

TOAST_LETTERS = 200
"""Source: Bot API, answerCallbackQuery, `text`: 0-200 characters."""


class Voice:
    """Turns an `Answer` into what the channel is asked to do."""

    def __init__(self, renderer: Renderer, *, bot: str) -> None:
        self._renderer = renderer
        self._bot = bot

    def speak(self, answer: Answer, call: Call, *, here: bool = False) -> tuple[Outgoing, ...]:
        """Return the messages of an answer: in private, or in the group where it may be."""
        if not call.person.address and not call.chat.private:
            return ()
        call = replace(call, person=answer.speaker or call.person)
        said = [item for item in _in_turn(answer) if item.body is not None]
        place = in_topic(call.chat.address, call.chat.thread)
        if call.chat.private or (here and answer.here):
            return tuple(self._speak(item, call, place) for item in said)
        return tuple(
            replace(
                self._speak(item, call, call.person.address),
                elsewhere=place if n == 0 else "",
                instead=self._rendered(
                    text("group.press_start"),
                    ((Button(text("group.open_bot"), url=call.link("hello")),),),
                    call.person,
                ),
            )
            for n, item in enumerate(said)
        )

    def answer_press(self, answer: Answer, call: Call, pressed: Pressed) -> tuple[Outgoing, ...]:
        """Return the word at the button, always one, and the messages that follow it."""
        call = replace(call, person=answer.speaker or call.person)
        refused = answer.toast is not None and answer.toast == answer.body
        words = self._words(answer.toast, call.person) if answer.toast else ""
        fits = len(words) <= TOAST_LETTERS
        if refused and call.chat.private and not answer.buttons and fits:
            answer = replace(answer, body=None)
        if not call.chat.private and not call.person.may_write:
            answer = self._without_letters(answer, call)
        toast = Toast(pressed.press_id, words[:TOAST_LETTERS], answer.popup, answer.url)
        if not call.chat.private and (refused or answer.replace):
            return (toast,)
        if answer.body is not None and answer.replace and call.chat.private:
            first = self._speak(answer, call, call.chat.address)
            rest = self.speak(replace(answer, body=None), call)
            # In an alert thousands press at once; the word at the button has answered them.
            patient = bool(words)
            first = replace(first, replaces=pressed.message_id, patient=patient)
            return (toast, first, *rest)
        return (toast, *self.speak(answer, call, here=True))

    def _without_letters(self, answer: Answer, call: Call) -> Answer:
        """Return the answer to somebody in a group who has not opened the bot: what would be said
        in private opens it instead, unless the word at the button says enough."""
        silent = answer.toast is None and not answer.url and not answer.here and not answer.replace
        lost = silent and any(item.body for item in _in_turn(answer))
        url = call.link("hello") if lost else answer.url
        return replace(answer, body=answer.body if answer.here else None, then=(), url=url)

    def to_anonymous(self, chat: Chat) -> tuple[Outgoing, ...]:
        """Return the answer to somebody who writes as an anonymous administrator."""
        return (
            Speak(
                in_topic(chat.address, chat.thread),
                self._renderer.render(Message(text("group.anonymous")), Reader("en")),
            ),
        )

    def _speak(self, answer: Answer, call: Call, address: str) -> Speak:
        assert answer.body is not None
        message = Message(answer.body, answer.buttons, media=answer.media)
        rendered = self._renderer.render(message, reader_of(call.person))
        return Speak(address, rendered, file=answer.file, answers=answer.answers)

    def _rendered(self, body: Text, buttons: Keyboard, person: Person) -> Rendered:
        return self._renderer.render(Message(body, buttons), reader_of(person))

    def _words(self, words: Text, person: Person) -> str:
        return self._renderer.label(words, reader_of(person))


def _in_turn(answer: Answer) -> Iterator[Answer]:
    """Yield an answer and all that follow it, each with those that follow it in turn."""
    yield answer
    for following in answer.then:
        yield from _in_turn(following)


def reader_of(person: Person) -> Reader:
    """Return how this person reads: language, zone, calendar, other languages."""
    return Reader(person.language, person.zone, person.calendar, person.reads)
