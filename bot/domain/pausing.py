"""What is said while everything is paused."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.messages import Button, Message, Moment, Text, press, row, text


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when everything is paused, None if it is not, for somebody who may end that or not."""

    since: datetime | None = None
    may_end: bool = False

    @property
    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        """The row with which to go on."""
        return (row(go_on()),) if self.since is not None and self.may_end else ()

    def over(self, message: Message) -> Message:
        """Return what would send something, with the warning above that it will wait."""
        return message if self.since is None else self._under(banner(self.since), message)

    def beside(self, message: Message) -> Message:
        """Return what sends nothing, with the word above that everything waits."""
        if self.since is None:
            return message
        return self._under(text("pause.standing", since=Moment(self.since)), message)

    def _under(self, above: Text, message: Message) -> Message:
        body = text("pause.above", banner=above, body=message.body)
        return replace(message, body=body, buttons=(*message.buttons, *self.buttons))


NOT_PAUSED = Pause()


def banner(since: datetime) -> Text:
    """Return the line that says that sending is paused."""
    return text("pause.banner", since=Moment(since))


def go_on() -> Button:
    """Return the button that ends the pause."""
    return Button(text("pause.button.go_on"), press("pause.off"), style="success")
