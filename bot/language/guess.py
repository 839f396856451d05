"""The language to begin with, from what a Telegram client says of itself."""

from collections.abc import Collection

AVAILABLE = ("az", "azb", "en", "ru", "tr", "fa", "de")
"""The languages that have a catalogue."""

_NEXT_BEST = {
    "az": ("az",),
    "azb": ("azb",),
    # Many phones in Iran and Türkiye are set to Persian and Turkish; the community's own language
    # is offered first, theirs is a button below it.
    "fa": ("azb", "fa"),
    "tr": ("az", "tr"),
    "ru": ("ru",),
    "de": ("de",),
}
"""What a client's language is answered with: the first of these that has a catalogue."""


def guess_language(language_code: str, available: Collection[str] = AVAILABLE) -> str:
    """Return the language to greet in for an IETF tag such as `az-Latn` or `fa-IR`; else English.

    It is only a guess: the person is asked. Azerbaijani of Iran or in Arabic script is `azb`.
    """
    main, *parts = language_code.lower().replace("_", "-").split("-")
    if main == "az" and ("arab" in parts or "ir" in parts) and "latn" not in parts:
        main = "azb"
    return next((it for it in _NEXT_BEST.get(main, ()) if it in available), "en")
