"""One person for all spellings of a name in a library.

Names are joined only where that is nearly sure: two people under one name are worse than one
person under two, which a user can still join.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from embeddings.records import Person

__all__ = ["key_of", "persons"]

# How many letters two spellings of one name may differ by, and how short a word is too short to
# tell; in a long word one vowel may be another or be left out.
_MOST_SLIPS = 2
_LEAST_LETTERS = 4
_LONG = 7
# Names are compared with those that share their consonants, and of these with so many that are
# next in the alphabet: spellings of one name stand close together there.
_NEIGHBOURS = 40

_TITLES = frozenset(
    "mr mrs ms miss dr sir lord lady dame prof professor sen senator rep gov governor president"
    " king queen prince princess pope minister gen general col colonel capt captain sgt lt maj rev"
    " reverend hon judge justice madam mx sheikh mullah imam the".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv phd md esq".split())
_PARTICLES = frozenset(
    "van von der den de del della di da dos das do du la le el al ul ibn bin bint ben abu ter ten"
    .split()
)
# Of an organisation only the whole name counts: its last word is nobody's surname.
_ORGANISATION = frozenset(
    "academy administration agency alliance army assembly association authority bank board bureau"
    " cabinet campaign center centre chamber church club coalition college commission committee"
    " company conference congress corporation council court department federation force forces"
    " forum foundation fund gazette globe government group guardian herald hospital house inc"
    " institute journal league ltd magazine media ministry movement museum nations news office"
    " organisation organization parliament party police post press senate service society states"
    " times tribune trust union university watch".split()
)
_NICKNAMES = {
    short: full
    for full, shorts in {
        "abigail": "abby", "alexander": "alex alec", "andrew": "andy drew", "anthony": "tony",
        "benjamin": "ben benny", "catherine": "cathy cate", "charles": "charlie chuck",
        "christopher": "chris", "daniel": "dan danny", "david": "dave", "deborah": "deb debbie",
        "donald": "don donnie", "douglas": "doug", "edward": "ed eddie ted",
        "elizabeth": "liz beth betsy", "francis": "frank", "gregory": "greg", "james": "jim jimmy",
        "jeffrey": "jeff", "jennifer": "jen jenny", "jonathan": "jon", "joseph": "joe joey",
        "joshua": "josh", "katherine": "kate kathy katie", "kenneth": "ken kenny",
        "leonard": "len lenny", "margaret": "maggie peggy meg", "matthew": "matt",
        "michael": "mike mick", "nicholas": "nick", "pamela": "pam", "patrick": "pat paddy",
        "peter": "pete", "philip": "phil", "rebecca": "becky", "richard": "rick dick rich",
        "robert": "bob rob bobby", "ronald": "ron ronnie", "samuel": "sam sammy",
        "stephen": "steve", "steven": "steve", "susan": "sue susie", "thomas": "tom tommy",
        "timothy": "tim", "victoria": "vicky", "vincent": "vince", "walter": "walt",
        "william": "bill billy will",
    }.items()
    for short in shorts.split()
}
# Letters that transliterations render one way or the other.
_SOUNDS = (
    ("sch", "sh"), ("tch", "ch"), ("ph", "f"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"),
    ("zh", "j"), ("ck", "k"), ("q", "k"), ("w", "v"), ("x", "ks"),
)
_VOWELS = str.maketrans({"e": "i", "y": "i", "o": "u"})
_SEPARATOR = re.compile(r"[^\w]+|_")
_DROPPED = re.compile(r"['’ʻʼ`´.\u0300-\u036f]")
_LETTERS = str.maketrans({
    "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d",
})


@dataclass(frozen=True, slots=True)
class _Name:
    """A spelling taken apart; all parts are folded."""

    spelling: str
    uses: int
    given: str
    middle: tuple[str, ...]
    last: str
    suffix: str
    organisation: bool

    @property
    def full(self) -> bool:
        return bool(self.given) and not self.organisation

    @property
    def formal(self) -> str:
        """The given name that a nickname is short for."""
        return _NICKNAMES.get(self.given, self.given)


def key_of(name: str) -> str:
    """Return a name as links carry it: small letters, digits and hyphens, never empty."""
    words = _tokens(name)
    return "-".join(words) or "unnamed"


def persons(
    names: Mapping[str, int],
    *,
    same: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> list[Person]:
    """Return the people of a library, the most used first, each with all its spellings.

    ``names`` maps each spelling to how often it is used. Spellings are one person if they are
    equal but for case, accents, punctuation, titles and middle names; if the given name is a
    common short form; if they are near transliterations of one name; and a surname alone if only
    one person has it. ``same`` names spellings of one person whatever they look like, ``apart``
    those of two; where both name a pair, they are apart. The result does not depend on the order
    of ``names``.
    """
    parsed = sorted(
        (_parsed(name, uses) for name, uses in names.items()),
        key=lambda name: (-name.uses, name.spelling),
    )
    groups = _Groups([name.spelling for name in parsed], same=same, apart=apart)
    _join_equal(parsed, groups)
    _join_middles(parsed, groups)
    _join_near(parsed, groups)
    _join_lone(parsed, groups)
    return _listed(parsed, groups)


class _Groups:
    """Spellings joined so far, and which of them must stay apart."""

    def __init__(
        self,
        names: Sequence[str],
        *,
        same: Iterable[tuple[str, str]],
        apart: Iterable[tuple[str, str]],
    ) -> None:
        self._parent = {name: name for name in names}
        self._size = dict.fromkeys(names, 1)
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in sorted(apart):
            if one in self._parent and other in self._parent and one != other:
                self._apart[one].add(other)
                self._apart[other].add(one)
        for one, other in sorted(same):
            if one in self._parent and other in self._parent:
                self.join(one, other)

    def root(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def join(self, one: str, other: str) -> bool:
        """Join two groups unless some of their spellings must stay apart."""
        left, right = self.root(one), self.root(other)
        if left == right:
            return True
        if any(self.root(name) == right for name in self._apart[left]) or any(
            self.root(name) == left for name in self._apart[right]
        ):
            return False
        if (self._size[left], right) < (self._size[right], left):
            left, right = right, left
        self._parent[right] = left
        self._size[left] += self._size[right]
        self._apart[left] |= self._apart.pop(right, set())
        return True


def _tokens(name: str) -> list[str]:
    """Return the words of a name as they are compared: small, without accents."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    return [word for word in _SEPARATOR.split(_DROPPED.sub("", plain)) if word]


def _parsed(name: str, uses: int) -> _Name:
    words = _tokens(name)
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    suffix = ""
    while len(words) > 1 and words[-1] in _SUFFIXES:
        suffix, words = words[-1] + suffix, words[:-1]
    if len(words) > 1 and not _ORGANISATION.isdisjoint(words):
        return _Name(name, uses, "", (), " ".join(words), suffix, organisation=True)
    at = max(len(words) - 1, 0)
    while at > 1 and words[at - 1] in _PARTICLES:
        at -= 1
    if at == 1 and words[0] in _PARTICLES:
        at = 0
    given = words[0] if at else ""
    return _Name(name, uses, given, tuple(words[1:at]), " ".join(words[at:]), suffix,
                 organisation=False)


def _join_equal(names: Sequence[_Name], groups: _Groups) -> None:
    """Join what differs in accents, case, punctuation or titles only."""
    seen: dict[tuple[str, tuple[str, ...], str, str], str] = {}
    for name in names:
        if name.last:
            at = (name.given, name.middle, name.last.replace(" ", ""), name.suffix)
            groups.join(seen.setdefault(at, name.spelling), name.spelling)


def _join_middles(names: Sequence[_Name], groups: _Groups) -> None:
    """Join those with equal given names and surnames, unless their middle names tell of two.

    A name without a middle one joins the others only if they are all one person.
    """
    for block in _blocks(names, lambda name: (name.formal, name.last, name.suffix)):
        long = sorted((name for name in block if name.middle),
                      key=lambda name: (-len("".join(name.middle)), name.spelling))
        begun = _by(long, lambda name: name.middle[0][0])
        kinds = [kind for some in begun for kind in _kinds(some)]
        for kind in kinds:
            for name in kind[1:]:
                groups.join(kind[0].spelling, name.spelling)
        short = [name for name in block if not name.middle]
        for name in short[1:]:
            groups.join(short[0].spelling, name.spelling)
        if short and len(kinds) == 1:
            groups.join(short[0].spelling, kinds[0][0].spelling)


def _kinds(names: Sequence[_Name]) -> list[list[_Name]]:
    """Group by middle names that begin with one letter, the longest first in each group.

    An initial goes with a written-out name only if no other one begins with it.
    """
    words = dict.fromkeys(name.middle[0] for name in names if len(name.middle[0]) > 1)
    kinds = []
    for some in [names] if len(words) < 2 else _by(names, lambda name: name.middle[0]):
        kinds.append([name for name in some if _agree(some[0], name)])
        kinds += [[name] for name in some if not _agree(some[0], name)]
    return kinds


def _agree(one: _Name, other: _Name) -> bool:
    """Tell whether the middle names are the same, the last of them left out or cut to initials."""
    return all(
        left == right or (min(len(left), len(right)) == 1 and left[0] == right[0])
        for left, right in zip(one.middle, other.middle, strict=False)
    )


def _join_near(names: Sequence[_Name], groups: _Groups) -> None:
    """Join transliterations: one part of the name is equal, the other a spelling of its like."""
    full = [name for name in names if name.full and len(name.given) > 1]
    for block in _blocks(full, lambda name: (name.formal, _skeleton(name.last), name.suffix)):
        _join_block(block, groups, lambda name: name.last, _near_surname)
    for block in _blocks(full, lambda name: (name.last, _skeleton(name.given), name.suffix)):
        _join_block(block, groups, lambda name: name.given, _near_given)


def _join_block(
    block: Sequence[_Name],
    groups: _Groups,
    part: Callable[[_Name], str],
    near: Callable[[str, str], bool],
) -> None:
    """Join the names of a block whose parts are near and whose middle names are equal."""
    spelt: defaultdict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for name in block:
        spelt[part(name)].setdefault(name.middle, name.spelling)
    ordered = sorted(spelt)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 : at + 1 + _NEIGHBOURS]:
            if not near(one, other):
                continue
            left, right = spelt[one], spelt[other]
            for middle in left.keys() & right.keys():
                groups.join(left[middle], right[middle])
            if len(left) == len(right) == 1 and not (all(left) and all(right)):
                groups.join(*left.values(), *right.values())


def _near_surname(one: str, other: str) -> bool:
    """Tell whether two surnames are spellings of one; "Jansen" and "Jensen" are not."""
    if min(len(one), len(other)) < _LEAST_LETTERS or _slips(one, other) > _MOST_SLIPS:
        return False
    return _sound(one) == _sound(other) or _one_more(one, other)


def _near_given(one: str, other: str) -> bool:
    """Tell whether two given names are spellings of one; "Martin" and "Martina" are not."""
    if min(len(one), len(other)) < _LEAST_LETTERS or one[-1] != other[-1]:
        return False
    doubled = _single(one) == _single(other)
    return doubled or (min(len(one), len(other)) >= _LONG and _slips(one, other) == 1)


def _one_more(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _LONG and len(one) != len(other) \
        and _slips(one, other) == 1


def _slips(one: str, other: str) -> int:
    return int(DamerauLevenshtein.distance(one, other, score_cutoff=_MOST_SLIPS))


def _skeleton(word: str) -> str:
    """Return the consonants of a word, as transliterations keep them."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _single(word[:1] + "".join(char for char in word[1:] if char not in "aeiouyhj "))


def _sound(word: str) -> str:
    """Return a word with those vowels made one that transliterations interchange."""
    for written, heard in (*_SOUNDS, ("ee", "i"), ("oo", "u"), ("ou", "u")):
        word = word.replace(written, heard)
    return _single(word.translate(_VOWELS))


def _single(word: str) -> str:
    """Return a word without its doubled letters."""
    return "".join(char for at, char in enumerate(word) if at == 0 or word[at - 1] != char)


def _join_lone(names: Sequence[_Name], groups: _Groups) -> None:
    """Join a surname alone to the one person who has it, if there is but one."""
    bearers: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name in names:
        if name.full:
            bearers[name.last][groups.root(name.spelling)] = None
    for name in names:
        if name.last and not name.full and not name.organisation and not name.suffix:
            known = bearers.get(name.last, {})
            if len(known) == 1:
                groups.join(next(iter(known)), name.spelling)


def _blocks(
    names: Sequence[_Name], key: Callable[[_Name], Hashable]
) -> list[list[_Name]]:
    """Return the names in groups of equal keys; those that are no full names are left out."""
    return [block for block in _by((name for name in names if name.full), key) if len(block) > 1]


def _by(names: Iterable[_Name], key: Callable[[_Name], Hashable]) -> list[list[_Name]]:
    found: defaultdict[Hashable, list[_Name]] = defaultdict(list)
    for name in names:
        found[key(name)].append(name)
    return list(found.values())


def _listed(names: Sequence[_Name], groups: _Groups) -> list[Person]:
    members: defaultdict[str, list[_Name]] = defaultdict(list)
    for name in names:
        members[groups.root(name.spelling)].append(name)
    found = []
    for group in members.values():
        fullest = max(group, key=_fullness)
        found.append((-sum(name.uses for name in group), fullest.spelling, group))
    people, taken = [], set[str]()
    for _, spelling, group in sorted(found, key=lambda person: person[:2]):
        key = base = key_of(spelling)
        number = 1
        while key in taken:
            number += 1
            key = f"{base}-{number}"
        taken.add(key)
        people.append(Person(key, spelling, tuple(name.spelling for name in group)))
    return people


def _fullness(name: _Name) -> tuple[bool, int, str]:
    """Order spellings by how well they stand for a person: full, most used, no other rule left."""
    return name.full or name.organisation, name.uses, name.spelling
