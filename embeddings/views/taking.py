"""Taking away what a page lists: a menu of files that are made when they are asked for."""

from collections.abc import Callable, Iterable
from functools import partial

import streamlit as st

from embeddings.export import dumped

__all__ = ["away"]


def away(
    name: str,
    *,
    sheet: Callable[[], str],
    rows: Callable[[], Iterable[dict[str, object]]],
    label: str = "Export",
) -> None:
    """Draw the menu; ``name`` is what is listed and the files are called.

    What makes a file must hold all that it needs: a click is answered outside of the session.
    """
    with st.popover(label, icon=":material/download:", key=f"take_{name}"):
        st.download_button(
            "CSV · a table of all that is listed", data=sheet, file_name=f"{name}.csv",
            mime="text/csv", icon=":material/table:", key=f"take_{name}_csv", on_click="ignore",
            type="tertiary",
        )
        st.download_button(
            "JSON · the same for programs", data=partial(_json, rows), file_name=f"{name}.json",
            mime="application/json", icon=":material/data_object:", key=f"take_{name}_json",
            on_click="ignore", type="tertiary",
        )


def _json(rows: Callable[[], Iterable[dict[str, object]]]) -> str:
    return dumped(list(rows()))
