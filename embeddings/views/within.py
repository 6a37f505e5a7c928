"""Which of an event's articles the evidence is taken from: by outlet, and by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from embeddings.records import Article, EventView
from embeddings.views import cards, filters, markup

__all__ = ["KEYS", "Within", "draw", "said"]

OUTLETS: Final = "paper"
DAYS: Final = ("day_from", "day_to")
KEYS: Final = (OUTLETS, *DAYS)


@dataclass(frozen=True, slots=True)
class Within:
    """What articles must have; days are ISO dates, both within. Nothing is asked by default."""

    outlets: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None

    def has(self, article: Article) -> bool:
        """Tell whether an article has it; one without a date fails every day."""
        day = (article.published or "")[:10]
        return (
            (not self.outlets or article.outlet in self.outlets)
            and (self.first is None or day >= self.first)
            and (self.last is None or "" < day <= self.last)
        )

    def of(self, view: EventView) -> EventView:
        """Return an event with the paragraphs of these articles only."""
        kept = {article.id for article in view.event.articles if self.has(article)}
        return EventView(view.event, tuple(p for p in view.paragraphs if p.article in kept))


def draw(articles: Sequence[Article]) -> Within:
    """Draw the fields, all empty at first; return what they ask for."""
    outlets = sorted({a.outlet for a in articles if a.outlet}, key=str.casefold)
    with st.popover("Filters", icon=":material/filter_list:", key="within"):
        picked = st.multiselect(
            "Printed by", outlets, placeholder="Any outlet, also where none is stated",
            key=OUTLETS, bind="query-params",
        )
        first, last = filters.days("Published from", DAYS)
    return Within(tuple(outlet for outlet in picked if outlet in outlets), first, last)


def said(asked: Within, articles: Sequence[Article]) -> None:
    """Say how many articles are left, with the way back; nothing where nothing is asked."""
    if asked == Within():
        return
    left = sum(map(asked.has, articles))
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.note(f"From {left:,} of {markup.number(len(articles), 'article')}")
        st.button(
            "Clear filters", key="clear_within", icon=":material/filter_list_off:",
            type="tertiary", on_click=_clear,
        )


def _clear() -> None:
    st.session_state[OUTLETS] = []
    for key in DAYS:
        st.session_state[key] = None
