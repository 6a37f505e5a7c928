"""Search: paragraphs by meaning, by words, or both."""

from contextlib import nullcontext
from functools import partial
from itertools import groupby
from typing import Final

import streamlit as st

from embeddings.errors import InputError, ModelError
from embeddings.export import found_json, lists
from embeddings.records import Event, Facets, Hit, SearchMode
from embeddings.views import adding, cards, filters, markup, resources, routes, taking, working

MODES: Final = {
    m.value.capitalize(): m for m in (SearchMode.BOTH, SearchMode.MEANING, SearchMode.WORDS)
}
RESULTS: Final = 20
EXAMPLES: Final = 3


def ask(query: str) -> None:
    """Put a query into the box."""
    st.session_state["s"] = query


def find(query: str, mode: SearchMode, k: int, facets: Facets) -> tuple[Hit, ...]:
    """Search; say what is waited for while the language model is being loaded."""
    waits = mode is not SearchMode.WORDS and not resources.library().ready
    told = "Loading the language model; the first search by meaning waits for it…"
    try:
        with st.spinner(told, show_time=True) if waits else nullcontext():
            return resources.search(query, k=k, mode=mode, facets=facets)
    except (InputError, ModelError) as error:
        hint = "" if mode is SearchMode.WORDS else " A search by words needs no model."
        st.error(markup.esc(str(error)) + hint, title="The search failed", icon=":material/error:")
        st.stop()


def draw(hits: tuple[Hit, ...], events: dict[str, Event]) -> None:
    """Draw results in the order of their rank, under their event's headline if grouped."""
    cosine = mode is SearchMode.MEANING
    if not grouped:
        for hit in hits:
            cards.hit(hit, query=query, event=events.get(hit.article.event or ""), cosine=cosine)
        return
    first: dict[str | None, int] = {}
    for hit in hits:
        first.setdefault(hit.article.event, len(first))
    for event_id, group in groupby(
        sorted(hits, key=lambda h: first[h.article.event]), key=lambda h: h.article.event
    ):
        event = events.get(event_id or "")
        st.header(markup.esc(event.title) if event else "Not grouped yet", anchor=False)
        if event:
            cards.note(cards.event_facts(event))
            routes.event_link(event.id, label="Compare framing")
        for hit in group:
            cards.hit(hit, query=query, cosine=cosine)


view = resources.overview()
st.title("Search", anchor=False)
if not view.articles:
    working.progress()
    adding.empty_library()
    st.stop()

query = (
    st.text_input(
        "Search all paragraphs",
        key="s",
        type="search",
        live="300ms",
        icon=":material/search:",
        placeholder="A question, some words, or a whole paragraph",
        label_visibility="collapsed",
        bind="query-params",
    )
    or ""
).strip()
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    picked = st.segmented_control(
        "Find by",
        list(MODES),
        default="Both",
        required=True,
        key="mode",
        label_visibility="collapsed",
        bind="query-params",
        help="Meaning finds other wordings of the same thing, Words finds the words themselves.",
    )
    grouped = st.toggle("Group by event", key="group", bind="query-params")
    facets = filters.draw(view)
asked = filters.said(facets, view)
if asked:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="asked"):
        cards.note(f"Only: {asked}.")
        filters.clear_button("clear_filters")
mode = MODES[picked or "Both"]

if not query:
    cards.note("Try a headline of this library:")
    titles = [e.title for e in sorted(view.events, key=lambda e: -e.counts.contested)]
    for place, title in enumerate(titles[:EXAMPLES]):
        st.button(
            markup.esc(title),
            key=f"example_{place}",
            on_click=ask,
            args=(title,),
            icon=":material/search:",
            wrap=True,
        )
    st.stop()

more = f"more_{mode}_{query}_{facets}"
k = RESULTS + st.session_state.get(more, 0)
hits = find(query, mode, k, facets)
if not hits:
    within = " within the filters that are set" if asked else ""
    st.markdown(f"No paragraph matches “{markup.esc(query)}”{within}.")
    if asked:
        cards.note("Clear the filters above to search the whole library.")
    if mode is SearchMode.WORDS:
        cards.note("By meaning, other wordings of it are found as well.")
    st.stop()
found = markup.number(len(hits), "match", "matches")
with st.container(horizontal=True, vertical_alignment="center"):
    cards.note(f"{'The first ' if len(hits) == k else ''}{found}, best first.")
    taking.away(
        "matches",
        sheet=partial(lists.hits, hits, {e.id: e.title for e in view.events}),
        rows=partial(map, found_json, hits),
    )
draw(hits, {e.id: e for e in view.events})
if len(hits) == k and st.button(f"Show {RESULTS} more", key="more", type="tertiary"):
    st.session_state[more] = k
    st.rerun()
