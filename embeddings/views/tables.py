"""Tables: rows of plain values for ``st.dataframe``."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

import streamlit as st

from embeddings.records import Article, Event
from embeddings.views import markup, routes

__all__ = ["articles", "events", "per_day", "speakers"]

ROWS_SHOWN: Final = 18  # the others are scrolled to; a page of its own height
ROW: Final = 35  # pixels, Streamlit's
DAYS_SHOWN: Final = 30  # bars in the column of articles per day


def events(shown: Sequence[Event]) -> None:
    """Draw events as a sortable table; picking a row opens the event."""
    rows = [
        {
            "Event": e.title,
            "When": markup.days(e.first, e.last),
            "Articles": len(e.articles),
            "Outlets": len(e.outlets),
            "▲ Supportive": e.counts.supportive,
            "● Neutral": e.counts.neutral,
            "▼ Critical": e.counts.critical,
            "Articles per day": per_day(e),
        }
        for e in shown
    ]
    picked = st.dataframe(
        rows,
        hide_index=True,
        height=_height(len(rows)),
        key="events_table",
        on_select="rerun",
        selection_mode="single-row",
        alt="Table of events",
        column_config={
            "Event": st.column_config.TextColumn(width="large"),
            "Articles per day": st.column_config.BarChartColumn(y_min=0, color="gray"),
        },
    )
    st.html('<div class="fx-note">Select a row to open the event.</div>')
    chosen = picked["selection"]["rows"]
    if chosen and chosen[0] < len(shown):
        st.switch_page(routes.EVENT, query_params={"event": shown[chosen[0]].id})


def _height(rows: int) -> int | Literal["content"]:
    return "content" if rows <= ROWS_SHOWN else ROW * (ROWS_SHOWN + 1) + 3


def per_day(event: Event) -> list[int]:
    """Return the number of articles on each day of an event, its last days if it is long."""
    stated = Counter(a.published[:10] for a in event.articles if a.published)
    try:
        dates = sorted(date.fromisoformat(d) for d in stated)
    except ValueError:
        return []
    if not dates:
        return []
    length = min((dates[-1] - dates[0]).days + 1, DAYS_SHOWN)
    span = [dates[-1] - timedelta(days=back) for back in reversed(range(length))]
    return [stated[d.isoformat()] for d in span]


def articles(shown: Sequence[Article], titles: dict[str, str], *, key: str) -> list[str]:
    """Draw articles with the titles of their events; return the ids of the picked rows."""
    rows = [
        {
            "Headline": a.title,
            "Outlet": a.outlet,
            "Published": (a.published or "")[:10] or None,
            "¶": a.paragraphs,
            "Event": titles.get(a.event or ""),
        }
        for a in shown
    ]
    picked = st.dataframe(
        rows,
        hide_index=True,
        height=_height(len(rows)),
        key=key,
        on_select="rerun",
        selection_mode="multi-row",
        alt="Table of articles",
        placeholder="not stated",
        column_config={
            "Headline": st.column_config.TextColumn(width=300),
            "Outlet": st.column_config.TextColumn(width=110),
            "Published": st.column_config.TextColumn(width=90),
            "¶": st.column_config.NumberColumn(width=45, help="Paragraphs"),
        },
    )
    return [shown[row].id for row in picked["selection"]["rows"] if row < len(shown)]


def speakers(rows: Sequence[Mapping[str, str | int]], *, key: str) -> int | None:
    """Draw speakers, a row each; return the place of the picked row."""
    picked = st.dataframe(
        list(rows),
        hide_index=True,
        height=_height(len(rows)),
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        alt="Table of speakers: how many of their words are supportive and critical",
        placeholder="",
        column_config={
            "Speaker": st.column_config.TextColumn(width=190),
            "Role": st.column_config.TextColumn(width=190),
            "▲ Supportive": st.column_config.NumberColumn(width=95),
            "▼ Critical": st.column_config.NumberColumn(width=80),
            "Quotes": st.column_config.NumberColumn(width=65),
            "Outlets": st.column_config.TextColumn(width=150),
            "Surest words": st.column_config.TextColumn(width="large"),
        },
    )
    chosen = picked["selection"]["rows"]
    return int(chosen[0]) if chosen else None
