"""What coordinators can say to write to many: /broadcast."""

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.answers import Answer, Ask
from bot.conversation.routes import Call, Command, Field, Form, Press, Route, Who
from bot.domain.audiences import Selection, from_json
from bot.domain.broadcasts import KINDS
from bot.domain.media import Content
from bot.domain.messages import Message, text
from bot.domain.people import LANGUAGES
from bot.services import Services
from bot.services.broadcasts.previews import Preview
from bot.services.broadcasts.sending import Yes

TEXT_MOST = 4096
"""Source: Bot API, `sendMessage`, `text`: at most 4096 characters."""


async def draft(call: Call, services: Services) -> Answer:
    """`/broadcast audience | text`, or its last question answered."""
    return _pages(await services.broadcasts.draft(_selection(call), _content(call), by=call.person))


async def choose_anew(call: Call, services: Services) -> Answer:
    """[Choose exactly] under the question for whom it is."""
    await services.drafts.end(call.person.id, "broadcast")
    return _in_place(await services.broadcasts.new(by=call.person))


async def show(call: Call, services: Services) -> Answer:
    """[Back] to a draft, [Show it]."""
    return _pages(await services.broadcasts.show(call.number_at(), by=call.person), replaces=True)


async def drafts(call: Call, services: Services) -> Answer:
    """[My drafts]."""
    return _in_place(await services.broadcasts.drafts(by=call.person))


async def audience(call: Call, services: Services) -> Answer:
    """[Who gets it]: the page on which it is chosen."""
    return _in_place(await services.broadcasts.audience(call.number_at(), by=call.person))


async def left_out(call: Call, services: Services) -> Answer:
    """[Leave out]: the page on which it is chosen who does not get it."""
    return _in_place(await services.broadcasts.audience(call.number_at(), out=True, by=call.person))


async def values(call: Call, services: Services) -> Answer:
    """[Country], [Language] …: the values to choose from, or the next page of them."""
    found = await services.broadcasts.values(
        call.number_at(),
        call.word_at(1, KINDS[1:]),
        out=bool(call.number_at(2)),
        first=call.number_at(3),
        by=call.person,
    )
    return _in_place(found)


async def choose(call: Call, services: Services) -> Answer:
    """[Germany · 12] …: a value is chosen, or not any more."""
    found = await services.broadcasts.choose(
        call.number_at(),
        call.word_at(1, KINDS),
        ":".join(call.args[4:]),
        out=bool(call.number_at(2)),
        first=call.number_at(3),
        by=call.person,
    )
    return _in_place(found)


async def clear(call: Call, services: Services) -> Answer:
    """[Start over] with the audience."""
    return _in_place(await services.broadcasts.clear(call.number_at(), by=call.person))


async def ask_audience(call: Call, services: Services) -> Answer:
    """[Type it]: the audience in words."""
    await services.broadcasts.audience(call.number_at(), by=call.person)
    return Answer(ask=Ask("letteraudience", {"letter": str(call.number_at())}))


async def address(call: Call, services: Services) -> Answer:
    """The audience in words, for a draft."""
    letter_id = call.number_of("letter")
    return _pages(
        await services.broadcasts.address(letter_id, _selection(call), by=call.person),
        replaces=bool(call.args),
    )


async def ask_text(call: Call, services: Services) -> Answer:
    """[Write the message], [Other words]."""
    await services.broadcasts.may_write(call.number_at(), by=call.person)
    return Answer(ask=Ask("lettertext", {"letter": str(call.number_at())}))


async def write(call: Call, services: Services) -> Answer:
    """What a letter says."""
    letter_id = call.number_of("letter")
    return _pages(await services.broadcasts.write(letter_id, _content(call), by=call.person))


async def show_texts(call: Call, services: Services) -> Answer:
    """[Other languages]."""
    return _in_place(await services.broadcasts.texts(call.number_at(), by=call.person))


async def text_in(call: Call, services: Services) -> Answer:
    """A language: its text is to be written or, where there is one, looked at first."""
    letter_id, language = call.number_at(), call.word_at(1, LANGUAGES)
    there = await services.broadcasts.text_in(letter_id, language, by=call.person)
    if there is not None and len(call.args) == 2:
        return _in_place(there)
    asked = text("texts.write_in", language=text(f"language.named.{language}"))
    known = {"letter": str(letter_id), "language": language}
    return Answer(asked, ask=Ask("lettertranslation", known))


async def add_text(call: Call, services: Services) -> Answer:
    """What a letter says in another language."""
    language = replace(call, args=(call.values.get("language", ""),)).word_at(0, LANGUAGES)
    return _pages(
        await services.broadcasts.add_text(
            call.number_of("letter"), language, _content(call), by=call.person
        )
    )


async def set_language(call: Call, services: Services) -> Answer:
    """[It is another language], and which one it is."""
    letter_id = call.number_at()
    if len(call.args) == 1:
        return _in_place(await services.broadcasts.ask_language(letter_id, by=call.person))
    language = call.word_at(1, LANGUAGES)
    found = await services.broadcasts.written_in(letter_id, language, by=call.person)
    return _pages(found, replaces=True)


async def drop_text(call: Call, services: Services) -> Answer:
    """[Remove]: the text of a letter in one language is taken back."""
    letter_id, language = call.number_at(), call.word_at(1, LANGUAGES)
    found = await services.broadcasts.drop_text(letter_id, language, by=call.person)
    return _pages(found, replaces=True)


async def hush(call: Call, services: Services) -> Answer:
    """[Without sound], [With sound]."""
    silent = bool(call.number_at(1))
    found = await services.broadcasts.hush(call.number_at(), silent=silent, by=call.person)
    return _in_place(found.desk)


async def test(call: Call, services: Services) -> Answer:
    """[Send it to me alone]."""
    await services.broadcasts.test(call.number_at(), by=call.person)
    return Answer(toast=text("letter.test_sent"))


async def discard(call: Call, services: Services) -> Answer:
    """[Discard]."""
    await services.broadcasts.discard(call.number_at(), by=call.person)
    return Answer(text("letter.discarded"), replace=True)


async def confirm(call: Call, services: Services) -> Answer:
    """[Send to 412]: the last question."""
    version = call.number_at(1)
    return _either(
        await services.broadcasts.confirm(call.number_at(), version=version, by=call.person)
    )


async def send(call: Call, services: Services) -> Answer:
    """[Yes, send to 412]."""
    letter_id, version, counted, sure, like = (call.number_at(place) for place in range(5))
    yes = Yes(version, counted, sure=bool(sure), like=like)
    return _either(await services.broadcasts.send(letter_id, yes, by=call.person))


async def sent(call: Call, services: Services) -> Answer:
    """[Look at it] under the ledger of a letter."""
    return _in_place(await services.broadcasts.sent(call.number_at(), by=call.person))


async def ask_correction(call: Call, services: Services) -> Answer:
    """[Correct] under a letter that was sent."""
    await services.broadcasts.may_correct(call.number_at(), by=call.person)
    return Answer(ask=Ask("lettercorrection", {"letter": str(call.number_at())}))


async def correct(call: Call, services: Services) -> Answer:
    """What a letter shall say instead."""
    letter_id = call.number_of("letter")
    return _pages(await services.broadcasts.correct(letter_id, _content(call), by=call.person))


async def amend(call: Call, services: Services) -> Answer:
    """[Tell everybody and change it], [Change it quietly]."""
    version, loud = call.number_at(1), bool(call.number_at(2))
    return _either(
        await services.broadcasts.amend(
            call.number_at(), version=version, loud=loud, by=call.person
        )
    )


async def ask_recall(call: Call, services: Services) -> Answer:
    """[Take back] under a letter that was sent."""
    return _in_place(await services.broadcasts.ask_recall(call.number_at(), by=call.person))


async def recall(call: Call, services: Services) -> Answer:
    """[Take it back and tell everybody], [Take it back quietly]."""
    loud = bool(call.number_at(1))
    return _in_place(await services.broadcasts.recall(call.number_at(), loud=loud, by=call.person))


def _selection(call: Call) -> Selection:
    return from_json(json.loads(call.values["audience"]))


def _content(call: Call) -> Content:
    return Content.from_json(call.values["text"])


def _answer(message: Message) -> Answer:
    return Answer(message.body, message.buttons, media=message.media)


def _in_place(message: Message) -> Answer:
    return replace(_answer(message), replace=True)


def _in_turn(pages: Sequence[Message], *, replaces: bool) -> Answer:
    first, *rest = map(_answer, pages)
    return replace(first, replace=replaces, then=tuple(rest))


def _pages(preview: Preview, *, replaces: bool = False) -> Answer:
    return _in_turn(preview.pages, replaces=replaces)


def _either(found: Message | Preview) -> Answer:
    return _in_place(found) if isinstance(found, Message) else _pages(found, replaces=True)


_COORDINATOR = Who.COORDINATOR

ROUTES: tuple[Route, ...] = (
    Command("broadcast", form="broadcast", who=_COORDINATOR),
    Form(
        "broadcast",
        (
            Field("audience", kind="audience", more="bc.new"),
            Field("text", kind="content", most=TEXT_MOST),
        ),
        draft,
        who=_COORDINATOR,
        reply_field="text",
    ),
    Form("letteraudience", (Field("audience", kind="audience"),), address, _COORDINATOR),
    Form("lettertext", (Field("text", kind="content", most=TEXT_MOST),), write, _COORDINATOR),
    Form(
        "lettertranslation",
        (Field("text", kind="content", most=TEXT_MOST),),
        add_text,
        _COORDINATOR,
    ),
    Form(
        "lettercorrection", (Field("text", kind="content", most=TEXT_MOST),), correct, _COORDINATOR
    ),
    Press("bc.new", choose_anew, _COORDINATOR),
    Press("bc.show", show, _COORDINATOR),
    Press("bc.drafts", drafts, _COORDINATOR),
    Press("bc.aud", audience, _COORDINATOR),
    Press("bc.out", left_out, _COORDINATOR),
    Press("bc.kind", values, _COORDINATOR),
    Press("bc.set", choose, _COORDINATOR),
    Press("bc.clear", clear, _COORDINATOR),
    Press("bc.type", ask_audience, _COORDINATOR),
    Press("bc.write", ask_text, _COORDINATOR),
    Press("bc.texts", show_texts, _COORDINATOR),
    Press("bc.text", text_in, _COORDINATOR),
    Press("bc.untext", drop_text, _COORDINATOR),
    Press("bc.lang", set_language, _COORDINATOR),
    Press("bc.silent", hush, _COORDINATOR),
    Press("bc.test", test, _COORDINATOR),
    Press("bc.drop", discard, _COORDINATOR),
    Press("bc.send", confirm, _COORDINATOR),
    Press("bc.yes", send, _COORDINATOR),
    Press("bc.sent", sent, _COORDINATOR),
    Press("bc.correct", ask_correction, _COORDINATOR),
    Press("bc.amend", amend, _COORDINATOR),
    Press("bc.recall", ask_recall, _COORDINATOR),
    Press("bc.gone", recall, _COORDINATOR),
)
