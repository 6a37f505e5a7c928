"""The articles of an event, each with its own counts."""

import math
from collections import Counter
from html import escape
from typing import Final

import streamlit as st

from embeddings.records import Article, Counts, EventView, Stance
from embeddings.views import cards, markup, routes, stance

__all__ = ["draw"]

PER_PAGE: Final = 20
UNDATED: Final = "9999"  # sorts after every date


def draw(view: EventView) -> None:
    """Draw the articles in the order of their publication, undated ones last."""
    found = sorted(view.event.articles, key=lambda a: (a.published or UNDATED, a.title))
    counts = _counts(view)
    titles = cards.by_id(view.event.articles)
    pages = math.ceil(len(found) / PER_PAGE)
    page = st.pagination(pages, key="articles_page") if pages > 1 else 1
    for article in found[(page - 1) * PER_PAGE : page * PER_PAGE]:
        original = titles.get(article.copy_of or "")
        with st.container(border=True):
            told, counted = st.columns([1.75, 1], gap="medium", vertical_alignment="center")
            with told:
                st.header(markup.esc(article.title), anchor=False)
                st.html(
                    f'<div class="fx-meta" dir="auto">{escape(_facts(article, original))}</div>'
                )
                routes.article_link(article.id, label="Read the article")
            with counted:
                st.html(stance.counts_line(counts[article.id]) + stance.bar(counts[article.id]))


def _counts(view: EventView) -> dict[str, Counts]:
    found: dict[str, Counter[Stance]] = {a.id: Counter() for a in view.event.articles}
    for paragraph in view.paragraphs:
        judgement = paragraph.judgement
        found[paragraph.article][judgement.stance if judgement else Stance.NOT_JUDGED] += 1
    return {key: Counts(**{s.value: n for s, n in counts.items()}) for key, counts in found.items()}


def _facts(article: Article, original: Article | None) -> str:
    facts = [
        markup.outlet(article.outlet),
        markup.day(article.published),
        markup.number(article.paragraphs, "paragraph"),
    ]
    if article.copy_of:
        facts.append(f"same text as {markup.outlet(original.outlet)}" if original else "a copy")
    return " · ".join(facts)
