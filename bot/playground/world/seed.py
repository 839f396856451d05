"""The world as it begins: read from a seed file, or taken up where it was left."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.playground.world.journal import Document, Journal
from bot.playground.world.state import World
from bot.playground.world.things import (
    ALL_RIGHTS,
    BOT_RIGHTS,
    GENERAL,
    BotCard,
    Group,
    Member,
    Message,
    Person,
    Topic,
)

WORLD_VERSION = 3
"""Raised when the journal's documents change; a world of another version starts afresh."""

JOURNAL = "playground-world.jsonl"


@dataclass(frozen=True, slots=True)
class Seed:
    """What a seed file says, and the mark of the worlds that come from it."""

    plan: dict[str, Any]
    birth: Document

    @property
    def notes(self) -> list[str]:
        """Return what the seed tells the page's visitor."""
        return list(self.plan.get("notes", []))

    def restart(self, world: World, *, at: int) -> None:
        """Make a world begin again at a time in Unix seconds; its counters go on."""
        world.clear()
        populate(world, self.plan, at=at)
        world.begin_journal(self.birth)


def open_world(folder: Path, seed: Path, token: str, *, fresh: bool, at: int) -> tuple[World, Seed]:
    """Return the world kept in `folder`, or a new one, and the seed.

    It is new if `fresh` says so, or if the version, the seed or the bot is another one; it begins
    then at `at`, in Unix seconds.

    Raises:
        ValueError: the seed is not a seed.
        OSError: a file cannot be read or written.
    """
    content = seed.read_bytes()
    plan = json.loads(content)
    journal = Journal(folder / JOURNAL)
    bot_id = int(token.partition(":")[0])
    mark = [WORLD_VERSION, hashlib.sha256(content).hexdigest(), bot_id]
    world = World(journal, BotCard(bot_id, plan["bot"]["username"], plan["bot"]["first_name"]))
    known = Seed(plan, ("birth", 0, mark))
    found = next(journal.read(), None)
    if not fresh and found is not None and found[2] == mark:
        world.load(journal.read())
        world.begin_journal(known.birth)
    else:
        world.load_counters(journal.read())
        known.restart(world, at=at)
    return world, known


def populate(world: World, plan: dict[str, Any], *, at: int) -> None:
    """Put the seed's people and groups into an empty world."""
    for entry in plan["people"]:
        # What the seed says for the program (its own key) is not ours to read.
        person = Person(**{key: entry[key] for key in Person.__slots__ if key in entry})
        world.people[person.id] = person
    for entry in plan["groups"]:
        group = world.groups[entry["id"]] = _group(world, entry)
        _open_topics(world, group, entry.get("topics", []), at=at)
    world.cast = list(world.people)


def _group(world: World, entry: dict[str, Any]) -> Group:
    members = {entry["creator"]: Member("creator")}
    members |= {user: Member("administrator", list(ALL_RIGHTS)) for user in entry["administrators"]}
    members |= {user: Member("member") for user in entry["members"]}
    members[world.bot.id] = Member("administrator", list(BOT_RIGHTS))
    return Group(entry["id"], entry["title"], entry.get("type", "supergroup"), members)


def _open_topics(world: World, group: Group, names: list[str], *, at: int) -> None:
    """Make a group with topics a forum; their beginnings nobody needs to read."""
    if not names:
        return
    group.topics[GENERAL] = Topic(GENERAL, "General")
    creator = group.people(but=world.bot.id)[0]
    for name in names:
        colour = group.next_colour()
        service = {"forum_topic_created": {"name": name, "icon_color": colour}}
        identifier = world.next_message_id(group.id)
        message = Message(group.id, identifier, creator, at, service=service)
        world.thread(group.id)[identifier] = message
        group.topics[identifier] = Topic(identifier, name, colour, creator)
    for person in group.people():
        for topic in group.topics:
            world.reads[person, group.id, topic] = max(group.topics)
