"""Nothing stands on the other side that its author did not agree to, changed, or took back."""

from tests.flows.bridging import Tied, agrees, appears, gone, tie
from tests.flows.town import NORTH, Town, text_of


async def shown(tied: Tied, town: Town) -> str:
    return "\n".join(text_of(copy) for copy in await tied.south.copies(town.ayda))


async def test_a_forward_of_somebody_who_did_not_agree_is_named_only(town: Town) -> None:
    tied = await tie(town, at=0)
    await agrees(town, town.gunel, NORTH)
    said = await tied.north.says(town.nigar, "Sözüm gizli qalsın https://a.az/gizli")

    await town.page.carry(town.gunel.id, said["id"], NORTH, NORTH)

    await appears(tied.south, town.ayda, "[یوْللانمیش")
    assert "gizli" not in await shown(tied, town)


async def test_the_older_words_go_when_a_long_caption_becomes_short(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    words = ("Bizim kənd budur dostlar " * 41)[:1005] + " https://a.az/old"
    said = await tied.north.says(town.gunel, words, files=["sample-araz"])
    below = await appears(tied.south, town.ayda, "a.az/old")

    await town.page.edit(town.gunel.id, said["id"], "Qısa https://a.az/new", NORTH)

    await appears(tied.south, town.ayda, "a.az/new")
    await gone(tied.south, town.ayda, below["id"])
    assert "a.az/old" not in await shown(tied, town)


async def test_words_edited_into_a_command_go(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    said = await tied.north.says(town.gunel, "Mənim nömrəm https://a.az/old")
    copy = await appears(tied.south, town.ayda, "a.az/old")

    await town.page.edit(town.gunel.id, said["id"], "/unbridge", NORTH)

    await gone(tied.south, town.ayda, copy["id"])


async def test_unbridge_under_one_picture_takes_the_whole_album_back(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    files = ["sample-tea", "sample-poster", "sample-araz"]
    said = await tied.north.says(town.gunel, "Çay hazırdır, dostlar", files=files)
    await town.until("SELECT COUNT(*) = 3 FROM bridge_copies WHERE copy IS NOT NULL")

    await tied.north.says(town.gunel, "/unbridge", reply_to=said["id"])

    await town.until("SELECT COUNT(*) = 0 FROM bridge_copies")
    assert await tied.south.copies(town.ayda) == []
