"""What several outlets of an event say alike, and what only one of them has."""

import math
from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Final, TypeVar

import streamlit as st

from embeddings.export import lists
from embeddings.points import ALIKE, APART, LEAST_WORDS
from embeddings.records import Article, EventView, Paragraph, Point
from embeddings.views import cards, corrected, markup, routes, taking

__all__ = ["draw"]

FIRST: Final = 5  # points, or outlets with points of their own, at first
MORE: Final = 10  # and added by each "Show more"
WORDINGS: Final = 4  # of a point at first: two rows
PER_PAGE: Final = 20
NAMELESS: Final = "An article that states no outlet counts as an outlet of its own."

_Item = TypeVar("_Item")


def draw(view: EventView, found: tuple[Point, ...]) -> None:
    """Draw the points that several outlets share, then those that only one of them has."""
    if len(_sources(view.event.articles)) < 2:
        st.html(
            '<div class="fx-lead">Points need coverage by several articles: of different outlets, '
            "or such as state none. This event has only one source.</div>"
        )
        return
    with st.container(horizontal=True, horizontal_alignment="right"):
        taking.away(
            "points", sheet=partial(lists.points, view, found), label="Export list",
            rows=partial(lists.point_rows, view, found),
        )
    articles = dict(cards.by_id(view.event.articles))
    shared = [p for p in found if len(_sources(_articles(p, articles))) > 1]
    alone = [p for p in found if len(_sources(_articles(p, articles))) == 1]
    _shared(view, shared)
    _alone(view, alone)
    _rest(view, found)


@st.fragment
def _shared(view: EventView, shared: Sequence[Point]) -> None:
    st.header("Several outlets say this", anchor=False)
    cards.note(
        "Paragraphs of different articles, put together by likeness of meaning: those of a point "
        f"have a mean cosine of {ALIKE:.2f} or more between their vectors. That is a measurement, "
        "not proof: two wordings may still differ in what matters, so compare them."
        + ("" if all(a.outlet for a in view.event.articles) else f" {NAMELESS}")
    )
    if not shared:
        st.html('<div class="fx-lead">No point found that two outlets share</div>')
        return
    shown = _shown(f"points_{view.event.id}")
    for place, point in enumerate(shared[:shown]):
        with st.container(border=True):
            _point(view, point, place)
    _more(f"points_{view.event.id}", len(shared) - shown, "point")


def _point(view: EventView, point: Point, place: int) -> None:
    every = dict(cards.by_id(view.event.articles))
    articles = _articles(point, every)
    said, of = len(_sources(articles)), len(_sources(view.event.articles))
    exact = len({p.text for p in point.paragraphs})
    facts = [f"in {markup.number(len(articles), 'article')}", markup.number(exact, "wording")]
    st.html(
        f'<div class="fx-head"><b>{said} of {markup.number(of, "outlet")} say this</b>'
        f'<span class="fx-meta">{escape(" · ".join(facts))}</span></div>'
    )
    _rows(point.paragraphs[:WORDINGS], every)
    left = point.paragraphs[WORDINGS:]
    if not left:
        return
    key = f"{view.event.id}_{point.paragraphs[0].id}"
    label = f"{markup.number(len(left), 'more paragraph')} of this point"
    opened = st.expander(label, key=f"point_{key}", on_change="rerun")
    if opened.open:
        with opened:
            _rows(_page(left, f"point_page_{key}"), every)


def _rows(paragraphs: Sequence[Paragraph], articles: dict[str, Article]) -> None:
    # Two to a row; on a phone, columns follow one another in the same order.
    for begin in range(0, len(paragraphs), 2):
        columns = st.columns(2, gap="medium")
        for column, paragraph in zip(columns, paragraphs[begin : begin + 2], strict=False):
            with column:
                _wording(paragraph, articles[paragraph.article])


def _wording(paragraph: Paragraph, article: Article, *, named: bool = True) -> None:
    """Draw one paragraph whole, with its judgement if it has one and a link to its place."""
    badge = corrected.badges(paragraph.judgement)
    told = f"<b><bdi>{escape(markup.outlet(article.outlet))}</bdi></b>" if named else ""
    facts = f"{escape(markup.day(article.published))} · ¶ {paragraph.position + 1}"
    if not article.outlet and named:  # then the headline is what tells articles apart
        facts += f" · <bdi>{escape(article.title)}</bdi>"
    st.html(
        f'<div class="fx-head">{told}<span class="fx-meta">{facts}</span>{badge}</div>'
        + cards.quote_evidence(paragraph, article)
    )
    label = f"Open ¶ {paragraph.position + 1}"
    routes.article_link(article.id, label=label, paragraph=paragraph.id)


@st.fragment
def _alone(view: EventView, alone: Sequence[Point]) -> None:
    st.header("Only one outlet has this", anchor=False)
    cards.note(
        "Paragraphs that are like nothing another outlet of this event says: their cosine to each "
        f"of its paragraphs is below {APART:.2f}. Most unlike first. Another outlet may still say "
        "it in other words or in passing, and outlets outside this library are not looked at."
    )
    if not alone:
        st.html('<div class="fx-lead">Nothing found that only one outlet has</div>')
        return
    articles = dict(cards.by_id(view.event.articles))
    by_source: dict[tuple[str, str], list[Point]] = {}
    for point in alone:
        by_source.setdefault(articles[point.paragraphs[0].article].source, []).append(point)
    key = f"alone_{view.event.id}"
    shown = _shown(key)
    for (outlet, article_id), points in list(by_source.items())[:shown]:
        name = outlet or f"{markup.outlet(None)}: {articles[article_id].title}"
        count = markup.number(len(points), "point")
        first = points[0].paragraphs[0].id
        label = f"{markup.esc(name)} — {count}"
        opened = st.expander(label, key=f"{key}_{first}", on_change="rerun")
        if opened.open:
            with opened:
                for point in _page(points, f"{key}_page_{first}"):
                    with st.container(border=True):
                        for paragraph in point.paragraphs:
                            _wording(paragraph, articles[paragraph.article], named=False)
    _more(key, len(by_source) - shown, "outlet")


def _rest(view: EventView, found: Sequence[Point]) -> None:
    listed = sum(len(point.paragraphs) for point in found)
    left = len(view.paragraphs) - listed
    if left:
        cards.note(
            f"{listed:,} of {markup.number(len(view.paragraphs), 'paragraph')} are listed here. "
            f"Not listed: those of fewer than {LEAST_WORDS} words, left-overs of a page around an "
            "article, and what resembles another outlet's words without being clearly the same."
        )


def _page(items: Sequence[_Item], key: str) -> Sequence[_Item]:
    pages = math.ceil(len(items) / PER_PAGE)
    page = st.pagination(pages, key=key) if pages > 1 else 1
    return items[(page - 1) * PER_PAGE : page * PER_PAGE]


def _shown(key: str) -> int:
    return int(st.session_state.setdefault(key, FIRST))


def _more(key: str, left: int, noun: str) -> None:
    if left > 0:
        part = f"{MORE} of " if left > MORE else ""
        st.button(
            f"Show {part}{markup.number(left, f'more {noun}')}",
            key=f"{key}_more",
            type="tertiary",
            icon=":material/expand_more:",
            on_click=_show_more,
            args=(key,),
        )


def _show_more(key: str) -> None:
    st.session_state[key] += MORE


def _articles(point: Point, articles: dict[str, Article]) -> tuple[Article, ...]:
    return tuple(articles[key] for key in dict.fromkeys(p.article for p in point.paragraphs))


def _sources(articles: Sequence[Article]) -> frozenset[tuple[str, str]]:
    return frozenset(article.source for article in articles)
