"""The world as the page shows it."""

from datetime import UTC, datetime

from bot.playground.world.state import World
from bot.playground.world.things import GENERAL, Group, Json, Message, Person

TOPIC_NEWS = {
    "forum_topic_created": "topic_created",
    "forum_topic_edited": "topic_edited",
    "forum_topic_closed": "topic_closed",
    "forum_topic_reopened": "topic_reopened",
}
"""Service messages about topics, and what the page calls them."""


def moment(seconds: int) -> str:
    """Return a time in Unix seconds as ISO 8601, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def name_of(world: World, identifier: int) -> str:
    """Return the name under which somebody is seen."""
    if identifier == world.bot.id:
        return world.bot.names.get("") or world.bot.first_name
    person = world.people.get(identifier)
    return person.first_name if person else ""


def card_seen(world: World, person: Person) -> Json:
    """Return the bot's name and descriptions in the language of a person's client."""
    bot = world.bot
    language = person.language_code.split("-")[0]
    texts = {
        "title": bot.names,
        "description": bot.descriptions,
        "short_description": bot.short_descriptions,
    }
    card = {key: words.get(language) or words.get("", "") for key, words in texts.items()}
    return card | {"title": card["title"] or bot.first_name}


def somebody(world: World, identifier: int) -> Json:
    """Return who has written: id, name, and whether it is the bot."""
    return {
        "id": identifier,
        "name": name_of(world, identifier),
        "is_bot": identifier == world.bot.id,
    }


def chat_seen(world: World, chat: int) -> int:
    """Return the id under which people see a chat: their chat with the bot has the bot's."""
    return chat if chat in world.groups else world.bot.id


def message_seen(world: World, message: Message) -> Json:
    """Return a message as every reader of its chat sees it."""
    return {
        "id": message.id,
        "from": somebody(world, message.sender),
        "date": moment(message.date),
        "text": message.text,
        "entities": list(message.entities),
        "buttons": buttons(message),
        "reply_to": _reply(world, message),
        "edited": bool(message.edited),
        "service": _service(world, message),
        "media": _media(message),
        "forward": _forward(message),
        "thread": message.thread,
        "album": message.album,
    }


def buttons(message: Message) -> list[list[Json]]:
    """Return the rows of buttons: text with `data` or `url`, and a `style` if there is one."""
    rows = message.markup["inline_keyboard"] if message.markup else []
    return [[_button(button) for button in row] for row in rows]


def _button(button: Json) -> Json:
    made = {"text": button["text"]}
    if "callback_data" in button:
        made["data"] = button["callback_data"]
    if "style" in button:
        made["style"] = button["style"]
    if "url" in button:
        made["url"] = button["url"]
    return made


def _reply(world: World, message: Message) -> Json | None:
    if not message.reply_to:
        return None
    answered = world.thread(message.chat).get(message.reply_to)
    if answered is None:
        return {"id": message.reply_to, "from": None, "text": ""}
    return {
        "id": answered.id,
        "from": somebody(world, answered.sender),
        "text": message.quote or answered.text[:200],
        "quoted": bool(message.quote),
        "media": _media(answered),
        "service": _service(world, answered),
    }


def _service(world: World, message: Message) -> Json | None:
    """Return a service message as a kind and the names of those whom it concerns."""
    if message.service is None:
        return None
    facts = message.service
    if "new_chat_members" in facts:
        return {
            "kind": "joined",
            "people": [somebody(world, one) for one in facts["new_chat_members"]],
        }
    if "left_chat_member" in facts:
        return {"kind": "left", "people": [somebody(world, facts["left_chat_member"])]}
    if "pinned_message" in facts:
        return {"kind": "pinned", "message": facts["pinned_message"], "people": []}
    for field, kind in TOPIC_NEWS.items():
        if field in facts:
            return {"kind": kind, "people": [], "name": facts[field].get("name", "")}
    kind = "upgraded" if "migrate" in next(iter(facts)) else "created"
    return {"kind": kind, "people": []}


def _media(message: Message) -> Json | None:
    """Return what the page can show of a file: its kind, and its name or place if it has one."""
    if message.media is None:
        return None
    return {key: value for key, value in message.media.items() if key != "fields"}


def _forward(message: Message) -> Json | None:
    if message.forward is None:
        return None
    sender = message.forward.get("sender_user") or {}
    return {"name": sender.get("first_name", "")}


def unread(world: World, person: int, chat: int) -> dict[int, int]:
    """Return how many messages of others came in each topic since this person last looked."""
    read = {topic: world.reads.get((person, chat, topic), 0) for topic in world.topics(chat)}
    counts = dict.fromkeys(read, 0)
    oldest = min(read.values())
    for message in reversed(world.thread(chat).values()):
        if message.id <= oldest:
            break
        topic = message.thread if message.thread in read else GENERAL
        counts[topic] += message.sender != person and message.id > read[topic]
    return counts


def person_shown(world: World, person: Person) -> Json:
    """Return one of the cast, with the number of unread messages over all chats."""
    chats = [person.id, *(group.id for group in world.groups.values() if group.has(person.id))]
    return {
        "id": person.id,
        "name": person.first_name,
        "username": person.username,
        "language": person.language_code,
        "country": person.country,
        "zone": person.zone,
        "note": person.note,
        "script": person.script,
        "started": person.started,
        "blocked": person.blocked,
        "unread": sum(sum(unread(world, person.id, chat).values()) for chat in chats),
    }


def group_shown(world: World, group: Group) -> Json:
    """Return a group with who is in it and how the bot stands to it."""
    return {
        "id": group.id,
        "title": group.title,
        "type": group.type,
        "members": group.people(but=world.bot.id),
        "administrators": [user for user in group.members if group.runs(user)],
        "bot": group.status(world.bot.id),
        "requests": list(group.requests),
        "topics": [
            {"id": topic.id, "name": topic.name, "colour": topic.colour, "closed": topic.closed}
            for topic in group.topics.values()
        ],
    }


def chats_of(world: World, person: Person) -> list[Json]:
    """Return the chats that a person sees, the latest first."""
    # One who has asked to join has found the group, though they do not see into it.
    found = [
        _group_chat(world, group, person)
        for group in world.groups.values()
        if not group.moved_to and (group.has(person.id) or person.id in group.requests)
    ]
    shown = [_private_chat(world, person), *found]
    shown.sort(key=lambda chat: chat["last"]["date"] if chat["last"] else "", reverse=True)
    return shown


def _private_chat(world: World, person: Person) -> Json:
    return {
        "chat": world.bot.id,
        "kind": "private",
        **card_seen(world, person),
        "member": True,
        "asked": False,
        "pinned": None,
        **_latest(world, person.id, person.id),
    }


def _group_chat(world: World, group: Group, person: Person) -> Json:
    member = group.has(person.id)
    nothing: Json = {"last": None, "unread": 0, "unread_in": {}}
    return {
        "chat": group.id,
        "kind": "group",
        "title": group.title,
        "member": member,
        "asked": person.id in group.requests,
        "pinned": group.pinned[-1] if group.pinned and member else None,
        **(_latest(world, person.id, group.id) if member else nothing),
    }


def _latest(world: World, person: int, chat: int) -> Json:
    thread = world.thread(chat)
    last = thread[next(reversed(thread))] if thread else None
    counts = unread(world, person, chat)
    return {
        "last": message_seen(world, last) if last else None,
        "unread": sum(counts.values()),
        "unread_in": counts,
    }
