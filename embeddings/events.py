"""Which articles report the same happening. Pure: features in, groups out.

Articles are joined bottom-up by average linkage over one similarity: a weighted sum of the
cosine of their dense vectors, the cosine of their TF-IDF terms, and a penalty for days apart.
Events that exist are kept whole: new articles join them, but two of them never merge.
"""

import heapq
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from embeddings.records import Features

__all__ = [
    "BACKGROUND",
    "Background",
    "Grouping",
    "LEAD",
    "MAKER",
    "central",
    "count_background",
    "featurise",
    "group",
]

BACKGROUND = Path(__file__).parent / "models" / "grouping" / "terms.npz"
"""How many of a great many news articles hold each hashed term."""

MAKER = "lead-terms-1"
"""Names how features are made; stored beside them so that unlike ones never mix."""

LEAD = 8
"""How many opening paragraphs say what happened; what follows is mostly background."""

# Tuned on the val split of news-events mixed into other articles (see the README's figures).
_DENSE_SHARE = 0.45
_THRESHOLD = 0.30
_DAY_COST = 0.04
_MOST_DAYS = 60
# Neighbours looked at per new article: far more than outlets that cover one happening.
_CANDIDATES = 60
_SLACK = 0.1
_BLOCK = 4096
_RARE = 2
_TERM_SPACE = 1 << 20

_WORD = re.compile(r"[^\W_]{2,}", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Article rows that join events that exist, and those that form new events together."""

    joins: dict[int, int]
    groups: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Background:
    """Document frequencies of hashed terms in a large collection.

    A small library alone cannot tell a rare word from a common one: if it holds six articles on
    one happening and few others, that happening's names look common.
    """

    documents: int
    frequency: NDArray[np.int64]

    @classmethod
    def load(cls, path: Path = BACKGROUND) -> "Background":
        """Read a table written by ``save``."""
        with np.load(path, allow_pickle=False) as table:
            frequency = np.zeros(_TERM_SPACE, dtype=np.int64)
            frequency[table["terms"]] = table["counts"]
            return cls(int(table["documents"]), frequency)

    def save(self, path: Path) -> None:
        """Write the terms that more than ``_RARE`` articles hold."""
        terms = np.flatnonzero(self.frequency > _RARE)
        np.savez_compressed(
            path, documents=np.int64(self.documents), terms=terms.astype(np.int32),
            counts=self.frequency[terms].astype(np.int32),
        )


def count_background(texts: Iterable[str]) -> Background:
    """Count in how many texts each hashed term occurs."""
    frequency = np.zeros(_TERM_SPACE, dtype=np.int64)
    documents = 0
    for text in texts:
        documents += 1
        frequency[list(set(_hashes(text)))] += 1
    return Background(documents, frequency)


@dataclass(slots=True)
class _Cluster:
    """Articles taken together; sums over members make mean similarities cheap."""

    members: list[int]
    dense: NDArray[np.float32]
    terms: sparse.csr_array
    days: int
    dated: int
    event: int | None
    links: set[int] = field(default_factory=set)


def featurise(
    article: int,
    *,
    title: str,
    texts: Sequence[str],
    title_vector: NDArray[np.float32],
    vectors: NDArray[np.float32],
    published: str | None,
) -> Features:
    """Describe one article by its headline and opening paragraphs.

    ``vectors`` are the unit vectors ``(n, dim)`` of all its paragraphs. Terms are words of the
    headline (counted twice) and of the whole text.
    """
    dense = title_vector + vectors[:LEAD].mean(axis=0)
    counts = Counter(_hashes(title))
    counts.update(counts)
    for text in texts:
        counts.update(_hashes(text))
    return Features(
        article=article, event=None, published=published,
        dense=np.asarray(dense / np.linalg.norm(dense), dtype=np.float32),
        terms=np.fromiter(counts.keys(), dtype=np.int64, count=len(counts)),
        counts=np.fromiter(counts.values(), dtype=np.int64, count=len(counts)),
    )


def group(
    articles: Sequence[Features],
    background: Background,
    *,
    dense_share: float = _DENSE_SHARE,
    threshold: float = _THRESHOLD,
    day_cost: float = _DAY_COST,
    candidates: int = _CANDIDATES,
) -> Grouping:
    """Give every article without an event a home.

    ``dense_share`` ``[0, 1]`` weighs the dense cosine against the TF-IDF cosine; pairs of
    clusters whose mean similarity reaches ``threshold`` merge, most similar first; each doubling
    of the days between their mean dates costs ``day_cost`` (nothing if a date is unknown), and
    more than 60 days part them altogether: like happenings months apart are two events.
    """
    if not any(a.event is None for a in articles):
        return Grouping({}, ())
    measure = _Measure(dense_share, day_cost)
    clusters = _clusters(articles, _tfidf(articles, background))
    heap: list[tuple[float, int, int]] = []
    pairs = _pairs(articles, clusters, candidates)
    for (one, other), score in zip(pairs, measure.pairs(clusters, pairs), strict=True):
        # What is far below now will hardly rise: means move slowly.
        if score >= threshold - _SLACK:
            clusters[one].links.add(other)
            clusters[other].links.add(one)
        if score >= threshold:
            heapq.heappush(heap, (-score, one, other))
    next_key = max(clusters) + 1
    while heap:
        _, one, other = heapq.heappop(heap)
        if one not in clusters or other not in clusters:
            continue
        merged = _merge(clusters.pop(one), clusters.pop(other))
        merged.links = {key for key in merged.links if key in clusters}
        for key in merged.links:
            clusters[key].links.add(next_key)
            if merged.event is None or clusters[key].event is None:
                score = measure.one(merged, clusters[key])
                if score >= threshold:
                    heapq.heappush(heap, (-score, key, next_key))
        clusters[next_key] = merged
        next_key += 1
    return _outcome(articles, list(clusters.values()))


def central(articles: Sequence[Features], titles: NDArray[np.float32]) -> int:
    """Return the position of the article whose headline vector is nearest to all the texts."""
    centre = np.mean([a.dense for a in articles], axis=0)
    return int(np.argmax(titles @ centre))


def _hashes(text: str) -> list[int]:
    return [zlib.crc32(word.encode()) % _TERM_SPACE for word in _WORD.findall(text.lower())]


def _tfidf(articles: Sequence[Features], background: Background) -> sparse.csr_array:
    """Return unit TF-IDF rows ``(n, term space)``: 1 + log count, smoothed idf.

    Document frequencies are those of the background and of these articles together.
    """
    terms = np.concatenate([a.terms for a in articles])
    counts = np.concatenate([a.counts for a in articles])
    starts = np.cumsum([0, *(len(a.terms) for a in articles)])
    frequency = background.frequency + np.bincount(terms, minlength=_TERM_SPACE)
    idf = np.log((1 + background.documents + len(articles)) / (1 + frequency)) + 1
    weights = (1 + np.log(counts)) * idf[terms]
    rows = sparse.csr_array(
        (weights.astype(np.float32), terms, starts), shape=(len(articles), _TERM_SPACE)
    )
    norms = np.sqrt(rows.multiply(rows).sum(axis=1))
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(norms, 1e-9)) @ rows)


def _clusters(articles: Sequence[Features], terms: sparse.csr_array) -> dict[int, _Cluster]:
    """One cluster per event that exists, one per article without an event."""
    clusters: dict[int, _Cluster] = {}
    key_of_event: dict[int, int] = {}
    for position, article in enumerate(articles):
        day = _day(article.published)
        single = _Cluster(
            members=[position], dense=article.dense.astype(np.float32),
            terms=terms[[position]], days=day or 0, dated=int(day is not None),
            event=article.event,
        )
        key = position if article.event is None else key_of_event.setdefault(
            article.event, position
        )
        clusters[key] = _merge(clusters[key], single) if key in clusters else single
    return clusters


def _pairs(
    articles: Sequence[Features], clusters: dict[int, _Cluster], candidates: int
) -> list[tuple[int, int]]:
    """Return pairs of clusters, one at least new, that hold near neighbours by dense cosine."""
    home = {member: key for key, cluster in clusters.items() for member in cluster.members}
    dense = np.stack([a.dense for a in articles])
    new = [i for i, a in enumerate(articles) if a.event is None]
    width = min(candidates + 1, len(articles))
    found: set[tuple[int, int]] = set()
    for begin in range(0, len(new), 512):
        rows = new[begin : begin + 512]
        scores = dense[rows] @ dense.T
        near = np.argpartition(-scores, width - 1, axis=1)[:, :width]
        for row, neighbours in zip(rows, near, strict=True):
            for neighbour in neighbours:
                one, other = home[row], home[int(neighbour)]
                if one != other:
                    found.add((min(one, other), max(one, other)))
    return sorted(found)


@dataclass(frozen=True, slots=True)
class _Measure:
    """The mean similarity of two clusters' members."""

    dense_share: float
    day_cost: float

    def one(self, one: _Cluster, other: _Cluster) -> float:
        dense = float(one.dense @ other.dense)
        terms = float((one.terms @ other.terms.T).sum())
        return self._joined(one, other, dense, terms)

    def pairs(
        self, clusters: dict[int, _Cluster], pairs: Sequence[tuple[int, int]]
    ) -> Iterator[float]:
        """Yield the similarity of many pairs, computed in blocks."""
        keys = sorted(clusters)
        row = {key: i for i, key in enumerate(keys)}
        dense = np.stack([clusters[key].dense for key in keys])
        terms = sparse.csr_array(sparse.vstack([clusters[key].terms for key in keys]))
        for begin in range(0, len(pairs), _BLOCK):
            block = pairs[begin : begin + _BLOCK]
            left = [row[one] for one, _ in block]
            right = [row[other] for _, other in block]
            dense_sums = np.einsum("ij,ij->i", dense[left], dense[right])
            term_sums = np.asarray(terms[left].multiply(terms[right]).sum(axis=1)).ravel()
            for (one, other), d, t in zip(block, dense_sums, term_sums, strict=True):
                yield self._joined(clusters[one], clusters[other], float(d), float(t))

    def _joined(self, one: _Cluster, other: _Cluster, dense: float, terms: float) -> float:
        size = len(one.members) * len(other.members)
        score = (self.dense_share * dense + (1 - self.dense_share) * terms) / size
        if one.dated and other.dated:
            apart = abs(one.days / one.dated - other.days / other.dated)
            if apart > _MOST_DAYS:
                return -math.inf
            score -= self.day_cost * math.log2(1 + apart)
        return score


def _merge(one: _Cluster, other: _Cluster) -> _Cluster:
    return _Cluster(
        members=one.members + other.members, dense=one.dense + other.dense,
        terms=one.terms + other.terms, days=one.days + other.days,
        dated=one.dated + other.dated,
        event=one.event if one.event is not None else other.event,
        links=one.links | other.links,
    )


def _outcome(articles: Sequence[Features], clusters: Sequence[_Cluster]) -> Grouping:
    joins: dict[int, int] = {}
    groups: list[tuple[int, ...]] = []
    for cluster in clusters:
        new = sorted(articles[i].article for i in cluster.members if articles[i].event is None)
        if cluster.event is None:
            groups.append(tuple(new))
        else:
            joins.update(dict.fromkeys(new, cluster.event))
    return Grouping(joins, tuple(sorted(groups)))


def _day(published: str | None) -> int | None:
    return None if published is None else date.fromisoformat(published[:10]).toordinal()
