"""The evidence of an event: paragraphs in two columns, and what stands beside them."""

from collections.abc import Sequence
from functools import partial
from itertools import zip_longest
from typing import Final

import streamlit as st

from embeddings.errors import NotFoundError
from embeddings.export import rows, sheet
from embeddings.records import EventView, Paragraph, Stance, Voice
from embeddings.views import (
    beneath,
    cards,
    correcting,
    markup,
    picking,
    resources,
    stance,
    taking,
    voices,
    within,
)
from embeddings.views.narrowing import Narrowing

__all__ = ["draw"]

FIRST: Final = 5  # pairs at first: what a screen and a half can hold
MORE: Final = 10  # pairs added by each "Show more"
NOBODY: Final = {
    Voice.SPEAKER: "paragraph is carried by the words of somebody who is quoted",
    Voice.OUTLET: "paragraph is carried by the outlet’s own words",
}


@st.fragment  # what is chosen here changes nothing above it
def draw(event_id: str, asked: Narrowing) -> None:
    """Draw both sides in pairs, then mixed, leaning, neutral and not judged ones, collapsed.

    The event is asked for anew each time: another session may have corrected it since. Of one
    voice only what takes a side can be shown: the others are nobody's attitude.
    """
    try:
        view = asked.of(resources.event(event_id))
    except NotFoundError:  # gone since the page was drawn: the page says so
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        voice = voices.choose()
        only = within.draw(view.event.articles)
        st.space("stretch")
        selecting = st.toggle(
            "Select",
            key="select",
            help="Tick paragraphs to correct the labels of several at once",
        )
        menu = st.container(width="content")
    within.said(only, view.event.articles)
    view = only.of(view)
    with menu:
        _taken(view, voice)
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


def _taken(view: EventView, voice: Voice | None) -> None:
    """Draw the menu of what is listed: of one voice, only what it says."""
    listed = EventView(view.event, voices.of(view.paragraphs, voice))
    taking.away(
        "evidence",
        sheet=partial(sheet, listed),
        rows=partial(rows, listed),
        label="Export list",
    )


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
    beneath.collapsed(view, voices.of(mixed, voice), Stance.MIXED, "Mixed", picks)
    if voice is None:
        beneath.unsided(view, picks)
    if picks:
        with above:  # drawn last: only now is it known what there is to tick
            picking.bar(picks)


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
