"""An event's paragraphs on a map: like ones near each other, and what is most like one of them."""

from collections.abc import Mapping
from html import escape
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from embeddings.layout import Layout, Neighbour
from embeddings.leanings import LEAST
from embeddings.records import Article, EventView, Hit, Paragraph, Stance
from embeddings.views import cards, marks, markup, routes, stance, voices

__all__ = ["chart", "draw"]

FEWEST: Final = 3  # paragraphs: two always lie on a line
HEIGHT: Final = 480
WORDS_LIMIT: Final = 90  # characters of a paragraph beside its mark
LABEL_LIMIT: Final = 60  # and in the list; it stands in the address too
PICKED: Final = "picked"  # the chart's selection
KEY: Final = "mark"  # the picked paragraph, in the address too
LISTED: Final = "map_listed"  # how often the list, and not the chart, picked
ORDER: Final = (*stance.JUDGED, Stance.NOT_JUDGED)
DIM: Final = 0.45  # of what is not judged
TOLD: Final = {"stance": "Framing", "outlet": "Outlet", "place": "Paragraph", "words": "Words"}


def draw(view: EventView, laid: Layout) -> None:
    """Draw the map and, below it, the paragraph that was picked on it."""
    st.header("Paragraphs by likeness", anchor=False)
    if len(laid.spots) >= FEWEST:
        _map(view, laid)
        return
    told = f"A map needs three paragraphs at least; this event has {len(laid.spots)}."
    st.html(f'<div class="fx-lead">{told}</div>')


@st.fragment
def _map(view: EventView, laid: Layout) -> None:
    every = {p.id: p for p in view.paragraphs}
    articles = cards.by_id(view.event.articles)
    shown = [spot.paragraph for spot in laid.spots if spot.paragraph in every]
    if st.session_state.get(KEY) not in (None, *shown):
        st.session_state[KEY] = None  # one of another event
    drawn = st.container()
    names = _names(shown, every, articles)
    picked = st.selectbox(
        "Read a paragraph of the map",
        shown,
        index=None,
        format_func=lambda number: names.get(number, ""),
        placeholder="Select a mark, or search this list",
        key=KEY,
        bind="query-params",
        on_change=_renew,
    )
    key = f"map_{view.event.id}_{st.session_state.get(LISTED, 0)}"
    with drawn:  # after the list, which knows what the address picks
        st.altair_chart(
            chart(view, laid, picked),
            width="stretch",
            key=key,
            on_select=lambda: _pick(key),
            selection_mode=PICKED,
            alt="Map of the event’s paragraphs by likeness of wording; the list below it picks one",
        )
        cards.note(_caption(laid))
    if picked in every:
        near = next(spot.nearest for spot in laid.spots if spot.paragraph == picked)
        _read(every[picked], near, every, articles)


def chart(view: EventView, laid: Layout, chosen: int | None = None) -> alt.Chart:
    """Return a mark for each paragraph where it lies, its stance as shape, word and colour."""
    every = {p.id: p for p in view.paragraphs}
    articles = cards.by_id(view.event.articles)
    found = [(spot, every[spot.paragraph]) for spot in laid.spots if spot.paragraph in every]
    found.sort(key=lambda pair: pair[1].id == chosen)  # on top of the others
    data = pd.DataFrame(
        {
            "paragraph": spot.paragraph,
            "x": spot.x,
            "y": spot.y,
            "stance": marks.label(_stance(paragraph)),
            "outlet": markup.plain(markup.outlet(articles[paragraph.article].outlet)),
            "place": f"¶ {paragraph.position + 1}",
            "words": markup.shorten(markup.plain(paragraph.text), WORDS_LIMIT),
            "chosen": paragraph.id == chosen,
        }
        for spot, paragraph in found
    )
    held = {_stance(paragraph) for _, paragraph in found}
    sides = [side for side in ORDER if side in held]
    clear = [side is Stance.NOT_JUDGED for side in sides]
    fills, dims = marks.palette(sides), marks.palette(sides)
    fills.range = ["transparent" if c else f for c, f in zip(clear, fills.range, strict=True)]
    dims.range = [DIM if c else 0.9 for c in clear]
    picked = alt.selection_point(name=PICKED, fields=["paragraph"], on="click", toggle=False)
    legend = marks.legend()
    legend.columns, legend.symbolOpacity = 2, alt.Undefined
    return (
        alt.Chart(data)
        .mark_point(strokeWidth=1.5)
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(zero=False, padding=14)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(zero=False, padding=14)),
            fill=alt.Fill("stance:N", scale=fills, legend=legend),
            stroke=alt.Stroke("stance:N", scale=marks.palette(sides), legend=legend),
            shape=alt.Shape("stance:N", scale=marks.shapes(sides), legend=legend),
            opacity=alt.Opacity("stance:O", scale=dims, legend=legend),
            size=alt.condition("datum.chosen", alt.value(320), alt.value(75)),
            tooltip=[alt.Tooltip(f"{field}:N", title=title) for field, title in TOLD.items()],
        )
        .add_params(picked)
        .properties(height=HEIGHT)
    )


def _pick(key: str) -> None:
    points = st.session_state[key]["selection"].get(PICKED) or []
    if points:
        st.session_state[KEY] = int(points[0]["paragraph"])


def _renew() -> None:
    # A chart tells changes only: with its last mark forgotten, that one can be picked again.
    st.session_state[LISTED] = st.session_state.get(LISTED, 0) + 1


def _caption(laid: Layout) -> str:
    kept = ""
    if len(laid.spots) >= LEAST:
        share = markup.percent(sum(laid.explained))
        kept = f" keep {share} of the differences between the paragraphs, and"
    return (
        f"Near means similar wording. Distances are approximate: the two directions drawn{kept} "
        "are those along which the paragraphs differ most (principal components, Pearson 1901). "
        f"All {len(laid.spots):,} paragraphs of the event are drawn, copies as well."
    )


def _names(
    shown: list[int], every: Mapping[int, Paragraph], articles: Mapping[str, Article]
) -> dict[int, str]:
    """Return what the list calls each paragraph; no two alike, for the address to mean one."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for place, number in enumerate(shown, 1):
        paragraph = every[number]
        outlet = markup.plain(markup.outlet(articles[paragraph.article].outlet))
        look = stance.LOOKS[_stance(paragraph)]
        words = markup.shorten(markup.plain(paragraph.text), LABEL_LIMIT)
        name = f"{look.symbol} {outlet} · ¶ {paragraph.position + 1} · {words}"
        found[number] = name if name not in taken else f"{name} ({place})"
        taken.add(found[number])
    return found


def _read(
    paragraph: Paragraph,
    near: tuple[Neighbour, ...],
    every: Mapping[int, Paragraph],
    articles: Mapping[str, Article],
) -> None:
    """Draw a paragraph between those before and after it, and those that are most like it."""
    article = articles[paragraph.article]
    around = {p.position: p for p in every.values() if p.article == paragraph.article}
    with st.container(border=True, gap="xsmall"):
        if paragraph.judgement:
            voices.head(paragraph.judgement, article)
        facts = f"{markup.outlet(article.outlet)} · {markup.day(article.published)}"
        st.html(
            f'<div class="fx-meta"><b><bdi>{escape(article.title)}</bdi></b><br>'
            f"{escape(facts)}</div>"
        )
        shown = [around.get(paragraph.position + step) for step in (-1, 0, 1)]
        st.html("".join(_part(p, article, p is paragraph) for p in shown if p))
        label = f"Open ¶ {paragraph.position + 1}"
        routes.article_link(article.id, label=label, paragraph=paragraph.id)
    st.header("Most like it", anchor=False)
    cards.note(
        "The nearest paragraphs of this event by the cosine of the whole vectors, not by their "
        "distance on the map."
    )
    for neighbour in near:
        other = every.get(neighbour.paragraph)
        if other:
            cards.hit(Hit(other, articles[other.article], neighbour.cosine), cosine=True)


def _part(paragraph: Paragraph, article: Article, chosen: bool) -> str:
    text = cards.quote_evidence(paragraph, article) if chosen else cards.quote(paragraph, article)
    css = "fx-context" if chosen else "fx-context fx-lead"
    return f'<div class="{css}"><span class="fx-note">¶ {paragraph.position + 1}</span>{text}</div>'


def _stance(paragraph: Paragraph) -> Stance:
    return paragraph.judgement.stance if paragraph.judgement else Stance.NOT_JUDGED
