"""What an event's outlets say alike, and what only one of them says. Pure: vectors in, points out.

Paragraphs are joined bottom-up by average linkage over the cosine of their vectors. An article
seldom says a thing twice, so two of its paragraphs share a point only if they are neighbours.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster import hierarchy
from scipy.sparse import csgraph
from scipy.spatial.distance import squareform

from embeddings.reading import furniture
from embeddings.records import Paragraph, Point
from embeddings.text import clean

__all__ = ["ALIKE", "APART", "LEAST_WORDS", "nearest_elsewhere", "points"]

# Both were read off with all-MiniLM-L6-v2 in 24 events of three outlets each (news-events, 1,671
# paragraphs). Of groups that lay just above a cosine said the same thing: 5 of 16 at 0.65 to 0.70,
# 3 of 10 at 0.70 to 0.72, 8 of 12 at 0.72 to 0.75, 12 of 13 at 0.75 to 0.80. Among 1,800 news
# pairs of STS-B, 8 in 10 of those from 0.72 up score 3 of 5 or more ("roughly equivalent").
ALIKE: Final = 0.72
"""The least mean cosine of paragraphs that count as saying the same thing."""
# Of ten paragraphs each, another outlet did say it, in part at least: 1 whose nearest lay at 0.45
# to 0.50, 3 at 0.50 to 0.60, 4 at 0.60 to 0.70.
APART: Final = 0.50
"""What is less like than this to all that other outlets say counts as said by one outlet only."""
LEAST_WORDS: Final = 10
"""Shorter ones are mostly links between paragraphs, sub-headings and what is left of the page."""

_BLOCK: Final = 512  # rows compared at once: 20 MB of cosines against 10,000 paragraphs
_MOST: Final = 3000  # paragraphs linked at once: 36 MB of distances, and as much for each copy
_NEVER: Final = 1e6  # the distance of two paragraphs that must not share a point

# Scripts that put no spaces between words: a character counts as one.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class _Table:
    """Paragraphs as arrays ``(n,)``: whose they are, where they stand, what they say."""

    vectors: NDArray[np.float32]
    articles: NDArray[np.int64]
    sources: NDArray[np.int64]
    positions: NDArray[np.int64]

    def barred(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which pairs may not share a point: same article, not neighbours."""
        same = self.articles[rows][:, None] == self.articles[columns][None, :]
        steps = self.positions[rows][:, None] - self.positions[columns][None, :]
        barred: NDArray[np.bool_] = same & (np.abs(steps) > 1)
        return barred


def points(
    paragraphs: Sequence[Paragraph],
    vectors: NDArray[np.float32],
    outlets: Mapping[str, str | None],
    *,
    alike: float = ALIKE,
    apart: float = APART,
    most: int = _MOST,
) -> tuple[Point, ...]:
    """Group an event's paragraphs that say the same thing.

    ``vectors`` ``(n, dim)`` are the paragraphs' unit vectors; ``outlets`` names the outlet of
    each article by its id. An article that states none is a source of its own. Groups whose mean
    cosine ``[-1, 1]`` reaches ``alike`` become one.

    First come points that several sources share: most sources first, then most articles. Then
    those of one source whose cosine to whatever another source says stays below ``apart``,
    farthest first; where there is no other source, in the order given. Left out are paragraphs
    of fewer than ``LEAST_WORDS`` words, parts of a page that are none of its article, and what is
    neither shared nor apart: something like it stands elsewhere.

    More than ``most`` paragraphs that hang together are first halved where they vary most, so that
    memory stays bounded; what lies on such a cut may come out as two points.
    """
    assert len(vectors) == len(paragraphs), "one vector for each paragraph"
    table = _table(paragraphs, vectors, outlets)
    told = [i for i, p in enumerate(paragraphs) if len(_WORD.findall(p.text)) >= LEAST_WORDS]
    rows = np.asarray(told, dtype=np.int64)
    linked, elsewhere = _compare(table, rows, alike)
    shared: list[tuple[tuple[float, ...], Point]] = []
    alone: list[tuple[tuple[float, ...], Point]] = []
    for piece in _pieces(table, rows, linked, most):
        for members in _groups(table, piece, alike):
            typical = _typical(members, vectors)
            found = Point(
                tuple(paragraphs[i] for i in typical),
                tuple(sorted({outlets[paragraphs[i].article] or "" for i in typical})),
            )
            sources = len(np.unique(table.sources[members]))
            articles = len(np.unique(table.articles[members]))
            nearest = float(elsewhere[members].max())
            if sources > 1:
                shared.append(((-sources, -articles, int(members.min())), found))
            elif nearest < apart:
                alone.append(((nearest, int(members.min())), found))
    ordered = [*sorted(shared, key=lambda pair: pair[0]), *sorted(alone, key=lambda pair: pair[0])]
    return tuple(point for _, point in ordered if not _is_furniture(point))


def nearest_elsewhere(
    at: int,
    paragraphs: Sequence[Paragraph],
    vectors: NDArray[np.float32],
    outlets: Mapping[str, str | None],
    *,
    most: int,
) -> tuple[tuple[int, float], ...]:
    """Return the paragraph of each other source that is nearest to the one at index ``at``.

    At most ``most`` pairs of index and cosine ``[-1, 1]``, best first.
    """
    assert len(vectors) == len(paragraphs), "one vector for each paragraph"
    table = _table(paragraphs, vectors, outlets)
    cosines = vectors @ vectors[at]
    best: dict[int, int] = {}
    for row in np.argsort(-cosines, kind="stable"):
        best.setdefault(int(table.sources[row]), int(row))
    best.pop(int(table.sources[at]))
    return tuple((row, float(cosines[row])) for row in list(best.values())[:most])


def _is_furniture(point: Point) -> bool:
    # What is left of a page is like nothing else, and would head the list of what stands apart.
    # Asked last, of few: it takes longer than all the rest.
    return furniture.mark(clean(point.paragraphs[0].text)) is not None


def _table(
    paragraphs: Sequence[Paragraph],
    vectors: NDArray[np.float32],
    outlets: Mapping[str, str | None],
) -> _Table:
    articles: dict[str, int] = {}
    sources: dict[tuple[str, str], int] = {}
    rows = np.zeros((len(paragraphs), 3), dtype=np.int64)
    for row, paragraph in enumerate(paragraphs):
        outlet = outlets[paragraph.article] or ""
        source = (outlet, "" if outlet else paragraph.article)
        rows[row] = (
            articles.setdefault(paragraph.article, len(articles)),
            sources.setdefault(source, len(sources)),
            paragraph.position,
        )
    return _Table(vectors, *rows.T)


def _compare(
    table: _Table, rows: NDArray[np.int64], alike: float
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Compare all pairs, block by block, in memory of order n.

    Returns for each of ``rows`` the first one that it hangs together with through cosines of at
    least ``alike``; and for each paragraph the greatest cosine to one of another source, -1 where
    there is none.
    """
    every = np.arange(len(rows))
    linked = every
    elsewhere = np.full(len(table.vectors), -1.0, dtype=np.float32)
    for begin in range(0, len(rows), _BLOCK):
        block = rows[begin : begin + _BLOCK]
        cosines = table.vectors[block] @ table.vectors.T
        foreign = table.sources[block][:, None] != table.sources[None, :]
        elsewhere[block] = np.where(foreign, cosines, np.float32(-1)).max(axis=1)
        cosines = cosines[:, rows]
        left, right = np.nonzero((cosines >= alike) & ~table.barred(block, rows))
        ends = (np.concatenate([left + begin, every]), np.concatenate([right, linked]))
        ones = np.ones(len(ends[0]), dtype=np.int8)
        edges = sparse.coo_array((ones, ends), shape=(len(rows), len(rows)))
        _, labels = csgraph.connected_components(edges, directed=False)
        _, first = np.unique(labels, return_index=True)
        linked = first[labels]
    return linked, elsewhere


def _pieces(
    table: _Table, rows: NDArray[np.int64], linked: NDArray[np.int64], most: int
) -> Iterator[NDArray[np.int64]]:
    """Yield the rows that hang together, at most ``most`` at once.

    Average linkage joins none of these parts, so that each can be grouped by itself: of two
    groups with a mean cosine of at least some value, one pair at least reaches it.
    """
    order = np.argsort(linked, kind="stable")
    for piece in np.split(rows[order], np.flatnonzero(np.diff(linked[order])) + 1):
        if len(piece):
            yield from _halved(table, piece, most)


def _halved(
    table: _Table, piece: NDArray[np.int64], most: int
) -> Iterator[NDArray[np.int64]]:
    """Halve at the median of the first principal component until parts are small enough."""
    if len(piece) <= most:
        yield piece
        return
    centred = table.vectors[piece] - table.vectors[piece].mean(axis=0)
    along = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -1]
    order = np.argsort(along, kind="stable")
    for half in np.array_split(order, 2):
        yield from _halved(table, piece[np.sort(half)], most)


def _groups(
    table: _Table, rows: NDArray[np.int64], alike: float
) -> Iterator[NDArray[np.int64]]:
    """Yield groups of rows by average linkage, cut where the mean cosine falls below ``alike``."""
    if len(rows) == 1:
        yield rows
        return
    # Rounding puts copies at slightly less than nothing, which linkage refuses.
    distances = np.maximum(1.0 - table.vectors[rows] @ table.vectors[rows].T, 0.0)
    distances[table.barred(rows, rows)] = _NEVER
    tree = hierarchy.linkage(squareform(distances, checks=False), method="average")
    labels = hierarchy.fcluster(tree, 1.0 - alike, criterion="distance")
    for label in np.unique(labels):
        yield rows[labels == label]


def _typical(members: NDArray[np.int64], vectors: NDArray[np.float32]) -> list[int]:
    """Return rows by their mean cosine to all of them, highest first."""
    closeness = vectors[members] @ vectors[members].mean(axis=0)
    return [int(i) for i in members[np.argsort(-closeness, kind="stable")]]
