"""How often the model was right where the user has checked it."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from embeddings.correcting import Measured, gold_lines, gold_rows, measure
from embeddings.leanings import LEAST
from embeddings.records import Corrected, Stance
from embeddings.views import cards, markup, stance

__all__ = ["accuracy", "draw"]

CHOSEN: Final = """
What you choose to correct is no random sample: one looks closer at what seems wrong. So this says
how the model did on the paragraphs that you checked, and not how it does on all of them. Confirm
labels that are right as well, best of paragraphs that you did not pick for their label.
"""
WIDTH: Final = 780  # pixels, as on the page around it


def draw(found: Sequence[Corrected]) -> None:
    """Draw how often the model was right where the user has checked, and the way to keep that."""
    if not found:
        cards.note(
            "Nothing has been checked yet. Open an event and choose Correct below a paragraph: "
            "say there what the label should be, or that it is right. What you say is counted "
            "at once, and measured here."
        )
        return
    result = measure(found)
    st.markdown(accuracy(result), width=WIDTH)
    if result.of_class:
        st.table(
            [
                {"The model said": f"{stance.LOOKS[side].symbol} {stance.LOOKS[side].title}",
                 "Times": times, "Right": right}
                for side, (times, right) in result.of_class.items()
            ],
            border="horizontal",
            hide_index=True,
            width=WIDTH,
        )
    unrelated = sum(one.correction.stance is Stance.NOT_JUDGED for one in found)
    left = [
        f"{markup.number(count, 'paragraph')} {why}"
        for count, why in (
            (result.unsure, "of which the model was not sure, or has not judged"),
            (unrelated, "that you found not to be about the event"),
        ) if count
    ]
    if left:
        cards.note(f"Not counted: {'; '.join(left)}.")
    st.markdown(CHOSEN, width=WIDTH)
    rows = gold_rows(found)
    if rows:
        st.download_button(
            f"Gold set · {markup.number(len(rows), 'paragraph')} with your labels (JSONL)",
            data=partial(gold_lines, found),
            file_name="gold.jsonl",
            mime="application/jsonl",
            icon=":material/download:",
            key="gold",
            on_click="ignore",
        )


def accuracy(measured: Measured) -> str:
    """Return in words how often the model was right, with a share where there are enough."""
    if not measured.n:
        return "No paragraph that you checked had been judged by the model in use."
    checked = markup.number(measured.n, "judged paragraph")
    if measured.accuracy is None or measured.n < LEAST:
        return (
            f"You checked {checked}; the label was right in {measured.right or 'none'}. "
            f"A share is shown from {LEAST} on."
        )
    return (
        f"**{markup.percent(measured.accuracy)} right**: you checked {checked} "
        f"(n = {measured.n:,}), and the label was right in {measured.right:,}."
    )
