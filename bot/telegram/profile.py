"""What Telegram shows of the bot before anybody has started it: its name and what it is for."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from bot.domain.messages import text
from bot.language.render import Reader, Renderer
from bot.storage import profile
from bot.storage.database import Database
from bot.telegram.client import AnotherPoller, ApiUnreachable, Bots, WrongToken
from bot.telegram.menus import TELLS_APART

logger = logging.getLogger(__name__)

NAME_LETTERS, DESCRIPTION_LETTERS, ABOUT_LETTERS = 64, 512, 120
"""Source: Bot API, setMyName, setMyDescription, setMyShortDescription."""

Published = Mapping[tuple[str, str], str]

BESIDE = {"": "azb", "fa": "azb"}
"""Whose first screen also has a line in azb: Telegram has no code for it, and its readers use
Telegram in Persian or in a language without words of ours."""


@dataclass(frozen=True, slots=True)
class Words:
    """One of the bot's texts on Telegram: `what` is `name`, `description` or `short_description`,
    `language` a code of two letters, or empty for everybody else."""

    what: str
    language: str
    words: str

    @property
    def digest(self) -> str:
        """By which we know our own words again."""
        return _digest(self.words)


async def publish_profile(bots: Bots, db: Database, renderer: Renderer) -> None:
    """Tell Telegram who the bot is, in each language, where nobody has said it otherwise.

    What the operator wrote stays: with a name or a description of their own for everybody, those
    of the languages are theirs too. Telegram is asked only about what is new since the last time.
    """
    published = await db.read(profile.published)
    try:
        for what, texts in _by_kind(all_words(renderer)).items():
            if any(published.get((what, one.language)) != one.digest for one in texts):
                await _publish(bots, db, what, texts, published)
    except (ApiUnreachable, AnotherPoller, WrongToken) as trouble:
        # Whether the token is good, intake finds out, and asks more than once.
        why = {"why": type(trouble).__name__}
        logger.info("the bot's description waits for the next start", extra=why)


async def _publish(
    bots: Bots, db: Database, what: str, texts: list[Words], published: Published
) -> None:
    usual = await _current(bots, what, "")
    # A bot that was registered under another name than ours keeps it in every language.
    ours = {one.words for one in texts if not one.language} or {one.words for one in texts}
    theirs = bool(usual) and usual not in ours and _digest(usual) != published.get((what, ""))
    for one in texts:
        last = published.get((what, one.language))
        if not theirs and last != one.digest:
            now = await _current(bots, what, one.language)
            # Where a language has no words of its own, Telegram answers with those for everybody.
            if not now or now in {usual, *ours} or _digest(now) == last:
                await bots.call(f"setmy{what.replace('_', '')}", _parameters(one))
        await db.write(partial(profile.note, what=what, language=one.language, digest=one.digest))


def all_words(renderer: Renderer) -> list[Words]:
    """Return every text; the bot's name for everybody is left to who registered it."""
    found = []
    for code in ("", *TELLS_APART):
        for what, key, letters in (
            ("name", "profile.name", NAME_LETTERS),
            ("description", "profile.description", DESCRIPTION_LETTERS),
            ("short_description", "profile.about", ABOUT_LETTERS),
        ):
            if what == "name" and not code:
                continue
            readers = (code or "en", *([BESIDE[code]] if code in BESIDE and what != "name" else ()))
            said = [renderer.label(text(key), Reader(reader)) for reader in readers]
            words = ("\n\n" if what == "description" else "\n").join(said)
            found.append(Words(what, code, words if len(words) <= letters else said[0][:letters]))
    return found


def _by_kind(texts: list[Words]) -> dict[str, list[Words]]:
    kinds: dict[str, list[Words]] = {}
    for one in texts:
        kinds.setdefault(one.what, []).append(one)
    return kinds


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


async def _current(bots: Bots, what: str, language: str) -> str:
    parameters = {"language_code": language} if language else {}
    answer = await bots.call(f"getmy{what.replace('_', '')}", parameters)
    return str(answer.get(what, "")) if isinstance(answer, dict) else ""


def _parameters(one: Words) -> dict[str, str]:
    return {one.what: one.words, **({"language_code": one.language} if one.language else {})}
