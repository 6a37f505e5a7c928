"""A short tour for newcomers: five steps in a box that is left alone, and dismissed for good."""

from typing import Final, NamedTuple

import streamlit as st

from embeddings.records import Event
from embeddings.views import resources, routes

__all__ = ["STEPS", "again", "box"]

DISMISSED: Final = "tour"
"""The library's setting; the tour is not offered where it says so."""
_STEP: Final = "tour_step"


class Step(NamedTuple):
    """One thing to know, and the tab of an event that shows it, if one does."""

    title: str
    said: str
    tab: str | None = None


STEPS: Final = (
    Step(
        "Events",
        "Each card is one happening and all that your outlets print about it. ▲ counts paragraphs "
        "that speak for it, ▼ those that speak against it, ● those that do neither. Below the "
        "headline stands the surest voice of each side.",
    ),
    Step(
        "Evidence",
        "Both sides, paragraph by paragraph. The marked words are what the judgement rests on, "
        "letter for letter as printed. “70% sure” is the model’s own estimate, and it is often "
        "wrong: read before you cite. *Certainty* shows only what it is surer of.",
        "Evidence",
    ),
    Step(
        "Who says it",
        "*Speakers* names who supports and who criticises; *Outlets* keeps an outlet’s own words "
        "apart from those that it quotes; *Articles* says why each report is here, and which are "
        "copies.",
        "Speakers",
    ),
    Step(
        "Put it right",
        "*Correct* below a paragraph changes its label, speaker or evidence. Your word counts at "
        "once, is marked as yours and can be undone; *Methods* measures the model against it. "
        "*Edit event* merges, splits and renames.",
        "Evidence",
    ),
    Step(
        "Take it away",
        "The address of the page keeps its filters: send it on and the same view opens. *Export* "
        "makes a brief to print, tables, and citations, each quote with its article, paragraph "
        "and offsets.",
        "Evidence",
    ),
)


def box(event: Event | None, *, first: int = 0) -> None:
    """Draw the step at which this session is, unless the tour was dismissed in this library.

    ``event`` is where a step is shown; without one there is nothing to show it on. ``first`` is
    the first step that has to do with the page: 0, or 1 on an event's own page.
    """
    if resources.library().setting(DISMISSED):
        return
    at = min(max(int(st.session_state.setdefault(_STEP, 0)), first), len(STEPS) - 1)
    step = STEPS[at]
    with st.container(border=True, key="tour", gap="xsmall"):
        st.markdown(f"**A short tour: {step.title}** · {at + 1} of {len(STEPS)}")
        st.markdown(step.said)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if at > first:
                st.button("Back", key="tour_back", on_click=_go, args=(at - 1,))
            if at + 1 < len(STEPS):
                st.button("Next", key="tour_next", on_click=_go, args=(at + 1,))
            if step.tab and first:  # on the event's own page a link would keep its open tab
                st.button("Show me", key="tour_show", on_click=_show, args=(step.tab,))
            elif step.tab and event:
                st.page_link(
                    routes.EVENT, label="Show me", icon=":material/arrow_forward:",
                    query_params={"event": event.id, "tab": step.tab},
                )
            st.space("stretch")
            last = at + 1 == len(STEPS)
            st.button(
                "Done" if last else "Dismiss for good", key="tour_dismiss", type="tertiary",
                icon=":material/check:" if last else ":material/close:", on_click=_dismiss,
                help="The tour is not shown in this library again. Methods can bring it back.",
            )


def again() -> None:
    """Draw the button that brings a dismissed tour back."""
    if not resources.library().setting(DISMISSED):
        return
    if st.button("Show the tour again", key="tour_again", icon=":material/explore:"):
        resources.library().save_setting(DISMISSED, "")
        st.session_state[_STEP] = 0
        st.switch_page(routes.OVERVIEW)


def _go(step: int) -> None:
    st.session_state[_STEP] = step


def _show(tab: str) -> None:
    st.session_state["tab"] = tab


def _dismiss() -> None:
    resources.library().save_setting(DISMISSED, "dismissed")
