"""How a message in another script looks, and the words that coordinators teach the converter."""

from collections.abc import Iterator, Sequence

from bot.domain.formatted import Formatted
from bot.domain.messages import Button, Listing, Message, Moment, Text, Value, press, row, text
from bot.domain.people import Person
from bot.domain.wordbook import Proposal, Spelling, WordbookPage
from bot.language.direction import is_rtl
from bot.language.script import Script, Word
from bot.services.wordbook.reading import Reading, other, own_script

SHOWN = 8
"""Words offered at once; a keyboard with more is no help."""

PRESS_BYTES = 64
"""Source: Bot API, InlineKeyboardButton, `callback_data`."""

_LANGUAGES = {Script.LATIN: "az", Script.ARABIC: "azb"}


def put(
    made: Reading, to: Script, *, quoted: Formatted | None, mixed: bool, by: Person
) -> list[Message]:
    """Return a message that was put into `to`, in as many messages as it takes; the notes stand
    in the last. `quoted` is the original where the speaker has it not before them; one that was
    `mixed` of both scripts can be put into the other one as well."""
    language = "" if is_rtl(by.language) is (to is Script.ARABIC) else _LANGUAGES[to]
    *first, last = made.pieces
    notes = [text("words.automatic")]
    notes += [text("script.was_mixed")] if mixed else []
    notes += [text("script.unsure")] if made.guesses else []
    notes += [text("script.shortened")] if made.shortened else []
    values: dict[str, Value] = {"words": last, "notes": Listing(tuple(notes), "lines")}
    body = Text("script.put", values, language)
    if quoted is not None:
        body = Text("script.put.quoted", {**values, "quote": quoted}, language)
    correct = Button(text("script.button.correct"), press("wd.list", to, 0))
    buttons = (row(correct),) if by.is_coordinator else ()
    buttons = (row(_into(other(to))), *buttons) if mixed else buttons
    parts = [Message(Text("script.piece", {"words": it}, language)) for it in first]
    return [*parts, Message(body, buttons)]


def offer(key: str, *, quoted: Formatted | None, by: Person) -> Message:
    """Return what is said of a message in the speaker's own script (`key`): it can be put into
    the other one."""
    button = _into(other(own_script(by)))
    body = text(key)
    if quoted is not None:
        body = Text("script.with_quote", {"words": body, "quote": quoted})
    return Message(body, (row(button),))


def _into(to: Script) -> Button:
    return Button(text(f"script.button.{to}"), press("sc.to", to), style="primary")


def explained(example: str, made: Reading, *, by: Person) -> Message:
    """Return what /script does, shown with an example in the script that the speaker reads not."""
    to = own_script(by)
    before = Formatted(example, rtl=to is Script.LATIN)
    ways = [Button(text("menu.menu"), press("go", "menu"))]
    if by.is_coordinator:
        ways.insert(0, Button(text("menu.words"), press("go", "words")))
    body = Text("script.explain", {"before": before, "after": made.pieces[0]})
    return Message(body, (tuple(ways),))


def not_ours(key: str) -> Message:
    """Return why a message was not put into the other script (`key`), and what can be done."""
    ways = (Button(text("menu.script"), press("go", "script")), _to_menu())
    return Message(text(key), (ways,))


def choose(found: Sequence[Word], to: Script, skip: int, *, quoted: Formatted | None) -> Message:
    """Return the words of a message as buttons, those that are guesses first."""
    buttons = [(word, _fix(word, to)) for word in found]
    fitting = [row(button) for word, button in buttons if button is not None]
    if not fitting:
        return Message(text("wordbook.nothing_to_correct"), (row(_to_words()),))
    body = text("wordbook.which")
    if quoted is not None:
        body = Text("script.with_quote", {"words": body, "quote": quoted})
    turning = _turning("wd.list", skip, len(fitting), SHOWN, to.value)
    return Message(body, (*fitting[skip : skip + SHOWN], *turning))


def asked(source: str, result: str) -> Text:
    """Return how a word is written now, before it is asked how it should be."""
    return text("wordbook.now", source=source, result=result)


def proposed(proposal: Proposal) -> Message:
    """Return both spellings side by side, with what keeping them changes, and ask once."""
    one, rival = proposal.spelling, proposal.instead_of
    lines = [text("wordbook.sure"), _pair(one)]
    if rival is not None:
        whose = "wordbook.replaces.another" if proposal.is_another else "wordbook.replaces"
        lines.append(text(whose, latin=rival.latin, arabic=rival.arabic))
    if proposal.alike:
        lines.append(Text("wordbook.alike", {"words": Listing(proposal.alike)}))
    keep = Button(
        text("wordbook.button.replace" if rival else "wordbook.button.keep"),
        press("wd.keep", one.id, rival.id if rival else 0),
        style="danger" if rival else "success",
    )
    cancel = Button(text("common.cancel"), press("wd.not", one.id))
    return Message(_blocks(lines), (row(keep), row(cancel)))


def kept(one: Spelling) -> Message:
    """Return what is said when a spelling holds, with the way to take it back."""
    back = Button(text("wordbook.button.take_back"), press("wd.show", one.id))
    return Message(_blocks([text("wordbook.kept"), _pair(one)]), (row(back, _to_words()),))


def not_kept() -> Message:
    """Return what is said to somebody who thought better of it."""
    return Message(text("wordbook.not_kept"), (row(_to_words()),))


def page(found: WordbookPage) -> Message:
    """Return a page of the words that were taught; each opens with a tap."""
    new = row(Button(text("wordbook.button.new"), press("wd.new"), style="primary"))
    if not found.spellings:
        if not found.sought:
            return Message(text("wordbook.none"), (new, row(_to_menu())))
        return Message(text("wordbook.none_found", words=found.sought), (new, row(_to_words())))
    buttons = [
        row(
            Button(
                text("wordbook.button.one", latin=one.latin, arabic=one.arabic),
                press("wd.show", one.id),
            )
        )
        for one in found.spellings
    ]
    turning = _turning("wd.page", found.skip, found.total, SHOWN)
    if found.sought:
        more = found.total > len(found.spellings)
        lines = [text("wordbook.found", words=found.sought)]
        lines += [text("wordbook.more", n=found.total - len(found.spellings))] if more else []
        return Message(_blocks(lines), (*buttons, new, row(_to_words())))
    return Message(text("wordbook.page", n=found.total), (*buttons, *turning, new, row(_to_menu())))


def one(spelling: Spelling) -> Message:
    """Return one word that was taught, and ask whether it is to be taken back."""
    lines = [_pair(spelling)]
    if spelling.since is not None:
        lines.append(text("wordbook.since", since=Moment(spelling.since, "day")))
    lines.append(text("wordbook.take_back"))
    yes = Button(text("wordbook.button.take_back"), press("wd.drop", spelling.id), style="danger")
    return Message(_blocks(lines), (row(yes), row(_to_words())))


def taken_back(spelling: Spelling) -> Message:
    """Return what is said when a spelling holds no more."""
    return Message(_blocks([text("wordbook.taken_back"), _pair(spelling)]), (row(_to_words()),))


def _fix(word: Word, to: Script) -> Button | None:
    """Return the button of a word; a word that does not fit behind one has none."""
    if len(f"1:wd.fix:{to}:{word.source}".encode()) > PRESS_BYTES:
        return None
    label = text("wordbook.button.word", source=word.source, result=word.result)
    return Button(label, press("wd.fix", to, word.source))


def _turning(
    verb: str, skip: int, total: int, most: int, *args: str
) -> Iterator[tuple[Button, ...]]:
    ways = []
    if skip:
        ways.append(Button(text("common.previous"), press(verb, *args, max(skip - most, 0))))
    if skip + most < total:
        ways.append(Button(text("common.next"), press(verb, *args, skip + most)))
    if ways:
        yield tuple(ways)


def _pair(one: Spelling) -> Text:
    return text("wordbook.pair", latin=one.latin, arabic=one.arabic)


def _blocks(lines: Sequence[Text]) -> Text:
    return Text("wordbook.blocks", {"lines": Listing(tuple(lines), "blank")})


def _to_words() -> Button:
    return Button(text("menu.words"), press("wd.page", 0))


def _to_menu() -> Button:
    return Button(text("menu.menu"), press("go", "menu"))
