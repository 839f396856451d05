"""A message put into words for one reader, ready for a channel."""

from dataclasses import dataclass

from bot.domain.media import Media


@dataclass(frozen=True, slots=True)
class RenderedButton:
    """One button: its label in the reader's words and exactly one of `press` or `url`."""

    label: str
    press: str = ""
    url: str = ""
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text with the simple HTML that Telegram knows, rows of buttons, and whether it rings.

    With `media` the text stands under it, and may be empty; one `withdrawn` is what was taken back
    and has to go, the text is for where it cannot.
    """

    html: str
    buttons: tuple[tuple[RenderedButton, ...], ...] = ()
    silent: bool = False
    language: str = "en"
    media: Media | None = None
    withdrawn: bool = False

    @property
    def weight(self) -> int:
        """How many messages it is for a channel's limits: an album is as many as it has items."""
        return len(self.media.items) if self.media else 1
