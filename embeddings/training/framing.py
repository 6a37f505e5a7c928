"""Making the framing model: from labelled paragraphs to calibrated weights."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from embeddings import lessons
from embeddings.errors import InputError
from embeddings.evaluation import expected_calibration_error, labelled_cases, macro_f1, rows
from embeddings.networks import (
    EMBEDDED,
    CrossEncoder,
    NetworkShape,
    Stage,
    average,
    set_decision,
    set_members,
    train,
    weights_path,
)
from embeddings.records import Stance
from embeddings.stance import CLASSES, pair

__all__ = [
    "MEMBERS",
    "MODEL_NAME",
    "RATE",
    "calibrate",
    "finish_framing",
    "is_whole",
    "train_framing",
]

MODEL_NAME = "minilm-framing-6"
MEMBERS = 2
RATE = 1e-4
_AGAIN = 1000
"""Added to the seed with which labelled paragraphs are put into pairs a second time."""

_WINDOW = 512
_AUXILIARY: dict[str, Any] = {"batch": 32, "rate": 2e-4, "window": 128, "dropout": 0.0}
_OWN: dict[str, Any] = {"batch": 32, "window": 224, "dropout": 0.1}
# Offsets of the classes are tried in this range; the error of calibration they may cost.
_GRID = np.round(np.arange(-0.8, 0.81, 0.1), 1)
_LARGEST_ERROR = 0.04
"""Expected calibration error."""
_MOST_FLIPS = 0.14
"""Share of the paragraphs with a side that may be taken for the other side.

The bound meant is 16 %; a share measured on some 350 paragraphs has a standard error of two points,
and one that just holds on the data it was chosen on does not hold on others.
"""


def train_framing(
    data: Path,
    output: Path,
    *,
    base: str,
    seed: int,
    member: int = 0,
    begin: Path | None = None,
    others: bool = False,
    teacher: Sequence[Path] = (),
    labels: Sequence[Path] = (),
    share: float = 1.0,
    rate: float = RATE,
    frozen: int = 0,
    evidence: float = 1.0,
    threads: int | None = None,
    report: Callable[[str], None],
) -> Path:
    """Train one member of the framing model and write it to ``output``.

    Args:
        data: the folder with ``event-stance/train.jsonl.gz``, and ``stance`` and ``nli``.
        output: the model's folder; members are trained one after the other, from 0.
        base: the embedded encoder, or the name or folder of another.
        seed: of this member; member ``n`` uses ``seed + n``.
        begin: the folder of a model to go on from.
        others: learn the public sets of stance and inference first; what they give is kept
            beside ``output``. The shipped model does without (see its card).
        teacher: files of pairs that a larger model has labelled (see ``teach``). Labelled
            paragraphs among them learn the mean of label and teacher, and come twice; the others
            learn what the teacher says.
        labels: files of further labels that name their paragraphs only (see ``lessons.placed``).
        share: of the labelled paragraphs, ``(0, 1]``, for a learning curve.
        rate: of learning, per step, of the encoder; a larger one wants a lower rate.
        frozen: so many of the encoder's first layers stay as they are.
        evidence: how much the marked words weigh beside the classes.
        threads: of the processor; as many as it has by default.

    Raises:
        InputError: there are no labelled paragraphs.
    """
    labelled = data / "event-stance" / "train.jsonl.gz"
    if not labelled.is_file():
        raise InputError(f"{labelled} is not there; name the folder that holds event-stance")
    rows_ = [*rows(labelled), *(row for path in labels for row in lessons.placed(path, data))]
    order = np.random.default_rng(7).permutation(len(rows_))[: max(1, round(share * len(rows_)))]
    chosen = [rows_[int(at)] for at in sorted(order)]
    read = lessons.taught(row for path in teacher for row in rows(path))
    own = lessons.framing(chosen, seed=seed + member, teacher=read)
    if read:
        own += lessons.framing(chosen, seed=seed + member + _AGAIN, teacher=read)
        labelled_pairs = {(str(row["event"]), str(row["paragraph"])) for row in rows_}
        own += [example for key, example in read.items() if key not in labelled_pairs]
    auxiliary = lessons.auxiliary(data) if others else []
    heads = {**lessons.HEADS, **(lessons.OTHER_HEADS if others else {})}
    report(f"{len(own)} paragraphs, {len(auxiliary)} pairs of other sets")

    name = MODEL_NAME if base == EMBEDDED else f"{Path(base).name}-framing"

    def run(stage: Stage, folder: Path, earlier: Path | None) -> None:
        train(
            stage, NetworkShape(base, heads=heads), begin=earlier, member=member,
            settings={"name": name, "classes": [str(c) for c in CLASSES], "window": _WINDOW},
            folder=folder, seed=seed + member, threads=threads, report=report,
        )

    if others:
        begin = output.with_name(f"{output.name}-other-sets")
        run(Stage("other sets", auxiliary, **_AUXILIARY), begin, None)
    heads_from = {"event": "claim"} if others else {}
    stage = Stage("framing", own, heads=heads_from, rate=rate, frozen=frozen, **_OWN)
    run(replace(stage, losses={**stage.losses, "evidence": evidence}), output, begin)
    return output


def is_whole(folder: Path, members: int) -> bool:
    """Tell whether all members of a model have been trained."""
    return all(weights_path(folder, member).is_file() for member in range(members))


def finish_framing(folder: Path, data: Path, *, members: int, averaged: bool = False) -> None:
    """Make one model of its trained members, and calibrate it where there is a dev split.

    The members answer by their mean, in so many times the time of one; ``averaged`` makes one
    network of their mean weights instead.
    """
    if averaged:
        average(folder, members)
    else:
        set_members(folder, members)
    dev = data / "event-stance" / "dev.jsonl.gz"
    if dev.is_file():
        calibrate(folder, dev)


def calibrate(folder: Path, dev: Path) -> tuple[float, tuple[float, ...]]:
    """Choose a trained model's temperature and class offsets on ``dev``, and store them.

    A model trained on mostly neutral rows calls too much neutral for the mean of three F1
    scores. The offsets of critical and neutral are tried on a grid, each with the temperature of
    the least log loss (Guo et al. 2017); each point counts with its neighbours, so that a lucky
    one does not win. None may cost more calibration error than ``_LARGEST_ERROR`` nor, if any
    does with less, take more than ``_MOST_FLIPS`` of the paragraphs with a side for the other.
    """
    set_decision(folder, temperature=1.0, offsets=[0.0] * len(CLASSES))
    labelled = labelled_cases(dev)
    gold = [one.stance for one in labelled]
    readings = CrossEncoder(folder).read([pair(one.case) for one in labelled])
    scores = np.log(np.stack([reading.shares for reading in readings]).astype(np.float64))
    truth = np.asarray([CLASSES.index(side) for side in gold])
    figures = np.zeros((len(_GRID), len(_GRID)))
    allowed = np.zeros((len(_GRID), len(_GRID)), dtype=bool)
    flips = np.zeros((len(_GRID), len(_GRID)))
    for row, critical in enumerate(_GRID):
        for column, neutral in enumerate(_GRID):
            offsets = np.asarray([0.0, critical, neutral])
            shares = _shares(scores, _temperature(scores, offsets, truth), offsets)
            figures[row, column] = _f1(shares, gold)
            allowed[row, column] = expected_calibration_error(shares, truth) <= _LARGEST_ERROR
            flips[row, column] = _flips(shares, truth)
    if np.any(steady := allowed & (flips <= _MOST_FLIPS)):
        allowed = steady
    smooth = sum(
        np.roll(np.roll(figures, i, axis=0), j, axis=1) for i in (-1, 0, 1) for j in (-1, 0, 1)
    )
    inner = np.where(allowed, np.asarray(smooth), -1.0)[1:-1, 1:-1]
    best, across = divmod(int(inner.argmax()), inner.shape[1])
    chosen = (0.0, float(_GRID[best + 1]), float(_GRID[across + 1]))
    temperature = _temperature(scores, np.asarray(chosen), truth)
    set_decision(folder, temperature=temperature, offsets=chosen)
    return temperature, chosen


def _shares(
    scores: NDArray[np.float64], temperature: float, offsets: NDArray[np.float64]
) -> NDArray[np.float64]:
    raised = np.exp(scores / temperature + offsets)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _temperature(
    scores: NDArray[np.float64], offsets: NDArray[np.float64], truth: NDArray[np.int64]
) -> float:
    def loss(temperature: float) -> float:
        shares = _shares(scores, temperature, offsets)
        return float(-np.log(shares[np.arange(len(truth)), truth] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.3, 5.0), method="bounded").x)


def _flips(shares: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """Return the share of the sided that are called the other side."""
    neutral = len(CLASSES) - 1
    called = shares.argmax(axis=1)
    sided = truth != neutral
    return float(np.mean((called != truth)[sided] & (called != neutral)[sided]))


def _f1(scores: NDArray[np.float64], gold: Sequence[Stance]) -> float:
    found = [CLASSES[i] for i in scores.argmax(axis=1)]
    return float(np.mean(list(macro_f1(gold, found).values())))
