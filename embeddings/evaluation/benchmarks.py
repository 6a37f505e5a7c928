"""The framing model on published test sets, for comparison with the literature.

VAST (Allaway and McKeown 2020): comments against topics, macro-F1 over three classes.
NewsMTSC (Hamborg and Donnay 2021): news sentences towards named targets, macro-F1 over three.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.framing import macro_f1
from embeddings.evaluation.results import Result, facts, mean, result, rows
from embeddings.stance import CLASSES

__all__ = ["TaskReader", "evaluate_benchmarks"]

_SETS = (
    ("VAST, all topics", "vast/test.jsonl.gz", False),
    ("VAST, topics without training data", "vast/test.jsonl.gz", True),
    ("NewsMTSC, several targets", "newsmtsc/devtest_mt.jsonl.gz", False),
    ("NewsMTSC, real world", "newsmtsc/devtest_rw.jsonl.gz", False),
)
_TASK = "event"
"""The shipped model learns none of these sets: its judgement of events is asked, untrained."""
_SIDES = {"support": 0, "oppose": 1, "neutral": 2}


class TaskReader(Protocol):
    """A model that can also answer with the heads of its other tasks."""

    @property
    def name(self) -> str: ...
    def shares(self, pairs: Sequence[tuple[str, str]], task: str) -> NDArray[np.float32]: ...


def evaluate_benchmarks(folder: Path, reader: TaskReader, *, command: str) -> list[Result]:
    """Measure on the test sets under ``folder`` (``vast``, ``newsmtsc``)."""
    results = []
    for title, path, unseen in _SETS:
        chosen = [
            row for row in rows(folder / path)
            if row["label"] in _SIDES and (not unseen or _is_zero_shot(row))
        ]
        shares = reader.shares([(str(r["target"]), str(r["text"])) for r in chosen], _TASK)
        gold = [CLASSES[_SIDES[str(row["label"])]] for row in chosen]
        found = [CLASSES[int(at)] for at in shares.argmax(axis=1)]
        scores = macro_f1(gold, found)
        known = facts(folder / path, reader.name, command)
        results.append(
            result(f"macro-F1, {title}", mean(list(scores.values())), len(chosen), known)
        )
    return results


def _is_zero_shot(row: dict[str, object]) -> bool:
    return row.get("seen") in (0, "0", False)
