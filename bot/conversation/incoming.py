"""What a channel hands in: what somebody wrote, pressed or did, free of the channel's own shapes.

Addresses are written `telegram:12345`. `number` is the channel's own number of the update; it is
the only thing of an update that may stand in a log.
"""

from dataclasses import dataclass, field

from bot.domain.media import Media
from bot.language.script import Entity


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did it: address, the language code of their client (may be empty), whether the channel
    hides them (an anonymous group administrator), and their account's first name."""

    address: str
    language_code: str = ""
    anonymous: bool = False
    first_name: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Chat:
    """Where it happened; `title` is empty in private. `thread` is the topic's number in a group
    that has topics (0 for the general one), `topic` its name, where the channel tells it."""

    address: str
    private: bool
    title: str = ""
    thread: int = 0
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A message as somebody wrote it: its words, the entities that give them their look (offsets
    in UTF-16 units), its number in the chat with the bot, 0 where it does not stand there, and
    what goes along: of an album all of it."""

    words: str = ""
    entities: tuple[Entity, ...] = ()
    id: int = 0
    media: Media | None = None


UNWRITTEN = Written()
"""No message: a button that needs none, a wish that is not in answer to anything."""


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody wrote words; `replied` holds the words of the message they replied to, and
    `replied_id` its number, 0 for none. `id` is the number of their own message; `forwarded`
    tells that they passed it on. `media` and `replied_media` are what goes along with each; an
    album is one message, with the words that stand under one of its pictures."""

    number: int
    sender: Sender
    chat: Chat
    words: str
    replied: str = ""
    replied_id: int = 0
    id: int = 0
    entities: tuple[Entity, ...] = ()
    replied_entities: tuple[Entity, ...] = ()
    forwarded: bool = False
    media: Media | None = None
    replied_media: Media | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button with `data` under the message `message_id`. `about` is what that
    message answers, or quotes, where the button needs it again."""

    number: int
    sender: Sender
    chat: Chat
    press_id: str
    data: str
    message_id: str = ""
    about: Written = UNWRITTEN


@dataclass(frozen=True, slots=True)
class AskedToJoin:
    """Somebody asked to join a group. For about five minutes, and until the request is decided,
    the bot may write to them at `window` without their having pressed Start."""

    number: int
    sender: Sender
    chat: Chat
    window: str


@dataclass(frozen=True, slots=True)
class BotMoved:
    """The bot's own standing changed: in private `present` means Start, not present blocked; in
    a group it was added, promoted, demoted or removed."""

    number: int
    sender: Sender
    chat: Chat
    present: bool
    can_invite: bool = False


@dataclass(frozen=True, slots=True)
class MemberMoved:
    """`member` came into a group or left it."""

    number: int
    sender: Sender
    chat: Chat
    member: Sender
    present: bool


@dataclass(frozen=True, slots=True)
class GroupMoved:
    """A group lives at a new address (it became a supergroup)."""

    number: int
    chat: Chat
    address: str


@dataclass(frozen=True, slots=True)
class TopicRenamed:
    """The topic in which it happened is called by the name in `chat` from now on."""

    number: int
    chat: Chat


Incoming = Said | Pressed | AskedToJoin | BotMoved | MemberMoved | GroupMoved | TopicRenamed
