"""The playground as one thing to start and stop."""

from pathlib import Path

from aiohttp import web

from bot.playground.api.dispatch import LARGEST_UPLOAD, BotApi
from bot.playground.guard import Guard, protect
from bot.playground.hooks import Hooks
from bot.playground.page.crowd import Crowd
from bot.playground.page.endpoints import Page
from bot.playground.page.files import Files
from bot.playground.page.stream import Stream
from bot.playground.world.events import Events
from bot.playground.world.limits import Limits
from bot.playground.world.purse import Purse
from bot.playground.world.seed import Seed, open_world
from bot.playground.world.shelf import Shelf
from bot.playground.world.stage import Stage
from bot.playground.world.updates import Updates

STATIC = Path(__file__).parent / "static"


class Playground:
    """A running playground; `url` is where its page is, `{url}/bot` the base of the Bot API."""

    def __init__(self, stage: Stage, seed: Seed, token: str) -> None:
        self._stage = stage
        self._crowd = Crowd(stage)
        self._guard = Guard()
        app = web.Application(middlewares=[self._guard.middleware], client_max_size=LARGEST_UPLOAD)
        app.on_response_prepare.append(protect)
        api = BotApi(stage, token)
        app.router.add_route("*", "/bot{token:[^/]+}/{method:[^/]+}", api.handle)
        app.router.add_routes(Page(stage, seed, self._crowd).routes())
        app.router.add_routes(Files(stage).routes())
        app.router.add_get("/playground/events", Stream(stage.events).handle)
        app.router.add_get("/", _index)
        app.router.add_get("/static/{file:[A-Za-z0-9_./-]+}", _asset)
        # The access log would hold the token.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        self.port = 0

    @classmethod
    async def start(
        cls,
        *,
        port: int,
        token: str,
        folder: Path,
        seed: Path,
        hooks: Hooks,
        limits: bool = True,
        paid: bool = False,
        fresh: bool = False,
    ) -> "Playground":
        """Open the playground on 127.0.0.1; port 0 takes a free one.

        `limits` says whether Telegram's rates hold, `paid` whether the page shows the bot's Stars
        from the beginning; `fresh` throws the earlier world away.

        Raises:
            OSError: the port is taken, or the folder cannot be written.
            ValueError: the seed or the token is malformed.
        """
        world, plan = open_world(folder, seed, token, fresh=fresh, at=int(hooks.now().timestamp()))
        stage = Stage(
            world,
            Updates(world),
            Events(),
            Limits(on=limits),
            hooks,
            Shelf(world, folder / "playground-files"),
            Purse(is_shown=paid),
        )
        playground = cls(stage, plan, token)
        await playground._open(port)
        return playground

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def username(self) -> str:
        """Return the bot's username."""
        return self._stage.world.bot.username or ""

    async def add_crowd(self, people: int) -> int:
        """Add pretend members; return how many."""
        return await self._crowd.add(people)

    async def stop(self) -> None:
        """Let everybody go who waits, and close."""
        self._crowd.forget()
        self._stage.updates.let_go()
        self._stage.events.close_all()
        await self._runner.cleanup()
        self._stage.world.close()

    async def _open(self, port: int) -> None:
        try:
            await self._runner.setup()
            site = web.TCPSite(self._runner, "127.0.0.1", port)
            await site.start()
        except OSError:
            await self._runner.cleanup()
            self._stage.world.close()
            raise
        self.port = self._runner.addresses[0][1]
        self._guard.serve(self.port)


async def _index(_request: web.Request) -> web.StreamResponse:
    return _file("index.html")


async def _asset(request: web.Request) -> web.StreamResponse:
    return _file(request.match_info["file"])


def _file(name: str) -> web.StreamResponse:
    """Return one of the page's files; nothing outside their folder."""
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})
