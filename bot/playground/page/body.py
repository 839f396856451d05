"""What the page sends: JSON objects, read field by field."""

import json
from typing import Any

from aiohttp import web

from bot.playground.world.refusal import PageError

LARGEST_BODY = 1 << 20

_MISSING: Any = object()


class Body:
    """The fields of a request, from its body or its query; each must be of its kind."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def integer(self, name: str, default: int = _MISSING) -> int:
        """Return a whole number."""
        value = self._take(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise PageError(f"bad_{name}") from None

    def text(self, name: str, default: str = _MISSING) -> str:
        """Return words."""
        value = self._take(name, default)
        if not isinstance(value, str):
            raise PageError(f"bad_{name}")
        # Half a surrogate pair can be written in JSON, but is no text.
        return value.encode(errors="replace").decode()

    def flag(self, name: str) -> bool:
        """Return yes or no."""
        value = self._take(name, _MISSING)
        if not isinstance(value, bool):
            raise PageError(f"bad_{name}")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list of words, none if there is no list."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise PageError(f"bad_{name}")
        return tuple(value)

    def place(self, name: str) -> tuple[float, float] | None:
        """Return a latitude and a longitude, None for nothing."""
        value = self._fields.get(name)
        if value is None:
            return None
        try:
            latitude, longitude = map(float, value)
        except (TypeError, ValueError):
            raise PageError(f"bad_{name}") from None
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise PageError(f"bad_{name}")
        return latitude, longitude

    def any(self, name: str) -> Any:
        """Return whatever is there, None for nothing."""
        return self._fields.get(name)

    def _take(self, name: str, default: Any) -> Any:
        value = self._fields.get(name)
        if value is not None:
            return value
        if default is _MISSING:
            raise PageError(f"missing_{name}")
        return default


async def read_body(request: web.Request) -> Body:
    """Return the fields of a POST.

    Raises:
        PageError: the body is too large or not a JSON object.
    """
    if (request.content_length or 0) > LARGEST_BODY:
        raise PageError("too_large", 413)
    content = await request.read()
    if len(content) > LARGEST_BODY:
        raise PageError("too_large", 413)
    try:
        fields = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        raise PageError("bad_json") from None
    if not isinstance(fields, dict):
        raise PageError("bad_json")
    return Body(fields)
