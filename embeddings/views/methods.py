"""Methods: what is measured, how well, and where it fails."""

from itertools import groupby
from textwrap import dedent
from typing import Final

import streamlit as st

from embeddings.errors import StanceError
from embeddings.records import ModelCard
from embeddings.summaries import coverage
from embeddings.views import cards, inshort, markup, measured, packages, resources, tour

MEASURED: Final = """
For every paragraph: the attitude it conveys **towards the event its article reports**, whoever
voices it. Supportive, critical or neutral, with a probability for each; "96% sure" is the share
of the stance shown. A paragraph that criticises somebody involved, but not the event itself,
counts as neutral. One that no stance wins clearly is not judged: it says why, is listed apart as
leaning to a side, and is counted nowhere. The marked words are those that the model gives as its
evidence, taken letter for letter from the stored text. A label that you correct counts instead of
the model's at once and everywhere, and is marked as corrected beside what the model said.

Articles are read into paragraphs, page furniture is kept aside, and articles about the same
happening are grouped into an event named after its most central headline, unless you name it.
Copies of one text stand under its first publication. Nothing that is shown as a quotation differs
from the source.
"""

LIMITS: Final = """
- Judgements are made by a small model and are often wrong: read the paragraph before you cite it.
- Counts describe what an outlet printed, including whom it quoted. They are not a bias score.
- Whose words carry an attitude, the outlet's own or a quoted speaker's, and who that speaker is,
  are found by the model and the rules of the card *attributions*: how often they are right stands
  there. Spellings that were wrongly taken for one person, or for two, can be put right on the
  speaker's page.
- The model has learned from English. Other languages are judged less well.
- Irony, allusion and framing by omission are not seen.
- An unknown date or outlet stays unknown; it is never guessed.
"""

PRIVACY: Final = """
Articles, judgements and searches stay on this machine: this page and the models run here. Only if
you choose a judge at another address, under *Library*, is the text to be judged sent there. The
library is one folder that you can copy, back up or delete.
"""

# Few columns, so that the table needs no sideways scrolling on a phone.
SHOWN: Final = {"metric": "Measure", "value": "Value", "n": "n"}
WIDTH: Final = 780  # pixels; lines longer than this are hard to read
MADE_BY: Final = ("data", "date", "model", "machine", "command")


def draw(card: ModelCard) -> None:
    """Draw a model's card, closed at first: its description and what was measured."""
    with st.expander(markup.esc(card.name)):
        _describe(card.description)
        if not card.results:
            cards.note("Nothing has been measured yet.")
            return
        _coverage(card)
        for line in dict.fromkeys(made_by(row) for row in card.results):
            cards.note(line)
            st.table(
                [
                    {label: said(row.get(key)) for key, label in SHOWN.items()}
                    for row in card.results
                    if made_by(row) == line
                ],
                border="horizontal",
                hide_index=True,
            )


def _describe(description: str) -> None:
    """Draw a card's Markdown, its indented commands wrapped so that none needs scrolling."""
    for command, lines in groupby(
        description.splitlines(), key=lambda line: line.startswith("    ")
    ):
        part = "\n".join(lines)
        if command:
            st.code(dedent(part), language=None, wrap_lines=True, width=WIDTH)
        elif part.strip():
            st.markdown(part, width=WIDTH)


def _coverage(card: ModelCard) -> None:
    """Draw how accuracy falls as less certain judgements are let in, if that was measured."""
    points = coverage(card.results)
    if not points:
        return
    st.markdown("**Accuracy against coverage.** Of the paragraphs that the model is surest of, so "
                "many are judged right:", width=WIDTH)
    for share, value in points:
        st.progress(value, text=f"the surest {share}%: {value:.0%} right", width=WIDTH)


def said(value: object) -> str:
    """Return a measured value as escaped text, numbers to three places."""
    return f"{value:.3f}" if isinstance(value, float) else markup.esc(str(value or "–"))


def made_by(row: dict[str, object]) -> str:
    """Return what made a result, so that it can be measured again."""
    return " · ".join(f"{key}: {row[key]}" for key in MADE_BY if row.get(key))


st.title("Methods", anchor=False)
st.header("What is measured", anchor=False)
st.markdown(MEASURED, width=WIDTH)
st.header("How well it works", anchor=False)
try:
    models = resources.models()
    shelf = resources.library()
    for line in inshort.told(models, shelf.judge_name, shelf.threshold):
        st.markdown(f"- {line}", width=WIDTH)
    if models:
        cards.note("All that was measured, how, and what the models are made of:")
    for model in models:
        draw(model)
    if not models:
        cards.note("No model is installed, so nothing can be said about its accuracy.")
except StanceError as error:
    st.error(markup.esc(str(error)), icon=":material/error:")
st.header("Measured on your own material", anchor=False)
measured.draw(resources.corrections())
st.header("Limits", anchor=False)
st.markdown(LIMITS, width=WIDTH)
st.header("Where the data stays", anchor=False)
st.markdown(PRIVACY, width=WIDTH)
st.header("Versions", anchor=False)
cards.note(" · ".join(f"{name} {version}" for name, version in packages.versions()))
tour.again()
