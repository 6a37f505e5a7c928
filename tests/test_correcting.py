"""Corrections: they stand above the judge, everywhere, can be undone, and measure the judge."""

from collections.abc import Iterator

import pytest

from embeddings.correcting import gold_rows, measure
from embeddings.errors import InputError, NotFoundError
from embeddings.evaluation import labelled_cases
from embeddings.explore import Library
from embeddings.records import (
    Corrected,
    Correction,
    EditKind,
    Facets,
    Paragraph,
    Span,
    Stance,
    Voice,
)
from tests.conftest import WordEncoder, word_judge, word_voices
from tests.test_store import BRIDGE, BRIDGE_2, LEVY


@pytest.fixture
def shelf(library: Library) -> Iterator[Library]:
    library.add_documents([BRIDGE, BRIDGE_2, LEVY])
    yield library


def bridge(library: Library) -> str:
    return next(e.id for e in library.overview().events if "ridge" in e.title)


def of(library: Library, stance: Stance) -> list[Paragraph]:
    return list(library.event(bridge(library)).having(stance))


def counts(library: Library) -> tuple[int, int, int]:
    found = library.event(bridge(library)).event.counts
    return found.supportive, found.critical, found.neutral


def test_a_correction_stands_above_the_judge_everywhere(shelf: Library) -> None:
    before = counts(shelf)
    [critical] = of(shelf, Stance.CRITICAL)
    edit = shelf.correcting.correct([critical.id], Correction(Stance.SUPPORTIVE, by="ada"))
    assert edit.kind is EditKind.CORRECT
    assert edit.said == "“Traders condemned the closure of the bridge. Lorries wait fo…” " \
        "corrected: supportive"
    assert counts(shelf) == (before[0] + 1, before[1] - 1, before[2])
    assert of(shelf, Stance.CRITICAL) == []
    [now] = [p for p in of(shelf, Stance.SUPPORTIVE) if p.id == critical.id]
    assert now.judgement is not None
    assert critical.judgement is not None
    assert now.judgement.machine is Stance.CRITICAL
    assert now.judgement.correction is not None
    assert (now.judgement.correction.by, now.judgement.confidence) == ("ada", None)
    # What carried one side is kept as what carries the other; the judge's shares are kept as well.
    assert now.judgement.evidence == critical.judgement.evidence
    assert now.judgement.probabilities == critical.judgement.probabilities
    assert shelf.search("traders", facets=Facets(stance=Stance.SUPPORTIVE))[0].paragraph == now
    assert shelf.search("traders", facets=Facets(stance=Stance.CRITICAL)) == ()
    assert [p for p in shelf.article(now.article).paragraphs if p.id == now.id] == [now]


def test_undo_and_withdrawal_bring_the_judges_word_back(shelf: Library) -> None:
    before = counts(shelf)
    [critical] = of(shelf, Stance.CRITICAL)
    shelf.correcting.correct([critical.id], Correction(Stance.NEUTRAL))
    shelf.correcting.correct([critical.id], Correction(Stance.SUPPORTIVE))
    assert shelf.shaping.undo().kind is EditKind.CORRECT
    assert counts(shelf) == (before[0], before[1] - 1, before[2] + 1)
    shelf.correcting.withdraw([critical.id])
    assert counts(shelf) == before
    shelf.shaping.undo()  # the withdrawal
    assert counts(shelf) == (before[0], before[1] - 1, before[2] + 1)
    shelf.shaping.undo()
    assert counts(shelf) == before
    assert of(shelf, Stance.CRITICAL) == [critical]
    with pytest.raises(InputError, match="None of these"):
        shelf.correcting.withdraw([critical.id])


def test_many_at_once_are_one_act(shelf: Library) -> None:
    neutral = of(shelf, Stance.NEUTRAL)
    assert len(neutral) > 1
    edit = shelf.correcting.correct([p.id for p in neutral], Correction(Stance.NOT_JUDGED))
    assert edit.said == f"{len(neutral)} paragraphs corrected: not about the event"
    assert of(shelf, Stance.NEUTRAL) == []
    gone = of(shelf, Stance.NOT_JUDGED)
    assert {p.id for p in gone} == {p.id for p in neutral}
    assert all(p.judgement and "not about this event" in (p.judgement.reason or "") for p in gone)
    assert all(p.judgement and p.judgement.leaning is None for p in gone)
    shelf.shaping.undo()
    assert of(shelf, Stance.NEUTRAL) == neutral


def test_speaker_voice_and_evidence(shelf: Library) -> None:
    [critical] = of(shelf, Stance.CRITICAL)
    span = Span(critical.text.index("condemned"), len(critical.text))
    shelf.correcting.correct(
        [critical.id], Correction(Stance.CRITICAL, Voice.SPEAKER, "Ida Morn", span, "her words")
    )
    [now] = of(shelf, Stance.CRITICAL)
    assert now.judgement is not None
    judgement = now.judgement
    assert (judgement.voice, judgement.speaker, judgement.evidence) == (
        Voice.SPEAKER, "Ida Morn", span
    )
    assert (judgement.name, judgement.person) == ("Ida Morn", "ida-morn")
    assert judgement.correction is not None
    assert judgement.correction.note == "her words"
    assert shelf.search("traders", facets=Facets(voice=Voice.SPEAKER))[0].paragraph == now


@pytest.mark.parametrize("span", [Span(0, 9_999), Span(-1, 4), Span(5, 5)])
def test_evidence_outside_of_the_paragraph_is_refused(shelf: Library, span: Span) -> None:
    [critical] = of(shelf, Stance.CRITICAL)
    with pytest.raises(InputError, match="passage"):
        shelf.correcting.correct([critical.id], Correction(Stance.CRITICAL, evidence=span))
    assert shelf.correcting.corrections() == ()


def test_what_cannot_be_corrected_says_so(shelf: Library) -> None:
    with pytest.raises(NotFoundError, match="99999"):
        shelf.correcting.correct([99_999], Correction(Stance.NEUTRAL))
    with pytest.raises(InputError, match="at least one"):
        shelf.correcting.correct([], Correction(Stance.NEUTRAL))
    ids = [p.id for p in of(shelf, Stance.NEUTRAL)]
    with pytest.raises(InputError, match="one paragraph at a time"):
        shelf.correcting.correct(ids, Correction(Stance.NEUTRAL, evidence=Span(0, 3)))


def test_corrections_survive_reopening_additions_and_another_judge(shelf: Library) -> None:
    [critical] = of(shelf, Stance.CRITICAL)
    shelf.correcting.correct([critical.id], Correction(Stance.NEUTRAL))
    folder = shelf.folder
    shelf.close()
    again = Library.open(
        folder, encoder=WordEncoder(), judge=word_judge(), voices=word_voices()
    )
    assert of(again, Stance.CRITICAL) == []
    [one] = again.correcting.corrections()
    assert (one.paragraph.id, one.machine) == (critical.id, Stance.CRITICAL)
    again.close()


def test_under_another_statement_the_correction_waits(shelf: Library) -> None:
    event = bridge(shelf)
    [critical] = of(shelf, Stance.CRITICAL)
    shelf.correcting.correct([critical.id], Correction(Stance.NEUTRAL))
    shelf.shaping.rename(event, "Traders lose the harbour bridge")
    shelf.resume()
    assert shelf.correcting.corrections() == ()
    shelf.shaping.undo()
    assert len(shelf.correcting.corrections()) == 1


def test_removing_the_article_takes_its_corrections_and_undo_does_not_fail(shelf: Library) -> None:
    [critical] = of(shelf, Stance.CRITICAL)
    shelf.correcting.correct([critical.id], Correction(Stance.NEUTRAL))
    shelf.correcting.correct([critical.id], Correction(Stance.SUPPORTIVE))
    shelf.remove([critical.article])
    assert shelf.correcting.corrections() == ()
    shelf.shaping.undo()
    assert shelf.correcting.corrections() == ()


def test_accuracy_on_the_users_own_material(shelf: Library) -> None:
    [critical] = of(shelf, Stance.CRITICAL)
    [supportive] = of(shelf, Stance.SUPPORTIVE)
    assert measure(shelf.correcting.corrections()).accuracy is None
    edit = shelf.correcting.correct([critical.id], Correction(Stance.CRITICAL))
    assert edit.said.endswith("confirmed: critical")
    shelf.correcting.correct([supportive.id], Correction(Stance.NEUTRAL))
    found = measure(shelf.correcting.corrections())
    assert (found.n, found.right, found.unsure, found.accuracy) == (2, 1, 0, 0.5)
    assert found.of_class == {Stance.CRITICAL: (1, 1), Stance.SUPPORTIVE: (1, 0)}


def corrected(machine: Stance | None, stance: Stance) -> Corrected:
    return Corrected(
        Paragraph(1, "a", 0, "x", 0, 1), "s", "", "h", Correction(stance), machine
    )


def test_what_was_unsure_or_unrelated_is_not_held_against_the_judge() -> None:
    found = measure([
        corrected(Stance.NOT_JUDGED, Stance.CRITICAL), corrected(None, Stance.NEUTRAL),
        corrected(Stance.CRITICAL, Stance.NOT_JUDGED), corrected(Stance.MIXED, Stance.MIXED),
    ])
    assert (found.n, found.right, found.unsure) == (1, 1, 2)


def test_the_gold_set_is_what_evaluation_reads(
    shelf: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import json

    [critical] = of(shelf, Stance.CRITICAL)
    shelf.correcting.correct(
        [critical.id],
        Correction(Stance.CRITICAL, Voice.SPEAKER, "Traders", Span(0, 7), by="ada"),
    )
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    rows = gold_rows(shelf.correcting.corrections())
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    [one] = labelled_cases(path)
    assert one.case.paragraph == critical.text
    assert one.case.previous.startswith("The council closed the harbour bridge")
    assert one.case.headline == "Harbour bridge closed"
    assert (one.stance, one.voice, one.speaker, one.evidence) == (
        Stance.CRITICAL, "speaker", "Traders", ((0, 7),)
    )
