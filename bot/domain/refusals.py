"""When the community's rules say no: a `Refusal` is answered kindly, never a traceback."""

from bot.domain.messages import Keyboard, Text


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule of the community says no; `text` is what the person is told.

    `buttons` offer the way on, where there is one.
    """

    def __init__(self, text: Text, buttons: Keyboard = ()) -> None:
        super().__init__(text.key)
        self.text = text
        self.buttons = buttons
