"""What the bot can see and say in a group, asked of the channel itself."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import TelegramError

from bot.domain.bridges import Sight
from bot.domain.delivery import Unreachable
from bot.telegram.client import Bots
from bot.telegram.failures import show_hidden_bug
from bot.telegram.outcomes import outcome_of


def looking(bots: Bots) -> Callable[[str], Awaitable[Sight]]:
    """Return what tells how the bot stands in the group at an address."""

    async def look(address: str) -> Sight:
        try:
            me = await bots.interactive.do_api_request("getme")
            member = await bots.interactive.do_api_request(
                "getchatmember",
                api_kwargs={"chat_id": int(address.partition(":")[2]), "user_id": me["id"]},
            )
        except TelegramError as error:
            show_hidden_bug(error)
            # A moment's trouble of the network is no reason to refuse: it shows when we carry.
            gone = isinstance(outcome_of(error), Unreachable)
            return Sight.ABSENT if gone else Sight.ALL
        return _sight(me, member)

    return look


def _sight(me: dict[str, Any], member: dict[str, Any]) -> Sight:
    status = member.get("status")
    if status in ("left", "kicked") or member.get("is_member") is False:
        return Sight.ABSENT
    if status == "restricted" and not member.get("can_send_messages"):
        return Sight.MUTE
    # An administrator sees all; others only with the privacy mode off (Bot API, "Privacy mode").
    if status != "administrator" and not me.get("can_read_all_group_messages"):
        return Sight.BLIND
    return Sight.ALL
