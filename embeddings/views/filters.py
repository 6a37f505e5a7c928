"""What the paragraphs found by a search must have: outlet, dates, event, framing, voice."""

from datetime import date
from typing import Final

import streamlit as st

from embeddings.records import Facets, LibraryView, Stance, Voice
from embeddings.views import choosing, markup, stance, voices

__all__ = ["clear_button", "days", "draw", "said"]

KEYS: Final = ("outlet", "from", "to", "about", "framing", "by")
FRAMINGS: Final = tuple(stance.LOOKS)
SPOKEN: Final = {
    Voice.SPEAKER: "somebody who is quoted",
    Voice.OUTLET: "the outlet in its own words",
}


def draw(view: LibraryView) -> Facets:
    """Draw the fields, all empty at first; return what they ask for."""
    called = choosing.names(view.events)
    outlets = sorted({a.outlet for a in view.articles if a.outlet}, key=str.casefold)
    with st.popover("Filters", icon=":material/filter_list:", key="filters"):
        outlet = st.selectbox(
            "Outlet",
            outlets,
            index=None,
            placeholder="Any, also where none is stated",
            key="outlet",
            bind="query-params",
        )
        first, last = days("Published from", ("from", "to"))
        event = st.selectbox(
            "Event",
            sorted(called, key=lambda event_id: called[event_id].casefold()),
            index=None,
            format_func=lambda event_id: called.get(event_id, event_id),
            placeholder="Any",
            key="about",
            bind="query-params",
        )
        framing = st.selectbox(
            "Framing of the paragraph",
            FRAMINGS,
            index=None,
            format_func=_word,
            placeholder="Any",
            key="framing",
            bind="query-params",
        )
        voice = st.selectbox(
            "Whose words carry the framing",
            list(voices.WORDS),
            index=None,
            format_func=voices.WORDS.__getitem__,
            placeholder="Anybody’s",
            key="by",
            bind="query-params",
            help="Neutral paragraphs carry no attitude, and so nobody’s.",
        )
    # A value of before, such as an event's old name, comes back as it was.
    return Facets(
        outlet if outlet in outlets else None,
        first,
        last,
        event if event in called else None,
        framing if framing in FRAMINGS else None,
        voice if voice in voices.WORDS else None,
    )


def said(facets: Facets, view: LibraryView) -> str:
    """Return in words what is asked for, as plain text; nothing if nothing is."""
    told = []
    if facets.outlet:
        told.append(f"outlet {facets.outlet}")
    if facets.first or facets.last:
        told.append(_span(facets.first, facets.last))
    if facets.event:
        called = choosing.names(view.events)
        told.append(f"event “{called.get(facets.event, facets.event)}”")
    if facets.stance:
        told.append(f"framing {_word(facets.stance).lower()}")
    if facets.voice:
        told.append(f"framed by {SPOKEN[facets.voice]}")
    return "; ".join(told)


def clear_button(key: str) -> None:
    """Draw the button that empties all fields."""
    st.button(
        "Clear filters", key=key, icon=":material/filter_list_off:", type="tertiary",
        on_click=_clear,
    )


def _clear() -> None:
    for key in KEYS:
        st.session_state[key] = None


def days(label: str, keys: tuple[str, str]) -> tuple[str | None, str | None]:
    """Draw the fields for a first and a last day, empty at first; return them as ISO dates."""
    with st.container(horizontal=True):
        first, last = _day(label, keys[0]), _day("to", keys[1])
    if first and last and first > last:
        st.warning("The first day is after the last: nothing can be found. Swap them.")
    return _iso(first), _iso(last)


def _day(label: str, key: str) -> date | None:
    return st.date_input(
        label,
        value=None,
        min_value=date(1700, 1, 1),
        max_value=date(2200, 1, 1),
        key=key,
        format="YYYY-MM-DD",
        bind="query-params",
        width=160,
    )


def _word(side: Stance) -> str:
    return stance.LOOKS[side].title


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _span(first: str | None, last: str | None) -> str:
    if first and last:
        return f"published {markup.days(first, last)}"
    if first:
        return f"published on {markup.day(first)} or later"
    return f"published up to {markup.day(last)}"
