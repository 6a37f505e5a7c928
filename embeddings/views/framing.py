"""The evidence of an event: paragraphs in two columns, and what stands beside them."""

import math
from collections.abc import Sequence
from functools import partial
from itertools import groupby, zip_longest
from typing import Final

import streamlit as st

from embeddings.records import Article, EventView, Paragraph, Stance, Voice
from embeddings.views import cards, correcting, markup, picking, stance, voices, within

__all__ = ["draw"]

FIRST: Final = 5  # pairs at first: what a screen and a half can hold
MORE: Final = 10  # pairs added by each "Show more"
CONTEXT_PER_PAGE: Final = 20
NOBODY: Final = {
    Voice.SPEAKER: "paragraph is carried by the words of somebody who is quoted",
    Voice.OUTLET: "paragraph is carried by the outlet’s own words",
}


@st.fragment  # what is chosen here changes nothing above it
def draw(view: EventView) -> None:
    """Draw both sides in pairs, then mixed, leaning, neutral and not judged ones, collapsed.

    Of one voice only what takes a side can be shown: the others are nobody's attitude.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        voice = voices.choose()
        asked = within.draw(view.event.articles)
        st.space("stretch")
        selecting = st.toggle(
            "Select",
            key="select",
            help="Tick paragraphs to correct the labels of several at once",
        )
    within.said(asked, view.event.articles)
    view = asked.of(view)
    sides = _ordered(view, Stance.SUPPORTIVE), _ordered(view, Stance.CRITICAL)
    mixed = view.having(Stance.MIXED)
    if voice is not None:
        sided = [*sides[0], *sides[1], *mixed]
        cards.note(
            f"Shown: {voices.narrowed(sided, voice)}. Neutral and unjudged paragraphs carry no "
            "attitude, and so nobody’s: choose All to see them."
            if sided else "No paragraph here carries an attitude: choose All to see the others."
        )
    _lists(view, sides, mixed, voice, selecting=selecting)


def _ordered(view: EventView, side: Stance) -> tuple[Paragraph, ...]:
    """Return a side with what a reader put there first: the model's certainty tells nothing."""
    found = view.having(side)
    return tuple(sorted(found, key=lambda p: not _by_hand(p)))


def _by_hand(paragraph: Paragraph) -> bool:
    judgement = paragraph.judgement
    return bool(judgement and judgement.correction and judgement.machine is not judgement.stance)


def _lists(
    view: EventView,
    sides: tuple[Sequence[Paragraph], Sequence[Paragraph]],
    mixed: Sequence[Paragraph],
    voice: Voice | None,
    *,
    selecting: bool,
) -> None:
    above, picks = st.container(), picking.Picks() if selecting else None
    _pairs(view, sides, voice, picks)
    _collapsed(view, voices.of(mixed, voice), Stance.MIXED, "Mixed", picks)
    if voice is None:
        _unsided(view, picks)
    if picks:
        with above:  # drawn last: only now is it known what there is to tick
            picking.bar(picks)


def _unsided(view: EventView, picks: picking.Picks | None) -> None:
    _collapsed(view, view.having(Stance.NEUTRAL), Stance.NEUTRAL, "Neutral context", picks)
    left = [
        p for p in view.paragraphs if not p.judgement or p.judgement.stance is Stance.NOT_JUDGED
    ]
    for side in cards.SIDES:
        leaning = [p for p in left if p.judgement and p.judgement.leaning is side]
        word = stance.LOOKS[side].word
        title = f"Leaning {word}, too unsure to count"
        _collapsed(view, leaning, Stance.NOT_JUDGED, title, picks, key=side)
    rest = [p for p in left if not p.judgement or p.judgement.leaning is None]
    _collapsed(view, rest, Stance.NOT_JUDGED, "Not judged", picks)


def _pairs(
    view: EventView,
    sides: tuple[Sequence[Paragraph], Sequence[Paragraph]],
    voice: Voice | None,
    picks: picking.Picks | None,
) -> None:
    supportive, critical = (voices.of(side, voice) for side in sides)
    articles = cards.by_id(view.event.articles)
    acts = picks.tick if picks else partial(correcting.buttons, view.event.id)
    key = f"pairs_{view.event.id}"
    shown = st.session_state.setdefault(key, FIRST)
    for place, pair in enumerate(list(zip_longest(supportive, critical))[:shown] or [(None, None)]):
        columns = st.columns(2, gap="medium")
        for column, side, found, paragraph in zip(columns, cards.SIDES, sides, pair, strict=True):
            with column:
                if place == 0:  # on a phone, columns follow one another: ▲ heading, ▲, ▼ heading, ▼
                    _heading(side, voices.of(found, voice), len(found), voice)
                if paragraph:
                    cards.evidence(paragraph, articles[paragraph.article], acts=acts)
    label = _more(len(supportive), len(critical), shown)
    if label:
        st.button(
            label,
            key="more",
            type="tertiary",
            icon=":material/expand_more:",
            on_click=_show_more,
            args=(key,),
        )


def _heading(
    side: Stance, shown: Sequence[Paragraph], of: int, voice: Voice | None
) -> None:
    look, count = stance.LOOKS[side], len(shown)
    with st.container(gap="xxsmall"):
        st.header(f":{look.color}[{look.symbol} {look.title}]", anchor=False)
        if count:
            part = f"{count:,} of " if count < of else ""
            order = "corrected ones first, then most certain" if any(map(_by_hand, shown)) else (
                "most certain first"
            )
            cards.note(f"{part}{markup.number(of, 'paragraph')} · {order}")
        elif of and voice is not None:
            found = f"{of:,} found among all voices"
            st.html(f'<div class="fx-lead">No {look.word} {NOBODY[voice]}; {found}</div>')
        else:
            st.html(f'<div class="fx-lead">No {look.word} voice found</div>')


def _show_more(key: str) -> None:
    st.session_state[key] += MORE


def _more(supportive: int, critical: int, shown: int) -> str:
    left = (
        (min(MORE, supportive - shown), "supportive"),
        (min(MORE, critical - shown), "critical"),
    )
    said = " and ".join(f"{count} more {word}" for count, word in left if count > 0)
    return f"Show {said}" if said else ""


def _collapsed(
    view: EventView,
    paragraphs: Sequence[Paragraph],
    side: Stance,
    title: str,
    picks: picking.Picks | None,
    *,
    key: str = "",
) -> None:
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
