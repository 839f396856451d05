"""Words beside pictures, files and places: how much room they have, and what a channel cannot put
together."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from html import escape, unescape

from bot.domain.media import Media, MediaItem
from bot.domain.messages import Text, text
from bot.language.rendered import Rendered

logger = logging.getLogger(__name__)

TEXT_LETTERS = 4096
"""Length of a message after its HTML is read. Source: Bot API, `sendMessage`.

Counted in UTF-16 units, as entities are: never more than Telegram counts.
"""

CAPTION_LETTERS = 1024
"""Length of the words under a file, likewise. Source: Bot API, `sendPhoto`."""

_TAG = re.compile(r"<[^<>]*>")


def letters_in(html: str) -> int:
    """Return the length of `html` when it is read, in UTF-16 units, as Telegram counts."""
    return len(unescape(_TAG.sub("", html)).encode("utf-16-le", "surrogatepass")) // 2


def letters_of(rendered: Rendered) -> int:
    """Return how long the words of a message are."""
    return letters_in(rendered.html)


def room_for(rendered: Rendered) -> int:
    """Return how long they may be; what is longer is shortened when it is sent."""
    return CAPTION_LETTERS if rendered.media else TEXT_LETTERS


def caption_too_long(rendered: Rendered) -> bool:
    """Tell whether words would be shortened for want of room."""
    return letters_of(rendered) > room_for(rendered)


def accompanied(rendered: Rendered, media: Media, say: Callable[[Text], str]) -> Rendered:
    """Return a message with what goes along, as far as one message can be both.

    One delivery is one message. Words about a place become a text that links to the map, because
    no channel shows words with a place, nor lets them be corrected; words that come with what
    stands alone go without it; under an album, links stand in the words, and other buttons cannot
    be. `say` puts a text into the reader's words.
    """
    if media.is_place and rendered.html:
        link = _on_map(media.items[0], say)
        return replace(rendered, html=f"{rendered.html}\n\n{link}")
    if rendered.html and not media.takes_words:
        logger.warning("words go without what cannot carry them", extra={"kind": media.kind})
        return rendered
    rendered = replace(rendered, media=media)
    return rendered if media.takes_buttons else _with_links(rendered)


def _on_map(place: MediaItem, say: Callable[[Text], str]) -> str:
    at = f"{place.latitude:.6f}", f"{place.longitude:.6f}"
    url = f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=17/{at[0]}/{at[1]}"
    name = ", ".join(filter(None, (place.title, place.address)))
    return say(text("media.map_of", place=name, url=url) if name else text("media.map", url=url))


def _with_links(rendered: Rendered) -> Rendered:
    links = [
        f'<a href="{escape(button.url)}">{escape(button.label, quote=False)}</a>'
        for line in rendered.buttons
        for button in line
        if button.url
    ]
    pressed = sum(map(len, rendered.buttons)) - len(links)
    if pressed:
        logger.info("buttons cannot stand under an album", extra={"buttons": pressed})
    parts = [rendered.html, "\n".join(links)]
    return replace(rendered, html="\n\n".join(filter(None, parts)), buttons=())
