"""How messages, words at a button and decisions about join requests leave for Telegram."""

import logging
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from telegram import Bot, InputFile
from telegram.error import TelegramError

from bot.domain.delivery import Outcome, OutcomeUnknown, Reason, Rejected, Sent, Unpaid
from bot.language.rendered import Rendered
from bot.telegram.blanking import Blanker
from bot.telegram.bodies import Bodies, Plain
from bot.telegram.chats import number_in, topic_of
from bot.telegram.failures import answer_of, show_hidden_bug
from bot.telegram.fitting import (
    CAPTION_LIMIT,
    TOAST_LIMIT,
    fit_html,
    fit_plain,
)
from bot.telegram.http import ApiRequest, dump_json
from bot.telegram.keyboards import markup_of
from bot.telegram.media import NO_CAPTION, NO_TEXT, MediaSender, is_about
from bot.telegram.outcomes import is_answer, outcome_of

logger = logging.getLogger(__name__)

_HEAD, _PAID_HEAD = b'{"chat_id":%d,', b'{"chat_id":%d,"allow_paid_broadcast":true,'

_SENT = re.compile(rb'\{"ok":true,"result":\{"message_id":(\d+)[,}]')
"""How the Bot API begins the answer to a message that was sent: all that we need of it."""


class TelegramChannel:
    """Telegram as a `Channel`, and what only the speaker's own answers need.

    Methods are written in small letters because the library warns for a method that it has too
    ("sendMessage"), and the Bot API does not mind.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._media = MediaSender(bot)
        self._blanker = Blanker(bot)
        self._bodies = Bodies()
        self._plain = Plain()
        assert isinstance(bot.request, ApiRequest)
        self._request = bot.request
        self._send_url = f"{bot.base_url}/sendMessage"

    async def send(
        self, address: str, rendered: Rendered, *, answers: int = 0, paid: bool = False
    ) -> Outcome:
        """Put a message into the chat at `address`; what is too long is shortened and logged.

        `answers` is the number of the message there that it replies to, if it still stands there;
        `paid` lets it go beyond the free limits, for Stars. One whose formatting Telegram does
        not understand goes out as plain text.
        """
        rendered = self._plain.of(rendered)
        outcome = await self._send(address, rendered, answers=answers, paid=paid)
        if outcome == Rejected(Reason.BAD_FORMAT):
            plain = self._plain.make(rendered)
            outcome = await self._send(address, plain, answers=answers, paid=paid)
        if outcome == Unpaid() and not paid:
            return Rejected(Reason.REJECTED, "asks for a payment")
        return outcome

    async def _send(self, address: str, rendered: Rendered, *, answers: int, paid: bool) -> Outcome:
        if rendered.media is not None and not rendered.withdrawn:
            outcome = await self._media.send(address, rendered, answers=answers, paid=paid)
            if outcome != Rejected(Reason.NO_VOICE) or not rendered.html:
                return outcome
            rendered = replace(rendered, media=None)
        head = _head_of(address, answers=answers, silent=rendered.silent, paid=paid)
        if head is None:
            return Rejected(Reason.NO_ADDRESS, "not a Telegram address")
        return await self._post(head + self._bodies.of(rendered))

    async def open_ahead(self, connections: int) -> None:
        """Have so many connections open before they are needed: opening one costs, and delays."""
        with suppress(TelegramError):
            await self._request.open_ahead(self._send_url, connections)

    async def is_up(self) -> bool:
        """Return whether Telegram answers at all; a refusal is an answer."""
        try:
            await self._bot.do_api_request("getme")
        except TelegramError as error:
            show_hidden_bug(error)
            return is_answer(error)
        return True

    async def _post(self, body: bytes) -> Outcome:
        """Call `sendMessage`, past the library: it has nothing to add to JSON that is ready."""
        try:
            payload = await self._request.post_json(self._send_url, body)
            sent = _SENT.match(payload)
            number = sent[1].decode() if sent else _number_of(answer_of(payload))
        except TelegramError as error:
            return outcome_of(error)
        return Sent(number) if number else OutcomeUnknown()

    async def send_file(
        self, address: str, name: str, content: bytes, caption: Rendered, *, mime: str = ""
    ) -> Outcome:
        """Put a file called `name` into the chat at `address`, `caption` and its buttons under it.

        What is too long is shortened and logged. Without `mime` its media type follows from
        the name.
        """
        document = InputFile(content, filename=name)
        document.mimetype = mime or document.mimetype
        words = fit_html(caption.html, CAPTION_LIMIT)
        if words != caption.html:
            logger.warning("caption shortened", extra={"limit": CAPTION_LIMIT})
        parameters: dict[str, Any] = {
            "chat_id": address,
            **topic_of(address),
            "document": document,
            "caption": words,
            "parse_mode": "HTML",
        }
        markup = markup_of(caption.buttons)
        if markup is not None:
            parameters["reply_markup"] = markup
        if caption.silent:
            parameters["disable_notification"] = True
        return _known(await self._do("senddocument", parameters))

    async def edit(self, address: str, message_id: str, rendered: Rendered) -> Outcome:
        """Replace the text and buttons of our own earlier message; unchanged counts as sent.

        Formatting that Telegram does not understand is left out, as in `send`. What is withdrawn
        with its media is deleted; if it can be no more, something empty takes the place of the
        file. Where nothing can, its words are replaced, and the outcome is that the file stays.
        """
        if rendered.media is None or not rendered.withdrawn:
            return await self._reword(address, message_id, rendered)
        deleted = await self._media.delete(address, message_id)
        if not isinstance(deleted, Rejected):
            return deleted
        blanked = await self._blanker.blank(address, message_id, rendered)
        if not isinstance(blanked, Rejected):
            return blanked
        stays = Rejected(Reason.FILE_STAYS, deleted.detail)
        if rendered.media.is_place or not rendered.media.takes_words:
            return stays
        reworded = await self._reword(address, message_id, rendered)
        # What is put off begins from the start.
        return stays if isinstance(reworded, Sent | Rejected) else reworded

    async def _reword(self, address: str, message_id: str, rendered: Rendered) -> Outcome:
        outcome = await self._edit(address, message_id, self._plain.of(rendered))
        if outcome == Rejected(Reason.BAD_FORMAT):
            outcome = await self._edit(address, message_id, self._plain.make(rendered))
        return outcome

    async def _edit(self, address: str, message_id: str, rendered: Rendered) -> Outcome:
        is_captioned = rendered.media is not None or "," in message_id
        if is_captioned:
            outcome = await self._media.edit(address, message_id, rendered)
            if not is_about(outcome, NO_CAPTION):
                return outcome
        if not message_id.isdecimal():
            return Rejected(Reason.REJECTED, "no message number")
        outcome = await self._do(
            "editmessagetext",
            {
                "chat_id": address,
                "message_id": int(message_id),
                "rendered": b"{" + self._bodies.of(rendered),
            },
        )
        if is_about(outcome, NO_TEXT) and not is_captioned:
            return await self._media.edit(address, message_id, rendered)
        return Sent(message_id) if isinstance(outcome, Sent) else outcome

    async def admit(self, group: str, person: str) -> Outcome:
        """Let `person` into `group`; already in, or no request left, counts as sent."""
        return await self._do("approvechatjoinrequest", {"chat_id": group, "user_id": person})

    async def decline(self, group: str, person: str) -> Outcome:
        """Turn down the request of `person`; no request left counts as sent."""
        return await self._do("declinechatjoinrequest", {"chat_id": group, "user_id": person})

    async def link(self, group: str) -> Outcome:
        """Make an invite link to `group` whose users ask to join; it is the `message_id`."""
        parameters = {"chat_id": group, "creates_join_request": True}
        return _known(await self._do("createchatinvitelink", parameters, told="invite_link"))

    async def toast(
        self, press_id: str, text: str, *, alert: bool = False, url: str = ""
    ) -> Outcome:
        """Answer a press: a short plain word (no HTML), with `alert` a window to close.

        `url` opens instead of the word; Telegram takes only links to this bot's own start. With
        neither, the button just stops turning. Too late is `Rejected`: the press itself counts.
        """
        word = fit_plain(text)
        if word != text:
            logger.warning("toast shortened", extra={"limit": TOAST_LIMIT})
        return await self._do(
            "answercallbackquery",
            {
                "callback_query_id": press_id,
                "text": word or None,
                "show_alert": alert or None,
                "url": url or None,
            },
        )

    async def typing(self, address: str) -> Outcome:
        """Show "typing…" in the chat for a few seconds."""
        return await self._do("sendchataction", {"chat_id": address, "action": "typing"})

    async def _do(
        self, method: str, parameters: dict[str, Any], *, told: str = "message_id"
    ) -> Outcome:
        """Call `method`, with addresses for ids; what it answers as `told` is kept in `Sent`."""
        for name in ("chat_id", "user_id"):
            if name in parameters:
                number = number_in(parameters[name])
                if number is None:
                    return Rejected(Reason.NO_ADDRESS, "not a Telegram address")
                parameters[name] = number
        try:
            result = await self._bot.do_api_request(method, api_kwargs=parameters)
        except TelegramError as error:
            show_hidden_bug(error)
            return outcome_of(error)
        return Sent(str(result.get(told, ""))) if isinstance(result, dict) else Sent()


def _head_of(address: str, *, answers: int, silent: bool, paid: bool) -> bytes | None:
    """Return the beginning of the JSON: where a message goes, and how; None if nowhere."""
    number = number_in(address)
    if number is None:
        return None
    if not (answers or silent or "/" in address):
        return (_PAID_HEAD if paid else _HEAD) % number
    parameters: dict[str, Any] = {"chat_id": number, **topic_of(address)}
    if silent:
        parameters["disable_notification"] = True
    if paid:
        parameters["allow_paid_broadcast"] = True
    if answers:
        reply = {"message_id": answers, "allow_sending_without_reply": True}
        parameters["reply_parameters"] = reply
    return dump_json(parameters)[:-1] + b","


def _number_of(answer: dict[str, Any]) -> str:
    result = answer["result"]
    return str(result.get("message_id", "")) if isinstance(result, dict) else ""


def _known(outcome: Outcome) -> Outcome:
    """Return `outcome`; but an answer without what was asked for is not Telegram's."""
    return OutcomeUnknown() if outcome == Sent() else outcome
