"""Files that can be deleted no more: something empty takes their place."""

import struct
import zlib
from html import escape
from typing import Any

from telegram import Bot, InputMedia, InputMediaDocument, InputMediaPhoto
from telegram.error import TelegramError

from bot.domain.delivery import Outcome, OutcomeUnknown, Reason, Rejected, Sent
from bot.domain.media import Media
from bot.language.rendered import Rendered
from bot.telegram.chats import number_in
from bot.telegram.failures import show_hidden_bug
from bot.telegram.fitting import CAPTION_LIMIT, fit_html, plain_of
from bot.telegram.media import is_about, media_of
from bot.telegram.outcomes import outcome_of

REPLACEABLE = frozenset({"animation", "audio", "document", "photo", "video"})
"""What stands alone and can be replaced by anything of these.
Source: Bot API, `editMessageMedia`."""

SEEN = frozenset({"photo", "video"})
"""What can be replaced by a picture in an album. Source: Bot API, `editMessageMedia`."""

GONE = "message to edit not found"
"""How Telegram says that a message was deleted before, or by its reader."""

_SIDE = 64
_GREY = b"\xd0"


def _grey_picture() -> bytes:
    """Return a small grey picture as a PNG. Source: RFC 2083."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 0, 0, 0, 0)
    lines = (b"\0" + _GREY * _SIDE) * _SIDE
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


class Blanker:
    """Puts something empty in the place of files; it is uploaded once and goes by its id then."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._ids: dict[str, str] = {}

    async def blank(self, address: str, message_id: str, rendered: Rendered) -> Outcome:
        """Replace the files and the words of our own earlier message, an album item by item.

        What cannot be replaced (a voice, a place) is `Rejected` with nothing done, an album also
        if one item was refused. What was begun and put off may begin again: an item that is empty
        already stays so.
        """
        chat, kind = number_in(address), blank_kind(rendered.media)
        numbers = message_id.split(",")
        if kind is None or chat is None or not all(map(str.isdecimal, numbers)):
            return Rejected(Reason.FILE_STAYS, "nothing can take its place")
        words = fit_html(rendered.html, CAPTION_LIMIT)
        refused: Outcome | None = None
        for number in numbers:
            which = {"chat_id": chat, "message_id": int(number)}
            outcome = await self._replace(which, kind, words)
            if outcome == Rejected(Reason.BAD_FORMAT):
                plain = escape(plain_of(words), quote=False)
                outcome = await self._replace(which, kind, plain)
            if isinstance(outcome, Rejected) and not is_about(outcome, GONE):
                refused = refused or outcome
            elif not isinstance(outcome, Sent | Rejected):
                return outcome
            words = ""
        return refused or Sent(message_id)

    async def _replace(self, which: dict[str, Any], kind: str, words: str) -> Outcome:
        known = self._ids.get(kind)
        outcome = await self._call(which, _empty(kind, known, words))
        if known is not None and outcome == Rejected(Reason.FILE_GONE):
            del self._ids[kind]
            outcome = await self._call(which, _empty(kind, None, words))
        return outcome

    async def _call(self, which: dict[str, Any], media: InputMedia) -> Outcome:
        try:
            stands = await self._bot.do_api_request(
                "editmessagemedia", api_kwargs={**which, "media": media}
            )
        except TelegramError as error:
            show_hidden_bug(error)
            return outcome_of(error)
        if not isinstance(stands, dict) or "message_id" not in stands:
            return OutcomeUnknown()
        now = media_of(stands)
        if now is not None and now.kind == media.type:
            self._ids[now.kind] = now.items[0].file_id
        return Sent(str(stands["message_id"]))


def blank_kind(media: Media | None) -> str | None:
    """Return what can stand in the place of the files of a message: a picture, a file, or None."""
    kinds = {item.kind for item in media.items} if media is not None else set()
    if not kinds or not kinds <= REPLACEABLE:
        return None
    if media is not None and media.is_album and not kinds <= SEEN:
        return "document" if kinds == {"document"} else None
    return "photo"


def _empty(kind: str, file_id: str | None, words: str) -> InputMedia:
    """Return something empty with words under it, by its id or to be uploaded."""
    kept: str | bytes = file_id or (_grey_picture() if kind == "photo" else b"\n")
    if kind == "photo":
        return InputMediaPhoto(kept, words or None, "HTML", filename="taken-back.png")
    return InputMediaDocument(
        kept, caption=words or None, parse_mode="HTML", filename="taken-back.txt"
    )
