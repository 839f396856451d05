"""The playground's parts in one hand, and what every change of a chat sets in motion."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.hooks import Hooks
from bot.playground.world import views
from bot.playground.world.events import Events
from bot.playground.world.limits import Limits
from bot.playground.world.purse import Purse
from bot.playground.world.shelf import Shelf
from bot.playground.world.state import World
from bot.playground.world.things import Json, Message, Person
from bot.playground.world.updates import Updates

Toast = dict[str, Any]


@dataclass(slots=True)
class Stage:
    """The world, and the ways out of it: to the bot, to the page, to the program's clock.

    `presses` holds who waits on the page for the answer to a press, by query; `crowd` is told of
    each message to a pretend member.
    """

    world: World
    updates: Updates
    events: Events
    limits: Limits
    hooks: Hooks
    shelf: Shelf
    purse: Purse
    presses: dict[str, "asyncio.Future[Toast]"] = field(default_factory=dict)
    crowd: Callable[[Person, Message], None] | None = None

    def now(self) -> int:
        """Return the playground's time in Unix seconds."""
        return int(self.hooks.now().timestamp())

    def post(self, chat: int, sender: int, **parts: Any) -> Message:
        """Put a new message into a chat and show it to who sees it."""
        world = self.world
        message = Message(chat, world.next_message_id(chat), sender, self.now(), **parts)
        world.keep(message)
        if self.events.watched:
            shown = views.message_seen(world, message)
            self._show(message.chat, "message", message=shown)
            self.events.people_soon()
        person = world.people.get(chat)
        if person is not None and person.crowd and self.crowd is not None:
            self.crowd(person, message)
        return message

    def change(self, message: Message, *, silent: bool = False) -> None:
        """Record a changed message and show it; `silent` changes are not marked as edited."""
        if not silent:
            message.edited = self.now()
        self.world.save_message(message)
        if self.events.watched:
            shown = views.message_seen(self.world, message)
            self._show(message.chat, "edit", message=shown)

    def take_away(self, message: Message) -> None:
        """Delete a message."""
        self.world.drop(message)
        group = self.world.groups.get(message.chat)
        if group is not None and message.id in group.pinned:
            group.pinned.remove(message.id)
            self.world.save_group(group)
        self._show(message.chat, "delete", message=message.id)

    def typing(self, chat: int, thread: int) -> None:
        """Show that the bot is at work in a chat, or in a topic of it."""
        self._show(chat, "typing", thread=thread)

    def chats_changed(self, *people: int) -> None:
        """Tell people that their list of chats is another one now."""
        self.events.tell(people, "chats")

    def audience(self, chat: int) -> list[int]:
        """Return the people who see a chat."""
        group = self.world.groups.get(chat)
        return group.people(but=self.world.bot.id) if group is not None else [chat]

    def _show(self, chat: int, kind: str, **facts: Json | int) -> None:
        if self.events.watched:
            seen_as = views.chat_seen(self.world, chat)
            self.events.tell(self.audience(chat), kind, chat=seen_as, **facts)
