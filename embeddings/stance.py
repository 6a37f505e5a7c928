"""Framing: is a paragraph supportive of its event's statement, critical of it, or neither?

Pure: texts in, judgements out. The classifier is handed in; its scores become shares by softmax.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.records import Judgement, Span, Stance
from embeddings.text import clean, sentences

__all__ = ["CLASSES", "RULES", "Case", "PairScorer", "judge", "pair"]

CLASSES = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL)
RULES = 1
"""Counts changes in how scores become judgements; stored with each, so that they never mix."""

# Where both sides have this share, the sentences are asked one by one.
_TORN_SHARE = 0.25
# A sentence takes a side, for a paragraph to be mixed, if it has at least this share of it.
_OWN_SHARE = 0.5
_PREVIOUS_CHARS = 200

Scores = NDArray[np.float32]


class PairScorer(Protocol):
    """What framing needs of a classifier: raw scores ``(n, 3)`` in the order of ``CLASSES``."""

    @property
    def name(self) -> str: ...
    @property
    def window(self) -> int: ...
    def pieces(self, pairs: Sequence[tuple[str, str]]) -> list[int]: ...
    def predict(
        self,
        pairs: Sequence[tuple[str, str]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Scores: ...


@dataclass(frozen=True, slots=True)
class Case:
    """One paragraph to judge: the event's statement, the paragraph, and what precedes it."""

    statement: str
    paragraph: str
    previous: str = ""


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
    scorer: PairScorer,
    *,
    threshold: float = 0.0,
    progress: Callable[[int, int], None] | None = None,
) -> list[Judgement]:
    """Judge each case; below ``threshold`` ``[0, 1]`` of confidence it is not judged, and says so.

    Evidence is the sentence that moves the judgement most: the one without which the share of
    the stance falls furthest (occlusion: Zeiler and Fergus 2014, here over sentences).
    """
    pairs = [pair(case) for case in cases]
    sizes = scorer.pieces(pairs)
    fits = [i for i, size in enumerate(sizes) if size <= scorer.window]
    shares = np.zeros((len(cases), len(CLASSES)), dtype=np.float32)
    if fits:
        shares[fits] = _softmax(scorer.predict([pairs[i] for i in fits], progress=progress))
    spans = {i: _sentences(cases[i].paragraph) for i in fits}
    mixed = _mixed(cases, shares, spans, scorer)
    found = [
        _decide(shares[i], i in mixed, threshold, scorer.name)
        if i in spans
        else Judgement(
            stance=Stance.NOT_JUDGED, probabilities={}, judge=scorer.name,
            reason=f"longer than the model reads ({sizes[i]} of {scorer.window} word pieces)",
        )
        for i in range(len(cases))
    ]
    return _with_evidence(cases, found, shares, spans, scorer)


def _mixed(
    cases: Sequence[Case], shares: Scores, spans: dict[int, tuple[Span, ...]], scorer: PairScorer
) -> set[int]:
    """Return the cases in which one sentence alone is supportive and another critical.

    That both sides have a large share is not enough: mostly it means that the model cannot tell.
    """
    torn = [
        i for i in spans if len(spans[i]) > 1 and float(shares[i][:2].min()) >= _TORN_SHARE
    ]
    asked = [(i, span) for i in torn for span in spans[i]]
    if not asked:
        return set()
    alone = _softmax(
        scorer.predict(
            [
                pair(Case(cases[i].statement, cases[i].paragraph[span.start : span.end]))
                for i, span in asked
            ]
        )
    )
    sides: dict[int, set[int]] = {i: set() for i in torn}
    for (i, _), own in zip(asked, alone, strict=True):
        sides[i].update(side for side in (0, 1) if own[side] >= _OWN_SHARE)
    return {i for i, taken in sides.items() if taken == {0, 1}}


def _sentences(paragraph: str) -> tuple[Span, ...]:
    return sentences(paragraph) or (Span(0, len(paragraph)),)


def _decide(shares: Scores, mixed: bool, threshold: float, name: str) -> Judgement:
    probabilities = {side: float(share) for side, share in zip(CLASSES, shares, strict=True)}
    stance = Stance.MIXED if mixed else max(CLASSES, key=probabilities.__getitem__)
    sides = probabilities[Stance.SUPPORTIVE] + probabilities[Stance.CRITICAL]
    confidence = sides if mixed else probabilities[stance]
    reason = None
    if confidence < threshold:
        reason = f"only {confidence:.0%} sure that it is {stance}; {threshold:.0%} is asked for"
        stance = Stance.NOT_JUDGED
    return Judgement(
        stance=stance, probabilities=probabilities, confidence=confidence, reason=reason,
        judge=name,
    )


def _with_evidence(
    cases: Sequence[Case],
    judgements: list[Judgement],
    shares: Scores,
    spans: dict[int, tuple[Span, ...]],
    scorer: PairScorer,
) -> list[Judgement]:
    """Add the evidence sentence to each judgement that takes a side."""
    asked: list[tuple[int, Span]] = []
    reduced: list[tuple[str, str]] = []
    sided: set[int] = set()
    for i, (case, judgement) in enumerate(zip(cases, judgements, strict=True)):
        if judgement.stance not in (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.MIXED):
            continue
        sided.add(i)
        if len(spans[i]) > 1:
            for span in spans[i]:
                rest = case.paragraph[: span.start] + " " + case.paragraph[span.end :]
                asked.append((i, span))
                reduced.append(pair(Case(case.statement, rest, case.previous)))
    left = _softmax(scorer.predict(reduced)) if reduced else np.zeros((0, len(CLASSES)))
    best: dict[int, tuple[float, Span]] = {}
    for (i, span), without in zip(asked, left, strict=True):
        sides = _sides(judgements[i].stance)
        fall = float(sum(shares[i][side] - without[side] for side in sides))
        if i not in best or fall > best[i][0]:
            best[i] = (fall, span)
    return [
        replace(judgement, evidence=best[i][1] if i in best else spans[i][0])
        if i in sided
        else judgement
        for i, judgement in enumerate(judgements)
    ]


def _sides(stance: Stance) -> tuple[int, ...]:
    return (0, 1) if stance == Stance.MIXED else (CLASSES.index(stance),)


def _softmax(scores: Scores) -> Scores:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
