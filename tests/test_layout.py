"""Paragraphs on a plane: against eigenvectors and brute force, and where there is no plane."""

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings import layout as room
from embeddings.errors import NotFoundError
from embeddings.explore import Library
from embeddings.layout import Layout, Neighbour, layout
from embeddings.text import clean
from tests.conftest import WordEncoder

TEXT = (
    "The council closed the harbour bridge on Monday after engineers found cracks in its piers."
    "\n\nTraders condemned the closure as reckless and said it would cost them the summer."
    "\n\nThe mayor defended the closure and promised a new bridge of stone before winter"
)


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    made: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("f4")
    return made


def some(count: int = 40, dim: int = 12) -> NDArray[np.float32]:
    scale = np.linspace(3.0, 0.5, dim)
    return unit(np.random.default_rng(7).normal(size=(count, dim)) * scale)


def places(found: Layout) -> NDArray[np.float64]:
    return np.array([(spot.x, spot.y) for spot in found.spots])


def test_the_plane_is_that_of_the_two_greatest_eigenvectors() -> None:
    vectors = some()
    found = layout(range(40), vectors)
    centred = vectors.astype(float) - vectors.astype(float).mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred)
    expected = centred @ axes[:, [-1, -2]]
    np.testing.assert_allclose(np.abs(places(found)), np.abs(expected), atol=1e-9)
    np.testing.assert_allclose(found.explained, values[[-1, -2]] / values.sum(), atol=1e-12)
    assert found.explained[0] > found.explained[1] > 0


def test_the_same_vectors_give_the_same_picture_in_any_order() -> None:
    vectors = some()
    found = {spot.paragraph: (spot.x, spot.y) for spot in layout(range(40), vectors).spots}
    order = np.random.default_rng(1).permutation(40)
    again = layout([int(i) for i in order], vectors[order])
    for spot in again.spots:
        assert (spot.x, spot.y) == pytest.approx(found[spot.paragraph], abs=1e-6)


def test_the_greatest_weight_of_a_component_is_positive() -> None:
    vectors = np.array([[0.0, 1.0], [0.6, 0.8], [0.8, 0.6]], dtype=np.float32)
    centred = vectors - vectors.mean(axis=0)
    axis = np.linalg.lstsq(centred, places(layout([1, 2, 3], vectors))[:, 0], rcond=None)[0]
    assert axis[np.abs(axis).argmax()] > 0


def test_three_points_on_a_line_stay_on_it() -> None:
    # Not of unit length: three such points are never on a line.
    vectors = np.array([[0.0, 0.0, 1.0], [3.0, 4.0, 1.0], [6.0, 8.0, 1.0]], dtype=np.float32)
    found = layout([1, 2, 3], vectors)
    assert places(found) == pytest.approx(np.array([[-5.0, 0.0], [0.0, 0.0], [5.0, 0.0]]))
    assert found.explained == pytest.approx((1.0, 0.0))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_equal_paragraphs_lie_on_one_another(count: int) -> None:
    found = layout(range(count), np.tile(some(1), (count, 1)))
    assert not places(found).any()
    assert found.explained == (0.0, 0.0)
    assert all(len(spot.nearest) == count - 1 for spot in found.spots)
    assert all(n.cosine == pytest.approx(1.0) and n.cosine <= 1 for s in found.spots
               for n in s.nearest)


def test_no_paragraph_needs_no_place() -> None:
    assert layout([], np.zeros((0, 4), dtype=np.float32)) == Layout((), (0.0, 0.0))


def test_one_dimension_is_drawn_as_a_line() -> None:
    found = layout([1, 2, 3], np.array([[1.0], [-1.0], [1.0]], dtype=np.float32))
    assert places(found)[:, 1].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("block", [7, 512])
def test_neighbours_are_those_of_brute_force(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(room, "_BLOCK", block)
    vectors = some()
    found = layout([100 + i for i in range(40)], vectors, nearest=4)
    cosines = vectors @ vectors.T
    for row, spot in enumerate(found.spots):
        assert spot.paragraph == 100 + row
        others = sorted((i for i in range(40) if i != row), key=lambda i: -cosines[row, i])[:4]
        assert [n.paragraph for n in spot.nearest] == [100 + i for i in others]
        told = [n.cosine for n in spot.nearest]
        assert told == pytest.approx([float(cosines[row, i]) for i in others], abs=1e-6)


def test_neighbours_are_told_from_all_dimensions() -> None:
    # Rows 0 and 1 share their place on the plane, and yet row 2 is more like row 0.
    vectors = unit(np.array([
        [1.0, 0.0, 0.0, 0.30], [1.0, 0.0, 0.0, -0.30], [1.0, 0.1, 0.0, 0.28],
        [-1.0, 0.9, 0.0, 0.0], [-1.0, -0.9, 0.0, 0.0], [-1.0, 0.0, 0.5, 0.0],
        [-1.0, 0.0, -0.5, 0.0],
    ]))
    found = layout(range(7), vectors, nearest=1)
    on_plane = np.linalg.norm(places(found) - places(found)[0], axis=1)
    assert on_plane[1] < on_plane[2]
    (nearest,) = found.spots[0].nearest
    assert nearest.paragraph == 2
    assert nearest.cosine == pytest.approx(float(vectors[0] @ vectors[2]), abs=1e-6)


def test_an_events_paragraphs_are_laid_out_by_their_stored_vectors(
    library: Library, encoder: WordEncoder
) -> None:
    for name in ("one", "two"):
        library.add_text(TEXT + f" {name}.", title="Council closes bridge", published="2025-07-01")
    event = library.overview().events[0].id
    view = library.event(event)
    found = library.layout(event)
    assert [spot.paragraph for spot in found.spots] == [p.id for p in view.paragraphs]
    vectors = encoder.encode([clean(p.text) for p in view.paragraphs])
    assert found == layout([p.id for p in view.paragraphs], vectors)
    assert all(isinstance(n, Neighbour) for spot in found.spots for n in spot.nearest)
    with pytest.raises(NotFoundError):
        library.layout("nobody")
