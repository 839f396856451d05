"""What the carrier and the remover ask of the Bot API; every answer becomes an outcome of ours."""

from dataclasses import dataclass
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.domain.addresses import chat_of, thread_of
from bot.domain.delivery import Outcome, OutcomeUnknown, Sent
from bot.language.rendered import RenderedButton
from bot.telegram.bridging.hearing import ALBUMS, Heard
from bot.telegram.bridging.styled import Styled
from bot.telegram.failures import show_hidden_bug
from bot.telegram.http import dump_json
from bot.telegram.keyboards import markup_of
from bot.telegram.outcomes import outcome_of

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Under:
    """What a copy stands under and carries: the message it answers (0 for none), its button."""

    replied: int = 0
    button: RenderedButton | None = None


class Calls:
    """The few methods that a bridge needs, in Telegram's topics.

    Methods are written in small letters because the library warns for a method that it has too.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def write(self, to: str, said: Styled, under: Under) -> Outcome:
        """Put words into the topic at `to`."""
        words = {"text": said.text, "entities": said.to_api()}
        return await self._send("sendmessage", _into(to, under) | words)

    async def copy(self, to: str, heard: Heard, caption: Styled | None, under: Under) -> Outcome:
        """Put a copy of a file into the topic at `to`, with a caption of ours if it takes one."""
        parameters = _into(to, under) | {
            "from_chat_id": _number(chat_of(heard.where.place)),
            "message_id": heard.where.message,
        }
        if caption is not None:
            parameters |= {"caption": caption.text, "caption_entities": caption.to_api()}
        return await self._send("copymessage", parameters)

    async def album(
        self, to: str, items: list[tuple[Heard, Styled]], under: Under
    ) -> tuple[Outcome, list[int]]:
        """Put several files into the topic at `to` as one album; return each one's number too."""
        media = [
            {
                "type": ALBUMS[heard.what],
                "media": heard.file,
                "caption": caption.text,
                "caption_entities": caption.to_api(),
            }
            for heard, caption in items
        ]
        # The library knows an album only as objects of its own; ours is JSON already.
        into = _into(to, under)
        chat = {"chat_id": into.pop("chat_id")}
        body = dump_json(into | {"media": media})
        answer = await self._do("sendmediagroup", chat | {"rendered": body})
        if not isinstance(answer, list):
            return (answer if isinstance(answer, Outcome) else OutcomeUnknown()), []
        return Sent(), [int(one["message_id"]) for one in answer]

    async def rewrite(
        self, to: str, message: int, said: Styled, button: RenderedButton | None = None
    ) -> Outcome:
        """Change the words of a copy; without a button it loses the one it had."""
        words = {"text": said.text, "entities": said.to_api()}
        return await self._send("editmessagetext", _at(to, message, button) | words)

    async def recaption(
        self, to: str, message: int, said: Styled, button: RenderedButton | None = None
    ) -> Outcome:
        """Change the words under a copied file."""
        words = {"caption": said.text, "caption_entities": said.to_api()}
        return await self._send("editmessagecaption", _at(to, message, button) | words)

    async def delete(self, to: str, message: int) -> Outcome:
        """Delete a copy."""
        return await self._send("deletemessage", _at(to, message, None))

    async def _send(self, method: str, parameters: Parameters) -> Outcome:
        answer = await self._do(method, parameters)
        if isinstance(answer, Outcome):
            return answer
        number = answer.get("message_id") if isinstance(answer, dict) else None
        if number is None and answer is not True:
            return OutcomeUnknown()
        return Sent(str(number or ""))

    async def _do(self, method: str, parameters: Parameters) -> Any:
        try:
            return await self._bot.do_api_request(method, api_kwargs=parameters)
        except TelegramError as error:
            show_hidden_bug(error)
            return outcome_of(error)


def _into(to: str, under: Under) -> Parameters:
    parameters: Parameters = {"chat_id": _number(chat_of(to))}
    if thread_of(to):
        parameters["message_thread_id"] = thread_of(to)
    if under.replied:
        # The answered message may have been deleted meanwhile; the words go over all the same.
        parameters["reply_parameters"] = {
            "message_id": under.replied,
            "allow_sending_without_reply": True,
        }
    if under.button is not None:
        parameters["reply_markup"] = markup_of([[under.button]])
    return parameters


def _at(to: str, message: int, button: RenderedButton | None) -> Parameters:
    parameters: Parameters = {"chat_id": _number(chat_of(to)), "message_id": message}
    if button is not None:
        parameters["reply_markup"] = markup_of([[button]])
    return parameters


def _number(address: str) -> int:
    return int(address.partition(":")[2])
