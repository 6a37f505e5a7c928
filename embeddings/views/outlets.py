"""What each outlet printed about an event: both sides, in its own words and in those it quotes."""

from collections.abc import Sequence
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from embeddings import leanings
from embeddings.export.wording import CAVEAT
from embeddings.leanings import LEAST, Interval, OutletLean, Sides
from embeddings.records import EventView, Stance
from embeddings.views import cards, marks, markup, stance

__all__ = ["chart", "draw", "rows"]

ROW: Final = 30  # pixels of an outlet
AROUND: Final = 165  # pixels of the legend and the axis
VOICES: Final = {
    "Outlet’s own words": (1.0, (1, 0)),
    "Quoted speakers": (0.45, (4, 3)),
    "Not known whose words": (0.12, (1, 2)),
}
"""How full a bar is drawn for each voice, and the dashes of its outline."""


def draw(view: EventView) -> None:
    """Draw the sides of each outlet as bars and as a table."""
    found = leanings.outlets(view)
    sided = [outlet for outlet in found if outlet.sides.total]
    st.header("Supportive and critical paragraphs by outlet", anchor=False)
    if not sided:
        st.html(
            '<div class="fx-lead">No paragraph of this event takes a side: there is nothing to '
            "compare outlets by yet.</div>"
        )
        return
    st.altair_chart(
        chart(sided), width="stretch", key=f"outlets_{view.event.id}", alt=_told(sided)
    )
    cards.note(CAVEAT)
    if len(sided) < len(found):
        cards.note(
            f"{markup.number(len(found) - len(sided), 'outlet')} without a supportive or a "
            "critical paragraph: in the table only."
        )
    st.header("The same in numbers", anchor=False)
    st.dataframe(
        rows(found),
        hide_index=True,
        key=f"outlets_table_{view.event.id}",
        alt="Table of outlets: how many of their paragraphs are supportive and critical, "
        "and in whose words",
        column_config={"Outlet": st.column_config.TextColumn(width=190, pinned=True)},
    )
    cards.note(
        "Critical share: of the supportive and critical paragraphs of an outlet, where there are "
        f"{LEAST} or more, with its 95% score interval (Wilson 1927). The interval takes "
        "paragraphs for independent of each other. Those of one article are not, so that the true "
        "share is less certain than it says. Mixed and neutral paragraphs take no side."
    )


def chart(found: Sequence[OutletLean]) -> alt.LayerChart:
    """Return bars to the left and to the right of nothing, with their numbers at the ends."""
    names = marks.named(outlet.outlet for outlet in found)
    sides = cards.SIDES
    bars: list[dict[str, str | int]] = []
    ends: dict[Stance, list[dict[str, str | int]]] = {side: [] for side in sides}
    for row, outlet in enumerate(found):
        place: dict[str, str | int] = {"outlet": names[outlet.outlet], "row": row}
        voiced = zip(VOICES, (outlet.own, outlet.quoted, outlet.unknown), strict=True)
        for order, (voice, counted) in enumerate(voiced):
            for side, number in zip(sides, _pair(counted), strict=True):
                if number:
                    bars.append(place | {
                        "side": marks.label(side), "voice": voice, "order": order,
                        "length": _signed(side, number), "paragraphs": number,
                    })
        for side, number in zip(sides, _pair(outlet.sides), strict=True):
            if number:
                told = f"{stance.LOOKS[side].symbol} {number:,}"
                ends[side].append(place | {"length": _signed(side, number), "told": told})
    longest = max(max(_pair(outlet.sides)) for outlet in found)
    reach = longest * 1.4  # room for the numbers, on a phone too
    names_axis = marks.named_axis()
    lengths = alt.X(
        "length:Q",
        title="◀ supportive | paragraphs | critical ▶",
        scale=alt.Scale(domain=[-reach, reach], nice=False),
        axis=alt.Axis(labelExpr="format(abs(datum.value), ',d')", tickMinStep=1, tickCount=8),
    )
    drawn = (
        alt.Chart(pd.DataFrame(bars))
        .mark_bar(strokeWidth=1.5, height={"band": 0.62})
        .encode(
            x=lengths.stack("zero"),
            y=names_axis,
            # Where a bar lies, its end and the axis say which side it is.
            fill=alt.Fill("side:N", scale=marks.palette(sides), legend=None),
            stroke=alt.Stroke("side:N", scale=marks.palette(sides), legend=None),
            fillOpacity=alt.FillOpacity(
                "voice:O",
                sort=list(VOICES),
                scale=alt.Scale(domain=list(VOICES), range=[full for full, _ in VOICES.values()]),
            ),
            strokeDash=alt.StrokeDash(
                "voice:N",
                sort=list(VOICES),
                scale=alt.Scale(domain=list(VOICES), range=[dash for _, dash in VOICES.values()]),
                legend=_voices(),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("outlet:N", title="Outlet"),
                alt.Tooltip("side:N", title="Framing"),
                alt.Tooltip("voice:N", title="Whose words"),
                alt.Tooltip("paragraphs:Q", title="Paragraphs"),
            ],
        )
    )
    numbers = [
        alt.Chart(pd.DataFrame(told))
        .mark_text(
            align="right" if side is Stance.SUPPORTIVE else "left", dx=_signed(side, 5),
            color=marks.INK,
        )
        .encode(x=lengths.stack(None), y=names_axis, text="told:N", tooltip=alt.value(None))
        for side, told in ends.items()
        if told
    ]
    nought = (
        alt.Chart(pd.DataFrame({"length": [0]})).mark_rule(color=marks.GREY).encode(x=lengths)
    )
    return alt.layer(drawn, nought, *numbers).properties(height=ROW * len(found) + AROUND)


def rows(found: Sequence[OutletLean]) -> list[dict[str, str | int]]:
    """Return a table's rows, as plain text without characters that steer others."""
    up, down = (stance.LOOKS[side] for side in cards.SIDES)
    names = marks.named(outlet.outlet for outlet in found)
    return [
        {
            "Outlet": names[o.outlet],
            f"{up.symbol} {up.title}": o.counts.supportive,
            f"{down.symbol} {down.title}": o.counts.critical,
            "Critical share": _share(o.critical),
            "Judged (n)": stance.judged(o.counts),
            f"{up.symbol} own words": o.own.supportive,
            f"{up.symbol} quoted": o.quoted.supportive,
            f"{down.symbol} own words": o.own.critical,
            f"{down.symbol} quoted": o.quoted.critical,
            "Voice not known": o.unknown.total,
            "● Neutral": o.counts.neutral,
            "◆ Mixed": o.counts.mixed,
            "Articles": o.articles,
        }
        for o in found
    ]


def _share(found: Interval | None) -> str:
    if found is None:
        return "too few"
    return f"{markup.percent(found.share)} ({found.low:.0%}–{found.high:.0%})"


def _pair(sides: Sides) -> tuple[int, int]:
    return (sides.supportive, sides.critical)


def _signed(side: Stance, number: int) -> int:
    return -number if side is Stance.SUPPORTIVE else number


def _voices() -> alt.Legend:
    legend = marks.legend()
    legend.symbolType, legend.symbolSize, legend.symbolStrokeWidth = "square", 140, 1.5
    legend.symbolFillColor, legend.symbolStrokeColor = "transparent", marks.GREY
    return legend


def _told(found: Sequence[OutletLean]) -> str:
    names = marks.named(outlet.outlet for outlet in found)
    said = "; ".join(
        f"{names[o.outlet]}: {o.sides.supportive} supportive, {o.sides.critical} critical"
        for o in found
    )
    return f"Bars of supportive paragraphs to the left and critical ones to the right. {said}"
