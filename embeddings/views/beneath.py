"""What stands below the two sides of an event: mixed, neutral, leaning, not judged; closed."""

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Final

import streamlit as st

from embeddings.records import Article, EventView, Paragraph, Stance
from embeddings.views import cards, markup, picking, stance

__all__ = ["collapsed", "unsided"]

CONTEXT_PER_PAGE: Final = 20


def unsided(view: EventView, picks: picking.Picks | None) -> None:
    """Draw what takes no side: neutral, leaning, and not judged with the reason."""
    collapsed(view, view.having(Stance.NEUTRAL), Stance.NEUTRAL, "Neutral context", picks)
    left = [
        p for p in view.paragraphs if not p.judgement or p.judgement.stance is Stance.NOT_JUDGED
    ]
    for side in cards.SIDES:
        leaning = [p for p in left if p.judgement and p.judgement.leaning is side]
        word = stance.LOOKS[side].word
        title = f"Leaning {word}, too unsure to count"
        collapsed(view, leaning, Stance.NOT_JUDGED, title, picks, key=side)
    rest = [p for p in left if not p.judgement or p.judgement.leaning is None]
    collapsed(view, rest, Stance.NOT_JUDGED, "Not judged", picks)


def collapsed(
    view: EventView,
    paragraphs: Sequence[Paragraph],
    side: Stance,
    title: str,
    picks: picking.Picks | None,
    *,
    key: str = "",
) -> None:
    """Draw a list that is closed until it is asked for; nothing where it is empty."""
    if not paragraphs:
        return
    name = f"{side}_{key}" if key else str(side)
    look = stance.LOOKS[side]
    count = markup.number(len(paragraphs), "paragraph")
    opened = st.expander(f"{look.symbol} {title} — {count}", key=f"open_{name}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        if picks is None:
            cards.note("To correct one of these, switch Select on, or open its article.")
        order = {p.id: place for place, p in enumerate(view.paragraphs)}
        ordered = sorted(paragraphs, key=lambda p: order[p.id])
        pages = math.ceil(len(ordered) / CONTEXT_PER_PAGE)
        page = st.pagination(pages, key=f"page_{name}") if pages > 1 else 1
        part = ordered[(page - 1) * CONTEXT_PER_PAGE : page * CONTEXT_PER_PAGE]
        articles: dict[str, Article] = dict(cards.by_id(view.event.articles))
        for article_id, group in groupby(part, key=lambda p: p.article):
            reasons = side is Stance.NOT_JUDGED
            acts = picks.tick if picks else None
            cards.context(list(group), articles[article_id], reasons=reasons, acts=acts)
