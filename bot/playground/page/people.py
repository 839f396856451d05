"""What people do in their clients besides writing: press buttons, block the bot."""

from bot.playground.world import wire
from bot.playground.world.refusal import PageError
from bot.playground.world.stage import Stage
from bot.playground.world.things import Json, Member, Message, Person, Query


def person(stage: Stage, identifier: int) -> Person:
    """Return a person of this world.

    Raises:
        PageError: there is nobody with this id.
    """
    found = stage.world.people.get(identifier)
    if found is None:
        raise PageError("unknown_person", 404)
    return found


def chat_of(stage: Stage, actor: Person, shown: int) -> int:
    """Return the chat that a person sees as `shown`: the bot's id is their chat with it.

    Raises:
        PageError: the chat is not among theirs.
    """
    if shown in (stage.world.bot.id, actor.id):
        return actor.id
    group = stage.world.groups.get(shown)
    if group is None:
        raise PageError("unknown_chat", 404)
    if group.moved_to:
        raise PageError("chat_moved")
    if not group.has(actor.id):
        raise PageError("not_a_member")
    return group.id


def block(stage: Stage, actor: Person, *, blocked: bool) -> None:
    """Block the bot or take it back; it is told either way."""
    if actor.blocked == blocked:
        return
    before = _standing(stage, actor)
    actor.blocked = blocked
    stage.world.save_person(actor)
    if actor.started:
        change: Json = {
            "chat": wire.chat(stage.world, actor.id),
            "from": wire.person_user(actor),
            "date": stage.now(),
            "old_chat_member": before,
            "new_chat_member": _standing(stage, actor),
        }
        stage.updates.add("my_chat_member", change)
    stage.events.people_soon()


def press(stage: Stage, actor: Person, shown: int, message: int, data: str) -> Query:
    """Press a button of a message.

    Raises:
        PageError: the message or the button is not there (any more).
    """
    chat = chat_of(stage, actor, shown)
    pressed = own_view(stage, chat, message)
    rows = pressed.markup["inline_keyboard"] if pressed.markup else []
    if not any(button.get("callback_data") == data for row in rows for button in row):
        raise PageError("no_such_button")
    query = stage.world.add_query(actor.id, chat, message, stage.now())
    asked: Json = {
        "id": query.id,
        "from": wire.person_user(actor),
        "message": wire.message(stage.world, pressed),
        "chat_instance": str(abs(chat) * 7919),
        "data": data,
    }
    stage.updates.add("callback_query", asked)
    return query


def own_view(stage: Stage, chat: int, message: int) -> Message:
    """Return a message of a chat.

    Raises:
        PageError: it is not there (any more).
    """
    found = stage.world.thread(chat).get(message)
    if found is None:
        raise PageError("no_such_message", 404)
    return found


def _standing(stage: Stage, actor: Person) -> Json:
    """Return how the bot stands to a private chat, as a ChatMember of the bot."""
    status = Member("kicked" if actor.blocked else "member").status
    made: Json = {"status": status, "user": wire.bot_user(stage.world)}
    return made | {"until_date": 0} if actor.blocked else made
