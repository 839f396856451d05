"""What can be done with the converter: a message put into a script, a word taught or taken back."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from bot.clock import Clock
from bot.domain.messages import text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.wordbook import Proposal, Spelling, WordbookPage
from bot.language.both_scripts import in_both_scripts
from bot.language.examples import EXAMPLES
from bot.language.script import Converter, Correction, Entity, Script, Word
from bot.language.sought import Sought
from bot.services.wordbook import reading, teaching
from bot.services.wordbook.reading import Reading
from bot.storage import wordbook
from bot.storage.database import Database, Tx

PAGE = 8
"""So many words stand in one list; a keyboard with more is no help."""


class Wordbook:
    """The use cases of the converter and of what it is taught; each change is one transaction.

    `learnt` is called whenever the converter reads some words in another way than before.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        converter: Converter,
        *,
        learnt: Callable[[], None] = lambda: None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._converter = converter
        self._sought = Sought(converter)
        self._learnt = learnt
        self._one_at_a_time = asyncio.Lock()

    async def learn(self) -> int:
        """Teach the converter every spelling that holds; return how many those are."""
        # One at a time: else what was read first could be taught last.
        async with self._one_at_a_time:
            kept = await self._db.read(wordbook.kept)
            self._converter.correct([Correction(one.latin, one.arabic) for one in kept])
            self._learnt()
        return len(kept)

    async def warm_up(self) -> None:
        """Open the dictionary, which takes a while, before anybody needs it."""
        for script, words in EXAMPLES.items():
            await self.read(words, (), reading.other(script))

    async def read(self, words: str, entities: Iterable[Entity], to: Script) -> Reading:
        """Return a message in the script `to`; nothing of it is kept.

        In a thread: 4,096 letters of words never seen before take 0.1 s, and presses do not wait.
        """
        return await asyncio.to_thread(reading.read, self._converter, words, entities, to)

    async def in_both(self, words: str) -> bool:
        """Tell whether a message is Azerbaijani in both scripts at once."""
        return await asyncio.to_thread(in_both_scripts, words, self._converter)

    async def doubtful(self, words: str, entities: Iterable[Entity], to: Script) -> Sequence[Word]:
        """Return the words of a message that were put into `to`, the least certain first."""
        return await asyncio.to_thread(reading.doubtful, self._converter, words, entities, to)

    def now_written(self, word: str, to: Script) -> str:
        """Return how a single word is written in the script `to` at present."""
        # Behind something: at the start of a sentence any word has a capital.
        made = self._converter.convert(f"1 {word}", to).words
        return made[-1].result if made else word

    async def propose(self, typed: str, *, source: str, by: Person) -> Proposal:
        """Write down how a coordinator spells a word, until they say yes to it.

        `typed` is the word in the other script than `source`, or both spellings with = between.

        Raises:
            Refusal: it is not one word in each script.
        """
        latin, arabic = teaching.pair_from(typed, source)
        now = self._clock.now()
        return await self._db.write(lambda tx: teaching.propose(tx, latin, arabic, by=by, now=now))

    async def keep(self, spelling_id: int, *, instead_of: int, by: Person) -> Spelling | Proposal:
        """Let a proposed spelling hold, for everybody and at once. Keeping twice is keeping once.

        `instead_of` is the number of the spelling that they were told would be replaced, 0 for
        none. Where by now it would replace another one, nothing happens: the proposal comes back.

        Raises:
            Refusal: the proposal is over.
        """
        now = self._clock.now()
        made = await self._db.write(
            lambda tx: teaching.keep(tx, spelling_id, instead_of=instead_of, by=by, now=now)
        )
        await self.learn()
        return made

    async def think_better(self, spelling_id: int) -> None:
        """Forget a proposed spelling; one that holds already stays."""
        await self._db.write(lambda tx: wordbook.forget(tx, spelling_id))

    async def page(self, *, skip: int = 0, sought: str = "") -> WordbookPage:
        """Return a page of the spellings that hold, of those with `sought` in either script."""
        kept = await self._db.read(wordbook.kept)
        if sought:
            kept = [one for one in kept if self._sought.finds(sought, (one.latin, one.arabic))]
        kept.sort(key=lambda one: (one.latin.casefold(), one.id))
        # A late press may ask for a page that is no more: then the last one is shown.
        skip = min(skip, max(len(kept) - 1, 0) // PAGE * PAGE)
        return WordbookPage(tuple(kept[skip : skip + PAGE]), skip, len(kept), sought)

    async def show(self, spelling_id: int) -> Spelling:
        """Return a spelling that holds.

        Raises:
            Refusal: it holds no more.
        """

        def look(tx: Tx) -> Spelling:
            return teaching.holding(tx, spelling_id)

        return await self._db.read(look)

    async def take_back(self, spelling_id: int, *, by: Person) -> Spelling:
        """Let a spelling hold no more: the dictionary decides again. Twice is once.

        Raises:
            Refusal: there never was one.
        """
        now = self._clock.now()
        found = await self._db.write(lambda tx: teaching.take_back(tx, spelling_id, by=by, now=now))
        if found is None:
            raise Refusal(text("press.stale"))
        await self.learn()
        return found
