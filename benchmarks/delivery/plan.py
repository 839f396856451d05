"""What the server of the benchmark is told to do."""

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Plan:
    """How the server behaves.

    Args:
        latency: seconds until each answer leaves.
        limit: messages in any sliding second before it answers 429; 0 sets none.
        paid_limit: the same for messages with `allow_paid_broadcast`, which are counted apart.
        paid: whether paid messages are taken, or refused for want of Stars.
        lose_every: each so manieth message is taken, and its connection broken off unanswered.
        marks: words by which kinds of messages are told apart; kind 1 has the first of them.
        echo: the message that stands in each answer: its `text` and `reply_markup`.
        certificate: a file for TLS; none means plain HTTP. `key` is its key.
    """

    latency: float = 0.0
    limit: int = 0
    paid_limit: int = 0
    paid: Literal["taken", "refused"] = "taken"
    lose_every: int = 0
    marks: tuple[str, ...] = ()
    echo: dict[str, Any] = field(default_factory=dict)
    certificate: str = ""
    key: str = ""
