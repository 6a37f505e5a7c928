"""Making what grouping weighs with: the table of common terms, and the weights of the signals."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from embeddings import events
from embeddings.encoder import TextEncoder
from embeddings.evaluation import Corpus, b_cubed, corpus, pressed, regroup, rows
from embeddings.events import Background, Weights, count_background
from embeddings.events.similarity import products, project

__all__ = ["train_grouping", "train_pairs"]

_RIDGE = 1e-4
_SEED = 0
_CROWD_COST = 12.0
"""Log-odds for each unit of crowding; 3.5 would be learnt within one library, where it hardly
varies. Chosen with the threshold, on val as dated, pressed into a week, and on the sample."""
_AS_DATED = (2, 1)
"""How much the val articles count as they are dated, and pressed into a week."""
_DENSER = 0.25
"""Of the pairs of two happenings; more costs where dates are spread, less where they are not."""
_MOST_DAYS = 60
"""Like happenings more than two months apart are two events."""
_LOWEST, _STEP, _STEPS = -5.0, 0.25, 17
"""Log-odds of the thresholds that are tried."""


def train_grouping(data: Path, output: Path) -> Background:
    """Count in how many articles of ``data`` each hashed term occurs, and write the table."""
    background = count_background(f"{row['title']} {row['text']}" for row in rows(data))
    background.save(output)
    return background


def train_pairs(
    data: Path,
    output: Path,
    encoder: TextEncoder,
    *,
    haystack: Path | None = None,
    others: int = 0,
    report: Callable[[str], None],
) -> Weights:
    """Learn the weights of the signals on ``data/train.jsonl.gz``, the threshold on ``val``.

    Pairs are each article and its nearest neighbours; two are one happening if they have the same
    ``cluster``. Logistic regression, no signal weighing less than nothing. News of many years
    makes dates look surer than they are in a library of one week, so a share of the pairs of two
    happenings is seen once more as far apart as pairs of one. The threshold is the one of the best
    B-cubed F1 of the val articles as they are dated, which counts twice, and pressed into a week,
    mixed into ``others`` of the haystack if there is one; it is smoothed over its neighbours.
    """
    weights = _fit(corpus(data / "train.jsonl.gz", encoder))
    report(f"weights: {weights}")
    read = corpus(data / "val.jsonl.gz", encoder, haystack=haystack, others=others)
    chosen = _with_threshold(weights, read, report)
    chosen.save(output)
    return chosen


def _with_threshold(weights: Weights, read: Corpus, report: Callable[[str], None]) -> Weights:
    tried = [round(_LOWEST + _STEP * step, 2) for step in range(_STEPS)]
    figures = []
    for threshold in tried:
        at = replace(weights, threshold=threshold)
        both = [_b_cubed_f1(one, at) for one in (read, pressed(read))]
        figures.append(float(np.average(both, weights=_AS_DATED)))
        report(f"threshold {threshold}: B-cubed F1 {both[0]:.4f}, in one week {both[1]:.4f}")
    smooth = np.convolve(figures, np.ones(3) / 3, mode="valid")
    return replace(weights, threshold=tried[int(smooth.argmax()) + 1])


def _b_cubed_f1(read: Corpus, weights: Weights) -> float:
    homes = regroup(read, weights)
    precision, recall = b_cubed(
        [read.labels[i] for i in read.gold], [homes[i] for i in read.gold]
    )
    return 2 * precision * recall / (precision + recall)


def _fit(read: Corpus) -> Weights:
    """Fit the weights by logistic regression with no negative signal."""
    near = events.neighbours(
        range(len(read.features)), np.stack([f.dense for f in read.features])
    )
    pairs = sorted({(min(a, b), max(a, b)) for a, others in near.items() for b in others})
    signals, target = _signals(read, pairs)
    rows = np.stack([f.dense for f in read.features])
    crowds = np.asarray([events.crowding(row, others, rows) for row, others in near.items()])
    # Crowding hardly varies within one library, so its weight cannot be learnt from one: it is
    # set, and what remains is learnt beside it.
    offset = -_CROWD_COST * crowds[np.asarray(pairs)].mean(axis=1)
    kept = signals[:, -3] <= _MOST_DAYS
    columns, target = _denser(
        np.hstack([signals, offset[:, None]])[kept], target[kept]
    )
    signals, offset = columns[:, :-1], columns[:, -1]
    columns = np.hstack([signals[:, :-3], signals[:, -2:], np.ones((len(signals), 1))])
    found = _logistic(columns, target, offset)
    own = dict(zip(events.SIGNALS, (float(w) for w in found), strict=False))
    day_cost, undated, intercept = (float(w) for w in found[len(events.SIGNALS) :])
    return Weights(
        signals={name: round(w, 4) for name, w in own.items()}, day_cost=round(-day_cost, 4),
        undated=round(undated, 4), crowd_cost=_CROWD_COST, intercept=round(intercept, 4),
        threshold=0.0, most_days=_MOST_DAYS,
    )


def _denser(
    signals: NDArray[np.float64], target: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Add a share of the pairs of two happenings again, dated like pairs of one.

    The dates are in the last columns but one.
    """
    generator = np.random.default_rng(_SEED)
    one, two = signals[target == 1], signals[target == 0]
    again = two[generator.random(len(two)) < _DENSER].copy()
    again[:, -4:-1] = one[generator.integers(0, len(one), len(again))][:, -4:-1]
    return np.vstack([signals, again]), np.concatenate([target, np.zeros(len(again))])


def _signals(
    read: Corpus, pairs: list[tuple[int, int]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the signals of pairs ``(n, 10)``, ending in days, their log2 and undated; the gold."""
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    background = read.background()
    columns = []
    for name in events.SIGNALS:
        only = Weights({s: float(s == name) for s in events.SIGNALS}, 0, 0, 0, 0, 0)
        columns.append(products(left, right, *project(read.features, background, only)))
    days = [None if d is None else date.fromisoformat(d).toordinal() for d in read.published]
    apart = [
        -1 if (one := days[a]) is None or (other := days[b]) is None else abs(one - other)
        for a, b in pairs
    ]
    gaps = np.asarray(apart, dtype=np.float64)
    target = np.asarray(
        [read.labels[a] is not None and read.labels[a] == read.labels[b] for a, b in pairs],
        dtype=np.float64,
    )
    doublings = np.log2(1 + np.maximum(gaps, 0))
    return np.stack([*columns, gaps, doublings, gaps < 0], axis=1), target


def _logistic(
    columns: NDArray[np.float64], target: NDArray[np.float64], offset: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weights of the least ridge-penalised log loss, the signals' not negative."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = columns @ weights + offset
        value = np.logaddexp(0, scores).sum() - scores @ target
        slope = columns.T @ (1 / (1 + np.exp(-scores)) - target)
        ridge = _RIDGE * len(target)
        penalty = ridge * float(weights[:-1] @ weights[:-1])
        slope[:-1] += 2 * ridge * weights[:-1]
        return float(value + penalty), slope

    signals = len(events.SIGNALS)
    bounds = [(0, None)] * signals + [(None, None)] * (columns.shape[1] - signals)
    start = np.zeros(columns.shape[1])
    return np.asarray(minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x)
