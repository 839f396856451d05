"""Ask a running playground for its page, press Start as a newcomer and wait for the greeting.

`python -m tests.hello http://127.0.0.1:8765`; exit status 0 when the bot greets within a minute.
"""

import json
import sys
import time
import urllib.request
from typing import Any

PATIENCE_SECONDS = 60.0


def main(base: str) -> int:
    """Return 0 when the page answers and the bot greets a newcomer."""
    end = time.monotonic() + PATIENCE_SECONDS
    page = _until(end, lambda: _text(base, "/"))
    assert "<html" in page, "the page is no page"
    state = json.loads(_text(base, "/playground/state"))
    newcomer = next(person["id"] for person in state["people"] if not person["started"])
    bot = state["bot"]["id"]
    _post(base, "/playground/say", {"as": newcomer, "chat": bot, "text": "/start"})
    greeting = _until(end, lambda: _greeting(base, newcomer, bot))
    print(f"the page answers and the bot greets: {greeting.splitlines()[0]}")
    return 0


def _until(end: float, ask: Any) -> Any:
    """Ask again until there is an answer: the program is just starting."""
    while True:
        try:
            answer = ask()
        except OSError:
            answer = None
        if answer:
            return answer
        assert time.monotonic() < end, "no answer within a minute"
        time.sleep(0.2)


def _greeting(base: str, person: int, bot: int) -> str:
    words = _text(base, f"/playground/messages?as={person}&chat={bot}&limit=10")
    found: Any = json.loads(words)
    messages = found["messages"] if isinstance(found, dict) else found
    said = [m["text"] for m in messages if m["from"]["is_bot"] and m["buttons"]]
    return str(said[0]) if said else ""


def _text(base: str, path: str) -> str:
    with urllib.request.urlopen(base + path, timeout=10) as answer:
        words: bytes = answer.read()
    return words.decode()


def _post(base: str, path: str, body: dict[str, Any]) -> None:
    headers = {"Content-Type": "application/json", "X-Playground": "1"}
    request = urllib.request.Request(base + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
