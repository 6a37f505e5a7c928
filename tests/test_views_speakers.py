"""Speakers as users see them: who says what in an event, a speaker's page, whose words they are."""

import dataclasses
import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from embeddings.records import (
    Article,
    Counts,
    Facets,
    Judgement,
    LibraryView,
    Person,
    Shortened,
    Span,
    Speaker,
    Stance,
    Utterance,
    Voice,
)
from embeddings.views import (
    filters,
    persons,
    routes,
    stance,
    tables,
    utterances,
    voices,
)
from tests.test_views import headers, html, plain, said, use, visit
from tests.view_fixtures import CONSTRUCTS, HOSTILE, FakeLibrary, bridge, voiced

OWN = voices.WORDS[Voice.OUTLET]
QUOTED = voices.WORDS[Voice.SPEAKER]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """The pages show a small library with speakers."""
    return use(monkeypatch, voiced())


def links(at: AppTest) -> list[str]:
    """The words of the links, without escapes."""
    return [plain(str(link.label)) for link in at.page_link]


def unmarked(at: AppTest) -> str:
    """What the page shows as HTML, without marks."""
    return re.sub(r"</?mark[^>]*>", "", html(at))


def acts(library: FakeLibrary) -> list[tuple[object, ...]]:
    """What was done to speakers."""
    return [call for call in library.calls if call[0] in ("join", "part", "undo")]


def scene(call: str) -> AppTest:
    """Draw something as the only thing of a page: a dialog's buttons can then be pressed."""
    lines = "from embeddings.views import persons, resources, speakers, undoing\n"
    lines += "from embeddings.views.narrowing import Narrowing\n"
    lines += "first = lambda view: resources.speakers_of(view, Narrowing())[0]\n"
    lines += "import streamlit as st\nst.session_state['library_folder'] = 'here'\n"
    at = AppTest.from_string(lines + call, default_timeout=60).run()
    assert not at.exception, at.exception
    return at


@pytest.fixture
def lone(monkeypatch: pytest.MonkeyPatch, library: FakeLibrary) -> FakeLibrary:
    """The same library for a scene with links: without the app around it, no page has one."""

    def link(key: str, *, label: str, paragraph: int | None = None) -> None:
        st.markdown(f"{label} [{key}]" if paragraph is None else f"{label} [{key}, {paragraph}]")

    monkeypatch.setattr(routes, "speaker_link", link)
    monkeypatch.setattr(routes, "article_link", link)
    return library


# -- an event's speakers


def test_an_event_names_who_supports_and_who_criticises(library: FakeLibrary) -> None:
    library.put("bridge", ["-It is a folly, Weil said."], title="Clerk", outlet="Northern Post")
    library.speaking.say(10, "It is a folly", "Jonas Weil", role="town clerk")
    at = visit("event", event="bridge", tab="Speakers")
    assert headers(at) == [":blue[▲ Supportive voices]", ":orange[▼ Critical voices]"]
    assert links(at)[1:] == ["Ada Lindqvist · 1", "Jonas Weil · 1"]
    table = at.dataframe[0].value
    assert list(table["Speaker"]) == ["Jonas Weil", "Ada Lindqvist"]  # most quoted first
    assert list(table["Role"]) == ["clerk", "mayor"]
    assert list(table["▲ Supportive"]) == [0, 1]
    assert list(table["▼ Critical"]) == [1, 0]
    assert list(table["Quotes"]) == [2, 1]
    assert list(table["Outlets"]) == ["Harbour Times, Northern Post", "Harbour Times"]
    assert table["Surest words"][0] == "▼ “It is a folly, Weil said.”"
    assert list(table.columns).index("▲ Supportive") < list(table.columns).index("▼ Critical")
    assert "Select a row to read what the speaker says" in html(at)
    assert "%" not in str(list(table["Surest words"]))


def test_speakers_are_asked_for_when_their_tab_is_open(library: FakeLibrary) -> None:
    visit("event", event="bridge")
    assert ("speakers of", "bridge") not in library.calls
    at = visit("event", event="bridge", tab="Speakers")
    at.run()
    assert library.calls.count(("speakers of", "bridge")) == 1


def test_a_side_without_a_speaker_says_so(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", tab="Speakers")
    assert "No speaker with critical words found" in html(at)
    assert "No speaker with supportive words found" not in html(at)


def test_many_voices_are_counted_and_in_the_table(library: FakeLibrary) -> None:
    for n in range(8):
        library.put("bridge", [f"-Bad {n}."])
        library.speaking.say(10 + n, f"Bad {n}.", f"Speaker {n}")
    library.put("bridge", ["-Bad again."])
    library.speaking.say(18, "Bad again.", "Speaker 5")
    at = visit("event", event="bridge", tab="Speakers")
    assert [link for link in links(at) if link.startswith("Speaker")] == [
        "Speaker 5 · 2", *(f"Speaker {n} · 1" for n in range(5))
    ]
    assert "and 2 more in the table" in html(at)
    assert len(at.dataframe[0].value) == 10


def test_a_picked_row_shows_what_the_speaker_says(lone: FakeLibrary) -> None:
    at = scene("speakers.quotes(view := resources.event('bridge'), first(view))")
    assert headers(at) == ["Ada Lindqvist"]
    shown = html(at)
    assert '<mark class="fx-sup">&quot;a gift to our children&quot;</mark>' in shown
    assert "The mayor called" not in shown  # words of the speaker only
    assert "4 Jul 2025 · ¶ 2 · quoted word for word · named as “The mayor”" in shown
    assert "<b>1</b> supportive" in shown and "neutral" not in shown
    assert "1 quote in this event." in shown
    assert said(at).splitlines() == ["This speaker in all events [s1]", "Open ¶ 2 [a1, 2]"]


@pytest.mark.parametrize(("row", "shown"), [(0, "Ada Lindqvist"), (1, "Jonas Weil"), (2, None)])
def test_the_picked_row_is_the_speaker_shown(
    monkeypatch: pytest.MonkeyPatch, library: FakeLibrary, row: int, shown: str | None
) -> None:
    # AppTest cannot pick rows; a row of before may be gone.
    monkeypatch.setattr(tables, "speakers", lambda rows, *, key: row)
    at = visit("event", event="bridge", tab="Speakers")
    assert headers(at)[2:] == ([shown] if shown else [])
    assert ("Select a row" in html(at)) is (shown is None)


def test_quotes_that_nobody_is_named_for_are_kept_apart(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", tab="Speakers")
    assert [e.label for e in at.expander] == ["Speaker not named — 1 quote"]
    assert "it will ruin the old harbour" not in html(at)
    at.session_state["unnamed_bridge"] = True
    at.run()
    assert "it will ruin the old harbour" in unmarked(at)
    assert "told in the outlet’s words · named as “Residents”" in html(at)


def test_an_event_without_speakers_says_so(library: FakeLibrary) -> None:
    at = visit("event", event="undated", tab="Speakers")
    assert "Nobody who speaks in this event is named." in html(at)
    assert not at.dataframe and not at.expander


def test_copies_are_said_to_count_each_time(library: FakeLibrary) -> None:
    told = "A text that several outlets print counts each time."
    assert told not in html(visit("event", event="bridge", tab="Speakers"))
    library.put("bridge", [".The council voted on Thursday."], outlet="Wire", copy_of="a1")
    assert told in html(visit("event", event="bridge", tab="Speakers"))


# -- a speaker's page


def test_a_speaker_has_a_page(library: FakeLibrary) -> None:
    at = visit("speaker", speaker="s2")
    assert at.title[0].value == "Lindqvist"
    assert headers(at) == ["Quotes", "Who quoted only part of it", "Mentions"]
    assert [h.value for h in at.subheader] == ["Court frees ferry captain"]
    shown = html(at)
    assert "2 quotes · 1 named outlet · 1 event" in shown
    assert "Called: “Ms”" in shown
    assert "Spelled:" not in shown  # there is one spelling, the title
    assert 'aria-label="Of 1 judged paragraphs: 1 supportive, 0 critical"' in shown
    assert '<mark class="fx-sup">The court did the right thing.</mark>' in shown
    assert "9 Jul 2025 · ¶ 1 · told in the outlet’s words · named as “Lindqvist”" in shown
    assert "9 Jul 2025 · ¶ 2 · quoted word for word" in shown
    assert shown.count('class="fx-badge') == 1  # the neutral quote carries no side
    assert [link for link in links(at) if link.startswith("Open")] == ["Open ¶ 1", "Open ¶ 2"]
    assert "%" not in shown
    assert "No outlet here prints only a part" in shown
    assert "No paragraph names this speaker without quoting." in shown


def test_only_the_evidence_in_the_words_is_marked(library: FakeLibrary) -> None:
    library.put("undated", ["-He saw bad and ugly things there, he said."])
    library.speaking.say(10, "bad and ugly things there", "Jonas Weil")
    found = library.paragraphs[9]
    assert found.judgement is not None
    for evidence, marked in (
        (Span(11, 19), "bad <mark class=\"fx-cri\">and ugly</mark> things there"),
        (Span(0, 10), '<mark class="fx-cri">bad</mark> and ugly things there'),
    ):
        judged = dataclasses.replace(found.judgement, evidence=evidence)
        library.paragraphs[9] = dataclasses.replace(found, judgement=judged)
        library.revision += 1
        assert marked in html(visit("speaker", speaker="s3"))


def test_a_bad_key_is_said_and_leads_back(library: FakeLibrary) -> None:
    at = visit("speaker", speaker="nope")
    assert at.title[0].value == "Speaker not found"
    assert len(at.error) == 1 and "“nope”" in plain(at.error[0].value)
    assert links(at) == ["All events"]


def test_browser_back_without_the_query_keeps_the_speaker(library: FakeLibrary) -> None:
    at = visit("speaker", speaker="s3")
    assert at.title[0].value == "Jonas Weil"
    del at.query_params["speaker"]
    at.run()
    assert at.title[0].value == "Jonas Weil"
    assert at.query_params["speaker"] in ("s3", ["s3"])


def test_a_joined_spelling_answers_to_its_old_address(library: FakeLibrary) -> None:
    library.speaking.join("s1", ["s2"])
    at = visit("speaker", speaker="s2")
    assert at.title[0].value == "Ada Lindqvist"
    assert at.query_params["speaker"] in ("s1", ["s1"])
    shown = html(at)
    assert "Spelled: “Ada Lindqvist”, “Lindqvist”" in shown
    assert "3 quotes · 2 named outlets · 2 events" in shown
    assert "each towards its own event" in shown
    assert [h.value for h in at.subheader] == [
        "Council approves the harbour bridge", "Court frees ferry captain"
    ]


def test_quotes_are_narrowed_by_event_and_outlet(library: FakeLibrary) -> None:
    library.speaking.join("s1", ["s2"])
    at = visit("speaker", speaker="s1", of_outlet="Northern Post")
    assert "2 of 3 quotes shown." in html(at)
    assert [h.value for h in at.subheader] == ["Court frees ferry captain"]
    at.selectbox(key="of_event").set_value("bridge").run()
    assert "None of 3 quotes has both this event and this outlet." in html(at)
    assert not at.subheader
    at.selectbox(key="of_outlet").set_value(None).run()
    assert "1 of 3 quotes shown." in html(at)
    assert [h.value for h in at.subheader] == ["Council approves the harbour bridge"]


def test_what_was_narrowed_for_another_speaker_asks_nothing(library: FakeLibrary) -> None:
    at = visit("speaker", speaker="s2", of_outlet="Northern Post")
    at.session_state["of_event"] = "verdict"
    at.run()
    at.query_params["speaker"] = "s3"
    at.session_state["of_outlet"] = "Northern Post"
    at.session_state["of_event"] = "verdict"
    at.run()
    assert not at.exception
    assert at.title[0].value == "Jonas Weil"
    assert "1 quote." in html(at)


def test_the_event_one_comes_from_is_the_way_back(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    at.switch_page("embeddings/views/speaker.py")
    at.query_params["speaker"] = "s1"
    at.run()
    assert links(at)[0] == "Council approves the harbour bridge"
    at.query_params["speaker"] = "s2"  # who says nothing in that event
    at.run()
    assert links(at)[0] == "All events"


def test_long_lists_of_quotes_have_pages(library: FakeLibrary) -> None:
    for n in range(30):
        library.put("bridge", [f".Word {n} was said."], published="2025-07-07")
        library.speaking.say(10 + n, f"Word {n} was said.", "Jonas Weil")
    at = visit("speaker", speaker="s3")
    assert "31 quotes." in html(at)
    assert html(at).count("<blockquote") == 20
    at.pagination(key="quotes_page_bridge").set_value(2).run()
    assert html(at).count("<blockquote") == 11


def test_who_quoted_only_part_of_it(library: FakeLibrary) -> None:
    library.put("bridge", ['+"A gift to our children, at a price," said Lindqvist.'], outlet="Post")
    library.speaking.say(10, '"A gift to our children, at a price,"', "Ada Lindqvist")
    part, whole = library.speaking.speaker("s1").said
    assert whole.words == '"A gift to our children, at a price,"'
    library.speaking.shortened = (Shortened(whole, part, (Span(23, 35),)),)
    at = visit("speaker", speaker="s1")
    shown = html(at)
    assert "<b><bdi>Harbour Times</bdi></b> left out 3 words that <b><bdi>Post</bdi></b>" in shown
    assert "The whole: <bdi>Post</bdi>" in shown and "The part: <bdi>Harbour Times</bdi>" in shown
    marked = '&quot;A gift to our children<mark class="fx-left">, at a price</mark>,&quot;'
    assert marked in shown
    assert "In [brackets] and underlined is what it left out" in shown
    styles = (Path(utterances.__file__).parent / "app.css").read_text(encoding="utf-8")
    assert re.search(r'mark\.fx-left::before \{ content: "\["', styles)


def test_shortened_quotes_go_on(library: FakeLibrary) -> None:
    one = library.speaking.speaker("s1").said[0]
    library.speaking.shortened = (Shortened(one, one, ()),) * 18
    at = visit("speaker", speaker="s1")
    assert html(at).count("left out 0 words") == 5
    more = at.button(key="shortened_s1_more")
    assert more.label == "Show 10 of 13 more"
    more.click().run()
    assert html(at).count("left out 0 words") == 15
    assert at.button(key="shortened_s1_more").label == "Show 3 more"


def test_mentions_are_drawn_when_asked_for(library: FakeLibrary) -> None:
    library.speaking.mentions = (library.paragraphs[3], library.paragraphs[5])
    at = visit("speaker", speaker="s1")
    assert "Named but not quoted — 2 paragraphs" in [e.label for e in at.expander]
    assert "The bridge is 900 metres long." not in html(at)
    at.session_state["mentions"] = True
    at.run()
    assert "The bridge is 900 metres long." in html(at) and "Read on." in html(at)


# -- who is one person


def test_the_menu_opens_the_dialogs(library: FakeLibrary) -> None:
    at = visit("speaker", speaker="s1")
    at.menu_button(key="edit_speaker").click(persons.JOIN).run()
    assert not at.exception
    # Whoever shares a word of the name comes first.
    assert at.multiselect(key="join_s1").options == ["Lindqvist", "Jonas Weil"]
    at.menu_button(key="edit_speaker").click(persons.PART).run()
    assert "spell this speaker in one way only" in said(at)


def test_two_spellings_are_joined_and_taken_apart_again(library: FakeLibrary) -> None:
    at = scene("persons.join(resources.speaker('s1'))")
    assert at.button(key="confirm_join").disabled
    at.multiselect(key="join_s1").select("s2").run()
    assert "one speaker with 3 quotes" in said(at)
    at.button(key="confirm_join").click().run()
    assert not at.exception
    assert acts(library) == [("join", "“Lindqvist” and “Ada Lindqvist” are one")]
    assert ("resume", None) not in library.calls  # who somebody is changes no judgement
    at = visit("speaker", speaker="s1")
    at.session_state["edit_done"] = library.shaping.edits()[0]
    at.run()
    assert "“Lindqvist” and “Ada Lindqvist” are one" in said(at)
    assert "3 quotes" in html(at)
    at.button(key="undo_edit").click().run()
    assert not at.exception
    assert acts(library)[-1] == ("undo", "“Lindqvist” and “Ada Lindqvist” are one")
    assert "Taken back: “Lindqvist” and “Ada Lindqvist” are one." in said(at)
    assert "1 quote · 1 named outlet" in html(at)
    assert "event" not in at.query_params
    assert ("resume", None) not in library.calls


def test_a_spelling_is_somebody_else(library: FakeLibrary) -> None:
    library.speaking.join("s1", ["s2"])
    at = scene("persons.part(resources.speaker('s1'))")
    assert at.multiselect(key="part_s1").options == ["Ada Lindqvist", "Lindqvist"]
    at.multiselect(key="part_s1").set_value(["Ada Lindqvist", "Lindqvist"]).run()
    assert at.button(key="confirm_part").disabled
    assert "one has to stay" in said(at)
    at.multiselect(key="part_s1").set_value(["Lindqvist"]).run()
    assert not at.button(key="confirm_part").disabled
    at.button(key="confirm_part").click().run()
    assert not at.exception
    assert acts(library)[-1] == ("part", "“Lindqvist” is somebody else than “Ada Lindqvist”")
    assert library.speaking.speaker("s1").speaker.quotes == 1
    assert library.speaking.speaker("s2").speaker.quotes == 2


def test_undo_works_from_the_library_too(library: FakeLibrary) -> None:
    library.speaking.join("s1", ["s2"])
    at = visit("library")
    at.session_state["edits"] = True
    at.run()
    assert "“Lindqvist” and “Ada Lindqvist” are one" in said(at)
    at.button(key="undo_newest").click().run()
    assert not at.exception
    assert [call[0] for call in acts(library)] == ["join", "undo"]


def test_a_refusal_is_said_in_words(library: FakeLibrary) -> None:
    call = "undoing.carry_out(lambda: resources.library().speaking.join('s1', []))"
    at = scene(call)
    assert plain(at.error[0].value).startswith("Name at least two different speakers")
    assert not acts(library)


def test_a_lone_speaker_has_nobody_to_be_joined_with(
    monkeypatch: pytest.MonkeyPatch, library: FakeLibrary
) -> None:
    shelf = use(monkeypatch, FakeLibrary())
    shelf.put("e", ["+A word."])
    shelf.speaking.say(1, "A word.", "Ada")
    assert "No other speaker is named" in said(scene("persons.join(resources.speaker('s1'))"))


def test_nobody_is_joined_while_work_runs(library: FakeLibrary) -> None:
    library.gate.clear()
    at = visit("library")
    at.button(key="load_sample").click().run()
    at = visit("speaker", speaker="s1")
    assert at.menu_button(key="edit_speaker").disabled
    library.gate.set()


def test_speakers_to_choose_from_have_unlike_names() -> None:
    def speaker(key: str, name: str, *roles: str) -> Speaker:
        return Speaker(Person(key, name, (name,)), roles, 1, (), (), Counts())

    found = persons.names([
        speaker("1", "Weil", "clerk"),
        speaker("2", "Weil", "mayor"),
        speaker("3", "Weil", "mayor"),
        speaker("4", "Ada\n\u202eOrlo"),
    ])
    assert found == {
        "1": "Weil · clerk", "2": "Weil · mayor · 2", "3": "Weil · mayor · 3", "4": "Ada Orlo"
    }


# -- whose words


def test_evidence_says_whose_words_they_are(library: FakeLibrary) -> None:
    library.put("bridge", ["-Shame, somebody said."])
    library.speaking.say(10, "Shame", None)
    judged = library.paragraphs[9].judgement
    assert judged is not None and judged.voice is Voice.SPEAKER
    library.put("bridge", ["-A bad idea."], outlet="Wire")
    at = visit("event", event="bridge")
    assert links(at)[1] == "**Ada Lindqvist**"
    shown = html(at)
    assert "<bdi>mayor</bdi>" in shown
    assert "Harbour Times · 4 Jul 2025 · ¶ 2 · 70% sure" in shown
    assert "<b><bdi>Residents</bdi></b>" in shown  # as written, where no name is known
    assert f"<b><bdi>Outlet not stated</bdi></b><span class=\"fx-meta\"><bdi>{OWN}" in shown
    assert "<b><bdi>Speaker not named</bdi></b>" in shown
    assert "<b><bdi>Wire</bdi></b></div>" in shown  # nothing is said where the voice is unknown


@pytest.mark.parametrize(
    ("judgement", "expected"),
    [
        (Judgement(Stance.CRITICAL, {}), ("Post", "")),
        (Judgement(Stance.CRITICAL, {}, voice=Voice.OUTLET, speaker="x"), ("Post", OWN)),
        (Judgement(Stance.CRITICAL, {}, voice=Voice.SPEAKER), ("Speaker not named", "")),
        (Judgement(Stance.CRITICAL, {}, voice=Voice.SPEAKER, speaker="he"), ("he", "")),
        (
            Judgement(Stance.CRITICAL, {}, voice=Voice.SPEAKER, speaker="he", name="A", role="r"),
            ("A", "r"),
        ),
    ],
)
def test_who_it_is(judgement: Judgement, expected: tuple[str, str]) -> None:
    assert voices.who(judgement, Article("a", "t", "Post")) == expected


def test_evidence_of_quoted_speakers_alone(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", voice=QUOTED)
    assert at.segmented_control(key="voice").value == QUOTED
    shown = html(at)
    assert "Shown: 2 of 3 paragraphs with an attitude. Neutral and unjudged" in shown
    assert "not known whose" not in shown
    assert "1 paragraph · most certain first" in shown
    assert "1 of 2 paragraphs · most certain first" in shown
    assert "wasteful monument" not in shown and "ruin the old harbour" in shown
    assert not at.expander  # neutral paragraphs are nobody's attitude
    assert "<b>2</b> critical" in shown  # the event's own counts stay what they are
    at.segmented_control(key="voice").select("All").run()
    assert "Shown:" not in html(at) and "wasteful monument" in html(at)
    assert len(at.expander) == 2


def test_evidence_of_the_outlet_alone_and_a_side_with_nothing_left(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", voice=OWN)
    shown = html(at)
    assert "Shown: 1 of 3 paragraphs with an attitude" in shown
    told = "No supportive paragraph is carried by the outlet’s own words; 1 found among all voices"
    assert told in shown
    assert "wasteful monument" in shown and "ruin the old harbour" not in shown
    at = visit("event", event="undated", voice=OWN)
    assert "No paragraph here carries an attitude: choose All to see the others." in html(at)
    assert "No supportive voice found" in html(at) and "No critical voice found" in html(at)


def test_unknown_voices_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, bridge())
    at = visit("event", event="bridge", voice=QUOTED)
    shown = html(at)
    assert "Shown: 0 of 3 paragraphs with an attitude; for 3 it is not known whose" in shown
    told = "No critical paragraph is carried by the words of somebody who is quoted; 2 found"
    assert told in shown
    assert 'class="fx-badge' not in shown


def test_a_bad_voice_in_the_address_is_every_voice(library: FakeLibrary) -> None:
    at = visit("event", event="bridge", voice="nonsense")
    assert at.segmented_control(key="voice").value == "All"
    assert "Shown:" not in html(at)


def test_an_article_shades_one_voice_and_stays_whole(library: FakeLibrary) -> None:
    library.put("bridge", ["-Folly.", ".Fact.", "+Good.", "-Bad."])
    library.speaking.own_words(10)
    library.speaking.say(12, "Good.", "Ada Lindqvist", role="mayor")
    library.speaking.say(13, "Bad.", None)
    at = visit("article", article="a5")
    shown = html(at)
    assert shown.count("fx-shade") == 3
    assert f"▼ Critical — {OWN} · " in shown
    link = '<a href="speaker?speaker=s1" target="_self"><bdi>Ada Lindqvist</bdi></a>'
    assert f"▲ Supportive — {link}, <bdi>mayor</bdi> · " in shown
    assert "▼ Critical — <bdi>Speaker not named</bdi> · " in shown
    at.segmented_control(key="voice").select(OWN).run()
    shown = html(at)
    assert shown.count("fx-shade") == 1
    assert "Shaded: 1 of 3 paragraphs with an attitude." in shown
    for text in ("Folly.", "Fact.", "Good.", "Bad."):
        assert text in shown
    at.segmented_control(key="shade").select("▲").run()
    assert "fx-shade" not in html(at)
    assert "Shaded: 0 of 1 paragraph with an attitude." in html(at)


def test_a_search_is_narrowed_by_voice(library: FakeLibrary) -> None:
    at = visit("search", s="the", mode="Words", by=OWN)
    assert "Only: framed by the outlet in its own words." in html(at)
    assert "A wasteful monument, the opposition said." in unmarked(at)
    assert html(at).count('class="fx-head"') == 1
    assert f"{OWN} · 6 Jul 2025" in html(at)
    at.selectbox(key="by").set_value(Voice.SPEAKER).run()
    shown = unmarked(at)
    assert "The court did the right thing." in shown and "wasteful" not in shown
    assert "<b><bdi>Ada Lindqvist</bdi></b>" in shown
    assert "mayor · Harbour Times · 4 Jul 2025" in shown
    assert links(at).count("All this speaker’s words") == 2  # one of three is not named
    at.button(key="clear_filters").click().run()
    assert at.selectbox(key="by").value is None
    at = visit("search", s="zebra", mode="Words", by=OWN)
    assert "No paragraph matches “zebra” within the filters that are set." in said(at)
    assert "Only:" not in html(visit("search", s="the", mode="Words", by="nonsense"))


def test_the_voice_is_said_in_words() -> None:
    view = LibraryView((), (), 0, 0)
    facets = Facets(stance=Stance.CRITICAL, voice=Voice.SPEAKER)
    assert filters.said(facets, view) == "framing critical; framed by somebody who is quoted"


def test_events_are_found_by_who_speaks(library: FakeLibrary) -> None:
    at = visit(q="lindqvist")
    assert headers(at) == ["Council approves the harbour bridge", "Court frees ferry captain"]
    assert "<b><bdi>Ada Lindqvist</bdi></b>" in html(at)


def test_methods_say_how_voices_are_found(library: FakeLibrary) -> None:
    told = said(visit("methods"))
    assert "the rules of the card *attributions*" in told
    assert "not yet on the pages" not in told


def test_counts_without_neutral_ones() -> None:
    counts = Counts(supportive=1, neutral=0, mixed=2)
    line = stance.counts_line(counts, neutral=False)
    assert re.findall(r"<b>(\d+)</b> (\w+)", line) == [
        ("1", "supportive"), ("2", "mixed"), ("0", "critical")
    ]
    assert "1 supportive, 2 mixed, 0 critical" in stance.bar(counts, neutral=False)


def test_an_utterance_without_an_outlet_has_its_headline() -> None:
    library = voiced()
    library.speaking.say(6, "900 metres", "Ada Lindqvist")
    found: Utterance = next(u for u in library.speaking.said() if u.words == "900 metres")
    assert utterances.source(found.article) == "Outlet not stated: Bridge vote splits council"
    assert utterances.facts(found)[-1] == "named as “Ada Lindqvist”"


# -- hostile text


def hostile(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    shelf = use(monkeypatch, FakeLibrary())
    for sign in "+-.":
        shelf.put("h", [sign + HOSTILE], title=HOSTILE, outlet=HOSTILE, language='x" onload="')
    for number in (1, 2, 3):
        shelf.speaking.say(number, HOSTILE, HOSTILE, role=HOSTILE)
    shelf.put("h", ["-" + HOSTILE], title=HOSTILE, outlet=HOSTILE)
    shelf.speaking.say(4, HOSTILE, None, written=HOSTILE)
    shelf.put("h", ["+" + HOSTILE], title=HOSTILE, outlet=HOSTILE)
    shelf.speaking.say(5, HOSTILE, HOSTILE[1:], role=HOSTILE)
    one, other = shelf.speaking.said()[:2]
    shelf.speaking.shortened = (Shortened(one, other, (Span(0, 20),)),)
    shelf.speaking.mentions = tuple(shelf.paragraphs)
    shelf.speaking.join("s1", ["s2"])
    return shelf


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("event", {"event": "h"}),
        ("event", {"event": "h", "tab": "Speakers"}),
        ("event", {"event": "h", "voice": QUOTED}),
        ("article", {"article": "a1", "p": "1"}),
        ("search", {"s": "script", "by": QUOTED}),
        ("speaker", {"speaker": "s1"}),
        ("speaker", {"speaker": HOSTILE}),
        ("overview", {}),
    ],
)
def test_hostile_names_and_quotes_are_shown_as_text(
    monkeypatch: pytest.MonkeyPatch, page: str, query: dict[str, str]
) -> None:
    shelf = hostile(monkeypatch)
    at = visit(page, **query)
    at.session_state["unnamed_h"] = True
    at.session_state["mentions"] = True
    at.session_state["edit_done"] = shelf.shaping.edits()[0]
    at.run()
    assert not at.exception
    safe(at)
    if page == "event" and "tab" in query:
        cells = at.dataframe[0].value
        assert "\u202e" not in "".join(cells["Speaker"]) + "".join(cells["Surest words"])


@pytest.mark.parametrize("call", ["join", "part"])
def test_dialogs_show_hostile_names_as_text(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    shelf = hostile(monkeypatch)
    if call == "join":
        shelf.shaping.undo()
    at = scene(f"persons.{call}(resources.speaker('s1'))")
    at.multiselect[0].select("s2" if call == "join" else HOSTILE).run()
    assert not at.exception
    safe(at)


def test_a_picked_row_shows_hostile_text_as_text(
    monkeypatch: pytest.MonkeyPatch, lone: FakeLibrary
) -> None:
    hostile(monkeypatch)
    at = scene("speakers.quotes(view := resources.event('h'), first(view))")
    shown = html(at)
    assert "<script" not in shown and "<b>g" not in shown and "onload=" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; :red[x] $x$ [a](javascript" in unmarked(at)


def safe(at: AppTest) -> None:
    """No construct of a hostile text is left for a browser to act on."""
    shown = html(at)
    assert "<script" not in shown and "<b>g" not in shown and "onload=" not in shown
    labels = [*at.title, *at.header, *at.subheader, *at.markdown, *at.button, *at.page_link]
    labels += [*at.expander, *at.error, *at.multiselect, *at.selectbox]
    for element in labels:
        told = str(getattr(element, "label", None) or getattr(element, "value", ""))
        for construct in CONSTRUCTS:
            assert construct not in told, told
