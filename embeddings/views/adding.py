"""Adding articles: the forms, the sample, and what an empty library offers."""

from pathlib import Path
from typing import Final

import streamlit as st

from embeddings.views import resources, routes, working

__all__ = ["empty_library", "forms", "sample"]

UPLOAD_LIMIT: Final = 50  # MB per file; larger collections are added by their path


def empty_library() -> None:
    """Draw what a library without articles offers."""
    with st.container(border=True):
        st.header("No articles yet", anchor=False)
        st.markdown(
            "Add news articles from files, a folder or by pasting. For every event they report "
            "you then see who covered it and which paragraphs frame it supportively or "
            "critically, word for word."
        )
        with st.container(horizontal=True):
            if st.button("Add articles", icon=":material/add:", key="add_articles"):
                st.switch_page(routes.LIBRARY)
            sample()


def sample() -> None:
    """Draw the button that adds the sample coverage."""
    if st.button(
        "Load the sample",
        icon=":material/auto_stories:",
        key="load_sample",
        help="Invented coverage of invented events, to see what this tool does",
        disabled=resources.runner().running,
    ):
        shelf = resources.library()
        working.start("Load the sample", lambda r, c: shelf.add_sample(progress=r, cancelled=c))


def forms() -> None:
    """Draw the ways to add articles; only the open one is drawn."""
    files, folder, path, paste = st.tabs(
        ["Files", "Folder", "On this computer", "Paste text"], key="way", on_change="rerun"
    )
    with files, st.form("add_files", border=False, clear_on_submit=True):
        _uploads("Files", folder=False)
    if folder.open:
        with folder, st.form("add_folder", border=False, clear_on_submit=True):
            _uploads("Folder", folder=True)
    if path.open:
        with path, st.form("add_path", border=False):
            _path()
    if paste.open:
        with paste, st.form("add_text", border=False):
            _paste()


def _submit(key: str) -> bool:
    busy = resources.runner().running
    return st.form_submit_button("Add to library", icon=":material/add:", key=key, disabled=busy)


def _uploads(label: str, *, folder: bool) -> None:
    files = st.file_uploader(
        label,
        type=working.SUFFIXES,
        accept_multiple_files="directory" if folder else True,
        max_upload_size=UPLOAD_LIMIT,
        key=f"upload_{label}",
        help="Saved pages, plain text, or tables with a column of texts. They stay on this "
        "computer.",
    )
    if not _submit(f"submit_{label}"):
        return
    if not files:
        st.warning("Choose at least one file first.")
        return
    named = [(file.name, file.getvalue()) for file in files]
    shelf = resources.library()
    working.start("Add files", lambda r, c: shelf.add_files(named, progress=r, cancelled=c))


def _path() -> None:
    named = st.text_input(
        "File or folder",
        key="path",
        placeholder="/home/me/articles",
        help="Read where it lies; folders with everything below them.",
    )
    if not _submit("submit_path"):
        return
    path = Path((named or "").strip()).expanduser()
    if not (named or "").strip() or not path.exists():
        st.warning("There is no such file or folder on this computer.")
        return
    shelf = resources.library()
    working.start("Add a folder", lambda r, c: shelf.add([path], progress=r, cancelled=c))


def _paste() -> None:
    text = st.text_area("Text", key="text", height=180, placeholder="The article's paragraphs")
    title = st.text_input("Headline", key="title")
    outlet = st.text_input("Outlet (if stated)", key="outlet")
    published = st.date_input("Published (if stated)", value=None, key="published")
    if not _submit("submit_text"):
        return
    if not (text or "").strip():
        st.warning("Paste the article's text first.")
        return
    shelf, written = resources.library(), str(text)
    stated = {
        "title": (title or "").strip() or None,
        "outlet": (outlet or "").strip() or None,
        "published": published.isoformat() if published else None,
    }
    working.start(
        "Add text", lambda r, c: shelf.add_text(written, **stated, progress=r, cancelled=c)
    )
