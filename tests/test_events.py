"""Grouping by known similarities."""

import math
from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.events import (
    SIGNALS,
    Background,
    Grouping,
    Weights,
    central,
    count_background,
    crowding,
    featurise,
    group,
    neighbours,
    surroundings,
)
from embeddings.events.features import Kind, names
from embeddings.events.reasons import bonds, kin, likeness, nearest_pair, shared_words
from embeddings.events.similarity import products, project, sums, term_rows
from embeddings.records import Features, Place

DIM = 8
NOTHING = count_background([])
# Two articles of one topic score 4 - 2; a doubling of the days apart costs one half.
WEIGHTS = Weights(
    {name: 4.0 if name == "dense" else 0.0 for name in SIGNALS}, day_cost=0.5, undated=-0.5,
    crowd_cost=0.0, intercept=-2.0, threshold=0.0,
)


def axis(number: int) -> NDArray[np.float32]:
    return np.asarray(np.eye(DIM)[number], dtype=np.float32)


def between(one: int, other: int, share: float) -> NDArray[np.float32]:
    """A unit vector whose cosine with the first axis is ``share``."""
    made = share * axis(one) + math.sqrt(1 - share**2) * axis(other)
    return np.asarray(made, dtype=np.float32)


def article(row: int, vector: NDArray[np.float32], text: str = "bridge") -> Features:
    return featurise(
        row, title=text, texts=[text], title_vector=vector, vectors=vector[None, :]
    )


class Shelf:
    """Articles with their places, grouped as the pipeline does it."""

    def __init__(self, weights: Weights = WEIGHTS) -> None:
        self.weights = weights
        self.features: dict[int, Features] = {}
        self.places: dict[int, Place] = {}
        self.fresh = 100

    def put(
        self,
        row: int,
        vector: NDArray[np.float32],
        *,
        event: int | None = None,
        published: str | None = "2025-03-01",
    ) -> None:
        self.features[row] = article(row, vector)
        self.places[row] = Place(row, event, published)

    def group(
        self, *, apart: frozenset[tuple[int, int]] = frozenset(),
        kept: frozenset[int] = frozenset(),
    ) -> Grouping:
        rows = sorted(self.features)
        dense = np.stack([self.features[row].dense for row in rows])
        around = surroundings(np.asarray(rows), dense, self.places)
        found = group(
            [self.features[row] for row in around.rows], self.places, around, NOTHING,
            self.weights, apart=apart, kept=kept,
        )
        for row, event in found.joins.items():
            self.places[row] = replace(self.places[row], event=event)
        for members in found.groups:
            self.fresh += 1
            for row in members:
                self.places[row] = replace(self.places[row], event=self.fresh)
        return found

    def partition(self) -> set[frozenset[int]]:
        homes = {place.event for place in self.places.values()}
        return {
            frozenset(row for row, place in self.places.items() if place.event == home)
            for home in homes
        }


def test_nothing_waiting_changes_nothing() -> None:
    shelf = Shelf()
    shelf.put(1, axis(0), event=5)
    shelf.put(2, axis(0), event=6)
    assert shelf.group() == Grouping({}, {}, ())


def test_one_happening_is_one_event_and_every_article_has_a_home() -> None:
    shelf = Shelf()
    for row, topic in ((1, 0), (2, 0), (3, 1)):
        shelf.put(row, axis(topic))
    assert shelf.group() == Grouping({}, {}, ((1, 2), (3,)))


def test_a_new_article_joins_the_event_that_exists() -> None:
    shelf = Shelf()
    shelf.put(1, axis(0), event=7)
    shelf.put(3, axis(1), event=8)
    shelf.put(2, axis(0))
    assert shelf.group() == Grouping({2: 7}, {}, ())


def test_an_article_that_shows_two_events_to_be_one_merges_them_into_the_larger() -> None:
    shelf = Shelf()
    shelf.put(1, axis(0), event=7)
    shelf.put(2, axis(0), event=8)
    shelf.put(3, axis(0), event=8)
    shelf.put(4, axis(0))
    assert shelf.group() == Grouping({1: 8, 4: 8}, {7: 8}, ())


def test_of_equal_events_the_older_keeps_its_id() -> None:
    shelf = Shelf()
    shelf.put(1, axis(0), event=8)
    shelf.put(2, axis(0), event=7)
    shelf.put(3, axis(0))
    assert shelf.group() == Grouping({1: 7, 3: 7}, {8: 7}, ())


def test_events_that_a_user_drew_apart_stay_apart() -> None:
    shelf = Shelf()
    shelf.put(1, axis(0), event=7)
    shelf.put(2, axis(0), event=8)
    shelf.put(3, axis(0))
    found = shelf.group(apart=frozenset({(7, 8)}), kept=frozenset({7, 8}))
    assert found.merges == {}
    assert set(found.joins) == {3}
    assert {place.event for place in shelf.places.values()} == {7, 8}


def test_an_event_that_a_user_shaped_is_kept_whole() -> None:
    shelf = Shelf()
    shelf.put(1, axis(0), event=7)
    shelf.put(2, axis(1), event=7)  # put there by hand
    shelf.put(3, axis(1))
    shelf.group(kept=frozenset({7}))
    assert shelf.places[2].event == 7
    loose = Shelf()
    loose.put(1, axis(0), event=7)
    loose.put(2, axis(1), event=7)
    loose.put(3, axis(1))
    loose.group()
    assert loose.partition() == {frozenset({1}), frozenset({2, 3})}


def test_dates_part_what_is_alike() -> None:
    # 4 - 2 leaves room for three doublings at one half each, and one more exactly.
    for days, together in ((0, True), (7, True), (14, True), (20, False), (200, False)):
        shelf = Shelf()
        shelf.put(1, axis(0), published="2025-01-01")
        day = np.datetime64("2025-01-01") + np.timedelta64(days, "D")
        shelf.put(2, axis(0), published=str(day))
        assert (len(shelf.group().groups) == 1) is together, days


def test_more_days_than_allowed_part_the_very_same_text() -> None:
    shelf = Shelf(replace(WEIGHTS, day_cost=0.0, most_days=60))
    shelf.put(1, axis(0), published="2025-01-01")
    shelf.put(2, axis(0), published="2025-03-02")  # 60 days
    shelf.put(3, axis(1), published="2025-01-01")
    shelf.put(4, axis(1), published="2025-03-03")  # 61 days
    assert shelf.group().groups == ((1, 2), (3,), (4,))


def test_an_unknown_date_costs_what_the_model_says() -> None:
    shelf = Shelf()
    shelf.put(1, axis(0), published=None)
    shelf.put(2, axis(0))
    assert shelf.group().groups == ((1, 2),)
    strict = Shelf(replace(WEIGHTS, undated=-2.5))
    strict.put(1, axis(0), published=None)
    strict.put(2, axis(0))
    assert strict.group().groups == ((1,), (2,))


def test_average_linkage_by_hand() -> None:
    # Cosines: 1-2 is 0.9, 2-3 is 0.6 or so, 1-3 below: the pair joins, the third stays out, as
    # the mean of its two products falls short of 2.
    one, two = axis(0), between(0, 1, 0.9)
    three = between(1, 2, 0.8)
    scores = [4 * float(a @ b) - 2 for a, b in ((one, two), (two, three), (one, three))]
    assert scores[0] > 0
    assert (scores[1] + scores[2]) / 2 < 0
    shelf = Shelf()
    for row, vector in enumerate((one, two, three), start=1):
        shelf.put(row, vector)
    assert shelf.group().groups == ((1, 2), (3,))


def test_the_order_of_additions_does_not_matter() -> None:
    # The middle one is near to both; taken with the wrong one first, it must change over.
    vectors = {1: axis(0), 2: between(0, 1, 0.8), 3: between(1, 0, 0.9), 4: axis(1)}
    at_once = Shelf()
    for row, vector in vectors.items():
        at_once.put(row, vector)
    at_once.group()
    for order in permutations(vectors):
        shelf = Shelf()
        for row in order:
            shelf.put(row, vectors[row])
            shelf.group()
        assert shelf.partition() == at_once.partition(), order


def test_many_articles_all_have_one_home() -> None:
    generator = np.random.default_rng(0)
    shelf = Shelf()
    for row in range(120):
        vector = generator.normal(size=DIM).astype(np.float32)
        shelf.put(row, vector / np.linalg.norm(vector))
        if row % 7 == 0:
            shelf.group()
    shelf.group()
    assert sum(len(part) for part in shelf.partition()) == 120
    assert all(place.event is not None for place in shelf.places.values())


def test_neighbours_are_those_of_brute_force() -> None:
    generator = np.random.default_rng(1)
    dense = generator.normal(size=(50, DIM)).astype(np.float32)
    found = neighbours(range(50), dense, candidates=5)
    for row in range(50):
        order = [int(i) for i in np.argsort(-(dense[row] @ dense.T)) if i != row]
        expected = set(order[:5])
        assert len(expected - set(found[row])) <= 1  # the row itself may not be its own nearest
        assert row not in found[row]


def test_projected_rows_add_up_to_the_weighted_signals() -> None:
    texts = ["The minister Ann Lee said “we will close the old bridge tomorrow” at 10,000 cost",
             "Minister Lee: “we will close the old bridge tomorrow”, for 10,000 crowns"]
    articles = [article(i, between(0, 1, 0.6 + 0.2 * i), text) for i, text in enumerate(texts)]
    weights = replace(WEIGHTS, signals={n: 1.0 + i for i, n in enumerate(SIGNALS)})
    dense, terms = project(articles, NOTHING, weights)
    expected = weights.signals["dense"] * float(articles[0].dense @ articles[1].dense)
    expected += weights.signals["title"] * float(articles[0].title @ articles[1].title)
    for kind in Kind:
        rows = term_rows(articles, NOTHING, kind)
        cosine = float((rows[[0]] @ rows[[1]].T).sum())
        assert 0 < cosine <= 1 + 1e-6, kind
        expected += weights.signals[kind.name.lower()] * cosine
    assert products([0], [1], dense, terms)[0] == pytest.approx(expected, rel=1e-5)
    summed, term_sums = sums([[0, 1], [1]], dense, terms)
    own = products([1], [1], dense, terms)[0]
    assert products([0], [1], summed, term_sums)[0] == pytest.approx(expected + own, rel=1e-5)


def test_words_that_are_common_elsewhere_bind_little() -> None:
    pair = [article(0, axis(0), "council votes bridge"), article(1, axis(1), "council votes road")]
    common = count_background(["council votes today"] * 500 + ["bridge", "road"])
    rare = count_background(["bridge road"] * 500)
    cosines = []
    for background in (common, rare):
        rows = term_rows(pair, background, Kind.WORD)
        cosines.append(float((rows[[0]] @ rows[[1]].T).sum()))
    assert cosines[0] < 0.3
    assert cosines[1] > 0.7


def test_background_counts_texts_not_occurrences(tmp_path: Path) -> None:
    made = count_background(["levy levy vote", "levy passed", "the levy"] * 2)
    assert made.documents == 6
    assert sorted(made.frequency[made.frequency > 0].tolist()) == [2, 2, 2, 6]
    made.save(tmp_path / "terms.npz")
    loaded = Background.load(tmp_path / "terms.npz")
    assert loaded.documents == 6
    # What hardly any text holds is as rare as what none holds, and is not stored.
    assert sorted(loaded.frequency[loaded.frequency > 0].tolist()) == [6]
    more = loaded.plus([article(0, axis(0), "levy levy bridge")])
    assert more.documents == 7
    assert sorted(more.frequency[more.frequency > 0].tolist()) == [1, 7]


def test_weights_survive_the_disk(tmp_path: Path) -> None:
    WEIGHTS.save(tmp_path / "pairs.json")
    assert Weights.load(tmp_path / "pairs.json") == WEIGHTS
    shipped = Weights.load()
    assert set(shipped.signals) == set(SIGNALS)
    assert all(weight >= 0 for weight in shipped.signals.values())
    assert WEIGHTS.probability(WEIGHTS.threshold) == 0.5


def test_names_are_told_from_the_beginnings_of_sentences() -> None:
    assert names("Yesterday the minister Ann Lee met Brown. Then she left for Oslo.") == [
        "Ann Lee", "Brown", "Oslo"
    ]


def test_central_headline_is_nearest_to_the_texts() -> None:
    def made(row: int, text: NDArray[np.float32], title: NDArray[np.float32]) -> Features:
        return replace(article(row, text), title=title)

    members = [made(1, axis(0), axis(2)), made(2, axis(0), axis(0)), made(3, axis(1), axis(1))]
    assert central(members) == 1


def places(events: Mapping[int, int], published: str = "2025-03-01") -> dict[int, Place]:
    return {row: Place(row, event, published) for row, event in events.items()}


def test_bonds_give_strength_rival_and_days() -> None:
    articles = [article(1, axis(0)), article(2, axis(0)), article(3, between(0, 1, 0.55)),
                article(4, axis(1))]
    where = places({1: 7, 2: 7, 3: 7, 4: 8})
    where[3] = replace(where[3], published="2025-03-04")
    beside = {
        "places": where, "crowds": dict.fromkeys(where, 0.3), "background": NOTHING,
        "weights": WEIGHTS,
    }
    found = bonds(7, articles, **beside)  # type: ignore[arg-type]
    assert set(found) == {1, 2, 3}
    strong, weak = found[1], found[3]
    # 1 with 2 and 3: the mean of 4 and 2.2, less 2, less the days to their mean date, 1.5.
    expected = (4 + 2.2) / 2 - 2 - 0.5 * math.log2(2.5)
    assert strong.strength == pytest.approx(1 / (1 + math.exp(-expected)), rel=1e-4)
    assert strong.days == 0
    assert weak.days == 3
    assert weak.borderline
    assert weak.strength is not None
    assert weak.strength < (strong.strength or 0)
    assert weak.rival is not None
    assert weak.rival[0] == 8
    alone = bonds(8, articles, **beside)[4]  # type: ignore[arg-type]
    assert alone.strength is None
    assert not alone.borderline


def test_kin_looks_past_the_dates() -> None:
    articles = [article(1, axis(0)), article(2, axis(0)), article(3, axis(3))]
    where = places({1: 7, 2: 8, 3: 9})
    where[2] = replace(where[2], published="2026-03-01")
    near = replace(WEIGHTS, signals={**WEIGHTS.signals, "dense": 6.0})
    found = kin(7, articles, where, NOTHING, near)
    assert [one.event for one in found] == [8]
    assert found[0].similarity == pytest.approx(1 / (1 + math.exp(-(6 - 5.25))), rel=1e-4)
    assert kin(7, articles, where, NOTHING, WEIGHTS) == []
    assert kin(5, articles, where, NOTHING, near) == []


def test_likeness_ranks_the_nearest_first() -> None:
    articles = [article(1, axis(0)), article(2, between(0, 1, 0.9)), article(3, axis(1))]
    crowded = replace(WEIGHTS, crowd_cost=10.0)
    found = likeness(
        1, articles, places=places({1: 7, 2: 7, 3: 8}), crowd=0.3,
        background=NOTHING, weights=crowded,
    )
    assert set(found) == {2, 3}
    assert found[2] == pytest.approx(1 / (1 + math.exp(-(3.6 - 2 - 3))), rel=1e-4)
    assert found[3] == pytest.approx(1 / (1 + math.exp(2 + 3)), rel=1e-4)


def test_crowding_is_the_mean_from_the_eleventh_neighbour_on() -> None:
    generator = np.random.default_rng(2)
    dense = generator.normal(size=(200, 4)).astype(np.float32)
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    others = neighbours([5], dense)[5]
    cosines = sorted((float(dense[i] @ dense[5]) for i in range(200) if i != 5), reverse=True)
    assert crowding(5, others, dense) == pytest.approx(
        min(max(float(np.mean(cosines[10:60])), 0.25), 0.5)
    )
    # Where the library holds no more, unrelated news stand in; a large event counts no more.
    assert crowding(0, [], dense) == pytest.approx(0.3)
    assert crowding(0, range(1, 20), np.ones((20, 1), np.float32)) == pytest.approx(
        (9 * 1.0 + 41 * 0.3) / 50
    )
    assert crowding(0, range(1, 61), np.ones((61, 1), np.float32)) == 0.5
    assert crowding(0, range(1, 61), np.eye(61, dtype=np.float32)) == 0.25


def test_crowded_articles_must_be_more_alike() -> None:
    shelf = Shelf(replace(WEIGHTS, crowd_cost=5.0))
    shelf.put(1, axis(0))
    shelf.put(2, axis(0))
    # Alone they stand 0.3 crowded each: 4 - 2 - 1.5 is above nought.
    assert shelf.group().groups == ((1, 2),)
    crowd = Shelf(replace(WEIGHTS, crowd_cost=5.0))
    for row in range(1, 41):
        crowd.put(row, between(0, row % 7 + 1, 0.95))
    # All of them 0.9 alike and more: each stands at the most, 0.5, and needs 4.5.
    assert len(crowd.group().groups) == 40


def test_shared_words_prefer_names_and_leave_out_what_is_common() -> None:
    own = ["Harbour bridge shut", "On Monday the engineer Petra Novak shut the harbour bridge."]
    other = ["Bridge closed", "The harbour bridge was shut by Petra Novak on Monday, she said."]
    background = count_background(["the on by was she said monday shut"] * 400)
    found = shared_words(own, [other], background)
    assert {"Petra", "Novak"} <= set(found[:4])
    assert "the" not in found[:5]
    assert shared_words(own, [], background) == ()


def test_nearest_pair_is_the_greatest_cosine() -> None:
    own, others = np.stack([axis(0), axis(1)]), np.stack([axis(2), between(1, 0, 0.8)])
    found = nearest_pair(own, others)
    assert found is not None
    assert found[:2] == (1, 1)
    assert found[2] == pytest.approx(0.8, abs=1e-6)
    assert nearest_pair(own, others[:0]) is None
