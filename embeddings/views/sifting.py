"""Which events the overview lists: by outlet, by day, and whether one report is enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from embeddings.records import Event, LibraryView
from embeddings.views import filters

__all__ = ["Sieve", "clear_button", "draw", "wanted"]

KEYS: Final = ("by_outlet", "since", "until", "shared")


@dataclass(frozen=True, slots=True)
class Sieve:
    """What events must have; days are ISO dates, both within. Nothing is asked by default."""

    outlet: str | None = None
    first: str | None = None
    last: str | None = None
    shared: bool = False
    """Whether two independent articles must report it."""


def draw(view: LibraryView) -> Sieve:
    """Draw the fields, all empty at first; return what they ask for."""
    outlets = sorted({a.outlet for a in view.articles if a.outlet}, key=str.casefold)
    with st.popover("Filters", icon=":material/filter_list:", key="sieve"):
        outlet = st.selectbox(
            "Covered by", outlets, index=None, placeholder="Any outlet", key="by_outlet",
            bind="query-params",
        )
        first, last = filters.days("Reported from", ("since", "until"))
        shared = st.toggle(
            "Only events with several independent articles", key="shared", bind="query-params",
            help="Leaves out what one outlet alone reports, and what others only reprint.",
        )
    return Sieve(outlet if outlet in outlets else None, first, last, bool(shared))


def wanted(events: Sequence[Event], sieve: Sieve) -> list[Event]:
    """Return the events that have all that is asked; those without a date fail every day."""
    return [
        event for event in events
        if (sieve.outlet is None or sieve.outlet in event.outlets)
        and (sieve.first is None or (event.last or "") >= sieve.first)
        and (sieve.last is None or (event.first or "9999") <= sieve.last)
        and (not sieve.shared or event.versions > 1)
    ]


def clear_button() -> None:
    """Draw the button that empties all fields."""
    st.button(
        "Clear filters", key="clear_sieve", icon=":material/filter_list_off:", type="tertiary",
        on_click=_clear,
    )


def _clear() -> None:
    for key in KEYS[:-1]:
        st.session_state[key] = None
    st.session_state[KEYS[-1]] = False
