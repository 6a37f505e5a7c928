"""Outlets, Timeline and Map of an event: what they draw, say in words, and leave out."""

import json
import re
from datetime import date
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from embeddings import leanings
from embeddings.records import Stance
from embeddings.views import copies, marks, outlets, places, stance, timeline
from tests.test_views import VIEWS, headers, html, plain, use, visit
from tests.view_fixtures import CONSTRUCTS, HOSTILE, FakeLibrary, bridge, voiced

NOT_A_SCORE = "Counts describe what an outlet printed, including whom it quoted. They are not"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """The pages show a small library with speakers."""
    return use(monkeypatch, voiced())


def charts(at: AppTest) -> list[Any]:
    """The charts of a page."""
    return [chart.proto for chart in at.get("vega_lite_chart")]


def values(spec: dict[str, Any], layer: int | None = None) -> list[dict[str, Any]]:
    """The rows that a chart, or one of its layers, draws."""
    data = spec["data"] if layer is None else spec["layer"][layer]["data"]
    found: list[dict[str, Any]] = spec["datasets"][data["name"]]
    return found


def scale(spec: dict[str, Any], channel: str) -> dict[str, Any]:
    """What a channel's words are drawn as."""
    told = spec["encoding"][channel]["scale"]
    return dict(zip(told["domain"], told["range"], strict=True))


# -- the tabs


def test_the_tabs_are_lazy_and_open_by_address(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    assert [tab.label for tab in at.tabs] == [
        "Evidence", "Speakers", "Outlets", "Timeline", "Map", "Points", "Articles", "Story"
    ]
    assert not charts(at)
    assert ("layout", "bridge") not in library.calls
    for tab, heading in (
        ("Outlets", "Supportive and critical paragraphs by outlet"),
        ("Timeline", "What came when"),
        ("Map", "Paragraphs by likeness"),
    ):
        at = visit("event", event="bridge", tab=tab)
        assert headers(at)[0] == heading
        assert len(charts(at)) == (2 if tab == "Timeline" else 1)
        assert all(len(chart.alt) > 40 for chart in charts(at))
    at.run()
    assert library.calls.count(("layout", "bridge")) == 1


def test_stances_look_as_everywhere() -> None:
    css = (VIEWS / "app.css").read_text(encoding="utf-8")
    scale = marks.palette(list(stance.LOOKS)).to_dict()
    assert scale["domain"] == [look.title for look in stance.LOOKS.values()]
    for side, color in zip(stance.LOOKS, scale["range"], strict=True):
        own = re.search(rf"\.{stance.LOOKS[side].css}\b[^{{]*{{ --fx: ([^;]+);", css)
        if side is not Stance.MIXED:  # whose colour goes by the theme
            assert own is not None and own[1] == color
    shapes = marks.shapes(list(stance.LOOKS)).to_dict()["range"]
    assert shapes == ["triangle-up", "circle", "diamond", "triangle-down", "circle"]


def test_names_in_a_chart_are_short_and_unlike() -> None:
    found = marks.named(["Post", "Po\u202est\n", None, "Outlet not stated", "P " * 60, "Post"])
    assert list(found.values())[:4] == [
        "Post", "Po st", "Outlet not stated", "Outlet not stated (2)"
    ]
    assert len(found) == 5 and len(list(found.values())[4]) <= 60
    assert list(marks.named(["a\n", "a"]).values()) == ["a", "a (2)"]


# -- outlets


def test_outlets_are_drawn_to_both_sides_in_their_voices(library: FakeLibrary) -> None:
    library.put("bridge", ["+Good.", "+Fine.", "-Bad."], outlet="Northern Post")
    library.speaking.own_words(10)
    found = leanings.outlets(library.event("bridge"))
    spec = outlets.chart(found).to_dict()
    bars = [
        (r["outlet"], r["side"], r["voice"], r["length"], r["paragraphs"], r["row"])
        for r in values(spec, 0)
    ]
    own, quoted, unknown = outlets.VOICES
    assert bars == [
        ("Northern Post", "Supportive", own, -1, 1, 0),
        ("Northern Post", "Supportive", unknown, -1, 1, 0),
        ("Northern Post", "Critical", unknown, 1, 1, 0),
        ("Harbour Times", "Supportive", quoted, -1, 1, 1),
        ("Harbour Times", "Critical", quoted, 1, 1, 1),
        ("Outlet not stated", "Critical", own, 1, 1, 2),
    ]
    drawn = {"encoding": spec["layer"][0]["encoding"]}
    assert scale(drawn, "fill") == {"Supportive": "#2b7bc0", "Critical": "#d2641b"}
    assert list(scale(drawn, "fillOpacity")) == [own, quoted, unknown]
    assert scale(drawn, "strokeDash")[quoted] == [4, 3]  # no voice by its shade alone
    assert [(r["told"], r["length"]) for r in values(spec, 2)] == [("▲ 2", -2), ("▲ 1", -1)]
    assert [r["told"] for r in values(spec, 3)] == ["▼ 1", "▼ 1", "▼ 1"]
    low, high = drawn["encoding"]["x"]["scale"]["domain"]
    assert low == -high < -2  # nothing stands in the middle


def test_outlets_without_one_side_are_drawn_too(library: FakeLibrary) -> None:
    spec = outlets.chart(leanings.outlets(library.event("verdict"))).to_dict()
    assert len(spec["layer"]) == 3
    assert [r["told"] for r in values(spec, 2)] == ["▲ 1"]


def test_the_table_has_the_same_numbers(library: FakeLibrary) -> None:
    library.put("bridge", ["-a", "-b", "-c", "-d", "+e", "*f", ".g", "?h"], outlet="Northern Post")
    library.put("bridge", [".Quiet."], outlet="Wire")
    at = visit("event", event="bridge", tab="Outlets")
    table = at.dataframe[0].value
    assert list(table["Outlet"]) == ["Harbour Times", "Wire", "Outlet not stated", "Northern Post"]
    assert list(table.columns)[1:3] == ["▲ Supportive", "▼ Critical"]
    assert list(table["▲ Supportive"]) == [1, 0, 0, 1]
    assert list(table["▼ Critical"]) == [1, 0, 1, 4]
    assert list(table["Critical share"]) == ["too few", "too few", "too few", "80% (38%–96%)"]
    assert list(table["Judged (n)"]) == [3, 1, 2, 7]
    assert list(table["▲ quoted"]) == [1, 0, 0, 0]
    assert list(table["▼ quoted"]) == [1, 0, 0, 0]
    assert list(table["▼ own words"]) == [0, 0, 1, 0]
    assert list(table["Voice not known"]) == [0, 0, 0, 5]
    assert list(table["◆ Mixed"]) == [0, 0, 0, 1]
    assert NOT_A_SCORE in html(at)
    assert "1 outlet without a supportive or a critical paragraph: in the table" in html(at)
    assert "Harbour Times: 1 supportive, 1 critical; Outlet not stated: 0" in charts(at)[0].alt


def test_no_share_is_told_of_four(library: FakeLibrary) -> None:
    library.put("bridge", ["-a", "-b", "-c", "+d", ".e", ".f"], outlet="Northern Post")
    table = visit("event", event="bridge", tab="Outlets").dataframe[0].value
    assert set(table["Critical share"]) == {"too few"}


def test_outlets_without_a_side_have_nothing_to_compare(library: FakeLibrary) -> None:
    at = visit("event", event="undated", tab="Outlets")
    assert "No paragraph of this event takes a side" in html(at)
    assert not charts(at) and not at.dataframe


def test_copies_are_left_out_when_they_count_once(library: FakeLibrary) -> None:
    library.put("bridge", ["-A copy."], outlet="Wire", published="2025-07-08", copy_of="a1")
    at = visit("event", event="bridge", tab="Outlets")
    assert "Wire" in list(at.dataframe[0].value["Outlet"])
    at.toggle(key="once").set_value(True).run()
    assert "Wire" not in list(at.dataframe[0].value["Outlet"])
    library.put("bridge", ["-Another."], outlet="Northern Post", published="2025-07-07")
    at = visit("event", event="bridge", tab="Timeline")
    assert "8 Jul 2025, Wire" in charts(at)[0].alt
    at.toggle(key="once").set_value(True).run()
    assert "8 Jul 2025, Wire" not in charts(at)[0].alt


# -- timeline


def test_each_article_has_its_mark_on_its_day(library: FakeLibrary) -> None:
    library.put("bridge", ["-a", "-b"], outlet="Wire", published="2025-07-06T23:30:00+02:00")
    library.put("bridge", ["+a"], outlet="Wire", published="2025-07-06")
    found = leanings.articles(library.event("bridge"))
    spec = timeline.chart([lean for lean in found if lean.day]).to_dict()
    drawn = [
        (r["outlet"], r["row"], r["day"][:19], r["slot"], r["lean"]) for r in values(spec)
    ]
    assert drawn == [
        ("Harbour Times", 0, "2025-07-04T00:00:00", 0.0, "As many of both, or none"),
        ("Outlet not stated", 1, "2025-07-06T00:00:00", 0.0, "More critical"),
        ("Wire", 2, "2025-07-06T00:00:00", -0.5, "More supportive"),
        ("Wire", 2, "2025-07-06T00:00:00", 0.5, "More critical"),
    ]
    assert scale(spec, "shape") == {
        "More supportive": "triangle-up", "As many of both, or none": "circle",
        "More critical": "triangle-down",
    }
    assert scale(spec, "color")["More supportive"] == "#2b7bc0"
    ends = spec["encoding"]["x"]["scale"]["domain"]
    assert [(e["month"], e["date"], e["hours"], e["utc"]) for e in ends] == [
        (7, 3, 12, True), (7, 6, 12, True)
    ]
    assert spec["encoding"]["x"]["axis"]["format"] == "%-d %b"


def test_a_year_belongs_to_far_days() -> None:
    axis = marks.days([date(2024, 12, 30), date(2025, 1, 2)]).to_dict()["axis"]
    assert axis["format"] == "%-d %b %Y"
    assert axis["tickCount"] == {"interval": "day", "step": 1}
    assert marks.days([date(2025, 1, 1), date(2025, 3, 1)]).to_dict()["axis"]["tickCount"] == 8


def test_few_articles_are_counted_and_many_are_shares(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", tab="Timeline")
    assert headers(at) == ["What came when", "Articles by day"]
    assert "Numbers of articles: 2 in all are too few for shares." in html(at)
    for day in (6, 7, 7):
        library.put("bridge", ["+a"], published=f"2025-07-0{day}")
    library.put("bridge", ["+a"], published=None)
    at = visit("event", event="bridge", tab="Timeline")
    assert headers(at) == ["What came when", "Share of the articles by day", "Without a date"]
    told = "100% are the 5 articles of this event that state a date. Of 1 more no date is known."
    assert told in html(at)
    by_day = leanings.days(leanings.articles(library.event("bridge")))
    spec = timeline.volume(by_day).to_dict()
    assert [(r["when"], r["articles"], r["share"]) for r in values(spec)] == [
        ("4 Jul 2025", 1, 0.2), ("5 Jul 2025", 0, 0.0), ("6 Jul 2025", 2, 0.4),
        ("7 Jul 2025", 2, 0.4),
    ]
    assert spec["encoding"]["y"]["field"] == "share"


def test_articles_without_a_date_are_told_apart(library: FakeLibrary) -> None:
    library.put("bridge", ["-a"], title="Some day", outlet="Wire", published="Thursday")
    at = visit("event", event="bridge", tab="Timeline")
    assert "1 article states no date, and cannot be placed:" in html(at)
    assert "Some day" in html(at) and "Wire · more critical" in html(at)
    assert plain(str(at.page_link[-1].label)) == "Read the article"
    assert "Thursday" not in charts(at)[0].alt


def test_a_timeline_needs_two_days(library: FakeLibrary) -> None:
    at = visit("event", event="undated", tab="Timeline")
    assert "No article of this event states its date: there is no order to show." in html(at)
    assert "Nothing is known" not in html(at) and not charts(at)
    assert headers(at) == ["What came when", "Without a date"]
    library.put("verdict", ["+a"], published="2025-07-09")
    at = visit("event", event="verdict", tab="Timeline")
    told = "A timeline needs two days at least. Here 2 articles with a date came on 9 Jul 2025."
    assert told in html(at) and not charts(at)


# -- map


def test_every_paragraph_has_its_place(library: FakeLibrary) -> None:
    view, laid = library.event("bridge"), library.layout("bridge")
    spec = places.chart(view, laid, 3).to_dict()
    rows = {r["paragraph"]: r for r in values(spec)}
    assert sorted(rows) == [1, 2, 3, 4, 5, 6]
    assert list(rows)[-1] == 3  # on top of the others
    assert [r["stance"] for _, r in sorted(rows.items())] == [
        "Neutral", "Supportive", "Critical", "Not judged", "Critical", "Neutral"
    ]
    assert [number for number, r in rows.items() if r["chosen"]] == [3]
    assert (rows[2]["x"], rows[2]["y"]) == (laid.spots[1].x, laid.spots[1].y)
    assert (rows[5]["outlet"], rows[5]["place"]) == ("Outlet not stated", "¶ 1")
    assert scale(spec, "shape") == {
        "Supportive": "triangle-up", "Neutral": "circle", "Critical": "triangle-down",
        "Not judged": "circle",
    }
    assert scale(spec, "fill")["Not judged"] == "transparent"
    assert scale(spec, "stroke")["Not judged"] == "#868d96"
    assert scale(spec, "opacity") == {
        "Supportive": 0.9, "Neutral": 0.9, "Critical": 0.9, "Not judged": places.DIM
    }
    assert spec["params"][0]["select"]["fields"] == ["paragraph"]


def test_the_map_says_what_it_keeps(library: FakeLibrary) -> None:
    shown = html(visit("event", event="bridge", tab="Map"))
    kept = sum(library.layout("bridge").explained)
    assert "Near means similar wording. Distances are approximate" in shown
    assert f"keep {kept:.0%} of the differences between the paragraphs" in shown
    assert "All 6 paragraphs of the event are drawn, copies as well." in shown
    library.put("verdict", ["+One more."])
    assert "%" not in html(visit("event", event="verdict", tab="Map")).split("Distances")[1]


def test_a_map_needs_three_paragraphs(library: FakeLibrary) -> None:
    at = visit("event", event="verdict", tab="Map")
    assert "A map needs three paragraphs at least; this event has 2." in html(at)
    assert not charts(at) and not at.selectbox


def test_a_paragraph_is_read_between_its_neighbours(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", tab="Map")
    assert at.selectbox(key="mark").value is None
    assert "Most like it" not in headers(at)
    at.selectbox(key="mark").select(2).run()
    assert not at.exception
    shown = html(at)
    assert "Council approves the harbour bridge</bdi></b><br>Harbour Times · 4 Jul 2025" in shown
    assert '<mark class="fx-sup">The mayor called the bridge' in shown
    before, chosen, after = (shown.index(f"¶ {n}</span>") for n in (1, 2, 3))
    assert before < chosen < after
    assert "¶ 4</span>" not in shown
    near = library.layout("bridge").spots[1].nearest
    told = re.findall(r"similarity -?\d\.\d\d", shown)
    assert told == [f"similarity {n.cosine:.2f}" for n in near]
    opened = [plain(str(link.label)) for link in at.page_link]
    opened = [label for label in opened if label.startswith("Open")]
    assert opened[0] == "Open ¶ 2" and len(opened) == 1 + len(near)
    assert json.loads(charts(at)[0].spec)["params"][0]["name"] == "picked"


def test_a_picked_paragraph_stands_in_the_address(library: FakeLibrary) -> None:
    told = visit("event", event="bridge", tab="Map").selectbox(key="mark").options[2]
    assert told == "▼ Harbour Times · ¶ 3 · Residents said it will ruin the old harbour."
    again = visit("event", event="bridge", tab="Map", mark=told)
    assert again.selectbox(key="mark").value == 3
    assert "Most like it" in headers(again)
    wrong = visit("event", event="bridge", tab="Map", mark="nonsense")
    assert wrong.selectbox(key="mark").value is None


def test_a_mark_of_another_event_is_forgotten(library: FakeLibrary) -> None:
    library.put("verdict", ["+One more."])
    at = visit("event", event="bridge", tab="Map")
    at.selectbox(key="mark").select(3).run()
    at.query_params["event"] = "verdict"
    at.run()
    assert not at.exception
    assert at.selectbox(key="mark").value is None


def test_a_mark_on_the_chart_picks_the_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {"map_e": {"selection": {"picked": [{"paragraph": 7}]}}}
    monkeypatch.setattr(st, "session_state", state)
    places._pick("map_e")
    assert state["mark"] == 7
    state["map_e"] = {"selection": {"picked": []}}
    places._pick("map_e")
    assert state["mark"] == 7


def test_paragraphs_of_equal_words_have_unlike_names(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = use(monkeypatch, bridge())
    for _ in range(2):
        shelf.put("same", ["+Word for word.", ".Fact."])
    options = visit("event", event="same", tab="Map").selectbox(key="mark").options
    assert len(set(options)) == 4
    assert options[2] == "▲ Harbour Times · ¶ 1 · Word for word. (3)"


def test_a_paragraph_gone_meanwhile_is_left_out(library: FakeLibrary) -> None:
    laid = library.layout("bridge")
    library.paragraphs.pop(0)
    spec = places.chart(library.event("bridge"), laid).to_dict()
    assert len(values(spec)) == 5


# -- hostile text


@pytest.mark.parametrize("tab", ["Outlets", "Timeline", "Map"])
def test_hostile_names_are_data(monkeypatch: pytest.MonkeyPatch, tab: str) -> None:
    shelf = use(monkeypatch, FakeLibrary())
    for day, sign in enumerate("+-.*?", 1):
        shelf.put(
            "h", [sign + HOSTILE], title=HOSTILE, outlet=HOSTILE if day < 4 else "layer",
            published=f"2025-07-0{day}", language='x" onload="',
        )
    shelf.put("h", ["+" + HOSTILE], title=HOSTILE, outlet=HOSTILE, published=None)
    at = visit("event", event="h", tab=tab)
    if tab == "Map":
        at.selectbox(key="mark").select(2).run()
    assert not at.exception
    shown = html(at)
    assert "<script" not in shown and "<b>g" not in shown and "onload=" not in shown
    for element in (*at.header, *at.markdown, *at.page_link):
        told = str(getattr(element, "label", None) or getattr(element, "value", ""))
        assert not any(construct in told for construct in CONSTRUCTS), told
    for chart in charts(at):
        assert "<script" not in chart.spec and "layer" not in json.loads(chart.spec).get("data", "")
    if tab == "Outlets":
        assert "\u202e" not in "".join(at.dataframe[0].value["Outlet"])


def test_counting_copies_once_leaves_their_articles_out_of_the_timeline() -> None:
    shelf = bridge()
    shelf.put("bridge", ["-A copy."], outlet="Wire", copy_of="a1")
    view = shelf.event("bridge")
    assert len(leanings.articles(view)) == 3
    assert len(leanings.articles(copies.independent(view))) == 2
