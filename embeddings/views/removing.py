"""Removing articles: a dialog that says what changes, and the way back."""

from collections.abc import Sequence

import streamlit as st

from embeddings.errors import StanceError
from embeddings.records import Document
from embeddings.views import markup, resources, working

__all__ = ["confirm", "undo"]

_REMOVED = "removed"


@st.dialog("Remove articles", icon=":material/delete:")
def confirm(article_ids: Sequence[str]) -> None:
    """Ask before articles are removed; list the events that lose some or all of theirs."""
    shelf = resources.library()
    what = markup.number(len(article_ids), "article")
    st.markdown(f"{what} will be removed from the library. The files they came from stay.")
    for event, kept in shelf.removal(article_ids):
        title = f"**{markup.esc(event.title)}**"
        if kept:
            st.markdown(
                f"- {title} keeps {kept:,} of {markup.number(len(event.articles), 'article')}"
            )
        else:
            st.markdown(f"- {title} disappears: it has no other article")
    with st.container(horizontal=True):
        if st.button("Remove", key="confirm_remove", icon=":material/delete:"):
            try:
                st.session_state[_REMOVED] = shelf.remove(article_ids)
            except StanceError as error:
                st.error(markup.esc(str(error)), icon=":material/error:")
            else:
                st.rerun()
        if st.button("Keep", key="cancel_remove"):
            st.rerun()


def undo() -> None:
    """Say what was removed in this session last, and offer to put it back."""
    removed: tuple[Document, ...] = st.session_state.get(_REMOVED, ())
    if not removed:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f":material/delete: {markup.number(len(removed), 'article')} removed.")
        st.space("stretch")
        busy = resources.runner().running
        if st.button("Undo", key="undo_remove", icon=":material/undo:", disabled=busy):
            del st.session_state[_REMOVED]
            shelf = resources.library()
            working.start(
                "Put back",
                lambda r, c: shelf.add_documents(removed, progress=r, cancelled=c),
            )
