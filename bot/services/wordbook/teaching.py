"""From a spelling that somebody typed to one that holds for everybody."""

from datetime import datetime

from bot.domain.messages import text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.wordbook import LONGEST, Proposal, Spelling, Standing
from bot.language.script import Script
from bot.language.spelled import key_of, one_word
from bot.storage import coordination, wordbook
from bot.storage.database import Tx

BETWEEN = "="
"""What parts the two spellings of a word where both are typed."""


def pair_from(typed: str, source: str) -> tuple[str, str]:
    """Return a word in Latin and in Arabic script, from what was typed and the word it is about.

    Raises:
        Refusal: it is not one word in each script.
    """
    first, both, second = typed.partition(BETWEEN)
    sides = (first, second) if both else (source, typed)
    for one, another in (sides, sides[::-1]):
        latin, arabic = one_word(one, Script.LATIN), one_word(another, Script.ARABIC)
        if latin and arabic:
            return latin, arabic
    raise Refusal(text("wordbook.not_a_pair", most=LONGEST))


def propose(tx: Tx, latin: str, arabic: str, *, by: Person, now: datetime) -> Proposal:
    """Write a spelling down that waits for a yes; see `Wordbook.propose`.

    Raises:
        Refusal: it holds already.
    """
    keys = key_of(latin, Script.LATIN), key_of(arabic, Script.ARABIC)
    proposal = _looked_at(tx, wordbook.ask(tx, latin, arabic, keys=keys, by=by.id, now=now))
    rival = proposal.instead_of
    if rival is not None and (rival.latin, rival.arabic) == (latin, arabic):
        raise Refusal(text("wordbook.already", latin=latin, arabic=arabic))
    return proposal


def keep(
    tx: Tx, spelling_id: int, *, instead_of: int, by: Person, now: datetime
) -> Spelling | Proposal:
    """Let a spelling hold; see `Wordbook.keep`."""
    found = wordbook.by_id(tx, spelling_id)
    if found is None or found.standing not in (Standing.ASKED, Standing.KEPT):
        raise Refusal(text("press.stale"))
    if found.standing is Standing.KEPT:
        return found
    proposal = _looked_at(tx, found)
    rival = proposal.instead_of
    if rival is not None and rival.id != instead_of:
        return proposal
    if rival is not None:
        wordbook.end(tx, rival.id, Standing.REPLACED, by=by.id, now=now)
    wordbook.keep(tx, spelling_id, now=now)
    coordination.note(tx, by.id, "word taught", f"spelling {spelling_id}", now=now)
    return holding(tx, spelling_id)


def take_back(tx: Tx, spelling_id: int, *, by: Person, now: datetime) -> Spelling | None:
    """Let a spelling hold no more; return it, None when there never was one."""
    if wordbook.end(tx, spelling_id, Standing.DROPPED, by=by.id, now=now):
        coordination.note(tx, by.id, "word taken back", f"spelling {spelling_id}", now=now)
    return wordbook.by_id(tx, spelling_id)


def holding(tx: Tx, spelling_id: int) -> Spelling:
    """Return a spelling that holds; one that does not is refused."""
    found = wordbook.by_id(tx, spelling_id)
    if found is None or found.standing is not Standing.KEPT:
        raise Refusal(text("wordbook.gone"))
    return found


def _looked_at(tx: Tx, spelling: Spelling) -> Proposal:
    return Proposal(spelling, wordbook.rival(tx, spelling.id), wordbook.alike(tx, spelling.id))
