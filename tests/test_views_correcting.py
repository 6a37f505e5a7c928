"""Correcting labels: the dialog, many at once, how it is marked, taken back and measured."""

import dataclasses
import json
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from embeddings.correcting import gold_lines, measure
from embeddings.records import (
    Corrected,
    Correction,
    EditKind,
    Judgement,
    Paragraph,
    Span,
    Stance,
    Voice,
)
from embeddings.views import corrected, correcting, measured, resources
from tests.test_views import headers, html, plain, said, use, visit
from tests.view_fixtures import CONSTRUCTS, HOSTILE, FakeLibrary, voiced

AT = "2025-08-01T09:30:00+00:00"
MODEL_3 = "the model said: critical, 63% sure"


@pytest.fixture(autouse=True)
def _user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "ada")


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """The pages show a small library with speakers."""
    return use(monkeypatch, voiced())


def asked(paragraph: int) -> AppTest:
    """Draw the dialog as the only thing of a page, below the box: its buttons can be pressed."""
    at = AppTest.from_string(
        "from embeddings.views import correcting, undoing\nimport streamlit as st\n"
        "st.session_state['library_folder'] = 'here'\nundoing.box()\n"
        f"correcting.dialog('bridge', {paragraph})",
        default_timeout=60,
    ).run()
    assert not at.exception, at.exception
    return at


def acts(library: FakeLibrary) -> list[tuple[object, ...]]:
    return [call for call in library.calls if call[0] in ("label", "withdraw", "undo")]


def keys(at: AppTest) -> list[str]:
    return [str(b.key) for b in at.button]


# -- the dialog


def test_the_dialog_shows_the_paragraph_and_what_the_model_said(library: FakeLibrary) -> None:
    at = asked(2)
    assert '<mark class="fx-sup">The mayor called the bridge' in html(at)
    assert "The model said: supportive, 70% sure." in said(at)
    label = at.segmented_control(key="label_0_2")
    assert label.value == "▲ Supportive"
    assert list(label.options) == [
        "▲ Supportive", "▼ Critical", "● Neutral", "◆ Mixed", "○ Not about this event"
    ]
    assert plain(label.label) == "How it frames “Council approves the harbour bridge”"
    assert at.segmented_control(key="voice_0_2").value == "A quoted speaker’s"
    assert at.text_input(key="speaker_0_2").value == "Ada Lindqvist"
    assert "The mayor" in plain(str(at.text_input(key="speaker_0_2").help))
    assert at.text_area(key="evidence_0_2").value == library.paragraphs[1].text
    assert not [b for b in at.button if b.disabled]


def test_one_press_confirms_a_label(library: FakeLibrary) -> None:
    at = asked(3)
    at.button(key="confirm_label").click().run()
    assert not at.exception
    assert acts(library) == [("label", (3,), Correction(Stance.CRITICAL))]
    assert "1 corrected: critical." in said(at)
    assert [plain(str(t.value)) for t in at.toast] == ["1 corrected: critical."]
    assert "Confirmed by hand, 1 Aug 2025." in said(at)
    assert "confirm_label" not in keys(at)  # it has been said
    assert ("resume", None) not in library.calls
    at.button(key="undo_edit").click().run()
    assert not at.exception
    assert acts(library)[-1] == ("undo", "1 corrected: critical")
    assert ("resume", None) not in library.calls
    assert "Taken back: 1 corrected: critical." in said(at)
    assert not at.toast
    assert "Confirmed" not in said(at)


def test_a_label_alone_leaves_the_rest_to_the_model(library: FakeLibrary) -> None:
    at = asked(3)
    at.segmented_control(key="label_0_3").set_value("▲ Supportive").run()
    assert at.text_area(key="evidence_0_3").value == "Residents said it will ruin the old harbour."
    at.button(key="save_label").click().run()
    assert not at.exception
    assert acts(library) == [("label", (3,), Correction(Stance.SUPPORTIVE))]
    assert "The model said: critical, 63% sure. Corrected by hand, 1 Aug 2025." in said(at)


def test_everything_can_be_said(library: FakeLibrary) -> None:
    at = asked(5)
    assert [t.key for t in at.text_input] == ["note_0_5"]  # the outlet's own words have no speaker
    at.segmented_control(key="voice_0_5").set_value("A quoted speaker’s").run()
    at.text_input(key="speaker_0_5").set_value("  Ida\u202e  Morn ")
    at.text_area(key="evidence_0_5").set_value(" wasteful\n monument ")
    at.text_input(key="note_0_5").set_value(" her words ")
    at.button(key="save_label").click().run()
    assert not at.exception
    [(_, ids, correction)] = acts(library)
    assert ids == (5,)
    assert correction == Correction(
        Stance.CRITICAL, Voice.SPEAKER, "Ida Morn", Span(2, 19), "her words"
    )
    assert library.paragraphs[4].text[2:19] == "wasteful monument"
    at.button(key="save_label").click().run()  # what was said is kept, not taken for the model's
    assert acts(library)[-1] == ("label", (5,), correction)


@pytest.mark.parametrize("words", ["wasteful  monuments", "Wasteful monument", HOSTILE])
def test_evidence_that_is_not_in_the_paragraph_is_refused(
    library: FakeLibrary, words: str
) -> None:
    at = asked(5)
    at.text_area(key="evidence_0_5").set_value(words)
    at.button(key="save_label").click().run()
    assert len(at.error) == 1
    assert "Nothing was saved" in str(at.error[0].value)
    assert "word for word" in str(at.error[0].value)
    assert not acts(library)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("a b\nc", "b c", Span(2, 5)), ("a.b", "a.b", Span(0, 3)), ("axb", "a.b", None),
        ("a b", " ", None), ("a b a b", "a b", Span(0, 3)), ("x(y", "(y", Span(1, 3)),
    ],
)
def test_a_passage_is_found_letter_for_letter(text: str, words: str, found: Span | None) -> None:
    assert correcting.passage(text, words) == found


@pytest.mark.parametrize("label", ["● Neutral", "○ Not about this event"])
def test_what_is_nobodys_attitude_asks_for_no_speaker(library: FakeLibrary, label: str) -> None:
    at = asked(2)
    at.segmented_control(key="label_0_2").set_value(label).run()
    assert [t.key for t in at.text_input] == ["note_0_2"] and not at.text_area
    at.button(key="save_label").click().run()
    assert acts(library) == [("label", (2,), Correction(correcting.LABELS[label]))]


def test_a_paragraph_that_was_not_judged_can_be_labelled(library: FakeLibrary) -> None:
    at = asked(4)
    assert "The model did not judge it: too short to judge." in said(at)
    assert "confirm_label" not in keys(at)
    assert at.segmented_control(key="label_0_4").value is None
    assert at.button(key="save_label").disabled
    at.segmented_control(key="label_0_4").set_value("● Neutral").run()
    at.button(key="save_label").click().run()
    assert acts(library) == [("label", (4,), Correction(Stance.NEUTRAL))]


def test_the_same_words_elsewhere_are_labelled_too_if_asked(library: FakeLibrary) -> None:
    text = library.paragraphs[2].text
    library.put("bridge", [f"-{text}"], outlet="Post", copy_of="a1")
    library.put("verdict", [f"-{text}"])
    at = asked(3)
    assert at.checkbox(key="also_0_3").label == (
        "Also 1 other paragraph of this event with the same words"
    )
    at.segmented_control(key="label_0_3").set_value("◆ Mixed")
    at.checkbox(key="also_0_3").check().run()
    assert not at.text_area  # evidence is said of one paragraph at a time
    at.button(key="save_label").click().run()
    assert acts(library) == [("label", (3, 10), Correction(Stance.MIXED))]


def test_a_refusal_and_a_lost_paragraph_are_said_in_words(library: FakeLibrary) -> None:
    at = asked(3)
    at.text_input(key="note_0_3").set_value("refused")
    at.button(key="save_label").click().run()
    assert plain(at.error[0].value) == "The note :red[cannot] be kept"
    assert ":red[" not in str(at.error[0].value)
    assert "not in the event any more" in said(asked(9))
    assert "not in the event any more" in said(asked(99))


# -- marks


def test_a_corrected_card_says_so_and_counts_follow(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    assert "<b>1</b> supportive" in html(at) and "<b>2</b> critical" in html(at)
    assert {"correct_2", "correct_3", "correct_5"} <= set(keys(at))
    assert "fx-hand" not in html(at)
    library.correcting.correct([3], Correction(Stance.SUPPORTIVE, note="n", by="ada"))
    at.run()
    shown = html(at)
    assert "<b>2</b> supportive" in shown and "<b>1</b> critical" in shown
    assert '<span class="fx-badge fx-hand">✎ Corrected</span>' in shown
    assert MODEL_3 in shown and "by ada, 1 Aug 2025" in shown and "note: n" in shown
    assert "2 paragraphs · corrected ones first, then most certain" in shown
    assert shown.index("ruin the old harbour") < shown.index("gift to our children")
    assert shown.count("63% sure") == 1  # the model's, and not the reader's
    assert [k for k in keys(at) if k.startswith("withdraw")] == ["withdraw_3"]
    at.button(key="withdraw_3").click().run()
    assert not at.exception
    assert acts(library)[-1] == ("withdraw", (3,))
    assert "<b>2</b> critical" in html(at) and "fx-hand" not in html(at)
    assert "correction withdrawn." in said(at)
    assert at.query_params["event"] in ("bridge", ["bridge"])
    at.button(key="undo_edit").click().run()
    assert not at.exception
    assert "✎ Corrected" in html(at)
    assert at.query_params["event"] in ("bridge", ["bridge"])
    assert ("resume", None) not in library.calls


def test_a_confirmed_card_keeps_its_place(library: FakeLibrary) -> None:
    library.correcting.correct([5], Correction(Stance.CRITICAL))
    shown = html(visit("event", event="bridge"))
    assert "✓ Confirmed" in shown and "✎" not in shown
    assert shown.index("ruin the old harbour") < shown.index("wasteful monument")
    assert "corrected ones first" not in shown


def test_the_button_opens_the_dialog(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    at.button(key="correct_3").click().run()
    assert not at.exception
    assert at.segmented_control(key="label_1_3").value == "▼ Critical"
    at.segmented_control(key="label_1_3").set_value("● Neutral")
    at.button(key="correct_3").click().run()  # closed without saving, and opened again
    assert at.segmented_control(key="label_2_3").value == "▼ Critical"


def test_what_is_not_about_the_event_is_marked_where_it_is_listed(library: FakeLibrary) -> None:
    library.correcting.correct([1], Correction(Stance.NOT_JUDGED))
    at = visit("event", event="bridge")
    at.session_state["open_not_judged"] = True
    at.run()
    assert "✎ Corrected: not about this event" in html(at)
    assert "switch Select on" in html(at)


def test_an_article_offers_it_for_the_paragraph_in_focus(library: FakeLibrary) -> None:
    at = visit("article", article="a1")
    assert not [k for k in keys(at) if k.startswith("correct_")]
    assert "choose its number" in html(at)
    at = visit("article", article="a1", p="3")
    assert [k for k in keys(at) if k.startswith("correct_")] == ["correct_3"]
    assert html(at).count('<div class="fx-article">') == 2
    library.correcting.correct([3, 2], Correction(Stance.NEUTRAL))
    at.session_state["edit_done"] = library.shaping.edits()[0]
    at.run()
    shown = html(at)
    assert shown.count("● Neutral</div>") == 2 and shown.count("✎ Corrected") == 2
    assert MODEL_3 in shown
    at.button(key="undo_edit").click().run()
    assert not at.exception
    assert "✎ Corrected" not in html(at)
    assert at.query_params["p"] in ("3", ["3"])


def test_an_article_does_not_undo_what_concerns_events(library: FakeLibrary) -> None:
    edit = library.shaping.rename("bridge", "Another")
    at = visit("article", article="a1", p="3")
    at.session_state["edit_done"] = edit
    at.run()
    assert "undo_edit" not in keys(at)


def test_a_found_paragraph_says_that_it_is_corrected(library: FakeLibrary) -> None:
    library.correcting.correct([3], Correction(Stance.NEUTRAL))
    shown = html(visit("search", s="Residents", mode="Words"))
    assert "● Neutral</span>" in shown and "✎ Corrected" in shown


@pytest.mark.parametrize(
    ("judgement", "words"),
    [
        (None, "the model has not judged it yet"),
        (Judgement(Stance.NOT_JUDGED, {}, correction=Correction(Stance.NEUTRAL)),
         "the model has not judged it yet"),
        (Judgement(Stance.NOT_JUDGED, {Stance.CRITICAL: 0.48, Stance.NEUTRAL: 0.3}, 0.48),
         "the model was not sure; nearest: critical, 48%"),
        (Judgement(Stance.MIXED, {Stance.CRITICAL: 0.4, Stance.SUPPORTIVE: 0.45}, 0.85),
         "the model said: mixed, 85% sure"),
        (Judgement(Stance.NEUTRAL, {Stance.CRITICAL: 0.4, Stance.SUPPORTIVE: 0.45},
                   correction=Correction(Stance.NEUTRAL), machine=Stance.MIXED),
         "the model said: mixed, 85% sure"),
        (Judgement(Stance.NEUTRAL, {}, correction=Correction(Stance.NEUTRAL),
                   machine=Stance.CRITICAL), "the model said: critical"),
    ],
)
def test_what_the_model_said_is_told_as_it_was(judgement: Judgement | None, words: str) -> None:
    assert corrected.machine(judgement) == words


def test_more_than_a_confirmation_is_a_correction() -> None:
    judged = Judgement(
        Stance.CRITICAL, {}, correction=Correction(Stance.CRITICAL), machine=Stance.CRITICAL
    )
    assert corrected.confirmed(judged)
    other = dataclasses.replace(judged, correction=Correction(Stance.CRITICAL, Voice.OUTLET))
    assert not corrected.confirmed(other)
    assert corrected.badge(Judgement(Stance.CRITICAL, {})) == corrected.line(None) == ""


# -- many at once


def test_many_are_labelled_in_one_act_and_undone_in_one(library: FakeLibrary) -> None:
    at = visit("event", event="bridge")
    assert not at.checkbox
    at.toggle(key="select").set_value(True).run()
    assert [c.key for c in at.checkbox] == ["pick_0_2", "pick_0_3", "pick_0_5"]
    assert not [k for k in keys(at) if k.startswith("correct_")]
    assert at.menu_button(key="label_as").disabled
    at.session_state["open_neutral"] = True
    at.run()
    assert [c.key for c in at.checkbox][3:] == ["pick_0_1", "pick_0_6"]
    at.checkbox(key="pick_0_3").check()
    at.checkbox(key="pick_0_6").check().run()
    assert "2 selected" in html(at)
    at.menu_button(key="label_as").click("◆ Mixed").run()
    assert not at.exception
    assert acts(library) == [("label", (3, 6), Correction(Stance.MIXED, by="ada"))]
    assert "2 corrected: mixed." in said(at)
    assert "<b>2</b> mixed" in html(at)
    assert not any(c.value for c in at.checkbox)
    at.button(key="undo_edit").click().run()
    assert not at.exception
    assert "<b>2</b> critical" in html(at) and "mixed" not in html(at)


def test_all_that_is_shown_can_be_picked_and_withdrawn(library: FakeLibrary) -> None:
    library.correcting.correct([2], Correction(Stance.MIXED))
    at = visit("event", event="bridge")
    at.toggle(key="select").set_value(True).run()
    assert at.button(key="pick_all").label == "Select all 2 shown"
    at.button(key="pick_all").click().run()
    assert "2 selected" in html(at)
    at.menu_button(key="label_as").click("Withdraw corrections").run()
    assert len(at.error) == 1  # only 3 and 5 are drawn: nobody corrected them
    assert "2 selected" in html(at)  # what failed can be tried otherwise
    at.session_state["open_mixed"] = True
    at.run()
    at.button(key="pick_all").click().run()
    at.menu_button(key="label_as").click("Withdraw corrections").run()
    assert not at.exception
    assert acts(library)[-1] == ("withdraw", (2,))


def test_who_is_at_work_is_only_what_was_handed_in(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "session_state", {"library_folder": "here"})
    assert resources.user() == ""
    resources.use_folder(Path("there"), {"USER": "bob"})
    assert resources.user() == "bob"


# -- hostile words


def test_hostile_words_are_shown_as_text(library: FakeLibrary) -> None:
    library.correcting.correct(
        [3], Correction(Stance.CRITICAL, Voice.SPEAKER, HOSTILE, None, HOSTILE, HOSTILE)
    )
    library.titles["bridge"] = HOSTILE
    edit = dataclasses.replace(library.shaping.edits()[0], said=HOSTILE)
    library.shaping._done[0] = (edit, *library.shaping._done[0][1:])
    pages = [visit("event", event="bridge"), visit("article", article="a1", p="3"), asked(3)]
    for at in pages:
        at.session_state["edit_done"] = edit
        at.session_state["edit_fresh"] = True
        at.run()
        assert not at.exception
        shown = html(at)
        assert "<script" not in shown and "<b>g" not in shown
        labels = [str(c.label) for c in at.segmented_control] + [str(t.value) for t in at.toast]
        told = "\n".join([*(str(m.value) for m in at.markdown), *labels])
        for construct in CONSTRUCTS:
            assert construct not in told, construct
    assert "&lt;script&gt;" in html(pages[0])
    assert pages[2].text_input(key="speaker_0_3").value == HOSTILE
    assert pages[2].text_input(key="note_0_3").value == HOSTILE


# -- methods


def section(at: AppTest) -> str:
    assert "Measured on your own material" in headers(at)
    return said(at)


def test_methods_say_how_to_begin(library: FakeLibrary) -> None:
    at = visit("methods")
    section(at)
    assert "Nothing has been checked yet. Open an event and choose Correct" in html(at)
    assert not at.get("download_button")


def test_methods_tell_few_corrections_in_words(library: FakeLibrary) -> None:
    library.correcting.correct([2], Correction(Stance.SUPPORTIVE))
    library.correcting.correct([3], Correction(Stance.NEUTRAL))
    library.correcting.correct([4], Correction(Stance.NEUTRAL))
    library.correcting.correct([1], Correction(Stance.NOT_JUDGED))
    at = visit("methods")
    told = section(at)
    assert "You checked 2 judged paragraphs; the label was right in 1." in told
    assert "% right" not in told and "no random sample" in told
    table = at.table[0].value
    assert table.values.tolist() == [["▲ Supportive", 1, 1], ["▼ Critical", 1, 0]]
    assert (
        "Not counted: 1 paragraph of which the model was not sure, or has not judged; "
        "1 paragraph that you found not to be about the event."
    ) in html(at)
    [button] = at.get("download_button")
    assert "3 paragraphs with your labels" in str(button.label)


def test_methods_tell_a_share_from_five_on(library: FakeLibrary) -> None:
    library.correcting.correct([2, 7], Correction(Stance.SUPPORTIVE))
    library.correcting.correct([3], Correction(Stance.CRITICAL))
    library.correcting.correct([5, 1], Correction(Stance.MIXED))
    at = visit("methods")
    told = section(at)
    assert "60% right: you checked 5 judged paragraphs (n = 5), and the label was right in 3." in (
        told.replace("**", "")
    )
    assert at.table[0].value.values.tolist() == [
        ["▲ Supportive", 2, 2], ["▼ Critical", 2, 1], ["● Neutral", 1, 0]
    ]
    library.correcting.withdraw([5])
    at.run()
    assert "% right" not in said(at)


def test_nothing_of_what_was_checked_had_been_judged() -> None:
    assert "had been judged" in measured.accuracy(measure([]))


def test_the_gold_file_is_lines_of_json(library: FakeLibrary) -> None:
    one = Corrected(
        Paragraph(1, "a", 0, "x — “y”", 0, 7, Judgement(Stance.CRITICAL, {}, voice=Voice.OUTLET)),
        "s", "", "h", Correction(Stance.CRITICAL, at=AT), Stance.CRITICAL,
    )
    lines = gold_lines([one, one]).splitlines()
    assert len(lines) == 2
    row = json.loads(lines[0])
    assert (row["paragraph"], row["stance"], row["voice"]) == ("x — “y”", "critical", "outlet")


def test_corrections_are_listed_among_the_changes(library: FakeLibrary) -> None:
    library.correcting.correct([3], Correction(Stance.NEUTRAL))
    assert library.shaping.edits()[0].kind is EditKind.CORRECT
    at = AppTest.from_string(
        "from embeddings.views import undoing\nimport streamlit as st\n"
        "st.session_state['library_folder'] = 'here'\nst.session_state['edits'] = True\n"
        "undoing.listed()",
        default_timeout=60,
    ).run()
    assert not at.exception
    assert "1 corrected: neutral" in said(at)
    at.button(key="undo_newest").click().run()
    assert not at.exception
    assert acts(library)[-1][0] == "undo"
