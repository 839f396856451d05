"""The world as it stands now, and how each change of it reaches the journal."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from bot.playground.world.journal import Document, Journal
from bot.playground.world.things import (
    CROWD_HISTORY,
    FIRST_SUPERGROUP,
    GENERAL,
    BotCard,
    File,
    Group,
    Json,
    Link,
    Member,
    Message,
    Person,
    Query,
    Request,
    Topic,
)

Thread = dict[int, Message]
"""Messages of one chat by id, oldest first."""


class World:
    """Everything that survives a restart. Who changes a part says so with the `save_` method.

    The counters never go back, not even when the world is thrown away: a program that remembers
    update and message ids must not take new ones for old.
    """

    def __init__(self, journal: Journal, bot: BotCard) -> None:
        self._journal = journal
        self.bot = bot
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.threads: dict[int, Thread] = {}
        self.reads: dict[tuple[int, int, int], int] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, File] = {}
        self.pending: dict[int, Json] = {}
        # Telegram too begins anywhere (Bot API, Update.update_id).
        self.last_update = int(time.time())
        self.last_query = 0
        self.last_private = 0
        self.last_in: dict[int, int] = {}
        self.cast: list[int] = []

    def thread(self, chat: int) -> Thread:
        """Return the messages of a chat, which may be none."""
        return self.threads.setdefault(chat, {})

    def next_message_id(self, chat: int) -> int:
        """Return the next message id of a chat.

        Supergroups count for themselves; private chats and groups share the bot's own counter.
        """
        if chat <= FIRST_SUPERGROUP:
            self.last_in[chat] = self.last_in.get(chat, 0) + 1
            return self.last_in[chat]
        self.last_private += 1
        return self.last_private

    def keep(self, message: Message) -> None:
        """Put a new message at the end of its chat."""
        thread = self.thread(message.chat)
        thread[message.id] = message
        person = self.people.get(message.chat)
        if person is not None and person.crowd and len(thread) > CROWD_HISTORY:
            del thread[next(iter(thread))]
        self.save_message(message)

    def drop(self, message: Message) -> None:
        """Delete a message."""
        del self.threads[message.chat][message.id]
        self._journal.write("message", (message.chat, message.id), None)

    def save_message(self, message: Message) -> None:
        """Record a message that has been written or changed."""
        self._journal.write("message", (message.chat, message.id), _message_values(message))

    def save_person(self, person: Person) -> None:
        """Record a person who is new or has changed."""
        self.people[person.id] = person
        self._journal.write("person", person.id, _person_fields(person))

    def save_group(self, group: Group) -> None:
        """Record a group that is new or has changed."""
        self.groups[group.id] = group
        self._journal.write("group", group.id, asdict(group))

    def save_file(self, file: File) -> None:
        """Record a file that is new."""
        self.files[file.id] = file
        self._journal.write("file", file.id, asdict(file))

    def save_bot(self) -> None:
        """Record what the bot has set about itself."""
        self._journal.write("bot", 0, asdict(self.bot))

    def topics(self, chat: int) -> list[int]:
        """Return the topics of a chat; where there are none, all is in the general one."""
        group = self.groups.get(chat)
        return list(group.topics) if group and group.topics else [GENERAL]

    def mark_read(self, person: int, chat: int, topic: int) -> bool:
        """Remember that a person has seen all of a topic; say whether that is news."""
        last = next(reversed(self.thread(chat)), 0)
        key = (person, chat, topic)
        if self.reads.get(key, 0) >= last:
            return False
        self.reads[key] = last
        self._journal.write("read", key, last)
        return True

    def add_update(self, update: Json) -> None:
        """Give an update the next number and keep it until it is confirmed."""
        self.last_update += 1
        numbered = {"update_id": self.last_update, **update}
        self.pending[self.last_update] = numbered
        self._journal.write("update", self.last_update, numbered)

    def confirm(self, before: int) -> None:
        """Forget the updates with a lower number than `before`."""
        done = [number for number in self.pending if number < before]
        if done:
            for number in done:
                del self.pending[number]
            self._journal.write("confirmed", 0, before)

    def add_query(self, person: int, chat: int, message: int, at: int) -> Query:
        """Keep a pressed button until the bot answers it."""
        self.last_query += 1
        query = Query(f"{self.bot.id}{self.last_query:012}", person, chat, message, at)
        self.queries[query.id] = query
        self._journal.write("query", query.id, asdict(query))
        return query

    def take_query(self, identifier: str) -> Query | None:
        """Return a query for the first time it is answered, None afterwards."""
        query = self.queries.pop(identifier, None)
        if query is not None:
            self._journal.write("query", identifier, None)
        return query

    def clear(self) -> None:
        """Throw everybody and everything away but the bot and the counters."""
        for part in (self.people, self.groups, self.threads, self.reads, self.queries, self.files):
            part.clear()
        self.pending.clear()
        self.cast.clear()

    def load(self, documents: Iterator[Document]) -> None:
        """Take in what a journal holds, in its order."""
        loaders: dict[str, Callable[[Any, Any], None]] = {
            "last": self._load_last,
            "bot": self._load_bot,
            "person": self._load_person,
            "group": self._load_group,
            "message": self._load_message,
            "read": self._load_read,
            "update": self._load_update,
            "confirmed": self._load_confirmed,
            "query": self._load_query,
            "file": self._load_file,
        }
        for kind, key, value in documents:
            if kind in loaders:
                loaders[kind](key, value)
        self.cast = [person.id for person in self.people.values() if not person.crowd]

    def load_counters(self, documents: Iterator[Document]) -> None:
        """Take in only how far the counters of an earlier world had come."""
        for kind, key, value in documents:
            if kind == "last":
                self._load_last(key, value)
            elif kind == "update":
                self.last_update = max(self.last_update, key)
            elif kind == "message":
                self._count(*key)
            elif kind == "query":
                self._count_query(key)

    def documents(self) -> Iterator[Document]:
        """Return the whole world, as a compacted journal holds it."""
        counters = [self.last_update, self.last_query, self.last_private]
        yield "last", 0, [*counters, list(self.last_in.items())]
        yield "bot", 0, asdict(self.bot)
        for person in self.people.values():
            yield "person", person.id, _person_fields(person)
        for group in self.groups.values():
            yield "group", group.id, asdict(group)
        for file in self.files.values():
            yield "file", file.id, asdict(file)
        for thread in self.threads.values():
            for message in thread.values():
                yield "message", (message.chat, message.id), _message_values(message)
        for key, last in self.reads.items():
            yield "read", key, last
        for number, update in self.pending.items():
            yield "update", number, update
        for query in self.queries.values():
            yield "query", query.id, asdict(query)

    def begin_journal(self, birth: Document) -> None:
        """Write the world down afresh, under the mark of the version and seed it comes from."""

        def everything() -> Iterator[Document]:
            yield birth
            yield from self.documents()

        self._journal.begin(everything())

    def close(self) -> None:
        """Let go of the journal."""
        self._journal.close()

    def _count(self, chat: int, identifier: int) -> None:
        if chat <= FIRST_SUPERGROUP:
            self.last_in[chat] = max(self.last_in.get(chat, 0), identifier)
        else:
            self.last_private = max(self.last_private, identifier)

    def _count_query(self, identifier: str) -> None:
        self.last_query = max(self.last_query, int(identifier[-12:]))

    def _load_last(self, _key: Any, value: Any) -> None:
        update, query, private, in_groups = value
        self.last_update = max(self.last_update, update)
        self.last_query = max(self.last_query, query)
        self.last_private = max(self.last_private, private)
        for chat, last in in_groups:
            self.last_in[chat] = max(self.last_in.get(chat, 0), last)

    def _load_bot(self, _key: Any, value: Any) -> None:
        self.bot = BotCard(**value)

    def _load_person(self, key: Any, value: Any) -> None:
        self.people[key] = Person(**value)

    def _load_group(self, key: Any, value: Any) -> None:
        parts = {
            "members": {int(user): Member(**member) for user, member in value["members"].items()},
            "links": {url: Link(**link) for url, link in value["links"].items()},
            "requests": {int(user): Request(**asked) for user, asked in value["requests"].items()},
            "topics": {int(key): Topic(**topic) for key, topic in value["topics"].items()},
        }
        self.groups[key] = Group(**(value | parts))

    def _load_message(self, key: Any, value: Any) -> None:
        chat, identifier = key
        self._count(chat, identifier)
        thread = self.thread(chat)
        if value is None:
            thread.pop(identifier, None)
            return
        sender, date, text, entities, *rest = value
        thread[identifier] = Message(chat, identifier, sender, date, text, tuple(entities), *rest)
        person = self.people.get(chat)
        if person is not None and person.crowd and len(thread) > CROWD_HISTORY:
            del thread[next(iter(thread))]

    def _load_read(self, key: Any, value: Any) -> None:
        self.reads[key[0], key[1], key[2]] = value

    def _load_update(self, key: Any, value: Any) -> None:
        self.last_update = max(self.last_update, key)
        self.pending[key] = value

    def _load_confirmed(self, _key: Any, value: Any) -> None:
        for number in [number for number in self.pending if number < value]:
            del self.pending[number]

    def _load_query(self, key: Any, value: Any) -> None:
        self._count_query(key)
        if value is None:
            self.queries.pop(key, None)
        else:
            self.queries[key] = Query(**value)

    def _load_file(self, key: Any, value: Any) -> None:
        self.files[key] = File(**value)


def _person_fields(person: Person) -> Json:
    """Return a person as the journal keeps them; `asdict` is too slow for a hundred thousand."""
    return {name: getattr(person, name) for name in Person.__slots__}


def _message_values(message: Message) -> tuple[Any, ...]:
    """Return a message as the journal keeps it, without the chat and id that are its key."""
    return (
        message.sender,
        message.date,
        message.text,
        message.entities,
        message.markup,
        message.reply_to,
        message.edited,
        message.service,
        message.media,
        message.forward,
        message.thread,
        message.album,
        message.quote,
    )
