"""What pages list, taken away as tables: every row, every field, and no cell that is run."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from embeddings.export import lists
from embeddings.records import (
    Correction,
    Hit,
    Point,
    Quote,
    RelatedEvent,
    Stance,
    Utterance,
)
from embeddings.text import text_hash
from tests.test_export import HOSTILE
from tests.test_views import use, visit
from tests.view_fixtures import FakeLibrary

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def library() -> FakeLibrary:
    """Two events of two outlets."""
    shelf = FakeLibrary()
    shelf.put("1", ["+A gift.", "-A waste.", ".It is long."], title="Bridge built", outlet="Quay")
    shelf.put("1", ["-A shame."], title="Bridge built", outlet="Herald", published="2025-07-06")
    shelf.put("2", ["?x"], title="Levy passed", outlet=None, published=None)
    return shelf


def test_events(library: FakeLibrary) -> None:
    one, two = read(lists.events(library.overview().events))
    assert (one["statement"], one["articles"]) == ("Bridge built", "2")
    assert one["outlets"] == "Herald; Quay"
    assert (one["supportive"], one["critical"], one["neutral"]) == ("1", "2", "1")
    assert (one["first"], one["last"]) == ("2025-07-04", "2025-07-06")
    assert (two["not_judged"], two["first"], two["outlets"]) == ("1", "", "")


def test_articles(library: FakeLibrary) -> None:
    rows = read(lists.articles(library.articles, library.titles))
    assert [(r["id"], r["outlet"], r["event"]) for r in rows] == [
        ("a1", "Quay", "Bridge built"), ("a2", "Herald", "Bridge built"), ("a3", "", "Levy passed"),
    ]


def test_hits(library: FakeLibrary) -> None:
    hits = [
        Hit(library.paragraphs[3], library.articles[1], 0.75),
        Hit(library.paragraphs[1], library.articles[0], -0.5),
    ]
    first, second = read(lists.hits(hits, library.titles))
    assert (first["rank"], first["score"], first["text"]) == ("1", "0.75", "A shame.")
    assert (first["stance"], first["statement"], first["position"]) == (
        "critical", "Bridge built", "1",
    )
    assert (second["score"], second["paragraph_hash"]) == ("-0.5", text_hash("A waste."))


def test_a_readers_label_is_marked(library: FakeLibrary) -> None:
    library.correcting.correct([4], Correction(Stance.NEUTRAL))
    hit = Hit(library.paragraphs[3], library.articles[1], 0.75)
    [row] = read(lists.hits([hit], library.titles))
    assert (row["stance"], row["corrected"], row["machine"]) == ("neutral", "yes", "critical")
    assert row["confidence"] == ""
    quote = Quote(2, 7, True, name="Ida Morn")
    said = Utterance(quote, library.paragraphs[3], library.articles[1], "ida-morn")
    [row] = read(lists.utterances([said], library.titles))
    assert (row["corrected"], row["machine"]) == ("yes", "critical")


def test_quotes(library: FakeLibrary) -> None:
    quote = Quote(2, 7, True, name="Ida Morn", written="Morn", role="clerk")
    said = Utterance(quote, library.paragraphs[1], library.articles[0], "ida-morn")
    [row] = read(lists.utterances([said], library.titles))
    assert (row["quote"], row["start"], row["end"], row["direct"]) == ("waste", "2", "7", "yes")
    assert (row["speaker"], row["name"], row["role"]) == ("Morn", "Ida Morn", "clerk")
    assert row["stance"] == "critical"  # the evidence is within these words


def test_points(library: FakeLibrary) -> None:
    view = library.event("1")
    gift, waste, _, shame = view.paragraphs
    found = [Point((waste, shame), ("Herald", "Quay")), Point((gift,), ("Quay",))]
    one, two, three = read(lists.points(view, found))
    assert [row["point"] for row in (one, two, three)] == ["1", "1", "2"]
    assert (one["text"], one["outlet"], one["stance"]) == ("A waste.", "Quay", "critical")
    assert (two["text"], two["outlet"], two["position"]) == ("A shame.", "Herald", "1")
    assert (two["sources"], two["statement"]) == ("2", "Bridge built")
    assert (three["sources"], three["paragraph_hash"]) == ("1", text_hash("A gift."))
    assert (one["start"], one["end"]) == (str(waste.start), str(waste.end))
    [waiting] = lists.point_rows(view, [Point((replace(gift, judgement=None),), ("Quay",))])
    assert waiting["stance"] is Stance.NOT_JUDGED


def test_articles_that_state_no_outlet_are_sources_of_their_own() -> None:
    shelf = FakeLibrary()
    for text in ("One.", "Uno."):
        shelf.put("1", ["." + text], outlet=None)
    view = shelf.event("1")
    first, second = lists.point_rows(view, [Point(view.paragraphs, ("",))])
    assert (first["sources"], second["sources"]) == (2, 2)


def test_related_events(library: FakeLibrary) -> None:
    library.story = (("1", -3), ("2", None))
    [row] = read(lists.related(library.event("2").event, library.related_events("2")))
    assert (row["event"], row["days"], row["similarity"]) == ("1", "-3", "0.82")
    assert row["story_of"] == "2"
    [row] = read(lists.related(library.event("1").event, library.related_events("1")))
    assert (row["event"], row["days"], row["statement"]) == ("2", "", "Levy passed")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_run(text: str) -> None:
    shelf = FakeLibrary()
    shelf.put("1", ["-" + text], title=text, outlet=text)
    quote = Quote(0, len(text), True, name=text, written=text, role=text)
    said = Utterance(quote, shelf.paragraphs[0], shelf.articles[0], "k")
    for made in (
        lists.events(shelf.overview().events), lists.articles(shelf.articles, shelf.titles),
        lists.hits([Hit(shelf.paragraphs[0], shelf.articles[0], 1.0)], shelf.titles),
        lists.utterances([said], shelf.titles),
        lists.points(shelf.event("1"), [Point((shelf.paragraphs[0],), (text,))]),
        lists.related(
            shelf.event("1").event, [RelatedEvent(shelf.event("1").event, 0.5, (text,), 1)]
        ),
    ):
        [row] = read(made)
        assert not any(value.startswith(FORMULA) for value in row.values())
        # Nothing is lost but the mark before what looks like a formula.
        told = {value.removeprefix("'") for value in row.values()}
        assert text in told


@pytest.mark.parametrize(
    ("page", "query", "name"),
    [
        ("overview", {}, "events"), ("overview", {"view": "Table"}, "events"),
        ("search", {"s": "a"}, "matches"), ("library", {}, "articles"),
        ("speaker", {"speaker": "s1"}, "quotes"), ("event", {"event": "1"}, "evidence"),
        ("event", {"event": "1", "tab": "Points"}, "points"),
        ("event", {"event": "1", "tab": "Story"}, "story"),
    ],
)
def test_a_page_gives_what_it_lists(
    monkeypatch: pytest.MonkeyPatch, library: FakeLibrary, page: str, query: dict[str, str],
    name: str,
) -> None:
    use(monkeypatch, library)
    library.speaking.say(1, "gift", "Ida Morn")
    library.story = (("2", 3),)
    at = visit(page, **query)
    files = {b.proto.label.split(" · ")[0] for b in at.get("download_button") if name in b.proto.id}
    assert files == {"CSV", "JSON"}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, library: FakeLibrary) -> dict[str, tuple[str, str]]:
    """The files that the pages visited give last, CSV and JSON by the name of the list."""
    use(monkeypatch, library)
    files: dict[str, tuple[str, str]] = {}

    def away(
        name: str, *, sheet: Callable[[], str], rows: Callable[[], Iterable[object]],
        label: str = "",
    ) -> None:
        files[name] = sheet(), json.dumps(list(rows()))

    monkeypatch.setattr("embeddings.views.taking.away", away)
    return files


def test_events_are_given_as_they_are_filtered(made: dict[str, tuple[str, str]]) -> None:
    visit(q="levy")
    sheet, rows = made["events"]
    [row] = read(sheet)
    assert row["statement"] == "Levy passed"
    assert [event["id"] for event in json.loads(rows)] == ["2"]


def test_evidence_is_given_as_it_is_filtered(
    made: dict[str, tuple[str, str]], library: FakeLibrary
) -> None:
    visit("event", event="1", paper="Herald")
    sheet, rows = made["evidence"]
    [row] = read(sheet)
    assert (row["text"], row["outlet"], row["stance"]) == ("A shame.", "Herald", "critical")
    assert [line["text"] for line in json.loads(rows)] == ["A shame."]
    library.speaking.own_words(2)
    library.revision += 1
    visit("event", event="1", voice="Outlet’s own words")
    sheet, rows = made["evidence"]
    [row] = read(sheet)
    assert (row["text"], row["voice"]) == ("A waste.", "outlet")
    [same] = json.loads(rows)
    assert (same["text"], same["statement"], same["position"]) == ("A waste.", "Bridge built", 2)
