"""A real browser for tests: Debian's Chromium, driven by Playwright.

A test module asks for it with `pytest_plugins = ("tests.browser",)` and the mark `browser`.
"""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

NOT_FOUND = "chromium not found: sudo apt-get install chromium"


def chromium_path() -> str | None:
    """Return where Chromium is installed, None if it is not."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser without a window; where there is none, CI fails and others skip."""
    path = chromium_path()
    if path is None:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(NOT_FOUND)
    async with async_playwright() as playwright:
        # Chromium's own sandbox does not work for root, as whom containers run.
        opened = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        await opened.close()


if __name__ == "__main__" and chromium_path() is None:
    print(f"The tests of the page will be skipped: {NOT_FOUND}")
