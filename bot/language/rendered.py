"""A message put into words for one reader, ready for a channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderedButton:
    """One button: its label in the reader's words and exactly one of `press` or `url`."""

    label: str
    press: str = ""
    url: str = ""
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text with the simple HTML that Telegram knows, rows of buttons, and whether it rings."""

    html: str
    buttons: tuple[tuple[RenderedButton, ...], ...] = ()
    silent: bool = False
    language: str = "en"
