"""The overview's filters: which events are listed, and what is said when none is."""

import pytest

from embeddings.records import Article, Counts, Event
from embeddings.views.sifting import Sieve, wanted
from tests.test_views import headers, html, use, visit
from tests.view_fixtures import FakeLibrary


def event(
    key: str, first: str | None, last: str | None, *outlets: str, copies: int = 0
) -> Event:
    articles = tuple(
        Article(
            f"{key}{i}", "t", outlet, copy_of=f"{key}0" if i >= len(outlets) - copies else None
        )
        for i, outlet in enumerate(outlets)
    )
    return Event(key, key, first, last, articles, Counts())


EVENTS = [
    event("a", "2025-07-01", "2025-07-05", "Quay", "Tide"),
    event("b", "2025-07-06", "2025-07-06", "Tide"),
    event("c", None, None, "Quay", "Wave"),
    event("d", "2025-08-01", "2025-08-02", "Wave", "Tide", copies=1),
]


@pytest.mark.parametrize(
    ("sieve", "kept"),
    [
        (Sieve(), "abcd"),
        (Sieve(outlet="Quay"), "ac"),
        (Sieve(first="2025-07-05"), "abd"),
        (Sieve(last="2025-07-05"), "a"),
        (Sieve(first="2025-07-06", last="2025-07-31"), "b"),
        (Sieve(shared=True), "ac"),
        (Sieve(outlet="Tide", first="2025-07-01", shared=True), "a"),
        (Sieve(outlet="Nobody"), ""),
    ],
)
def test_what_is_kept(sieve: Sieve, kept: str) -> None:
    assert "".join(e.id for e in wanted(EVENTS, sieve)) == kept


def test_a_link_carries_the_filters_and_they_can_be_cleared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shelf = use(monkeypatch, FakeLibrary())
    shelf.put("1", ["+Good."], title="Bridge built", outlet="Quay", published="2025-07-01")
    shelf.put("2", ["-Bad."], title="Levy passed", outlet="Tide", published="2025-08-01")
    at = visit(by_outlet="Quay")
    assert headers(at) == ["Bridge built"]
    assert "1 of 2 events shown" in html(at)
    at.button(key="clear_sieve").click().run()
    assert len(headers(at)) == 2
    at = visit(since="2025-09-01")
    assert headers(at) == []
    assert any("No event has all" in m.value for m in at.markdown)
