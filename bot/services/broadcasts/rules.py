"""Who may do what with a letter; each rule refuses with what the person is told."""

from bot.domain.audiences import Selection
from bot.domain.broadcasts import Letter, Stage, bounded, may_address
from bot.domain.events import may_change
from bot.domain.messages import Button, press, row, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.storage import broadcasts, events
from bot.storage.database import Tx


def must_coordinate(by: Person) -> None:
    """Refuse whoever coordinates nothing; the routes do so too, a role may have ended since."""
    if not by.is_coordinator:
        raise Refusal(text("error.only_for.coordinator"))


def found(tx: Tx, letter_id: int) -> Letter:
    """Return the letter, or refuse: it was discarded, or its time was over."""
    letter = broadcasts.by_id(tx, letter_id)
    if letter is None:
        again = Button(text("menu.broadcast"), press("go", "broadcast"), style="primary")
        raise Refusal(text("letter.gone"), (row(again),))
    return letter


def its_author(tx: Tx, letter_id: int, *, by: Person) -> Letter:
    """Return a letter to the person who wrote it, refuse everybody else."""
    must_coordinate(by)
    letter = found(tx, letter_id)
    if letter.author_id != by.id:
        raise Refusal(text("letter.not_yours"))
    return letter


def own_draft(tx: Tx, letter_id: int, *, by: Person) -> Letter:
    """Return a letter that its author may still change."""
    letter = its_author(tx, letter_id, by=by)
    if letter.stage is not Stage.DRAFT:
        look = Button(text("letter.button.look"), press("bc.sent", letter.corrects_id or letter.id))
        raise Refusal(text("letter.is_sent"), (row(look),))
    return letter


def on_their_account(tx: Tx, letter_id: int, *, by: Person) -> Letter:
    """Return a letter that was sent, to its author and to all who may write to the same people."""
    must_coordinate(by)
    letter = found(tx, letter_id)
    if letter.stage is Stage.DRAFT:
        raise Refusal(text("press.stale"))
    if letter.author_id != by.id and not may_send_to(tx, letter.selection, by=by):
        raise Refusal(text("letter.other_side"))
    return letter


def must_be_out(letter: Letter) -> None:
    """Refuse to correct or take back what was taken back."""
    if letter.stage is not Stage.SENT:
        raise Refusal(text("letter.is_recalled"))


def may_send_to(tx: Tx, selection: Selection, *, by: Person) -> bool:
    """Return whether a person may write to these people now."""
    return may_address(by, selection, own_events=_own_events(tx, selection, by=by))


def within_reach(tx: Tx, selection: Selection, *, by: Person) -> Selection:
    """Return a selection without a side with the side of who may write to one only."""
    return bounded(selection, by, own_events=_own_events(tx, selection, by=by))


def _own_events(tx: Tx, selection: Selection, *, by: Person) -> list[int]:
    named = {number: events.by_id(tx, number) for number in selection.events}
    return [number for number, event in named.items() if event and may_change(by, event)]
