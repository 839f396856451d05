"""A bridge for tests: its people and groups in a real database, and a Telegram in memory."""

import asyncio
import contextlib
import json
import selectors
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.clock import Clock
from bot.domain.bridges import Place
from bot.domain.groups import GroupSide
from bot.domain.people import Person, Side
from bot.services.bridges import Bridges
from bot.services.bridges.carrying import Carriage, Way
from bot.services.groups import Groups
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import Bots
from bot.telegram.failures import refusal_of

Json = dict[str, Any]

NORTH, SOUTH = -1001, -1002
TOPIC = {NORTH: 7, SOUTH: 9}
"""The tied topics of the two groups."""

LOOK_AGAIN_SECONDS = 0.005


@dataclass
class Standing:
    """A message of the bot as it stands in a chat."""

    id: int
    chat: int
    text: str
    facts: Json
    sent_at: float
    is_file: bool = False


class Telegram(BaseRequest):
    """Keeps what the bot says in groups; refuses what it was told to refuse.

    `refusals` hold for a method the answers to its next calls: status and description. `watch`
    is called with each message as it is sent or changed.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.messages: dict[tuple[int, int], Standing] = {}
        self.turns: list[tuple[float, int]] = []
        self.refusals: dict[str, list[tuple[int, Json]]] = {}
        self.watch: Callable[[Standing], None] = lambda message: None
        self.gate = asyncio.Event()
        self.gate.set()
        self.arrived = asyncio.Event()
        self._now = now
        self._last = 100
        self._happened = asyncio.Event()

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2].lower()
        asked: Json = dict(request_data.parameters) if request_data else {}
        asked |= json.loads(asked.pop("rendered", b"{}"))
        self.calls.append((name, asked))
        self.arrived.set()
        self._happened.set()
        await self.gate.wait()
        self._happened.set()
        waiting = self.refusals.get(name)
        if waiting:
            status, answer = waiting.pop(0)
            payload = json.dumps({"ok": False, "error_code": status, **answer}).encode()
            raise refusal_of(status, payload)
        return 200, json.dumps({"ok": True, "result": self._answer(name, asked)}).encode()

    async def something(self) -> None:
        """Wait until something is asked for, though not for long: not all can be seen here."""
        self._happened.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await self._happened.wait()

    def refuse(self, method: str, status: int, description: str, **parameters: Any) -> None:
        answer: Json = {"description": description}
        if parameters:
            answer["parameters"] = parameters
        self.refusals.setdefault(method, []).append((status, answer))

    def words(self, chat: int) -> list[str]:
        """Return what stands in a chat, the oldest first."""
        return [one.text for one in self.messages.values() if one.chat == chat]

    def most_in_a_minute(self) -> int:
        """Return how many messages and edits one chat got within any sixty seconds, at most."""
        return max(
            (
                sum(1 for at, chat in self.turns if chat == group and begun <= at < begun + 60)
                for begun, group in self.turns
            ),
            default=0,
        )

    def _answer(self, name: str, asked: Json) -> Any:
        match name:
            case "sendmessage" | "copymessage":
                return {"message_id": self._stand(asked, asked).id}
            case "sendmediagroup":
                return [{"message_id": self._stand(asked, one).id} for one in asked["media"]]
            case "editmessagetext" | "editmessagecaption":
                found = self._found(asked)
                if found.is_file is (name == "editmessagetext"):
                    raise _refused("Bad Request: there is nothing of this kind to edit")
                found.text = str(asked.get("text", asked.get("caption", "")))
                found.facts = asked
                self.turns.append((self._now(), found.chat))
                self.watch(found)
                return {"message_id": found.id}
            case "deletemessage":
                found = self._found(asked)
                del self.messages[found.chat, found.id]
                return True
        return True

    def _stand(self, asked: Json, words: Json) -> Standing:
        self._last += 1
        text = str(words.get("text", words.get("caption", "")))
        is_file = "text" not in words
        made = Standing(self._last, asked["chat_id"], text, asked, self._now(), is_file)
        self.messages[made.chat, made.id] = made
        self.turns.append((made.sent_at, made.chat))
        self.watch(made)
        return made

    def _found(self, asked: Json) -> Standing:
        found = self.messages.get((asked["chat_id"], asked["message_id"]))
        if found is None:
            raise _refused("Bad Request: message to edit not found")
        return found


def _refused(description: str) -> Exception:
    body = {"ok": False, "error_code": 400, "description": description}
    return refusal_of(400, json.dumps(body).encode())


def bots_on(telegram: Telegram) -> Bots:
    """Return an account both of whose pools lead to this Telegram."""
    bots = Bots("123:token", "http://127.0.0.1")
    bots.interactive = bots.broadcast = Bot(
        "123:token", request=telegram, get_updates_request=telegram
    )
    return bots


@dataclass
class Village:
    """Two coordinators, two groups of theirs, and members who write there."""

    db: SqliteDatabase
    clock: Clock
    bridges: Bridges
    groups: dict[int, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    async def settle(self) -> None:
        """Connect the groups and name a coordinator of each side."""
        known = Groups(self.db, self.clock)
        for chat, side in ((NORTH, GroupSide.NORTH), (SOUTH, GroupSide.SOUTH)):
            made = await known.seeded(f"telegram:{chat}", f"Group {side}", side)
            self.groups[chat] = made.id
        await self.person("aylin", Side.NORTH)
        await self.person("savalan", Side.SOUTH)

    async def person(self, name: str, *coordinates: Side) -> Person:
        number = len(self.people) + 1

        def add(tx: Tx) -> Person:
            now = self.clock.now()
            person_id = people.register(tx, f"telegram:{number}", language="en", now=now)
            people.set_reachable(tx, f"telegram:{number}", reachable=True, reason=None, now=now)
            people.change(tx, person_id, "name", name)
            for order, side in enumerate(coordinates):
                tx.run(
                    "INSERT INTO roles (person_id, role, side, granted_at)"
                    " VALUES (:id, 'coordinator', :side, :at)",
                    {"id": person_id, "side": side, "at": order},
                )
            made = people.by_id(tx, person_id)
            assert made is not None
            return made

        self.people[name] = await self.db.write(add)
        return self.people[name]

    async def way_from(self, side: Side) -> Way:
        """Return the way words take from a side over its one bridge."""
        ways = await Carriage(self.db, self.clock).ways()
        return next(way for way in ways if way.from_side is side)

    def place(self, chat: int, *, thread: int | None = None) -> Place:
        return Place(self.groups[chat], TOPIC[chat] if thread is None else thread, "Talk")

    async def tie(self) -> int:
        """Let Aylin offer the northern topic and Savalan tie it; return the bridge's number."""
        await self.bridges.offer(self.place(NORTH), by=self.people["aylin"])
        offer = (await self.rows("SELECT MAX(id) AS id FROM bridge_offers"))[0]["id"]
        await self.bridges.tie(offer, self.place(SOUTH), by=self.people["savalan"])
        return int((await self.rows("SELECT MAX(id) AS id FROM bridges"))[0]["id"])

    async def rows(self, sql: str) -> list[Json]:
        return [dict(row) for row in await self.db.read(lambda tx: tx.all(sql))]

    def says(self, name: str, number: int, words: str, *, chat: int = NORTH, **more: Any) -> Json:
        """Return the update in which somebody writes in the tied topic of a group."""
        return {
            "update_id": number,
            "message": self.message(name, number, chat, text=words, **more),
        }

    def edits(self, name: str, number: int, words: str, *, chat: int = NORTH) -> Json:
        """Return the update in which somebody edits a message."""
        edited = self.message(name, number, chat, text=words)
        return {"update_id": number, "edited_message": edited}

    def message(self, name: str, number: int, chat: int, **more: Any) -> Json:
        sender = int(self.people[name].address.partition(":")[2])
        return {
            "message_id": number,
            "date": 0,
            "from": {"id": sender, "is_bot": False, "first_name": name},
            "chat": {"id": chat, "type": "supergroup", "title": "x", "is_forum": True},
            "message_thread_id": TOPIC[chat],
            "is_topic_message": True,
            **more,
        }


class HurriedLoop(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next timer when nothing else happens for a moment."""

    MOMENT = 0.01

    def __init__(self) -> None:
        super().__init__(_Impatient(self))
        self.ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


class _Impatient(selectors.DefaultSelector):
    def __init__(self, loop: HurriedLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        moment = self._loop.MOMENT
        if timeout is None or timeout <= moment:
            return super().select(timeout)
        found = super().select(moment)
        if not found:
            self._loop.ahead += timeout - moment
        return found
