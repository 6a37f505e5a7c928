"""The tour for newcomers: its steps, and that it stays away once it is dismissed."""

from contextlib import closing
from pathlib import Path

import pytest

from embeddings.explore import Library
from embeddings.views import tour
from tests.conftest import WordEncoder, word_judge, word_voices
from tests.test_views import html, use, visit
from tests.view_fixtures import FakeLibrary


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """A library in which nobody has dismissed the tour."""
    shelf = use(monkeypatch, FakeLibrary())
    shelf.put("1", ["+A gift.", "-A waste."], outlet="Quay")
    shelf.settings.clear()
    return shelf


def said(at: object) -> str:
    return " ".join(m.value for m in at.markdown)  # type: ignore[attr-defined]


def test_it_leads_through_its_steps_and_shows_them_on_an_event(library: FakeLibrary) -> None:
    at = visit()
    assert "**A short tour: Events** · 1 of 5" in said(at)
    for number, step in enumerate(tour.STEPS[1:], start=2):
        at.button(key="tour_next").click().run()
        assert f"**A short tour: {step.title}** · {number} of 5" in said(at)
        [link] = [p for p in at.get("page_link") if p.proto.label == "Show me"]
        assert f"tab={step.tab}" in link.proto.query_string
    assert not [b for b in at.button if b.key == "tour_next"]
    at.button(key="tour_back").click().run()
    assert "· 4 of 5" in said(at)


def test_an_empty_library_has_no_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = use(monkeypatch, FakeLibrary())
    shelf.settings.clear()
    assert "1 of 5" not in said(visit())


def test_dismissed_it_is_gone_from_all_pages_until_it_is_asked_for(library: FakeLibrary) -> None:
    at = visit("event", event="1")
    assert "**A short tour: Evidence** · 2 of 5" in said(at)
    assert not [b for b in at.button if b.key == "tour_back"]
    at.button(key="tour_next").click().run()
    at.button(key="tour_show").click().run()
    assert at.session_state["tab"] == "Speakers"
    assert "No speaker with critical words found" in html(at) or "Nobody who speaks" in html(at)
    at.button(key="tour_dismiss").click().run()
    assert "of 5" not in said(at)
    assert "of 5" not in said(visit())
    methods = visit("methods")
    methods.button(key="tour_again").click().run()
    assert library.settings["tour"] == ""
    assert "1 of 5" in said(visit())
    assert not [b for b in visit("methods").button if b.key == "tour_again"]


def test_the_library_keeps_it(tmp_path: Path) -> None:
    def opened() -> Library:
        return Library.open(
            tmp_path, encoder=WordEncoder(), judge=word_judge(), voices=word_voices()
        )

    with closing(opened()) as library:
        assert library.setting("tour") == ""
        revision = library.revision
        library.save_setting("tour", "dismissed")
        assert library.revision == revision  # no view of the library shows it
    with closing(opened()) as library:
        assert library.setting("tour") == "dismissed"
        library.save_setting("tour", "")
        assert library.setting("tour") == ""
