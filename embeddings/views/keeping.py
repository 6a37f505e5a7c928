"""Keeping the library: what it takes on disk, whether it is sound, one file to take it away."""

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from embeddings.errors import StanceError
from embeddings.views import markup, resources

if TYPE_CHECKING:
    from embeddings.explore import Library

__all__ = ["section"]

_RESTORED = "restored"
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def section() -> None:
    """Draw the section."""
    shelf = resources.library()
    busy = resources.runner().running
    st.header("Keep", anchor=False)
    st.caption(f"The library takes {_size(shelf.size)} on this computer.")
    _outcome()
    with st.container(horizontal=True):
        st.download_button(
            "Back up",
            data=partial(_packed, shelf),  # a click is answered outside of the session
            file_name="stance-explorer-library.zip",
            mime="application/zip",
            icon=":material/archive:",
            key="backup",
            on_click="ignore",
            help="One file with everything in the library: articles, events, quotes, judgements, "
            "and all that you changed by hand.",
        )
        if st.button("Check", key="check", icon=":material/health_and_safety:", disabled=busy,
                     help="Compares what is stored with its hashes, and repairs the index."):
            _check()
        if st.button("Restore…", key="restore", icon=":material/unarchive:", disabled=busy):
            _restore()


def _size(size: int) -> str:
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    digits = 0 if value >= 10 or unit == 0 else 1
    return f"{value:.{digits}f} {_UNITS[unit]}"


def _packed(shelf: "Library") -> bytes:
    """Return the backup, made when it is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.zip"
        shelf.backup(path)
        return path.read_bytes()


def _check() -> None:
    with st.spinner("Comparing everything with its hashes…"):
        found = resources.library().check()
    articles = markup.number(found.articles, "article")
    what = f"{articles}, {markup.number(found.paragraphs, 'paragraph')}"
    if found.damage:
        st.error(markup.esc("; ".join(found.damage)), title="The library is damaged",
                 icon=":material/error:")
    elif found.repaired:
        st.success(f"{what}: sound. Repaired: {markup.esc('; '.join(found.repaired))}.",
                   icon=":material/healing:")
    else:
        st.success(f"{what}: everything is as it was stored.", icon=":material/check:")


@st.dialog("Restore a backup", icon=":material/unarchive:")
def _restore() -> None:
    held = len(resources.overview().articles)
    if held:
        st.warning(
            "The backup takes the place of the whole library: its "
            f"{markup.number(held, 'article')} and everything you changed by hand will be gone. "
            "Back up first.",
            icon=":material/warning:",
        )
    given = st.file_uploader("Backup file", type="zip", key="restore_file")
    sure = not held or st.checkbox("Replace my library", key="restore_sure")
    if st.button("Restore", key="confirm_restore", disabled=given is None or not sure):
        assert given is not None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "backup.zip"
            path.write_bytes(given.getbuffer())
            try:
                with st.spinner("Checking the backup and taking it over…"):
                    articles = resources.library().restore(path)
            except StanceError as error:
                st.error(markup.esc(str(error)), icon=":material/error:")
                return
        st.session_state[_RESTORED] = articles
        st.rerun()


def _outcome() -> None:
    """Say once what was restored."""
    articles = st.session_state.pop(_RESTORED, None)
    if articles is not None:
        st.success(f"{markup.number(articles, 'article')} restored.", icon=":material/check:")
