"""The story that an event belongs to: what happened before it, and what after."""

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from embeddings.export import lists
from embeddings.records import Event, RelatedEvent
from embeddings.views import cards, markup, routes, taking

__all__ = ["draw"]

ALIKE: Final = (
    "How alike the two events are in wording and names, dates left aside. 50% is where two "
    "events are just taken for one story’s; from 70% we say alike, from 90% very alike. A "
    "measurement, not proof that one led to the other."
)
VERY, QUITE = 0.9, 0.7


def draw(event: Event, found: Sequence[RelatedEvent]) -> None:
    """Draw related events by date around this one; those that cannot be ordered come last."""
    if not found:
        lead = "No other event in this library belongs to the same story."
        st.html(f'<div class="fx-lead">{lead}</div>')
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.note(
            "Other events of this library that share names and subjects with this one, by their "
            "first day."
        )
        taking.away(
            "story", sheet=partial(lists.related, event, found), label="Export list",
            rows=partial(lists.related_rows, event, found),
        )
    _part("Earlier", [r for r in found if r.days is not None and r.days < 0])
    st.header("This event", anchor=False)
    with st.container(border=True, key="story_here"):
        when, what = st.columns([1, 4], gap="medium")
        with when:
            st.html(f'<div class="fx-meta">{escape(markup.days(event.first, event.last))}</div>')
        with what:
            st.subheader(markup.esc(event.title), anchor=False)
            st.html(f'<div class="fx-meta" dir="auto">{escape(cards.covered(event))}</div>')
    _part("Later", [r for r in found if r.days is not None and r.days >= 0])
    why = "Order unknown" if event.first is None else "Without a date"
    _part(why, [r for r in found if r.days is None])


def _part(title: str, found: Sequence[RelatedEvent]) -> None:
    if not found:
        return
    st.header(title, anchor=False)
    for related in found:
        with st.container(border=True):
            _related(related)


def _related(found: RelatedEvent) -> None:
    event = found.event
    when, what = st.columns([1, 4], gap="medium")
    with when:
        distance = "" if found.days is None else f"<b>{_distance(found.days)}</b><br>"
        dates = escape(markup.days(event.first, event.last))
        st.html(f'<div class="fx-meta">{distance}{dates}</div>')
    with what:
        st.subheader(markup.esc(event.title), anchor=False)
        st.html(f'<div class="fx-meta" dir="auto">{escape(cards.covered(event))}</div>')
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"{_alike(found.similarity)}, {markup.percent(found.similarity)}",
                help=ALIKE,
                width="content",
            )
            if found.shared:
                names = escape(", ".join(found.shared))
                st.html(f'<div class="fx-meta" dir="auto">shares: {names}</div>')
        routes.event_link(event.id, label="Compare framing")


def _distance(days: int) -> str:
    if not days:
        return "same day"
    return f"{markup.number(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _alike(similarity: float) -> str:
    shown = round(similarity, 2)  # by the percentage that stands beside it
    if shown >= VERY:
        return "Very alike"
    return "Alike" if shown >= QUITE else "Somewhat alike"
