"""The articles of an event: why each is in it, its own counts, and its copies below it."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import streamlit as st

from embeddings.records import Article, Counts, EventView, Membership, Paragraph
from embeddings.summaries import tallied
from embeddings.views import cards, copies, markup, membership, placing, routes, stance

__all__ = ["draw"]

PER_PAGE: Final = 20
OUTLETS: Final = 4  # named in the heading of copies
UNDATED: Final = "9999"  # sorts after every date


@st.fragment
def draw(view: EventView, reasons: Sequence[Membership]) -> None:
    """Draw the articles in the order of their publication, undated ones last."""
    event, why = view.event, {reason.article: reason for reason in reasons}
    if event.versions < len(event.articles):
        cards.note(
            f"{cards.amount(event)}: copies print the same text, and are listed below the "
            "article whose text they print."
        )
    placing.bar(view, reasons)
    ordered = sorted(event.articles, key=lambda a: (a.published or UNDATED, a.title))
    below, counts = copies.under(ordered), _counts(view)
    pages = math.ceil(len(below) / PER_PAGE)
    page = st.pagination(pages, key="articles_page") if pages > 1 else 1
    firsts = [a for a in ordered if a.id in below]
    for article in firsts[(page - 1) * PER_PAGE : page * PER_PAGE]:
        with st.container(border=True):
            _article(view, article, counts[article.id], why.get(article.id))
            if below[article.id]:
                _copies(view, article, below[article.id], why)


def _article(view: EventView, article: Article, counts: Counts, reason: Membership | None) -> None:
    told, counted = st.columns([1.75, 1], gap="medium", vertical_alignment="center")
    with told:
        st.header(markup.esc(article.title), anchor=False)
        st.html(f'<div class="fx-meta" dir="auto">{escape(_facts(article))}</div>')
        if reason:
            membership.line(reason)
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            routes.article_link(article.id, label="Read the article")
            placing.tick(view.event, article)
    with counted:
        st.html(stance.counts_line(counts) + stance.bar(counts))
    if reason:
        membership.why(view, reason)


@st.fragment
def _copies(
    view: EventView, article: Article, found: Sequence[Article], why: Mapping[str, Membership]
) -> None:
    outlets = list(dict.fromkeys(markup.outlet(a.outlet) for a in found))
    named = ", ".join(outlets[:OUTLETS]) + ("…" if len(outlets) > OUTLETS else "")
    number = markup.number(len(found), "copy of this text", "copies of this text")
    opened = st.expander(
        f"{number}: {markup.esc(named)}",
        key=f"copies_{view.event.id}_{article.id}",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        for copy in found:
            with st.container(border=True, gap="xsmall"):
                st.html(
                    f'<div dir="auto"><b><bdi>{escape(copy.title)}</bdi></b></div>'
                    f'<div class="fx-meta" dir="auto">{escape(_facts(copy))}</div>'
                )
                if copy.id in why:
                    membership.line(why[copy.id])
                with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
                    routes.article_link(copy.id, label="Read the copy")
                    placing.tick(view.event, copy)


def _counts(view: EventView) -> dict[str, Counts]:
    found: dict[str, list[Paragraph]] = {a.id: [] for a in view.event.articles}
    for paragraph in view.paragraphs:
        found[paragraph.article].append(paragraph)
    return {key: tallied(own) for key, own in found.items()}


def _facts(article: Article) -> str:
    facts = [
        markup.outlet(article.outlet),
        markup.day(article.published),
        markup.number(article.paragraphs, "paragraph"),
    ]
    return " · ".join(facts)
