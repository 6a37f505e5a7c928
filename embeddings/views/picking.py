"""Paragraphs ticked to be labelled together: the boxes, and the bar above them."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from embeddings.records import Correction, Edit, Paragraph
from embeddings.views import cards, correcting, resources, undoing

__all__ = ["Picks", "bar"]

WITHDRAW: Final = "Withdraw corrections"
ROUND: Final = "picks_round"  # counts what was done with ticks: afterwards all are empty


class Picks:
    """The paragraphs drawn with a box to tick, and those of them that are ticked."""

    def __init__(self) -> None:
        """Know of none yet."""
        self.drawn: list[int] = []
        self.ticked: list[int] = []

    def tick(self, paragraph: Paragraph) -> None:
        """Draw a paragraph's box."""
        self.drawn.append(paragraph.id)
        if st.checkbox(f"Select ¶ {paragraph.position + 1}", key=_key(paragraph.id)):
            self.ticked.append(paragraph.id)


def bar(picks: Picks) -> None:
    """Draw what can be done with the ticked paragraphs; each choice is one act."""
    with st.container(horizontal=True, vertical_alignment="center", key="labelling"):
        count = len(picks.ticked)
        cards.note(f"{count} selected" if count else "Tick paragraphs to label them together")
        st.button(
            f"Select all {len(picks.drawn)} shown",
            key="pick_all",
            type="tertiary",
            disabled=count == len(picks.drawn),
            on_click=_tick_all,
            args=(tuple(picks.drawn),),
        )
        picked = st.menu_button(
            "Label as…",
            [*correcting.LABELS, WITHDRAW],
            key="label_as",
            icon=":material/label:",
            disabled=not count,
            help=None if count else "Tick paragraphs first",
        )
        if picked:
            undoing.carry_out(lambda: _together(picks.ticked, picked))


def _together(ids: Sequence[int], picked: str) -> Edit:
    acts = resources.library().correcting
    if picked == WITHDRAW:
        edit = acts.withdraw(ids)
    else:
        edit = acts.correct(ids, Correction(correcting.LABELS[picked], by=resources.user()))
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    return edit


def _key(paragraph_id: int) -> str:
    return f"pick_{st.session_state.get(ROUND, 0)}_{paragraph_id}"


def _tick_all(ids: Sequence[int]) -> None:
    for paragraph_id in ids:
        st.session_state[_key(paragraph_id)] = True
