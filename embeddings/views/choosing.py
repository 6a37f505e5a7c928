"""Events to choose from: a name for each that no other has, and an order to offer them in."""

from collections import Counter
from collections.abc import Iterable, Mapping

import streamlit as st

from embeddings.records import Event
from embeddings.views import markup

__all__ = ["event", "names"]


def names(events: Iterable[Event]) -> dict[str, str]:
    """Return what each event is called in a list, by id: plain text, no two alike.

    A select box tells its options apart by their words, so equal headlines get their dates, and
    where these are equal too, their ids.
    """
    events = tuple(events)
    titles = {e.id: markup.plain(e.title) for e in events}
    dated = {e.id: f"{titles[e.id]} · {markup.days(e.first, e.last)}" for e in events}
    same, same_day = Counter(titles.values()), Counter(dated.values())
    return {
        e.id: titles[e.id] if same[titles[e.id]] == 1
        else dated[e.id] if same_day[dated[e.id]] == 1
        else f"{dated[e.id]} · {e.id}"
        for e in events
    }


def event(
    label: str, events: Mapping[str, Event], first: Iterable[str], *, key: str
) -> Event | None:
    """Draw a list of events that can be searched, those of ``first`` at its top."""
    called = names(events.values())
    rest = sorted(events, key=lambda event_id: called[event_id].casefold())
    picked = st.selectbox(
        label,
        list(dict.fromkeys([*(i for i in first if i in events), *rest])),
        index=None,
        format_func=lambda event_id: called.get(event_id, event_id),
        placeholder="Choose, or type a word of its headline",
        key=key,
    )
    return events.get(picked or "")
