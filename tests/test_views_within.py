"""The evidence of some outlets and days only."""

import pytest

from embeddings.records import Article
from embeddings.views.within import Within
from tests.test_views import html, use, visit
from tests.view_fixtures import FakeLibrary


def article(outlet: str | None, published: str | None) -> Article:
    return Article("a", "t", outlet, published)


@pytest.mark.parametrize(
    ("asked", "outlet", "published", "kept"),
    [
        (Within(), None, None, True),
        (Within(("Quay",)), "Quay", None, True),
        (Within(("Quay", "Tide")), "Tide", None, True),
        (Within(("Quay",)), None, None, False),
        (Within(first="2025-07-04"), "Quay", "2025-07-04T09:00:00Z", True),
        (Within(first="2025-07-05"), "Quay", "2025-07-04", False),
        (Within(last="2025-07-04"), "Quay", "2025-07-04T23:59:00Z", True),
        (Within(last="2025-07-03"), "Quay", "2025-07-04", False),
        (Within(first="2025-01-01"), "Quay", None, False),
        (Within(last="2025-01-01"), "Quay", None, False),
    ],
)
def test_what_is_kept(asked: Within, outlet: str, published: str, kept: bool) -> None:
    assert asked.has(article(outlet, published)) is kept


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """Three articles: two outlets on two days, and one that states neither."""
    shelf = use(monkeypatch, FakeLibrary())
    shelf.put("1", ["+Quay praise.", ".Quay fact."], outlet="Quay", published="2025-07-04")
    shelf.put("1", ["-Tide blame.", ".Tide fact."], outlet="Tide", published="2025-07-06")
    shelf.put("1", ["-Nobody blames."], outlet=None, published=None)
    return shelf


def test_everything_is_shown_at_first(library: FakeLibrary) -> None:
    shown = html(visit("event", event="1"))
    assert "From " not in shown
    assert "Quay praise" in shown and "Tide blame" in shown and "Nobody blames" in shown


def test_a_link_carries_outlets_and_days(library: FakeLibrary) -> None:
    at = visit("event", event="1", paper="Tide")
    shown = html(at)
    assert "From 1 of 3 articles" in shown
    assert "Tide blame" in shown and "Quay praise" not in shown and "Nobody" not in shown
    assert "No supportive voice found" in shown
    assert "● Neutral context — 1 paragraph" in [e.label for e in at.expander]
    at.button(key="clear_within").click().run()
    assert "From " not in html(at)
    shown = html(visit("event", event="1", day_to="2025-07-05"))
    assert "From 1 of 3 articles" in shown and "Quay praise" in shown and "Tide" not in shown


def test_an_unknown_outlet_asks_for_nothing(library: FakeLibrary) -> None:
    at = visit("event", event="1", paper="Nowhere")
    assert not at.exception
    assert "Tide blame" in html(at)


def test_days_the_wrong_way_round_are_said(library: FakeLibrary) -> None:
    at = visit("event", event="1", day_from="2025-07-06", day_to="2025-07-04")
    assert any("after the last" in warning.value for warning in at.warning)
