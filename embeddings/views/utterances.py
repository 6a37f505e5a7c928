"""What was said: each quote letter for letter, with who printed it, when and in what form."""

import math
from collections.abc import Sequence
from html import escape
from typing import Final

import streamlit as st

from embeddings.records import Article, Span, Utterance
from embeddings.views import corrected, markup, routes, stance

__all__ = ["draw", "facts", "quoted", "source"]

PER_PAGE: Final = 20


def draw(found: Sequence[Utterance], *, key: str) -> None:
    """Draw quotes in their order, in pages if there are many."""
    pages = math.ceil(len(found) / PER_PAGE)
    page = st.pagination(pages, key=key) if pages > 1 else 1
    for utterance in found[(page - 1) * PER_PAGE : page * PER_PAGE]:
        one(utterance)


def one(utterance: Utterance) -> None:
    """Draw one quote with its place; the side it carries is told in a badge."""
    paragraph, article = utterance.paragraph, utterance.article
    judgement = paragraph.judgement
    badge, spans, css = "", [], ""
    if judgement and judgement.evidence and utterance.judged:
        badge, css = corrected.badges(judgement), stance.LOOKS[judgement.stance].css
        start, evidence = utterance.quote.start, judgement.evidence
        spans = [Span(max(evidence.start - start, 0), evidence.end - start)]
    with st.container(border=True, gap="xsmall"):
        st.html(
            f'<div class="fx-head">{badge}<b><bdi>{escape(source(article))}</bdi></b>'
            f'<span class="fx-meta">{escape(" · ".join(facts(utterance)))}</span></div>'
            + quoted(utterance, spans=spans, css=css)
        )
        label = f"Open ¶ {paragraph.position + 1}"
        routes.article_link(article.id, label=label, paragraph=paragraph.id)


def quoted(utterance: Utterance, *, spans: Sequence[Span] = (), css: str = "") -> str:
    """Return what was said, character for character, as an HTML quotation with marked spans."""
    return (
        f'<blockquote class="fx-quote" dir="auto"{markup.language(utterance.article.language)}>'
        f"{markup.marked(utterance.words, spans, css=css)}</blockquote>"
    )


def facts(utterance: Utterance) -> list[str]:
    """Return when it was printed, where, in what form and under what name, as plain text."""
    quote = utterance.quote
    form = "quoted word for word" if quote.direct else "told in the outlet’s words"
    told = [
        markup.day(utterance.article.published),
        f"¶ {utterance.paragraph.position + 1}",
        form if quote.spoken else f"{form}, a view or wish and not a statement",
    ]
    if quote.written:
        told.append(f"named as “{quote.written}”")
    return told


def source(article: Article) -> str:
    """Return the outlet; where none is stated, the headline tells articles apart."""
    return article.outlet or f"{markup.outlet(None)}: {article.title}"
