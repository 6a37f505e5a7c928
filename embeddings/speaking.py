"""The speakers of a library: who they are over all spellings, what they say, and for which side."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from embeddings.errors import InputError, NotFoundError
from embeddings.people import key_of, persons
from embeddings.quotes import mentions
from embeddings.records import (
    Article,
    Edit,
    Event,
    EventView,
    Paragraph,
    Person,
    Quote,
    Shortened,
    Speaker,
    SpeakerView,
    Stance,
    Utterance,
)
from embeddings.shortened import shortened
from embeddings.store import Store
from embeddings.summaries import counts, surest
from embeddings.voices import attributed

__all__ = ["Speaking"]

_SIDED = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.MIXED)


class Speaking:
    """Looks at the speakers of one library, and takes the user's word for who is who.

    ``judge`` tells the name of the present judge, ``paragraphs`` the paragraphs of articles.
    """

    def __init__(self, store: Store, judge: Callable[[], str]) -> None:
        self._store = store
        self._judge = judge
        self._lock = threading.Lock()
        self._known: tuple[object, list[Person], dict[str, Person]] | None = None

    def attach(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """Return paragraphs whose judgements name the voice and the speaker of their evidence."""
        asked = [
            p.id for p in paragraphs
            if p.judgement and (p.judgement.evidence or p.judgement.correction)
        ]
        quotes = self._store.quotes(asked)
        return [_attached(p, quotes.get(p.id, ())) for p in paragraphs]

    def paragraphs(self, ids: Sequence[int]) -> list[Paragraph]:
        """Return paragraphs by id, with voices; those that are not held are left out."""
        found = self._store.paragraphs_by_id(ids, judge=self._judge())
        return self.attach([found[row] for row in ids if row in found])

    def persons(self) -> list[Person]:
        """Return everybody who is named as a speaker, most quoted first."""
        return self._people()[0]

    def _people(self) -> tuple[list[Person], dict[str, Person]]:
        """Return all persons, and each by its key, its names and the keys of its names."""
        names, (same, apart) = self._store.speaker_names(), self._store.person_bars()
        told = (names, same, apart)
        with self._lock:
            if self._known is None or self._known[0] != told:
                found = persons(names, same=same, apart=apart)
                by: dict[str, Person] = {}
                for person in found:
                    for spelling in person.spellings:
                        by.setdefault(key_of(spelling), person)
                for person in found:
                    by[person.key] = person
                    by |= dict.fromkeys(person.spellings, person)
                self._known = (told, found, by)
            return self._known[1], self._known[2]

    def speakers(self) -> tuple[Speaker, ...]:
        """Return who speaks in the library, most quoted first."""
        sided = self.attach(self._store.judged(judge=self._judge()))
        return self._tallied(self._store.speaking(), sided)

    def within(self, view: EventView) -> tuple[Speaker, ...]:
        """Return who speaks in the paragraphs of an event, as the view has them judged."""
        outlets = {article.id: article.outlet for article in view.event.articles}
        quotes = self._store.quotes([p.id for p in view.paragraphs])
        said = [
            (quote.name, quote.role, outlets[paragraph.article], view.event.id, 1)
            for paragraph in view.paragraphs
            for quote in quotes.get(paragraph.id, ())
            if quote.spoken and quote.name
        ]
        return self._tallied(said, [
            p for p in view.paragraphs if p.judgement and p.judgement.stance in _SIDED
        ])

    def _tallied(
        self,
        said: Iterable[tuple[str, str | None, str | None, str | None, int]],
        sided: Iterable[Paragraph],
    ) -> tuple[Speaker, ...]:
        """Return speakers out of (name, role, outlet, event, quotes) and paragraphs with a side."""
        _, by = self._people()
        tallies: dict[str, _Tally] = defaultdict(_Tally)
        for name, role, outlet, home, number in said:
            if name in by:
                tallies[by[name].key].add(role, outlet, home, number)
        for paragraph in sided:
            carried = paragraph.judgement.name if paragraph.judgement else None
            if carried in by:
                tallies[by[carried].key].judged.append(paragraph)
        made = [tally.speaker(by[key]) for key, tally in tallies.items()]
        return tuple(sorted(made, key=lambda s: (-s.quotes, s.person.key)))

    def speaker(self, key: str, articles: Mapping[str, Article]) -> SpeakerView:
        """Return everything about one speaker, by the key of any spelling.

        Raises:
            NotFoundError: nobody is known by that key.
        """
        person = self._person(key)
        quotes = self._store.quotes_named(person.spellings)
        paragraphs = self._store.paragraphs_by_id(list(quotes), judge=self._judge())
        placed = {p.id: p for p in self.attach(list(paragraphs.values()))}
        said = [
            Utterance(quote, placed[at], articles[placed[at].article], person.key)
            for at, own in quotes.items() if at in placed and placed[at].article in articles
            for quote in own if quote.spoken
        ]
        first: dict[str, str] = {}
        for article in articles.values():
            if article.event and article.published:
                first[article.event] = min(first.get(article.event, "9"), article.published)
        said.sort(key=lambda u: (
            first.get(u.article.event or "", "9"), u.article.event or "",
            u.article.published or "9", u.paragraph.id,
        ))
        tally = _Tally()
        for utterance in said:
            home = utterance.article
            tally.add(utterance.quote.role, home.outlet, home.event, 1)
        tally.judged += [
            p for p in placed.values() if p.judgement and p.judgement.name in person.spellings
        ]
        return SpeakerView(
            tally.speaker(person), tuple(said), self._mentions(person, set(placed)),
            self._shortened(said),
        )

    def _person(self, key: str) -> Person:
        found = self._people()[1].get(key)
        if found is None:
            raise NotFoundError(f"No speaker in this library is known as {key!r}")
        return found

    def _mentions(self, person: Person, own: set[int]) -> tuple[Paragraph, ...]:
        """Return the paragraphs that name a person without quoting them."""
        query = " OR ".join('"' + name.replace('"', " ") + '"' for name in person.spellings)
        rows = [row for row in self._store.mentioning(query) if row not in own]
        found = self._store.paragraphs_by_id(rows, judge=self._judge())
        return tuple(
            found[row] for row in rows
            if row in found and any(mentions(found[row].text, n) for n in person.spellings)
        )

    def _shortened(self, said: Sequence[Utterance]) -> tuple[Shortened, ...]:
        of: dict[str, list[Utterance]] = defaultdict(list)
        for utterance in said:
            if utterance.article.event:
                of[utterance.article.event].append(utterance)
        return tuple(pair for own in of.values() for pair in shortened(own))

    def utterances(self, event: Event, key: str | None = None) -> tuple[Utterance, ...]:
        """Return what is said in an event, by one speaker or by all, in the order of articles.

        Raises:
            NotFoundError: nobody is known by that key.
        """
        person = None if key is None else self._person(key)
        articles = {article.id: article for article in event.articles}
        paragraphs = self._store.paragraphs(list(articles), judge=self._judge())
        quotes = self._store.quotes([p.id for p in paragraphs])
        _, by = self._people()
        return tuple(
            Utterance(quote, placed, articles[placed.article],
                      by[quote.name].key if quote.name in by else None)
            for placed in self.attach(paragraphs)
            for quote in quotes.get(placed.id, ())
            if quote.spoken and (person is None or quote.name in person.spellings)
        )

    def join(self, key: str, others: Sequence[str]) -> Edit:
        """Say that speakers are one and the same.

        Raises:
            InputError: fewer than two of them are named.
            NotFoundError: one of them is not known.
        """
        person = self._person(key)
        joined = list(dict.fromkeys(self._person(other) for other in others))
        joined = [other for other in joined if other.key != person.key]
        if not joined:
            raise InputError("Name at least two different speakers to make them one")
        # Every spelling is told, so that what was said apart before no longer holds.
        pairs = [
            (one, other) for who in joined for one in person.spellings for other in who.spellings
        ]
        named = ", ".join(f"“{other.name}”" for other in joined)
        return self._store.bar_persons(pairs, f"{named} and “{person.name}” are one", same=True)

    def part(self, key: str, spellings: Sequence[str]) -> Edit:
        """Say that some spellings of a speaker are somebody else.

        Raises:
            InputError: none of them is told apart, or all of them are.
            NotFoundError: the speaker is not known.
        """
        person = self._person(key)
        away = [name for name in person.spellings if name in set(spellings)]
        rest = [name for name in person.spellings if name not in set(spellings)]
        if not away or not rest:
            raise InputError("Name some of the spellings, and not all of them")
        pairs = [(one, other) for one in away for other in rest]
        named = ", ".join(f"“{name}”" for name in away)
        return self._store.bar_persons(
            pairs, f"{named} is somebody else than “{rest[0]}”", same=False
        )


class _Tally:
    """What one speaker's rows add up to."""

    def __init__(self) -> None:
        self.roles: Counter[str] = Counter()
        self.outlets: set[str] = set()
        self.events: dict[str, None] = {}
        self.quotes = 0
        self.judged: list[Paragraph] = []

    def add(self, role: str | None, outlet: str | None, event: str | None, number: int) -> None:
        self.quotes += number
        if role:
            self.roles[role] += number
        if outlet:
            self.outlets.add(outlet)
        if event:
            self.events[event] = None

    def speaker(self, person: Person) -> Speaker:
        tally: Counter[str] = Counter(
            p.judgement.stance for p in self.judged if p.judgement is not None
        )
        return Speaker(
            person, tuple(role for role, _ in self.roles.most_common()), self.quotes,
            tuple(sorted(self.outlets)), tuple(self.events), counts(tally), surest(self.judged),
        )


def _attached(paragraph: Paragraph, quotes: Sequence[Quote]) -> Paragraph:
    if paragraph.judgement is None:
        return paragraph
    correction = paragraph.judgement.correction
    judgement = attributed(paragraph.judgement, quotes)
    if correction is not None and correction.speaker:
        judgement = replace(judgement, name=correction.speaker, role=None)
    person = key_of(judgement.name) if judgement.name else None
    return replace(paragraph, judgement=replace(judgement, person=person))
