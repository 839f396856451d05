"""Whom a message is for is understood in every language and script, or the part that is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ShiftedClock
from bot.domain.audiences import Selection
from bot.domain.broadcasts import FIELDS
from bot.domain.people import LANGUAGES, Audience
from bot.domain.volunteers import SKILLS
from bot.language.audiences import LONGEST, Labels, Unclear, parse_audience
from bot.language.catalogue import Catalogues
from bot.language.render import Renderer
from tests.conftest import NOON

NORTH, SOUTH = Selection(audiences=(Audience.NORTH,)), Selection(audiences=(Audience.SOUTH,))
EVERYBODY = Selection(everybody=True)
GERMANY, VOLUNTEERS = Selection(countries=("DE",)), Selection(roles=("volunteer",))
NORTH_IN_GERMANY = Selection(
    audiences=(Audience.NORTH,), countries=("DE", "TR"), without=(VOLUNTEERS,)
)


@pytest.fixture(scope="module")
def labels(catalogues: Catalogues) -> Labels:
    return Renderer(catalogues, ShiftedClock(NOON)).labels


@pytest.mark.parametrize(
    ("language", "words", "selection"),
    [
        ("en", "Everybody", EVERYBODY),
        ("az", "hamı", EVERYBODY),
        ("azb", "هامی", EVERYBODY),
        ("fa", "همه", EVERYBODY),
        ("ru", "Все", EVERYBODY),
        ("tr", "herkes", EVERYBODY),
        ("de", "alle", EVERYBODY),
        ("en", "North + Germany, Türkiye - volunteers", NORTH_IN_GERMANY),
        ("az", "Şimal + Almaniya, Türkiyə - könüllülər", NORTH_IN_GERMANY),
        ("azb", "قۇزئی + آلمان، تۆرکیه - کؤنوللولر", NORTH_IN_GERMANY),
        ("ru", "Север + Германия, Турция кроме волонтёры", NORTH_IN_GERMANY),
        ("tr", "Kuzey + Almanya, Türkiye - gönüllüler", NORTH_IN_GERMANY),
        ("fa", "شمال + آلمان، ترکیه بدون داوطلبان", NORTH_IN_GERMANY),
        ("de", "Norden + Deutschland, Türkei ohne Freiwillige", NORTH_IN_GERMANY),
        ("az", "SIMAL", NORTH),
        ("azb", "گونئی", SOUTH),
        ("en", "🇩🇪", GERMANY),
        ("en", "country de", GERMANY),
        ("az", "ölkə: Almaniya", GERMANY),
        ("en", "language ru, fa", Selection(languages=("ru", "fa"))),
        ("en", "Russian", Selection(languages=("ru",))),
        ("az", "Azərbaycanca", Selection(languages=("az",))),
        ("azb", "آذربایجان تۆرکجه‌سی", Selection(languages=("azb",))),
        ("en", "Azerbaijani", Selection(languages=("az", "azb"))),
        ("azb", "تبریز", Selection(cities=("تبریز",))),
        ("az", "Sankt-Peterburq", Selection(cities=("Sankt-Peterburq",))),
        ("az", "şəhər Kəlbəcər, Bakı", Selection(cities=("Kəlbəcər", "Bakı"))),
        ("en", "coordinators", Selection(roles=("coordinator",))),
        ("en", "Listening, talking, First aid", Selection(skills=("talk", "first_aid"))),
        ("az", "Tərcümə", Selection(skills=("translation",))),
        ("en", "event 12", Selection(events=(12,))),
        ("az", "12-ci tədbir, tədbir 13", Selection(events=(12, 13))),
        ("fa", "رویداد ۱۲", Selection(events=(12,))),
        ("en", "not seen for 30 days", Selection(unseen_days=30)),
        ("az", "30 gündür görünməyib", Selection(unseen_days=30)),
        ("azb", "۳۰ گۆندۆر گؤرونمه‌ییب", Selection(unseen_days=30)),
        ("tr", "30 gün görülmeyen", Selection(unseen_days=30)),
        ("ru", "не заходили 30 дней", Selection(unseen_days=30)),
        ("fa", "۳۰ روز دیده نشده", Selection(unseen_days=30)),
        ("de", "30 Tage nicht gesehen", Selection(unseen_days=30)),
        (
            "en",
            "everybody - Germany - volunteers",
            Selection(everybody=True, without=(GERMANY, VOLUNTEERS)),
        ),
        ("az", "Şimal + Almaniya xaric", Selection(audiences=NORTH.audiences, without=(GERMANY,))),
        ("tr", "Kuzey + Almanya hariç", Selection(audiences=NORTH.audiences, without=(GERMANY,))),
        ("en", "- Germany", Selection(without=(GERMANY,))),
    ],
)
def test_an_audience_is_read_in_every_language(
    language: str, words: str, selection: Selection, labels: Labels
) -> None:
    assert parse_audience(words, language=language, labels=labels) == selection


@pytest.mark.parametrize(
    ("words", "unclear"),
    [
        ("North + Germoney", Unclear("Germoney")),
        ("ru", Unclear("ru", "several", ("country", "language"))),
        ("North - de", Unclear("de", "several", ("country", "language"))),
        ("Luxembourg", Unclear("Luxembourg", "several", ("country", "city"))),
        ("North, Germany", Unclear("North, Germany", "mixed")),
        ("everybody, Germany", Unclear("everybody, Germany", "mixed")),
        ("Germany + Türkiye", Unclear("Türkiye", "twice")),
        ("North + South", Unclear("South", "twice")),
        ("North and Germany", Unclear("North and Germany")),
        ("Germany, Türkiye xaric", Unclear("Türkiye xaric")),
        ("event", Unclear("event")),
        ("event 0", Unclear("event 0")),
        ("not seen for 30 or 40 days", Unclear("not seen for 30 or 40 days")),
        ("language", Unclear("language")),
        ("language Germany", Unclear("language Germany")),
        ("+", Unclear("+")),
        (",,", Unclear(",,")),
        ("", Unclear("")),
        ("North -", Unclear("North -")),
        ("a" * (LONGEST + 1), Unclear("a" * LONGEST)),
    ],
)
def test_what_is_unclear_is_said_and_never_guessed(
    words: str, unclear: Unclear, labels: Labels
) -> None:
    assert parse_audience(words, language="en", labels=labels) == unclear


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_on_a_button_can_be_typed(
    language: str, labels: Labels, catalogues: Catalogues
) -> None:
    def typed(key: str) -> Selection | Unclear:
        words = catalogues.find(key, language).words
        return parse_audience(words, language=language, labels=labels)

    assert [typed(f"side.{side}") for side in ("everybody", "north", "south")] == [
        EVERYBODY,
        NORTH,
        SOUTH,
    ]
    assert typed("audience.role.volunteer") == VOLUNTEERS
    assert [typed(f"volunteer.choice.skills.{it}") for it in SKILLS] == [
        Selection(skills=(it,)) for it in SKILLS
    ]
    for name in ("language", "language.named"):
        assert [typed(f"{name}.{it}") for it in LANGUAGES] == [
            Selection(languages=(it,)) for it in LANGUAGES
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_out_of_what_is_unclear_is_understood(
    language: str, labels: Labels, catalogues: Catalogues
) -> None:
    examples = {
        "country": ("de", GERMANY),
        "language": ("de", Selection(languages=("de",))),
        "city": ("Luxembourg", Selection(cities=("Luxembourg",))),
        "side": ("North", NORTH),
        "role": ("volunteer", VOLUNTEERS),
        "skill": ("legal", Selection(skills=("legal",))),
    }
    for kind, (part, selection) in examples.items():
        words = f"{catalogues.find(f'audience.kind.{kind}', language).words} {part}"
        assert parse_audience(words, language=language, labels=labels) == selection, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_that_is_shown_is_understood(
    language: str, labels: Labels, catalogues: Catalogues
) -> None:
    words = catalogues.find("broadcast.example.audience", language).words

    found = parse_audience(words, language=language, labels=labels)

    assert isinstance(found, Selection)
    assert (found.countries, found.without) == (("DE", "TR"), (VOLUNTEERS,))


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_whatever_is_typed_is_understood_or_named(words: str, language: str) -> None:
    found = parse_audience(words, language=language, labels=lambda _: ())

    if isinstance(found, Unclear):
        assert len(found.part) <= max(len(words), 0)
    else:
        named = any(getattr(found, field) for field in FIELDS.values())
        assert named or found.everybody or found.unseen_days or found.without
