"""Every page: what it shows, what it says when there is nothing, and what it never does."""

import ast
import json
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from embeddings.errors import ModelError
from embeddings.export import lists
from embeddings.judges import JudgeChoice
from embeddings.records import AddSummary, BlockKind, Counts, ModelCard, Progress, Span, Stance
from embeddings.views import judging, markup, resources, stance, working
from embeddings.views.export_menu import file_name
from tests.view_fixtures import HOSTILE, REFUSED, FakeLibrary, bridge

ROOT = Path(__file__).resolve().parent.parent
ENTRY = str(ROOT / "app.py")
VIEWS = ROOT / "embeddings" / "views"
PAGES = ("overview", "event", "article", "search", "library", "methods", "speaker")


def use(monkeypatch: pytest.MonkeyPatch, library: FakeLibrary) -> FakeLibrary:
    """Put a library made of records behind the pages."""
    monkeypatch.setattr(resources, "library", lambda: library)
    monkeypatch.setattr(resources, "warm_up", lambda: None)
    return library


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """The pages show a small library."""
    return use(monkeypatch, bridge())


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """The pages show a library without articles."""
    return use(monkeypatch, FakeLibrary())


def visit(page: str = "overview", **query: str) -> AppTest:
    """Open a page by its address."""
    at = AppTest.from_file(ENTRY, default_timeout=60)
    if page != "overview":
        at.run().switch_page(f"embeddings/views/{page}.py")
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception, at.exception
    return at


def html(at: AppTest) -> str:
    """Everything that the page shows as HTML."""
    parts = (str(part.value) for part in at.html)
    return "\n".join(part for part in parts if not part.startswith("<style"))


def said(at: AppTest) -> str:
    """Everything that the page says in Markdown, without escapes."""
    return plain("\n".join(str(m.value) for m in at.markdown))


def headers(at: AppTest) -> list[str]:
    """The second-level headings, without escapes."""
    return [plain(str(h.value)) for h in at.header]


def plain(text: str) -> str:
    """What a reader sees of an escaped text."""
    return re.sub(r"\\(.)", r"\1", text).replace("\u2060", "")


# -- every page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_an_empty_library_offers_a_way_on(empty: FakeLibrary, page: str) -> None:
    at = visit(page)
    assert at.title
    if page in ("overview", "search"):
        assert {b.label for b in at.button} >= {"Add articles", "Load the sample"}


def test_overview_shows_both_sides_of_each_event_most_contested_first(
    library: FakeLibrary,
) -> None:
    at = visit()
    assert at.title[0].value == "Events"
    assert headers(at) == [
        "Council approves the harbour bridge",
        "Court frees ferry captain",
        "Old quarry reopens",
    ]
    shown = html(at)
    assert "4 articles from 2 named outlets in 3 events" in shown
    assert "4–6 Jul 2025 · 2 articles · 1 outlet" in shown
    assert "The mayor called the bridge &quot;a gift to our children&quot;." in shown
    assert shown.count("No critical voice found") == 2
    assert shown.count("No supportive voice found") == 1
    assert "date unknown · 1 article" in shown
    assert "Of 5 judged paragraphs: 1 supportive, 2 neutral, 2 critical" in shown


def test_overview_sorts_and_finds(library: FakeLibrary) -> None:
    at = visit(sort="Newest")
    assert headers(at)[0] == "Court frees ferry captain"
    assert headers(at)[-1] == "Old quarry reopens"  # undated last
    at.text_input(key="q").set_value("northern").run()
    assert headers(at) == ["Court frees ferry captain", "Old quarry reopens"]
    at.text_input(key="q").set_value("no such thing").run()
    assert "No event matches" in at.markdown[0].value
    assert at.page_link[-1].value == "Search all paragraphs"


def test_overview_as_a_table(library: FakeLibrary) -> None:
    at = visit(view="Table")
    table = at.dataframe[0].value
    assert table["Event"].iloc[0] == "Council approves the harbour bridge"
    assert list(table["▲ Supportive"]) == [1, 1, 0]
    assert list(table["Articles per day"][0]) == [1, 0, 1]


def test_overview_pages_its_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakeLibrary())
    for n in range(47):
        library.put(f"e{n}", [".One."], title=f"Event {n}")
    at = visit()
    assert len(at.header) == 20
    at.pagination(key="page").set_value(3).run()
    assert len(at.header) == 7


def test_views_are_read_once_per_revision(library: FakeLibrary) -> None:
    at = visit()
    for _ in range(3):
        at.run()
    assert library.calls.count(("overview",)) == 1
    library.revision += 1
    at.run()
    assert library.calls.count(("overview",)) == 2


def test_views_of_earlier_revisions_are_let_go(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    for revision in range(1, 4):
        library.revision += 1
        at.run()
        assert library.calls.count(("event", "bridge")) == revision + 1
    library.revision -= 1  # an earlier one is gone, and not kept for nobody
    at.run()
    assert library.calls.count(("event", "bridge")) == 5


# -- event


def test_event_pairs_the_sides_most_certain_first(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    assert at.title[0].value == "Council approves the harbour bridge"
    assert headers(at) == [":blue[▲ Supportive]", ":orange[▼ Critical]"]
    shown = html(at)
    assert shown.index("gift to our children") < shown.index("ruin the old harbour")
    assert shown.index("ruin the old harbour") < shown.index("wasteful monument")
    assert '<mark class="fx-cri">Residents said it will ruin the old harbour.</mark>' in shown
    assert "Shares of 5 judged paragraphs; 1 not judged." in shown
    assert "Outlet not stated" in shown and "% sure" in shown
    assert "Bridge vote splits council" in shown  # the headline, where no outlet is stated
    assert [e.label for e in at.expander] == [
        "● Neutral context — 2 paragraphs",
        "○ Not judged — 1 paragraph",
    ]
    assert "Read on." not in shown  # collapsed means not drawn


def test_event_opens_neutral_context_and_reasons(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    at.session_state["open_neutral"] = True
    at.session_state["open_not_judged"] = True
    at.run()
    assert not at.exception
    assert "The bridge is 900 metres long." in html(at)
    assert "too short to judge" in html(at)


def test_event_says_which_side_is_missing(library: FakeLibrary) -> None:
    assert "No critical voice found" in html(visit("event", event="verdict"))


def test_event_shows_more_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    library = use(monkeypatch, FakeLibrary())
    library.put("long", [f"+Praise {n}." for n in range(9)] + [f"-Blame {n}." for n in range(7)])
    at = visit("event", event="long")
    assert html(at).count('class="fx-badge') == 10
    more = at.button(key="more")
    assert more.label == "Show 4 more supportive and 2 more critical"
    more.click().run()
    assert html(at).count('class="fx-badge') == 16
    assert "more" not in [b.key for b in at.button]


def test_event_lists_its_articles(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", tab="Articles")
    assert headers(at) == ["Council approves the harbour bridge", "Bridge vote splits council"]
    assert "Outlet not stated · 6 Jul 2025 · 2 paragraphs" in html(at)


def test_event_offers_exports_that_are_made_on_demand(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    found = [b.proto for b in at.get("download_button")]
    labels = [proto.label for proto in found if "export_" in proto.id]
    assert [label.split(" ")[0] for label in labels] == [
        "Brief", "Markdown", "CSV", "JSON", "BibTeX", "CSL"
    ]
    assert file_name("Who's first? “Us” — said: ../../etc", "csv") == "who-s-first-us-said-etc.csv"
    assert file_name("…", "md") == "event.md"


@pytest.mark.parametrize(
    ("page", "query"),
    [("event", {"event": "nope"}), ("article", {"article": "nope"}), ("article", {"p": "999"})],
)
def test_a_bad_id_is_said_and_leads_back(
    library: FakeLibrary, page: str, query: dict[str, str]
) -> None:
    at = visit(page, **query)
    assert at.title[0].value == f"{page.capitalize()} not found"
    assert len(at.error) == 1
    assert at.page_link[0].value == "All events"


@pytest.mark.parametrize("page", ["event", "article", "speaker"])
def test_a_page_without_an_id_becomes_the_overview(library: FakeLibrary, page: str) -> None:
    assert visit(page).title[0].value == "Events"


@pytest.mark.parametrize("page", ["event", "article"])
def test_browser_back_without_the_query_keeps_the_place(library: FakeLibrary, page: str) -> None:
    at = visit(page, **{page: "bridge" if page == "event" else "a2"})
    title = at.title[0].value
    del at.query_params[page]
    at.run()
    assert at.title[0].value == title
    assert at.query_params[page] in ("bridge", "a2")


# -- article


def test_article_shades_marks_and_outlines(library: FakeLibrary) -> None:
    at = visit("article", article="a1", p="3")
    shown = html(at)
    assert 'class="fx-row fx-target" id="p-3"' in shown
    assert "▼ Critical · 63% sure" in shown
    assert '<mark class="fx-sup">The mayor called' in shown
    assert 'href="article?article=a1&amp;p=3"' in shown
    assert at.page_link[0].value == "Council approves the harbour bridge"
    assert "A wasteful monument" in shown  # related coverage of the target
    at.segmented_control(key="shade").select("None").run()
    assert "fx-shade" not in html(at)
    assert "<mark" not in html(at)


def test_article_is_found_by_a_paragraph_alone(library: FakeLibrary) -> None:
    at = visit("article", p="5")
    assert plain(at.title[0].value) == "Bridge vote splits council"
    assert at.query_params["article"] == "a2"


@pytest.mark.parametrize("bad", ["999", "x", "-1", "1e3", "٣"])
def test_article_says_so_if_a_paragraph_is_not_there(library: FakeLibrary, bad: str) -> None:
    assert "There is no paragraph" in html(visit("article", article="a1", p=bad))


def test_article_shows_what_was_removed_on_request(library: FakeLibrary) -> None:
    library.removed = ((BlockKind.FURNITURE, "Accept <b>all</b> cookies"),)
    at = visit("article", article="a1")
    assert "1 block of the page not taken as paragraphs." in html(at)
    assert "cookies" not in html(at)
    at.session_state["removed"] = True
    at.run()
    assert "Accept &lt;b&gt;all&lt;/b&gt; cookies" in html(at)


def test_article_finds_related_coverage_on_request(library: FakeLibrary) -> None:
    at = visit("article", article="a1")
    assert "similarity" not in html(at)
    at.selectbox[0].select_index(1).run()
    assert not at.exception
    assert "similarity 0.50" in html(at)


# -- search


def test_search_offers_examples_from_the_library(library: FakeLibrary) -> None:
    at = visit("search")
    assert [plain(b.label) for b in at.button] == [
        "Council approves the harbour bridge",
        "Court frees ferry captain",
        "Old quarry reopens",
    ]
    at.button[0].click().run()
    assert at.text_input(key="s").value == "Council approves the harbour bridge"
    assert at.query_params["s"] == "Council approves the harbour bridge"


def test_search_marks_words_and_groups_by_event(library: FakeLibrary) -> None:
    at = visit("search", s="the bridge", mode="Words")
    shown = html(at)
    assert '<mark class="fx-found">bridge</mark>' in shown
    assert "matches, best first" in shown
    assert "▲ Supportive" in shown
    assert {link.value for link in at.page_link} >= {"Compare framing", "Open ¶ 2"}
    at.toggle(key="group").set_value(True).run()
    assert headers(at)[0] == "Council approves the harbour bridge"
    assert ("search", "the bridge", 20, "words") in library.calls
    assert sum(c[0] == "search" for c in library.calls) == 1  # grouping searches nothing anew


def test_search_without_a_match_and_with_a_bad_query(library: FakeLibrary) -> None:
    assert "No paragraph matches" in visit("search", s="zebra").markdown[0].value
    at = visit("search", s="bad")
    assert "The query cannot be used" in plain(at.error[0].value)


# -- library


def finish(at: AppTest) -> AppTest:
    """Wait for the job that the page started, as the polling fragment would."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        at.run()
        assert not at.exception, at.exception
        if not at.progress:
            return at
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def test_library_adds_uploads_and_says_what_failed(library: FakeLibrary) -> None:
    library.summary = AddSummary(7, 70, 1, REFUSED, 1.0)
    at = visit("library")
    at.file_uploader(key="upload_Files").upload("a.txt", b"Text.")
    at.button(key="submit_Files").click().run()
    finish(at)
    assert ("add_files", [("a.txt", b"Text.")]) in library.calls
    assert at.success[0].value == "7 added · 1 already in the library · 2 not added."
    assert [plain(e.value) for e in at.error] == [r.reason for r in REFUSED]
    at.button(key="dismiss").click().run()
    assert not at.success and not at.error


def test_library_shows_progress_and_cancels(library: FakeLibrary) -> None:
    library.gate.clear()
    at = visit("library")
    at.button(key="load_sample").click().run()
    assert plain(str(at.progress[0].text)) == "Reading a4.txt · 4 of 8"
    assert at.button(key="submit_Files").disabled
    assert AppTest.from_file(ENTRY, default_timeout=60).run().progress  # other sessions too
    at.button(key="cancel_job").click().run()
    finish(at)
    assert at.success[0].value.startswith("Cancelled · 1 added")


def test_library_adds_a_path_and_a_text(library: FakeLibrary, tmp_path: Path) -> None:
    at = visit("library")
    at.session_state["way"] = "On this computer"
    at.run()
    at.text_input(key="path").set_value(str(tmp_path / "absent"))
    at.button(key="submit_path").click().run()
    assert "no such file" in at.warning[0].value
    at.text_input(key="path").set_value(str(tmp_path))
    at.button(key="submit_path").click().run()
    finish(at)
    assert ("add", [tmp_path]) in library.calls
    at.session_state["way"] = "Paste text"
    at.run()
    at.button(key="submit_text").click().run()
    assert "Paste the article" in at.warning[0].value
    at.text_area(key="text").set_value("A paragraph.")
    at.text_input(key="outlet").set_value(" The Post ")
    at.date_input(key="published").set_value(date(2025, 7, 4))
    at.button(key="submit_text").click().run()
    finish(at)
    assert ("add_text", ("A paragraph.", None, "The Post", "2025-07-04")) in library.calls


def test_library_finishes_pending_work(library: FakeLibrary) -> None:
    library.pending = 3
    at = visit("library")
    assert any("3 articles still wait for grouping and judging" in m.value for m in at.markdown)
    at.button(key="finish").click().run()
    finish(at)
    assert ("resume", None) in library.calls
    assert at.success[0].value == "Finished."


def test_library_lists_removes_and_undoes(library: FakeLibrary, tmp_path: Path) -> None:
    at = visit("library")
    assert list(at.dataframe[0].value["Headline"])[1] == "Bridge vote splits council"
    assert at.button(key="remove").disabled
    at.session_state["removed"] = library.remove(["a2"])
    at.run()
    assert any("1 article removed" in m.value for m in at.markdown)
    at.button(key="undo_remove").click().run()
    finish(at)
    assert [c[0] for c in library.calls if c[0] == "add_documents"] == ["add_documents"]


def test_removal_lists_what_events_change(library: FakeLibrary) -> None:
    script = "from embeddings.views import removing\nremoving.confirm(['a2', 'a3'])\n"
    at = AppTest.from_string(script, default_timeout=60).run()
    assert not at.exception
    told = plain("\n".join(m.value for m in at.markdown))
    assert "2 articles will be removed" in told
    assert "**Council approves the harbour bridge** keeps 1 of 2 articles" in told
    assert "**Court frees ferry captain** disappears" in told


def test_the_list_of_articles_as_csv(library: FakeLibrary) -> None:
    lines = lists.articles(library.articles, library.titles).splitlines()
    assert lines[0].startswith("id,title,outlet,published")
    assert len(lines) == 5
    assert "Bridge vote splits council,,2025-07-06" in lines[2]


# -- library: who judges


ELSEWHERE = "https://api.example.org/v1"
HERE = "http://127.0.0.1:8080/v1"


def judging_section(kind: str | None = None, **typed: str) -> AppTest:
    """Open the section, choose a kind of judge, and type into its fields."""
    at = visit("library")
    at.session_state["judging"] = True
    at.run()
    if kind is not None:
        at.radio(key="judge_kind").set_value(kind).run()
    for key, text in typed.items():
        at.text_input(key=f"judge_{key}").set_value(text).run()
    assert not at.exception, at.exception
    return at


def judges_used(library: FakeLibrary) -> list[object]:
    return [call[1] for call in library.calls if call[0] == "use_judge"]


def test_who_judges_is_closed_and_named_in_words(library: FakeLibrary) -> None:
    at = visit("library")
    assert not at.radio
    assert "Everything stays on this computer" in html(at)
    at = judging_section()
    assert "At present: the program’s own model, on this computer." in html(at)
    assert at.radio(key="judge_kind").value == judging.SHIPPED


def test_the_own_model_is_chosen_and_what_waits_is_judged(library: FakeLibrary) -> None:
    library.judge_choice = JudgeChoice(HERE, "tiny")
    at = judging_section()
    assert f"At present: the language model tiny at {HERE}." in html(at)
    at.radio(key="judge_kind").set_value(judging.SHIPPED).run()
    told = "It has 9 paragraphs to judge in this library. Their text stays on this computer."
    assert told in html(at)
    at.button(key="use_judge").click().run()
    finish(at)
    assert judges_used(library) == [JudgeChoice()]
    assert ("resume", None) in library.calls
    assert at.success[0].value == "Finished."


def test_another_model_is_chosen_by_its_name(library: FakeLibrary) -> None:
    at = judging_section(judging.LOCAL)
    at.button(key="use_judge").click().run()
    assert [w.value for w in at.warning] == ["Type the folder or the name of a model first\\."]
    at.text_input(key="judge_target").set_value(" some/model ").run()
    at.button(key="use_judge").click().run()
    finish(at)
    assert judges_used(library) == [JudgeChoice("some/model")]


def test_a_server_on_this_computer_needs_no_consent(library: FakeLibrary) -> None:
    at = judging_section(judging.ENDPOINT, address=HERE, model="tiny")
    assert "9 requests, 36,000 characters" in html(at)
    assert "Their text stays on this computer." in html(at)
    assert "13,500 tokens sent and 4,500 received" in html(at)
    assert not at.checkbox
    at.button(key="use_judge").click().run()
    finish(at)
    assert judges_used(library) == [JudgeChoice(HERE, "tiny")]
    assert "Everything stays on this computer" in html(at)


def test_a_server_elsewhere_needs_a_tick_for_its_host(library: FakeLibrary) -> None:
    at = judging_section(judging.ENDPOINT, address=ELSEWHERE, model="large")
    assert "stays on this computer." not in html(at)
    assert plain(at.checkbox[0].label) == (
        "Article text may leave this computer and be sent to api.example.org"
    )
    at.button(key="use_judge").click().run()
    assert "Tick the box first" in at.warning[0].value
    at.checkbox[0].check().run()
    at.text_input(key="judge_address").set_value("https://other.example.org/v1").run()
    assert not at.checkbox[0].value  # the tick was for the other host
    at.text_input(key="judge_address").set_value(ELSEWHERE).run()
    at.checkbox[0].check().run()
    assert judges_used(library) == []
    at.button(key="use_judge").click().run()
    finish(at)
    assert judges_used(library) == [JudgeChoice(ELSEWHERE, "large", consent=True)]
    assert "To be judged, their text is sent to api.example.org." in html(at)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Type the web address"),
        ("api.example.org/v1", "A web address looks like"),
        ("ftp://api.example.org", "A web address looks like"),
        ("https://user:pass@api.example.org/v1", "The endpoint's URL must look like"),
        ("http://", "The endpoint's URL must look like"),
        (HERE + "?x=<script>", "The endpoint's URL must look like"),
    ],
)
def test_a_bad_address_is_one_clear_line(library: FakeLibrary, address: str, said: str) -> None:
    at = judging_section(judging.ENDPOINT, address=address, model="tiny")
    at.button(key="use_judge").click().run()
    assert len(at.warning) == 1
    assert plain(at.warning[0].value).startswith(said)
    assert "pass" not in plain(at.warning[0].value).replace("password", "")
    assert judges_used(library) == []


def test_an_estimate_of_nothing_is_said_as_such(empty: FakeLibrary) -> None:
    at = judging_section(judging.ENDPOINT, address=HERE, model="tiny")
    assert "It has nothing left to judge in this library. Paragraphs that you add" in html(at)
    assert "tokens" not in html(at)


def test_an_address_without_a_model_says_so(library: FakeLibrary) -> None:
    at = judging_section(judging.ENDPOINT, address=HERE)
    at.button(key="use_judge").click().run()
    assert plain(at.warning[0].value) == "Type the name of the language model too."


def test_a_judge_that_fails_is_said_in_one_line(library: FakeLibrary) -> None:
    library.refusal = ModelError("No server can be reached at 127.0.0.1:8080")
    at = judging_section(judging.ENDPOINT, address=HERE, model="tiny")
    at.button(key="use_judge").click().run()
    finish(at)
    assert [plain(e.value) for e in at.error] == ["No server can be reached at 127.0.0.1:8080"]


def test_no_judge_is_changed_while_work_runs(library: FakeLibrary) -> None:
    library.gate.clear()
    at = judging_section()
    at.button(key="load_sample").click().run()
    assert at.button(key="use_judge").disabled
    at.button(key="cancel_job").click().run()
    finish(at)


def test_a_judge_with_a_hostile_name_is_shown_as_text(library: FakeLibrary) -> None:
    library.judge_choice = JudgeChoice(HERE, HOSTILE)
    shown = html(judging_section())
    assert "<script" not in shown and "<b>g" not in shown


# -- methods


def test_methods_shows_measured_results_and_versions(library: FakeLibrary) -> None:
    row = {"metric": "macro-F1", "value": 0.5012, "n": 3000, "data": "dev", "date": "2026-11-21"}
    row |= {"model": "framing-1", "machine": "2 cores", "command": "python -m train eval"}
    library.cards = (ModelCard("framing-1", "A small cross-encoder.", (row,)),)
    at = visit("methods")
    assert at.table[0].value.iloc[0]["Value"] == "0.501"
    assert "command: python -m train eval" in html(at)
    assert f"streamlit {st.__version__}" in html(at)
    assert any("stay on this machine" in m.value for m in at.markdown)
    assert not any("Measured on" in m.value for m in at.markdown)  # nothing that can be told


def test_methods_tell_in_short_what_was_measured_together(library: FakeLibrary) -> None:
    def row(metric: str, value: float, data: str) -> dict[str, object]:
        return {"metric": metric, "value": value, "n": 100, "data": data, "model": "a judge"}

    turned = "turned to the other side, of those that have one"
    right, found = "right among the sides shown at 45%", "found of all sides at 45%"
    voice = row("voice right where the stance is", 0.9, "large")
    library.cards = (ModelCard("framing-1", "", (
        row(turned, 0.3, "large"), {**voice, "model": "a judge; a reader"},
        row(right, 0.7, "large"), row(found, 0.35, "large"),
        *({**one, "held_out": True} for one in (
            row(right, 0.613, "[new](x)"), row(found, 0.25, "[new](x)"),
            row(turned, 0.15, "[new](x)"),
        )),
    )), ModelCard("grouping", "", (
        row("B-cubed precision", 0.99, "easy"), row("B-cubed recall", 0.93, "easy"),
        row("B-cubed precision", 0.97, "hard"), row("B-cubed recall", 0.84, "hard"),
        row("B-cubed recall", 0.5, "half"),
    )))
    library.judge_name = "a judge, threshold 0.45"
    told = [m.value for m in visit("methods").markdown if "Measured on" in m.value]
    assert len(told) == 4
    assert "At 45%, **61% of what is shown" in told[0] and "new" in told[0]
    assert "15% come nearest to the other side" in told[1] and "new" in told[1]
    assert not any("](" in line for line in told)  # escaped, so that it is no link
    assert "right for 90%" in told[2] and "on large" in told[2]
    assert "97% belongs there" in told[3] and "84% is in it" in told[3] and "on hard" in told[3]
    library.judge_name = "another judge, threshold 0.45"
    library.revision += 1
    [told] = [m.value for m in visit("methods").markdown if "Measured on" in m.value]
    assert "97% belongs there" in told


# -- hostile text


@pytest.mark.parametrize("page", PAGES)
def test_hostile_text_is_shown_as_text(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    library = use(monkeypatch, FakeLibrary())
    library.removed = ((BlockKind.FURNITURE, HOSTILE),)
    for sign in "+-.*?":
        library.put("h", [sign + HOSTILE], title=HOSTILE, outlet=HOSTILE, language='x" onload="')
    query = {"event": {"event": "h"}, "article": {"article": "a1", "p": "1"}}
    at = visit(page, **query.get(page, {"s": "script", "q": "script"}))
    shown = html(at)
    assert "<script" not in shown and "<b>g" not in shown and "onload=" not in shown
    labels = [*at.title, *at.header, *at.markdown, *at.button, *at.page_link, *at.error]
    for element in labels:
        said = str(getattr(element, "label", None) or element.value)
        for construct in ("](", ":red[", "$x$", "**b**", ":material/home", ":tada:", "http://evil"):
            assert construct not in said, said


@pytest.mark.parametrize(
    "text",
    ["plain", "a:b", ":red[x]", "$5 and $6", "x -> y", "---", "1. one", "# h", "a_b_", "`c`"],
)
def test_escaping_loses_nothing(text: str) -> None:
    assert plain(markup.esc(text)) == text


def test_escaping_tames_controls_and_isolates_right_to_left_text() -> None:
    assert markup.esc("a\n\n b\tc") == "a b c"
    assert "\u202e" not in markup.esc("a\u202eb")
    assert markup.esc("שלום") == "\u2068שלום\u2069"


def test_marks_keep_every_character() -> None:
    text = 'He said: <b>"no" & left'
    marked = markup.marked(text, [Span(3, 7), Span(5, 9), Span(40, 50)], css="m")
    assert marked == (
        'He <mark class="m">said</mark><mark class="m">: </mark>&lt;b&gt;&quot;no&quot; &amp; left'
    )


def test_words_are_found_whole_and_long_ones_by_their_beginning() -> None:
    found = markup.matches("Women and women's girls; an art", "women girl ar the")
    text = "Women and women's girls; an art"
    assert [text[s.start : s.end] for s in found] == ["Women", "women", "girls"]


def test_quotation_marks_are_not_doubled() -> None:
    said = {
        "plain": "“plain”",
        "“It is late.": "“It is late.”",
        '"No," he said': '"No," he said',
        "«Non» dit-il": "«Non» dit-il",
    }
    assert {text: markup.in_quotes(text) for text in said} == said


def test_dates_are_said_shortly() -> None:
    assert markup.day("2025-07-04T10:00:00Z") == "4 Jul 2025"
    assert markup.day(None) == "date unknown"
    assert markup.days("2025-07-03", "2025-07-06") == "3–6 Jul 2025"
    assert markup.days("2025-06-30", "2025-07-06") == "30 Jun – 6 Jul 2025"
    assert markup.days("2024-12-30", "2025-01-02") == "30 Dec 2024 – 2 Jan 2025"
    assert markup.days(None, None) == "date unknown"


def test_counts_name_word_symbol_and_share() -> None:
    counts = Counts(supportive=1, critical=1, neutral=2, not_judged=4)
    line = stance.counts_line(counts, shares=True)
    assert re.findall(r"<b>(\d+)</b> ([^<]+)", line) == [
        ("1", "supportive · 25%"),
        ("2", "neutral · 50%"),
        ("1", "critical · 25%"),
    ]
    assert "mixed" not in line
    assert 'aria-label="No paragraph is judged"' in stance.bar(Counts())
    assert set(stance.LOOKS) == set(Stance)


def test_progress_says_step_item_and_number() -> None:
    step = Progress("Reading", "/home/x/a4.txt", 4, 8)
    assert working.progress_text(step, ready=False) == "Reading a4.txt · 4 of 8"
    waiting = working.progress_text(Progress("Judging", "90 paragraphs", 0, 90), ready=False)
    assert waiting == "Judging 90 paragraphs · 0 of 90 · loading the language model first"
    assert working.progress_text(None, ready=True) == "Starting…"


# -- what pages never do


def test_pages_never_load_a_model() -> None:
    code = f"""
import sys
from streamlit.testing.v1 import AppTest
from embeddings.views import resources
resources.warm_up = lambda: None
at = AppTest.from_file({ENTRY!r}, default_timeout=60).run()
assert not at.exception, at.exception
for page in {PAGES!r}:
    at.switch_page(f"embeddings/views/{{page}}.py").run()
    assert not at.exception, (page, at.exception)
import json
print(json.dumps(sorted(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert not loaded & {"torch", "faiss", "sentence_transformers", "transformers", "onnxruntime"}


def test_a_library_that_cannot_be_opened_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("STANCE_LIBRARY", str(blocked))
    at = AppTest.from_file(ENTRY, default_timeout=60).run()
    assert not at.exception
    assert len(at.error) == 1


FORBIDDEN = (
    "use_container_width",
    "unsafe_allow_html",
    "unsafe_allow_javascript",
    "components.v1",
    "os.environ",
    "import torch",
    "import faiss",
)


@pytest.mark.parametrize("path", sorted(VIEWS.glob("*.py")), ids=lambda p: p.name)
def test_house_rules_of_views(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 200
    for word in FORBIDDEN:
        assert word not in source, f"{word} in {path.name}"
    if path.name != "resources.py":
        assert "cache_" not in source
    if path.name == "jobs.py":
        assert "import streamlit" not in source
    for call in (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)):
        name = ast.unparse(call.func)
        given = {k.arg for k in call.keywords}
        if name.endswith((".text_input", ".button", ".toggle", ".tabs", ".selectbox", ".pills")):
            assert "key" in given, f"{name} without a key in {path.name}:{call.lineno}"
        if name.endswith((".dataframe", ".altair_chart")):
            assert {"alt", "key"} <= given, f"{name} without alt in {path.name}:{call.lineno}"


def test_the_entry_is_short_and_asks_nothing_outside() -> None:
    source = Path(ENTRY).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 40
    for path in (Path(ENTRY), *VIEWS.glob("*.py"), VIEWS / "app.css", *VIEWS.glob("assets/*.svg")):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://\w", text), path
