"""Exports and the command line's JSON: nothing lost, nothing run."""

import csv
import io
import json

import pytest

from embeddings.explore import Library
from embeddings.export import Format, check_json, hit_json, render, summary_json, view_json
from embeddings.records import EventView
from tests.test_store import BRIDGE, document, filled


@pytest.fixture
def view(library: Library) -> EventView:
    filled(library)
    event = next(e for e in library.overview().events if len(e.articles) == 2)
    return library.event(event.id)


def test_json_has_the_contracted_keys(view: EventView) -> None:
    made = json.loads(render(view, "json"))
    assert list(made) == [
        "id", "title", "first", "last", "articles", "counts", "versions",
        "counts_without_copies", "paragraphs", "speakers", "outlets",
    ]
    assert list(made["articles"][0]) == [
        "id", "title", "outlet", "published", "url", "path", "copy_of"
    ]
    assert made["counts"] == {
        "supportive": 1, "critical": 1, "neutral": 3, "mixed": 0, "not_judged": 0
    }
    paragraph = next(p for p in made["paragraphs"] if "condemned" in p["text"])
    judgement = paragraph["judgement"]
    start, end = judgement["evidence"]
    assert paragraph["text"][start:end] == "Traders condemned the closure of the bridge."
    assert judgement["stance"] == "critical"
    assert sum(judgement["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    assert made["outlets"][0] == {
        "outlet": "Daily Quay", "articles": 1,
        "counts": {"supportive": 1, "critical": 1, "neutral": 1, "mixed": 0, "not_judged": 0},
    }


def test_csv_has_every_paragraph_and_reads_back(view: EventView) -> None:
    rows = list(csv.DictReader(io.StringIO(render(view, Format.CSV))))
    assert [row["text"] for row in rows] == [p.text for p in view.paragraphs]
    critical = next(row for row in rows if row["stance"] == "critical")
    assert critical["evidence"] == "Traders condemned the closure of the bridge."
    assert critical["position"] == "2"
    assert critical["outlet"] == "Daily Quay"


def test_csv_runs_no_formula(library: Library) -> None:
    library.add_documents([document("=HYPERLINK(1)", "+1 praised it.", outlet="@cmd")])
    event = library.overview().events[0]
    row = next(csv.DictReader(io.StringIO(render(library.event(event.id), "csv"))))
    assert (row["headline"], row["text"], row["outlet"]) == (
        "'=HYPERLINK(1)", "'+1 praised it.", "'@cmd"
    )


def test_markdown_shows_text_as_it_stands(library: Library) -> None:
    library.add_documents([document("A *b* [c](d)", "<b>praised</b> the `code` # levy.")])
    text = render(library.event(library.overview().events[0].id), "md")
    assert r"# A \*b\* \[c\]\(d\)" in text
    assert r"> \<b\>praised\</b\> the \`code\` \# levy\." in text
    assert "No critical voice found." in text
    assert "date unknown" in text


def test_search_and_summary_rows(library: Library) -> None:
    summary = library.add_documents([BRIDGE])
    assert list(summary_json(summary)) == [
        "articles", "paragraphs", "unchanged", "skipped", "seconds", "changes"
    ]
    hit = hit_json(library.search("traders")[0])
    assert list(hit) == [
        "paragraph", "article", "outlet", "published", "event", "score", "text"
    ]
    assert check_json(library.check())["damage"] == ()


def test_view_json_counts_all_paragraphs(view: EventView) -> None:
    counts = view_json(view)["counts"]
    assert isinstance(counts, dict)
    assert sum(counts.values()) == len(view.paragraphs)
