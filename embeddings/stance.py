"""Framing: is a paragraph supportive of its event's statement, critical of it, or neither?

Pure: texts in, judgements out. The classifier is handed in; what it reads is decided here.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.reading import furniture
from embeddings.records import Judgement, Reading, Span, Stance, Voice, unsure
from embeddings.text import clean, language, origins, sentences

__all__ = ["CLASSES", "RULES", "Case", "Judge", "PairReader", "ReadingJudge", "judge", "pair"]

CLASSES = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL)
RULES = 5
"""Counts changes in how readings become judgements; stored with each, so that they never mix."""

# Where both sides have this share, the sentences are asked one by one.
_TORN_SHARE = 0.25
# A sentence takes a side, for a paragraph to be mixed, if it has at least this share of it.
_OWN_SHARE = 0.5
_PREVIOUS_CHARS = 200
# Below this share a paragraph is not about its event (chosen on dev, see the model's card).
_LEAST_RELEVANCE = 0.1
# A word piece with this share of the strongest one's evidence speaks neither for nor against
# taking it in (chosen on dev).
_EVIDENCE = 0.45
# Pieces on either side with which one is averaged (chosen on dev).
_AROUND = 3
# At the edges of the run a piece with less than this share of the strongest one's own evidence is
# left out (chosen on dev).
_FAINT = 0.2
_LEAST_WORDS = 3
# The detector must be this sure that a text is in another language, and have this much of it.
_FOREIGN, _LEAST_LETTERS = 0.99, 30

_WORD = re.compile(r"[^\W\d_]{2,}")
# One or two words more, and a sentence, or what is quoted, is at its end.
_SENTENCE_ENDS = re.compile(r"(?:\s+[^\s“”\"«»]+?){1,2}(?=[.,;:!?]*\s*$)")
_QUOTE_ENDS = re.compile(r"(?:\s+[^\s“”\"«»]+?){1,2}(?=[.,;:!?]*(?:[”\"»]|\s*$))")
_OPENING = "“\"«"
_EDGES = " \t\r\n,;:–—-\"“”'‘’«»()[]"

Shares = NDArray[np.float32]


class PairReader(Protocol):
    """What framing needs of a classifier that reads two texts; shares are those of ``CLASSES``."""

    @property
    def name(self) -> str: ...
    @property
    def window(self) -> int: ...
    def warm(self) -> None: ...
    def pieces(self, pairs: Sequence[tuple[str, str]]) -> list[int]: ...
    def read(
        self,
        pairs: Sequence[tuple[str, str]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Reading]: ...


@dataclass(frozen=True, slots=True)
class Case:
    """One paragraph to judge: the event's statement, the paragraph, and what stands above it.

    ``previous`` is the paragraph before, or its end; ``headline`` that of the article.
    """

    statement: str
    paragraph: str
    previous: str = ""
    headline: str = ""


class Judge(Protocol):
    """Whoever judges: the shipped model, another one by name, or a language model elsewhere.

    ``name`` is stored with each judgement, so that those of two judges never mix.
    """

    @property
    def name(self) -> str: ...
    def warm(self) -> None: ...
    def judge(
        self,
        cases: Sequence[Case],
        *,
        threshold: float = 0.0,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Judgement]: ...


class ReadingJudge:
    """Judges with a classifier on this machine, by the rules of this room."""

    def __init__(self, reader: PairReader) -> None:
        self._reader = reader

    @property
    def name(self) -> str:
        """The classifier's name and the number of the rules."""
        return f"{self._reader.name}, rules {RULES}"

    def warm(self) -> None:
        """Load the classifier now."""
        self._reader.warm()

    def judge(
        self,
        cases: Sequence[Case],
        *,
        threshold: float = 0.0,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Judgement]:
        """See ``judge`` of this room; what several outlets print word for word is read once."""
        distinct = list(dict.fromkeys(cases))
        found = judge(distinct, self._reader, threshold=threshold, progress=progress)
        named = {
            case: replace(judgement, judge=self.name)
            for case, judgement in zip(distinct, found, strict=True)
        }
        return [named[case] for case in cases]


def pair(case: Case) -> tuple[str, str]:
    """Return the two texts that the classifier reads.

    The end of the paragraph before stands with the statement: it tells who "he" is, and whose
    quotation goes on.
    """
    statement, previous = clean(case.statement), clean(case.previous)
    first = f"{statement} | {previous[-_PREVIOUS_CHARS:]}" if previous else statement
    return first, clean(case.paragraph)


def judge(
    cases: Sequence[Case],
    reader: PairReader,
    *,
    threshold: float = 0.0,
    progress: Callable[[int, int], None] | None = None,
) -> list[Judgement]:
    """Judge each case; below ``threshold`` ``[0, 1]`` of confidence it is not judged, and says so.

    Not judged either, with the reason, is what has nothing to judge, is not in English, is longer
    than the classifier reads, or is not about the event.

    Evidence is the run of words that the classifier marks most strongly for the side; where it
    marks none, the sentence without which the share of the stance falls furthest (occlusion:
    Zeiler and Fergus 2014, here over sentences).
    """
    found = [_unreadable(case) for case in cases]
    asked = [at for at, refused in enumerate(found) if refused is None]
    pairs = {at: pair(cases[at]) for at in asked}
    sizes = dict(zip(asked, reader.pieces([pairs[at] for at in asked]), strict=True))
    fits = [at for at in asked if sizes[at] <= reader.window]
    readings = dict(
        zip(fits, reader.read([pairs[at] for at in fits], progress=progress), strict=True)
    )
    mixed = _mixed(cases, readings, reader)
    for at in asked:
        if at not in readings:
            found[at] = _refused(
                f"longer than the model reads ({sizes[at]} of {reader.window} word pieces)"
            )
        else:
            found[at] = _decide(readings[at], at in mixed, threshold)
    judged = [judgement for judgement in found if judgement is not None]
    shown = _with_evidence(cases, judged, readings, reader)
    return [replace(judgement, judge=reader.name) for judgement in shown]


def _refused(reason: str) -> Judgement:
    return Judgement(stance=Stance.NOT_JUDGED, probabilities={}, reason=reason)


def _unreadable(case: Case) -> Judgement | None:
    """Say why a paragraph cannot be judged whatever the event, if it cannot."""
    text = clean(case.paragraph)
    if len(_WORD.findall(text)) < _LEAST_WORDS:
        return _refused("too short to say anything about the event")
    if furniture.mark(text) is not None:
        return _refused("part of the page, not of the article's text")
    if sum(char.isalpha() for char in text) >= _LEAST_LETTERS:
        code, share = language(text)
        if code != "en" and share >= _FOREIGN:
            return _refused(f"not in English (it looks like {code})")
    return None


def _mixed(
    cases: Sequence[Case], readings: dict[int, Reading], reader: PairReader
) -> frozenset[int]:
    """Return the cases in which one sentence alone is supportive and another critical.

    That both sides have a large share is not enough: mostly it means that the model cannot tell.
    """
    spans = {
        at: sentences(cases[at].paragraph)
        for at, reading in readings.items()
        if float(reading.shares[:2].min()) >= _TORN_SHARE
    }
    asked = [(at, span) for at, found in spans.items() if len(found) > 1 for span in found]
    if not asked:
        return frozenset()
    alone = reader.read(
        [
            pair(Case(cases[at].statement, cases[at].paragraph[span.start : span.end]))
            for at, span in asked
        ]
    )
    sides: dict[int, set[int]] = {at: set() for at, _ in asked}
    for (at, _), own in zip(asked, alone, strict=True):
        sides[at].update(side for side in (0, 1) if own.shares[side] >= _OWN_SHARE)
    return frozenset(at for at, taken in sides.items() if taken == {0, 1})


def _decide(reading: Reading, mixed: bool, threshold: float) -> Judgement:
    shares = {side: float(share) for side, share in zip(CLASSES, reading.shares, strict=True)}
    stance = Stance.MIXED if mixed else max(CLASSES, key=shares.__getitem__)
    sides = shares[Stance.SUPPORTIVE] + shares[Stance.CRITICAL]
    confidence = sides if mixed else shares[stance]
    reason = None
    if reading.relevance is not None and reading.relevance < _LEAST_RELEVANCE:
        reason = f"not about the event ({reading.relevance:.0%} likely that it is)"
    elif confidence < threshold:
        reason = unsure(stance, confidence, threshold)
    if reason is not None:
        return Judgement(Stance.NOT_JUDGED, shares, confidence, reason=reason)
    return Judgement(stance, shares, confidence, voice=_voice(stance, reading))


def _voice(stance: Stance, reading: Reading) -> Voice | None:
    if stance is Stance.NEUTRAL or reading.speaker is None:
        return None
    return Voice.SPEAKER if reading.speaker >= 0.5 else Voice.OUTLET


def _with_evidence(
    cases: Sequence[Case],
    judgements: list[Judgement],
    readings: dict[int, Reading],
    reader: PairReader,
) -> list[Judgement]:
    """Add the passage that carries each judgement that takes a side."""
    spans: dict[int, Span] = {}
    unmarked: list[int] = []
    for at, judgement in enumerate(judgements):
        if judgement.stance in (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.MIXED):
            span = _marked(cases[at].paragraph, readings[at], judgement.stance)
            if span is None:
                unmarked.append(at)
            else:
                spans[at] = span
    spans |= _occluded(cases, judgements, readings, unmarked, reader)
    return [
        replace(judgement, evidence=spans.get(at)) for at, judgement in enumerate(judgements)
    ]


def _marked(paragraph: str, reading: Reading, stance: Stance) -> Span | None:
    """Return the run of words with the largest sum of evidence over a threshold, in one sentence.

    A piece counts with those around it, since the marks of single pieces flicker, and relative to
    the strongest, since a short passage never gets much.
    """
    if reading.evidence is None or reading.spans is None or not len(reading.spans):
        return None
    places = origins(paragraph)
    own = reading.evidence[:, _sides(stance)].max(axis=1)
    smooth = _smoothed(own)
    gain = smooth / max(float(smooth.max()), 1e-9) - _EVIDENCE
    best, run, around = -np.inf, None, Span(0, len(paragraph))
    for sentence in sentences(paragraph) or (Span(0, len(paragraph)),):
        inside = [
            at
            for at, (start, end) in enumerate(reading.spans)
            if start < end and sentence.start <= places[start] < sentence.end
        ]
        total, first = 0.0, 0
        for place, at in enumerate(inside):
            if total <= 0:
                total, first = 0.0, place
            total += float(gain[at])
            if total > best:
                best, run, around = total, inside[first : place + 1], sentence
    if run is None:
        return None
    strong = [at for at in run if own[at] >= _FAINT * own.max()] or run
    start = places[int(reading.spans[strong[0]][0])]
    end = places[int(reading.spans[strong[-1]][1]) - 1] + 1
    return _finished(paragraph, _to_words(paragraph, Span(start, end)), around.end)


def _finished(paragraph: str, span: Span, until: int) -> Span:
    """Take in the last words of a quotation or sentence where only one or two are missing."""
    quoting = any(mark in paragraph[span.start : span.end] for mark in _OPENING)
    found = (_QUOTE_ENDS if quoting else _SENTENCE_ENDS).match(paragraph, span.end, until)
    return Span(span.start, found.end()) if found else span


def _smoothed(evidence: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of each piece and those around it; the ends count for what is beyond."""
    width = 2 * _AROUND + 1
    padded = np.pad(evidence, _AROUND, mode="edge")
    return np.convolve(padded, np.full(width, 1 / width, dtype=np.float32), mode="valid")


def _to_words(paragraph: str, span: Span) -> Span:
    """Widen a span to whole words, without the punctuation at its edges."""
    start, end = span.start, span.end
    while start > 0 and not paragraph[start - 1].isspace():
        start -= 1
    while end < len(paragraph) and not paragraph[end].isspace():
        end += 1
    text = paragraph[start:end]
    inner = text.strip(_EDGES)
    if not inner:
        return Span(start, end)
    begin = start + text.index(inner)
    return Span(begin, begin + len(inner))


def _occluded(
    cases: Sequence[Case],
    judgements: Sequence[Judgement],
    readings: dict[int, Reading],
    unmarked: Sequence[int],
    reader: PairReader,
) -> dict[int, Span]:
    """Return for each unmarked case the sentence without which its share falls furthest."""
    spans = {
        at: sentences(cases[at].paragraph) or (Span(0, len(cases[at].paragraph)),)
        for at in unmarked
    }
    asked = [(at, span) for at in unmarked if len(spans[at]) > 1 for span in spans[at]]
    reduced = []
    for at, span in asked:
        case = cases[at]
        rest = case.paragraph[: span.start] + " " + case.paragraph[span.end :]
        reduced.append(pair(Case(case.statement, rest, case.previous)))
    left = reader.read(reduced) if reduced else []
    best: dict[int, tuple[float, Span]] = {at: (-np.inf, found[0]) for at, found in spans.items()}
    for (at, span), without in zip(asked, left, strict=True):
        sides = _sides(judgements[at].stance)
        fall = float((readings[at].shares - without.shares)[sides].sum())
        if fall > best[at][0]:
            best[at] = (fall, span)
    return {at: span for at, (_, span) in best.items()}


def _sides(stance: Stance) -> list[int]:
    return [0, 1] if stance == Stance.MIXED else [CLASSES.index(stance)]
