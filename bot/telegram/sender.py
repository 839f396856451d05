"""How messages, words at a button and decisions about join requests leave for Telegram."""

import logging
from functools import lru_cache
from typing import Any

from telegram import Bot, InputFile
from telegram.error import TelegramError

from bot.domain.addresses import chat_of, thread_of
from bot.domain.delivery import Outcome, OutcomeUnknown, Reason, Rejected, Sent
from bot.language.rendered import Rendered
from bot.telegram.failures import show_hidden_bug
from bot.telegram.fitting import CAPTION_LIMIT, TEXT_LIMIT, TOAST_LIMIT, fit_html, fit_plain
from bot.telegram.http import dump_json
from bot.telegram.keyboards import markup_of
from bot.telegram.outcomes import outcome_of

logger = logging.getLogger(__name__)

_BODIES_KEPT = 64
"""Bodies a channel keeps ready: a broadcast has one for each language and content under way."""


class TelegramChannel:
    """Telegram as a `Channel`, and what only the speaker's own answers need.

    Methods are written in small letters because the library warns for a method that it has too
    ("sendMessage"), and the Bot API does not mind.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._body_of = lru_cache(maxsize=_BODIES_KEPT)(body_of)

    async def send(self, address: str, rendered: Rendered, *, answers: int = 0) -> Outcome:
        """Put a message into the chat at `address`; what is too long is shortened and logged.

        `answers` is the number of the message there that it replies to, if it still stands there.
        """
        body = self._body_of(rendered)
        parameters: dict[str, Any] = {"chat_id": address, **_topic(address), "rendered": body}
        if rendered.silent:
            parameters["disable_notification"] = True
        if answers:
            reply = {"message_id": answers, "allow_sending_without_reply": True}
            parameters["reply_parameters"] = reply
        return _known(await self._do("sendmessage", parameters))

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
            **_topic(address),
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
        """Replace the text and buttons of our own earlier message; unchanged counts as sent."""
        if not message_id.isdecimal():
            return Rejected(Reason.REJECTED, "no message number")
        outcome = await self._do(
            "editmessagetext",
            {
                "chat_id": address,
                "message_id": int(message_id),
                "rendered": self._body_of(rendered),
            },
        )
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
                number = _number_in(parameters[name])
                if number is None:
                    return Rejected(Reason.NO_ADDRESS, "not a Telegram address")
                parameters[name] = number
        try:
            result = await self._bot.do_api_request(method, api_kwargs=parameters)
        except TelegramError as error:
            show_hidden_bug(error)
            return outcome_of(error)
        return Sent(str(result.get(told, ""))) if isinstance(result, dict) else Sent()


def body_of(rendered: Rendered) -> bytes:
    """Return all of a message as JSON but the chat it goes to and whether it rings."""
    text = fit_html(rendered.html)
    if text != rendered.html:
        logger.warning("message shortened", extra={"limit": TEXT_LIMIT})
    body: dict[str, Any] = {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    markup = markup_of(rendered.buttons)
    if markup is not None:
        body["reply_markup"] = markup
    return dump_json(body)


def _known(outcome: Outcome) -> Outcome:
    """Return `outcome`; but an answer without what was asked for is not Telegram's."""
    return OutcomeUnknown() if outcome == Sent() else outcome


def _topic(address: str) -> dict[str, int]:
    """Return the topic that an address names, as the Bot API takes it."""
    thread = thread_of(address)
    return {"message_thread_id": thread} if thread else {}


def _number_in(address: str) -> int | None:
    """Return the chat's or person's number in `telegram:-100123`, or in one of its topics."""
    channel, _, number = chat_of(address).partition(":")
    if channel != "telegram" or not number.removeprefix("-").isdecimal():
        return None
    return int(number)
