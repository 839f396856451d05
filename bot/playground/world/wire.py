"""The world in the Bot API's own JSON objects."""

from bot.playground.world.state import Thread, World
from bot.playground.world.things import (
    ALL_RIGHTS,
    FIRST_SUPERGROUP,
    Group,
    Json,
    Link,
    Member,
    Message,
    Person,
)

PERSON_RIGHTS = (
    *ALL_RIGHTS,
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
"""The rights that every ChatMemberAdministrator names (Bot API)."""


def user(world: World, identifier: int) -> Json:
    """Return a User; somebody unknown has only an id and a name."""
    if identifier == world.bot.id:
        return bot_user(world)
    person = world.people.get(identifier)
    if person is None:
        return {"id": identifier, "is_bot": False, "first_name": "Deleted Account"}
    return person_user(person)


def person_user(person: Person) -> Json:
    """Return a person as a User."""
    made: Json = {"id": person.id, "is_bot": False, "first_name": person.first_name}
    if person.username:
        made["username"] = person.username
    made["language_code"] = person.language_code
    return made


def bot_user(world: World) -> Json:
    """Return the bot as a User."""
    bot = world.bot
    name = bot.names.get("") or bot.first_name
    return {"id": bot.id, "is_bot": True, "first_name": name, "username": bot.username}


def chat(world: World, identifier: int) -> Json:
    """Return a Chat."""
    group = world.groups.get(identifier)
    if group is not None:
        shown = {"id": group.id, "type": group.type, "title": group.title}
        return shown | {"is_forum": True} if group.topics else shown
    person = world.people[identifier]
    made: Json = {"id": person.id, "type": "private", "first_name": person.first_name}
    if person.username:
        made["username"] = person.username
    return made


def message(world: World, shown: Message, *, with_reply: bool = True) -> Json:
    """Return a Message; a reply inside a reply is left out."""
    made: Json = {
        "message_id": shown.id,
        "from": user(world, shown.sender),
        "chat": chat(world, shown.chat),
        "date": shown.date,
    }
    if shown.edited:
        made["edit_date"] = shown.edited
    if shown.forward:
        made["forward_origin"] = shown.forward
    made |= _thread(world, shown)
    if with_reply:
        made |= _answered(world, shown)
    made |= _content(world, shown)
    if shown.markup:
        made["reply_markup"] = shown.markup
    return made


def _thread(world: World, shown: Message) -> Json:
    """Return where a message of a supergroup belongs.

    Outside topics a chain of replies has a number as well, that of its first message; nothing can
    be sent there by it (Bot API, `Message.is_topic_message` tells the two apart).
    """
    if shown.thread:
        return {"message_thread_id": shown.thread, "is_topic_message": True}
    if shown.reply_to and shown.chat <= FIRST_SUPERGROUP:
        return {"message_thread_id": root_of(world.thread(shown.chat), shown)}
    return {}


def root_of(thread: Thread, message: Message) -> int:
    """Return the first message of a chain of replies."""
    while (answered := thread.get(message.reply_to)) is not None:
        message = answered
    return message.reply_to or message.id


def _answered(world: World, shown: Message) -> Json:
    """Return the message that is answered; in a topic that is at least the one that made it."""
    made_topic = shown.thread if shown.thread != shown.id else 0
    answered = world.thread(shown.chat).get(shown.reply_to or made_topic)
    if answered is None:
        return {}
    if answered.thread != shown.thread:
        place = {"chat": chat(world, answered.chat), "message_id": answered.id}
        return {"external_reply": {"origin": origin(world, answered), **place}}
    made: Json = {"reply_to_message": message(world, answered, with_reply=False)}
    if shown.quote:
        made["quote"] = _quote(shown.quote, answered)
    return made


def origin(world: World, shown: Message) -> Json:
    """Return a MessageOrigin: whose a message was before it was carried on."""
    return {"type": "user", "date": shown.date, "sender_user": user(world, shown.sender)}


def _quote(words: str, answered: Message) -> Json:
    """Return a TextQuote: the words, and where they stand in UTF-16 units."""
    before = answered.text[: max(answered.text.find(words), 0)]
    return {"text": words, "position": len(before.encode("utf-16-le")) // 2, "is_manual": True}


def _content(world: World, shown: Message) -> Json:
    if shown.service is not None:
        return _service(world, shown)
    words, marks = ("caption", "caption_entities") if shown.media else ("text", "entities")
    made: Json = dict(shown.media["fields"]) if shown.media else {}
    if shown.text or not shown.media:
        made[words] = shown.text
    if shown.album:
        made["media_group_id"] = shown.album
    if shown.entities:
        made[marks] = list(shown.entities)
    return made


def _service(world: World, shown: Message) -> Json:
    """Return the field of a service message, its ids made into objects."""
    made = dict(shown.service or {})
    if "new_chat_members" in made:
        made["new_chat_members"] = [user(world, one) for one in made["new_chat_members"]]
    if "left_chat_member" in made:
        made["left_chat_member"] = user(world, made["left_chat_member"])
    if "pinned_message" in made:
        pinned = world.thread(shown.chat).get(made["pinned_message"])
        if pinned is None:
            made["pinned_message"] = {
                "chat": chat(world, shown.chat),
                "message_id": made["pinned_message"],
                "date": 0,
            }
        else:
            made["pinned_message"] = message(world, pinned, with_reply=False)
    return made


def member(world: World, group: Group, identifier: int) -> Json:
    """Return how somebody stands to a group as a ChatMember."""
    stands = group.members.get(identifier, Member("left"))
    made: Json = {"status": stands.status, "user": user(world, identifier)}
    if stands.status == "creator":
        made["is_anonymous"] = False
    if stands.status == "administrator":
        made |= {"can_be_edited": False, "is_anonymous": False}
        made |= {right: right in stands.rights for right in PERSON_RIGHTS}
        made["can_manage_chat"] = True
    if stands.status == "kicked":
        made["until_date"] = 0
    return made


def link(world: World, shown: Link) -> Json:
    """Return a ChatInviteLink."""
    made: Json = {
        "invite_link": shown.url,
        "creator": user(world, shown.creator),
        "creates_join_request": shown.asks,
        "is_primary": shown.primary,
        "is_revoked": shown.revoked,
    }
    if shown.name:
        made["name"] = shown.name
    if shown.expires:
        made["expire_date"] = shown.expires
    if shown.limit:
        made["member_limit"] = shown.limit
    return made
