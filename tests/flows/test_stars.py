"""A bot that may pay for speed and cannot."""

from pathlib import Path

from bot.language.catalogue import Catalogues
from tests.flows.alerting import EARTHQUAKE, HAVE_IT, submitted
from tests.flows.conftest import running_town
from tests.flows.town import text_of


async def test_after_a_refusal_the_approver_is_promised_nothing_that_is_paid_for(
    tmp_path: Path, catalogues: Catalogues
) -> None:
    async with running_town(tmp_path, catalogues, pace=1000, paid=1000) as town:
        await town.page.act("stars", stars=0)
        await submitted(town, town.sevinj)
        await town.aylin.presses("alert.button.approve")
        promised = await town.aylin.sees("alert.confirm")
        await town.aylin.presses("al.yes")
        await town.aylin.sees("paid.refused")
        await town.quiet()
        assert "⭐" in text_of(promised)
        [(reached,)] = town.ask(HAVE_IT, kind="alert")
        assert reached > 0

        await submitted(town, town.sevinj, EARTHQUAKE.replace("south", "north"))
        await town.aylin.presses("alert.button.approve")
        confirm = await town.aylin.sees("alert.confirm")

        assert "⭐" not in text_of(confirm)
