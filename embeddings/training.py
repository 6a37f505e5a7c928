"""Making the weights that ship: framing, the terms of grouping, the judge of page furniture."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from embeddings import lessons, sources
from embeddings.crossencoder import (
    CrossEncoder,
    NetworkShape,
    Stage,
    set_decision,
    set_members,
    train,
    weights_path,
)
from embeddings.errors import InputError
from embeddings.evaluation import expected_calibration_error, labelled_cases, macro_f1, rows
from embeddings.events import Background, count_background
from embeddings.reading import belonging
from embeddings.reading.labels import Role
from embeddings.records import Stance
from embeddings.stance import CLASSES, pair

__all__ = [
    "MEMBERS",
    "MODEL_NAME",
    "calibrate",
    "finish_framing",
    "is_whole",
    "train_framing",
    "train_grouping",
    "train_reading",
]

MODEL_NAME = "minilm-framing-2"
MEMBERS = 2

_WINDOW = 512
_AUXILIARY: dict[str, Any] = {"batch": 32, "rate": 2e-4, "window": 128, "dropout": 0.0}
_OWN: dict[str, Any] = {"batch": 32, "rate": 1e-4, "window": 224, "dropout": 0.1}
# Offsets of the classes are tried in this range; the error of calibration they may cost.
_GRID = np.round(np.arange(-0.8, 0.81, 0.1), 1)
_LARGEST_ERROR = 0.04
"""Expected calibration error."""
# Rows of the reading judge: a mistaken paragraph on the screen costs more than a lost one; the
# plain articles are many, alike, and themselves not free of furniture.
_FURNITURE_COST, _PLAIN_COST, _PENALTY = 2.0, 0.15, 1.7
_PLAIN_EACH = 7


def train_framing(
    data: Path,
    output: Path,
    *,
    base: str,
    seed: int,
    member: int = 0,
    begin: Path | None = None,
    others: bool = False,
    share: float = 1.0,
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
        share: of the labelled paragraphs, ``(0, 1]``, for a learning curve.
        threads: of the processor; as many as it has by default.

    Raises:
        InputError: there are no labelled paragraphs.
    """
    labelled = data / "event-stance" / "train.jsonl.gz"
    if not labelled.is_file():
        raise InputError(f"{labelled} is not there; name the folder that holds event-stance")
    rows_ = list(rows(labelled))
    order = np.random.default_rng(7).permutation(len(rows_))[: max(1, round(share * len(rows_)))]
    own = lessons.framing([rows_[int(at)] for at in sorted(order)], seed=seed + member)
    auxiliary = lessons.auxiliary(data) if others else []
    heads = {**lessons.HEADS, **(lessons.OTHER_HEADS if others else {})}
    report(f"{len(own)} paragraphs, {len(auxiliary)} pairs of other sets")

    def run(stage: Stage, folder: Path, earlier: Path | None) -> None:
        train(
            stage, NetworkShape(base, heads=heads), begin=earlier, member=member,
            settings={"name": MODEL_NAME, "classes": [str(c) for c in CLASSES], "window": _WINDOW},
            folder=folder, seed=seed + member, threads=threads, report=report,
        )

    if others:
        begin = output.with_name(f"{output.name}-other-sets")
        run(Stage("other sets", auxiliary, **_AUXILIARY), begin, None)
    run(Stage("framing", own, heads={"event": "claim"} if others else {}, **_OWN), output, begin)
    return output


def is_whole(folder: Path, members: int) -> bool:
    """Tell whether all members of a model have been trained."""
    return all(weights_path(folder, member).is_file() for member in range(members))


def finish_framing(folder: Path, data: Path, *, members: int) -> None:
    """Make one model of its trained members, and calibrate it where there is a dev split."""
    set_members(folder, members)
    dev = data / "event-stance" / "dev.jsonl.gz"
    if dev.is_file():
        calibrate(folder, dev)


def calibrate(folder: Path, dev: Path) -> tuple[float, tuple[float, ...]]:
    """Choose a trained model's temperature and class offsets on ``dev``, and store them.

    A model trained on mostly neutral rows calls too much neutral for the mean of three F1
    scores. The offsets of critical and neutral are tried on a grid, each with the temperature of
    the least log loss (Guo et al. 2017); each point counts with its neighbours, so that a lucky
    one does not win, and none may cost more calibration error than ``_LARGEST_ERROR``.
    """
    set_decision(folder, temperature=1.0, offsets=[0.0] * len(CLASSES))
    labelled = labelled_cases(dev)
    gold = [one.stance for one in labelled]
    readings = CrossEncoder(folder).read([pair(one.case) for one in labelled])
    scores = np.log(np.stack([reading.shares for reading in readings]).astype(np.float64))
    truth = np.asarray([CLASSES.index(side) for side in gold])
    figures = np.zeros((len(_GRID), len(_GRID)))
    allowed = np.zeros((len(_GRID), len(_GRID)), dtype=bool)
    for row, critical in enumerate(_GRID):
        for column, neutral in enumerate(_GRID):
            offsets = np.asarray([0.0, critical, neutral])
            shares = _shares(scores, _temperature(scores, offsets, truth), offsets)
            figures[row, column] = _f1(shares, gold)
            allowed[row, column] = expected_calibration_error(shares, truth) <= _LARGEST_ERROR
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


def _f1(scores: NDArray[np.float64], gold: Sequence[Stance]) -> float:
    found = [CLASSES[i] for i in scores.argmax(axis=1)]
    return float(np.mean(list(macro_f1(gold, found).values())))


def train_grouping(data: Path, output: Path) -> Background:
    """Count in how many articles of ``data`` each hashed term occurs, and write the table."""
    background = count_background(f"{row['title']} {row['text']}" for row in rows(data))
    background.save(output)
    return background


def train_reading(pages: Path, plain: Path, output: Path, *, first: int = 1000) -> dict[str, int]:
    """Fit the judge of what belongs to an article, and write its weights.

    Args:
        pages: a folder of saved pages, each with a JSON file of its true paragraphs.
        plain: JSONL of articles without furniture, whose paragraphs all belong.
        output: the file to write.
        first: how many plain articles are read.

    Returns how many rows of each kind there were. The loss is logistic with an L2 penalty.
    """
    kinds: dict[str, list[list[float]]] = {"paragraphs": [], "furniture": [], "plain": []}
    for gold, page in _layouts(pages):
        for kind, row in _labelled_blocks(gold, page):
            kinds[kind].append(row)
    for seen in _plain_articles(plain, first):
        order = sorted(seen.paragraphs)
        chosen = [*order[:: max(1, len(order) // _PLAIN_EACH)][:_PLAIN_EACH], *order[-1:]]
        kinds["plain"] += belonging.describe(seen.labels, seen.titles, seen.paragraphs, chosen)
    costs = {"paragraphs": 1.0, "furniture": _FURNITURE_COST, "plain": _PLAIN_COST}
    table = np.asarray([row for rows_ in kinds.values() for row in rows_], dtype=np.float64)
    belongs = np.concatenate([np.full(len(r), k != "furniture") for k, r in kinds.items()])
    cost = np.concatenate([np.full(len(r), costs[k]) for k, r in kinds.items()])
    weights, bias = _logistic(table, belongs, cost)
    named = {n: round(float(w), 5) for n, w in zip(belonging.FEATURES, weights, strict=True)}
    output.parent.mkdir(parents=True, exist_ok=True)
    stored = json.dumps({"bias": round(bias, 5), "weights": named}, indent=1)
    output.write_text(stored + "\n", encoding="utf-8")
    return {kind: len(found) for kind, found in kinds.items()}


def _logistic(
    table: NDArray[np.float64], belongs: NDArray[np.bool_], cost: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return weights and bias of a logistic regression, penalised on standardised columns."""
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = (table - centre) / spread
    sign = np.where(belongs, 1.0, -1.0)

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (scaled @ point[:-1] + point[-1])
        pull = -sign * cost / (1 + np.exp(margin))
        gradient = np.append(scaled.T @ pull + 2 * _PENALTY * point[:-1], pull.sum())
        value = (cost * np.logaddexp(0, -margin)).sum() + _PENALTY * (point[:-1] ** 2).sum()
        return float(value), gradient

    point = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = point[:-1] / spread
    return weights, float(point[-1] - weights @ centre)


def _layouts(pages: Path) -> Iterator[tuple[dict[str, object], Path]]:
    for gold in sorted(pages.rglob("*.json")):
        stem = gold.name.removesuffix(".json").removesuffix(".gold")
        page = next((p for p in gold.parent.glob(f"{stem}.*") if p.suffix != ".json"), None)
        if page is not None:
            yield json.loads(gold.read_text(encoding="utf-8")), page


def _labelled_blocks(gold: dict[str, object], page: Path) -> Iterator[tuple[str, list[float]]]:
    """Yield the blocks of a page that read like sentences, described, with what they are."""
    articles = gold["articles"]
    assert isinstance(articles, list)
    body = {_plain_text(p) for a in articles for p in a["paragraphs"]}
    for article in articles:
        body |= {_plain_text(p) for ps in article.get("alternatives", {}).values() for p in ps}
    optional = gold.get("optional", [])
    assert isinstance(optional, list)
    unscored = {_plain_text(p) for p in optional} | {_plain_text(a["title"]) for a in articles}
    with belonging.watched() as articles_seen:
        list(sources.read([page]))
    for seen in articles_seen:
        for at, label in enumerate(seen.labels):
            text = _plain_text(label.text)
            own = text in body
            part = not own and any(len(p) > 40 and (p in text or text in p) for p in body)
            sentence = label.chunk.words >= 5 and re.search(r"[.!?]", text) is not None
            asked = own or at in seen.paragraphs or label.role is Role.PROSE or sentence
            if text in unscored or at in seen.titles or label.chunk.words < 3 or part or not asked:
                continue
            row = belonging.describe(seen.labels, seen.titles, seen.paragraphs | {at}, [at])[0]
            yield "paragraphs" if own else "furniture", row


def _plain_text(text: object) -> str:
    return " ".join(re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", str(text or "")).split())


def _plain_articles(plain: Path, first: int) -> Iterator[belonging.Seen]:
    for _, row in zip(range(first), rows(plain), strict=False):
        text, title = str(row["text"]), str(row["title"])
        with belonging.watched() as seen:
            list(sources.read_text(text, title=title))
        yield from seen[:1]
