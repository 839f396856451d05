"""The playground's cast and crowd, made known to the bot through its own use cases."""

import json
from pathlib import Path
from typing import Any

from bot.app.parts import make_services
from bot.clock import Clock
from bot.domain.people import Person, Side
from bot.language.parsing import zones_of
from bot.services import Services
from bot.storage.sqlite import SqliteDatabase

Json = dict[str, Any]


async def seed(db: SqliteDatabase, clock: Clock, cast: Path) -> frozenset[str]:
    """Make the cast known, once; return the owners' addresses."""
    story = json.loads(cast.read_text("utf-8"))
    owners = frozenset(
        _address(person) for person in story["people"] if _said(person).get("role") == "owner"
    )
    services = make_services(db, clock, owners=owners)
    started = [person for person in story["people"] if _said(person).get("started")]
    people = [await _introduce(services, person) for person in started]
    coordinators = [
        (Side(role.removeprefix("coordinator_")), known)
        for person, known in zip(started, people, strict=True)
        if (role := str(_said(person).get("role") or "")).startswith("coordinator_")
    ]
    # Who confirms volunteers must coordinate before; the others come last, because they tell the
    # next start that all the rest stands.
    confirming = dict(reversed(coordinators))
    last = [(side, known) for side, known in coordinators if confirming[side] is not known]
    if any(known.coordinates for _, known in last):
        return owners
    for side, known in confirming.items():
        await services.coordination.appoint(known.id, side)
    for person, known in zip(started, people, strict=True):
        if _said(person).get("role") == "volunteer":
            side = known.side if known.side in confirming else Side.NORTH
            await services.volunteers.enrol(known, by=confirming[side].id)
    for group in story["groups"]:
        await services.groups.seeded(
            f"telegram:{group['id']}", group["title"], group["korpu"]["side"]
        )
    for side, known in last:
        await services.coordination.appoint(known.id, side)
    return owners


def speaking_otherwise(cast: Path) -> list[tuple[str, str]]:
    """Return the address and language of whom of the cast the bot has met and speaks to in another
    language than their Telegram does: they chose it, so their list of commands is in it."""
    people = json.loads(cast.read_text("utf-8"))["people"]
    return [
        (_address(person), _said(person)["language"])
        for person in people
        if _said(person).get("started") and _said(person)["language"] != person.get("language_code")
    ]


async def settle_crowd(db: SqliteDatabase, clock: Clock, people: list[Json]) -> None:
    """Make pretend members known: each has pressed Start and said a side."""
    sides = (Side.NORTH, Side.SOUTH, Side.BOTH, Side.UNSAID)
    await make_services(db, clock, owners=frozenset()).people.settle_crowd(
        [
            (
                f"telegram:{person['id']}",
                person["language"],
                sides[person["id"] % 4].value,
                person["country"],
                person["zone"],
            )
            for person in people
        ]
    )


async def _introduce(services: Services, person: Json) -> Person:
    said = _said(person)
    known = await services.people.meet(_address(person), language=said["language"], opened=True)
    if known.greeted:
        return known
    await services.people.choose_side(Side(said["side"]), by=known)
    await services.people.choose_country(said["country"], zones_of(said["country"]), by=known)
    await services.people.choose_zone(said["zone"], by=known)
    await services.people.choose_name(person.get("first_name", ""), by=known)
    return await services.people.greet(by=known)


def _address(person: Json) -> str:
    return f"telegram:{person['id']}"


def _said(person: Json) -> Json:
    said: Json = person.get("korpu", {})
    return said
