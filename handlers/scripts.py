"""What people can say to read a message in their own script."""

from dataclasses import replace

from bot.conversation.answers import NOTHING, Answer
from bot.conversation.incoming import Written
from bot.conversation.routes import Call, Command, Press, Route, Unasked
from bot.domain.formatted import Formatted
from bot.domain.messages import Message, text
from bot.domain.refusals import Refusal
from bot.language.examples import EXAMPLES
from bot.language.script import Script, script_of
from bot.services import Services
from bot.services.wordbook import cards
from bot.services.wordbook.reading import PIECE, other, own_script
from handlers.start import menu

SCRIPTS = tuple(Script)


async def script(call: Call, services: Services) -> Answer:
    """/script, alone, with words, or in answer to a message"""
    written = call.written if call.words else call.about
    if call.words or call.replied or call.replied_id:
        return await _read(written, call, services)
    to = own_script(call.person)
    example = EXAMPLES[other(to)]
    made = await services.wordbook.read(example, (), to)
    return _said(cards.explained(example, made, by=call.person))


async def unasked(call: Call, services: Services) -> Answer:
    """Words that answer nothing, or a message that was forwarded"""
    if call.forwarded:
        return await _read(call.written, call, services)
    found, own = script_of(call.written.words), own_script(call.person)
    if found is other(own) or await services.wordbook.in_both(call.written.words):
        return await _read(call.written, call, services)
    if found is None:
        return NOTHING
    offered = _said(cards.offer("error.not_understood", quoted=None, by=call.person))
    return replace(offered, answers=call.written.id, then=(await menu(call, services),))


async def put_into(call: Call, services: Services) -> Answer:
    """[In Arabic script] or [In Latin script] under a message in one's own"""
    to, written = Script(call.word_at(0, SCRIPTS)), at_hand(call)
    return replace(await _put(written, to, call, services), replace=True)


def at_hand(call: Call) -> Written:
    """Return the message that a button is about; nothing of it is kept but in the chat itself."""
    if not call.about.words.strip():
        raise Refusal(text("script.gone"))
    return call.about


def quotation(written: Written) -> Formatted | None:
    """Return the original for somebody who has it not before them, where there is room for it."""
    said = Formatted(written.words, rtl=script_of(written.words) is Script.ARABIC)
    fits = not written.id and 2 * said.length < PIECE
    return said.as_quotation() if fits else None


async def _read(written: Written, call: Call, services: Services) -> Answer:
    """Return a message in the speaker's own script, or what can be done with it instead."""
    if not written.words.strip():
        return _said(cards.not_ours("script.no_words"))
    found, own = script_of(written.words), own_script(call.person)
    if found in (None, own) and await services.wordbook.in_both(written.words):
        return await _put(written, own, call, services, mixed=True)
    if found is None:
        return replace(_said(cards.not_ours("script.foreign")), answers=written.id)
    if found is own:
        offered = cards.offer("script.same", quoted=quotation(written), by=call.person)
        return replace(_said(offered), answers=written.id)
    return await _put(written, own, call, services)


async def _put(
    written: Written, to: Script, call: Call, services: Services, *, mixed: bool = False
) -> Answer:
    made = await services.wordbook.read(written.words, written.entities, to)
    pieces = cards.put(made, to, quoted=quotation(written), mixed=mixed, by=call.person)
    first, *rest = (replace(_said(piece), answers=written.id) for piece in pieces)
    return replace(first, then=tuple(rest))


def _said(message: Message) -> Answer:
    return Answer(message.body, message.buttons)


ROUTES: tuple[Route, ...] = (
    Command("script", script),
    Press("sc.to", put_into),
    Unasked(unasked),
)
