"""The tables in which `handlers/` say what people can say: commands, presses, forms, happenings.

Help, the command menu of the channel and the permission checks are read from these tables.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from bot.conversation.answers import Answer
from bot.conversation.incoming import (
    UNWRITTEN,
    AskedToJoin,
    BotMoved,
    Chat,
    GroupMoved,
    MemberMoved,
    TopicRenamed,
    Written,
)
from bot.domain.messages import Button, press, row, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services import Services

DIGITS = 15
"""So long a number of ours may be: every database has integers that hold it."""


class Who(IntEnum):
    """Who may use a route. An owner of the bot counts as a coordinator, but not as an approver:
    that is who coordinates a side."""

    ANYONE = 0
    VOLUNTEER = 1
    COORDINATOR = 2
    APPROVER = 3
    OWNER = 4


class Where(Enum):
    """Where a command is answered: in private (wherever it was said), or in the group."""

    PRIVATE = "private"
    GROUP = "group"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Call:
    """One wish, ready for its handler.

    `words` is what followed the command (stripped), `args` the arguments of a pressed button,
    `values` the finished fields of a form, `replied` the words of the message replied to.
    `commands` are those the person may use. `group` is our number of the group in which it was
    said, None in private or when the group is not connected. `bot` is the bot's username, for
    links; `number` the update's number. `replied_id` is the number of the message replied to, 0
    for none; `called` the first name of the person's account. `written` is the message itself
    (without its command), `about` the one it replies to or that a pressed button is about;
    `forwarded` tells that it was passed on.
    """

    person: Person
    chat: Chat
    number: int
    bot: str
    words: str = ""
    args: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    replied: str = ""
    replied_id: int = 0
    called: str = ""
    written: Written = UNWRITTEN
    about: Written = UNWRITTEN
    forwarded: bool = False
    group: int | None = None
    commands: tuple["Command", ...] = ()
    happening: AskedToJoin | BotMoved | MemberMoved | GroupMoved | TopicRenamed | None = None

    def link(self, payload: str) -> str:
        """Return a link that opens the bot with `payload` (at most 64 letters, digits, _ and -)."""
        return f"https://t.me/{self.bot}?start={payload}"

    def number_at(self, place: int = 0) -> int:
        """Return the number of ours that a button carries at `place`, or that a link carries.

        Raises:
            Refusal: there is none: the button is of an earlier time, or not of our making.
        """
        words = self.args or (self.words,)
        return number_in(words[place] if place < len(words) else "")

    def number_of(self, name: str) -> int:
        """Return the number of ours that a form was given as `name`; refuses as `number_at`."""
        return number_in(self.values.get(name, ""))

    def word_at(self, place: int, known: Iterable[str]) -> str:
        """Return the word that a button carries at `place`; what is not known is refused."""
        word = self.args[place] if place < len(self.args) else ""
        if word not in tuple(known):
            raise Refusal(text("press.stale"))
        return word


def number_in(words: str) -> int:
    """Return the number of ours that `words` are.

    Raises:
        Refusal: they are none.
    """
    if not (words.isascii() and words.isdigit() and len(words) <= DIGITS):
        raise Refusal(text("press.stale"))
    return int(words)


Handler = Callable[[Call, Services], Awaitable[Answer]]


def may_use(who: Who, person: Person) -> bool:
    """Tell whether a person may use what is kept for `who`."""
    return {
        Who.ANYONE: True,
        Who.VOLUNTEER: person.is_volunteer,
        Who.COORDINATOR: person.is_coordinator,
        Who.APPROVER: bool(person.coordinates),
        Who.OWNER: person.is_owner,
    }[who]


def check(who: Who, person: Person) -> None:
    """Refuse a person who may not use what is kept for `who`; an owner with the way to a role."""
    if may_use(who, person):
        return
    if who is Who.APPROVER and person.is_owner:
        roles = Button(text("menu.role"), press("go", "role"), style="primary")
        raise Refusal(text("alert.owner_has_no_side"), (row(roles),))
    raise Refusal(text(f"error.only_for.{who.name.lower()}"))


@dataclass(frozen=True, slots=True)
class Command:
    """`/name`. Its one-line description is the text `command.<name>`; `listed` puts it into help.

    `form` names the form whose fields it fills: without words the form is asked step by step,
    with `|` between the fields it is filled at once, and as a reply the other message's words
    fill the form's `reply_field`.
    """

    name: str
    handler: Handler | None = None
    who: Who = Who.ANYONE
    where: Where = Where.PRIVATE
    form: str = ""
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Press:
    """A button whose callback data carries `verb`; see `bot.domain.messages.press`."""

    verb: str
    handler: Handler
    who: Who = Who.ANYONE


@dataclass(frozen=True, slots=True)
class Start:
    """A link that opens the bot with a payload beginning with `prefix` followed by `_`; the rest
    arrives in `Call.words`."""

    prefix: str
    handler: Handler


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    `kind` is one of `words` (at most `most` characters), `content` (words with their looks, or
    what goes along with them, or both: a `bot.domain.media.Content` as JSON; best the last field
    of a form, so that a `|` in it stays one), `number`, `moment` (a local date and
    time in the person's zone), `span` (a moment, or two: from when until when), `choice` (one of
    `choices`; buttons), `many` (several of `choices`), `side`, `country`, `zone`, `audience` (a
    `bot.domain.audiences.Selection` as JSON). The question is
    the text `<form>.ask.<name>`, the form of a right answer `<form>.example.<name>`, a choice's
    label `<form>.choice.<name>.<value>`. An `optional` field can be skipped and is then the
    empty string. `unless` names a field and a value under which the question is not asked.
    `more` is the verb of a button beside the choices, labelled `<form>.more.<name>`.
    """

    name: str
    kind: str = "words"
    optional: bool = False
    choices: tuple[str, ...] = ()
    most: int = 200
    unless: tuple[str, str] | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Several questions, kept as a draft until `done` has been called with all their values.

    `values` reach `done` as strings: a moment as ISO 8601 with its zone in UTC, a span as such a
    moment or interval (`bot.domain.events.When`), several choices joined by commas; what `Ask`
    gave and no field asks for comes along, among it `day`, the day on which a bare hour of a span
    is meant. The draft ends in `done`'s own transaction or when `done` returns; if `done` refuses,
    it stays.
    """

    name: str
    fields: tuple[Field, ...]
    done: Handler
    who: Who = Who.ANYONE
    reply_field: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to the bot or in a group, by the class of `Incoming`."""

    kind: (
        type[AskedToJoin]
        | type[BotMoved]
        | type[MemberMoved]
        | type[GroupMoved]
        | type[TopicRenamed]
    )
    handler: Handler


@dataclass(frozen=True, slots=True)
class Words:
    """Bare words in private that mean a command, whatever the language, such as `stop`; how they
    are written (case, marks, look-alike letters) does not matter."""

    words: frozenset[str]
    command: str


@dataclass(frozen=True, slots=True)
class Unasked:
    """Words in private that answer no open question and mean no command, and what was forwarded.
    If nothing is answered, they were not understood."""

    handler: Handler


Route = Command | Press | Start | Form | Happening | Words | Unasked
