"""The export menu of an event: files that are made when they are asked for."""

import re
from functools import partial
from typing import Final

import streamlit as st

from embeddings.export import render
from embeddings.records import EventView

__all__ = ["draw", "file_name"]

FORMS: Final = (
    ("csv", "CSV", "text/csv", ":material/table:", "one row per paragraph"),
    ("json", "JSON", "application/json", ":material/data_object:", "everything, for programs"),
    ("md", "Markdown", "text/markdown", ":material/notes:", "a brief to read and edit"),
)
NAME_LIMIT: Final = 60  # characters; keeps paths short enough for any file system


def draw(view: EventView) -> None:
    """Draw the menu."""
    with st.popover("Export", icon=":material/download:", key="export"):
        for form, label, mime, icon, what in FORMS:
            st.download_button(
                f"{label} · {what}",
                data=partial(render, view, form),
                file_name=file_name(view.event.title, form),
                mime=mime,
                icon=icon,
                key=f"export_{form}",
                on_click="ignore",
                type="tertiary",
            )


def file_name(title: str, suffix: str) -> str:
    """Return a plain file name made of the words of a title."""
    words = re.sub(r"[^\w]+", "-", title.casefold()).strip("-_")
    return f"{words[:NAME_LIMIT].rstrip('-') or 'event'}.{suffix}"
