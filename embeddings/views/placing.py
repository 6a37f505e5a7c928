"""Putting articles into another event: ticks, and the dialogs to split off and to move."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from embeddings.records import Article, Event, EventView, Membership
from embeddings.views import cards, choosing, markup, resources, undoing, working

__all__ = ["bar", "move", "split", "tick"]

LISTED: Final = 8  # headlines in a dialog; the others are counted
AGAIN: Final = "Framing of what changes is judged anew. You can undo this."


def tick(event: Event, article: Article) -> None:
    """Draw the box that picks an article; an event of one article has nothing to pick from."""
    if len(event.articles) > 1:
        st.checkbox("Select", key=_key(event, article), persist_state="page")


def bar(view: EventView, reasons: Sequence[Membership]) -> None:
    """Draw what can be done with the ticked articles."""
    event = view.event
    if len(event.articles) < 2:
        return
    chosen = [a for a in event.articles if st.session_state.get(_key(event, a))]
    busy, every = resources.runner().running, len(chosen) == len(event.articles)
    with st.container(horizontal=True, vertical_alignment="center", key="placing"):
        said = f"{len(chosen)} of {len(event.articles)} selected" if chosen else (
            "Select articles to split them off or to move them"
        )
        cards.note(said)
        off = working.BUSY if busy else "Select articles first" if not chosen else None
        all_of_them = "These are all its articles: nothing would be left behind" if every else None
        if st.button(
            "Split off as an event of their own",
            key="split",
            icon=":material/call_split:",
            disabled=bool(off or all_of_them),
            help=off or all_of_them,
        ):
            split(view, chosen)
        if st.button(
            "Move to…", key="move", icon=":material/drive_file_move:", disabled=bool(off), help=off
        ):
            move(view, chosen, reasons)


@st.dialog("Split articles off", icon=":material/call_split:")
def split(view: EventView, chosen: Sequence[Article]) -> None:
    """Ask before articles become an event of their own."""
    _listed(view.event, chosen)
    st.markdown(
        f"They become an event of their own, named by the headline among theirs that says best "
        f"what all of them report; you can rename it. The two events will not merge by "
        f"themselves. {AGAIN}"
    )
    with st.container(horizontal=True):
        if st.button("Split off", key="confirm_split", icon=":material/call_split:"):
            ids, shelf = [a.id for a in chosen], resources.library()
            undoing.carry_out(lambda: shelf.shaping.split(ids), show=True)
        if st.button("Keep together", key="cancel_split"):
            st.rerun()


@st.dialog("Move articles", icon=":material/drive_file_move:", width="medium")
def move(view: EventView, chosen: Sequence[Article], reasons: Sequence[Membership]) -> None:
    """Ask which event articles go to, the likeliest first."""
    event = view.event
    others = {e.id: e for e in resources.overview().events if e.id != event.id}
    _listed(event, chosen)
    if not others:
        st.markdown("There is no other event in this library: split them off instead.")
        return
    to = choosing.event(
        "To which event, likeliest first", others, _likeliest(event, chosen, reasons), key="move_to"
    )
    if to is not None:
        total = markup.number(len(to.articles) + len(chosen), "article")
        st.markdown(
            f"**{markup.esc(to.title)}** then has {total}. The two events will not merge by "
            f"themselves. {AGAIN}"
        )
    with st.container(horizontal=True):
        pressed = st.button(
            "Move", key="confirm_move", icon=":material/drive_file_move:", disabled=to is None
        )
        if pressed and to is not None:
            ids, home, shelf = [a.id for a in chosen], to.id, resources.library()
            undoing.carry_out(lambda: shelf.shaping.move(ids, home))
        if st.button("Keep here", key="cancel_move"):
            st.rerun()


def _likeliest(
    event: Event, chosen: Sequence[Article], reasons: Sequence[Membership]
) -> list[str]:
    ids = {a.id for a in chosen}
    rivals = [r.rival for r in reasons if r.article in ids and r.rival]
    related = sorted(resources.related_events(event.id), key=lambda r: -r.similarity)
    return [r[0] for r in sorted(rivals, key=lambda r: -r[2])] + [r.event.id for r in related]


def _listed(event: Event, chosen: Sequence[Article]) -> None:
    """Say which articles go, what stays, and which of their copies do."""
    lines = [f"{markup.number(len(chosen), 'article')} of **{markup.esc(event.title)}**:\n"]
    for article in chosen[:LISTED]:  # in Markdown: a dialog does not follow the app's own styles
        lines.append(f"- {markup.esc(article.title)} ({markup.esc(markup.outlet(article.outlet))})")
    if len(chosen) > LISTED:
        lines.append(f"- and {len(chosen) - LISTED:,} more")
    st.markdown("\n".join(lines))
    ids = {a.id for a in chosen}
    stay = len(event.articles) - len(ids)
    copies = sum(a.copy_of in ids and a.id not in ids for a in event.articles)
    said = f"It keeps {markup.number(stay, 'article')}" if stay else (
        "It disappears: it has no other article"
    )
    if copies:
        said += f", among them {markup.number(copies, 'copy', 'copies')} of these texts"
    st.markdown(said + ".")


def _key(event: Event, article: Article) -> str:
    return f"pick_{event.id}_{article.id}"
