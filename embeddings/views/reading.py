"""An article's text: numbered paragraphs with permalinks, shading and evidence marks."""

from collections.abc import Collection
from html import escape

import streamlit as st

from embeddings.records import Article, ArticleView, Judgement, Paragraph, Voice
from embeddings.views import cards, routes, stance, voices

__all__ = ["anchor", "draw"]


def anchor(paragraph: Paragraph) -> str:
    """Return the HTML id of a paragraph's place."""
    return f"p-{paragraph.id}"


def draw(view: ArticleView, *, shade: Collection[int], target: int | None) -> None:
    """Draw all paragraphs; those with the ids to shade carry colour, line, sign and word."""
    rows = "".join(
        _row(paragraph, view.article, shade=shade, outlined=paragraph.id == target)
        for paragraph in view.paragraphs
    )
    st.html(f'<div class="fx-article">{rows}</div>')


def _row(
    paragraph: Paragraph, article: Article, *, shade: Collection[int], outlined: bool
) -> str:
    judgement = paragraph.judgement
    number = paragraph.position + 1
    css, label, text = "", "", cards.quote(paragraph, article)
    if judgement and paragraph.id in shade:
        look = stance.LOOKS[judgement.stance]
        sure = f" · {judgement.confidence:.0%} sure" if judgement.confidence is not None else ""
        css = f" fx-shade {look.css}"
        who = _who(judgement, article)
        label = f'<div class="fx-label">{look.symbol} {look.title}{who}{sure}</div>'
        text = cards.quote_evidence(paragraph, article)
    address = escape(routes.paragraph_address(article.id, paragraph.id))
    return (
        f'<div class="fx-row{" fx-target" if outlined else ""}" id="{anchor(paragraph)}">'
        f'<a href="{address}" target="_self" aria-label="Link to paragraph {number}">¶ {number}</a>'
        f'<div class="fx-body{css}">{label}{text}</div></div>'
    )


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
