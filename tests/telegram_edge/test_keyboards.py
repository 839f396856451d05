"""Buttons as the Bot API wants them."""

import pytest

from bot.language.rendered import RenderedButton
from bot.telegram.keyboards import markup_of


@pytest.mark.parametrize(
    ("button", "shown"),
    [
        pytest.param(
            RenderedButton("Hə", press="1:a"), {"text": "Hə", "callback_data": "1:a"}, id="plain"
        ),
        pytest.param(
            RenderedButton("Hə", press="1:a", style="primary"),
            {"text": "Hə", "callback_data": "1:a", "style": "primary"},
            id="primary",
        ),
        pytest.param(
            RenderedButton("Hə", press="1:a", style="success"),
            {"text": "Hə", "callback_data": "1:a", "style": "success"},
            id="success",
        ),
        pytest.param(
            RenderedButton("Dayan", press="1:a", style="danger"),
            {"text": "Dayan", "callback_data": "1:a", "style": "danger"},
            id="danger",
        ),
        pytest.param(
            RenderedButton("Hə", press="1:a", style="sparkling"),
            {"text": "Hə", "callback_data": "1:a"},
            id="a style that Telegram does not know",
        ),
        pytest.param(
            RenderedButton("Xəritə", url="https://example.org"),
            {"text": "Xəritə", "url": "https://example.org"},
            id="link",
        ),
        pytest.param(
            RenderedButton("Yaz", url="tg://resolve?domain=korpu"),
            {"text": "Yaz", "url": "tg://resolve?domain=korpu"},
            id="link into Telegram",
        ),
    ],
)
def test_a_button_as_telegram_wants_it(button: RenderedButton, shown: dict[str, str]) -> None:
    assert markup_of(((button,),)) == {"inline_keyboard": [[shown]]}


def test_rows_stay_rows() -> None:
    markup = markup_of(
        (
            (RenderedButton("1", press="1:a"), RenderedButton("2", press="1:b")),
            (RenderedButton("3", press="1:c"),),
        )
    )

    assert markup is not None
    assert [[b["text"] for b in row] for row in markup["inline_keyboard"]] == [["1", "2"], ["3"]]


@pytest.mark.parametrize(
    "button",
    [
        pytest.param(RenderedButton("", press="1:a"), id="no label"),
        pytest.param(RenderedButton(" ", press="1:a"), id="an empty label"),
        pytest.param(RenderedButton("Hə"), id="does nothing"),
        pytest.param(RenderedButton("Hə", url="javascript:alert(1)"), id="a script"),
        pytest.param(RenderedButton("Hə", url="example.org"), id="no scheme"),
        pytest.param(RenderedButton("Hə", url="http://[::1"), id="a broken link"),
    ],
)
def test_a_button_that_telegram_would_refuse_is_left_out_and_logged(
    button: RenderedButton, caplog: pytest.LogCaptureFixture
) -> None:
    kept = RenderedButton("Yox", press="1:b")

    assert markup_of(((button, kept), (button,))) == markup_of(((kept,),))
    assert caplog.messages == ["buttons left out"]


def test_the_hundred_and_first_button_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    markup = markup_of(((RenderedButton("Hə", press="1:a"),) * 7,) * 20)

    assert markup is not None
    assert sum(map(len, markup["inline_keyboard"])) == 100
    assert all(markup["inline_keyboard"])
    assert caplog.messages == ["buttons left out"]


def test_no_buttons_make_no_keyboard() -> None:
    assert markup_of(()) is None
    assert markup_of(((),)) is None
