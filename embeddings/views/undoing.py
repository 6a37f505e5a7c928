"""Changes of events, speakers and labels by hand: done, said, taken back and listed."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import streamlit as st

from embeddings.errors import StanceError
from embeddings.records import Edit, EditKind
from embeddings.views import cards, markup, resources, working

__all__ = ["box", "carry_out", "listed"]

DONE: Final = "edit_done"
UNDONE: Final = "edit_undone"
FRESH: Final = "edit_fresh"
STAYING: Final = (EditKind.JOIN, EditKind.PART, EditKind.CORRECT)
"""What changes no event, and asks for no judging: it leaves the reader on the page."""


def carry_out(act: Callable[[], Edit], *, show: bool = False) -> None:
    """Change something by hand and judge what that asks for, or say in plain words why not.

    ``show`` leads to the event that the change made or kept.
    """
    try:
        edit = act()
    except StanceError as error:
        st.error(markup.esc(str(error)), icon=":material/error:")
        return
    st.session_state[DONE] = edit
    st.session_state.pop(UNDONE, None)
    st.session_state[FRESH] = edit.kind is EditKind.CORRECT  # its box may be far up the page
    if show:
        _show(edit.events[0])
    _go_on(edit)


def box(*, only: EditKind | None = None) -> None:
    """Say what was changed or taken back last in this session, and offer to take it back.

    With ``only``, a change of another kind is passed over.
    """
    done: Edit | None = st.session_state.get(DONE)
    undone: Edit | None = st.session_state.get(UNDONE)
    newest = resources.edits()[:1]
    if only is not None and any(edit and edit.kind is not only for edit in (done, undone)):
        return
    if undone:
        _said(f":material/undo: Taken back: {markup.esc(undone.said)}.")
    elif done and newest and newest[0].id == done.id:
        _said(f":material/check: {markup.esc(done.said)}.", undo=done)
        if st.session_state.pop(FRESH, False):
            st.toast(f"{markup.esc(done.said)}.", icon=":material/check:")


def _said(text: str, *, undo: Edit | None = None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="edit_box"):
        st.markdown(text)
        st.space("stretch")
        if undo:
            _undo_button("Undo", "undo_edit", go=True)
        if st.button("Dismiss", key="dismiss_edit", type="tertiary"):
            _forget()
            st.rerun()


def _undo_button(label: str, key: str, *, go: bool) -> None:
    busy = resources.runner().running
    if not st.button(
        label, key=key, icon=":material/undo:", disabled=busy, help=working.BUSY if busy else None
    ):
        return
    try:
        edit = resources.library().shaping.undo()
    except StanceError as error:
        st.error(markup.esc(str(error)), icon=":material/error:")
        return
    _forget()
    st.session_state[UNDONE] = edit
    if go and edit.kind not in STAYING:  # the event that a split had made is gone
        _show(edit.events[1] if edit.kind is EditKind.SPLIT else edit.events[0])
    _go_on(edit)


def _go_on(edit: Edit) -> None:
    if edit.kind in STAYING:
        st.rerun()
    working.finish("Judge what changed")


def listed() -> None:
    """Draw what was changed by hand, newest first, if anything was."""
    found = resources.edits()
    box()
    if not found:
        return
    opened = st.expander("Changes by hand", key="edits", on_change="rerun")
    if not opened.open:
        return
    with opened:
        cards.note(
            "What you did to events, speakers and labels, newest first. Only the newest can be "
            "taken back."
        )
        _undo_button("Undo the newest one", "undo_newest", go=False)
        for edit in found:
            with st.container(gap=None):
                st.markdown(markup.esc(edit.said))
                cards.note(_when(edit.at))


def _when(at: str) -> str:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{markup.day(at)}, {moment:%H:%M} UTC"


def _show(event_id: str) -> None:
    st.session_state["event_id"] = event_id
    st.query_params["event"] = event_id


def _forget() -> None:
    for key in (DONE, UNDONE, FRESH):
        st.session_state.pop(key, None)
