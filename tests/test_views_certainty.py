"""The slider of certainty: what it leaves of an event, on every tab and in what is taken away."""

import json

import pytest

from embeddings.certainty import Tradeoff
from embeddings.records import ModelCard
from embeddings.views import certainty, export_menu
from embeddings.views.narrowing import Narrowing
from tests.test_views import html, use, visit
from tests.view_fixtures import FakeLibrary

CURVE = (
    Tradeoff(0.45, 0.5, 245, 0.34, 366, "some data", "2026-11-22"),
    Tradeoff(0.6, 0.61, 101, 0.17, 366, "some data", "2026-11-22"),
    Tradeoff(0.8, 0.73, 11, 0.02, 366, "some data", "2026-11-22"),
)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """Seven paragraphs; the judge is 90, 70, 63, 60, 58, 57 and 56% sure of them."""
    shelf = use(monkeypatch, FakeLibrary())
    shelf.put("1", ["+A gift.", "-A waste.", ".It is long.", "-A shame."], outlet="Quay")
    shelf.put("1", ["+A relief.", ".It is wide.", "-A waste."], outlet="Herald")
    return shelf


def counted(shown: str) -> list[int]:
    line = shown[shown.index('class="fx-counts"'):]
    return [int(part.split("</b>")[0]) for part in line.split("<b>")[1:4]]


def test_nothing_is_asked_for_at_first(library: FakeLibrary) -> None:
    at = visit("event", event="1")
    assert counted(html(at)) == [2, 2, 3]
    assert "sure: not judged here" not in html(at)
    assert at.slider(key="sure").value == 45


def test_a_link_asks_for_more_and_all_counts_follow(library: FakeLibrary) -> None:
    at = visit("event", event="1", sure="60")
    assert at.slider(key="sure").value == 60
    assert counted(html(at)) == [1, 1, 2]
    assert "3 paragraphs less than 60% sure: not judged here." in html(at)
    labels = [expander.label for expander in at.expander]
    assert "○ Leaning supportive, too unsure to count — 1 paragraph" in labels
    assert "○ Leaning critical, too unsure to count — 1 paragraph" in labels
    assert "● Neutral context — 1 paragraph" in labels
    assert "○ Not judged — 1 paragraph" in labels
    told = html(visit("event", event="1", sure="60", tab="Articles"))
    lines = told.split('class="fx-counts"')[2:]
    assert ["<b>1</b> supportive" in line for line in lines] == [True, False]
    at = visit("event", event="1", sure="60", tab="Outlets")
    [table] = [frame.value for frame in at.dataframe]
    assert table.set_index("Outlet").loc["Herald", "▼ Critical"] == 0


def test_moving_it_changes_the_page(library: FakeLibrary) -> None:
    at = visit("event", event="1")
    at.slider(key="sure").set_value(65).run()
    assert not at.exception
    assert counted(html(at)) == [1, 0, 1]
    at.slider(key="sure").set_value(45).run()
    assert counted(html(at)) == [2, 2, 3]


def test_another_event_begins_without_what_this_one_was_asked(library: FakeLibrary) -> None:
    library.put("2", ["+Praise.", "-Blame."], title="Another", outlet="Tide")
    at = visit("event", event="1", sure="70", paper="Quay")
    at.query_params.clear()
    at.query_params["event"] = "2"
    at.run()
    assert at.title[0].value == "Another"
    assert at.slider(key="sure").value == 45
    assert "From " not in html(at)


@pytest.mark.parametrize("asked", ["44", "91", "x", "-60", "60;drop"])
def test_a_bad_link_asks_for_nothing(library: FakeLibrary, asked: str) -> None:
    at = visit("event", event="1", sure=asked)
    assert not at.exception
    assert counted(html(at)) == [2, 2, 3]


def test_what_is_taken_away_is_what_is_shown(library: FakeLibrary) -> None:
    shown = Narrowing(0.6).of(library.event("1"))
    made = json.loads(export_menu.made(library, shown, "json", 0.6))  # type: ignore[arg-type]
    assert made["stamp"]["certainty"] == 0.6
    sides = [row["judgement"]["stance"] for row in made["paragraphs"]]
    assert sides.count("not_judged") == 3
    brief = export_menu.made(library, shown, "md", 0.6)  # type: ignore[arg-type]
    assert "Certainty asked for: 60%" in brief


def test_what_was_measured_stands_beside_it(library: FakeLibrary) -> None:
    at = visit("event", event="1")
    assert any("has not been measured" in caption.value for caption in at.caption)
    row = {"data": "some data", "model": "a model", "date": "2026-11-22"}
    library.cards = (ModelCard("a model", "", tuple(
        row | {"metric": metric, "value": value, "n": n}
        for metric, value, n in (
            ("right among the sides shown at 45%", 0.5, 245),
            ("found of all sides at 45%", 0.34, 366),
        )
    )),)
    library.judge_name = "a model, threshold 0.45"
    library.revision += 1
    at = visit("event", event="1")
    told = " ".join(m.value for m in at.markdown)
    assert "**50% of what is shown as supportive or critical is so**" in told
    assert at.get("vega_lite_chart")


def test_the_curve_is_told_at_the_certainty_asked_for() -> None:
    assert certainty.told(CURVE, 0.55).startswith("At 45%, **50% of")
    assert certainty.told(CURVE, 0.6).startswith("At 60%, **61% of")
    assert "Only" not in certainty.told(CURVE, 0.6)
    assert certainty.told(CURVE, 0.9).endswith("Only 11 paragraphs measured: take it as a hint.")
    assert certainty.told(CURVE, 0.3).startswith("At 45%")


def test_the_chart_has_both_shares_and_where_the_reader_stands() -> None:
    made = certainty.chart(CURVE, 0.6).to_dict()
    rows = [row for data in made["datasets"].values() for row in data]
    shares = {(row["what"], row["least"]): row["share"] for row in rows if "what" in row}
    assert shares[(certainty.RIGHT, 0.6)] == 0.61 and shares[(certainty.FOUND, 0.8)] == 0.02
    assert [row for row in rows if "what" not in row] == [{"least": 0.6}]
