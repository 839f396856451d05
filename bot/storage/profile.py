"""What the bot has told Telegram of itself."""

from bot.storage.database import Tx

_PUBLISHED = "SELECT what, language, digest FROM profile"

_NOTE = """
INSERT INTO profile (what, language, digest) VALUES (:what, :language, :digest)
ON CONFLICT (what, language) DO UPDATE SET digest = excluded.digest
"""


def published(tx: Tx) -> dict[tuple[str, str], str]:
    """Return the digest of each text that was settled, by what it is and its language."""
    return {(row["what"], row["language"]): row["digest"] for row in tx.all(_PUBLISHED)}


def note(tx: Tx, *, what: str, language: str, digest: str) -> None:
    """Keep that the text with this digest has been published, or left as the operator wrote it."""
    tx.run(_NOTE, {"what": what, "language": language, "digest": digest})
