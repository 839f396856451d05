"""Pictures, sounds, files and places: how they arrive, and how they leave again, by their ids."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.delivery.wording import WORDINGS_KEPT
from bot.domain.delivery import Outcome, OutcomeUnknown, Reason, Rejected, Sent
from bot.domain.media import CAPTIONED, PLACES, Media, MediaItem
from bot.language.rendered import Rendered
from bot.telegram.chats import number_in, topic_of
from bot.telegram.failures import show_hidden_bug
from bot.telegram.fitting import CAPTION_LIMIT, fit_html
from bot.telegram.http import dump_json
from bot.telegram.keyboards import markup_of
from bot.telegram.outcomes import outcome_of

logger = logging.getLogger(__name__)

Raw = Mapping[str, Any]

FILES = ("animation", "photo", "video", "audio", "document", "voice", "sticker", "video_note")
"""An animation comes with a `document` as well, so it is looked for first."""

BLURRED = frozenset({"photo", "video", "animation"})
"""Kinds that can be covered until they are touched. Source: Bot API, `has_spoiler`."""

GONE = "message to delete not found"
"""How Telegram says that a message was deleted before, or by its reader."""

NO_TEXT = "no text in the message to edit"
NO_CAPTION = "no caption in the message to edit"
"""How Telegram says that the words of a message are those under a file, or that they are not."""

_LONGEST_NAME = 256
"""Letters kept of a venue's name and address; Telegram's own are far shorter."""


def media_of(message: Raw) -> Media | None:
    """Return what goes along with the words of a message, None where nothing that could be sent
    again does (a poll, a contact, a story)."""
    for kind in FILES:
        if kind in message:
            item = MediaItem(
                kind, _file_id(message[kind]), spoiler=bool(message.get("has_media_spoiler"))
            )
            return Media((item,)) if item.file_id else None
    if "venue" in message:
        venue = message["venue"]
        name, address = str(venue["title"])[:_LONGEST_NAME], str(venue["address"])[:_LONGEST_NAME]
        return Media((_place("venue", venue["location"], title=name, address=address),))
    if "location" in message:
        return Media((_place("location", message["location"]),))
    return None


def _file_id(part: Any) -> str:
    """Return the id of a file; of a picture that of its largest size, which stands last."""
    if isinstance(part, list):
        part = part[-1] if part else {}
    found = part.get("file_id") if isinstance(part, Mapping) else None
    return found if isinstance(found, str) else ""


def _place(kind: str, location: Raw, *, title: str = "", address: str = "") -> MediaItem:
    latitude, longitude = float(location["latitude"]), float(location["longitude"])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError
    return MediaItem(kind, "", latitude, longitude, title, address)


class MediaSender:
    """Sends what has a file or a place, and corrects the words under it."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._request_of = lru_cache(WORDINGS_KEPT)(request_of)

    async def send(
        self, address: str, rendered: Rendered, *, answers: int = 0, paid: bool = False
    ) -> Outcome:
        """Put a message with its media into the chat at `address`; what is too long is shortened.

        The `message_id` of an album is that of each item, joined by commas; the words stand under
        the first. `answers` is the number of the message that it replies to; `paid` lets it go
        beyond the ordinary rate.
        """
        parameters: dict[str, Any] = dict(topic_of(address))
        if rendered.silent:
            parameters["disable_notification"] = True
        if paid:
            parameters["allow_paid_broadcast"] = True
        if answers:
            reply = {"message_id": answers, "allow_sending_without_reply": True}
            parameters["reply_parameters"] = reply
        method, body = self._request_of(rendered)
        return await self._do(method, address, {**parameters, "rendered": body})

    async def edit(self, address: str, message_id: str, rendered: Rendered) -> Outcome:
        """Replace the words and buttons under our own earlier message; the file stays.

        An album has its words under its first item, and no buttons.
        """
        first, *others = message_id.split(",")
        if not first.isdecimal():
            return Rejected(Reason.REJECTED, "no message number")
        parameters = {"message_id": int(first), **_caption(rendered)}
        markup = None if others else markup_of(rendered.buttons)
        if markup is not None:
            parameters["reply_markup"] = markup
        outcome = await self._do("editmessagecaption", address, parameters)
        return Sent(message_id) if isinstance(outcome, Sent) else outcome

    async def delete(self, address: str, message_id: str) -> Outcome:
        """Delete our own earlier message, an album whole; what is gone already counts as sent.

        Telegram refuses what is older than 48 hours. Source: Bot API, `deleteMessage`.
        """
        numbers = message_id.split(",")
        if not all(map(str.isdecimal, numbers)):
            return Rejected(Reason.REJECTED, "no message number")
        method = "deletemessage"
        which: dict[str, Any] = {"message_id": int(numbers[0])}
        if len(numbers) > 1:
            # Of several, those that are not there are passed over (Bot API, `deleteMessages`).
            method, which = "deletemessages", {"message_ids": [int(one) for one in numbers]}
        found = await self._call(method, address, which)
        if found is True or is_about(found, GONE):
            return Sent(message_id)
        return found if isinstance(found, Outcome) else OutcomeUnknown()

    async def _do(self, method: str, address: str, parameters: dict[str, Any]) -> Outcome:
        found = await self._call(method, address, parameters)
        return found if isinstance(found, Outcome) else _sent(found)

    async def _call(self, method: str, address: str, parameters: dict[str, Any]) -> Any:
        """Return what the method answers, or the outcome where it is an error."""
        chat = number_in(address)
        if chat is None:
            return Rejected(Reason.NO_ADDRESS, "not a Telegram address")
        try:
            return await self._bot.do_api_request(
                method, api_kwargs={"chat_id": chat, **parameters}
            )
        except TelegramError as error:
            show_hidden_bug(error)
            return outcome_of(error)


def is_about(outcome: object, words: str) -> bool:
    """Tell whether Telegram refused with these words."""
    return isinstance(outcome, Rejected) and words in outcome.detail.lower()


def _sent(found: Any) -> Outcome:
    """Return what stands in the chat now; an answer without a number is not Telegram's."""
    messages = found if isinstance(found, list) else [found]
    if not all(isinstance(one, Mapping) and one.get("message_id") for one in messages):
        return OutcomeUnknown()
    numbers = ",".join(str(one["message_id"]) for one in messages)
    return Sent(numbers) if numbers else OutcomeUnknown()


def request_of(rendered: Rendered) -> tuple[str, bytes]:
    """Return the method that sends a message with media, in small letters, and all of the message
    as JSON but the chat it goes to and whether it rings."""
    media = rendered.media
    assert media is not None
    if media.is_album:
        items = [_in_album(item) for item in media.items]
        items[0] |= _caption(rendered)
        return "sendmediagroup", dump_json({"media": items})
    [item] = media.items
    body = _alone(item) | (_caption(rendered) if item.kind in CAPTIONED else {})
    markup = markup_of(rendered.buttons)
    if markup is not None:
        body["reply_markup"] = markup
    return f"send{item.kind.replace('_', '')}", dump_json(body)


def _alone(item: MediaItem) -> dict[str, Any]:
    if item.kind in PLACES:
        place: dict[str, Any] = {"latitude": item.latitude, "longitude": item.longitude}
        names = {"title": item.title, "address": item.address} if item.kind == "venue" else {}
        return place | names
    return {item.kind: item.file_id, **_covered(item)}


def _in_album(item: MediaItem) -> dict[str, Any]:
    return {"type": item.kind, "media": item.file_id, **_covered(item)}


def _covered(item: MediaItem) -> dict[str, Any]:
    return {"has_spoiler": True} if item.spoiler and item.kind in BLURRED else {}


def _caption(rendered: Rendered) -> dict[str, Any]:
    words = fit_html(rendered.html, CAPTION_LIMIT)
    if words != rendered.html:
        logger.warning("caption shortened", extra={"limit": CAPTION_LIMIT})
    return {"caption": words, "parse_mode": "HTML"}
