"""Asking for more certainty: what is less sure is not judged, and what that was measured to buy."""

from dataclasses import replace

import pytest

from embeddings.certainty import at_least, measured, points, surer, utterances
from embeddings.records import (
    Article,
    Correction,
    Counts,
    Event,
    EventView,
    Judgement,
    Paragraph,
    Point,
    Quote,
    Span,
    Stance,
    Utterance,
    Voice,
)

FIRST = Article("a1", "A bridge is closed", "Quay", event="1")
COPY = Article("a2", "A bridge is closed", "Herald", event="1", copy_of="a1")


def paragraph(
    number: int, side: Stance, sure: float | None, *, article: str = "a1",
    correction: Correction | None = None,
) -> Paragraph:
    shares = {} if sure is None else {side: sure, Stance.NEUTRAL: 1 - sure}
    judged = Judgement(
        side, shares, sure, Span(0, 3), Voice.SPEAKER, "Ida", judge="a judge", name="Ida",
        person="ida", correction=correction,
    )
    return Paragraph(number, article, number, "Ida objects.", 0, 12, judged)


CORRECTED = Correction(Stance.SUPPORTIVE, by="me")
EVERY = (
    paragraph(1, Stance.SUPPORTIVE, 0.9),
    paragraph(2, Stance.CRITICAL, 0.6),
    paragraph(3, Stance.CRITICAL, 0.59),
    paragraph(4, Stance.NEUTRAL, 0.5),
    paragraph(5, Stance.SUPPORTIVE, 0.1, correction=CORRECTED),
    paragraph(6, Stance.MIXED, None),
    paragraph(7, Stance.CRITICAL, 0.7, article="a2"),
    Paragraph(8, "a1", 8, "It waits for its judgement.", 0, 27, None),
)
VIEW = EventView(
    Event("1", "A bridge is closed", None, None, (FIRST, COPY), Counts(2, 3, 1, 1, 1)), EVERY
)


def test_what_is_less_sure_is_not_judged_and_never_neutral() -> None:
    shown = at_least(VIEW, 0.6)
    assert shown.event.counts == Counts(2, 2, 0, 1, 3)
    assert shown.event.independent == Counts(2, 1, 0, 1, 3)
    assert [p.id for p in shown.having(Stance.NEUTRAL)] == []
    assert [p.id for p in shown.having(Stance.NOT_JUDGED)] == [3, 4]
    # Nothing is dropped, and the text is the same.
    assert [(p.id, p.text) for p in shown.paragraphs] == [(p.id, p.text) for p in EVERY]


def test_what_fails_says_why_and_leans_where_it_leant() -> None:
    judged = surer(EVERY[2], 0.6).judgement
    assert judged is not None
    assert judged.stance is Stance.NOT_JUDGED
    assert judged.reason == "only 59% sure that it is critical; 60% is asked for"
    assert judged.leaning is Stance.CRITICAL
    # It carries nobody's attitude any more.
    assert (judged.evidence, judged.voice, judged.name, judged.person) == (None,) * 4
    neutral = surer(EVERY[3], 0.6).judgement
    assert neutral is not None and neutral.leaning is None


def test_what_fails_never_reads_as_if_it_reached_what_is_asked_for() -> None:
    judged = surer(paragraph(1, Stance.CRITICAL, 0.597), 0.6).judgement
    assert judged is not None
    assert judged.reason == "only 59% sure that it is critical; 60% is asked for"


def test_what_is_nearest_to_mixed_leans_to_no_side() -> None:
    shares = {Stance.SUPPORTIVE: 0.36, Stance.CRITICAL: 0.3, Stance.NEUTRAL: 0.34}
    mixed = Paragraph(1, "a1", 0, "Both.", 0, 5, Judgement(Stance.MIXED, shares, 0.66))
    judged = surer(mixed, 0.7).judgement
    assert judged is not None
    assert (judged.stance, judged.leaning) == (Stance.NOT_JUDGED, None)
    assert judged.reason == "no more than 66% sure that it is mixed; 70% is asked for"


@pytest.mark.parametrize("at", [4, 5, 7])
def test_a_readers_word_and_what_has_no_certainty_stay(at: int) -> None:
    assert surer(EVERY[at], 0.99) is EVERY[at]


def test_the_strongest_voices_follow() -> None:
    assert [p.id for p in at_least(VIEW, 0.65).event.strongest] == [1, 7]
    # The one that a reader has corrected is all that is left of its side.
    assert [p.id for p in at_least(VIEW, 0.95).event.strongest] == [5]


def test_points_and_utterances_are_those_of_what_is_shown() -> None:
    left = EventView(VIEW.event, tuple(p for p in at_least(VIEW, 0.6).paragraphs if p.id in (1, 3)))
    both = Point((EVERY[2], EVERY[6]), ("Herald", "Quay"))
    [point] = points([both, Point((EVERY[6],), ("Herald",))], left)
    assert point.outlets == ("Quay",)
    assert [p.judgement.stance for p in point.paragraphs if p.judgement] == [Stance.NOT_JUDGED]
    quote = Quote(0, 3, True)
    [said] = utterances(
        [Utterance(quote, EVERY[2], FIRST, "ida"), Utterance(quote, EVERY[6], COPY, "ida")], left
    )
    assert said.paragraph is left.paragraphs[1]
    assert not said.judged


def row(
    metric: str, value: float, n: int, data: str = "dev", model: str = "m 1"
) -> dict[str, object]:
    return {
        "metric": metric, "value": value, "n": n, "data": data, "model": model,
        "date": "2026-01-02",
    }


RESULTS = [
    row("right among the sides shown at 60%", 0.7, 40),
    row("found of all sides at 60%", 0.2, 100),
    row("right among the sides shown at 45%", 0.5, 90),
    row("found of all sides at 45%", 0.4, 100),
    row("right among the sides shown at 80%", 1.0, 3),
    row("accuracy", 0.6, 300),
    row("right among the sides shown at 45%", 0.9, 5, data="small"),
    row("found of all sides at 45%", 0.9, 9, data="small"),
    row("right among the sides shown at 45%", 0.1, 500, model="m 12"),
    row("found of all sides at 45%", 0.1, 500, model="m 12"),
]


def test_the_measured_curve_is_the_judges_own_on_its_largest_data() -> None:
    curve = measured(RESULTS, "m 1, threshold 0.45")
    assert [(t.least, t.right, t.shown, t.found, t.there) for t in curve] == [
        (0.45, 0.5, 90, 0.4, 100), (0.6, 0.7, 40, 0.2, 100),
    ]
    assert {(t.data, t.date) for t in curve} == {("dev", "2026-01-02")}
    assert measured(RESULTS, "another, threshold 0.45") == ()
    assert measured([], "m 1, threshold 0.45") == ()


def test_asking_for_nothing_changes_nothing() -> None:
    assert at_least(VIEW, 0.0).paragraphs == VIEW.paragraphs
    assert replace(at_least(VIEW, 0.0).event, strongest=(), independent=Counts()) == VIEW.event


def test_held_out_data_go_before_larger_data() -> None:
    def rows(data: str, there: int, **more: object) -> list[dict[str, object]]:
        known = {"model": "m", "data": data, "date": "2026-11-22", **more}
        return [
            known | {"metric": "right among the sides shown at 50%", "value": 0.5, "n": 10},
            known | {"metric": "found of all sides at 50%", "value": 0.2, "n": there},
        ]

    [point] = measured([*rows("large", 900), *rows("new", 300, held_out=True)], "m, threshold 0.5")
    assert (point.data, point.there) == ("new", 300)
    # Held out, but without a curve: that of the other data is told.
    alone: dict[str, object] = {"model": "m", "data": "new", "metric": "accuracy", "value": 0.7}
    [point] = measured([*rows("large", 900), alone | {"held_out": True}], "m, threshold 0.5")
    assert point.data == "large"
    assert measured([], "m, threshold 0.5") == ()
