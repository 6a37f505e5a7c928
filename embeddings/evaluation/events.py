"""How well articles are grouped, against gold events, alone or in a haystack."""

import datetime
import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings import events
from embeddings.encoder import TextEncoder
from embeddings.evaluation.results import Result, facts, result, rows
from embeddings.events.similarity import products, project
from embeddings.records import Features, Place
from embeddings.text import clean

__all__ = [
    "Corpus",
    "adjusted_rand",
    "b_cubed",
    "corpus",
    "evaluate_events",
    "pairwise",
    "pressed",
    "ranking",
    "regroup",
]

_ORDERS = 3
_WEEK = datetime.date(2020, 1, 6)
_RECALL_AT = 10


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles as grouping sees them, with the gold event of some and the dates that are known."""

    features: list[Features]
    labels: list[str | None]
    published: list[str | None]

    @property
    def gold(self) -> list[int]:
        """The numbers of the articles with a gold event."""
        return [i for i, label in enumerate(self.labels) if label is not None]

    def background(self) -> events.Background:
        """Return how common words are, in the shipped collection and here."""
        return events.Background.load().plus(self.features)


def corpus(
    path: Path, encoder: TextEncoder, *, haystack: Path | None = None, others: int = 0
) -> Corpus:
    """Read gold articles and ``others`` more of a haystack, none of them twice."""
    gold = list(rows(path))
    known = {row["id"] for row in gold}
    extra: list[dict[str, Any]] = []
    for row in rows(haystack) if haystack is not None else ():
        if len(extra) == others:
            break
        if row["id"] not in known:
            extra.append({**row, "cluster": None})
    articles = [*gold, *extra]
    return Corpus(
        featurise(articles, encoder),
        [str(a["cluster"]) if a.get("cluster") else None for a in articles],
        [_iso(str(a.get("published") or a.get("date") or "")) for a in articles],
    )


def pressed(read: Corpus) -> Corpus:
    """Return the same articles as if all events had happened within one week.

    A library of one week's news cannot lean on dates as one of many years can. The days between
    the articles of one event stay; the day it began is drawn from the name of the event.
    """
    days = [None if d is None else datetime.date.fromisoformat(d) for d in read.published]
    names = [label or str(number) for number, label in enumerate(read.labels)]
    began: dict[str, datetime.date] = {}
    for name, day in zip(names, days, strict=True):
        if day is not None:
            began[name] = min(day, began.get(name, day))
    moved = [
        None if day is None else _WEEK + (day - began[name])
        + datetime.timedelta(days=zlib.crc32(name.encode()) % 7)
        for name, day in zip(names, days, strict=True)
    ]
    return replace(read, published=[None if d is None else d.isoformat() for d in moved])


def evaluate_events(
    path: Path, encoder: TextEncoder, *, haystack: Path | None, others: int, command: str
) -> list[Result]:
    """Measure grouping against ``cluster``, mixed into ``others`` articles of a haystack.

    Pairs are scored within gold. Also measured: how well articles of one event are ranked, how
    far additions in random orders and batches agree, and what each signal is worth.
    """
    read = corpus(path, encoder, haystack=haystack, others=others)
    weights, gold = events.Weights.load(), read.gold
    data = f"{path.parent.name}/{path.name}"
    if len(read.features) > len(gold):
        data += f" among {len(read.features) - len(gold)} other articles"
    stated = {**facts(path, encoder.name, command), "data": data}
    homes = regroup(read, weights)
    found = [
        result(metric, value, len(gold), stated)
        for metric, value in {**_agreement(read, homes), **ranking(read, weights)}.items()
    ]
    found += _steadiness(read, weights, homes, stated)
    for name in events.SIGNALS:
        less = replace(weights, signals={**weights.signals, name: 0.0})
        # A signal left out lowers every score: the threshold follows the mean of what it gave.
        less = replace(less, threshold=weights.threshold - _mean_share(read, weights, name))
        score = _agreement(read, regroup(read, less))["B-cubed F1"]
        found.append(result(f"B-cubed F1 without the signal {name}", score, len(gold), stated))
    crowds = list(events.surroundings(
        np.arange(len(read.features)), np.stack([f.dense for f in read.features]),
        {i: Place(i, None, None) for i in range(len(read.features))},
    ).crowds.values())
    plain = replace(
        weights, crowd_cost=0.0,
        threshold=weights.threshold + weights.crowd_cost * float(np.mean(crowds)),
    )
    score = _agreement(read, regroup(read, plain))["B-cubed F1"]
    found.append(result("B-cubed F1 without crowding", score, len(gold), stated))
    week = pressed(read)
    score = _agreement(week, regroup(week, weights))["B-cubed F1"]
    found.append(result("B-cubed F1 if all had happened in one week", score, len(gold), stated))
    undated = replace(weights, day_cost=0.0, undated=0.0, most_days=10**6)
    score = _agreement(read, regroup(read, undated))["B-cubed F1"]
    found.append(result("B-cubed F1 without dates", score, len(gold), stated))
    return found


def _steadiness(
    read: Corpus, weights: events.Weights, homes: Sequence[int], stated: Result
) -> list[Result]:
    """Return how far additions in random orders and batches agree with all at once, and with each
    other: the least of each.
    """
    made = [regroup(read, weights, seed=seed) for seed in range(1, _ORDERS + 1)]
    at_once = min(adjusted_rand(homes, one) for one in made)
    among = min(adjusted_rand(one, other) for i, one in enumerate(made) for other in made[i + 1 :])
    count = len(read.features)
    return [
        result("adjusted Rand, random orders and batches against all at once (lowest of 3)",
               at_once, count, stated),
        result("adjusted Rand between two random orders (lowest of 3)", among, count, stated),
    ]


def _agreement(read: Corpus, homes: Sequence[int]) -> dict[str, float]:
    gold = read.gold
    labels = [str(read.labels[i]) for i in gold]
    found = [homes[i] for i in gold]
    precision, recall = b_cubed(labels, found)
    pair_precision, pair_recall = pairwise(labels, found)
    sizes = Counter(homes)
    return {
        "B-cubed precision": precision, "B-cubed recall": recall,
        "B-cubed F1": _f1(precision, recall),
        "pairwise precision": pair_precision, "pairwise recall": pair_recall,
        "pairwise F1": _f1(pair_precision, pair_recall),
        "share of gold articles left alone": sum(sizes[home] == 1 for home in found) / len(found),
    }


def regroup(read: Corpus, weights: events.Weights, *, seed: int | None = None) -> list[int]:
    """Group all articles, at once or (``seed``) in a random order and in batches of random size.

    Returns the number of each article's event.
    """
    dense = np.stack([f.dense for f in read.features])
    background = read.background()
    order = list(range(len(read.features)))
    batches = [order]
    if seed is not None:
        generator = np.random.default_rng(seed)
        order = [int(i) for i in generator.permutation(len(order))]
        batches = []
        while order:
            # From single articles to some hundreds: what people add at a time.
            size = int(np.exp(generator.uniform(0, np.log(500))))
            batches.append(order[:size])
            order = order[size:]
    home: dict[int, int] = {}
    fresh = 0
    present: list[int] = []
    for batch in batches:
        present = sorted([*present, *batch])
        places = {i: Place(i, home.get(i), read.published[i]) for i in present}
        around = events.surroundings(np.asarray(present), dense[present], places)
        grouping = events.group(
            [read.features[i] for i in around.rows], places, around, background, weights
        )
        home.update(grouping.joins)
        for members in grouping.groups:
            home.update(dict.fromkeys(members, fresh))
            fresh += 1
    return [home[i] for i in range(len(read.features))]


def ranking(read: Corpus, weights: events.Weights) -> dict[str, float]:
    """Return how well the other articles of an article's event are found, the most alike first.

    Precision@2 is the share of the first two that are of the event (of the first one where it has
    no more), recall@10 the share of the event's others among the first ten.
    """
    dense, terms = project(read.features, read.background(), weights)
    rows = np.stack([f.dense for f in read.features])
    near = events.neighbours(read.gold, rows)
    precisions, recalls = [], []
    sizes = Counter(read.labels)
    for one, others in near.items():
        relevant = sizes[read.labels[one]] - 1
        if relevant < 1:
            continue
        scores = products([one] * len(others), others, dense, terms)
        scores += [weights.dated(_apart(read, one, other)) for other in others]
        order = [others[i] for i in np.argsort(-scores, kind="stable")]
        hits = [read.labels[other] == read.labels[one] for other in order]
        first = min(2, relevant)
        precisions.append(sum(hits[:first]) / first)
        recalls.append(sum(hits[:_RECALL_AT]) / min(relevant, _RECALL_AT))
    return {
        "related articles, precision@2": float(np.mean(precisions)),
        "related articles, recall@10": float(np.mean(recalls)),
    }


def _apart(read: Corpus, one: int, other: int) -> float | None:
    dates = [read.published[i] for i in (one, other)]
    days = [datetime.date.fromisoformat(d).toordinal() for d in dates if d is not None]
    return abs(days[0] - days[1]) if len(days) == 2 else None


def _mean_share(read: Corpus, weights: events.Weights, name: str) -> float:
    """Return what a signal adds on average to the score of two articles of one gold event."""
    only = replace(weights, signals={s: weights.signals[s] * (s == name) for s in events.SIGNALS})
    by_label: dict[str, list[int]] = defaultdict(list)
    for i in read.gold:
        by_label[str(read.labels[i])].append(i)
    pairs = [(m[a], m[b]) for m in by_label.values() for a in range(len(m)) for b in range(a)]
    if not pairs:
        return 0.0
    dense, terms = project(read.features, read.background(), only)
    return float(products([a for a, _ in pairs], [b for _, b in pairs], dense, terms).mean())


def featurise(articles: Sequence[Mapping[str, Any]], encoder: TextEncoder) -> list[Features]:
    """Make grouping features of raw records ``{title, text, published|date}``."""
    texts = [[clean(p) for p in str(a["text"]).split("\n") if len(p.split()) > 5] for a in articles]
    texts = [found or [clean(str(a["title"])) or "untitled"] for found, a in zip(
        texts, articles, strict=True)]
    titles = [clean(str(a["title"])) or "untitled" for a in articles]
    flat = [t for title, found in zip(titles, texts, strict=True)
            for t in (title, *found[: events.LEAD])]
    vectors: NDArray[np.float32] = encoder.encode(flat)
    made: list[Features] = []
    at = 0
    for row, (title, found) in enumerate(zip(titles, texts, strict=True)):
        end = at + 1 + len(found[: events.LEAD])
        made.append(
            events.featurise(
                row, title=title, texts=found, title_vector=vectors[at],
                vectors=vectors[at + 1 : end],
            )
        )
        at = end
    return made


def b_cubed(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float]:
    """Return B-cubed precision and recall (Bagga and Baldwin 1998) over all items."""
    of_gold: dict[Hashable, set[int]] = defaultdict(set)
    of_found: dict[Hashable, set[int]] = defaultdict(set)
    for i, (g, f) in enumerate(zip(gold, found, strict=True)):
        of_gold[g].add(i)
        of_found[f].add(i)
    shared = [
        (len(of_gold[g] & of_found[f]), len(of_found[f]), len(of_gold[g]))
        for g, f in zip(gold, found, strict=True)
    ]
    precision = float(np.mean([both / size for both, size, _ in shared]))
    recall = float(np.mean([both / size for both, _, size in shared]))
    return precision, recall


def pairwise(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float]:
    """Return precision and recall of the pairs that are put together; 1 where there are none."""
    both = sum(comb(n, 2) for n in Counter(zip(gold, found, strict=True)).values())
    called = sum(comb(n, 2) for n in Counter(found).values())
    wanted = sum(comb(n, 2) for n in Counter(gold).values())
    return both / called if called else 1.0, both / wanted if wanted else 1.0


def adjusted_rand(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Return the adjusted Rand index ``(-1, 1]`` of two partitions (Hubert and Arabie 1985)."""
    both = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    first = sum(comb(n, 2) for n in Counter(one).values())
    second = sum(comb(n, 2) for n in Counter(other).values())
    expected = first * second / comb(len(one), 2) if len(one) > 1 else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _iso(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None
