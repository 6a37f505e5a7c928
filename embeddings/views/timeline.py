"""What came when: each article on its day, by outlet, and how much came on each day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from embeddings import leanings
from embeddings.leanings import LEAST, ArticleLean, Day, Lean
from embeddings.records import EventView, Stance
from embeddings.views import cards, marks, markup, routes

__all__ = ["chart", "draw", "volume"]

ROW: Final = 28  # pixels of an outlet with one article a day
STEP: Final = 14  # pixels more for each further one of the same day
TALLEST: Final = 120  # pixels of any row; more articles of a day then overlap
AROUND: Final = 145  # pixels of the legend and the axis
VOLUME: Final = 130  # pixels of the line below
SIDES: Final = (Stance.SUPPORTIVE, Stance.NEUTRAL, Stance.CRITICAL)
WORDS: Final = {
    Lean.SUPPORTIVE: "More supportive",
    Lean.EVEN: "As many of both, or none",
    Lean.CRITICAL: "More critical",
}


def draw(view: EventView) -> None:
    """Draw the articles by their days, the amount of each day, and those without a date."""
    found = leanings.articles(view)
    dated = [lean for lean in found if lean.day]
    by_day = leanings.days(found)
    st.header("What came when", anchor=False)
    if sum(day.articles > 0 for day in by_day) < 2:
        st.html(f'<div class="fx-lead">{escape(_too_few(dated))}</div>')
    else:
        st.altair_chart(
            chart(dated), width="stretch", key=f"timeline_{view.event.id}", alt=_told(dated)
        )
        cards.note(
            "A mark is an article on its day of publication, as stated. Its shape says of which "
            "side it has more paragraphs. Outlets come in the order of their first article; within "
            "a day there is no order."
        )
        few = len(dated) < LEAST
        st.header("Articles by day" if few else "Share of the articles by day", anchor=False)
        st.altair_chart(
            volume(by_day),
            width="stretch",
            key=f"volume_{view.event.id}",
            alt="Line of the number of articles on each day. "
            + "; ".join(f"{markup.day(d.day.isoformat())}: {d.articles}" for d in by_day),
        )
        cards.note(_base(len(dated), len(found)))
    _undated([lean for lean in found if not lean.day])


def chart(dated: Sequence[ArticleLean]) -> alt.Chart:
    """Return a mark for each article: along x its day, along y its outlet, its lean as shape."""
    names = marks.named(dict.fromkeys(lean.article.outlet or None for lean in dated))
    order = list(names)
    cells: dict[tuple[str | None, date], list[ArticleLean]] = defaultdict(list)
    for lean in dated:
        if lean.day:
            cells[lean.article.outlet or None, lean.day].append(lean)
    most = max(len(cell) for cell in cells.values())
    data = pd.DataFrame(
        {
            "outlet": names[outlet],
            "row": order.index(outlet),
            "day": marks.moment(day),
            "slot": place - (len(cell) - 1) / 2,
            "lean": WORDS[lean.lean],
            "when": markup.day(lean.article.published),
            "headline": markup.plain(lean.article.title),
            "supportive": lean.counts.supportive,
            "critical": lean.counts.critical,
        }
        for (outlet, day), cell in cells.items()
        for place, lean in enumerate(cell)
    )
    words = [WORDS[lean] for lean in (Lean.SUPPORTIVE, Lean.EVEN, Lean.CRITICAL)]
    made = alt.Chart(data).mark_point(filled=True, size=110, opacity=0.9).encode(
        x=marks.days([lean.day for lean in dated if lean.day]),
        y=marks.named_axis(grid=True),
        color=alt.Color("lean:N", scale=marks.palette(SIDES, words), legend=marks.legend()),
        shape=alt.Shape("lean:N", scale=marks.shapes(SIDES, words), legend=marks.legend()),
        tooltip=[
            alt.Tooltip("headline:N", title="Headline"),
            alt.Tooltip("outlet:N", title="Outlet"),
            alt.Tooltip("when:N", title="Published"),
            alt.Tooltip("supportive:Q", title="Supportive paragraphs"),
            alt.Tooltip("critical:Q", title="Critical paragraphs"),
        ],
    )
    if most > 1:
        # One mark beside the other, around the middle of the outlet's row.
        around = alt.Scale(domain=[-most / 2, most / 2])
        made = made.encode(yOffset=alt.YOffset("slot:Q", scale=around))
    row = min(ROW + STEP * (most - 1), TALLEST)
    return made.properties(height=row * len(order) + AROUND)


def volume(by_day: Sequence[Day]) -> alt.Chart:
    """Return a line of each day's share of the articles; of their number where these are few."""
    of = sum(day.articles for day in by_day)
    data = pd.DataFrame(
        {
            "day": marks.moment(day.day),
            "when": markup.day(day.day.isoformat()),
            "articles": day.articles,
            "share": day.share,
        }
        for day in by_day
    )
    few = of < LEAST
    amount = alt.Y(
        "articles:Q" if few else "share:Q",
        title=None,
        scale=alt.Scale(domainMin=0),
        axis=alt.Axis(
            format="d" if few else "%", tickMinStep=1 if few else 0.01, tickCount=3,
            minExtent=marks.WIDTH, maxExtent=marks.WIDTH,
        ),
    )
    told = [alt.Tooltip("when:N", title="Day"), alt.Tooltip("articles:Q", title="Articles")]
    if not few:
        told.append(alt.Tooltip("share:Q", title="Share", format=".0%"))
    return (
        alt.Chart(data)
        .mark_line(color=marks.GREY, point={"color": marks.GREY, "size": 45})
        .encode(x=marks.days([day.day for day in by_day]), y=amount, tooltip=told)
        .properties(height=VOLUME)
    )


def _base(dated: int, found: int) -> str:
    if dated < LEAST:
        return f"Numbers of articles: {dated} in all are too few for shares."
    left = f" Of {found - dated:,} more no date is known." if found > dated else ""
    return f"100% are the {dated:,} articles of this event that state a date.{left}"


def _too_few(dated: Sequence[ArticleLean]) -> str:
    if not dated:
        return "No article of this event states its date: there is no order to show."
    count = markup.number(len(dated), "article")
    return (
        "A timeline needs two days at least. Here "
        f"{count} with a date came on {markup.day(dated[0].article.published)}."
    )


def _told(dated: Sequence[ArticleLean]) -> str:
    said = "; ".join(
        f"{markup.day(lean.article.published)}, {markup.plain(markup.outlet(lean.article.outlet))}:"
        f" {WORDS[lean.lean].lower()}"
        for lean in dated
    )
    return f"Articles by day and outlet. {said}"


@st.fragment
def _undated(found: Sequence[ArticleLean]) -> None:
    if not found:
        return
    st.header("Without a date", anchor=False)
    state = "states" if len(found) == 1 else "state"
    cards.note(f"{markup.number(len(found), 'article')} {state} no date, and cannot be placed:")
    for lean in found:
        facts = f"{markup.outlet(lean.article.outlet)} · {WORDS[lean.lean].lower()}"
        st.html(
            f'<div dir="auto"><b><bdi>{escape(lean.article.title)}</bdi></b></div>'
            f'<div class="fx-meta" dir="auto">{escape(facts)}</div>'
        )
        routes.article_link(lean.article.id, label="Read the article")
