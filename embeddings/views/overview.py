"""Events: every event of the library, most contested first."""

import math
from functools import partial
from typing import Final

import streamlit as st

from embeddings.export import event_json, lists
from embeddings.records import Event
from embeddings.views import (
    adding,
    cards,
    markup,
    resources,
    routes,
    sifting,
    tables,
    taking,
    tour,
    voices,
    working,
)

SORTS: Final = ("Most contested", "Newest", "Most covered")
PER_PAGE: Final = 20  # two or three screens


def wanted(event: Event, words: list[str]) -> bool:
    """Whether every word occurs in the event's headlines, outlets or strongest voices."""
    told = [event.title, *(a.title for a in event.articles), *event.outlets]
    told += [p.text for p in event.strongest]
    told += [voices.name(p.judgement) or "" for p in event.strongest]
    everything = "\n".join(told).casefold()
    return all(word in everything for word in words)


def ordered(events: list[Event], sort: str) -> list[Event]:
    """Return the events in the order asked for; undated ones come last among the newest."""
    events = sorted(events, key=lambda e: e.last or "", reverse=True)
    if sort == "Newest":
        return events
    events = sorted(events, key=lambda e: len(e.articles), reverse=True)
    if sort == "Most covered":
        return events
    return sorted(events, key=lambda e: e.counts.contested, reverse=True)


@st.fragment  # what is chosen here changes nothing above it
def listing() -> None:
    """Draw the choices and the events that they leave, as the library is by now."""
    view = resources.overview()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        query = st.text_input(
            "Find an event or outlet",
            key="q",
            type="search",
            live="300ms",
            icon=":material/search:",
            placeholder="Find an event or outlet",
            label_visibility="collapsed",
            bind="query-params",
            width=320,
        )
        sort = st.segmented_control(
            "Sort",
            SORTS,
            default=SORTS[0],
            required=True,
            key="sort",
            label_visibility="collapsed",
            bind="query-params",
        )
        sieve = sifting.draw(view)
        st.space("stretch")
        look = st.segmented_control(
            "View",
            ("Cards", "Table"),
            default="Cards",
            required=True,
            key="view",
            label_visibility="collapsed",
            bind="query-params",
        )
        menu = st.container(width="content")

    words = (query or "").casefold().split()
    sifted = sifting.wanted(view.events, sieve)
    events = ordered([e for e in sifted if wanted(e, words)] if words else sifted, str(sort))
    with menu:
        taking.away(
            "events",
            sheet=partial(lists.events, events),
            rows=partial(map, event_json, events),
        )
    if sieve != sifting.Sieve():
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.note(f"{len(events):,} of {markup.number(len(view.events), 'event')} shown")
            sifting.clear_button()
    if not events and not words:
        st.markdown("No event has all that the filters ask for.")
    elif not events:
        st.markdown(f"No event matches “{markup.esc(query or '')}”.")
        st.page_link(
            routes.SEARCH,
            label="Search all paragraphs",
            icon=":material/search:",
            query_params={"s": query or ""},
        )
    elif look == "Table":
        tables.events(events)
    else:
        pages = max(1, math.ceil(len(events) / PER_PAGE))
        slot = st.container()
        page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
        with slot:
            for event in events[(page - 1) * PER_PAGE : page * PER_PAGE]:
                cards.event_card(event)


view = resources.overview()
with st.container(horizontal=True, vertical_alignment="bottom"):
    with st.container(width="stretch", gap="xsmall"):
        st.title("Events", anchor=False)
        outlets = {a.outlet for a in view.articles if a.outlet}
        counted = (
            f"{markup.number(len(view.articles), 'article')} from "
            f"{markup.number(len(outlets), 'named outlet')} in "
            f"{markup.number(len(view.events), 'event')}. "
        )
        cards.note(
            (counted if view.articles else "")
            + "Framing is judged towards the event itself, paragraph by paragraph."
        )
    if view.articles and st.button("Add articles", icon=":material/add:", key="add_articles"):
        st.switch_page(routes.LIBRARY)

working.progress()
if not view.articles:
    adding.empty_library()
    st.stop()
working.pending(view.pending)
tour.box(max(view.events, key=lambda e: e.counts.contested, default=None))
listing()
