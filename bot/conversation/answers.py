"""What a handler gives back: the answer to the speaker, before it is put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.media import Media
from bot.domain.messages import Keyboard, Text
from bot.domain.people import Person


@dataclass(frozen=True, slots=True)
class Ask:
    """Begin the form with `values` that are known already, or without any go on with its draft.

    A value that no field asks for, such as the number of what the form is about, comes along.
    """

    form: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file made for the speaker: its name (`event-12.ics`), its bytes, its media type."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to the speaker.

    `body` and `buttons` become a message; with `replace` (presses only) they replace the message
    whose button was pressed, else they stand under it. `toast` is the short word at a pressed
    button (at most 200 characters), `popup` makes it a window to close. `ask` begins a form; its
    question takes the place of the pressed message if `replace`.
    `file` makes it a new message whose caption is `body`, at most 1,024 characters; likewise
    `media`, which the channel holds already.
    `then` are further messages. `here` answers in the group where the command stood; every other
    answer to a group command goes to the speaker in private. `speaker` is who spoke as they are
    now, where that changes how they are answered: in another language, by another clock.
    `answers` is the number of the message in the chat with the speaker that it is a reply to.
    `menu` is the language in which the channel lists the commands for the speaker from now on,
    empty for that of their own client, None where nothing changes.
    """

    body: Text | None = None
    buttons: Keyboard = ()
    toast: Text | None = None
    popup: bool = False
    replace: bool = False
    url: str = ""
    ask: Ask | None = None
    then: tuple["Answer", ...] = ()
    here: bool = False
    speaker: Person | None = None
    file: AnswerFile | None = None
    media: Media | None = None
    menu: str | None = None
    answers: int = 0


NOTHING = Answer()
"""Nothing is said: the outbox says it, or silence is right."""
