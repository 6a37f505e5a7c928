"""Grouping by known similarities."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.events import Background, Grouping, central, count_background, featurise
from embeddings.events import group as group_with
from embeddings.records import Features

DIM = 8
NOTHING = count_background([])


def group(articles: list[Features]) -> Grouping:
    return group_with(articles, NOTHING)


def axis(number: int) -> NDArray[np.float32]:
    return np.asarray(np.eye(DIM)[number], dtype=np.float32)


def describe(row: int, title: str, texts: list[str], topic: int, published: str | None) -> Features:
    return featurise(
        row, title=title, texts=texts, title_vector=axis(topic), vectors=axis(topic)[None, :],
        published=published,
    )


def article(
    row: int, topic: int, text: str, published: str | None = None, event: int | None = None
) -> Features:
    made = describe(row, text, [text], topic, published)
    return Features(row, event, published, made.dense, made.terms, made.counts)


BRIDGE = "Council closes the old harbour bridge after cracks are found"
BRIDGE_2 = "Harbour bridge closed as council engineers find cracks in the old span"
TAX = "Parliament passes the sugar levy by a narrow vote"


def test_nothing_waiting_gives_nothing() -> None:
    assert group([article(1, 0, BRIDGE, event=5)]).joins == {}
    assert group([]).groups == ()


def test_same_happening_is_one_event_and_every_article_has_a_home() -> None:
    found = group([article(1, 0, BRIDGE), article(2, 0, BRIDGE_2), article(3, 1, TAX)])
    assert found.groups == ((1, 2), (3,))
    assert found.joins == {}


def test_new_article_joins_the_event_that_exists() -> None:
    found = group(
        [article(1, 0, BRIDGE, event=7), article(2, 0, BRIDGE_2), article(3, 1, TAX, event=8)]
    )
    assert found.joins == {2: 7}
    assert found.groups == ()


def test_two_events_that_exist_never_merge() -> None:
    found = group(
        [article(1, 0, BRIDGE, event=7), article(2, 0, BRIDGE, event=8), article(3, 0, BRIDGE_2)]
    )
    assert set(found.joins) == {3}
    assert found.joins[3] in (7, 8)


def test_same_words_months_later_are_another_event() -> None:
    near = group([article(1, 0, BRIDGE, "2025-03-01"), article(2, 0, BRIDGE_2, "2025-03-02")])
    far = group([article(1, 0, BRIDGE, "2025-03-01"), article(2, 0, BRIDGE_2, "2026-03-01")])
    assert near.groups == ((1, 2),)
    assert far.groups == ((1,), (2,))


def test_unknown_dates_cost_nothing() -> None:
    found = group([article(1, 0, BRIDGE, "2025-03-01"), article(2, 0, BRIDGE_2)])
    assert found.groups == ((1, 2),)


def test_order_of_articles_does_not_matter() -> None:
    articles = [
        article(row, row % 4, f"{BRIDGE if row % 2 else TAX} {row % 4}") for row in range(24)
    ]
    forward = group(articles).groups
    backward = group(articles[::-1]).groups
    assert forward == backward
    assert sum(len(g) for g in forward) == 24


def test_terms_are_counted_with_the_headline_twice() -> None:
    made = describe(1, "levy", ["levy vote"], 0, None)
    assert sorted(made.counts.tolist()) == [1, 3]
    assert np.linalg.norm(made.dense) == np.float32(1)


def test_background_counts_texts_not_occurrences(tmp_path: Path) -> None:
    made = count_background(["levy levy vote", "levy passed", "the levy"] * 2)
    assert made.documents == 6
    assert sorted(made.frequency[made.frequency > 0].tolist()) == [2, 2, 2, 6]
    made.save(tmp_path / "terms.npz")
    loaded = Background.load(tmp_path / "terms.npz")
    assert loaded.documents == 6
    # What hardly any text holds is as rare as what none holds, and is not stored.
    assert sorted(loaded.frequency[loaded.frequency > 0].tolist()) == [6]


def test_words_that_are_common_elsewhere_bind_little() -> None:
    one = article(1, 0, "council vote bridge")
    other = article(2, 1, "council vote tunnel")
    common = count_background(["council vote today"] * 500 + ["bridge", "tunnel"])
    rare = count_background(["bridge tunnel"] * 500)
    assert group_with([one, other], common, dense_share=0, threshold=0.3).groups == ((1,), (2,))
    assert group_with([one, other], rare, dense_share=0, threshold=0.3).groups == ((1, 2),)


def test_central_headline_is_nearest_to_the_texts() -> None:
    members = [article(1, 0, "a"), article(2, 0, "b"), article(3, 1, "c")]
    assert central(members, np.stack([axis(2), axis(0), axis(1)])) == 1
