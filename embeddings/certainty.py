"""Asking for more certainty than the judge's threshold: less is shown, more of it is right. Pure.

What is less sure than asked for is not judged, with its reason, and never neutral; what a reader
has said of a paragraph is not asked how sure it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from embeddings.records import (
    EventView,
    Judgement,
    Paragraph,
    Point,
    Stance,
    Utterance,
    unsure,
)
from embeddings.summaries import surest, tallied

__all__ = [
    "Tradeoff", "at_least", "measured", "number", "of_judge", "points", "surer", "utterances",
]

_RIGHT = re.compile(r"right among the sides shown at (\d+)%")
_FOUND = re.compile(r"found of all sides at (\d+)%")


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """What was measured of the sides that a judge is at least so sure of, all shares ``[0, 1]``."""

    least: float
    """The certainty that was asked for."""
    right: float
    """Of the paragraphs shown as supportive or critical, those that are (precision)."""
    shown: int
    """How many were shown."""
    found: float
    """Of the paragraphs that are supportive or critical, those shown as such (recall)."""
    there: int
    """How many there were."""
    data: str
    date: str


def surer(paragraph: Paragraph, least: float) -> Paragraph:
    """Return a paragraph as not judged if its judge is less than ``least`` ``[0, 1]`` sure."""
    judgement = paragraph.judgement
    if judgement is None or judgement.correction or judgement.stance is Stance.NOT_JUDGED:
        return paragraph
    sure = judgement.confidence
    if sure is None or sure >= least:
        return paragraph
    left = Judgement(
        Stance.NOT_JUDGED, judgement.probabilities, sure, judge=judgement.judge,
        reason=unsure(judgement.stance, sure, least),
    )
    return replace(paragraph, judgement=left)


def at_least(view: EventView, least: float) -> EventView:
    """Return an event as if its judge's threshold were raised to ``least``; its counts follow."""
    found = tuple(surer(paragraph, least) for paragraph in view.paragraphs)
    copied = view.event.copies
    event = replace(
        view.event,
        counts=tallied(found),
        independent=tallied(p for p in found if p.article not in copied),
        strongest=surest(found),
    )
    return EventView(event, found)


def points(found: Sequence[Point], shown: EventView) -> tuple[Point, ...]:
    """Return points with the paragraphs that are shown, as they are judged now."""
    placed = {paragraph.id: paragraph for paragraph in shown.paragraphs}
    outlet_of = {article.id: article.outlet or "" for article in shown.event.articles}
    left: list[Point] = []
    for point in found:
        own = tuple(placed[p.id] for p in point.paragraphs if p.id in placed)
        if own:
            left.append(Point(own, tuple(sorted({outlet_of[p.article] for p in own}))))
    return tuple(left)


def utterances(said: Sequence[Utterance], shown: EventView) -> tuple[Utterance, ...]:
    """Return what is said in the paragraphs that are shown, as they are judged now."""
    placed = {paragraph.id: paragraph for paragraph in shown.paragraphs}
    return tuple(
        replace(one, paragraph=placed[one.paragraph.id])
        for one in said
        if one.paragraph.id in placed
    )


def measured(results: Iterable[Mapping[str, object]], judge: str) -> tuple[Tradeoff, ...]:
    """Return what was measured of a judge, by rising certainty, on the data with most sides.

    Data that was held out, on which nothing of the judge was chosen, goes before other data.
    ``judge`` is a name under which judgements are stored: a model's, and the threshold.
    """
    by_data: dict[tuple[bool, str], list[Mapping[str, object]]] = {}
    for row in results:
        if of_judge(row, judge):
            kind = (bool(row.get("held_out")), str(row.get("data")))
            by_data.setdefault(kind, []).append(row)
    curves = {kind: curve for kind, rows in by_data.items() if (curve := _curve(rows))}
    best = max(
        curves, key=lambda kind: (kind[0], max(t.there for t in curves[kind])), default=None
    )
    return () if best is None else curves[best]


def of_judge(row: Mapping[str, object], judge: str) -> bool:
    """Tell whether a result is of this judge; further models may follow its own after ``;``."""
    return judge.startswith(f"{str(row.get('model')).split(';')[0]},")


def _curve(rows: Sequence[Mapping[str, object]]) -> tuple[Tradeoff, ...]:
    right, found = (_by_percent(rows, pattern) for pattern in (_RIGHT, _FOUND))
    return tuple(
        Tradeoff(
            percent / 100, number(right[percent]["value"]), int(number(right[percent]["n"])),
            number(found[percent]["value"]), int(number(found[percent]["n"])),
            str(right[percent].get("data")), str(right[percent].get("date")),
        )
        for percent in sorted(right.keys() & found.keys())
    )


def _by_percent(
    rows: Sequence[Mapping[str, object]], pattern: re.Pattern[str]
) -> dict[int, Mapping[str, object]]:
    return {
        int(match[1]): row for row in rows if (match := pattern.fullmatch(str(row.get("metric"))))
    }


def number(value: object) -> float:
    """Return the value of a result."""
    assert isinstance(value, int | float), "results hold numbers"
    return float(value)
