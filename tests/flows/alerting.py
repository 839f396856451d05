"""An alert as the cast writes and approves it."""

from tests.flows.town import Somebody, Town

HEADLINE = "تبریزده گۆجلو زلزله"
EARTHQUAKE = (
    f"/alert severe | immediate | observed | everybody | تبریز، بۆتون محلّه‌لر | {HEADLINE} | "
    "آچیق یئره چیخین | سئیسمولوژی مرکزی | in 6 hours"
)
HAVE_IT = """
SELECT COUNT(*) FROM deliveries JOIN broadcasts ON broadcasts.id = broadcast_id
WHERE kind = :kind AND state = 'sent' AND person_id IS NOT NULL
"""


async def submitted(town: Town, by: Somebody, words: str = EARTHQUAKE) -> None:
    """Let somebody draft an alert in one message and send it for approval."""
    await by.says(words)
    await by.sees("alert.draft")
    await by.presses("alert.button.submit")
    await by.sees("alert.submitted")


async def sent(town: Town, words: str = EARTHQUAKE) -> None:
    """Let the South's coordinator write an alert and the North's approve it."""
    await submitted(town, town.sevinj, words)
    await town.aylin.sees("alert.request")
    await town.aylin.presses("alert.button.approve")
    await town.aylin.presses("al.yes")
    await town.aylin.sees("alert.released")
    await town.quiet()
