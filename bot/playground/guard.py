"""Who may talk to the playground: this machine's own programs and its own page, nobody else."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Refuses what a foreign site could make a browser send.

    The Host check keeps out names that a foreign site has pointed at 127.0.0.1 (DNS rebinding),
    the Origin check and the page's own header keep out forged requests.
    """

    def __init__(self) -> None:
        self._hosts: frozenset[str] = frozenset()
        self._origins: frozenset[str] = frozenset()

    def serve(self, port: int) -> None:
        """Take the port, known only when it is open, as the one requests must name."""
        self._hosts = frozenset(f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]"))
        self._origins = frozenset(f"http://{host}" for host in self._hosts)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request through, or refuse it."""
        headers = request.headers
        if headers.get("Host", "").lower() not in self._hosts:
            response: web.StreamResponse = web.json_response({"error": "foreign_host"}, status=403)
        elif (origin := headers.get("Origin")) is not None and origin not in self._origins:
            response = web.json_response({"error": "foreign_origin"}, status=403)
        else:
            try:
                response = await handler(request)
            except web.HTTPException as raised:
                response = web.json_response({"error": raised.reason}, status=raised.status)
        return response


async def protect(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every answer, streams and refusals too."""
    response.headers.update(HEADERS)
