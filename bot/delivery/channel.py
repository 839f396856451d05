"""The contract that every channel keeps: Telegram, later WhatsApp, and the tests' recorder."""

from typing import Protocol

from bot.domain.delivery import Outcome
from bot.language.rendered import Rendered


class Channel(Protocol):
    """One way to reach people and groups. Addresses are written `telegram:12345`.

    No method raises for what the other side answers: everything is an `Outcome`.
    """

    async def send(self, address: str, rendered: Rendered, *, paid: bool = False) -> Outcome:
        """Put a message into the chat at `address`; `paid` lets it go beyond the free limits."""
        ...

    async def open_ahead(self, connections: int) -> None:
        """Be ready for so many calls at once; this is advice, and never fails."""
        ...

    async def is_up(self) -> bool:
        """Return whether the other side answers at all; nobody sees anything of it."""
        ...

    async def edit(self, address: str, message_id: str, rendered: Rendered) -> Outcome:
        """Replace the text and buttons of our own earlier message; unchanged counts as sent.

        What is withdrawn with its media is deleted; that it is gone counts as sent.
        """
        ...

    async def admit(self, group: str, person: str) -> Outcome:
        """Let `person`, who asked to join, into `group`; already in counts as sent."""
        ...

    async def decline(self, group: str, person: str) -> Outcome:
        """Turn down the person's request to join; no request left counts as sent."""
        ...

    async def link(self, group: str) -> Outcome:
        """Make a link by which people ask to join `group`; it is the `message_id` of `Sent`."""
        ...
