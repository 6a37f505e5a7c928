"""An article's text: numbered paragraphs with permalinks, shading and evidence marks."""

from collections.abc import Collection
from html import escape

import streamlit as st

from embeddings.records import Article, ArticleView, Paragraph, Stance
from embeddings.views import cards, routes, stance

__all__ = ["anchor", "draw"]


def anchor(paragraph: Paragraph) -> str:
    """Return the HTML id of a paragraph's place."""
    return f"p-{paragraph.id}"


def draw(view: ArticleView, *, shade: Collection[Stance], target: int | None) -> None:
    """Draw all paragraphs; those of the stances to shade carry colour, line, sign and word."""
    rows = "".join(
        _row(paragraph, view.article, shade=shade, outlined=paragraph.id == target)
        for paragraph in view.paragraphs
    )
    st.html(f'<div class="fx-article">{rows}</div>')


def _row(
    paragraph: Paragraph, article: Article, *, shade: Collection[Stance], outlined: bool
) -> str:
    judgement = paragraph.judgement
    number = paragraph.position + 1
    css, label, text = "", "", cards.quote(paragraph, article)
    if judgement and judgement.stance in shade:
        look = stance.LOOKS[judgement.stance]
        who = f" — {judgement.speaker}" if judgement.speaker else ""
        sure = f" · {judgement.confidence:.0%} sure" if judgement.confidence is not None else ""
        css = f" fx-shade {look.css}"
        label = f'<div class="fx-label">{look.symbol} {look.title}{escape(who)}{sure}</div>'
        text = cards.quote_evidence(paragraph, article)
    address = escape(routes.paragraph_address(article.id, paragraph.id))
    return (
        f'<div class="fx-row{" fx-target" if outlined else ""}" id="{anchor(paragraph)}">'
        f'<a href="{address}" target="_self" aria-label="Link to paragraph {number}">¶ {number}</a>'
        f'<div class="fx-body{css}">{label}{text}</div></div>'
    )
