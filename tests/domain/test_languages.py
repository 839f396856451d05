"""In which of the languages that are there somebody reads."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.languages import OTHER_SCRIPT, Choice, chain, choose, chosen, usual
from bot.domain.messages import (
    Button,
    Listing,
    Message,
    Passage,
    Words,
    message_from_json,
    text,
    to_json,
)
from bot.domain.people import LANGUAGES

SUBSETS = [set(some) for n in range(1, 8) for some in combinations(LANGUAGES, n)]

READS = st.lists(st.sampled_from(LANGUAGES), unique=True).map(tuple)


@pytest.mark.parametrize(
    ("own", "first"),
    [
        ("azb", ("azb", "az", "fa", "en")),
        ("az", ("az", "azb", "en")),
        ("en", ("en", "az")),
        ("ru", ("ru", "en", "az")),
        ("de", ("de", "en", "az")),
    ],
)
def test_who_has_not_chosen_looks_in_the_usual_order(own: str, first: tuple[str, ...]) -> None:
    assert chain(own)[: len(first)] == first


@given(own=st.sampled_from(LANGUAGES), reads=READS, present=st.sampled_from(SUBSETS))
def test_everybody_gets_exactly_one_version_and_their_own_if_there_is_one(
    own: str, reads: tuple[str, ...], present: set[str]
) -> None:
    choice = choose(present, own, reads)

    assert choice.language in present
    if own in present:
        assert choice == Choice(own)
    assert choice.automatic == (choice.language == OTHER_SCRIPT.get(own))


@given(own=st.sampled_from(LANGUAGES), reads=READS)
def test_a_chain_holds_every_language_once_own_first_then_those_chosen(
    own: str, reads: tuple[str, ...]
) -> None:
    whole = chain(own, reads)

    assert sorted(whole) == sorted(LANGUAGES)
    assert whole[0] == own
    others = tuple(it for it in reads if it != own)
    if others:
        assert whole[1 : len(others) + 1] == others


@given(own=st.sampled_from(LANGUAGES), reads=READS, present=st.sampled_from(SUBSETS))
def test_words_of_which_nobody_knows_the_language_are_the_last_resort(
    own: str, reads: tuple[str, ...], present: set[str]
) -> None:
    assert choose({*present, ""}, own, reads) == choose(present, own, reads)
    assert choose({""}, own, reads) == Choice("")


@pytest.mark.parametrize(
    ("kept", "own", "reads"),
    [
        pytest.param("", "azb", (), id="nothing chosen"),
        pytest.param("az,fa,en", "azb", (), id="what is usual is no choice"),
        pytest.param("fa,az", "azb", ("fa", "az"), id="another order"),
        pytest.param("az,fa,fa,xx,", "fa", ("az",), id="own, unknown and twice are left out"),
    ],
)
def test_an_order_is_kept_as_words(kept: str, own: str, reads: tuple[str, ...]) -> None:
    assert chosen(kept, own) == reads
    assert own not in usual(own)


def test_words_in_several_languages_survive_json() -> None:
    words = Words({"az": "Söhbət", "ru": "Беседа"}, as_written=True)
    passage = Passage(text("a", words=words), beside=text("b", words=Words({"az": "x"})))
    button = Button(text("c"), "1:x", if_automatic=True)
    message = Message(text("d", all=Listing((passage, words))), ((button,),))

    assert message_from_json(to_json(message)) == message


def test_words_as_they_were_kept_before_they_had_languages_are_still_read() -> None:
    old = {
        "body": {"key": "event.item", "values": {"title": "Söhbət"}},
        "buttons": [[{"label": {"key": "x", "values": {}}, "press": "p", "url": "", "style": "s"}]],
        "silent": False,
    }

    message = message_from_json(old)

    assert message.body == text("event.item", title="Söhbət")
    assert not message.buttons[0][0].if_automatic


def test_what_was_written_first_is_never_taken_out() -> None:
    words = Words({"az": "Söhbət", "ru": "Беседа"})

    assert words.and_in("ru", "") == Words({"az": "Söhbət"})
    assert words.and_in("az", "") == words
    assert (words.and_in("de", "Gespräch").first, words.others) == ("Söhbət", {"ru": "Беседа"})
    assert (bool(words), bool(Words({})), bool(Words({"az": ""}))) == (True, False, False)
