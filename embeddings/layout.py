"""An event's paragraphs on a plane: like ones near each other. Pure: vectors in, places out.

The plane is that of the two principal components (K. Pearson, "On Lines and Planes of Closest Fit
to Systems of Points in Space", Philosophical Magazine 2 (1901), 559-572). Two of several hundred
dimensions keep a part of the differences only, so the nearest paragraphs are told from all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEAREST", "Layout", "Neighbour", "Spot", "layout"]

NEAREST: Final = 5
"""Neighbours told of each paragraph: as many as can be read in a sitting."""

_BLOCK: Final = 512  # rows compared at once: 20 MB of cosines against 10,000 paragraphs
_FLAT: Final = 1e-6  # a component of less than this share of the length is made of rounding


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A paragraph near another one, by its id, with their cosine ``[-1, 1]``."""

    paragraph: int
    cosine: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a paragraph lies, by its id, and which are most like it, most alike first."""

    paragraph: int
    x: float
    y: float
    nearest: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Paragraphs on a plane, in the order given.

    ``explained`` is the share ``[0, 1]`` of the variance of their vectors along x and along y.
    """

    spots: tuple[Spot, ...]
    explained: tuple[float, float]


def layout(
    paragraphs: Sequence[int], vectors: NDArray[np.float32], *, nearest: int = NEAREST
) -> Layout:
    """Lay paragraphs out by their unit vectors ``(n, dim)``; ``paragraphs`` are their ids."""
    assert len(vectors) == len(paragraphs), "one vector for each paragraph"
    if not paragraphs:
        return Layout((), (0.0, 0.0))
    places, explained = _project(vectors)
    near = _nearest(vectors, nearest)
    return Layout(
        tuple(
            Spot(
                number, float(places[row, 0]), float(places[row, 1]),
                tuple(Neighbour(paragraphs[other], cosine) for other, cosine in near[row]),
            )
            for row, number in enumerate(paragraphs)
        ),
        explained,
    )


def _project(
    vectors: NDArray[np.float32],
) -> tuple[NDArray[np.float64], tuple[float, float]]:
    """Return places ``(n, 2)`` along the two principal components, and the shares of variance.

    A component's sign is free: here its greatest weight is positive, so that the same vectors
    always give the same picture.
    """
    centred = vectors.astype(np.float64)
    centred -= centred.mean(axis=0)
    _, lengths, components = np.linalg.svd(centred, full_matrices=False)
    # Two of these are always there, also of one paragraph or one dimension.
    lengths = np.append(lengths, [0.0, 0.0])[:2]
    components = np.vstack([components, np.zeros((2, components.shape[1]))])[:2]
    components[lengths <= _FLAT * max(float(np.linalg.norm(vectors)), 1.0)] = 0.0
    greatest = np.abs(components).argmax(axis=1)
    components[components[[0, 1], greatest] < 0] *= -1
    places: NDArray[np.float64] = centred @ components.T
    total = float((centred**2).sum())
    shares = [float((along**2).sum()) / total if along.any() else 0.0 for along in places.T]
    return places, (shares[0], shares[1])


def _nearest(vectors: NDArray[np.float32], most: int) -> list[list[tuple[int, float]]]:
    """Return for each row the ``most`` others of greatest cosine, in memory of order n."""
    found: list[list[tuple[int, float]]] = []
    for begin in range(0, len(vectors), _BLOCK):
        cosines = vectors[begin : begin + _BLOCK] @ vectors.T
        rows = np.arange(len(cosines))
        cosines[rows, rows + begin] = -np.inf
        # Stable: of equals the one that comes first. Rounding makes no cosine of more than 1.
        order = np.argsort(-cosines, axis=1, kind="stable")[:, : min(most, len(vectors) - 1)]
        best = np.clip(np.take_along_axis(cosines, order, axis=1), -1.0, 1.0)
        found.extend(
            [(int(at), float(c)) for at, c in zip(others, own, strict=True)]
            for others, own in zip(order, best, strict=True)
        )
    return found
