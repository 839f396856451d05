"""The bot's Stars: what it pays with for paid broadcast, and how often it did."""

from bot.playground.world.refusal import bad_request

MESSAGES_A_STAR = 10
"""Source: Bot API, sendMessage, `allow_paid_broadcast`: 0.1 Stars a message."""

MOST_STARS = 1_000_000_000


class Purse:
    """The balance of a bot. It begins empty, and so again when the playground is opened anew.

    `is_shown` says whether the page shows it though nothing was ever paid.
    """

    def __init__(self, *, is_shown: bool = False) -> None:
        self._room = 0
        self.paid = 0
        self.is_shown = is_shown

    @property
    def stars(self) -> float:
        """The balance, in Stars."""
        return self._room / MESSAGES_A_STAR

    def fill(self, stars: int) -> None:
        """Set the balance."""
        self._room = stars * MESSAGES_A_STAR
        self.is_shown = True

    def must_hold(self, messages: int) -> None:
        """Refuse what cannot be paid for.

        Raises:
            ApiError: 400 in Telegram's words.
        """
        self.is_shown = True
        if self._room < messages:
            raise bad_request("BALANCE_TOO_LOW")

    def pay(self, messages: int) -> None:
        """Pay for messages that have been sent."""
        self._room -= messages
        self.paid += messages
