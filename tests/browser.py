"""A real browser for tests: Debian's Chromium, driven by Playwright.

A test module asks for it with `pytest_plugins = ("tests.browser",)` and the mark `browser`.
"""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from typing import IO

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

NOT_FOUND = "chromium not found: sudo apt-get install chromium"

FLAGS = (
    "--headless",
    # Chromium's own sandbox does not work for root, as whom containers run.
    "--no-sandbox",
    "--remote-debugging-port=0",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio",
    "--force-color-profile=srgb",
    "--no-first-run",
    "--no-service-autorun",
    # It asks nobody outside this machine for anything, and no page is slowed down for being
    # behind another.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)

_LISTENS = re.compile(r"DevTools listening on (ws://\S+)")


def chromium_path() -> str | None:
    """Return where Chromium is installed, None if it is not."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a browser without a window, one for all tests of a process; where none is
    installed, CI fails and others skip."""
    path = chromium_path()
    if path is None:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(NOT_FOUND)
    profile = tmp_path_factory.mktemp("chromium")
    command = [path, *FLAGS, f"--user-data-dir={profile}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield _address_in(process.stderr)
        finally:
            process.terminate()


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """The browser, for one test: what that opens is closed after it."""
    async with async_playwright() as playwright:
        connected = await playwright.chromium.connect_over_cdp(chromium)
        yield connected
        for context in connected.contexts[1:]:
            await context.close()
        await connected.close()


def _address_in(log: IO[str] | None) -> str:
    """Return where the browser listens, by its own log; the rest of that is read and dropped."""
    assert log is not None
    for line in log:
        if found := _LISTENS.search(line):
            threading.Thread(target=log.read, daemon=True).start()
            return found[1]
    raise RuntimeError("the browser ended before it listened")


if __name__ == "__main__" and chromium_path() is None:
    print(f"The tests of the page will be skipped: {NOT_FOUND}")
