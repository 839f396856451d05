"""Who and what there is in the playground: people, groups, messages, the bot itself."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

CROWD_HISTORY = 200
"""Messages kept of a crowd member's chat; ten thousand of them must fit into memory."""

FIRST_SUPERGROUP = -1_000_000_000_001
"""Supergroups have ids from here downwards; other groups are above (Bot API, Chat.id)."""

BOT_RIGHTS = ("can_invite_users", "can_delete_messages", "can_pin_messages")
"""What the bot may do where it is made an administrator, besides can_manage_chat."""

ALL_RIGHTS = (
    *BOT_RIGHTS,
    "can_manage_chat",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_manage_topics",
)

HERE = ("creator", "administrator", "member")
"""The statuses of those who are in a group (Bot API, ChatMember)."""


@dataclass(slots=True)
class Person:
    """Somebody with a client: one of the cast, or a pretend member (`crowd`).

    `started` says that they have written to the bot, so that it may write to them; `script` is
    the one they read, `latin` or `arabic`; `note` tells the page's visitor who they play, in each
    language of the page.
    """

    id: int
    first_name: str
    username: str | None = None
    language_code: str = "en"
    country: str = ""
    zone: str = "UTC"
    script: str = "latin"
    note: dict[str, str] = field(default_factory=dict)
    crowd: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False


@dataclass(slots=True)
class Member:
    """How a person or the bot stands to a group, in the Bot API's words."""

    status: str
    rights: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Link:
    """An invite link; `expires` is in Unix seconds, 0 is never; `limit` 0 is no limit."""

    url: str
    creator: int
    name: str = ""
    asks: bool = False
    expires: int = 0
    limit: int = 0
    primary: bool = False
    revoked: bool = False
    used: int = 0


@dataclass(slots=True)
class Request:
    """Somebody asks to join; `at` is in Unix seconds."""

    person: int
    at: int
    link: str


TOPIC_COLOURS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
"""Colours of topics' icons (Bot API, createForumTopic)."""

GENERAL = 0
"""The topic of a forum that every message without a topic is in; its messages name none."""


@dataclass(slots=True)
class Topic:
    """A topic of a forum; `id` is that of the message that made it, `colour` its icon's, as RGB."""

    id: int
    name: str
    colour: int = 0
    creator: int = 0
    closed: bool = False


@dataclass(slots=True)
class File:
    """A file that Telegram holds: what a message says of it. Its content may be elsewhere or gone.

    `id` is the same for everybody and for ever (the Bot API's file_unique_id); pixels, seconds and
    bytes; `kept` says that the content can be had.
    """

    id: str
    kind: str
    name: str = ""
    mime: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    duration: int = 0
    kept: bool = False


@dataclass(slots=True)
class Group:
    """A group (`type` group) or supergroup, or what is left of one that `moved_to` another id.

    A supergroup with `topics` is a forum.
    """

    id: int
    title: str
    type: str = "supergroup"
    members: dict[int, Member] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    moved_to: int = 0
    topics: dict[int, Topic] = field(default_factory=dict)

    def status(self, user: int) -> str:
        """Return how this person or bot stands to the group; `left` for a stranger."""
        member = self.members.get(user)
        return member.status if member else "left"

    def has(self, user: int) -> bool:
        """Say whether this person or bot is in the group."""
        return self.status(user) in HERE

    def runs(self, user: int) -> bool:
        """Say whether this person or bot is the creator or an administrator."""
        return self.status(user) in ("creator", "administrator")

    def may(self, user: int, right: str) -> bool:
        """Say whether this person or bot has the administrator's right."""
        member = self.members.get(user)
        if member is None:
            return False
        return member.status == "creator" or (
            member.status == "administrator" and right in member.rights
        )

    def people(self, *, but: int = 0) -> list[int]:
        """Return who is in the group, without `but`."""
        return [user for user in self.members if user != but and self.has(user)]

    def next_colour(self) -> int:
        """Return the colour of the next topic's icon."""
        return TOPIC_COLOURS[len(self.topics) % len(TOPIC_COLOURS)]


@dataclass(slots=True)
class Message:
    """One message; `chat` is a group's id, or the person's in the chat between them and the bot.

    `date` and `edited` are Unix seconds (0: never edited). With `media` the text is its caption.
    `service` holds the Bot API's field of a service message, with ids instead of objects. `thread`
    is the topic, `album` what the messages of one album have in common, `quote` the words of the
    answered message that are meant.
    """

    chat: int
    id: int
    sender: int
    date: int
    text: str = ""
    entities: tuple[Json, ...] = ()
    markup: Json | None = None
    reply_to: int = 0
    edited: int = 0
    service: Json | None = None
    media: Json | None = None
    forward: Json | None = None
    thread: int = GENERAL
    album: str = ""
    quote: str = ""

    def __post_init__(self) -> None:
        """Put the message that makes a topic into it."""
        if self.service is not None and "forum_topic_created" in self.service:
            self.thread = self.id


@dataclass(slots=True)
class BotCard:
    """The bot: what BotFather knows of it, and what it has set since.

    `commands` maps a scope (see `commands.scope_key`) and a language to the menu; `names`,
    `descriptions` and `short_descriptions` map a language; `allowed` is what the last getUpdates
    asked for, None before the first.
    """

    id: int
    username: str
    first_name: str
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[str, dict[str, list[Json]]] = field(default_factory=dict)
    allowed: list[str] | None = None
    webhook: str = ""


@dataclass(slots=True)
class Query:
    """A pressed button that the bot has not answered yet; `at` is in Unix seconds."""

    id: str
    person: int
    chat: int
    message: int
    at: int
