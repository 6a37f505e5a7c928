"""How well copies of an article are found, among articles that merely tell of the same."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from embeddings import duplicates
from embeddings.evaluation.results import Result, facts, mean, result, rows
from embeddings.text import clean

__all__ = ["KINDS", "REQUIRED", "evaluate_copies"]

_COPIED = 1 / 3
_COPIES_EACH = 3
_IN_SENTENCES = 0.5
"""Of an editor's changes, the share that falls on words in a row; the rest is scattered."""
_RUN = (5, 20)
# Independent of sketches: word sequences so long that two authors do not write the same.
_VERBATIM = 8
_SHARED = 0.8
# What more articles than this hold is the outlet's standing line.
_STANDING = 50
_WORD = re.compile(r"[^\W_]+")
_PLACES = ("LONDON (Agency)", "WASHINGTON", "Geneva, 3 May", "NEW YORK, Tuesday", "(Agency)")
_TYPE = {"“": '"', "”": '"', "’": "'", "‘": "'", "—": " - ", "–": "-", "…": "..."}
_RETYPE = {"'": "’", "--": "—", "...": "…", " - ": " — "}


@dataclass(frozen=True, slots=True)
class _Text:
    """An article or a copy of one: ``source`` numbers the original."""

    paragraphs: list[str]
    source: int
    kind: str | None = None
    event: str | None = None


class _Editor:
    """Changes texts as desks do; foreign words come from the other articles."""

    def __init__(self, articles: Sequence[list[str]], seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self._articles = articles

    def foreign(self, count: int) -> list[str]:
        """Return as many words in a row of another article, fewer if it is shorter."""
        words = " ".join(self._articles[int(self.random.integers(len(self._articles)))]).split()
        at = int(self.random.integers(0, max(1, len(words) - count + 1)))
        return words[at : at + count]

    def dressed(self, paragraphs: list[str]) -> list[str]:
        """Give it another headline, byline, dateline and last line."""
        name = " ".join(self.foreign(2))
        place = _PLACES[self.random.integers(len(_PLACES))]
        return [
            " ".join(self.foreign(9)), f"By {name}, staff writer",
            f"{place} — {paragraphs[0]}", *paragraphs[1:], f"Editing by {name}",
        ]

    def retyped(self, paragraphs: list[str]) -> list[str]:
        """Write quotes, dashes, spaces and the opening words in another manner."""
        curly = "“" in " ".join(paragraphs)
        made = []
        for text in paragraphs:
            new = text if curly else re.sub(r'"([^"]*)"', r"“\1”", text)
            for sign, other in (_TYPE if curly else _RETYPE).items():
                new = new.replace(sign, other)
            made.append(new)
        words = made[0].split(" ")
        made[0] = " ".join([w.upper() for w in words[:4]] + words[4:]).replace(" ", "\u00a0", 3)
        return made

    def edited(
        self, paragraphs: list[str], rate: float, in_sentences: float = _IN_SENTENCES
    ) -> list[str]:
        """Delete, replace or insert words: ``rate`` of the text's words in all."""
        words = [(at, word) for at, text in enumerate(paragraphs) for word in text.split()]
        become = [[word] for _, word in words]
        free = np.ones(len(words), dtype=bool)
        budget = round(rate * len(words))
        left = round(budget * in_sentences)
        while left >= _RUN[0]:
            length = min(left, int(self.random.integers(*_RUN)))
            at = int(self.random.integers(0, len(words) - length))
            if free[at : at + length].all():
                self._change(become, at, length)
                free[at : at + length] = False
                left -= length
        scattered = budget - round(budget * in_sentences) + left
        for at in self.random.choice(np.flatnonzero(free), scattered, replace=False):
            self._change(become, int(at), 1)
        made: dict[int, list[str]] = defaultdict(list)
        for (at, _), now in zip(words, become, strict=True):
            made[at] += now
        return [" ".join(made[at]) for at in sorted(made) if made[at]]

    def regrouped(self, paragraphs: list[str]) -> list[str]:
        """Merge some neighbours, split some others between words."""
        made: list[str] = []
        for text in paragraphs:
            words = text.split()
            turn = self.random.integers(3)
            if turn == 0 and made:
                made[-1] += f" {text}"
            elif turn == 1 and len(words) > 10:
                cut = int(self.random.integers(4, len(words) - 4))
                made += [" ".join(words[:cut]), " ".join(words[cut:])]
            else:
                made.append(text)
        return made

    def cut(self, paragraphs: list[str], share: float) -> list[str]:
        """Keep about the first ``share`` of the words, in whole paragraphs, at least one."""
        sizes = np.cumsum([len(text.split()) for text in paragraphs])
        return paragraphs[: int(np.argmin(abs(sizes - share * sizes[-1]))) + 1]

    def _change(self, become: list[list[str]], at: int, length: int) -> None:
        turn = self.random.integers(3)
        if turn == 0:
            become[at] = [*become[at], *self.foreign(length)]
        else:
            become[at : at + length] = [[] for _ in range(length)]
            become[at] = self.foreign(length) if turn == 1 else []


_Maker = Callable[[_Editor, list[str]], list[str]]

REQUIRED: dict[str, _Maker] = {
    "other headline, byline, dateline": _Editor.dressed,
    "other typography": lambda by, text: by.dressed(by.retyped(text)),
    "5 % edited": lambda by, text: by.dressed(by.edited(text, 0.05)),
    "10 % edited": lambda by, text: by.dressed(by.edited(text, 0.10)),
    "15 % edited": lambda by, text: by.dressed(by.edited(text, 0.15)),
    "15 % edited, all scattered": lambda by, text: by.dressed(by.edited(text, 0.15, 0)),
    "paragraphs merged and split": lambda by, text: by.dressed(by.regrouped(text)),
}
"""What must be found nearly always."""

KINDS: dict[str, _Maker] = {
    **REQUIRED,
    "first 60 %": lambda by, text: by.dressed(by.cut(text, 0.6)),
    "first 60 %, 10 % edited": lambda by, text: by.dressed(by.edited(by.cut(text, 0.6), 0.10)),
    "first 30 %": lambda by, text: by.dressed(by.cut(text, 0.3)),
    "25 % edited": lambda by, text: by.dressed(by.edited(text, 0.25)),
}
"""All kinds of copies that are made; the edited ones carry other headlines and datelines too."""


def evaluate_copies(
    path: Path,
    *,
    first: int,
    skip: int = 0,
    events: Path | None = None,
    seed: int = 0,
    command: str,
) -> list[Result]:
    """Measure how constructed copies are found among natural articles.

    A third of the ``first`` articles after ``skip`` get three copies of different kinds. All
    texts, and the articles of ``events`` (outlets' own reports of one happening), lie in one
    heap. Recall counts copies in the group of their original; precision counts pairs of one
    group that have the same original. The heap has natural copies too: a pair of originals of
    which four fifths of the shorter's eight-word sequences stand in the other counts neither for
    nor against. Every other pair of originals that shares a group counts as an error, although
    some share an agency's text and some an outlet's page furniture: precision is a lower bound.
    """
    heap = _heap(path, first, skip, events, seed)
    originals = [text for text in heap if text.kind is None]
    shared = _verbatim([text.paragraphs for text in originals])
    found = duplicates.families(np.stack([duplicates.sketch(text.paragraphs) for text in heap]))
    home = {at: number for number, members in enumerate(found) for at in members}
    got: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for at, text in enumerate(heap):
        if text.kind is not None:
            got[text.kind].append(at in home and home[at] == home.get(text.source))
    pairs = [
        tuple(sorted((heap[a].source, heap[b].source)))
        for members in found for a, b in combinations(members, 2)
    ]
    judged = [one == other for one, other in pairs
              if one == other or shared.get((one, other), 0) < _SHARED]
    same = _same_event(originals)
    own = [pair for pair in same if shared.get(pair, 0) < _SHARED]
    natural = [pair for pair, share in shared.items() if share >= _SHARED]
    joined = {pair: pair[0] in home and home[pair[0]] == home.get(pair[1])
              for pair in [*same, *natural]}
    stated = facts(path, duplicates.MAKER, command)
    stated["data"] = f"{stated['data']} {skip}-{skip + first}"
    if events:
        stated["data"] = f"{stated['data']} with {events.parent.name}/{events.name}"
    required = [hit for kind in REQUIRED for hit in got[kind]]
    return [
        result("copies found", mean(required), len(required), stated),
        result("pairs rightly called copies", mean(judged), len(judged), stated),
        *(result(f"copies found: {kind}", mean(hits), len(hits), stated)
          for kind, hits in got.items()),
        result("reports of one event called copies", mean([joined[p] for p in own]),
               len(own), stated),
        result("natural copies found", mean([joined[p] for p in natural]), len(natural), stated),
    ]


def _heap(path: Path, first: int, skip: int, events: Path | None, seed: int) -> list[_Text]:
    """Return originals, whose number is their position, then their copies."""
    records = [row for at, row in zip(range(skip + first), rows(path), strict=False) if at >= skip]
    known = {row["id"] for row in records}
    gold = [row for row in rows(events) if row["id"] not in known] if events else []
    read = [_paragraphs(row) for row in (*records, *gold)]
    heap = [_Text(text, at) for at, text in enumerate(read[: len(records)])]
    heap += [
        _Text(text, len(records) + at, event=str(row["cluster"]))
        for at, (text, row) in enumerate(zip(read[len(records) :], gold, strict=True))
    ]
    editor = _Editor(read, seed)
    for at in editor.random.choice(len(records), round(len(records) * _COPIED), replace=False):
        for kind in editor.random.choice(list(KINDS), _COPIES_EACH, replace=False):
            heap.append(_Text(KINDS[kind](editor, read[at]), int(at), str(kind)))
    return heap


def _paragraphs(row: dict[str, object]) -> list[str]:
    made = [clean(line) for line in str(row["text"]).split("\n")]
    return [text for text in made if text] or ["untitled"]


def _verbatim(texts: Sequence[list[str]]) -> dict[tuple[int, int], float]:
    """Return which share of the shorter text's eight-word sequences the other has, where any."""
    holders: dict[int, set[int]] = defaultdict(set)
    sizes = []
    for at, text in enumerate(texts):
        words = _WORD.findall(" ".join(text).lower())
        runs = {hash(tuple(words[i : i + _VERBATIM])) for i in range(len(words) - _VERBATIM + 1)}
        sizes.append(len(runs))
        for run in runs:
            holders[run].add(at)
    shared: Counter[tuple[int, int]] = Counter()
    for found in holders.values():
        if 1 < len(found) <= _STANDING:
            shared.update(combinations(sorted(found), 2))
    return {pair: n / min(sizes[pair[0]], sizes[pair[1]]) for pair, n in shared.items()}


def _same_event(originals: Sequence[_Text]) -> list[tuple[int, int]]:
    members: dict[str, list[int]] = defaultdict(list)
    for text in originals:
        if text.event is not None:
            members[text.event].append(text.source)
    return [pair for found in members.values() for pair in combinations(found, 2)]
