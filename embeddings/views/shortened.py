"""Who quoted only part of it: the same words in two outlets, with what one of them left out."""

import re
from collections.abc import Sequence
from html import escape
from typing import Final

import streamlit as st

from embeddings.records import Shortened, Utterance
from embeddings.views import cards, markup, routes, utterances

__all__ = ["draw"]

WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
FIRST: Final = 5  # pairs at first
MORE: Final = 10  # and added by each "Show more"


@st.fragment
def draw(found: Sequence[Shortened], *, key: str) -> None:
    """Draw each pair: the whole with what the other lacks in brackets, then the other's part."""
    if not found:
        cards.note("No outlet here prints only a part of what another quotes of this speaker.")
        return
    cards.note(
        "The same words in two outlets, one of which prints less. In [brackets] and underlined is "
        "what it left out; the brackets are ours. A shorter quote can be fair: compare them."
    )
    name = f"shortened_{key}"
    shown = int(st.session_state.setdefault(name, FIRST))
    for pair in found[:shown]:
        _pair(pair)
    left = len(found) - shown
    if left > 0:
        part = f"{MORE} of " if left > MORE else ""
        st.button(
            f"Show {part}{left:,} more",
            key=f"{name}_more",
            type="tertiary",
            icon=":material/expand_more:",
            on_click=_show_more,
            args=(name,),
        )


def _pair(pair: Shortened) -> None:
    whole, part = pair.whole, pair.part
    words = sum(len(WORD.findall(whole.words, s.start, s.end)) for s in pair.left_out)
    told = (
        f"<b><bdi>{escape(utterances.source(part.article))}</bdi></b> left out "
        f"{markup.number(words, 'word')} that "
        f"<b><bdi>{escape(utterances.source(whole.article))}</bdi></b> prints."
    )
    with st.container(border=True, gap="xsmall"):
        st.html(f'<div class="fx-head"><span>{told}</span></div>')
        columns = st.columns(2, gap="medium")
        with columns[0]:
            _print(whole, "The whole", utterances.quoted(whole, spans=pair.left_out, css="fx-left"))
        with columns[1]:
            _print(part, "The part", utterances.quoted(part))


def _print(utterance: Utterance, what: str, text: str) -> None:
    article, paragraph = utterance.article, utterance.paragraph
    facts = " · ".join(utterances.facts(utterance))
    st.html(
        f'<div class="fx-meta"><b>{what}: <bdi>{escape(utterances.source(article))}</bdi></b><br>'
        f"{escape(facts)}</div>{text}"
    )
    label = f"Open ¶ {paragraph.position + 1}"
    routes.article_link(article.id, label=label, paragraph=paragraph.id)


def _show_more(name: str) -> None:
    st.session_state[name] += MORE
