"""Making the weights that ship: the framing model out of labelled paragraphs."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.crossencoder import CrossEncoder, Example, TrainingPlan, set_offsets, train
from embeddings.evaluation import framing_cases, macro_f1, rows
from embeddings.events import Background, count_background
from embeddings.records import Stance
from embeddings.stance import CLASSES, Case, pair

__all__ = ["MODEL_NAME", "calibrate", "framing_examples", "train_framing", "train_grouping"]

MODEL_NAME = "minilm-framing-1"

# How sure a label is by its stated strength; the rest goes mostly to neutral.
_CERTAINTY = {1: 0.75, 2: 0.92, 3: 0.97}
_NEUTRAL = (0.03, 0.03, 0.94)
_MIXED = (0.45, 0.45, 0.10)
# The model must also judge a paragraph whose predecessor is unknown.
_WITHOUT_PREVIOUS = 0.3
_GRID = np.round(np.arange(-0.7, 0.71, 0.1), 1)


def train_framing(
    data: Path, output: Path, plan: TrainingPlan, *, report: Callable[[str], None]
) -> Path:
    """Fine-tune on ``data`` (JSONL) and write one folder per epoch under ``output``.

    Returns the folder of the last epoch.
    """
    examples = framing_examples(list(rows(data)), seed=plan.seed)
    report(f"{len(examples)} examples from {data}")

    def folder(epoch: int) -> Path:
        return output / f"epoch-{epoch + 1}"

    train(
        examples, plan, classes=tuple(str(c) for c in CLASSES), name=MODEL_NAME,
        folders=folder, report=report,
    )
    return folder(plan.epochs - 1)


def calibrate(folder: Path, dev: Path) -> tuple[float, ...]:
    """Choose the class offsets of a trained model for macro-F1 on ``dev``, and store them.

    A model trained on mostly neutral rows calls too much neutral for the mean of three F1
    scores. The offsets of critical and neutral are tried on a grid; each point counts with its
    neighbours, so that a lucky one does not win.
    """
    set_offsets(folder, [0.0] * len(CLASSES))
    cases, gold = framing_cases(dev)
    scores = CrossEncoder(folder).predict([pair(case) for case in cases])
    figures = np.asarray(
        [[_f1(scores + np.asarray([0.0, c, n]), gold) for n in _GRID] for c in _GRID]
    )
    smooth = sum(
        np.roll(np.roll(figures, i, axis=0), j, axis=1) for i in (-1, 0, 1) for j in (-1, 0, 1)
    )
    inner = np.asarray(smooth)[1:-1, 1:-1]
    row, column = np.unravel_index(int(inner.argmax()), inner.shape)
    offsets = (0.0, float(_GRID[row + 1]), float(_GRID[column + 1]))
    set_offsets(folder, offsets)
    return offsets


def _f1(scores: NDArray[np.float32], gold: Sequence[Stance]) -> float:
    found = [CLASSES[i] for i in scores.argmax(axis=1)]
    return float(np.mean(list(macro_f1(gold, found).values())))


def train_grouping(data: Path, output: Path) -> Background:
    """Count in how many articles of ``data`` each hashed term occurs, and write the table."""
    background = count_background(f"{row['title']} {row['text']}" for row in rows(data))
    background.save(output)
    return background


def framing_examples(labelled: Sequence[dict[str, object]], *, seed: int) -> list[Example]:
    """Turn labelled rows into training pairs with soft targets by strength."""
    generator = np.random.default_rng(seed)
    examples = []
    for row in labelled:
        bare = bool(generator.random() < _WITHOUT_PREVIOUS)
        previous = "" if bare else str(row.get("previous") or "")
        case = Case(str(row["event"]), str(row["paragraph"]), previous)
        first, second = pair(case)
        evidence = row.get("evidence")
        assert isinstance(evidence, list)
        # Ranges count characters of the paragraph as given; they hold where cleaning kept it.
        kept = second == case.paragraph
        examples.append(
            Example(first, second, _shares(row), tuple((s, e) for s, e in evidence) if kept else ())
        )
    return examples


def _shares(row: dict[str, object]) -> tuple[float, ...]:
    if row["stance"] == "neutral":
        return _NEUTRAL
    if row["stance"] == "mixed":
        return _MIXED
    strength = row["strength"]
    assert isinstance(strength, int)
    sure = _CERTAINTY[strength]
    left = 1 - sure
    supportive = row["stance"] == "supportive"
    return (
        sure if supportive else 0.25 * left, 0.25 * left if supportive else sure, 0.75 * left,
    )
