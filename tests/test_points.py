"""Points of an event by known cosines."""

import time
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.points import ALIKE, APART, nearest_elsewhere, points
from embeddings.records import Paragraph, Point

WORDS = "the council of the old harbour town voted for a new bridge"
Vectors = NDArray[np.float32]


def unit(*rows: Sequence[float]) -> Vectors:
    made = np.asarray(rows, dtype=np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def tell(*places: tuple[str, int], text: str = WORDS) -> list[Paragraph]:
    """Paragraphs whose ids are their rows, each given by its article and position."""
    return [
        Paragraph(row, article, position, f"{text} {row}", 0, 0)
        for row, (article, position) in enumerate(places)
    ]


def ids(found: Sequence[Point]) -> list[tuple[int, ...]]:
    return [tuple(sorted(p.id for p in point.paragraphs)) for point in found]


def many(count: int, articles: int, *, topics: int, noise: float, seed: int = 3) -> tuple[
    list[Paragraph], Vectors, dict[str, str | None]
]:
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(topics, 32))
    rows = centres[chance.integers(0, topics, count)] + noise * chance.normal(size=(count, 32))
    places = [(f"a{row % articles}", row // articles) for row in range(count)]
    outlets: dict[str, str | None] = {
        f"a{n}": None if n % 7 == 0 else f"outlet {n % 12}" for n in range(articles)
    }
    return tell(*places), unit(*rows), outlets


def by_brute_force(
    paragraphs: Sequence[Paragraph],
    vectors: Vectors,
    outlets: Mapping[str, str | None],
    *,
    alike: float,
) -> set[tuple[int, ...]]:
    """Shared points, merging the best pair of groups over and over."""
    groups = [[row] for row in range(len(paragraphs))]
    while True:
        best, pair = alike, None
        for one in range(len(groups)):
            for other in range(one + 1, len(groups)):
                cosines = [
                    -1e6
                    if paragraphs[i].article == paragraphs[j].article
                    and abs(paragraphs[i].position - paragraphs[j].position) > 1
                    else float(vectors[i].astype(np.float64) @ vectors[j].astype(np.float64))
                    for i in groups[one]
                    for j in groups[other]
                ]
                if (mean := sum(cosines) / len(cosines)) >= best:
                    best, pair = mean, (one, other)
        if pair is None:
            break
        groups[pair[0]] += groups.pop(pair[1])
    return {
        tuple(sorted(g))
        for g in groups
        if len({outlets[a] or a for a in (paragraphs[i].article for i in g)}) > 1
    }


def test_nothing_gives_nothing() -> None:
    assert points([], np.zeros((0, 4), dtype=np.float32), {}) == ()


def test_shared_points_come_first_and_most_sources_before_fewer() -> None:
    paragraphs = tell(("a", 0), ("a", 5), ("b", 0), ("b", 5), ("c", 5), ("c", 9))
    vectors = unit([1, 0, 0, 0], [0, 1, 0, 0], [1, 0.1, 0, 0], [0, 1, 0.1, 0], [0, 1, 0, 0.1],
                   [0, 0, 1, 1])
    found = points(paragraphs, vectors, {"a": "Post", "b": "Times", "c": "Herald"})
    assert ids(found) == [(1, 3, 4), (0, 2), (5,)]
    assert found[0].outlets == ("Herald", "Post", "Times")
    assert found[2].outlets == ("Herald",)
    assert found[0].paragraphs[0].id == 1  # between the two others: the most typical


def test_single_points_are_ordered_by_distance_from_what_others_say() -> None:
    paragraphs = tell(("a", 0), ("b", 0), ("b", 3), ("b", 6), ("b", 9))
    # Cosines to a's paragraph: 0.4, 0.1, 0.6 (too near to be apart, too far to be the same), 0.2.
    cosines = [0.4, 0.1, 0.6, 0.2]
    rows = [[c, *(np.sqrt(1 - c * c) * np.eye(4)[n])] for n, c in enumerate(cosines)]
    vectors = unit([1, 0, 0, 0, 0], *rows)
    found = points(paragraphs, vectors, {"a": "Post", "b": "Times"})
    assert APART < 0.6 < ALIKE
    assert ids(found) == [(2,), (4,), (1,)]


def test_paragraphs_of_one_article_share_a_point_only_as_neighbours() -> None:
    paragraphs = tell(("a", 0), ("a", 1), ("a", 7), ("b", 0))
    vectors = unit([1, 0], [1, 0], [1, 0], [1, 0])
    found = points(paragraphs, vectors, {"a": "Post", "b": "Times"})
    for point in found:
        positions = sorted(p.position for p in point.paragraphs if p.article == "a")
        assert positions in ([], [7], [0], [1], [0, 1])
    assert len(found[0].outlets) == 2
    # What repeats a point elsewhere in its article is not told as something only one outlet has.
    assert all(len(point.outlets) > 1 for point in found)


def test_one_outlet_alone_has_points_of_its_own_in_the_order_given() -> None:
    paragraphs = tell(("a", 0), ("a", 1), ("b", 0))
    vectors = unit([1, 0], [0, 1], [0, 1])
    found = points(paragraphs, vectors, {"a": "Post", "b": "Post"})
    assert ids(found) == [(0,), (1, 2)]
    assert {point.outlets for point in found} == {("Post",)}


@pytest.mark.parametrize("nameless", [None, ""])
def test_an_article_without_an_outlet_is_a_source_of_its_own(nameless: str | None) -> None:
    paragraphs = tell(("a", 0), ("b", 0), ("c", 0), ("d", 0), ("e", 0))
    vectors = unit([1, 0], [1, 0], [1, 0], [0, 1], [0, 1])
    outlets = {"a": nameless, "b": nameless, "c": nameless, "d": "Post", "e": "Times"}
    found = points(paragraphs, vectors, outlets)
    assert ids(found) == [(0, 1, 2), (3, 4)]  # three sources before two
    assert found[0].outlets == ("",)


def test_short_paragraphs_and_page_furniture_make_no_points() -> None:
    page = "Sign up for our newsletter and get the best of our news by email"
    for text in ("Frankly it scares me", page):
        paragraphs = [Paragraph(n, a, 0, text, 0, 0) for n, a in enumerate("ab")]
        assert points(paragraphs, unit([1, 0], [0, 1]), {"a": "Post", "b": "Times"}) == ()
    chinese = "市议会周四投票决定修建新的港口大桥"
    paragraphs = [Paragraph(n, a, 0, chinese, 0, 0) for n, a in enumerate("ab")]
    assert len(points(paragraphs, unit([1, 0], [1, 0]), {"a": "Post", "b": "Times"})) == 1


def test_a_short_paragraph_still_says_that_another_outlet_has_it() -> None:
    paragraphs = tell(("a", 0), ("b", 0))
    short = [paragraphs[0], Paragraph(1, "b", 0, "It was closed.", 0, 0)]
    outlets = {"a": "Post", "b": "Times"}
    assert ids(points(short, unit([1, 0], [1, 0]), outlets)) == []
    assert ids(points(short, unit([1, 0], [0, 1]), outlets)) == [(0,)]


@pytest.mark.parametrize("noise", [0.4, 0.55, 0.7])
def test_same_as_merging_the_best_pair_over_and_over(noise: float) -> None:
    paragraphs, vectors, outlets = many(70, 9, topics=12, noise=noise)
    found = points(paragraphs, vectors, outlets, alike=0.6)
    shared = set(ids([point for point in found if _shared(point, outlets)]))
    assert shared == by_brute_force(paragraphs, vectors, outlets, alike=0.6)
    assert len(shared) > 5


def _shared(point: Point, outlets: Mapping[str, str | None]) -> bool:
    return len({outlets[p.article] or p.article for p in point.paragraphs}) > 1


def test_blocks_give_what_all_pairs_at_once_give(monkeypatch: pytest.MonkeyPatch) -> None:
    given = many(300, 20, topics=60, noise=0.5)
    at_once = points(*given)
    monkeypatch.setattr("embeddings.points._BLOCK", 7)
    assert ids(points(*given)) == ids(at_once)
    assert any(len(point.paragraphs) > 2 for point in at_once)


def test_too_much_at_once_is_halved() -> None:
    paragraphs, vectors, outlets = many(400, 40, topics=4, noise=0.1)
    whole = points(paragraphs, vectors, outlets)
    halved = points(paragraphs, vectors, outlets, most=60)
    told = [row for group in ids(halved) for row in group]
    assert len(told) == len(set(told)) >= 0.95 * sum(len(group) for group in ids(whole))
    assert len(halved) >= len(whole)
    assert halved == points(paragraphs, vectors, outlets, most=60)


def test_nearest_elsewhere_gives_each_other_source_once() -> None:
    paragraphs = tell(("a", 0), ("a", 1), ("b", 0), ("b", 1), ("c", 0), ("d", 0), ("e", 0))
    vectors = unit([1, 0], [1, 0.01], [0.6, 0.8], [0.8, 0.6], [0, 1], [-1, 0], [1, 0])
    outlets = {"a": "Post", "b": "Times", "c": None, "d": None, "e": "Post"}
    found = nearest_elsewhere(0, paragraphs, vectors, outlets, most=9)
    assert [row for row, _ in found] == [3, 4, 5]
    assert [cosine for _, cosine in found] == pytest.approx([0.8, 0.0, -1.0], abs=1e-6)
    assert nearest_elsewhere(0, paragraphs, vectors, outlets, most=1) == found[:1]
    alone = {"a": "Post", "b": "Post", "c": "Post", "d": "Post", "e": "Post"}
    assert nearest_elsewhere(0, paragraphs, vectors, alone, most=9) == ()


def test_1500_paragraphs_are_quick() -> None:
    given = many(1500, 60, topics=300, noise=0.4)
    start = time.perf_counter()
    assert points(*given)
    assert time.perf_counter() - start < 5  # a third of a second by itself; machines are shared
