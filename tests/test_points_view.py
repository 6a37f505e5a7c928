"""The tab of points: what it shows, what it says when there is nothing, and how it goes on."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from embeddings.views import routes
from tests.test_views import html, plain
from tests.view_fixtures import HOSTILE

Links = list[tuple[str, str, int | None]]
VIEW = Path(__file__).parent.parent / "embeddings" / "views" / "points.py"


@pytest.fixture(autouse=True)
def links(monkeypatch: pytest.MonkeyPatch) -> Links:
    """Links to articles as they are drawn; without the app around it, a page has no address."""
    found: Links = []

    def link(article: str, *, label: str, paragraph: int | None = None) -> None:
        found.append((article, label, paragraph))

    monkeypatch.setattr(routes, "article_link", link)
    return found


def show(scene: str) -> AppTest:
    """Draw a scene of :func:`_scene`."""
    at = AppTest.from_function(_scene, args=(scene,), default_timeout=60)
    at.run()
    assert not at.exception, at.exception
    return at


def _scene(scene: str) -> None:
    from embeddings.records import Point
    from embeddings.views import points
    from tests.view_fixtures import HOSTILE, FakeLibrary

    library = FakeLibrary()
    names: list[str | None] = ["Harbour Times", "Northern Post", None, None]
    if scene == "hostile":
        names = [HOSTILE, "Northern Post", None, None]
    if scene == "one":
        names = ["Harbour Times"]
    if scene == "long":
        names = [f"Outlet {n:02}" for n in range(30)]
    for n, name in enumerate(names):
        texts = ["+The bridge is a gift.", f".Own {n}.", "?Short."]
        if scene == "hostile":
            texts[0] = "-" + HOSTILE
        library.put("e", texts, outlet=name, title=f"Headline {n}", published="2025-07-04")
    view = library.event("e")
    by_kind = [view.paragraphs[kind::3] for kind in range(2)]
    shared = Point(by_kind[0], tuple(sorted({name or "" for name in names})))
    alone = [Point((p,), (name or "",)) for p, name in zip(by_kind[1], names, strict=True)]
    if scene == "nothing":
        found: tuple[Point, ...] = ()
    elif scene == "long":
        pairs = [Point(by_kind[1][n : n + 2], ("",)) for n in range(12)]
        found = (shared, *pairs, *alone)
    else:
        found = (shared, *alone)
    points.draw(view, found)


def test_a_shared_point_shows_every_wording_whole_with_its_place(links: Links) -> None:
    at = show("usual")
    assert [h.value for h in at.header] == ["Several outlets say this", "Only one outlet has this"]
    shown = html(at)
    assert "<b>4 of 4 outlets say this</b>" in shown
    assert "in 4 articles · 1 wording" in shown
    assert shown.count('<mark class="fx-sup">The bridge is a gift.</mark>') == 4
    assert shown.count("▲ Supportive") == 4
    assert "Harbour Times" in shown and "Outlet not stated" in shown
    assert "<bdi>Headline 2</bdi>" in shown  # tells articles apart that state no outlet
    assert "4 Jul 2025 · ¶ 1" in shown
    assert links == [(f"a{n}", "Open ¶ 1", 3 * n - 2) for n in range(1, 5)]
    assert "not proof" in shown and "0.72" in shown and "0.50" in shown
    assert "8 of 12 paragraphs are listed here" in shown
    assert "no outlet counts as an outlet of its own" in shown


def test_what_one_outlet_has_is_under_its_name() -> None:
    at = show("usual")
    assert [plain(e.label) for e in at.expander] == [
        "Harbour Times — 1 point",
        "Northern Post — 1 point",
        "Outlet not stated: Headline 2 — 1 point",
        "Outlet not stated: Headline 3 — 1 point",
    ]
    assert "Own 1." not in html(at)
    at.session_state[at.expander[1].key or ""] = True
    at.run()
    assert not at.exception
    assert "Own 1." in html(at) and "Own 0." not in html(at)


def test_one_source_or_nothing_found_is_said_in_words() -> None:
    at = show("one")
    assert "Points need coverage by several articles" in html(at)
    assert not at.header
    shown = html(show("nothing"))
    assert "No point found that two outlets share" in shown
    assert "Nothing found that only one outlet has" in shown


def test_long_lists_go_on() -> None:
    at = show("long")
    assert html(at).count("outlets say this</b>") == 5
    assert "no outlet counts as" not in html(at)
    assert "26 more paragraphs of this point" in [e.label for e in at.expander]
    more = [b for b in at.button if b.label.startswith("Show")]
    assert [b.label for b in more] == ["Show 8 more points", "Show 10 of 25 more outlets"]
    more[0].click().run()
    assert html(at).count("outlets say this</b>") == 13
    assert len([b for b in at.button if b.label.startswith("Show")]) == 1


def test_hostile_text_is_shown_as_it_is() -> None:
    at = show("hostile")
    shown = html(at)
    assert "<script>" not in shown and "<b>g</b>" not in shown
    assert "&lt;script&gt;" in shown
    assert HOSTILE[:40] in plain(at.expander[0].label)
    assert "unsafe" not in VIEW.read_text(encoding="utf-8")
