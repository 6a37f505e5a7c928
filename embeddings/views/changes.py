"""What an addition did to events: in one line, and each event with a link."""

import math
from collections.abc import Sequence
from typing import Final

import streamlit as st

from embeddings.records import ChangeKind, EventChange
from embeddings.views import cards, markup, routes

__all__ = ["draw", "said"]

PER_PAGE: Final = 10
TITLE: Final = 60  # characters of a headline in a link, which does not wrap


@st.fragment
def draw(found: Sequence[EventChange]) -> None:
    """Draw which events are new, which got more articles, and which took in others."""
    if not found:
        return
    cards.note(said(found).capitalize() + ".")
    opened = st.expander("Which events", key="changes", on_change="rerun")
    if not opened.open:
        return
    with opened:
        pages = math.ceil(len(found) / PER_PAGE)
        page = st.pagination(pages, key="changes_page") if pages > 1 else 1
        for change in found[(page - 1) * PER_PAGE : page * PER_PAGE]:
            with st.container(gap=None):
                label = markup.esc(markup.shorten(change.title, TITLE))
                routes.event_link(change.event, label=label)
                cards.note(_one(change))


def said(found: Sequence[EventChange]) -> str:
    """Return ``2 new events, 3 articles joined events that exist, 1 event took in another``."""
    new = [c for c in found if c.kind is ChangeKind.NEW]
    merged = [c for c in found if c.kind is ChangeKind.MERGED]
    joined = sum(len(c.articles) for c in found if c.kind is not ChangeKind.NEW)
    told = []
    if new:
        told.append(markup.number(len(new), "new event"))
    if joined:
        told.append(f"{markup.number(joined, 'article')} joined events that exist")
    if merged:
        other = "another" if all(len(c.merged) == 1 for c in merged) else "others"
        told.append(f"{markup.number(len(merged), 'event')} took in {other}")
    return ", ".join(told)


def _one(change: EventChange) -> str:
    articles = markup.number(len(change.articles), "article")
    if change.kind is ChangeKind.NEW:
        return f"new, with {articles}"
    told = [f"{articles} joined it"] if change.articles else []
    if change.kind is ChangeKind.MERGED:
        told.append(f"took in {markup.number(len(change.merged), 'other event')}")
    return "; ".join(told)
