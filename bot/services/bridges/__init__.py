"""What can be done with bridges: offered, tied, paused, ended; agreed to, and taken back."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock import Clock
from bot.domain.bridges import TROUBLES, Place, Sight
from bot.domain.messages import Message, text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.language.script import Converter
from bot.services.bridges import agreeing, minding, removing, telling, tying
from bot.services.bridges.agreeing import Agreed
from bot.services.bridges.calling import Calling
from bot.storage.database import Database, Tx

__all__ = ["Agreed", "Bridges", "Calling", "Look", "sees_everything"]

Look = Callable[[str], Awaitable[Sight]]
"""Tells what the bot can do in the group at an address."""


async def sees_everything(_address: str) -> Sight:
    """Stand in for the channel where there is none: in tests of other things."""
    return Sight.ALL


class Bridges:
    """The use cases of bridges; each method is one transaction.

    `look` asks the channel what the bot may do in a group; `calling` judges names.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        look: Look = sees_everything,
        calling: Calling | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._look = look
        self._calling = calling or Calling(Converter())

    async def begin(self, place: Place | None, address: str, *, by: Person) -> Message:
        """Return what a coordinator can do with the topic where they say /bridge.

        That is: offer it, take the offer back, accept one of the other side's offers, or pause
        and end what is tied.

        Raises:
            Refusal: the group is not connected, joint or of the other side, or the bot sees or
                says nothing there.
        """
        if place is None:
            raise Refusal(text("bridge.connect_first"))
        now = self._clock.now()
        said = await self._db.read(lambda tx: tying.begin(tx, place, by=by, now=now))
        sight = await self._look(address)
        if sight is not Sight.ALL:
            raise Refusal(text(f"bridge.sight.{sight}"))
        return said

    async def offer(self, place: Place, *, by: Person) -> Message:
        """Offer a topic to the other side, whose coordinators are told.

        Raises:
            Refusal: as in `begin`, or the topic is tied already.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: tying.offer(tx, place, by=by, now=now))

    async def take_offer_back(self, offer_id: int, *, by: Person) -> Message:
        """Withdraw an offer of one's own side; one that is over already is fine.

        Raises:
            Refusal: it is the other side's.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: tying.take_back(tx, offer_id, by=by, now=now))

    async def tie(self, offer_id: int, place: Place, *, by: Person) -> Message:
        """Tie an offered topic with one of the person's own side, and tell both topics.

        Raises:
            Refusal: the offer is over, or the person does not speak for the place's side.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: tying.tie(tx, offer_id, place, by=by, now=now))

    async def overview(self, *, by: Person) -> Message:
        """Return the bridges that a coordinator looks after."""
        return await self._db.read(lambda tx: minding.overview(tx, by=by))

    async def shown(self, bridge_id: int, *, by: Person) -> Message:
        """Return how a bridge stands, to a coordinator of one of its sides.

        Raises:
            Refusal: there is none, or the person looks after neither side.
        """
        return await self._db.read(lambda tx: minding.shown(tx, bridge_id, by=by))

    async def pause(self, bridge_id: int, side: Side, *, by: Person) -> Message:
        """Let nothing more through, at once, for one's own side; both topics are told."""
        now = self._clock.now()
        return await self._db.write(lambda tx: minding.pause(tx, bridge_id, side, by=by, now=now))

    async def go_on(self, bridge_id: int, side: Side, *, by: Person) -> Message:
        """Lift the pause of one's own side; the other side's stays."""
        now = self._clock.now()
        return await self._db.write(lambda tx: minding.go_on(tx, bridge_id, side, by=by, now=now))

    async def ask_end(self, bridge_id: int, *, by: Person) -> Message:
        """Return the question before a bridge is ended for good."""
        return await self._db.read(lambda tx: minding.ask_end(tx, bridge_id, by=by))

    async def end(self, bridge_id: int, *, by: Person) -> Message:
        """End a bridge for good: consents end with it, copies can still be taken back."""
        now = self._clock.now()
        return await self._db.write(lambda tx: minding.end(tx, bridge_id, by=by, now=now))

    async def say_again(self, bridge_id: int, *, by: Person) -> Message:
        """Put the card with the question to members into both topics once more."""
        now = self._clock.now()
        return await self._db.write(lambda tx: minding.say_again(tx, bridge_id, by=by, now=now))

    async def agree(self, bridge_id: int, *, called: str, by: Person) -> Agreed:
        """Carry the person over from now on; `called` is used where they chose no name, and a word
        with a number where neither may be shown.

        Raises:
            Refusal: the bridge has ended.
        """
        now, calling = self._clock.now(), self._calling
        return await self._db.write(
            lambda tx: agreeing.agree(tx, bridge_id, called=called, calling=calling, by=by, now=now)
        )

    async def decline(self, bridge_id: int, *, by: Person) -> Message:
        """Carry the person over no more; what was carried stays until they take it back."""
        now = self._clock.now()
        return await self._db.write(lambda tx: agreeing.decline(tx, bridge_id, by=by, now=now))

    async def rename(self, name: str, *, by: Person) -> Message:
        """Show the person under this name from now on; what stands keeps the old one.

        Raises:
            Refusal: it shows nothing, is somebody else's or the bot's, or is no name.
        """
        calling = self._calling
        return await self._db.write(lambda tx: agreeing.rename(tx, name, calling=calling, by=by))

    async def mine(self, *, by: Person) -> Message:
        """Return what the person agreed to, under which name, and how to take it back."""
        return await self._db.read(lambda tx: agreeing.mine(tx, by=by))

    async def latest(self, *, by: Person) -> Message:
        """Return the person's latest originals on the other side, each to be removed."""
        return await self._db.read(lambda tx: removing.latest(tx, by=by))

    async def leave_bridge(self, bridge_id: int | None, *, by: Person) -> Message:
        """Withdraw the person's consent and take all of their copies back; None: everywhere."""
        now = self._clock.now()
        return await self._db.write(lambda tx: removing.withdraw(tx, bridge_id, by=by, now=now))

    async def unbridge(self, place: Place | None, original: int, *, by: Person) -> Message:
        """Do what /unbridge means in a group: for its coordinator pause, for a member leave; as
        a reply to one's own message take that one back.

        Raises:
            Refusal: nothing is tied here.
        """
        now = self._clock.now()
        return await self._db.write(
            lambda tx: removing.unbridge(tx, place, original, by=by, now=now)
        )

    async def remove(self, copy_id: int, *, by: Person) -> Message:
        """Take back the person's own words in the copy under which they pressed.

        Raises:
            Refusal: nothing in it is theirs, or it is gone.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: removing.remove(tx, copy_id, by=by, now=now))

    async def forget(self, *, by: Person) -> None:
        """Give up every copy of somebody who is being forgotten."""
        now = self._clock.now()
        await self._db.write(lambda tx: removing.forget(tx, by=by, now=now))

    async def watch(self) -> int:
        """Pause the bridges whose group is gone, and tell both sides; return how many."""
        if not await self._db.read(minding.any_stranded):
            return 0
        now = self._clock.now()
        return await self._db.write(lambda tx: minding.note_stranded(tx, now=now))

    async def look_again(self) -> None:
        """Take note that something about a group has changed: its address, its side, the bot's
        place in it."""
        now = self._clock.now()

        def work(tx: Tx) -> None:
            minding.note_stranded(tx, now=now)
            tx.ring(telling.BELL)

        await self._db.write(work)

    async def look_at(self, group_id: int | None, address: str) -> None:
        """Take note that the bot stands otherwise in a group: where it can no longer carry, the
        bridges there are paused at once, and the coordinators told."""
        await self.look_again()
        if group_id is None or not await self._db.read(lambda tx: minding.open_in(tx, group_id)):
            return
        trouble = TROUBLES.get(await self._look(address))
        if trouble is not None:
            now = self._clock.now()
            await self._db.write(lambda tx: minding.note_standing(tx, group_id, trouble, now=now))

    async def renamed(self, place: Place) -> None:
        """Note how a topic is called now: on its bridge's cards, and where it is offered."""
        now = self._clock.now()
        await self._db.write(lambda tx: tying.rename(tx, place, now=now))

    async def next_due(self) -> datetime | None:
        """Return nothing: the sweep looks by itself twice a minute, and that is soon enough."""
        return None
