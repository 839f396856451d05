"""A part of a written message, its entities moved along with it."""

from dataclasses import replace

from bot.conversation.incoming import Written


def from_place(written: Written, start: int, end: int | None = None) -> Written:
    """Return a message from the character at `start` on, or up to `end`, without blank edges."""
    rest = written.words[start:end]
    start += len(rest) - len(rest.lstrip())
    words = rest.strip()
    low = _units(written.words[:start])
    high = low + _units(words)
    entities = (
        replace(
            one,
            offset=max(one.offset, low) - low,
            length=min(one.offset + one.length, high) - max(one.offset, low),
        )
        for one in written.entities
        if one.offset < high and one.offset + one.length > low
    )
    return replace(written, words=words, entities=tuple(entities))


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
