"""What somebody hands in to be sent on: words with their looks, pictures, places."""

from dataclasses import replace

from bot.conversation.excerpts import from_place
from bot.conversation.incoming import UNWRITTEN, Written
from bot.conversation.routes import Call, Field, Form
from bot.domain.media import Content
from bot.language.formatted import formatted


def content_of(written: Written) -> Content:
    """Return a message as somebody wrote it, without blank edges."""
    said = from_place(written, 0)
    looks = formatted(said.words, said.entities, rtl=False).looks
    return Content(said.words, looks, said.media)


def answer_in(field: Field, call: Call) -> str:
    """Return what a message answers to a question: its words, or all of it where content is asked
    for, as JSON; empty where there is nothing."""
    if field.kind != "content":
        return call.words
    content = content_of(call.written)
    return content.to_json() if content else ""


def parts_of(form: Form, words: str) -> list[str]:
    """Return what stands between the `|`; the last field takes the rest if it is content."""
    return [part.strip() for part in _split(form, words)] if words else []


def handed_in(form: Form, call: Call) -> dict[str, str]:
    """Return the contents that come with a command, by field, as JSON; empty where nothing does.

    They are what stands between the `|`, else what the message replies to; what goes along with
    either comes along.
    """
    return {
        field.name: given.to_json() if (given := _given(form, field, place, call)) else ""
        for place, field in enumerate(form.fields)
        if field.kind == "content"
    }


def brings_something(form: Form, call: Call) -> bool:
    """Tell whether a command comes with something for its form."""
    if call.words or (call.replied and form.reply_field):
        return True
    return any(handed_in(form, call).values())


def length_of(field: Field, said: str) -> int:
    """Return how many characters an answer has, given as `answer_in` gives it."""
    if field.kind != "content":
        return len(said)
    content = kept_content(said)
    return len(content.words) if content else 0


def kept_content(value: str) -> Content | None:
    """Return the content that is kept as `value`, None where it is none."""
    try:
        return Content.from_json(value)
    except (ValueError, KeyError, TypeError):
        return None


def _given(form: Form, field: Field, place: int, call: Call) -> Content:
    is_reply = call.replied_id and form.reply_field == field.name
    replied = content_of(call.about) if is_reply else Content()
    own = content_of(_part(form, call.written if call.words else UNWRITTEN, place))
    media = call.written.media or replied.media
    return replace(own if own.words else replied, media=media)


def _part(form: Form, written: Written, place: int) -> Written:
    """Return the part of a message that stands at a place between the `|`."""
    parts = _split(form, written.words)
    start = sum(len(part) + 1 for part in parts[:place])
    return (
        from_place(written, start, start + len(parts[place])) if place < len(parts) else Written()
    )


def _split(form: Form, words: str) -> list[str]:
    most = len(form.fields) - 1 if form.fields[-1].kind == "content" else -1
    return words.split("|", most)
