"""Changing an event as a whole: the menu, and the dialogs to rename and to merge."""

from typing import Final

import streamlit as st

from embeddings.records import Event, EventView
from embeddings.views import choosing, markup, resources, undoing, working

__all__ = ["menu", "merge", "rename"]

RENAME: Final = "Rename…"
MERGE: Final = "Merge with another event…"
AGAIN: Final = "You can undo this."


def menu(view: EventView) -> None:
    """Draw the menu of what can be done to the event."""
    busy = resources.runner().running
    picked = st.menu_button(
        "Edit event",
        [RENAME, MERGE],
        key="edit_event",
        icon=":material/edit:",
        disabled=busy,
        help=working.BUSY if busy else "To split an event, tick articles on the tab Articles",
    )
    if picked == RENAME:
        rename(view)
    elif picked == MERGE:
        merge(view)


@st.dialog("Rename the event", icon=":material/edit:")
def rename(view: EventView) -> None:
    """Ask for another statement, and say what follows from it."""
    event = view.event
    title = st.text_area(
        "Statement: what happened, in one sentence",
        value=event.title,
        key=f"rename_{event.id}",
        height=100,
    )
    count = markup.number(len(view.paragraphs), "paragraph")
    st.markdown(
        f"Framing is judged anew towards this statement: {count}. Grouping leaves your statement "
        f"as it is when articles are added. {AGAIN}"
    )
    with st.container(horizontal=True):
        if st.button("Rename", key="confirm_rename", icon=":material/edit:"):
            shelf = resources.library()
            undoing.carry_out(lambda: shelf.shaping.rename(event.id, title or ""))
        if st.button("Keep as it is", key="cancel_rename"):
            st.rerun()


@st.dialog("Merge with another event", icon=":material/merge:", width="medium")
def merge(view: EventView) -> None:
    """Ask for the other event and for the statement that stays, and say what follows."""
    event = view.event
    others = {e.id: e for e in resources.overview().events if e.id != event.id}
    if not others:
        st.markdown("There is no other event in this library.")
        return
    first = sorted(resources.related_events(event.id), key=lambda r: -r.similarity)
    other = choosing.event(
        "The other event, most alike first", others, (r.event.id for r in first), key="merge_with"
    )
    into = event if other is None else _kept(event, other)
    if other is not None:
        _consequences(into, other if into is event else event)
    with st.container(horizontal=True):
        if (
            st.button("Merge", key="confirm_merge", icon=":material/merge:", disabled=other is None)
            and other is not None
        ):
            gone = other if into is event else event
            shelf = resources.library()
            undoing.carry_out(lambda: shelf.shaping.merge(into.id, [gone.id]), show=True)
        if st.button("Keep both", key="cancel_merge"):
            st.rerun()


def _kept(event: Event, other: Event) -> Event:
    titles = {event.id: event.title, other.id: other.title}
    kept = st.radio(
        "The statement that stays",
        list(titles),
        format_func=lambda event_id: markup.esc(titles[event_id]),
        key=f"merge_keep_{other.id}",
    )
    return other if kept == other.id else event


def _consequences(into: Event, gone: Event) -> None:
    came = markup.number(len(gone.articles), "article")
    total = markup.number(len(into.articles) + len(gone.articles), "article")
    st.markdown(
        f"- **{markup.esc(into.title)}** takes in {came} and then has {total}\n"
        f"- **{markup.esc(gone.title)}** disappears; its address leads to the other\n"
        f"- The framing of what comes to it is judged anew, towards its statement\n\n"
        f"{AGAIN}"
    )
