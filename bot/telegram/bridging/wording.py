"""How a copy reads on the other side: the name, the words in the reader's script, the mark."""

from collections.abc import Sequence

from bot.domain.bridges import SHORES, other
from bot.domain.messages import Text, press, text
from bot.domain.people import Side
from bot.language.direction import cleaned, is_rtl, isolated
from bot.language.reader import Reader
from bot.language.render import Renderer
from bot.language.rendered import RenderedButton
from bot.language.script import Converted, Converter, Script, script_of
from bot.telegram.bridging.hearing import Heard, Kind
from bot.telegram.bridging.recent import Piece
from bot.telegram.bridging.styled import EMPTY, Styled, bold, joined, quoted, turned

LANGUAGES = {Side.NORTH: "az", Side.SOUTH: "azb"}
"""The language in which a group of a side is spoken to."""

SCRIPTS = {Side.NORTH: Script.LATIN, Side.SOUTH: Script.ARABIC}
"""The alphabet that a side reads."""

SURE_OF_A_WORD = 0.9
"""Where the language cannot be told, words are turned only if the dictionary knows each of them."""

SURE_OF_A_NAME = 0.5
"""A name of which the converter is less sure stays as it is written."""

BETWEEN = "\n\n"
"""What stands between the words of several people in one copy."""

_NO_SIGNS = str.maketrans("", "", "@#/:")
"""A name makes no link, no command and no second head."""


class Wording:
    """Puts what was heard into the words of the other side."""

    def __init__(self, renderer: Renderer, converter: Converter) -> None:
        self._renderer = renderer
        self._converter = converter

    def warm_up(self) -> None:
        """Let the converter read what it needs; it takes a moment, and blocks."""
        for side in SHORES:
            words = self.say(text("bridge.state.open"), side)
            script_of(words)
            self._converter.convert(words, SCRIPTS[other(side)])

    def message(
        self,
        heard: Heard,
        name: str,
        to: Side,
        *,
        answering: str = "",
        wordless: bool = False,
        marked: bool = True,
    ) -> Styled:
        """Return one person's message as a whole: who, in answer to whom, and what.

        `answering` names whose words are answered where Telegram's own reply cannot show it;
        `wordless` leaves out what was said; `marked` says so where a machine has turned it.
        """
        said, by_machine = self._said(heard, to)
        lines = [self._head(name, to, by_machine=by_machine and marked and not wordless)]
        if answering:
            reply = text("bridge.copy.reply", name=self.name(answering, to))
            lines.append(Styled(self.say(reply, to)))
        if heard.forwarded:
            lines.append(Styled(self.say(text("bridge.copy.forwarded"), to)))
        if said.text and not wordless:
            lines.append(_body(heard, said))
        return joined(lines, "\n")

    def piece(self, piece: Piece, to: Side, *, marked: bool = True) -> Styled:
        """Return one message as it stands among others in one copy."""
        answering = piece.answering
        return self.message(piece.heard, piece.name, to, answering=answering, marked=marked)

    def merged(self, pieces: Sequence[Piece], to: Side, *, dropped: int = 0) -> Styled:
        """Return several messages as one copy; that a machine turned them is said once."""
        first = next((n for n, one in enumerate(pieces) if self._said(one.heard, to)[1]), -1)
        messages = [self.piece(one, to, marked=n == first) for n, one in enumerate(pieces)]
        return self.several(messages, to, dropped=dropped)

    def several(self, messages: list[Styled], to: Side, *, dropped: int = 0) -> Styled:
        """Return several people's messages as one copy; first how many were too many, if any."""
        first = [self.dropped(dropped, to)] if dropped else []
        return joined([*first, *messages], BETWEEN)

    def dropped(self, count: int, to: Side) -> Styled:
        """Return the line that owns up to messages which were too many."""
        return Styled(self.say(text("bridge.copy.dropped", n=count), to))

    def instead(self, heard: Heard, name: str, to: Side) -> Styled:
        """Return the line that names a file which could not be carried over."""
        line = Styled(self.say(text(f"bridge.kind.{heard.what}"), to))
        said, by_machine = self._said(heard, to)
        head = self._head(name, to, by_machine=by_machine)
        words = [] if heard.kind is Kind.NAMED or not said.text else [quoted(said)]
        return joined([head, line, *words], "\n")

    def correction(self, heard: Heard, name: str, to: Side) -> Styled:
        """Return the line that brings an edit which the copy itself cannot show."""
        said, by_machine = self._said(heard, to)
        head = self._head(name, to, by_machine=by_machine)
        edited = Styled(self.say(text("bridge.copy.edited"), to))
        return joined([head, edited, *([_body(heard, said)] if said.text else [])], "\n")

    def removed(self, to: Side) -> Styled:
        """Return what stands in the place of words that were taken back."""
        return Styled(self.say(text("bridge.copy.removed"), to))

    def button(self, row: int, to: Side, *, name: str = "") -> RenderedButton:
        """Return *Remove mine*; with `name` it also tells whose a file without words is."""
        key = text("bridge.button.remove_of", name=self.name(name, to)) if name else None
        label = self.say(key or text("bridge.button.remove"), to)
        return RenderedButton(label, press("br.rm", row))

    def name(self, name: str, to: Side) -> str:
        """Return a name in the reader's script, or as it is where that would be a guess."""
        shown = cleaned(name).translate(_NO_SIGNS).replace("\n", " ")
        converted = self._converter.convert(shown, SCRIPTS[to])
        return converted.text if converted.confidence >= SURE_OF_A_NAME else shown

    def say(self, words: Text, to: Side) -> str:
        """Return words of ours as a group of a side reads them, without markup."""
        return self._renderer.label(words, Reader(LANGUAGES[to]))

    def _head(self, name: str, to: Side, *, by_machine: bool) -> Styled:
        shown = self.name(name, to)
        key = "bridge.copy.by_machine" if by_machine else "bridge.copy.name"
        return bold(
            self.say(text(key, name=shown), to),
            isolated(shown, rtl=is_rtl(LANGUAGES[to])),
        )

    def _said(self, heard: Heard, to: Side) -> tuple[Styled, bool]:
        """Return a person's words for the reader, and whether a machine has turned them.

        What stands in the reader's script already, or in a foreign language, stays as it is.
        """
        if heard.kind is Kind.NAMED:
            return Styled(self.say(text(f"bridge.kind.{heard.what}"), to)), False
        words, wanted = heard.said.text, SCRIPTS[to]
        if not words:
            return EMPTY, False
        found = script_of(words)
        if found is wanted:
            return heard.said, False
        made = self._converter.convert(words, wanted, entities=heard.all_entities)
        # Of a word or two nobody can tell the language; in these topics it is most likely ours.
        if made.text == words or (found is None and not _is_sure(made)):
            return heard.said, False
        looks = {id(one) for one in heard.said.entities}
        kept = tuple(
            new
            for old, new in zip(heard.all_entities, made.entities, strict=True)
            if id(old) in looks
        )
        return turned(Styled(made.text, kept), rtl=is_rtl(LANGUAGES[to])), True


def _body(heard: Heard, said: Styled) -> Styled:
    """Return words under a head: a quote, so that nothing in them passes for another's head.

    What we say ourselves of a poll or a place is none.
    """
    return said if heard.kind is Kind.NAMED else quoted(said)


def _is_sure(made: Converted) -> bool:
    return bool(made.words) and all(word.confidence >= SURE_OF_A_WORD for word in made.words)
