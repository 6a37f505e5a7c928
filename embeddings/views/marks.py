"""What charts share: the mark of each stance, names that are unlike, days. Pure functions."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import altair as alt

from embeddings.records import Stance
from embeddings.views import markup, stance

__all__ = [
    "GREY", "INK", "WIDTH", "days", "label", "legend", "moment", "named", "named_axis", "palette",
    "shapes",
]

INK: Final = "currentColor"
"""The colour of the text around a chart, in both themes."""
GREY: Final = "#868d96"
"""What is no stance: legible on white and on the dark ground."""
WIDTH: Final = 130
"""Pixels for names beside a chart: half of what a phone has is left to the marks."""

SPAN_OF_DAYS: Final = 10  # days up to which each has its tick
YEAR: Final = 300  # days from which a year belongs to a date
NAME_LIMIT: Final = 60  # characters of a name in a chart; it is cut where it does not fit

# The colours of app.css in both themes; the dark grey of mixed ones is a middle one of its two.
_COLORS: Final = {
    Stance.SUPPORTIVE: "#2b7bc0",
    Stance.NEUTRAL: GREY,
    Stance.MIXED: "#666c75",
    Stance.CRITICAL: "#d2641b",
    Stance.NOT_JUDGED: GREY,
}
_SHAPES: Final = {
    Stance.SUPPORTIVE: "triangle-up",
    Stance.NEUTRAL: "circle",
    Stance.MIXED: "diamond",
    Stance.CRITICAL: "triangle-down",
    Stance.NOT_JUDGED: "circle",
}


def label(side: Stance) -> str:
    """Return a stance as a legend names it beside its shape."""
    return stance.LOOKS[side].title


def palette(sides: Sequence[Stance], words: Sequence[str] | None = None) -> alt.Scale:
    """Return the scale from words, by default the stances' own, to the stances' colours."""
    domain = list(words or map(label, sides))
    return alt.Scale(domain=domain, range=[_COLORS[side] for side in sides])


def shapes(sides: Sequence[Stance], words: Sequence[str] | None = None) -> alt.Scale:
    """Return the scale from words, by default the stances' own, to the stances' shapes."""
    domain = list(words or map(label, sides))
    return alt.Scale(domain=domain, range=[_SHAPES[side] for side in sides])


def named(outlets: Iterable[str | None]) -> dict[str | None, str]:
    """Return outlets as a chart names them: short, without what steers text, and no two alike."""
    found: dict[str | None, str] = {}
    for outlet in outlets:
        short = markup.shorten(markup.plain(markup.outlet(outlet)), NAME_LIMIT) or "?"
        name, taken = short, 1
        while name in found.values():
            taken += 1
            name = f"{short} ({taken})"
        found.setdefault(outlet, name)
    return found


def named_axis(*, row: str = "row", name: str = "outlet", grid: bool = False) -> alt.Y:
    """Return the axis of names, in the order of a field of row numbers."""
    return alt.Y(
        f"{name}:N",
        title=None,
        # By a field, and not by a list: names stay among the data, out of the chart's program.
        sort=alt.EncodingSortField(field=row, op="min", order="ascending"),
        axis=alt.Axis(
            labelLimit=WIDTH, minExtent=WIDTH, maxExtent=WIDTH, labelOverlap=False, labelPadding=8,
            grid=grid, ticks=False, domain=False,
        ),
    )


def days(shown: Sequence[date]) -> alt.X:
    """Return the axis of days, with room on both sides."""
    first, last = min(shown), max(shown)
    span = (last - first).days
    room = timedelta(hours=max(12, span))
    return alt.X(
        "day:T",
        title=None,
        # In UTC, as the moments are: elsewhere a day would begin on the day before.
        scale=alt.Scale(
            type="utc", domain=[_date_time(moment(first) - room), _date_time(moment(last) + room)]
        ),
        axis=alt.Axis(
            format="%-d %b %Y" if span >= YEAR or first.year != last.year else "%-d %b",
            tickCount={"interval": "day", "step": 1} if span <= SPAN_OF_DAYS else 8,
            labelOverlap=True,
            grid=False,
        ),
    )


def moment(day: date) -> datetime:
    """Return the beginning of a day in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def legend() -> alt.Legend:
    """Return a legend above a chart, one word below the other: beside each other some are cut."""
    return alt.Legend(orient="top", title=None, columns=1, symbolOpacity=1, symbolSize=80)


def _date_time(at: datetime) -> alt.DateTime:
    return alt.DateTime(year=at.year, month=at.month, date=at.day, hours=at.hour, utc=True)
