"""What each person says to a bridge: carried over or not, and under which name."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.bridges import NAME_MOST, Bridge
from bot.domain.messages import Button, Message, Text, press, row, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.bridges import cards, telling
from bot.services.bridges.calling import Calling
from bot.storage.bridges import consents, ties
from bot.storage.database import Tx


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the person is told who agreed: in short at the button, and in full in private."""

    said: Text
    page: Message


def agree(
    tx: Tx, bridge_id: int, *, called: str, calling: Calling, by: Person, now: datetime
) -> Agreed:
    """Carry the person over from now on; see `Bridges.agree`."""
    bridge = _standing(tx, bridge_id)
    others = consents.names_of_others(tx, (bridge.id,), by.id)
    name = _name(by, called, calling, others)
    if consents.give(tx, bridge.id, by.id, name, now=now):
        tx.ring(telling.BELL)
    shown = consents.name_of(tx, bridge.id, by.id) or name
    return Agreed(text("bridge.toast.agreed", name=shown), mine(tx, by=by))


def decline(tx: Tx, bridge_id: int, *, by: Person, now: datetime) -> Message:
    """Carry the person over no more; see `Bridges.decline`."""
    if consents.revoke(tx, bridge_id, by.id, now=now):
        tx.ring(telling.BELL)
        return Message(text("bridge.toast.withdrawn"))
    return Message(text("bridge.toast.declined"))


def rename(tx: Tx, name: str, *, calling: Calling, by: Person) -> Message:
    """Show the person under another name; see `Bridges.rename`."""
    others = consents.names_of_others(tx, consents.of_person(tx, by.id), by.id)
    fault = calling.fault(name, others)
    if fault is not None:
        raise Refusal(text(f"bridge.name.{fault}"))
    if consents.rename(tx, by.id, calling.shown(name)):
        tx.ring(telling.BELL)
    return mine(tx, by=by)


def mine(tx: Tx, *, by: Person) -> Message:
    """Return what the person agreed to; see `Bridges.mine`."""
    agreed = consents.of_person(tx, by.id)
    latest = row(Button(text("bridge.button.latest"), press("br.latest")))
    back = row(Button(text("bridge.button.settings"), press("go", "settings")))
    tied = [bridge for one in agreed if (bridge := ties.by_id(tx, one)) is not None]
    if not tied:
        return Message(text("bridge.mine.none"), (latest, back))
    lines = [_line(bridge, agreed[bridge.id]) for bridge in tied]
    leave = [
        row(
            Button(
                text("bridge.button.leave", place=cards.shore_of(bridge.north))
                if len(tied) > 1
                else text("bridge.button.leave_it"),
                press("br.leave", bridge.id),
                style="danger",
            )
        )
        for bridge in tied
    ]
    rename_it = row(Button(text("bridge.button.rename"), press("br.name")))
    return Message(
        text("bridge.mine", lines=cards.listed(lines)), (rename_it, latest, *leave, back)
    )


def _line(bridge: Bridge, name: str) -> Text:
    north, south = cards.shore_of(bridge.north), cards.shore_of(bridge.south)
    return text("bridge.mine.line", north=north, south=south, name=name)


def _standing(tx: Tx, bridge_id: int) -> Bridge:
    bridge = ties.by_id(tx, bridge_id)
    if bridge is None or bridge.ended_at is not None:
        raise Refusal(text("bridge.over"))
    return bridge


def _name(person: Person, called: str, calling: Calling, others: list[str]) -> str:
    """Return the name by which somebody wants to be called, else that of their account; where
    neither may be shown, a word and our number of them."""
    for name in (person.name or "", called):
        shown = calling.shown(name)[:NAME_MOST].strip()
        if calling.fault(shown, others) is None:
            return shown
    return calling.stand_in(person.id)
