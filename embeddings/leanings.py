"""Which way the outlets, the articles and the days of an event lean. Pure: judgements are counted.

A paragraph takes a side if it is supportive or critical. One that is mixed takes both, and so none.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import NormalDist
from typing import Final

from embeddings.records import Article, Counts, EventView, Paragraph, Stance, Voice
from embeddings.summaries import tallied

__all__ = [
    "CONFIDENCE",
    "LEAST",
    "ArticleLean",
    "Day",
    "Interval",
    "Lean",
    "OutletLean",
    "Sides",
    "articles",
    "days",
    "outlets",
    "printed",
    "wilson",
]

LEAST: Final = 5
"""No share is told of fewer than these: of four, one more or less moves it by a quarter."""
CONFIDENCE: Final = 0.95
"""How often an interval made like these holds the true share."""


class Lean(StrEnum):
    """Which of the two sides an article has more of."""

    SUPPORTIVE = "supportive"
    CRITICAL = "critical"
    EVEN = "even"
    """As many of both, or none of either."""


@dataclass(frozen=True, slots=True)
class Sides:
    """How many paragraphs take each side."""

    supportive: int = 0
    critical: int = 0

    @property
    def total(self) -> int:
        """All paragraphs that take a side."""
        return self.supportive + self.critical

    @property
    def balance(self) -> int:
        """How many more are supportive than critical."""
        return self.supportive - self.critical


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and the bounds of its interval, all ``[0, 1]``."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OutletLean:
    """What one outlet printed about an event; ``None`` is the outlet that no article states."""

    outlet: str | None
    articles: int
    counts: Counts
    own: Sides
    """Of the sides, those that the outlet takes in its own words."""
    quoted: Sides
    """Those that are carried by somebody whom it quotes."""
    unknown: Sides
    """Those of which it is not known whose words they are."""
    critical: Interval | None
    """The share of critical paragraphs among those that take a side; ``None`` of too few."""

    @property
    def sides(self) -> Sides:
        """The sides in all voices."""
        return Sides(self.counts.supportive, self.counts.critical)


@dataclass(frozen=True, slots=True)
class ArticleLean:
    """What one article has of both sides; ``day`` is ``None`` where no usable date is stated."""

    article: Article
    counts: Counts
    day: date | None

    @property
    def lean(self) -> Lean:
        """The side that it has more of."""
        balance = Sides(self.counts.supportive, self.counts.critical).balance
        if balance == 0:
            return Lean.EVEN
        return Lean.SUPPORTIVE if balance > 0 else Lean.CRITICAL


@dataclass(frozen=True, slots=True)
class Day:
    """How many articles came on a day; ``share`` ``[0, 1]`` is of all that state their day."""

    day: date
    articles: int
    share: float


def wilson(successes: int, of: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return a share with its score interval.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    Journal of the American Statistical Association 22 (1927), 209-212.
    """
    assert 0 <= successes <= of and of > 0, "a share of something"
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, squared = successes / of, z * z / of
    middle = (share + squared / 2) / (1 + squared)
    half = z / (1 + squared) * math.sqrt(share * (1 - share) / of + squared / (4 * of))
    # Rounding would put the bounds of nothing and of all just beside 0 and 1.
    low = 0.0 if successes == 0 else middle - half
    return Interval(share, low, 1.0 if successes == of else middle + half)


def outlets(view: EventView, *, least: int = LEAST) -> tuple[OutletLean, ...]:
    """Return how each outlet covers an event: most supportive first, then most that take a side.

    An article of which the view has no paragraph (a copy that was left out) does not count.
    """
    outlet_of = {article.id: article.outlet or None for article in view.event.articles}
    found: dict[str | None, list[Paragraph]] = defaultdict(list)
    for paragraph in view.paragraphs:
        found[outlet_of[paragraph.article]].append(paragraph)
    made = [_outlet(outlet, own, least) for outlet, own in found.items()]
    return tuple(
        sorted(made, key=lambda o: (-o.sides.balance, -o.sides.total, o.outlet or "\uffff"))
    )


def _outlet(outlet: str | None, paragraphs: Sequence[Paragraph], least: int) -> OutletLean:
    counts = tallied(paragraphs)
    sided = counts.supportive + counts.critical
    return OutletLean(
        outlet=outlet,
        articles=len({p.article for p in paragraphs}),
        counts=counts,
        own=_sides(paragraphs, Voice.OUTLET),
        quoted=_sides(paragraphs, Voice.SPEAKER),
        unknown=_sides(paragraphs, None),
        critical=wilson(counts.critical, sided) if sided >= max(least, 1) else None,
    )


def printed(view: EventView) -> list[tuple[str | None, int, Counts]]:
    """Return each outlet with its articles and its paragraphs' counts, by name, the unnamed last.

    Articles of which the view has no paragraph count as well.
    """
    outlet_of = {article.id: article.outlet for article in view.event.articles}
    found: dict[str | None, list[Paragraph]] = {outlet: [] for outlet in outlet_of.values()}
    for paragraph in view.paragraphs:
        found[outlet_of[paragraph.article]].append(paragraph)
    number = Counter(outlet_of.values())
    return [
        (outlet, number[outlet], tallied(found[outlet]))
        for outlet in sorted(found, key=lambda name: (name is None, name or ""))
    ]


def articles(view: EventView) -> tuple[ArticleLean, ...]:
    """Return the articles that the view has paragraphs of, by their day, undated ones last."""
    found: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in view.paragraphs:
        found[paragraph.article].append(paragraph)
    made = [
        ArticleLean(article, tallied(found[article.id]), _day(article.published))
        for article in view.event.articles
        if article.id in found
    ]
    return tuple(
        sorted(made, key=lambda a: (a.day or date.max, a.article.published or "", a.article.title))
    )


def days(leans: Sequence[ArticleLean]) -> tuple[Day, ...]:
    """Return how many of the articles came on each day, first day first.

    Of days without any, only those that touch a day with some are there: enough for a line that
    falls to nothing and stays there, however long the gap.
    """
    stated = Counter(lean.day for lean in leans if lean.day)
    if not stated:
        return ()
    first, last = min(stated).toordinal(), max(stated).toordinal()
    shown = sorted(
        number
        for number in {day.toordinal() + step for day in stated for step in (-1, 0, 1)}
        if first <= number <= last
    )
    total = stated.total()
    made = ((date.fromordinal(n), stated[date.fromordinal(n)]) for n in shown)
    return tuple(Day(day, number, number / total) for day, number in made)


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _sides(paragraphs: Iterable[Paragraph], voice: Voice | None) -> Sides:
    found = Counter(
        p.judgement.stance for p in paragraphs if p.judgement and p.judgement.voice is voice
    )
    return Sides(found[Stance.SUPPORTIVE], found[Stance.CRITICAL])
