"""How alike articles are: a weighted sum of products, learnt from pairs of one happening.

The weights come from a logistic regression on pairs of articles (see the model's card), so a
score is a log-odds, and a threshold on it can be read as a probability.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from embeddings.events.features import TERM_SPACE, Background, Kind
from embeddings.records import Features

__all__ = ["PAIRS", "SIGNALS", "Weights", "day_of", "products", "project", "sums", "term_rows"]

PAIRS = Path(__file__).parent.parent / "models" / "grouping" / "pairs.json"

SIGNALS = ("dense", "title", *(kind.name.lower() for kind in Kind))
"""The products that are weighed: two cosines of vectors, and one of terms for each kind."""

_BLOCK = 4096
# Words said and figures named are shared or not; how common they are elsewhere is not counted.
_WEIGHED = (Kind.WORD, Kind.OPENING, Kind.NAME)


@dataclass(frozen=True, slots=True)
class Weights:
    """The small model that joins the signals.

    ``signals`` weighs each of ``SIGNALS`` (none is negative); ``day_cost`` is for each doubling of
    the days between, ``undated`` for a pair without a date, ``crowd_cost`` for how much like many
    others of the library the two are (see ``grouping.crowding``); ``threshold`` is the mean
    log-odds at which two groups are one event. More than ``most_days`` part them altogether.
    """

    signals: Mapping[str, float]
    day_cost: float
    undated: float
    crowd_cost: float
    intercept: float
    threshold: float
    most_days: int = 60

    @classmethod
    def load(cls, path: Path = PAIRS) -> "Weights":
        """Read weights written by ``save``."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def save(self, path: Path) -> None:
        """Write the weights as JSON."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    def dated(self, days_apart: float | None) -> float:
        """Return what the dates add to a score, ``-inf`` if they part the two altogether."""
        if days_apart is None:
            return self.intercept + self.undated
        if days_apart > self.most_days:
            return -math.inf
        return self.intercept - self.day_cost * math.log2(1 + days_apart)

    def probability(self, score: float) -> float:
        """Return a score as the probability ``[0, 1]`` that two articles report one happening.

        Scaled so that the threshold is at one half.
        """
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, score - self.threshold))))


def project(
    articles: Sequence[Features], background: Background, weights: Weights
) -> tuple[NDArray[np.float32], sparse.csr_array]:
    """Return a dense ``(n, 2 dim)`` and a sparse row for each article.

    The dot products of two articles' rows add up to the weighted sum of their signals.
    """
    roots = {name: math.sqrt(weights.signals[name]) for name in SIGNALS}
    dense = np.hstack([
        roots["dense"] * np.stack([a.dense for a in articles]),
        roots["title"] * np.stack([a.title for a in articles]),
    ]).astype(np.float32)
    parts = [
        term_rows(articles, background, kind) * roots[kind.name.lower()]
        for kind in Kind
        if roots[kind.name.lower()] > 0
    ]
    if not parts:
        return dense, sparse.csr_array((len(articles), 1), dtype=np.float32)
    return dense, sparse.csr_array(sparse.hstack(parts, format="csr"))


def term_rows(
    articles: Sequence[Features], background: Background, kind: Kind
) -> sparse.csr_array:
    """Return unit rows ``(n, TERM_SPACE)`` of one kind of terms: 1 + log count, smoothed idf.

    An article without such terms has a row of zeros.
    """
    own = [a.terms[a.terms[:, 0] == kind] for a in articles]
    terms = np.concatenate([rows[:, 1] for rows in own]).astype(np.int64)
    values = 1 + np.log(np.concatenate([rows[:, 2] for rows in own]))
    starts = np.cumsum([0, *(len(rows) for rows in own)])
    if kind in _WEIGHED:
        values = values * (
            np.log((1 + background.documents) / (1 + background.frequency[terms])) + 1
        )
    rows = sparse.csr_array(
        (values.astype(np.float32), terms, starts), shape=(len(articles), TERM_SPACE)
    )
    norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(norms, 1e-9)) @ rows)


def products(
    left: Sequence[int] | NDArray[np.int64],
    right: Sequence[int] | NDArray[np.int64],
    dense: NDArray[np.float32],
    terms: sparse.csr_array,
) -> NDArray[np.float64]:
    """Return the dot products of pairs of rows ``(len(left),)``, computed in blocks."""
    found = np.empty(len(left))
    for begin in range(0, len(left), _BLOCK):
        one, other = left[begin : begin + _BLOCK], right[begin : begin + _BLOCK]
        found[begin : begin + _BLOCK] = np.einsum("ij,ij->i", dense[one], dense[other])
        found[begin : begin + _BLOCK] += np.asarray(
            terms[one].multiply(terms[other]).sum(axis=1)
        ).ravel()
    return found


def sums(
    groups: Sequence[Sequence[int]], dense: NDArray[np.float32], terms: sparse.csr_array
) -> tuple[NDArray[np.float32], sparse.csr_array]:
    """Return the sums of the rows of each group: their products are sums over all pairs."""
    members = np.concatenate([np.asarray(group, dtype=np.int64) for group in groups])
    starts = np.cumsum([0, *(len(group) for group in groups)])
    choose = sparse.csr_array(
        (np.ones(len(members), dtype=np.float32), members, starts),
        shape=(len(groups), dense.shape[0]),
    )
    return np.asarray(choose @ dense, dtype=np.float32), sparse.csr_array(choose @ terms)


def day_of(published: str | None) -> int | None:
    """Return a date's number of days, ``None`` for an unknown one."""
    return None if published is None else date.fromisoformat(published[:10]).toordinal()
