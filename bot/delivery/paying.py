"""Which deliveries are paid for, and what it means when one of these is refused."""

from dataclasses import replace

from bot.domain.delivery import Action, Lane, Reason, Rejected, Unpaid, Unreachable
from bot.storage.deliveries import Claimed
from bot.storage.settlements import GivenBack, Settlement

ODD_REFUSALS = 3
"""So many refusals in a row of what is paid for, in words that nobody knows, are about paying."""


class Payments:
    """How a balance that is too low is refused nobody documents. So what is paid for and refused
    in words that we do not know goes once more, for nothing: if it was about paying, it arrives.
    """

    def __init__(self) -> None:
        self._refused: set[int] = set()
        self._in_a_row = 0

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
            self._refused.discard(number)
            return result
        match result.outcome:
            case Rejected(reason=Reason.REJECTED) | Unreachable(reason=Reason.REJECTED):
                self._in_a_row += 1
            case _:
                self._in_a_row = 0
                return result
        if self._in_a_row >= ODD_REFUSALS:
            return replace(result, outcome=Unpaid())
        self._refused.add(number)
        return replace(result, outcome=GivenBack())
