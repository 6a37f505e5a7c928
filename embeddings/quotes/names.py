"""Who a quote's speaker is: the people in an article, and which of them "Mr. Aran" or "she" means.

All names are found and grouped once; each speaker is then looked up among them. What cannot be
told stays ``None``.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from embeddings.quotes.lexicon import (
    DATES,
    DETERMINERS,
    GENERIC,
    HERS,
    HIS,
    INDEFINITE,
    LEANING,
    OFFICES,
    OFFICES_OF,
    ORGANISATION,
    PREPOSITIONS,
    RELATIONS,
    RELATIVE,
    ROLE,
    SAME,
    STOP,
    SUFFIXES,
)
from embeddings.quotes.scan import Gender, Mention, Word, fold, loud, names_of, words_of
from embeddings.records import Quote, Span

__all__ = ["Named", "mentions", "people", "resolve"]

# A speaker is told by the opening words of what was marked as one; the rest only describes.
_LONGEST_SPEAKER = 400
# How far back a pronoun may reach, in paragraphs and in names; beyond, it is a guess.
_PARAGRAPHS_BACK = 3
_NAMES_BACK = 60
# A bare surname means the one of two namesakes whom the text names first and writes out this
# many times as often as the other.
_DOMINANCE = 2
# So many bearers of one role that "the senator" means none of them.
_TOO_MANY = 30

_PRONOUNS = {
    "he": Gender.HE, "him": Gender.HE, "his": Gender.HE, "himself": Gender.HE,
    "she": Gender.SHE, "her": Gender.SHE, "hers": Gender.SHE, "herself": Gender.SHE,
}
_FIRST_PERSON = frozenset("i me my mine myself".split())
_PLURAL_PRONOUNS = frozenset("they it its their them".split())
# Peoples and parties, in capitals but nobody's name.
_PEOPLE = re.compile(r"(?:icans?|ians?|crats?|ists?|iens|ish|ese)\Z")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, or an organisation, whom an article names; all of it as written there."""

    name: str
    """The fullest form."""
    person: bool
    """Whether something in the article says that this is a human being."""
    gender: Gender | None
    roles: tuple[str, ...]
    """In the order of the article."""
    mentions: tuple[Span, ...]


@dataclass(slots=True, eq=False)
class _Who:
    """Somebody whom the text names, as far as it is read."""

    full: Mention
    organisation: bool = False
    person: bool = False
    genders: Counter[Gender] = field(default_factory=Counter)
    """As its names and titles say."""
    heard: Counter[Gender] = field(default_factory=Counter)
    """As pronouns say, which is less sure."""
    roles: list[Span] = field(default_factory=list)
    places: list[Mention] = field(default_factory=list)
    written_out: int = 0

    @property
    def gender(self) -> Gender | None:
        """By names and titles where they tell it, else by two thirds of the pronouns."""
        for counted, share in ((self.genders, 1), (self.heard, 2)):
            he, she = counted[Gender.HE], counted[Gender.SHE]
            if he != she and max(he, she) >= share * min(he, she):
                return Gender.HE if he > she else Gender.SHE
        return None

    def may_be(self, gender: Gender) -> bool:
        return self.person and self.gender in (None, gender)

    def may_speak(self, gender: Gender) -> bool:
        return not self.organisation and self.gender in (None, gender)


def resolve(text: str, paragraphs: Sequence[Span], quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes with the names and roles of their speakers, as far as the text tells.

    ``quotes`` come in order of start. ``name`` is the fullest form of the name in the text,
    ``role`` what the text calls the speaker there, else where it first says so; both are slices
    of the text. Time grows about linearly with the text and the number of quotes.
    """
    article = _Article(text, paragraphs, quotes)
    return [article.told(quote) for quote in quotes]


def people(text: str, paragraphs: Sequence[Span]) -> list[Named]:
    """Return whom an article names, people and organisations, in the order of first mention."""
    found = [
        Named(
            name=text[who.full.start : who.full.end], person=who.person, gender=who.gender,
            roles=tuple(dict.fromkeys(text[role.start : role.end] for role in who.roles)),
            mentions=tuple(Span(place.start, place.end) for place in who.places),
        )
        for who in _Article(text, paragraphs, ()).known
    ]
    return sorted(found, key=lambda named: named.mentions[0].start)


def mentions(text: str, name: str) -> bool:
    """Tell whether a paragraph names somebody: by the full name, or by the surname.

    The surname counts alone or behind a title, not as part of another name or of a place's.
    """
    wanted = [fold(word.text) for word in words_of(name, 0, len(name))]
    wanted = [word for word in wanted if word not in SUFFIXES] or wanted
    words = list(words_of(text, 0, len(text)))
    folded = [fold(word.text) for word in words]
    if not wanted or wanted[-1] not in folded:
        return False
    size = len(wanted)
    if size > 1 and any(
        word == wanted[0] and words[at].capital and folded[at : at + size] == wanted
        for at, word in enumerate(folded)
    ):
        return True
    for found in names_of(text, words):
        if found.words[-1] != wanted[-1] or _is_date(words, found):
            continue
        given = found.words[0] == wanted[0] and size > 1 and not found.junior
        if given or found.words == tuple(wanted[-len(found.words) :]):
            return True
    return False


def _is_date(words: Sequence[Word], found: Mention) -> bool:
    """Tell a month or day from a surname that is spelt alike."""
    if len(found.words) > 1 or found.words[0] not in DATES or found.titled:
        return False
    at = bisect_left(words, found.start, key=lambda word: word.start)
    before = words[at - 1].low if at else ""
    after = words[at + 1].low if at + 1 < len(words) else ""
    return before in PREPOSITIONS or after[:1].isdigit() \
        or before in {"last", "next", "this", "until", "late", "early"}


class _Article:
    """All names of an article, grouped, and the quotes given to somebody so far."""

    def __init__(
        self, text: str, paragraphs: Sequence[Span], quotes: Sequence[Quote]
    ) -> None:
        self._text = text
        self.known: list[_Who] = []
        self._whole: dict[tuple[str, ...], _Who] = {}
        self._ends: dict[tuple[str, str, str], _Who] = {}
        self._last: defaultdict[str, list[_Who]] = defaultdict(list)
        self._first: defaultdict[str, list[_Who]] = defaultdict(list)
        self._called: dict[tuple[str, Gender | None, str], _Who | None] = {}
        self._small: set[str] = set()
        self._inside: set[str] = set()
        self._paragraphs: list[int] = []
        self._sentences: list[int] = []
        self._pronouns: list[tuple[int, Gender]] = []
        self._group(self._read(paragraphs))
        self._places = sorted(
            ((place, who) for who in self.known for place in who.places),
            key=lambda pair: pair[0].start,
        )
        self._starts = [place.start for place, _ in self._places]
        self._closes = {place.end: who for place, who in self._places}
        self._closes |= {place.close: who for place, who in self._places}
        self._within = _within(self._starts, quotes)
        self._hear(_within([at for at, _ in self._pronouns], quotes))
        self._bearers = self._by_noun()
        heard = [quote.speaker.start if quote.speaker else quote.start for quote in quotes]
        self._around = dict(zip(map(id, quotes), _within(heard, quotes), strict=True))
        self._told: dict[tuple[int, int], _Who | None] = {}
        self._spoken: list[tuple[int, int, _Who | None]] = []

    def _read(self, paragraphs: Sequence[Span]) -> list[Mention]:
        found: list[Mention] = []
        for paragraph in sorted(paragraphs, key=lambda span: span.start):
            start, end = max(0, paragraph.start), min(len(self._text), paragraph.end)
            words = list(words_of(self._text, start, end, sentence=len(self._sentences)))
            self._paragraphs.append(start)
            self._sentences += [word.start for word in words if word.first]
            if loud(words):
                continue
            for word in words:
                if not word.capital:
                    self._small.add(word.low)
                elif not word.opens:
                    self._inside.add(word.low)
                if word.low in ("he", "she"):
                    self._pronouns.append((word.start, _PRONOUNS[word.low]))
            found += (name for name in names_of(self._text, words)
                      if len(name.words) == 1 or not self._text[name.start : name.end].isupper())
        return found

    def _group(self, found: Sequence[Mention]) -> None:
        """Join the names that mean one: the full ones first, then surnames to them."""
        for place in found:
            self._trim(place)
        for place in sorted(found, key=lambda place: -len(place.words)):
            if len(place.words) > 1:
                self._add_full(place)
        for who in self.known:
            _learn(who)
        for place in sorted(found, key=lambda place: (place.gender is None, not place.titled)):
            if len(place.words) == 1:
                self._add_single(place)
        for who in self.known:
            who.places.sort(key=lambda place: place.start)
            _learn(who)

    def _trim(self, place: Mention) -> None:
        """Take an ordinary word off a name that opens its sentence with it."""
        first = place.words[0]
        if place.opens and len(place.words) > 1 and first in self._small \
                and first not in self._inside and first not in HIS and first not in HERS:
            place.words, place.starts = place.words[1:], place.starts[1:]
            place.start = place.starts[0]
            place.opens = False

    def _add_full(self, place: Mention) -> None:
        ends = (place.words[0], place.words[-1], place.junior)
        who = self._whole.get((*place.words, place.junior)) or self._ends.get(ends)
        if who is None or not _agree(who.full.words, place.words):
            who = _Who(place)
            self.known.append(who)
            self._last[place.words[-1]].append(who)
            if not place.organisation:
                self._first[place.words[0]].append(who)
        # "Russian Foreign Ministry" is not what every "Foreign Ministry" means.
        for at in range(1 if place.organisation else len(place.words) - 1):
            self._whole.setdefault((*place.words[at:], place.junior), who)
        self._ends.setdefault(ends, who)
        who.written_out += 1
        who.places.append(place)

    def _add_single(self, place: Mention) -> None:
        word = place.words[0]
        if place.opens and not place.titled and word in self._small:
            return
        who = self._alone(place)
        apart = place.gender is not None and not any(
            other.gender in (None, place.gender) for other in self._last.get(word, ())
        )
        if who is None and place.titled and (word not in self._last or apart):
            who = _Who(place, genders=Counter([place.gender] if place.gender else []))
            self.known.append(who)
            self._last[word].append(who)
            self._called.clear()
        if who is not None:
            who.written_out += place.titled and len(who.full.words) == 1
            who.places.append(place)

    def _hear(self, within: Sequence[Quote | None]) -> None:
        """Learn from pronouns that can mean but one person which gender they have."""
        for (start, gender), around in zip(self._pronouns, within, strict=True):
            sentence = self._sentence(start)
            before = self._named_in(sentence, start, around)
            if not before and self._sentences[sentence] == start:
                before = self._named_in(sentence - 1, start, around)
            if len(before) == 1 and before[0].person:
                before[0].heard[gender] += 1

    def _named_in(self, sentence: int, limit: int, around: Quote | None) -> list[_Who]:
        """Return who is named in a sentence before a place, each once, outside other quotes."""
        found: list[_Who] = []
        at = bisect_left(self._starts, limit) - 1
        while at >= 0 and self._places[at][0].sentence >= sentence and len(found) < 3:
            place, who = self._places[at]
            inside = self._within[at]
            if place.sentence == sentence and (inside is None or inside is around) \
                    and who not in found:
                found.append(who)
            at -= 1
        return found

    def _by_noun(self) -> dict[str, list[tuple[int, _Who, frozenset[str]]]]:
        """Index who bears which role, by its noun, in the order of the text."""
        found: defaultdict[str, list[tuple[int, _Who, frozenset[str]]]] = defaultdict(list)
        for who in self.known:
            for role in who.roles:
                words = [SAME.get(word.low, word.low)
                         for word in words_of(self._text, role.start, role.end)]
                head = words
                for at, word in enumerate(words):
                    if word in PREPOSITIONS:
                        head = words[:at]
                        break
                for word in set(head) & ROLE:
                    found[word].append((role.start, who, frozenset(words)))
        for bearers in found.values():
            bearers.sort(key=lambda bearer: bearer[0])
        return dict(found)

    def _sentence(self, at: int) -> int:
        return max(0, bisect_right(self._sentences, at) - 1)

    def _alone(self, place: Mention) -> _Who | None:
        """Return whom one name alone means, if that can be told."""
        word = place.words[0]
        namesakes = self._last.get(word) or self._first.get(word)
        if not namesakes:
            return None
        key = (word, place.gender, place.junior)
        if key not in self._called:
            fitting = [who for who in namesakes
                       if place.gender is None or who.gender in (None, place.gender)]
            if place.gender is not None:
                fitting = [who for who in fitting if who.gender is not None] or fitting
            if place.junior or len(fitting) > 1:
                fitting = [who for who in fitting if who.full.junior == place.junior] or fitting
            self._called[key] = _foremost(fitting)
        return self._called[key]

    def told(self, quote: Quote) -> Quote:
        """Return the quote with its speaker's name and role; later quotes build on it."""
        if quote.speaker is None or not 0 <= quote.speaker.start < len(self._text):
            return quote
        end = min(
            quote.speaker.end, quote.speaker.start + _LONGEST_SPEAKER, len(self._text)
        )
        words = list(words_of(self._text, quote.speaker.start, end))
        who, role, bound = self._meant(quote, words)
        self._told[quote.start, quote.end] = who
        if who is not None or bound:
            start = quote.speaker.start
            self._spoken.append((self._sentence(start), start, who))
        if who is None:
            return quote if role is None else replace(quote, role=self._slice(role))
        role = role or self._main_role(who)
        return replace(
            quote, name=self._text[who.full.start : who.full.end],
            role=None if role is None else self._slice(role),
        )

    def _main_role(self, who: _Who) -> Span | None:
        """Return the first role that is more than what one is to somebody else."""
        for role in who.roles:
            if self._slice(role).split()[-1].casefold() not in RELATIONS:
                return role
        return None

    def _slice(self, span: Span) -> str:
        return self._text[span.start : span.end]

    def _meant(
        self, quote: Quote, words: Sequence[Word]
    ) -> tuple[_Who | None, Span | None, bool]:
        """Return whom the words mean, the role they state, and whether they are a pronoun."""
        if not words:
            return None, None, False
        first = words[0]
        if first.low in _PRONOUNS and (len(words) == 1 or first.low in ("he", "she")):
            return self._antecedent(quote, first.start, _PRONOUNS[first.low]), None, True
        if len(words) == 1 and first.low in RELATIVE:
            return self._before(first.start), None, False
        if len(words) == 1 and first.low in _FIRST_PERSON:
            return self._whose_words(quote), None, False
        if len(words) == 1 and first.low in _PLURAL_PRONOUNS:
            return self._organisation_before(first.start), None, False
        return (*self._described(words), False)

    def _whose_words(self, quote: Quote) -> _Who | None:
        """Return whom "I" means: the speaker of the quote that it stands in."""
        around = self._around.get(id(quote))
        return None if around is None else self._told.get((around.start, around.end))

    def _described(self, words: Sequence[Word]) -> tuple[_Who | None, Span | None]:
        """Return whom a speaker's own words name or describe, and the role in them."""
        found = list(names_of(self._text, words))
        begin, end = _head(words, found)
        head = words[begin:end]
        if not head:
            return None, None
        several = any(word.low in ("and", "or") and not word.capital for word in head) \
            or _lists(words[end:])
        named = [name for name in found
                 if head[0].start <= name.start and name.end <= head[-1].end + 1]
        stop = _owned(named[-1], head) if named else None
        if stop is not None and not stop.human and stop.words[-1] in OFFICES \
                and all(word in OFFICES_OF for word in stop.words[:-1]):
            return None, None
        lead = words[0].low
        if stop is not None and stop.end >= head[-1].end and (
            len(stop.words) > 1 or stop.words[0] not in ROLE
            or lead not in DETERMINERS | INDEFINITE
        ):
            generic = (lead in INDEFINITE and not stop.human) or stop.words[-1] in GENERIC
            return (None, None) if generic or several else self._looked_up(stop, lead)
        if several or lead in INDEFINITE - {"a", "an", "one", "another"}:
            return None, None
        if found and self._renames(words, head[-1], found[-1]):
            who, role = self._looked_up(found[-1], lead)
            at = bisect_left(words, found[-1].start, key=lambda word: word.start)
            return who, role or Span(head[0].start, words[at - 1].end)
        return self._bearer(words, begin, end)

    def _renames(self, words: Sequence[Word], noun: Word, last: Mention) -> bool:
        """Tell whether a name after a comma says who a description means: "the mayor, Al Bo"."""
        at = bisect_left(words, last.start, key=lambda word: word.start)
        first = at
        while first > 0 and words[first].gap[:1] != ",":
            first -= 1
        known = noun.low in ROLE or last.human or any(
            word.low in ROLE for word in words[:first]
        )
        return (
            known and not last.organisation and (len(last.words) > 1 or last.titled)
            and words[-1].start < last.end and first > 0 and last.start - words[first].start < 60
            and all(word.capital or word.low in ROLE for word in words[first:at])
        )

    def _looked_up(self, found: Mention, lead: str) -> tuple[_Who | None, Span | None]:
        at = bisect_left(self._starts, found.start)
        place = found
        if at < len(self._starts) and self._starts[at] == found.start:
            place, who = self._places[at]
            return who, place.role or found.role
        word = found.words[0]
        if len(found.words) > 1:
            known = self._whole.get((*found.words, found.junior)) or self._ends.get(
                (word, found.words[-1], found.junior)
            )
            if known is not None:
                return known, found.role
        elif word in self._last or word in self._first:
            return self._alone(found), found.role
        if not self._plausible(found, lead):
            return None, found.role
        who = _Who(found, person=found.human, organisation=found.organisation, places=[found])
        if len(found.words) == 1:
            self._last[word].append(who)
        self._whole[(*found.words, found.junior)] = who
        return who, found.role

    def _plausible(self, found: Mention, lead: str) -> bool:
        """Tell whether a name that the text holds nowhere else can be one."""
        written = self._text[found.start : found.end]
        if len(found.words) > 1:
            return not written.isupper() and (len(found.words) < 5 or found.organisation)
        word = found.words[0]
        if found.titled:
            return not written.isupper()
        if word in GENERIC | DATES | STOP | LEANING | ROLE | ORGANISATION or _PEOPLE.search(word):
            return False
        if written.isupper():
            return word in self._inside and len(word) <= 6
        return lead not in DETERMINERS and not (
            word in self._small or (word.endswith("s") and word not in self._inside)
        )

    def _bearer(
        self, words: Sequence[Word], begin: int, end: int
    ) -> tuple[_Who | None, Span | None]:
        """Return whom "the minister" means: the one who is called so in the text before."""
        head = words[begin:end]
        noun = SAME.get(head[-1].low, head[-1].low)
        if noun not in ROLE:
            return None, None
        if words[0].low != "the" or begin == 0:
            return None, Span(head[0].start, head[-1].end)
        asked = {SAME.get(word.low, word.low) for word in head[:-1]}
        known = self._bearers.get(noun, [])
        last = bisect_left(known, words[0].start, key=lambda bearer: bearer[0])
        fitting = list(dict.fromkeys(
            who for _, who, said in known[max(0, last - _TOO_MANY) : last] if asked <= said
        ))
        if len(fitting) > 1:
            spoke = self._spoken[-1][2] if self._spoken else None
            fitting = [who for who in fitting if who is spoke]
        return (fitting[0] if fitting and last <= _TOO_MANY else None), None

    def _before(self, start: int) -> _Who | None:
        """Return who is named just before "who"."""
        at = start
        while at > 0 and start - at < 4 and self._text[at - 1] in " ,—–\u00a0\n":
            at -= 1
        return self._closes.get(at)

    def _organisation_before(self, start: int) -> _Who | None:
        """Return the organisation that spoke in the sentence before "it" or "they"."""
        if not self._spoken:
            return None
        sentence, _, who = self._spoken[-1]
        near = self._sentence(start) - sentence <= 1
        return who if near and who is not None and who.organisation else None

    def _antecedent(self, quote: Quote, start: int, gender: Gender) -> _Who | None:
        """Return whom "he" or "she" means: the nearest sentence's speaker, else its subject."""
        around = self._around.get(id(quote))
        around = None if around is quote else around
        paragraph = bisect_right(self._paragraphs, start) - 1
        floor = self._paragraphs[max(0, paragraph - _PARAGRAPHS_BACK)] if self._paragraphs else 0
        at = bisect_left(self._starts, start) - 1
        low = max(-1, at - _NAMES_BACK)
        turn = len(self._spoken) - 1
        least = max(-1, turn - _NAMES_BACK)
        while True:
            while turn > least and self._spoken[turn][1] >= start:
                turn -= 1
            heard = self._spoken[turn] if turn > least and self._spoken[turn][1] >= floor else None
            place = self._places[at][0] if at > low and self._starts[at] >= floor else None
            if heard is None and place is None:
                return None
            if heard is not None and (place is None or heard[0] >= place.sentence):
                voices = []
                while turn > least and self._spoken[turn][0] == heard[0]:
                    voices.append(self._spoken[turn][2])
                    turn -= 1
                # Of several who speak in one sentence the first is its subject.
                for who in reversed(voices):
                    # Who has just spoken is human unless something says otherwise.
                    if who is None or who.may_speak(gender):
                        return None if who is None else _learnt(who, gender)
                continue
            assert place is not None
            fitting: list[tuple[bool, bool, int]] = []
            sentence = place.sentence
            while at > low and self._places[at][0].sentence == sentence:
                inside = self._within[at]
                who = self._places[at][1]
                if (inside is None or inside is around) and who.may_be(gender):
                    fitting.append((self._places[at][0].owns, who.gender is None, at))
                at -= 1
            if fitting:
                return _learnt(self._places[min(fitting)[2]][1], gender)


def _learn(who: _Who) -> None:
    """Draw together what the single mentions of somebody say."""
    human = any(place.human for place in who.places)
    full = [place for place in who.places if len(place.words) > 1]
    if full:
        # Who is named is first named in full; what is put before that later is no part of it.
        given = min(full, key=lambda place: place.start).words[0]
        who.full = max(
            (place for place in full if place.words[0] == given),
            key=lambda place: (len(place.words), place.end - place.start, -place.start),
        )
    bare = any(place.words == who.full.words[-1:] for place in who.places)
    bare &= len(who.full.words) > 1
    who.organisation = who.full.organisation and not human
    who.person = not who.organisation and (human or bare)
    who.roles = [place.role for place in who.places if place.role is not None]
    who.genders = Counter()
    for place in who.places:
        if place.gender is not None:
            who.genders[place.gender] += 3
    first = who.full.words[0]
    if len(who.full.words) > 1 and (first in HIS or first in HERS):
        who.genders[Gender.HE if first in HIS else Gender.SHE] += 2


def _learnt(who: _Who, gender: Gender) -> _Who:
    if who.gender is None:
        who.heard[gender] += 1
    return who


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether the middle names of two spellings can belong to one person."""
    left, right = one[1:-1], other[1:-1]
    if one[0] != other[0] or not left or not right:
        return True
    return all(a[0] == b[0] and (a == b or 1 in (len(a), len(b)))
               for a, b in zip(left, right, strict=False))


def _foremost(fitting: Sequence[_Who]) -> _Who | None:
    """Return the one whom the text is mostly about, if one stands out."""
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    first = min(fitting, key=lambda who: min(place.start for place in who.places))
    most = max(who.written_out for who in fitting if who is not first)
    return first if first.written_out >= _DOMINANCE * most else None


def _head(words: Sequence[Word], named: Sequence[Mention]) -> tuple[int, int]:
    """Return the range of words that name a speaker, without what further describes them."""
    begin = 0
    while begin < len(words) and (words[begin].low in DETERMINERS
                                  or words[begin].low in INDEFINITE):
        begin += 1
    end = begin
    while end < len(words):
        word = words[end]
        parted = end > begin and any(sign in word.gap for sign in ",(;:—–[") \
            and word.low not in SUFFIXES
        inside = any(name.start < word.start < name.end for name in named)
        if parted or (
            not inside and not word.capital
            and (word.low in RELATIVE or word.low in PREPOSITIONS)
        ):
            break
        end += 1
    return begin, end


def _owned(name: Mention, head: Sequence[Word]) -> Mention:
    """Return an organisation's name with whose it is: "Ostia's Foreign Ministry"."""
    before = [word for word in head if word.end <= name.start]
    if name.human or len(name.words) < 2 or not before \
            or not (before[-1].capital and before[-1].owns):
        return name
    owner = before[-1]
    return replace(
        name, start=owner.start, words=(fold(owner.low), *name.words),
        starts=(owner.start, *name.starts), organisation=True,
    )


def _lists(rest: Sequence[Word]) -> bool:
    """Tell whether names go on after the first: ", Ostia and Pontus"."""
    return bool(rest) and rest[0].gap[:1] == "," and rest[0].capital and not rest[0].owns \
        and rest[0].low not in ROLE and any(word.low == "and" for word in rest)


def _within(points: Sequence[int], quotes: Sequence[Quote]) -> list[Quote | None]:
    """Return for each point the innermost quote around it."""
    found: list[Quote | None] = [None] * len(points)
    opened: list[Quote] = []
    following: Iterator[Quote] = iter(sorted(quotes, key=lambda quote: (quote.start, -quote.end)))
    quote = next(following, None)
    for at in sorted(range(len(points)), key=points.__getitem__):
        while quote is not None and quote.start <= points[at]:
            opened.append(quote)
            quote = next(following, None)
        while opened and opened[-1].end <= points[at]:
            opened.pop()
        found[at] = opened[-1] if opened else None
    return found
