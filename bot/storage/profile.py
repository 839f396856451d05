"""What the bot has told Telegram of itself."""

from typing import NamedTuple

from bot.storage.database import Tx

_PUBLISHED = "SELECT what, language, digest FROM profile"

_NOTE = """
INSERT INTO profile (what, language, digest) VALUES (:what, :language, :digest)
ON CONFLICT (what, language) DO UPDATE SET digest = excluded.digest
"""

# Telegram has no texts in a language whose lists of commands it shows by chat, so the place of its
# name is free for how far these lists have been renewed: the digest of a list, a person's number.
_MENUS_SHOWN = "SELECT digest FROM profile WHERE what = 'name' AND language = :language"


class MenusShown(NamedTuple):
    """Which list the chats of a language have: all those of people numbered `up_to` and below."""

    digest: str = ""
    up_to: int = 0


def published(tx: Tx) -> dict[tuple[str, str], str]:
    """Return the digest of each text that was settled, by what it is and its language."""
    return {(row["what"], row["language"]): row["digest"] for row in tx.all(_PUBLISHED)}


def note(tx: Tx, *, what: str, language: str, digest: str) -> None:
    """Keep that the text with this digest has been published, or left as the operator wrote it."""
    tx.run(_NOTE, {"what": what, "language": language, "digest": digest})


def menus_shown(tx: Tx, *, language: str) -> MenusShown:
    """Return how far the lists of commands in `language` have been renewed chat by chat."""
    row = tx.one(_MENUS_SHOWN, {"language": language})
    digest, _, up_to = str(row["digest"]).partition(":") if row else ("", "", "")
    return MenusShown(digest, int(up_to)) if up_to else MenusShown()


def note_menus(tx: Tx, *, language: str, digest: str, up_to: int) -> None:
    """Keep that everybody up to this person has been shown the list with this digest."""
    note(tx, what="name", language=language, digest=f"{digest}:{up_to}")
