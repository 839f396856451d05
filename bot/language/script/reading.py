"""Arabic to Latin by rule alone: how a word is read that no dictionary knows.

What is not written is mended by the shape of syllables: no two consonants begin a word, no three
stand together, and few pairs end one. The missing vowel is a ə, by far the commonest.
"""

from bot.language.script.letters import BACK

O_MARKED, E_HE = "\u06ca", "\u06d5"
"""How `northward` writes و with sukun, which is o, and ه before ZWNJ, which is ə."""

_CONSONANTS = {
    **dict(zip("بپتجچخدرزژسشغقفکگلمنه", "bptcçxdrzjsşğqfkglmnh", strict=True)),
    **dict(zip("طثصظذضح", "tsszzzh", strict=True)),
}
_SURE = {
    "ا": "a",
    "آ": "a",
    "ؤ": "ö",
    "ۇ": "u",
    "ۆ": "ü",
    O_MARKED: "o",
    "ئ": "e",
    "ؽ": "ı",
    E_HE: "ə",
}
_VOWEL_SIGNS = frozenset("اآؤۇۆئویؽە" + O_MARKED)
_ENDINGS = {
    "r": "tdksçcxmnbfzğq",
    "l": "tdkmçqxb",
    "n": "dtckçgs",
    "s": "tk",
    "f": "t",
    "x": "tş",
    "ş": "tkq",
    "k": "ts",
    "p": "t",
    "m": "p",
    "y": "tdlnmrs",
    "h": "tmrs",
    "t": "r",
    "v": "q",
}
"""Pairs of consonants that words end in."""

_FIRM = {"r": "tdks", "n": "dtcs", "s": "t", "f": "t", "x": "t", "ş": "t", "l": "tk"}
"""Those of them that are so usual that a vowel stands before them rather than inside."""

_RINGING = frozenset("rlnmy")
"""Consonants that end a syllable easily."""


def read(word: str) -> str:
    """Return the likeliest Latin reading of an Arabic word, in small letters.

    The word comes without ZWNJ and without marks, as `northward` prepares it.
    """
    sounds = _sounds(word)
    return "".join(_with_harmony(_with_missing(sounds)))


def _sounds(word: str) -> list[str]:
    """Return the letters as sounds: consonants, sure vowels, I and U for those harmony decides."""
    out: list[str] = []
    last = len(word) - 1
    for place, letter in enumerate(word):
        before, after = word[place - 1 : place], word[place + 1 : place + 2]
        if letter in "ءع":
            if place == 0 and after not in _VOWEL_SIGNS:
                out.append("ə")
        elif letter == "ا" and place == 0:
            if after not in ("ی", "و", "ؤ", "ۇ", "ۆ", "ئ", "ؽ", O_MARKED) or not after:
                out.append("ə")
        elif letter == "ئ" and out and out[-1] in "aəeIU" and after not in "یو":
            out.append("y" if after in _VOWEL_SIGNS else "e")
        elif letter in _SURE:
            out.append(_SURE[letter])
        elif letter == "ه" and place == last and out and out[-1] not in "aəeIUouöü":
            out.append("ə")
        elif letter in "وی":
            out.append(_glide(letter, place, before, after, out, last=place + 1 == last))
        else:
            out.append(_CONSONANTS.get(letter, letter))
    return out


def _glide(letter: str, place: int, before: str, after: str, out: list[str], *, last: bool) -> str:
    """Return whether و or ی is a vowel or a consonant here."""
    vowel, consonant = ("U", "v") if letter == "و" else ("I", "y")
    if place == 0:
        return consonant
    if before == "ا" and place == 1:
        return vowel
    if out and out[-1] in "aəeIUouöü":
        return consonant
    if after and after in "اآؤۇۆئە" + O_MARKED:
        return consonant
    if letter == "و" and after == "ه" and last and not set(out).isdisjoint("aəeIUouöü"):
        return consonant
    return vowel


def _with_missing(sounds: list[str]) -> list[str]:
    """Put a ə where consonants stand that cannot stand together."""
    out: list[str] = []
    place = 0
    while place < len(sounds):
        if sounds[place] in "aəeIUouöüi":
            out.append(sounds[place])
            place += 1
            continue
        end = place
        while end < len(sounds) and sounds[end] not in "aəeIUouöüi":
            end += 1
        out += _broken(sounds[place:end], first=place == 0, last=end == len(sounds))
        place = end
    return out


def _broken(run: list[str], *, first: bool, last: bool) -> list[str]:
    """Return a run of consonants with vowels between them where they are needed."""
    out: list[str] = []
    at = 0
    if first and (len(run) > 1 or last):
        out += [run[0], "ə"]
        at = 1
    while len(run) - at > (1 if last else 2):
        one, two, left = run[at], run[at + 1], len(run) - at
        if last and left == 2 and two in _ENDINGS.get(one, ""):
            break
        if last and left == 3 and run[-1] in _FIRM.get(two, ""):
            return [*out, one, "ə", two, run[-1]]
        if not last and left == 3 and two in _FIRM.get(one, ""):
            break
        if left > 2 and (one in _RINGING or left > 3 or last):
            out += [one, two, "ə"]
            at += 2
        else:
            out += [one, "ə"]
            at += 1
    return out + run[at:]


def _with_harmony(sounds: list[str]) -> list[str]:
    """Put vowels for I and U by the vowels before, and in the first syllable by those after."""
    out: list[str] = []
    vowel = ""
    for place, sound in enumerate(sounds):
        heard = sound
        if sound in "IU":
            back = vowel in BACK if vowel else _looks_back(sounds, place)
            heard = _BY_HARMONY[sound][back]
            if heard == "u" and not vowel and _looks_open(sounds, place):
                heard = "o"
        if heard in "aəeıioöuü":
            vowel = heard
        out.append(heard)
    return out


_BY_HARMONY = {"I": ("i", "ı"), "U": ("ü", "u")}


def _looks_back(sounds: list[str], place: int) -> bool:
    if sounds[place] == "U":
        after = next((sound for sound in sounds[place + 1 :] if sound in "aəeıioöuü"), "")
        if after:
            return after in BACK
    near = sounds[max(0, place - 1) : place + 2]
    if any(sound in "qğx" for sound in near):
        return True
    if any(sound in "kg" for sound in near):
        return False
    return sounds[place] == "U" and sounds[-1] != "ə"


def _looks_open(sounds: list[str], place: int) -> bool:
    """Tell whether an unmarked vowel of a back first syllable is likelier an o than a u.

    Counted on names: before r, n, m and s it is mostly u.
    """
    after = sounds[place + 1 : place + 2]
    return bool(after) and after[0] in "xqlbdvzştcp"
