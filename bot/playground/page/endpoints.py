"""What the page can ask and do: /playground/…, in JSON."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

from aiohttp import web

from bot.playground.api.commands import menu_seen
from bot.playground.page import files, people, writing
from bot.playground.page.body import Body, read_body
from bot.playground.page.crowd import Crowd
from bot.playground.page.groups import act_on_group
from bot.playground.page.links import open_link
from bot.playground.page.timetravel import forward
from bot.playground.world import membership, views
from bot.playground.world.purse import MOST_STARS
from bot.playground.world.refusal import PageError
from bot.playground.world.seed import Seed
from bot.playground.world.stage import Stage, Toast
from bot.playground.world.things import Group, Person

Answer = Any | Awaitable[Any]

ANSWER_SECONDS = 10.0
"""How long a press waits for the bot's answer, as a client shows its spinner."""

MOST_MESSAGES = 200

ALL = -1
"""No topic in particular."""


class Page:
    """The endpoints, each in the tables below."""

    def __init__(self, stage: Stage, seed: Seed, crowd: Crowd) -> None:
        self._stage = stage
        self._seed = seed
        self._crowd = crowd

    def routes(self) -> list[web.RouteDef]:
        """Return what the page can ask (GET) and do (POST)."""
        asked: dict[str, Callable[[Body], Answer]] = {
            "state": self.state,
            "chats": self.chats,
            "messages": self.messages,
            "commands": self.commands,
        }
        done: dict[str, Callable[[Body], Answer]] = {
            "say": self.say,
            "press": self.press,
            "open": self.open,
            "start": self.start,
            "block": self.block,
            "leave": self.leave,
            "withdraw": self.withdraw,
            "forward": self.forward,
            "edit": self.edit,
            "delete": self.delete,
            "group": self.group,
            "time": self.time,
            "crowd": self.crowd,
            "stars": self.stars,
            "reset": self.reset,
        }
        return [
            *(web.get(f"/playground/{name}", _asked(run)) for name, run in asked.items()),
            *(web.post(f"/playground/{name}", _done(run)) for name, run in done.items()),
        ]

    def state(self, _body: Body) -> Answer:
        """Who there is, where, and what time it is."""
        world = self._stage.world
        return {
            "now": self._stage.hooks.now().isoformat(),
            "bot": {
                "id": world.bot.id,
                "username": world.bot.username,
                "name": views.name_of(world, world.bot.id),
            },
            "people": [views.person_shown(world, world.people[one]) for one in world.cast],
            "groups": [
                views.group_shown(world, group)
                for group in world.groups.values()
                if not group.moved_to
            ],
            "crowd": len(world.people) - len(world.cast),
            "notes": self._seed.notes,
            "files": files.ready(),
            "purse": self._purse(),
        }

    def chats(self, body: Body) -> Answer:
        """The chats that a person sees."""
        return views.chats_of(self._stage.world, self._actor(body))

    def messages(self, body: Body) -> Answer:
        """The latest messages of a chat, or those before one; the latest are read by that."""
        actor = self._actor(body)
        chat = people.chat_of(self._stage, actor, body.integer("chat"))
        before = body.integer("before", 0)
        limit = min(max(body.integer("limit", 50), 1), MOST_MESSAGES)
        world = self._stage.world
        thread = body.integer("thread", ALL)
        found = [
            one
            for one in world.thread(chat).values()
            if (not before or one.id < before) and thread in (ALL, one.thread)
        ]
        if not before:
            self._mark_read(actor, chat, thread)
        return [views.message_seen(world, one) for one in found[-limit:]]

    def commands(self, body: Body) -> Answer:
        """The bot's menu as a person sees it in a chat."""
        actor = self._actor(body)
        chat = people.chat_of(self._stage, actor, body.integer("chat"))
        return menu_seen(self._stage.world, actor, chat)

    def say(self, body: Body) -> Answer:
        """Write."""
        saying = writing.Saying(
            body.text("text", ""),
            body.words("files"),
            body.integer("reply_to", 0),
            body.integer("thread", 0),
            body.text("quote", ""),
            body.place("place"),
        )
        said = writing.say(self._stage, self._actor(body), body.integer("chat"), saying)
        return views.message_seen(self._stage.world, said[0])

    async def press(self, body: Body) -> Toast:
        """Press a button and wait for what the bot answers; the press stands in any case."""
        query = people.press(
            self._stage,
            self._actor(body),
            body.integer("chat"),
            body.integer("message"),
            body.text("data"),
        )
        answer: asyncio.Future[Toast] = asyncio.get_running_loop().create_future()
        self._stage.presses[query.id] = answer
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError:
            return {"toast": None, "alert": False, "url": None, "late": True}
        finally:
            self._stage.presses.pop(query.id, None)

    def open(self, body: Body) -> Answer:
        """Open a link of Telegram's."""
        return open_link(self._stage, self._actor(body), body.text("url"))

    def start(self, body: Body) -> Answer:
        """Press Start."""
        started = writing.start(self._stage, self._actor(body))
        return views.message_seen(self._stage.world, started)

    def block(self, body: Body) -> Answer:
        """Block the bot, or take it back."""
        people.block(self._stage, self._actor(body), blocked=body.flag("blocked"))
        return {}

    def leave(self, body: Body) -> Answer:
        """Leave a group."""
        actor = self._actor(body)
        people.chat_of(self._stage, actor, body.integer("chat"))
        membership.leave(self._stage, self._group(body), actor.id)
        return {}

    def withdraw(self, body: Body) -> Answer:
        """Take one's request to join back; no bot is told of that."""
        actor, group = self._actor(body), self._group(body)
        if actor.id not in group.requests:
            raise PageError("no_request")
        membership.decline(self._stage, group, actor.id)
        return {}

    def forward(self, body: Body) -> Answer:
        """Carry a message into another chat, the one with the bot if none is named."""
        actor, world = self._actor(body), self._stage.world
        chat, message = body.integer("chat"), body.integer("message")
        to = body.integer("to", world.bot.id)
        return views.message_seen(world, writing.forward(self._stage, actor, chat, message, to))

    def edit(self, body: Body) -> Answer:
        """Change one's own message."""
        actor, chat = self._actor(body), body.integer("chat")
        changed = writing.edit(
            self._stage, actor, chat, body.integer("message"), body.text("text", "")
        )
        return views.message_seen(self._stage.world, changed)

    def delete(self, body: Body) -> Answer:
        """Delete a message."""
        actor, chat = self._actor(body), body.integer("chat")
        writing.delete(self._stage, actor, chat, body.integer("message"))
        return {}

    def group(self, body: Body) -> Answer:
        """Make a group, or change what the bot is in it."""
        return act_on_group(self._stage, self._actor(body), body)

    async def time(self, body: Body) -> dict[str, Any]:
        """Move the clock forward."""
        return await forward(self._stage, body.any("forward"))

    async def crowd(self, body: Body) -> dict[str, Any]:
        """Add pretend members."""
        odds = body.any("odds")
        return {"added": await self._crowd.add(body.integer("people"), odds)}

    def stars(self, body: Body) -> Answer:
        """Fill the bot's purse."""
        stars = body.integer("stars")
        if not 0 <= stars <= MOST_STARS:
            raise PageError("bad_stars")
        self._stage.purse.fill(stars)
        self._stage.events.tell_all("people")
        return self._purse()

    async def reset(self, _body: Body) -> dict[str, Any]:
        """Start over: the program first, so that it does not meet its own past."""
        if self._stage.hooks.reset is not None:
            await self._stage.hooks.reset()
        self._crowd.forget()
        self._seed.restart(self._stage.world, at=self._stage.now())
        self._stage.shelf.restock()
        for kind in ("people", "chats"):
            self._stage.events.tell_all(kind)
        return {}

    def _mark_read(self, actor: Person, chat: int, thread: int) -> None:
        world = self._stage.world
        seen = world.topics(chat) if thread == ALL else [thread]
        news = [world.mark_read(actor.id, chat, topic) for topic in seen]
        if any(news):
            self._stage.events.people_soon()

    def _purse(self) -> Answer:
        purse = self._stage.purse
        return {"stars": purse.stars, "paid": purse.paid, "shown": purse.is_shown}

    def _actor(self, body: Body) -> Person:
        return people.person(self._stage, body.integer("as"))

    def _group(self, body: Body) -> Group:
        group = self._stage.world.groups.get(body.integer("chat"))
        if group is None:
            raise PageError("unknown_chat", 404)
        return group


Endpoint = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _asked(run: Callable[[Body], Answer]) -> Endpoint:
    async def endpoint(request: web.Request) -> web.StreamResponse:
        return await _answered(run, Body(dict(request.query)))

    return endpoint


def _done(run: Callable[[Body], Answer]) -> Endpoint:
    async def endpoint(request: web.Request) -> web.StreamResponse:
        # A form on a foreign site cannot set a header.
        if request.headers.get("X-Playground") != "1":
            return _refused(PageError("foreign_page", 403))
        try:
            body = await read_body(request)
        except PageError as refusal:
            return _refused(refusal)
        return await _answered(run, body)

    return endpoint


async def _answered(run: Callable[[Body], Answer], body: Body) -> web.Response:
    try:
        answer = run(body)
        if isawaitable(answer):
            answer = await answer
    except PageError as refusal:
        return _refused(refusal)
    return web.json_response(answer)


def _refused(refusal: PageError) -> web.Response:
    return web.json_response({"error": refusal.code}, status=refusal.status)
