"""Framing: is a paragraph supportive of its event's statement, critical of it, or neither?

Pure: texts in, judgements out. The classifier is handed in; its scores become shares by softmax.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.records import Judgement, Span, Stance
from embeddings.text import clean, sentences

__all__ = ["CLASSES", "Case", "PairScorer", "judge", "pair"]

CLASSES = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL)
# Both sides above this share and close together read as "mixed" rather than as a guess.
_MIXED_SHARE = 0.35
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
    kept = set(fits)
    found = [
        _decide(shares[i], threshold, scorer.name)
        if i in kept
        else Judgement(
            stance=Stance.NOT_JUDGED, probabilities={}, judge=scorer.name,
            reason=f"longer than the model reads ({sizes[i]} of {scorer.window} word pieces)",
        )
        for i in range(len(cases))
    ]
    return _with_evidence(cases, found, shares, scorer)


def _decide(shares: Scores, threshold: float, name: str) -> Judgement:
    probabilities = {side: float(share) for side, share in zip(CLASSES, shares, strict=True)}
    stance = max(CLASSES, key=probabilities.__getitem__)
    supportive, critical = probabilities[Stance.SUPPORTIVE], probabilities[Stance.CRITICAL]
    if min(supportive, critical) >= _MIXED_SHARE:
        stance = Stance.MIXED
    confidence = supportive + critical if stance == Stance.MIXED else probabilities[stance]
    reason = None
    if confidence < threshold:
        reason = f"only {confidence:.0%} sure that it is {stance}; {threshold:.0%} is asked for"
        stance = Stance.NOT_JUDGED
    return Judgement(
        stance=stance, probabilities=probabilities, confidence=confidence, reason=reason,
        judge=name,
    )


def _with_evidence(
    cases: Sequence[Case], judgements: list[Judgement], shares: Scores, scorer: PairScorer
) -> list[Judgement]:
    """Add the evidence sentence to each judgement that takes a side."""
    asked: list[tuple[int, Span]] = []
    reduced: list[tuple[str, str]] = []
    spans: dict[int, tuple[Span, ...]] = {}
    for i, (case, judgement) in enumerate(zip(cases, judgements, strict=True)):
        if judgement.stance not in (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.MIXED):
            continue
        spans[i] = sentences(case.paragraph) or (Span(0, len(case.paragraph)),)
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
        _marked(judgement, best[i][1] if i in best else spans[i][0])
        if i in spans
        else judgement
        for i, judgement in enumerate(judgements)
    ]


def _sides(stance: Stance) -> tuple[int, ...]:
    return (0, 1) if stance == Stance.MIXED else (CLASSES.index(stance),)


def _marked(judgement: Judgement, span: Span) -> Judgement:
    return Judgement(
        stance=judgement.stance, probabilities=judgement.probabilities,
        confidence=judgement.confidence, evidence=span, judge=judgement.judge,
    )


def _softmax(scores: Scores) -> Scores:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
