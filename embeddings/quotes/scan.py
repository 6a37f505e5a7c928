"""Names as they stand in an English text: runs of capitalised words, and what is said of them.

Everything here looks at one stretch of text; what the names have to do with each other is
another matter.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from embeddings.quotes.lexicon import (
    ARABIC,
    BEFORE_ROLE,
    CROWNED,
    DETERMINERS,
    FORMS,
    HE,
    HERS,
    HIS,
    LEANING,
    NO_NAMES,
    ORGANISATION,
    PARTICLES,
    PLACE,
    PREPOSITIONS,
    RELATIVE,
    ROLE,
    SHE,
    STOP,
    SUFFIXES,
    TITLES,
)
from embeddings.records import Span

__all__ = ["Gender", "Mention", "Word", "fold", "loud", "names_of", "words_of"]


_LONGEST_NAME = 6
_LONGEST_ROLE = 25

_CLOSES = (",", ".", ";", "—", "–", "(", "")
_VERBS = frozenset("said says told added is was are were has had".split())
_OPENING = ":“\"‘«„•*[\n"
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W_][\w\u0300-\u036f]*(?:['’‑-][^\W_][\w\u0300-\u036f]*)*"
)
_PARENTHESIS = re.compile(r"\s?\([^()]{1,40}\)")
_PARTY = re.compile(r",\s[DRI]-[A-Z][A-Za-z.]{1,6}(?=,)")
_AGE = re.compile(r",\s\d{1,3},")


class Gender(StrEnum):
    """By which pronoun a text speaks of somebody."""

    HE = "he"
    SHE = "she"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text, without the ``'s`` of a possessive."""

    start: int
    end: int
    text: str
    low: str
    gap: str
    """The opening signs of what stands between the word before and this one."""
    sentence: int
    first: bool
    """Whether it is the first word of its sentence."""
    opens: bool
    """Whether it may have its capital from its place: a sentence, quotation or list begins."""
    owns: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter; scripts without them have none."""
        return self.text[0].isupper() or self.text[0].istitle()


@dataclass(slots=True)
class Mention:
    """One place where a name stands."""

    start: int
    end: int
    words: tuple[str, ...]
    """Folded, without what ``junior`` holds."""
    starts: tuple[int, ...]
    """Where each word begins."""
    sentence: int
    opens: bool
    """Whether its first word may have its capital from its place."""
    owns: bool
    gender: Gender | None = None
    titled: bool = False
    human: bool = False
    organisation: bool = False
    junior: str = ""
    role: Span | None = None
    close: int = 0
    """Where the apposition after the name ends."""


def fold(word: str) -> str:
    """Return a word as it is compared: small, without accents, dots and an Arabic article."""
    plain = word.casefold()
    if not plain.isascii():
        plain = "".join(
            char for char in unicodedata.normalize("NFKD", plain.replace("’", "'"))
            if not unicodedata.combining(char)
        )
    plain = plain.replace(".", "")
    return plain[3:] if plain.startswith(("al-", "el-")) and len(plain) > 4 else plain


def words_of(text: str, start: int, end: int, *, sentence: int = 0) -> Iterator[Word]:
    """Yield the words of a stretch of text, and where its sentences begin."""
    before: Word | None = None
    last = start
    for match in _WORD.finditer(text, start, end):
        at, stop = match.span()
        written = match.group()
        owns = len(written) > 2 and written[-2:] in ("'s", "’s")
        if owns:
            written, stop = written[:-2], stop - 2
        elif stop < end and text[stop] in "'’" and written[-1] in "sSxz":
            owns = not text[stop + 1 : stop + 2].isalnum()
        low = written.casefold().replace("’", "'")
        gap = text[last:at]
        first = before is None or (_ends(before, gap) and not written[0].islower())
        sentence += first and before is not None
        opens = first or any(sign in _OPENING for sign in gap[-3:])
        before = Word(at, stop, written, low, gap[:3], sentence, first, opens, owns)
        yield before
        last = stop if not owns else match.end()


def _ends(word: Word, gap: str) -> bool:
    """Tell whether a sentence ends between a word and the next."""
    if "\n\n" in gap:
        return True
    return any(sign in gap for sign in ".!?…") and not (
        gap[0] == "." and gap[1:].isspace() and _short(word)
    )


def _short(word: Word) -> bool:
    low = word.low
    return low in TITLES or low in FORMS or (len(low) == 1 and word.capital)


def loud(words: Sequence[Word]) -> bool:
    """Tell whether capitals say nothing here: a headline in title case, or one in all capitals."""
    telling = [word for word in words if word.text[0].isalpha()
               and word.low not in STOP and word.low not in PREPOSITIONS]
    shouted = sum(word.text.isupper() and len(word.text) > 3 for word in telling)
    small = sum(not word.capital for word in telling)
    return len(telling) > 3 and (2 * shouted > len(telling) or 10 * small <= len(telling))


def _joins(words: Sequence[Word], at: int) -> bool:
    """Tell whether word ``at`` can belong to the same name as the one before it."""
    before, gap = words[at - 1], words[at].gap
    if before.owns:
        return False
    if gap in (" ", "\u00a0", "\n", "") or (gap in (". ", ".\u00a0", ".") and _short(before)):
        return gap != "" or "." in before.text
    return gap == ", " and words[at].low in SUFFIXES


def _nameable(word: Word) -> bool:
    if word.capital:
        if word.low in ("may", "will"):
            return not word.opens
        return word.low.split("'", maxsplit=1)[0] not in STOP and word.low not in NO_NAMES
    return word.low.startswith(ARABIC) and len(word.low) > 4


def _runs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of words that are capitalised in a row, particles of names included."""
    at, size = 0, len(words)
    while at < size:
        if not _nameable(words[at]):
            at += 1
            continue
        stop = at + 1
        while stop < size and _joins(words, stop):
            if _nameable(words[stop]):
                stop += 1
                continue
            ahead = stop
            while ahead < size and ahead - stop < 3 and words[ahead].low in PARTICLES \
                    and _joins(words, ahead):
                ahead += 1
            if ahead == stop or ahead >= size or not _joins(words, ahead) \
                    or not _nameable(words[ahead]) or words[ahead].low in ROLE:
                break
            stop = ahead + 1
        yield at, stop
        at = stop


def names_of(text: str, words: Sequence[Word]) -> Iterator[Mention]:
    """Yield the names among the words, each without its titles."""
    last = -1
    for start, stop in _runs(words):
        if words[start].start < last:
            continue
        found = _parsed(text, words, start, stop)
        if found is not None:
            last = found.end
            yield found


def _parsed(text: str, words: Sequence[Word], start: int, stop: int) -> Mention | None:
    """Split a run of capitalised words into titles, the name, and what follows it."""
    core = stop
    while core > start + 1 and words[core - 1].low in SUFFIXES:
        core -= 1
    name = start
    for at in range(start, core - 1):
        if words[at].low in FORMS or words[at].low in ROLE or words[at].low in SHE:
            name = at + 1
    if name > start and core - name == 1 and words[name - 1].low in CROWNED:
        name -= 1
    if name == start and core - name > 2 and _department(words, start):
        name += 1
    while core - name > 2 and words[name].low in LEANING:
        name += 1
    if core - name == 1 and words[name].low in LEANING:
        return None
    if not 0 < stop - name <= _LONGEST_NAME:
        return None
    last = words[stop - 1]
    end = last.end
    if text[end : end + 1] == "." and last.low in ("jr", "sr"):
        end += 1
    tokens = tuple(fold(word.text) for word in words[name:core])
    found = Mention(
        words[name].start, end, tokens, tuple(word.start for word in words[name:core]),
        words[name].sentence, opens=words[name].opens, owns=last.owns,
        junior="".join(word.low for word in words[core:stop]),
    )
    _describe(text, words, name, stop, found)
    lows = {word.low for word in words[name:core]}
    found.organisation = not found.titled and bool(
        lows & ORGANISATION or lows & PLACE
        or any(len(word.text) > 1 and word.text.isalpha() and word.text.isupper()
               for word in words[name:core])
    )
    if found.organisation and lows & ORGANISATION and stop == core:
        _lengthen(words, stop, found)
    first = tokens[0]
    if core - name > 1 and not found.organisation:
        initials = any(len(token) <= 2 and text[word.end - 1 : word.end + 1].endswith(".")
                       for token, word in zip(tokens, words[name:core], strict=True))
        found.human |= first in HIS or first in HERS or initials
    found.human |= found.titled
    return found


def _department(words: Sequence[Word], at: int) -> bool:
    """Tell whether a word ends a title that goes before it: "Secretary of State"."""
    return at > 1 and words[at].low in BEFORE_ROLE and words[at - 1].low == "of" \
        and words[at - 2].low in ROLE and words[at - 2].capital


def _lengthen(words: Sequence[Word], stop: int, found: Mention) -> None:
    """Take in what names an organisation after "of": "Institute for Fair Tides"."""
    while stop + 1 < len(words) and words[stop].low in ("of", "for", "on", "to") \
            and words[stop].gap == " ":
        ahead = stop + 1
        if words[ahead].low == "the" and ahead + 1 < len(words):
            ahead += 1
        if not _nameable(words[ahead]) or not _plain(words, ahead) \
                or len(found.words) >= _LONGEST_NAME:
            return
        while ahead + 1 < len(words) and _nameable(words[ahead + 1]) and _joins(words, ahead + 1):
            ahead += 1
        taken = words[stop : ahead + 1]
        found.words += tuple(fold(word.text) for word in taken)
        found.starts += tuple(word.start for word in taken)
        found.end = found.close = words[ahead].end
        found.owns = words[ahead].owns
        stop = ahead + 1


def _describe(
    text: str, words: Sequence[Word], name: int, stop: int, found: Mention
) -> None:
    """Add what the words before and after a name say of it: titles, role, gender."""
    before = words[name - 1] if name else None
    found.close = found.end
    if before is not None and _plain(words, name) and _department(words, name - 1):
        found.titled = True
        found.role = Span(_role_before(words, name - 2).start, before.end)
    elif before is not None and _plain(words, name):
        found.gender = _gender(before.low)
        if before.low in FORMS:
            found.titled = True
        elif before.low in ROLE:
            found.titled = True
            found.role = _role_before(words, name)
        elif found.gender is not None and not before.capital:
            found.titled = True
    if before is not None and found.role is None and words[name].gap == ", " \
            and not before.capital and before.low in ROLE | HE | SHE:
        role = _role_before(words, name)
        begun = bisect_left(words, role.start, key=lambda word: word.start)
        closed = text[found.end : found.end + 1] in (",", ".")
        if closed and begun and words[begun - 1].low in DETERMINERS - {"a", "an"}:
            found.titled = True
            found.gender = _gender(before.low)
            found.role = role if before.low in ROLE else None
    _apposed(text, words, stop, found)


def _plain(words: Sequence[Word], at: int) -> bool:
    """Tell whether only a space, or an abbreviation's dot, stands before a word."""
    gap = words[at].gap
    return gap in (" ", "\u00a0", "\n") or (
        gap in (". ", ".\u00a0", ".") and _short(words[at - 1])
    )


def _gender(word: str) -> Gender | None:
    return Gender.HE if word in HE else Gender.SHE if word in SHE else None


def _role_before(words: Sequence[Word], name: int) -> Span:
    """Return the role whose noun stands just before a name, with what qualifies it."""
    at = name - 1
    while at > 0 and name - at < _LONGEST_ROLE:
        word = words[at - 1]
        fits = word.low in BEFORE_ROLE or word.low in ROLE or (
            word.capital and word.low not in STOP
        )
        owner = word.owns and words[at].gap == " "
        if not fits or not (_plain(words, at) or owner) or (word.owns and not word.capital) \
                or words[at].opens:
            break
        at -= 1
    last = words[name - 1]
    dot = last.low in TITLES and words[name].gap.startswith(".")
    return Span(words[at].start, last.end + dot)


def _apposed(text: str, words: Sequence[Word], stop: int, found: Mention) -> None:
    """Read what stands between commas after a name: a role, an age."""
    at = found.end
    skipped = _PARENTHESIS.match(text, at) or _PARTY.match(text, at)
    if skipped:
        found.human = True
        at = found.close = skipped.end()
    if _AGE.match(text, at) and found.role is None:
        found.human = True
        at = text.index(",", at + 1)
    if text[at : at + 2] not in (", ", "— ", "– "):
        return
    begin = bisect_left(words, at, lo=stop, key=lambda word: word.start)
    opened = begin
    while opened < len(words) and words[opened].low in DETERMINERS | {"now", "then"}:
        opened += 1
    closed = _phrase_end(words, opened)
    noun = _head_noun(words[opened:closed], loose=opened == begin)
    if noun is None or words[closed - 1].owns:
        return
    end = words[closed - 1].end
    relative = closed < len(words) and words[closed].low in RELATIVE
    lows = {word.low for word in words[opened:closed]}
    if not (relative or closed == len(words) or text[end : end + 1] in _CLOSES) or lows & _VERBS:
        return
    found.human = True
    found.close = end
    found.gender = found.gender or _gender(noun.low)
    if found.role is None and not lows.isdisjoint(ROLE):
        found.role = Span(words[opened].start, end)


def _phrase_end(words: Sequence[Word], start: int) -> int:
    """Return where a phrase ends: at a sign that closes it, or before "who"."""
    end = start
    while end < len(words) and end - start < _LONGEST_ROLE and words[end].low not in RELATIVE:
        parted = any(sign in words[end].gap for sign in ",.;:?!—–()\"“”")
        if end > start and parted and not _joins(words, end):
            break
        end += 1
    return end


def _head_noun(phrase: Sequence[Word], *, loose: bool) -> Word | None:
    """Return the first word of a phrase that says what somebody is, before any preposition.

    Without an article (``loose``), nothing but what qualifies a role may stand before it.
    """
    for word in phrase:
        if word.low in PREPOSITIONS:
            return None
        if word.low in ROLE or (_gender(word.low) is not None and not word.owns):
            return word
        if loose and not (word.owns or word.capital or word.low in BEFORE_ROLE):
            return None
    return None
