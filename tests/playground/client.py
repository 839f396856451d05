"""A person at the playground's page, and a bare bot, both over HTTP: for tests."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Any, Self

import aiohttp

Json = dict[str, Any]
Fits = Callable[[Json], bool]

WAIT_SECONDS = 30.0
"""How long `expect` waits for a message; a bot on the same machine needs a fraction of it."""


class Refused(Exception):  # noqa: N818
    """The playground said no; `code` is its word for why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Page:
    """Does what the page does. `as_` is the person's id, `chat` a group's or the bot's."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bot = 0
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(self.url)
        self.bot = (await self.state())["bot"]["id"]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._session is not None, "use `async with Page(url) as page`"
        return self._session

    async def ask(self, path: str, **query: Any) -> Any:
        async with self.session.get(f"/playground/{path}", params=query) as answer:
            return await _content(answer)

    async def act(self, path: str, **body: Any) -> Any:
        headers = {"X-Playground": "1"}
        async with self.session.post(f"/playground/{path}", json=body, headers=headers) as answer:
            return await _content(answer)

    async def state(self) -> Json:
        return await self.ask("state")  # type: ignore[no-any-return]

    async def person(self, as_: int) -> Json:
        return next(one for one in (await self.state())["people"] if one["id"] == as_)

    async def group(self, chat: int) -> Json:
        return next(one for one in (await self.state())["groups"] if one["id"] == chat)

    async def chats(self, as_: int) -> list[Json]:
        return await self.ask("chats", **{"as": as_})  # type: ignore[no-any-return]

    async def messages(
        self,
        as_: int,
        chat: int | None = None,
        *,
        limit: int = 50,
        before: int = 0,
        thread: int = -1,
    ) -> list[Json]:
        """Return the latest messages, oldest first; `chat` None is the chat with the bot."""
        query = {"as": as_, "chat": chat or self.bot, "limit": limit, "before": before}
        query["thread"] = thread
        return await self.ask("messages", **query)  # type: ignore[no-any-return]

    async def last(self, as_: int, chat: int | None = None) -> Json:
        return (await self.messages(as_, chat))[-1]

    async def commands(self, as_: int, chat: int | None = None) -> list[Json]:
        return await self.ask("commands", **{"as": as_, "chat": chat or self.bot})  # type: ignore[no-any-return]

    async def say(
        self, as_: int, text: str, chat: int | None = None, reply_to: int = 0, **more: Any
    ) -> Json:
        """Write; `more` may hold a `thread`, `files` and a `quote`. Of an album, the first."""
        fields = {"as": as_, "chat": chat or self.bot, "text": text, "reply_to": reply_to, **more}
        return await self.act("say", **fields)  # type: ignore[no-any-return]

    async def upload(self, content: bytes, **facts: Any) -> Json:
        """Bring a file of one's own; return what it is, with the `file` to send it by."""
        async with self.session.post(
            "/playground/upload",
            data=io.BytesIO(content),
            params=facts,
            headers={"X-Playground": "1"},
        ) as answer:
            return await _content(answer)  # type: ignore[no-any-return]

    async def file(self, identifier: str) -> tuple[str, bytes]:
        """Return the type and the content of a file, as the page shows it."""
        async with self.session.get(f"/playground/file/{identifier}") as answer:
            assert answer.status == 200, answer.status
            return answer.content_type, await answer.read()

    async def press(self, as_: int, message: Json, label: str, chat: int | None = None) -> Json:
        """Press the first button whose words hold `label` (or whose data is `label`)."""
        data = button(message, label)["data"]
        fields = {"as": as_, "chat": chat or self.bot, "message": message["id"], "data": data}
        return await self.act("press", **fields)  # type: ignore[no-any-return]

    async def open(self, as_: int, url: str) -> Json:
        return await self.act("open", **{"as": as_, "url": url})  # type: ignore[no-any-return]

    async def start(self, as_: int) -> Json:
        return await self.act("start", **{"as": as_})  # type: ignore[no-any-return]

    async def block(self, as_: int, *, blocked: bool = True) -> None:
        await self.act("block", **{"as": as_, "blocked": blocked})

    async def leave(self, as_: int, chat: int) -> None:
        await self.act("leave", **{"as": as_, "chat": chat})

    async def withdraw(self, as_: int, chat: int) -> None:
        await self.act("withdraw", **{"as": as_, "chat": chat})

    async def edit(self, as_: int, message: int, text: str, chat: int | None = None) -> Json:
        fields = {"as": as_, "chat": chat or self.bot, "message": message, "text": text}
        return await self.act("edit", **fields)  # type: ignore[no-any-return]

    async def carry(self, as_: int, message: int, chat: int, to: int | None = None) -> Json:
        """Forward a message of a chat to the bot, or to another chat."""
        fields = {"as": as_, "chat": chat, "message": message, "to": to or self.bot}
        return await self.act("forward", **fields)  # type: ignore[no-any-return]

    async def delete(self, as_: int, message: int, chat: int | None = None) -> None:
        await self.act("delete", **{"as": as_, "chat": chat or self.bot, "message": message})

    async def in_group(self, as_: int, action: str, **fields: Any) -> Json:
        return await self.act("group", **{"as": as_, "action": action, **fields})  # type: ignore[no-any-return]

    async def forward(self, step: float | str) -> Json:
        return await self.act("time", forward=step)  # type: ignore[no-any-return]

    async def crowd(self, people: int, **odds: float) -> Json:
        return await self.act("crowd", people=people, odds=odds or None)  # type: ignore[no-any-return]

    async def reset(self) -> None:
        await self.act("reset")

    @asynccontextmanager
    async def events(self, as_: int | None = None) -> AsyncIterator["Listening"]:
        """Listen from here on; what happens inside the block is not missed."""
        query = {} if as_ is None else {"as": as_}
        async with self.session.get(
            "/playground/events", params=query, timeout=aiohttp.ClientTimeout(total=None)
        ) as answer:
            assert answer.status == 200
            await answer.content.readuntil(b"\n\n")
            yield Listening(answer)

    async def expect(
        self,
        as_: int,
        chat: int | None = None,
        fits: Fits = bool,
        *,
        after: int = 0,
        seconds: float = WAIT_SECONDS,
    ) -> Json:
        """Return the first message of the chat that fits and whose id is over `after`.

        It may be there already; else it is waited for, an edit that makes one fit counts too.
        Own messages of the person count only if `fits` says so.

        Raises:
            AssertionError: none came in time; it shows what is there.
        """
        shown = chat or self.bot

        def wanted(message: Json) -> bool:
            return message["id"] > after and fits(message)

        async with AsyncExitStack() as stack:
            listening = await stack.enter_async_context(self.events(as_))
            for message in await self.messages(as_, chat, limit=200):
                if wanted(message):
                    return message
            try:
                async with asyncio.timeout(seconds):
                    return await listening.message(shown, wanted)
            except TimeoutError:
                pass
        texts = [one["text"] for one in await self.messages(as_, chat)]
        raise AssertionError(f"no such message for {as_} in {shown}; there are {texts[-5:]}")

    async def wait_for(
        self, predicate: Fits, as_: int | None = None, *, seconds: float = WAIT_SECONDS
    ) -> Json:
        """Return the first state of the world that fits; it is looked at after each event."""
        async with self.events(as_) as listening, asyncio.timeout(seconds):
            while True:
                state = await self.state()
                if predicate(state):
                    return state
                await listening.next()


class Listening:
    """An open stream of events."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def next(self) -> tuple[str, Json]:
        """Return the next event: its kind and its facts. Heartbeats are passed over."""
        while True:
            block = (await self._answer.content.readuntil(b"\n\n")).decode()
            lines = dict(line.split(": ", 1) for line in block.strip().splitlines())
            if "event" in lines:
                return lines["event"], json.loads(lines["data"])

    async def ended(self) -> bool:
        """Say whether the server ends the stream; waits for that."""
        async with asyncio.timeout(WAIT_SECONDS):
            await self._answer.content.read()
            return self._answer.content.at_eof()

    async def wait(self, kind: str, fits: Fits = lambda _facts: True) -> Json:
        """Return the facts of the next event of this kind that fits."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                happened, facts = await self.next()
                if happened == kind and fits(facts):
                    return facts

    async def message(self, chat: int, fits: Fits) -> Json:
        """Return the next new or changed message of a chat that fits."""
        while True:
            kind, facts = await self.next()
            if kind in ("message", "edit") and facts["chat"] == chat and fits(facts["message"]):
                return facts["message"]  # type: ignore[no-any-return]


class BareBot:
    """Calls the Bot API as any program would, and keeps the offset of its updates."""

    def __init__(self, url: str, token: str) -> None:
        self._url = f"{url}/bot{token}"
        self._session: aiohttp.ClientSession | None = None
        self._offset = 0

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def answer(self, method: str, **parameters: Any) -> Json:
        """Return the whole answer, `ok` or not."""
        assert self._session is not None
        async with self._session.post(f"{self._url}/{method}", json=parameters) as answer:
            found: Json = await answer.json()
            assert answer.status == (200 if found["ok"] else found["error_code"])
            return found

    async def call(self, method: str, **parameters: Any) -> Any:
        """Return the result of a call that is expected to go well."""
        answer = await self.answer(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **parameters: Any) -> str:
        """Return the words of a call that is expected to be refused."""
        answer = await self.answer(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def updates(self, *, seconds: float = 0, **parameters: Any) -> list[Json]:
        """Return the updates since the last call, confirming those before."""
        found: list[Json] = await self.call(
            "getUpdates", offset=self._offset, timeout=seconds, **parameters
        )
        if found:
            self._offset = found[-1]["update_id"] + 1
        return found

    async def answer_press(self, pressing: Coroutine[Any, Any, Json], **answer: Any) -> Json:
        """Let a person press while the bot waits, answer it, and return what the person sees.

        Other updates that come before the press are passed over.
        """
        seen = asyncio.ensure_future(pressing)
        while not (queries := [u for u in await self.updates(seconds=5) if "callback_query" in u]):
            assert not seen.done(), seen
        identifier = queries[0]["callback_query"]["id"]
        await self.call("answerCallbackQuery", callback_query_id=identifier, **answer)
        return await seen


def button(message: Json, label: str) -> Json:
    """Return the button of a message whose words hold `label`, or whose data is `label`."""
    buttons = [one for row in message["buttons"] for one in row]
    for one in buttons:
        if label in one["text"] or one.get("data") == label:
            return one  # type: ignore[no-any-return]
    raise AssertionError(f"no button {label!r} among {[one['text'] for one in buttons]}")


async def _content(answer: aiohttp.ClientResponse) -> Any:
    found = await answer.json()
    if answer.status != 200:
        raise Refused(answer.status, found["error"])
    return found
