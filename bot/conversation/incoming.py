"""What a channel hands in: what somebody wrote, pressed or did, free of the channel's own shapes.

Addresses are written `telegram:12345`. `number` is the channel's own number of the update; it is
the only thing of an update that may stand in a log.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did it: address, the language code of their client (may be empty), and whether the
    channel hides them (an anonymous group administrator)."""

    address: str
    language_code: str = ""
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """Where it happened; `title` is empty in private."""

    address: str
    private: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody wrote words; `replied` holds the words of the message they replied to."""

    number: int
    sender: Sender
    chat: Chat
    words: str
    replied: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button with `data` under the message `message_id`."""

    number: int
    sender: Sender
    chat: Chat
    press_id: str
    data: str
    message_id: str = ""


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


Incoming = Said | Pressed | AskedToJoin | BotMoved | MemberMoved | GroupMoved
