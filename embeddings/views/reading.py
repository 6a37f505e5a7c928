"""An article's text: numbered paragraphs with permalinks, shading and evidence marks."""

from collections.abc import Collection, Sequence
from html import escape
from typing import Final

import streamlit as st

from embeddings.records import Article, ArticleView, Judgement, Paragraph, Stance, Voice
from embeddings.views import cards, corrected, correcting, routes, stance, voices

__all__ = ["anchor", "draw"]

SIDED: Final = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.MIXED)


def anchor(paragraph: Paragraph) -> str:
    """Return the HTML id of a paragraph's place."""
    return f"p-{paragraph.id}"


def draw(view: ArticleView, *, shade: Collection[int], target: int | None) -> None:
    """Draw all paragraphs; those with the ids to shade carry colour, line, sign and word.

    Below the target stands what can be done with its label.
    """
    rows = [
        _row(paragraph, view.article, shade=shade, outlined=paragraph.id == target)
        for paragraph in view.paragraphs
    ]
    place = next((at for at, p in enumerate(view.paragraphs) if p.id == target), None)
    if view.event is None or place is None:
        if view.event and rows:
            cards.note("To correct a paragraph’s label, choose its number.")
        st.html(_text(rows))
        return
    st.html(_text(rows[: place + 1]))
    with st.container(horizontal=True, gap="small", key="in_focus"):
        correcting.buttons(view.event.id, view.paragraphs[place])
    if rows[place + 1 :]:
        st.html(_text(rows[place + 1 :]))


def _text(rows: Sequence[str]) -> str:
    return f'<div class="fx-article">{"".join(rows)}</div>'


def _row(
    paragraph: Paragraph, article: Article, *, shade: Collection[int], outlined: bool
) -> str:
    judgement = paragraph.judgement
    number = paragraph.position + 1
    css, label, text = "", "", cards.quote(paragraph, article)
    if judgement and paragraph.id in shade:
        look = stance.LOOKS[judgement.stance]
        css = f" fx-shade {look.css}"
        who = _who(judgement, article)
        label = f'<div class="fx-label">{look.symbol} {look.title}{who}{_sure(judgement)}</div>'
        label += corrected.line(judgement)
        text = cards.quote_evidence(paragraph, article)
    elif judgement and judgement.correction and judgement.stance not in SIDED:
        look = stance.LOOKS[judgement.stance]
        label = f'<div class="fx-label">{look.symbol} {look.title}</div>{corrected.line(judgement)}'
    address = escape(routes.paragraph_address(article.id, paragraph.id))
    return (
        f'<div class="fx-row{" fx-target" if outlined else ""}" id="{anchor(paragraph)}">'
        f'<a href="{address}" target="_self" aria-label="Link to paragraph {number}">¶ {number}</a>'
        f'<div class="fx-body{css}">{label}{text}</div></div>'
    )


def _sure(judgement: Judgement) -> str:
    """Return the model's certainty; where a reader has spoken it is told beside that."""
    if judgement.confidence is None or judgement.correction:
        return ""
    return f" · {judgement.confidence:.0%} sure"


def _who(judgement: Judgement, article: Article) -> str:
    """Return whose words they are as HTML, with a link to the page of a known speaker."""
    if judgement.voice is Voice.OUTLET:
        return f" — {voices.WORDS[Voice.OUTLET]}"
    if judgement.voice is None and not judgement.speaker:
        return ""
    called, role = voices.who(judgement, article)
    told = f"<bdi>{escape(called)}</bdi>"
    if judgement.person and voices.name(judgement):
        address = escape(routes.speaker_address(judgement.person))
        told = f'<a href="{address}" target="_self">{told}</a>'
    return f" — {told}" + (f", <bdi>{escape(role)}</bdi>" if role else "")
