"""Which articles report the same happening. Pure: features in, groups out.

Articles are joined bottom-up by average linkage over one similarity (see ``similarity``). What is
new is grouped together with the events near it, whose articles are taken anew, so that the order
in which articles come hardly matters; an event keeps its id with most of its articles. Events that
a user has shaped are kept whole, and those drawn apart never merge. Nothing looks at all pairs:
each article is compared with its nearest neighbours and the groups that hold them.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from embeddings.events.features import Background
from embeddings.events.similarity import Weights, day_of, products, project, sums
from embeddings.records import Features, Place

__all__ = [
    "CANDIDATES",
    "Grouping",
    "Surroundings",
    "central",
    "crowding",
    "group",
    "neighbours",
    "surroundings",
]

CANDIDATES = 60
"""Neighbours looked at per new article: far more than outlets that cover one happening."""

# What is this far below the threshold now will hardly rise: means move slowly. In log-odds.
_SLACK = 3.0
# What is this far down the list of an article's neighbours is seldom of its event; where a library
# holds fewer, this is what other news of one country have in common. More than the most is a large
# event's own likeness; where all else is quite unlike, two reports must still be somewhat alike.
_BEYOND = 10
_UNRELATED, _LEAST_CROWDED, _MOST_CROWDED = 0.3, 0.25, 0.5
_ROWS = 512
_WHOLE = 50
"""Articles from which on an event is kept whole: one more changes little, and costs less."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """What becomes of articles, by their rows.

    ``joins`` names the event of each that comes to one, also out of another; ``groups`` those that
    form new events together; ``merges`` the events that are left without articles, with the event
    that most of theirs went to.
    """

    joins: dict[int, int]
    merges: dict[int, int]
    groups: tuple[tuple[int, ...], ...]


@dataclass(slots=True)
class _Cluster:
    """Articles taken together; sums over members make mean similarities cheap."""

    members: list[int]
    dense: NDArray[np.float32]
    columns: NDArray[np.int64]
    values: NDArray[np.float32]
    """The sum of the members' term rows: where it is not zero, and what it is there."""
    days: int
    dated: int
    events: tuple[int, ...]
    """Events in it that are kept whole."""
    loose: bool
    """Whether any article in it is taken anew."""
    crowd: float
    """The sum of the members' crowding."""
    links: set[int] = field(default_factory=set)


def neighbours(
    wanted: Sequence[int], dense: NDArray[np.float32], *, candidates: int = CANDIDATES
) -> dict[int, list[int]]:
    """Return the positions of the nearest rows of ``dense`` ``(n, dim)`` for each wanted row."""
    width = min(candidates + 1, len(dense))
    found: dict[int, list[int]] = {}
    for begin in range(0, len(wanted), _ROWS):
        rows = list(wanted[begin : begin + _ROWS])
        scores = dense[rows] @ dense.T
        near = np.argpartition(-scores, width - 1, axis=1)[:, :width]
        for row, others in zip(rows, near, strict=True):
            found[row] = [int(other) for other in others if other != row]
    return found


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What new articles must be grouped with, by row.

    ``rows`` are the new articles and all those of every event that holds a neighbour of one;
    ``near`` are the neighbours of each, and ``crowds`` how crowded it stands (see ``crowding``).
    """

    rows: list[int]
    near: dict[int, list[int]]
    crowds: dict[int, float]


def crowding(row: int, others: Sequence[int], dense: NDArray[np.float32]) -> float:
    """Return how much an article is like many others ``[0, 1]``, whatever their event.

    The mean cosine with its neighbours from the eleventh to the sixtieth. In a library of one
    country's politics everything is a little alike, and likeness says less. (After the local
    scaling of nearest neighbours of Conneau et al. 2018.)
    """
    cosines = np.sort(dense[list(others)] @ dense[row])[::-1][_BEYOND:CANDIDATES]
    filled = np.full(CANDIDATES - _BEYOND, _UNRELATED)
    filled[: len(cosines)] = cosines
    return min(max(float(filled.mean()), _LEAST_CROWDED), _MOST_CROWDED)


def surroundings(
    rows: NDArray[np.int64], dense: NDArray[np.float32], places: Mapping[int, Place]
) -> Surroundings:
    """Return what the articles without an event must be grouped with.

    ``rows`` ``(n,)`` name the rows of ``dense`` ``(n, dim)``, all articles of the library.
    """
    new = [at for at, row in enumerate(rows) if places[int(row)].event is None]
    near = neighbours(new, dense)
    close = {places[int(rows[at])].event for others in near.values() for at in others} - {None}
    around = [
        at for at, row in enumerate(rows)
        if places[int(row)].event is None or places[int(row)].event in close
    ]
    near |= neighbours([at for at in around if at not in near], dense)
    return Surroundings(
        [int(rows[at]) for at in around],
        {int(rows[at]): [int(rows[other]) for other in others] for at, others in near.items()},
        {int(rows[at]): crowding(at, others, dense) for at, others in near.items()},
    )


def group(
    articles: Sequence[Features],
    places: Mapping[int, Place],
    around: Surroundings,
    background: Background,
    weights: Weights,
    *,
    apart: AbstractSet[tuple[int, int]] = frozenset(),
    kept: AbstractSet[int] = frozenset(),
) -> Grouping:
    """Give every article without an event a home, and the events around it a second look.

    Args:
        articles: those without an event, and all the articles of every event that comes near.
        places: event and date of each article, by row.
        around: the neighbours of each article and how crowded it stands; neighbours that are not
            among ``articles`` are passed over.
        background: how common words are.
        weights: of the similarity; groups merge whose mean reaches its threshold, most similar
            first.
        apart: pairs of events, smaller id first, that must not come together.
        kept: events that a user has shaped; so are kept those of ``_WHOLE`` articles and more.
    """
    if not any(places[a.article].event is None for a in articles):
        return Grouping({}, {}, ())
    dense, terms = project(articles, background, weights)
    crowds = np.asarray([around.crowds[a.article] for a in articles])
    clusters, key_of, term_sums = _clusters(
        articles, places, kept=kept, dense=dense, terms=terms, crowds=crowds
    )
    pairs = sorted({
        (min(key_of[row], key_of[other]), max(key_of[row], key_of[other]))
        for row, others in around.near.items()
        if row in key_of
        for other in others
        if other in key_of and key_of[row] != key_of[other]
    })
    heap: list[tuple[float, int, int]] = []
    scores = _scores(clusters, pairs, term_sums, weights)
    for (one, other), score in zip(pairs, scores, strict=True):
        if score >= weights.threshold - _SLACK:
            clusters[one].links.add(other)
            clusters[other].links.add(one)
        if score >= weights.threshold:
            heapq.heappush(heap, (-score, one, other))
    _agglomerate(clusters, heap, terms.shape[1], weights, apart)
    return _outcome(articles, places, list(clusters.values()))


def central(articles: Sequence[Features]) -> int:
    """Return the position of the article whose headline vector is nearest to all the texts."""
    centre = np.mean([a.dense for a in articles], axis=0)
    return int(np.argmax(np.stack([a.title for a in articles]) @ centre))


def _clusters(
    articles: Sequence[Features],
    places: Mapping[int, Place],
    *,
    kept: AbstractSet[int],
    dense: NDArray[np.float32],
    terms: sparse.csr_array,
    crowds: NDArray[np.float64],
) -> tuple[dict[int, _Cluster], dict[int, int], sparse.csr_array]:
    """One cluster per event that is kept whole, one per other article; also each row's key, and
    the sums of the terms by key.
    """
    sizes = Counter(places[article.article].event for article in articles)
    members: dict[tuple[bool, int], list[int]] = defaultdict(list)
    for position, article in enumerate(articles):
        event = places[article.article].event
        whole = event is not None and (event in kept or sizes[event] >= _WHOLE)
        members[(not whole, event if whole and event is not None else article.article)].append(
            position
        )
    # Numbered by content, so that the order of the articles does not matter.
    homes = sorted(members)
    summed, term_sums = sums([members[home] for home in homes], dense, terms)
    clusters: dict[int, _Cluster] = {}
    key_of: dict[int, int] = {}
    for key, (loose, number) in enumerate(homes):
        own = members[(loose, number)]
        days = [day_of(places[articles[i].article].published) for i in own]
        known = [day for day in days if day is not None]
        begin, end = term_sums.indptr[key], term_sums.indptr[key + 1]
        clusters[key] = _Cluster(
            members=own, dense=summed[key], columns=term_sums.indices[begin:end].astype(np.int64),
            values=term_sums.data[begin:end], days=sum(known),
            dated=len(known), events=() if loose else (number,), loose=loose,
            crowd=float(crowds[own].sum()),
        )
        key_of.update((articles[i].article, key) for i in own)
    return clusters, key_of, term_sums


def _scores(
    clusters: Mapping[int, _Cluster],
    pairs: Sequence[tuple[int, int]],
    terms: sparse.csr_array,
    weights: Weights,
) -> list[float]:
    """Return the mean similarity of many pairs of clusters."""
    dense = np.stack([clusters[key].dense for key in sorted(clusters)])
    found = products([one for one, _ in pairs], [other for _, other in pairs], dense, terms)
    return [
        _score(clusters[one], clusters[other], float(product), weights)
        for (one, other), product in zip(pairs, found, strict=True)
    ]


def _score(one: _Cluster, other: _Cluster, product: float, weights: Weights) -> float:
    apart = None
    if one.dated and other.dated:
        apart = abs(one.days / one.dated - other.days / other.dated)
    sizes = len(one.members), len(other.members)
    crowd = (one.crowd / sizes[0] + other.crowd / sizes[1]) / 2
    return product / (sizes[0] * sizes[1]) + weights.dated(apart) - weights.crowd_cost * crowd


def _agglomerate(
    clusters: dict[int, _Cluster],
    heap: list[tuple[float, int, int]],
    space: int,
    weights: Weights,
    apart: AbstractSet[tuple[int, int]],
) -> None:
    """Merge clusters in place, the most similar first, while any two reach the threshold.

    ``space`` is the number of columns that terms can have.
    """
    spread = np.zeros(space, dtype=np.float32)
    next_key = max(clusters) + 1
    while heap:
        _, one, other = heapq.heappop(heap)
        if one not in clusters or other not in clusters:
            continue
        if _barred(clusters[one], clusters[other], apart):
            continue
        merged = _merge(clusters.pop(one), clusters.pop(other))
        merged.links = {key for key in merged.links if key in clusters}
        spread[merged.columns] = merged.values
        for key in merged.links:
            clusters[key].links.add(next_key)
            # Two events that are kept whole come together only over something else.
            if merged.loose or clusters[key].loose:
                product = float(merged.dense @ clusters[key].dense)
                product += float(spread[clusters[key].columns] @ clusters[key].values)
                score = _score(merged, clusters[key], product, weights)
                if score >= weights.threshold:
                    heapq.heappush(heap, (-score, key, next_key))
        spread[merged.columns] = 0
        clusters[next_key] = merged
        next_key += 1


def _barred(one: _Cluster, other: _Cluster, apart: AbstractSet[tuple[int, int]]) -> bool:
    return any(
        (min(a, b), max(a, b)) in apart for a in one.events for b in other.events
    )


def _merge(one: _Cluster, other: _Cluster) -> _Cluster:
    columns, where = np.unique(np.concatenate([one.columns, other.columns]), return_inverse=True)
    values = np.bincount(where, weights=np.concatenate([one.values, other.values]))
    return _Cluster(
        members=one.members + other.members, dense=one.dense + other.dense,
        columns=columns, values=values.astype(np.float32), days=one.days + other.days,
        dated=one.dated + other.dated, events=one.events + other.events,
        loose=one.loose or other.loose, crowd=one.crowd + other.crowd,
        links=one.links | other.links,
    )


def _outcome(
    articles: Sequence[Features], places: Mapping[int, Place], clusters: Sequence[_Cluster]
) -> Grouping:
    members = [[articles[i].article for i in cluster.members] for cluster in clusters]
    votes = [Counter(places[row].event for row in rows) for rows in members]
    # An id goes where most of its articles are; of several in one group, to the one with most of
    # them, of equals to the oldest.
    claims = sorted(
        (-number, event, at) for at, counted in enumerate(votes)
        for event, number in counted.items() if event is not None
    )
    home: dict[int, int] = {}
    taken: set[int] = set()
    for _, event, at in claims:
        if at not in home and event not in taken:
            home[at] = event
            taken.add(event)
    merges: dict[int, int] = {}
    for _, event, at in claims:
        if event not in taken and event not in merges and at in home:
            merges[event] = home[at]
    joins = {
        row: home[at] for at, rows in enumerate(members) if at in home
        for row in rows if places[row].event != home[at]
    }
    groups = sorted(tuple(sorted(rows)) for at, rows in enumerate(members) if at not in home)
    return Grouping(joins, merges, tuple(groups))
