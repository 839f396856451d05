"""What a message in a bridged topic holds, as far as it can be carried over."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from bot.domain.addresses import in_topic
from bot.language.formatted import LOOKS
from bot.language.script import Entity
from bot.telegram.bridging.styled import EMPTY, Styled

Raw = Mapping[str, Any]


class Kind(StrEnum):
    """How a message goes over."""

    WORDS = "words"
    MEDIA = "media"
    BARE = "bare"
    NAMED = "named"
    NOTHING = "nothing"


_MEDIA = ("animation", "photo", "video", "audio", "document", "voice")
"""Files with a caption; an animation comes with a `document` as well, so it is looked for first."""

_BARE = ("sticker", "video_note")
"""Files that take no caption."""

_NAMED = (
    "poll", "venue", "location", "contact", "dice", "game", "story", "checklist", "paid_media",
    "invoice", "giveaway", "giveaway_winners",
)  # fmt: skip
"""What is not carried over, but named, so that nobody wonders; each has words under
`bridge.kind.<value>`. A venue comes with a `location` as well."""

FORWARD = "forward"
"""What a message is whose words are somebody else's: named only, for that one did not agree."""

ALBUMS = {"photo": "photo", "video": "video", "audio": "audio", "document": "document"}
"""The files that stand together in an album, with their names in `sendMediaGroup`."""


@dataclass(frozen=True, slots=True)
class Where:
    """A message's number, the address of its topic, and its author's address."""

    message: int
    place: str
    author: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of a person.

    `what` is the file's kind, or what a `NAMED` one is. `replied` is the message it answers (0
    for none), `answers` the address of that message's author; `answers_copy` says that a bot
    wrote it, so that it may be a copy. `album` names the album it is part of.
    """

    where: Where
    kind: Kind
    what: str = ""
    said: Styled = EMPTY
    all_entities: tuple[Entity, ...] = ()
    file: str = ""
    album: str = ""
    replied: int = 0
    answers: str = ""
    answers_copy: bool = False
    forwarded: bool = False

    @property
    def is_nothing(self) -> bool:
        """Return whether it was edited into something that is not carried."""
        return self.kind is Kind.NOTHING

    def edited(self, newer: "Heard") -> Self:
        """Return this message with the words of its newer version."""
        return replace(self, said=newer.said, all_entities=newer.all_entities)


def where_of(message: Raw) -> Where | None:
    """Return whose message it is and where it stands; None when it is no person's in a group.

    Bots, channels and anonymous administrators are nobody who could agree.
    """
    sender, chat = message.get("from"), message["chat"]
    if sender is None or sender.get("is_bot") or "sender_chat" in message:
        return None
    if chat["type"] not in ("group", "supergroup"):
        return None
    thread = message.get("message_thread_id", 0) if message.get("is_topic_message") else 0
    place = in_topic(f"telegram:{int(chat['id'])}", int(thread))
    return Where(int(message["message_id"]), place, f"telegram:{int(sender['id'])}")


def hear(message: Raw, where: Where) -> Heard | None:
    """Return what is to be carried over; None for commands and for what Telegram itself says."""
    text = message.get("text", message.get("caption"))
    entities = _entities(message.get("entities") or message.get("caption_entities") or ())
    if isinstance(text, str) and text.startswith("/"):
        return None
    album = str(message.get("media_group_id", ""))
    if "forward_origin" in message and not _is_own(message):
        return Heard(where, Kind.NAMED, what=FORWARD, album=album)
    looks = tuple(one for one in entities if one.type in LOOKS)
    heard = Heard(
        where,
        Kind.WORDS,
        said=Styled(text if isinstance(text, str) else "", looks),
        all_entities=entities,
        album=album,
        forwarded="forward_origin" in message,
    )
    heard = _answering(heard, message, where)
    if "text" in message:
        return heard
    for kind, known in ((Kind.MEDIA, _MEDIA), (Kind.BARE, _BARE), (Kind.NAMED, _NAMED)):
        what = next((one for one in known if one in message), None)
        if what is not None:
            return replace(heard, kind=kind, what=what, file=_file(message[what]))
    return None


def _is_own(message: Raw) -> bool:
    """Return whether what is forwarded was written by who forwards it, and by nobody else."""
    origin = message["forward_origin"]
    author = (origin.get("sender_user") or {}) if isinstance(origin, Mapping) else {}
    return bool(author.get("id") == message["from"]["id"])


def _answering(heard: Heard, message: Raw, where: Where) -> Heard:
    """Return it with what it answers; a topic's first message is what all in it seem to answer."""
    replied = message.get("reply_to_message")
    if not isinstance(replied, Mapping) or "forum_topic_created" in replied:
        return heard
    number = int(replied["message_id"])
    if number == message.get("message_thread_id") and where.place.endswith(f"/{number}"):
        return heard
    author = replied.get("from") or {}
    return replace(
        heard,
        replied=number,
        answers=f"telegram:{author.get('id', 0)}",
        answers_copy=bool(author.get("is_bot")),
    )


def _entities(found: Any) -> tuple[Entity, ...]:
    return tuple(
        Entity(
            str(one["type"]),
            int(one["offset"]),
            int(one["length"]),
            {name: one[name] for name in ("url", "language") if name in one},
        )
        for one in found
    )


def _file(part: Any) -> str:
    """Return the file's id; of a picture that of its largest size, which stands last."""
    if isinstance(part, list):
        part = part[-1] if part else {}
    return str(part.get("file_id", "")) if isinstance(part, Mapping) else ""
