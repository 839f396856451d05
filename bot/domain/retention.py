"""How long each thing is kept; docs/RETENTION.md says the same to people, and a test holds the two
together."""

from datetime import timedelta
from enum import StrEnum


class Kept(StrEnum):
    """What piles up, and is let go of when it has served."""

    UPDATES = "updates"
    CODES = "codes"
    DRAFTS = "drafts"
    EVENT_DRAFTS = "event drafts"
    LETTER_DRAFTS = "letter drafts"
    LETTERS = "letters"
    PRIVATE_WORDS = "words to one person"
    WORDS = "words to several"
    DELIVERIES = "deliveries"
    CONTENTS = "contents"
    LEDGERS = "ledgers"
    CHECK_INS = "check-ins"
    CASES = "cases"
    JOIN_REQUESTS = "join requests"
    VOLUNTEERS = "volunteers"
    BRIDGE_COPIES = "bridge copies"
    BRIDGE_OFFERS = "bridge offers"
    BRIDGES = "ended bridges"
    WORDS_ASKED = "words not yet taught"
    WORDS_ENDED = "words taken back"
    ESCALATIONS = "escalations"
    AUDIT = "audit"


KEPT_FOR: dict[Kept, timedelta] = {
    # Telegram keeps what it has not been told of for a day (Bot API, "Getting updates"): a number
    # that is gone here could be taken twice.
    Kept.UPDATES: timedelta(days=2),
    Kept.CODES: timedelta(days=7),
    Kept.DRAFTS: timedelta(days=7),
    Kept.EVENT_DRAFTS: timedelta(days=7),
    Kept.LETTER_DRAFTS: timedelta(days=7),
    Kept.LETTERS: timedelta(days=30),
    Kept.PRIVATE_WORDS: timedelta(days=1),
    Kept.WORDS: timedelta(days=30),
    Kept.DELIVERIES: timedelta(days=30),
    Kept.CONTENTS: timedelta(0),
    Kept.LEDGERS: timedelta(days=90),
    Kept.CHECK_INS: timedelta(days=30),
    Kept.CASES: timedelta(days=30),
    Kept.JOIN_REQUESTS: timedelta(days=30),
    Kept.VOLUNTEERS: timedelta(days=30),
    # From its first minute on: a copy cannot be taken back once nobody knows where it stands.
    Kept.BRIDGE_COPIES: timedelta(days=7),
    Kept.BRIDGE_OFFERS: timedelta(0),
    Kept.BRIDGES: timedelta(days=30),
    Kept.WORDS_ASKED: timedelta(days=1),
    Kept.WORDS_ENDED: timedelta(days=365),
    Kept.ESCALATIONS: timedelta(days=30),
    Kept.AUDIT: timedelta(days=365),
}
"""How long after it has served (handled, over, settled, ended, decided) a thing is kept."""

ERASED_WITHIN = timedelta(minutes=1)
"""How soon we look again whether what somebody left behind can be taken off the disk."""
