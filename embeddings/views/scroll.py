"""Bring a place of the page into view: the one thing that HTML without scripts cannot do."""

import streamlit as st

__all__ = ["to"]

_SCRIPT = """
export default function ({ data }) {
  let tries = 40
  const look = () => {
    const found = document.getElementById(data.target)
    if (found) found.scrollIntoView({ block: "center" })
    else if (tries-- > 0) setTimeout(look, 50)
  }
  look()
}
"""


def to(element_id: str) -> None:
    """Scroll to the element with an id once; a later rerun leaves the reader where he is."""
    component = st.components.v2.component("stance_scroll", js=_SCRIPT)
    component(data={"target": element_id}, key=f"scroll_{element_id}", height=1)
