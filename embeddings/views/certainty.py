"""How sure the judge must be: a slider, and beside it what that was measured to cost and give."""

from collections.abc import Sequence
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from embeddings.certainty import Tradeoff, measured
from embeddings.views import marks, markup, resources

__all__ = ["KEY", "chart", "choose", "told"]

KEY: Final = "sure"

MOST: Final = 90  # percent; hardly anything is surer
STEP: Final = 5
FEW: Final = 30
"""Of fewer paragraphs a measured share says little, and it is said so."""
RIGHT: Final = "right, of those shown"
FOUND: Final = "shown, of all there are"
HEIGHT: Final = 300  # pixels, with the legend and the axis


def choose() -> float | None:
    """Draw the slider; return the least certainty ``[0, 1]``, ``None`` at the judge's threshold."""
    shelf = resources.library()
    least = round(100 * shelf.threshold)
    with st.popover("Certainty", icon=":material/tune:", key="certainty"):
        percent = st.slider(
            "Count a paragraph only if the judge is so sure of it",
            min_value=least, max_value=MOST, value=least, step=STEP, format="%d%%",
            key=KEY, bind="query-params",
            help="What is less sure is listed as not judged. What you have corrected always "
            "counts.",
        )
        _explained(measured(
            (row for card in resources.models() for row in card.results), shelf.judge_name
        ), percent / 100)
    return percent / 100 if percent > least else None


def _explained(curve: Sequence[Tradeoff], least: float) -> None:
    if not curve:
        st.caption(
            "How often the judge in use is right at which certainty has not been measured: the "
            "command “evaluate framing” does it."
        )
        return
    st.markdown(told(curve, least))
    st.altair_chart(chart(curve, least), width="stretch", key="tradeoff", alt=_spoken(curve))
    # Not cards.note: a popover hangs outside of what tells our own classes the theme.
    st.caption(
        f"Measured on {markup.esc(curve[0].data)}, {markup.day(curve[0].date)}. On your material "
        "it may be otherwise: Methods counts how often the labels that you check are right."
    )


def told(curve: Sequence[Tradeoff], least: float) -> str:
    """Return in words what was measured at the certainty nearest below the one asked for."""
    at = max((t for t in curve if t.least <= least + 1e-9), key=lambda t: t.least, default=curve[0])
    said = (
        f"At {at.least:.0%}, **{at.right:.0%} of what is shown as supportive or critical is so**, "
        f"and {at.found:.0%} of all that is so gets shown."
    )
    if at.shown < FEW:
        said += f" Only {markup.number(at.shown, 'paragraph')} measured: take it as a hint."
    return said


def chart(curve: Sequence[Tradeoff], least: float) -> alt.LayerChart:
    """Return both shares as lines over the certainty, and a rule where the reader stands."""
    rows = [
        {"least": t.least, "share": share, "what": what, "n": n}
        for t in curve
        for what, share, n in ((RIGHT, t.right, t.shown), (FOUND, t.found, t.there))
    ]
    lines = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point=alt.OverlayMarkDef(size=45, color=marks.GREY), color=marks.GREY)
        .encode(
            x=alt.X(
                "least:Q",
                title="certainty asked for",
                axis=alt.Axis(format="%", grid=False, tickCount=6),
                scale=alt.Scale(domain=[min(curve[0].least, least), MOST / 100]),
            ),
            y=alt.Y("share:Q", title=None, axis=alt.Axis(format="%", tickCount=5),
                    scale=alt.Scale(domain=[0, 1])),
            # Told apart by dashes and by the words of the legend: no colour is left for it.
            strokeDash=alt.StrokeDash(
                "what:N", scale=alt.Scale(domain=[RIGHT, FOUND], range=[[1, 0], [5, 4]]),
                legend=alt.Legend(orient="top", title=None, columns=1, symbolType="stroke"),
            ),
            tooltip=[
                alt.Tooltip("what:N", title="Share"), alt.Tooltip("share:Q", format=".0%"),
                alt.Tooltip("least:Q", title="at", format=".0%"),
                alt.Tooltip("n:Q", title="of"),
            ],
        )
    )
    here = (
        alt.Chart(pd.DataFrame([{"least": least}]))
        .mark_rule(strokeWidth=2, color=marks.INK)
        .encode(x="least:Q")
    )
    return (lines + here).properties(height=HEIGHT)


def _spoken(curve: Sequence[Tradeoff]) -> str:
    return "Accuracy against coverage. " + "; ".join(
        f"at {t.least:.0%} certainty {t.right:.0%} right and {t.found:.0%} shown" for t in curve
    )
