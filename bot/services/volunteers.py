"""What can be done with volunteers: offered, confirmed, ended."""

from collections.abc import Mapping

from bot.clock import Clock
from bot.domain.delivery import Lane
from bot.domain.messages import Button, Keyboard, Listing, Message, Text, press, row, text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.domain.volunteers import Standing, Volunteer
from bot.storage import coordination, outbox, people, volunteers
from bot.storage.database import Database, Tx


class Volunteers:
    """The use cases of volunteers; each method is one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def mine(self, *, by: Person) -> Volunteer | None:
        """Return the person's own offer, if there is one that holds."""
        found = await self._db.read(lambda tx: volunteers.one(tx, by.id))
        holds = found is not None and found.standing in (Standing.OFFERED, Standing.CONFIRMED)
        return found if holds else None

    async def offer(self, values: Mapping[str, str], *, by: Person) -> Volunteer:
        """Keep an offer to help, with consent; that side's coordinators are asked to confirm it."""

        def work(tx: Tx) -> Volunteer:
            now = self._clock.now()
            people.give_consent(tx, by.id, "volunteer", now=now)
            before = volunteers.one(tx, by.id)
            volunteers.offer(
                tx,
                by.id,
                skills=values["skills"],
                languages=values["languages"],
                country=values["country"] or by.country,
                hours=values["hours"],
                now=now,
            )
            found = self._one(tx, by.id)
            asked = before is not None and before.standing is Standing.OFFERED
            if found.standing is Standing.OFFERED and asked:
                self._show(tx, found)
            elif found.standing is Standing.OFFERED:
                to = [p for p in people.coordinators_for(tx, by.side, by.country) if p != by.id]
                posting = outbox.Posting(Lane.NOTICE, now, card=_card_name(by.id))
                outbox.to_people(tx, to, volunteer_card(found), posting)
            return found

        return await self._db.write(work)

    async def confirm(self, person_id: int, *, trusted: bool, by: Person) -> Volunteer:
        """Confirm who offered to help; `trusted` also for legal, documents, detention and family.

        Raises:
            Refusal: it is one's own offer, it has been decided, or it is of another side.
        """
        return await self._decide(person_id, Standing.CONFIRMED, trusted=trusted, by=by)

    async def decline(self, person_id: int, *, by: Person) -> Volunteer:
        """Decline an offer, kindly.

        Raises:
            Refusal: it is one's own offer, it has been decided, or it is of another side.
        """
        return await self._decide(person_id, Standing.DECLINED, trusted=False, by=by)

    async def end(self, person_id: int, *, by: Person) -> None:
        """End somebody's standing as a volunteer; they are told. Twice is once.

        Raises:
            Refusal: they never were one, or are of another side.
        """

        def work(tx: Tx) -> None:
            found = self._one(tx, person_id)
            _check_side(found, by)
            now = self._clock.now()
            if not volunteers.end(tx, person_id, Standing.DECLINED, now=now):
                return
            coordination.note(tx, by.id, "volunteer ended", f"person {person_id}", now=now)
            self._tell(tx, person_id, "volunteer.news.ended")
            self._show(tx, self._one(tx, person_id))

        await self._db.write(work)

    async def leave(self, *, by: Person) -> None:
        """Take one's own offer back, and the consent with it."""

        def work(tx: Tx) -> None:
            now = self._clock.now()
            people.revoke_consent(tx, by.id, "volunteer", now=now)
            if volunteers.end(tx, by.id, Standing.LEFT, now=now):
                self._show(tx, self._one(tx, by.id))

        await self._db.write(work)

    async def roster(self, *, by: Person) -> list[Volunteer]:
        """Return the volunteers of the sides that `by` coordinates, those who wait first."""
        return await self._db.read(lambda tx: volunteers.roster(tx, by.coordinates))

    async def enrol(self, person: Person, *, by: int) -> None:
        """Make somebody of the playground's cast a volunteer whom `by` has confirmed."""

        def work(tx: Tx) -> None:
            now = self._clock.now()
            if volunteers.one(tx, person.id) is not None:
                return
            people.give_consent(tx, person.id, "volunteer", now=now)
            volunteers.offer(
                tx,
                person.id,
                skills="first_aid,translation,talk",
                languages=person.language,
                country=person.country,
                hours="evenings",
                now=now,
            )
            volunteers.decide(tx, person.id, Standing.CONFIRMED, trusted=True, by=by, now=now)

        await self._db.write(work)

    async def _decide(
        self, person_id: int, standing: Standing, *, trusted: bool, by: Person
    ) -> Volunteer:
        def work(tx: Tx) -> Volunteer:
            now = self._clock.now()
            found = self._one(tx, person_id)
            _check_side(found, by)
            if person_id == by.id:
                raise Refusal(text("volunteer.not_oneself"))
            if not volunteers.decide(tx, person_id, standing, trusted=trusted, by=by.id, now=now):
                if found.standing is standing and found.trusted == trusted:
                    return found
                raise Refusal(
                    text("volunteer.decided", standing=text(f"standing.{found.standing}"))
                )
            coordination.note(tx, by.id, f"volunteer {standing}", f"person {person_id}", now=now)
            self._tell(tx, person_id, f"volunteer.news.{standing}")
            found = self._one(tx, person_id)
            self._show(tx, found)
            return found

        return await self._db.write(work)

    def _one(self, tx: Tx, person_id: int) -> Volunteer:
        found = volunteers.one(tx, person_id)
        if found is None:
            raise Refusal(text("press.stale"))
        return found

    def _show(self, tx: Tx, found: Volunteer) -> None:
        now = self._clock.now()
        card = volunteer_card(found)
        outbox.edit_cards(tx, _card_name(found.person_id), card, lane=Lane.NOTICE, now=now)

    def _tell(self, tx: Tx, person_id: int, key: str) -> None:
        posting = outbox.Posting(Lane.NOTICE, self._clock.now())
        outbox.to_person(tx, person_id, Message(text(key)), posting)


def volunteer_card(found: Volunteer) -> Message:
    """Return the card on which coordinators decide about an offer."""
    body = Text(
        "volunteer.card",
        {**particulars(found), "standing": text(f"standing.{found.standing}")},
    )
    return Message(body, _decisions(found))


def particulars(found: Volunteer) -> dict[str, "str | Text | Listing"]:
    """Return what a card says of a volunteer; never an address."""
    unsaid = text("volunteer.unsaid")
    return {
        "name": found.name or text("role.somebody"),
        "side": text(f"side.{found.side}") if found.side else unsaid,
        "country": text(f"country.{found.country}") if found.country else unsaid,
        "skills": _several("volunteer.choice.skills", found.skills),
        "languages": Listing(tuple(text(f"language.named.{code}") for code in found.languages)),
        "hours": _several("volunteer.choice.hours", found.hours) if found.hours else unsaid,
    }


def _decisions(found: Volunteer) -> Keyboard:
    if found.standing is not Standing.OFFERED:
        return ()
    confirm = Button(text("volunteer.confirm"), press("vo.yes", found.person_id), style="success")
    trust = Button(text("volunteer.confirm_trusted"), press("vo.trust", found.person_id))
    no = Button(text("volunteer.decline"), press("vo.no", found.person_id), style="danger")
    return (row(confirm, no), row(trust))


def _several(key: str, values: tuple[str, ...]) -> Listing:
    return Listing(tuple(text(f"{key}.{value}") for value in values))


def _card_name(person_id: int) -> str:
    return f"volunteer:{person_id}"


def _check_side(found: Volunteer, by: Person) -> None:
    """Refuse who does not coordinate the volunteer's side; any coordinator counts for the rest."""
    if not by.coordinates:
        raise Refusal(text("error.only_for.coordinator"))
    if found.side in (Side.NORTH, Side.SOUTH) and found.side not in by.coordinates:
        raise Refusal(text("error.other_side"))
