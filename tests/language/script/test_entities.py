"""Formatting moves with its words, in UTF-16 units."""

from hypothesis import given
from hypothesis import strategies as st

from bot.language.script import Converter, Entity, Script

CONVERTER = Converter()


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def covered(text: str, entity: Entity) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")
    part = raw[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return part.decode("utf-16-le", "surrogatepass")


def test_an_entity_covers_what_its_words_became() -> None:
    text = "😀 Salam, əziz dostlar!"
    entity = Entity("bold", units("😀 Salam, "), units("əziz dostlar"))

    made = CONVERTER.convert(text, Script.ARABIC, entities=[entity])

    assert covered(made.text, made.entities[0]) == "عزیز دوْستلار"


def test_half_a_word_in_bold_stays_half_a_word_in_bold() -> None:
    made = CONVERTER.convert("kitablar", Script.ARABIC, entities=[Entity("bold", 0, 5)])

    assert "کیتابلار".startswith(covered(made.text, made.entities[0]))
    assert 0 < made.entities[0].length < units(made.text)


def test_code_and_links_stay_and_a_text_link_is_converted_inside() -> None:
    text = "salam dünya bura"
    entities = [
        Entity("code", 0, 5),
        Entity("pre", 6, 5, {"language": "az"}),
        Entity("text_link", 12, 4, {"url": "https://a.example"}),
    ]

    made = CONVERTER.convert(text, Script.ARABIC, entities=entities)

    assert [covered(made.text, one) for one in made.entities] == ["salam", "dünya", "بۇرا"]
    assert made.entities[1].extra == {"language": "az"}
    assert made.entities[2].extra == {"url": "https://a.example"}


texts = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("abcçdeəfgğhxıijkqlmnoöprsştuüvyz ABƏİ.,!?-1"),
        st.sampled_from("ابپتجچخدرزسشعغفقکگلمنوهیئؤۆۇ \u200c،؟"),
    ),
    max_size=60,
)
spans = st.tuples(
    st.sampled_from(["bold", "code", "text_link", "mention", "spoiler", "custom_emoji"]),
    st.integers(0, 70),
    st.integers(0, 70),
)


@given(texts, st.lists(spans, max_size=4), st.sampled_from(Script))
def test_entities_stay_inside_the_text_and_in_order(
    text: str, wanted: list[tuple[str, int, int]], to: Script
) -> None:
    size = units(text)
    entities = [
        Entity(kind, min(start, size), min(length, size - min(start, size)))
        for kind, start, length in wanted
    ]

    made = CONVERTER.convert(text, to, entities=entities)

    assert [one.type for one in made.entities] == [one.type for one in entities]
    for before, after in zip(entities, made.entities, strict=True):
        assert 0 <= after.offset <= after.offset + after.length <= units(made.text)
        assert (after.length > 0) == (before.length > 0) or not made.text
    ordered = sorted(zip(entities, made.entities, strict=True), key=lambda pair: pair[0].offset)
    offsets = [after.offset for before, after in ordered if before.length]
    assert offsets == sorted(offsets)
