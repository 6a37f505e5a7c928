"""Events as users see and change them: copies, reasons, the story, changes by hand, filters."""

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from embeddings.records import (
    AddSummary,
    ChangeKind,
    Counts,
    Edit,
    Event,
    EventChange,
    Facets,
    LibraryView,
    Membership,
    Stance,
)
from embeddings.views import changes, choosing, copies, filters, markup
from tests.test_views import finish, headers, html, plain, said, use, visit
from tests.view_fixtures import CONSTRUCTS, HOSTILE, FakeLibrary, bridge

WIRE = ("+The mayor praised the vote.", "-The opposition called it a shame.")


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """The pages show a small library."""
    return use(monkeypatch, bridge())


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """The pages show an event with a text that three outlets print, and a report of its own."""
    shelf = use(monkeypatch, FakeLibrary())
    shelf.put("vote", WIRE, title="Council votes", outlet="Wire", published="2025-07-04")
    for outlet in ("Gazette", "Post"):
        shelf.put("vote", WIRE, title=f"{outlet} prints", outlet=outlet, copy_of="a1")
    shelf.put("vote", [".A report."], title="A report", outlet="Times", published="2025-07-05")
    return shelf


def acts(library: FakeLibrary) -> list[tuple[object, ...]]:
    """What was done to events."""
    kinds = ("merge", "split", "move", "rename", "undo")
    return [call for call in library.calls if call[0] in kinds]


def dialog(call: str) -> AppTest:
    """Draw a dialog as the only thing of a page: its buttons can then be pressed."""
    lines = "from embeddings.views import placing, resources, shaping, undoing\n"
    lines += "import streamlit as st\nst.session_state['library_folder'] = 'here'\n"
    at = AppTest.from_string(lines + call, default_timeout=60).run()
    assert not at.exception, at.exception
    return at


# -- copies


def test_copies_are_told_counted_once_and_left_out(wired: FakeLibrary) -> None:
    at = visit("event", event="vote")
    shown = html(at)
    assert "4–5 Jul 2025 · 4 articles, 2 independent versions · 4 outlets" in shown
    assert "<b>3</b> supportive" in shown and "<b>3</b> critical" in shown
    assert "2 of 4 articles are copies of another one here: counted as well." in shown
    assert shown.count("The mayor praised the vote.") == 3
    at.toggle(key="once").set_value(True).run()
    shown = html(at)
    assert "<b>1</b> supportive" in shown and "<b>1</b> critical" in shown
    assert "2 of 4 articles are copies of another one here: left out." in shown
    assert "Shares of 3 judged paragraphs." in shown
    assert shown.count("The mayor praised the vote.") == 1
    assert "once" not in [t.key for t in visit("event", event="vote", tab="Story").checkbox]
    assert "4 articles, 2 independent versions" in html(visit())


def test_an_event_without_copies_has_nothing_to_count_once(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", once="true")
    assert "once" not in [t.key for t in at.toggle]
    assert "copies" not in html(at)


def test_copies_stand_below_the_article_whose_text_they_print(wired: FakeLibrary) -> None:
    at = visit("event", event="vote", tab="Articles")
    assert headers(at) == ["Council votes", "A report"]
    assert "4 articles, 2 independent versions: copies print the same text" in html(at)
    assert [plain(e.label) for e in at.expander] == ["2 copies of this text: Gazette, Post"]
    assert "Gazette prints" not in html(at)
    at.session_state["copies_vote_a1"] = True
    at.run()
    assert "Gazette prints" in html(at) and "Post prints" in html(at)


def test_a_copy_of_an_article_elsewhere_stands_for_itself(wired: FakeLibrary) -> None:
    view = wired.event("vote")
    gone = [a for a in view.event.articles if a.id != "a1"]
    assert {key: len(found) for key, found in copies.under(gone).items()} == {
        "a2": 0, "a3": 0, "a4": 0
    }
    assert {key: len(found) for key, found in copies.under(view.event.articles).items()} == {
        "a1": 2, "a4": 0
    }
    assert copies.independent(view).event.counts == Counts(supportive=1, critical=1, neutral=1)


# -- reasons


def test_articles_say_why_they_are_here(library: FakeLibrary) -> None:
    one, other = library.paragraphs[0], library.paragraphs[4]
    library.reasons["a1"] = Membership(
        "a1", 0.87, False, True, ("Lindqvist", "harbour"), (one, other, 0.615), -1
    )
    library.reasons["a2"] = Membership(
        "a2", 0.55, True, False, (), None, 1, ("verdict", library.titles["verdict"], 0.42)
    )
    at = visit("event", event="bridge", tab="Articles")
    assert "Belongs **87%**" in said(at) and "Belongs **55%**" in said(at)
    badges = [m.value for m in at.markdown if "-badge[" in str(m.value)]
    assert [re.sub(r".*material/(\w+): ?(.*)\]", r"\1 \2", str(b)) for b in badges] == [
        "back_hand Placed by hand", "contrast Borderline"
    ]
    shown = html(at)
    assert "shares Lindqvist, harbour · 1 day before the event’s median date" in shown
    assert "1 day after the event’s median date" in shown
    assert "The council voted on Thursday." not in shown
    at.session_state["why_bridge_a1"] = True
    at.session_state["why_bridge_a2"] = True
    at.run()
    shown = html(at)
    assert "The council voted on Thursday." in shown and "A wasteful monument" in shown
    assert "cosine 0.61 between" in shown or "cosine 0.62 between" in shown
    assert "it belongs there with 42%" in shown
    assert "Court frees ferry captain" in [plain(str(link.label)) for link in at.page_link]
    assert "it belongs to each with less than 1%" in shown  # the other one has no rival


def test_a_percentage_never_rounds_to_a_certainty() -> None:
    shares = (0.0, 0.004, 0.505, 0.994, 1.0)
    assert [markup.percent(s) for s in shares] == ["0%", "under 1%", "50%", "over 99%", "100%"]


# -- story and points


def test_the_story_stands_in_the_order_of_time(library: FakeLibrary) -> None:
    library.put("before", [".Plan."], title="Bridge planned", published="2025-06-01")
    library.story = (("before", -33), ("verdict", 5), ("undated", None))
    at = visit("event", event="bridge", tab="Story")
    assert headers(at) == ["Earlier", "This event", "Later", "Without a date"]
    assert [plain(str(h.value)) for h in at.subheader] == [
        "Bridge planned",
        "Council approves the harbour bridge",
        "Court frees ferry captain",
        "Old quarry reopens",
    ]
    shown = html(at)
    assert "<b>33 days earlier</b><br>1 Jun 2025" in shown
    assert "<b>5 days later</b><br>9 Jul 2025" in shown
    assert "1 article · 1 outlet" in shown
    assert "shares: Harbour, &lt;script&gt;" in shown
    assert said(at).count("Alike, 82%") == 3
    assert [str(link.label) for link in at.page_link].count("Compare framing") == 3


def test_an_event_without_a_story_says_so(library: FakeLibrary) -> None:
    shown = html(visit("event", event="bridge", tab="Story"))
    assert "No other event in this library belongs to the same story." in shown


def test_points_are_drawn_when_their_tab_is_open(library: FakeLibrary) -> None:
    assert headers(visit("event", event="bridge", tab="Points"))[0] == "Several outlets say this"


# -- changes by hand


def test_a_rename_changes_the_title_and_undo_brings_it_back(library: FakeLibrary) -> None:
    at = dialog("shaping.rename(resources.event('bridge'))")
    assert at.text_area[0].value == "Council approves the harbour bridge"
    assert "judged anew towards this statement: 6 paragraphs" in said(at)
    at.text_area[0].set_value("Council lets the bridge be built")
    at.button(key="confirm_rename").click().run()
    assert acts(library)[-1][0] == "rename"
    edit = library.shaping.edits()[0]
    at = visit("event", event="bridge")
    finish(at)
    assert ("resume", None) in library.calls
    assert at.title[0].value == "Council lets the bridge be built"
    at.session_state["edit_done"] = edit
    at.run()
    assert "“Council approves the harbour bridge” renamed “Council lets the bridge be built”" in (
        said(at)
    )
    at.button(key="undo_edit").click().run()
    finish(at)
    assert at.title[0].value == "Council approves the harbour bridge"
    assert "Taken back: “Council approves" in said(at)
    at.button(key="dismiss_edit").click().run()
    assert "Taken back" not in said(at)


def test_an_empty_statement_is_refused_in_words(library: FakeLibrary) -> None:
    at = dialog("shaping.rename(resources.event('bridge'))")
    at.text_area[0].set_value("  ")
    at.button(key="confirm_rename").click().run()
    assert plain(at.error[0].value).startswith("The statement is empty")
    assert not acts(library)


def test_the_menu_opens_the_dialogs(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    at.menu_button(key="edit_event").click("Rename…").run()
    assert not at.exception
    assert at.text_area(key="rename_bridge").value == "Council approves the harbour bridge"
    at.menu_button(key="edit_event").click("Merge with another event…").run()
    assert at.selectbox(key="merge_with").options == [
        "Court frees ferry captain", "Old quarry reopens"
    ]


def test_a_merge_offers_the_most_alike_first_and_leads_on(library: FakeLibrary) -> None:
    library.story = (("undated", None),)
    at = dialog("shaping.merge(resources.event('bridge'))")
    assert at.selectbox[0].options == ["Old quarry reopens", "Court frees ferry captain"]
    assert at.button(key="confirm_merge").disabled
    at.selectbox[0].set_value("verdict").run()
    assert "**Council approves the harbour bridge** takes in 1 article and then has 3" in said(at)
    at.radio[0].set_value("verdict").run()
    assert "**Court frees ferry captain** takes in 2 articles and then has 3" in said(at)
    assert "**Council approves the harbour bridge** disappears" in said(at)
    at.button(key="confirm_merge").click().run()
    assert acts(library) == [
        ("merge", "“Court frees ferry captain” took in “Council approves the harbour bridge”")
    ]
    assert at.query_params["event"] in ("verdict", ["verdict"])
    at = finish(visit("event", event="bridge"))  # the old address
    assert at.title[0].value == "Court frees ferry captain"
    assert at.query_params["event"] in ("verdict", ["verdict"])
    assert len(library.event("verdict").event.articles) == 3


def test_an_old_address_says_what_became_of_its_event(library: FakeLibrary) -> None:
    library.shaping.merge("bridge", ["verdict"])
    at = visit("event", event="verdict")
    assert at.info[0].value == "The event of this link was merged into this one."
    assert not visit("event", event="bridge").info


def test_articles_are_selected_split_off_and_put_back(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", tab="Articles")
    assert at.button(key="split").disabled and at.button(key="move").disabled
    at.checkbox(key="pick_bridge_a2").check().run()
    assert "1 of 2 selected" in html(at)
    assert not at.button(key="split").disabled
    at.checkbox(key="pick_bridge_a1").check().run()
    assert at.button(key="split").disabled  # nothing would be left behind
    assert not at.button(key="move").disabled
    at.checkbox(key="pick_bridge_a1").uncheck().run()
    at.button(key="split").click().run()
    assert "1 article of **Council approves the harbour bridge**" in said(at)
    assert "- Bridge vote splits council (Outlet not stated)" in said(at)
    assert "It keeps 1 article." in said(at)
    assert not acts(library)


def test_a_split_leads_to_the_new_event_and_undo_back(library: FakeLibrary) -> None:
    at = dialog(
        "view = resources.event('bridge')\n"
        "if len(view.event.articles) > 1: placing.split(view, view.event.articles[1:])\n"
        "else: undoing.box()"
    )
    at.button(key="confirm_split").click().run()
    assert not at.exception
    assert acts(library) == [("split", "1 split off as “Bridge vote splits council”")]
    assert at.query_params["event"] in ("split-a2", ["split-a2"])
    finish(at)
    at.button(key="undo_edit").click().run()
    assert acts(library)[-1] == ("undo", "1 split off as “Bridge vote splits council”")
    assert at.query_params["event"] in ("bridge", ["bridge"])


def test_a_move_offers_the_likeliest_first(library: FakeLibrary) -> None:
    rival = ("undated", "Old quarry reopens", 0.4)
    library.reasons["a2"] = Membership("a2", 0.6, True, False, rival=rival)
    call = (
        "view = resources.event('bridge')\n"
        "chosen = [a for a in view.event.articles if a.id == 'a2']\n"
        "if chosen: placing.move(view, chosen, resources.memberships('bridge'))"
    )
    at = dialog(call)
    assert at.selectbox[0].options[0] == "Old quarry reopens"
    at.selectbox[0].set_value("undated").run()
    assert "**Old quarry reopens** then has 2 articles" in said(at)
    at.button(key="confirm_move").click().run()
    assert acts(library) == [("move", "1 moved to “Old quarry reopens”")]
    assert [a.id for a in library.event("undated").event.articles] == ["a2", "a4"]


def test_copies_left_behind_are_said(wired: FakeLibrary) -> None:
    at = dialog("view = resources.event('vote')\nplacing.split(view, view.event.articles[:1])")
    assert "It keeps 3 articles, among them 2 copies of these texts." in said(at)


def test_nothing_is_changed_while_work_runs(library: FakeLibrary) -> None:
    library.gate.clear()
    at = visit("library")
    at.button(key="load_sample").click().run()
    at = visit("event", event="bridge", tab="Articles")
    assert at.menu_button(key="edit_event").disabled
    assert at.button(key="move").disabled
    assert at.button(key="move").help == at.button(key="split").help
    assert str(at.button(key="move").help).startswith("Not while work is being done")
    at.button(key="cancel_job").click().run()
    finish(at)
    assert not at.menu_button(key="edit_event").disabled


def test_the_library_lists_changes_by_hand(library: FakeLibrary) -> None:
    assert "Changes by hand" not in [e.label for e in visit("library").expander]
    library.shaping.rename("bridge", "A bridge")
    library.shaping.rename("verdict", "A verdict")
    at = visit("library")
    at.session_state["edits"] = True
    at.run()
    told = said(at)
    assert told.index("renamed “A verdict”") < told.index("renamed “A bridge”")
    assert "1 Aug 2025, 09:30 UTC" in html(at)
    at.button(key="undo_newest").click().run()
    finish(at)
    assert [e.events for e in library.shaping.edits()] == [("bridge",)]
    assert library.titles["verdict"] == "Court frees ferry captain"


# -- what an addition did


def test_an_addition_says_what_became_of_events(library: FakeLibrary) -> None:
    found = (
        EventChange(ChangeKind.NEW, "verdict", "Court frees ferry captain", ("a3",)),
        EventChange(ChangeKind.NEW, "undated", "Old quarry reopens", ("a4",)),
        EventChange(ChangeKind.JOINED, "bridge", HOSTILE, ("a1", "a2")),
        EventChange(ChangeKind.MERGED, "bridge", "Bridge", ("a9",), ("7",)),
    )
    told = "2 new events, 3 articles joined events that exist, 1 event took in another"
    assert changes.said(found) == told
    assert changes.said(found[:1]) == "1 new event"
    library.summary = AddSummary(4, 9, 0, (), 1.0, found)
    at = visit("library")
    at.button(key="load_sample").click().run()
    finish(at)
    assert f"{told}." in html(at)
    at.session_state["changes"] = True
    at.run()
    labels = [str(link.label) for link in at.page_link]
    assert "Court frees ferry captain" in labels
    assert "1 article joined it; took in 1 other event" in html(at)
    assert not any(construct in label for label in labels for construct in CONSTRUCTS)


# -- filters


def test_filters_narrow_a_search_and_can_be_cleared(library: FakeLibrary) -> None:
    at = visit("search", s="the", mode="Words")
    everything = html(at).count('class="fx-head"')
    at.selectbox(key="outlet").set_value("Northern Post").run()
    assert 0 < html(at).count('class="fx-head"') < everything
    assert "Only: outlet Northern Post." in html(at)
    at.selectbox(key="framing").set_value(Stance.SUPPORTIVE).run()
    assert "Only: outlet Northern Post; framing supportive." in html(at)
    assert "The court did the right thing." in re.sub(r"</?mark[^>]*>", "", html(at))
    at.button(key="clear_filters").click().run()
    assert "Only:" not in html(at)
    assert html(at).count('class="fx-head"') == everything


def test_filters_stand_in_the_address(library: FakeLibrary) -> None:
    query = {"s": "the", "mode": "Words", "about": "Council approves the harbour bridge"}
    at = visit("search", **query, **{"from": "2025-07-05", "to": "2025-07-31"})
    assert "Only: published 5–31 Jul 2025; event “Council approves the harbour bridge”." in html(at)
    assert "6 Jul 2025" in html(at) and "4 Jul 2025 ·" not in html(at)
    assert at.date_input(key="from").value == date(2025, 7, 5)
    at = visit("search", s="zebra", mode="Words", framing="Critical")
    assert "No paragraph matches “zebra” within the filters that are set." in said(at)
    at = visit("search", s="the", mode="Words", framing="nonsense", about="nonsense")
    assert "Only:" not in html(at)


def test_dates_the_wrong_way_round_are_said(library: FakeLibrary) -> None:
    at = visit("search", s="the", mode="Words", **{"from": "2025-07-05", "to": "2025-07-04"})
    assert "first day is after the last" in at.warning[0].value


def test_filters_are_said_in_words() -> None:
    view = LibraryView((), (), 0, 0)
    assert filters.said(Facets(), view) == ""
    assert filters.said(Facets(first="2025-07-05"), view) == "published on 5 Jul 2025 or later"
    assert filters.said(Facets(last="2025-07-05"), view) == "published up to 5 Jul 2025"
    assert filters.said(Facets(stance=Stance.NOT_JUDGED), view) == "framing not judged"


def test_events_to_choose_from_have_unlike_names() -> None:
    def event(number: str, title: str, day: str | None) -> Event:
        return Event(number, title, day, day, (), Counts())

    found = choosing.names([
        event("1", "Vote", "2025-07-04"),
        event("2", "Vote", "2025-07-05"),
        event("3", "Vote", "2025-07-05"),
        event("4", "Court\n\u202esits", None),
    ])
    assert found == {
        "1": "Vote · 4 Jul 2025",
        "2": "Vote · 5 Jul 2025 · 2",
        "3": "Vote · 5 Jul 2025 · 3",
        "4": "Court sits",
    }


# -- hostile text


@pytest.mark.parametrize("tab", ["Articles", "Points", "Story"])
def test_hostile_text_is_shown_as_text(monkeypatch: pytest.MonkeyPatch, tab: str) -> None:
    shelf = use(monkeypatch, FakeLibrary())
    for event in ("h", "h", "i"):
        shelf.put(event, ["-" + HOSTILE], title=HOSTILE, outlet=HOSTILE)
    shelf.put("h", ["-" + HOSTILE], title=HOSTILE, outlet=HOSTILE, copy_of="a1")
    one, other = shelf.paragraphs[:2]
    shelf.reasons["a1"] = Membership(
        "a1", 0.6, True, True, (HOSTILE,), (one, other, 0.9), 0, ("i", HOSTILE, 0.4)
    )
    shelf.story = (("i", 0),)
    edit = shelf.shaping.rename("h", HOSTILE)
    at = visit("event", event="h", tab=tab)
    for key in ("why_h_a1", "copies_h_a1"):
        at.session_state[key] = True
    at.session_state["edit_done"] = edit
    at.run()
    assert not at.exception
    safe(at)


@pytest.mark.parametrize(
    "call",
    [
        "shaping.rename(resources.event('h'))",
        "shaping.merge(resources.event('h'))",
        "v = resources.event('h')\nplacing.split(v, v.event.articles[:1])",
        "v = resources.event('h')\nplacing.move(v, v.event.articles[:1], [])",
        "undoing.listed()",
    ],
)
def test_dialogs_show_hostile_text_as_text(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    shelf = use(monkeypatch, FakeLibrary())
    for event in ("h", "h", "i"):
        shelf.put(event, ["-" + HOSTILE], title=HOSTILE, outlet=HOSTILE)
    shelf.shaping.rename("h", HOSTILE)
    at = dialog("st.session_state['edits'] = True\n" + call)
    if at.selectbox:
        at.selectbox[0].set_value("i").run()
        assert not at.exception
    safe(at)


def safe(at: AppTest) -> None:
    """No construct of a hostile text is left for a browser to act on."""
    shown = html(at)
    assert "<script" not in shown and "<b>g" not in shown
    labels = [*at.title, *at.header, *at.subheader, *at.markdown, *at.button, *at.page_link]
    labels += [*at.expander, *at.error, *at.radio]
    for element in labels:
        told = [str(getattr(element, "label", None) or getattr(element, "value", ""))]
        told += [str(option) for option in getattr(element, "options", [])]
        for construct in CONSTRUCTS:
            assert not any(construct in text for text in told), told


def test_edits_are_read_once_per_revision(library: FakeLibrary) -> None:
    seen: list[int] = []
    real = library.shaping.edits

    def edits() -> tuple[Edit, ...]:
        seen.append(1)
        return real()

    library.shaping.edits = edits  # type: ignore[method-assign]
    at = visit("event", event="bridge")
    at.run()
    assert len(seen) == 1
