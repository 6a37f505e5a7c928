"""The export menu of an event: files that are made when they are asked for."""

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from embeddings.certainty import utterances
from embeddings.export import render
from embeddings.records import EventView
from embeddings.views import resources

if TYPE_CHECKING:
    from embeddings.explore import Library

__all__ = ["draw", "file_name", "made"]

FORMS: Final = (
    ("html", "html", "Brief", "text/html", ":material/article:", "a page to read, print or send"),
    ("md", "md", "Markdown", "text/markdown", ":material/notes:", "the same brief, to edit"),
    ("csv", "csv", "CSV", "text/csv", ":material/table:", "one row per paragraph"),
    ("json", "json", "JSON", "application/json", ":material/data_object:",
     "everything, for programs"),
    ("bib", "bib", "BibTeX", "text/x-bibtex", ":material/format_quote:", "the articles, to cite"),
    ("csl", "csl.json", "CSL", "application/vnd.citationstyles.csl+json",
     ":material/bookmarks:", "the articles, for reference managers"),
)
NAME_LIMIT: Final = 60  # characters; keeps paths short enough for any file system


def draw(view: EventView, certainty: float | None) -> None:
    """Draw the menu for an event as it is shown, from ``certainty`` ``[0, 1]`` on."""
    # A click is answered outside of the session, which alone knows the library.
    shelf = resources.library()
    with st.popover("Export", icon=":material/download:", key="export"):
        st.caption("The whole event, copies included, at the certainty that is chosen.")
        for form, suffix, label, mime, icon, what in FORMS:
            st.download_button(
                f"{label} · {what}",
                data=partial(made, shelf, view, form, certainty),
                file_name=file_name(view.event.title, suffix),
                mime=mime,
                icon=icon,
                key=f"export_{form}",
                on_click="ignore",
                type="tertiary",
            )


def made(shelf: "Library", view: EventView, form: str, certainty: float | None = None) -> str:
    """Return the event that is on the page as a file, with its speakers and today's date."""
    return render(
        view, form,
        speakers=shelf.speaking.within(view),
        said=utterances(shelf.utterances(view.event.id), view),
        tagger=shelf.tagger, made=date.today().isoformat(), certainty=certainty,
    )


def file_name(title: str, suffix: str) -> str:
    """Return a plain file name made of the words of a title."""
    words = re.sub(r"[^\w]+", "-", title.casefold()).strip("-_")
    return f"{words[:NAME_LIMIT].rstrip('-') or 'event'}.{suffix}"
