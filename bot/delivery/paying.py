"""Which deliveries are paid for, and what it means when one of these is refused."""

from dataclasses import replace

from bot.domain.delivery import Action, Lane, Reason, Rejected, Sent, Unreachable
from bot.storage.deliveries import Claimed
from bot.storage.settlements import GivenBack, Settlement

PROOFS = 3
"""So many in a row that were refused while paid for, and arrived for nothing, prove that it is
about paying."""


class Payments:
    """How a balance that is too low is refused nobody documents. So what is paid for and refused
    in words that we do not know goes once more, for nothing: if it was about paying, it arrives.
    """

    def __init__(self) -> None:
        self._refused: set[int] = set()
        self._proofs = 0

    def takes(self, delivery: Claimed) -> bool:
        """Return whether a delivery can be paid for: an alert to a person. Groups and edits cannot,
        and the few that are asked to approve one need not."""
        is_to_person = delivery.group_id is None and delivery.to_many
        is_alert = delivery.lane is Lane.CRISIS and delivery.action is Action.SEND and is_to_person
        return is_alert and delivery.id not in self._refused

    def judge(self, result: Settlement, *, paid: bool) -> Settlement:
        """Return what is to be written down for what came of a delivery."""
        number = result.claimed.id
        if not paid:
            if number in self._refused:
                self._refused.discard(number)
                self._proofs += isinstance(result.outcome, Sent)
            return result
        match result.outcome:
            case Rejected(reason=Reason.REJECTED) | Unreachable(reason=Reason.REJECTED):
                self._refused.add(number)
                return replace(result, outcome=GivenBack())
            case Sent():
                self._proofs = 0
        return result

    def are_refused(self) -> bool:
        """Return, once, whether it is proven by now that the bot cannot pay."""
        is_proven = self._proofs >= PROOFS
        if is_proven:
            self._proofs = 0
        return is_proven
