"""What people write in their clients: messages, pictures, voices; and what they change of it."""

import secrets
from dataclasses import dataclass

from bot.playground.page.people import block, chat_of, own_view
from bot.playground.world import shelf, topics, wire
from bot.playground.world.privacy import bot_sees
from bot.playground.world.refusal import PageError
from bot.playground.world.stage import Stage
from bot.playground.world.things import GENERAL, File, Json, Message, Person
from bot.playground.world.typed import typed

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024

LARGEST_ALBUM = 10


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody sends: words as typed, with files as the words under the first of them.

    `thread` is the topic of a forum; `quote` the words of the answered message that are meant;
    `place`, a latitude and a longitude, is sent instead of words and files.
    """

    words: str
    files: tuple[str, ...] = ()
    reply_to: int = 0
    thread: int = GENERAL
    quote: str = ""
    place: tuple[float, float] | None = None


def say(stage: Stage, actor: Person, shown: int, saying: Saying) -> list[Message]:
    """Write into a chat; the first words in private open it for the bot. An album is several.

    Raises:
        PageError: nothing said, not one's chat, the topic is closed, or the bot is blocked.
    """
    chat = chat_of(stage, actor, shown)
    media = _media(stage, saying)
    words = "" if saying.place else saying.words
    text, entities = typed(words[: LONGEST_CAPTION if media else LONGEST_TEXT])
    if not text and not media:
        raise PageError("empty")
    place = _place(stage, actor, chat, saying)
    if chat == actor.id:
        _open_chat(stage, actor)
    parts: list[Json] = [{"media": one} for one in media] or [{}]
    album = secrets.token_hex(8) if len(parts) > 1 else ""
    parts[0] |= {"text": text, "entities": entities}
    made = [stage.post(chat, actor.id, **part, **place, album=album) for part in parts]
    for message in made:
        _tell_bot(stage, "message", message)
    return made


def start(stage: Stage, actor: Person, payload: str = "") -> Message:
    """Press Start, or open a link that does; whoever blocked the bot takes it back."""
    if actor.blocked:
        block(stage, actor, blocked=False)
    return say(stage, actor, stage.world.bot.id, Saying(f"/start {payload}"))[0]


def forward(stage: Stage, actor: Person, shown: int, message: int, to: int) -> Message:
    """Carry a message that one sees into another of one's chats; it says whose it was.

    Raises:
        PageError: it is not there or no person's words, or one cannot write there.
    """
    source = own_view(stage, chat_of(stage, actor, shown), message)
    if source.service is not None:
        raise PageError("no_such_message", 404)
    chat = chat_of(stage, actor, to)
    place = _place(stage, actor, chat, Saying(""))
    if chat == actor.id:
        _open_chat(stage, actor)
    origin = source.forward or wire.origin(stage.world, source)
    content = {"text": source.text, "entities": source.entities, "media": source.media}
    made = stage.post(chat, actor.id, **content, **place, forward=origin)
    _tell_bot(stage, "message", made)
    return made


def edit(stage: Stage, actor: Person, shown: int, message: int, words: str) -> Message:
    """Change one's own message, or the words under one's own picture.

    Raises:
        PageError: it is not one's own, or nothing would be left.
    """
    chat = chat_of(stage, actor, shown)
    changed = _own(stage, actor, chat, message)
    text, entities = typed(words[: LONGEST_CAPTION if changed.media else LONGEST_TEXT])
    if not text and not changed.media:
        raise PageError("empty")
    changed.text, changed.entities = text, entities
    stage.change(changed)
    _tell_bot(stage, "edited_message", changed)
    return changed


def delete(stage: Stage, actor: Person, shown: int, message: int) -> None:
    """Delete a message: one's own, any in private, any as an administrator. No bot is told.

    Raises:
        PageError: it is not one's to delete.
    """
    chat = chat_of(stage, actor, shown)
    gone = own_view(stage, chat, message)
    group = stage.world.groups.get(chat)
    if group is not None and gone.sender != actor.id and not group.runs(actor.id):
        raise PageError("not_yours")
    stage.take_away(gone)


def _media(stage: Stage, saying: Saying) -> list[Json]:
    """Return what goes along with the words: files, or a place instead of them.

    Raises:
        PageError: there is no such file.
    """
    if saying.place is not None:
        return [shelf.place(*saying.place)]
    files = [_file(stage, one) for one in saying.files[:LARGEST_ALBUM]]
    return [shelf.media(file) for file in files]


def _file(stage: Stage, identifier: str) -> File:
    found = stage.world.files.get(identifier)
    if found is None:
        raise PageError("unknown_file", 404)
    return found


def _place(stage: Stage, actor: Person, chat: int, saying: Saying) -> Json:
    """Return what is answered and in which topic; a reply goes where the answered message is.

    Raises:
        PageError: there is no such topic, it is closed, or the bot is blocked.
    """
    if chat == actor.id and actor.blocked:
        raise PageError("blocked")
    answered = stage.world.thread(chat).get(saying.reply_to)
    thread = answered.thread if answered else saying.thread
    group = stage.world.groups.get(chat)
    known = group.topics if group else {}
    if thread != GENERAL and thread not in known:
        raise PageError("unknown_topic", 404)
    if group and thread in known and not topics.may_write(group, known[thread], actor.id):
        raise PageError("topic_closed")
    if answered is None:
        return {"thread": thread}
    quote = saying.quote if saying.quote in answered.text else ""
    return {"thread": thread, "reply_to": answered.id, "quote": quote}


def _own(stage: Stage, actor: Person, chat: int, message: int) -> Message:
    found = own_view(stage, chat, message)
    if found.sender != actor.id or found.service is not None:
        raise PageError("not_yours")
    return found


def _open_chat(stage: Stage, actor: Person) -> None:
    if not actor.started:
        actor.started = True
        stage.world.save_person(actor)
        stage.events.people_soon()


def _tell_bot(stage: Stage, kind: str, message: Message) -> None:
    group = stage.world.groups.get(message.chat)
    if group is None or bot_sees(stage.world, group, message):
        stage.updates.add(kind, wire.message(stage.world, message))
