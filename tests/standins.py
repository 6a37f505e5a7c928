"""What stands in for the models where only time is measured."""

import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.records import Document, Judgement, Span, Stance
from embeddings.stance import Case

Row = dict[str, Any]


class HashedWords:
    """Random projections of the words of a text: like texts are near, at next to no cost.

    They stand in for the encoder's vectors where only time is measured, since embedding ten
    thousand articles takes most of an hour. The judge stands in as well.
    """

    name = "hashed words in place of the encoder"
    dim = 384

    def __init__(self) -> None:
        self._rows = np.random.default_rng(0).normal(size=(1 << 14, self.dim)).astype(np.float32)

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        made = np.stack([
            self._rows[[zlib.crc32(word.encode()) % len(self._rows)
                        for word in set(text.lower().split())] or [0]].sum(axis=0)
            for text in texts
        ])
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


class NoJudge:
    """Calls everything neutral: stands in where judging is not what is measured."""

    name = "nobody"

    def warm(self) -> None:
        """Nothing to load."""

    def judge(
        self,
        cases: Sequence[Case],
        *,
        threshold: float = 0.0,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Judgement]:
        return [Judgement(Stance.NEUTRAL, {Stance.NEUTRAL: 1.0}, 1.0) for _ in cases]


def plain_document(row: Row) -> Document:
    """Return a row as an article whose lines are its paragraphs, without reading it further."""
    text = str(row["text"])
    spans, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    day = str(row.get("date") or row.get("published") or "")[:10]
    return Document(
        title=str(row["title"]), source=text, paragraphs=tuple(spans), public_id=str(row["id"]),
        outlet=str(row.get("outlet") or "") or None, published=day if len(day) == 10 else None,
    )


class Chance(NoJudge):
    """Gives every tenth paragraph a side by its text alone, with the words that carry it."""

    def __init__(self, name: str) -> None:
        """Judge under a name of one's own."""
        self.name = name

    def judge(
        self,
        cases: Sequence[Case],
        *,
        threshold: float = 0.0,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Judgement]:
        return [self._one(zlib.crc32(case.paragraph.encode()), case) for case in cases]

    def _one(self, number: int, case: Case) -> Judgement:
        side = {0: Stance.SUPPORTIVE, 1: Stance.CRITICAL}.get(number % 10, Stance.NEUTRAL)
        sure = 0.45 + number % 1000 / 2000
        carried = None if side is Stance.NEUTRAL else Span(0, min(40, len(case.paragraph)))
        return Judgement(side, {side: sure}, sure, carried, judge=self.name)
