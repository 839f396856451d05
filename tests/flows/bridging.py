"""Two topics tied by a coordinator of each side, for the stories about bridges."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.flows.town import NORTH, SOUTH, Somebody, Town, text_of
from tests.playground.client import WAIT_SECONDS, Json


@dataclass
class Bank:
    """A topic of one group, as its members use it."""

    town: Town
    group: int
    thread: int

    async def says(self, one: Somebody, words: str, *, reply_to: int = 0, **more: Any) -> Json:
        """Let somebody write in the topic; return the message."""
        fields = {"thread": self.thread, **more}
        return await self.town.page.say(one.id, words, self.group, reply_to, **fields)

    async def copies(self, one: Somebody) -> list[Json]:
        """Return what the bot has put into the topic, without its cards."""
        here = await self.town.page.messages(one.id, self.group, thread=self.thread, limit=200)
        return [message for message in here if message["from"]["is_bot"] and not is_card(message)]


@dataclass
class Tied:
    """A bridge: its topic in the North and its topic in the South."""

    north: Bank
    south: Bank
    cards: dict[int, Json] = field(default_factory=dict)


def is_card(message: Json) -> bool:
    """Say whether a message of the bot is a card about the bridge and no copy."""
    return "🌉" in message["text"] or "⏸" in message["text"]


async def talk(town: Town, group: int, *, at: int = 1) -> Bank:
    """Return a topic of a group: the first that has a name."""
    topics = (await town.page.group(group))["topics"]
    return Bank(town, group, topics[at]["id"])


async def tie(town: Town, *, at: int = 1) -> Tied:
    """Let Aylin offer a topic of the North and Sevinj tie one of the South with it."""
    tied = Tied(await talk(town, NORTH, at=at), await talk(town, SOUTH, at=at))
    await town.quiet()
    await tied.north.says(town.aylin, "/bridge")
    await town.aylin.presses("bridge.button.offer")
    await town.sevinj.sees("bridge.asked.north")
    await tied.south.says(town.sevinj, "/bridge")
    await town.sevinj.presses("br.tie")
    for one, group in ((town.aylin, NORTH), (town.sevinj, SOUTH)):
        tied.cards[group] = await one.sees("bridge.card", chat=group)
    return tied


async def agrees(town: Town, one: Somebody, group: int) -> Json:
    """Let somebody press *Carry mine over* on the card; return the toast."""
    toast = await one.presses("br.yes", chat=group)
    await town.quiet()
    return toast


async def appears(bank: Bank, one: Somebody, words: str, *, after: int = 0) -> Json:
    """Wait until a copy with these words stands in the topic, as somebody there sees it."""
    return await bank.town.page.expect(
        one.id,
        bank.group,
        lambda message: (
            message["from"]["is_bot"] and not is_card(message) and words in text_of(message)
        ),
        after=after,
    )


async def gone(bank: Bank, one: Somebody, message: int) -> None:
    """Wait until a message has left the topic."""
    town = bank.town
    async with town.page.events(one.id) as listening, asyncio.timeout(WAIT_SECONDS):
        while any(
            found["id"] == message
            for found in await town.page.messages(one.id, bank.group, limit=200)
        ):
            await listening.next()
