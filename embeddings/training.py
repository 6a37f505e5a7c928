"""Making the weights that ship: the framing model out of labelled paragraphs."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from embeddings.crossencoder import Example, TrainingPlan, train
from embeddings.evaluation import rows
from embeddings.stance import CLASSES, Case, pair

__all__ = ["MODEL_NAME", "framing_examples", "train_framing"]

MODEL_NAME = "minilm-framing-1"

# How sure a label is by its stated strength; the rest goes mostly to neutral.
_CERTAINTY = {1: 0.75, 2: 0.92, 3: 0.97}
_NEUTRAL = (0.03, 0.03, 0.94)
_MIXED = (0.45, 0.45, 0.10)
# The model must also judge a paragraph whose predecessor is unknown.
_WITHOUT_PREVIOUS = 0.3


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
