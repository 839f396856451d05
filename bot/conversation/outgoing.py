"""What the channel is asked to do for the speaker, in words: speak, toast, show the menu."""

from dataclasses import dataclass

from bot.conversation.answers import AnswerFile
from bot.language.rendered import Rendered


@dataclass(frozen=True, slots=True)
class Speak:
    """Say `rendered` at `address`; with `replaces` put it in place of that message, with `file`
    under that file.

    `answers` is the number of the message there that it is a reply to, 0 for none.
    A `patient` one has been answered in short already, by the word at the button. `instead` is
    said at `elsewhere` (the group) when nobody can be written to at `address`.
    """

    address: str
    rendered: Rendered
    replaces: str = ""
    elsewhere: str = ""
    instead: Rendered | None = None
    file: AnswerFile | None = None
    patient: bool = False
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Toast:
    """Answer a pressed button: a short word, or a window to close, or a link that opens."""

    press_id: str
    words: str = ""
    popup: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShowMenu:
    """Show the list of commands at `address` in `language`; empty: as everybody sees it."""

    address: str
    language: str


Outgoing = Speak | Toast | ShowMenu
