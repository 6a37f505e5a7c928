"""Stored rows to what an overview shows of an event. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from embeddings.records import Article, Counts, Event, Paragraph, Stance

__all__ = ["counts", "coverage", "summarise", "surest", "tallied"]

_COVERAGE = re.compile(r"accuracy on the surest (\d+)%")

PENDING = "pending"
"""What the store calls a paragraph that waits for its judgement; it counts as not judged."""


def counts(tally: Mapping[str, int]) -> Counts:
    """Return counts out of paragraphs per stance."""
    return Counts(
        supportive=tally.get(Stance.SUPPORTIVE, 0), critical=tally.get(Stance.CRITICAL, 0),
        neutral=tally.get(Stance.NEUTRAL, 0), mixed=tally.get(Stance.MIXED, 0),
        not_judged=tally.get(Stance.NOT_JUDGED, 0) + tally.get(PENDING, 0),
    )


def tallied(paragraphs: Iterable[Paragraph]) -> Counts:
    """Return how many paragraphs carry each stance; what waits counts as not judged."""
    return counts(Counter(p.judgement.stance if p.judgement else PENDING for p in paragraphs))


def summarise(
    event_id: str,
    title: str,
    articles: Sequence[Article],
    found: Counts,
    strongest: tuple[Paragraph, ...],
    *,
    independent: Counts,
    named: bool = False,
) -> Event:
    """Return an event with its period, out of its own row and its articles."""
    days = sorted(a.published[:10] for a in articles if a.published)
    return Event(
        id=event_id, title=title, first=days[0] if days else None,
        last=days[-1] if days else None, articles=tuple(articles), counts=found,
        strongest=strongest, independent=independent, named=named,
    )


def surest(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the surest supportive and the surest critical paragraph, where there are any."""
    best: dict[Stance, tuple[float, Paragraph]] = {}
    for paragraph in paragraphs:
        judgement = paragraph.judgement
        if judgement is None or judgement.stance == Stance.MIXED:
            continue
        confidence = judgement.confidence or 0.0
        if judgement.stance not in best or confidence > best[judgement.stance][0]:
            best[judgement.stance] = (confidence, paragraph)
    return tuple(best[s][1] for s in (Stance.SUPPORTIVE, Stance.CRITICAL) if s in best)


def coverage(results: Iterable[Mapping[str, object]]) -> list[tuple[int, float]]:
    """Return (percent judged, accuracy) of the data with the longest curve, by rising percent."""
    found: dict[object, dict[int, float]] = {}
    for row in results:
        match, value = _COVERAGE.fullmatch(str(row.get("metric"))), row.get("value")
        if match and isinstance(value, int | float):
            found.setdefault(row.get("data"), {})[int(match[1])] = float(value)
    whole = max(found.values(), key=len, default={})
    return sorted(whole.items()) if len(whole) > 1 else []
