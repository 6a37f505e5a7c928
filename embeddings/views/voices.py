"""Whose words carry an attitude: said in words, chosen by the reader, and told on cards."""

from collections.abc import Sequence
from html import escape
from typing import Final

import streamlit as st

from embeddings.records import Article, Judgement, Paragraph, Voice
from embeddings.views import markup, routes, stance

__all__ = ["WORDS", "choose", "head", "name", "narrowed", "of", "who"]

WORDS: Final = {Voice.SPEAKER: "Quoted speakers", Voice.OUTLET: "Outlet’s own words"}
CHOICES: Final[dict[str, Voice | None]] = {"All": None} | {w: v for v, w in WORDS.items()}
UNNAMED: Final = "Speaker not named"
NAME_LIMIT: Final = 48  # characters of a name that is a link: links do not wrap


def choose(label: str = "Whose words") -> Voice | None:
    """Draw the choice of a voice; ``None`` is every voice. It stands in the address."""
    picked = st.segmented_control(
        label,
        list(CHOICES),
        default="All",
        required=True,
        key="voice",
        bind="query-params",
        help="An attitude is carried by the words of somebody who is quoted, or by the outlet’s "
        "own. Neutral paragraphs carry none.",
    )
    return CHOICES.get(picked or "All")


def of(paragraphs: Sequence[Paragraph], voice: Voice | None) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a voice, in their order; all of them for ``None``."""
    return tuple(
        p for p in paragraphs
        if voice is None or (p.judgement is not None and p.judgement.voice is voice)
    )


def narrowed(sided: Sequence[Paragraph], voice: Voice) -> str:
    """Return in words how many of the paragraphs that take a side a choice leaves."""
    left = len(of(sided, voice))
    told = f"{left:,} of {markup.number(len(sided), 'paragraph')} with an attitude"
    unknown = sum(p.judgement is None or p.judgement.voice is None for p in sided)
    if unknown:
        told += f"; for {unknown:,} it is not known whose words they are"
    return told


def name(judgement: Judgement | None) -> str | None:
    """Return the speaker's name, or as the article writes it; ``None`` if it is no speaker's."""
    if judgement is None or judgement.voice is Voice.OUTLET:
        return None
    return judgement.name or judgement.speaker


def who(judgement: Judgement, article: Article) -> tuple[str, str]:
    """Return whose words carry a judgement, and what there is to add, as plain text."""
    named = name(judgement)
    if named:
        return named, judgement.role or ""
    if judgement.voice is Voice.SPEAKER:
        return UNNAMED, ""
    own = WORDS[Voice.OUTLET] if judgement.voice is Voice.OUTLET else ""
    return markup.outlet(article.outlet), own


def head(judgement: Judgement, article: Article) -> None:
    """Draw the first line of a card: the side, and whose words they are."""
    badge = stance.badge(judgement.stance)
    called, added = who(judgement, article)
    # Where no outlet is stated, the headline is what tells articles apart.
    notes = [text for text in (added, "" if article.outlet else article.title) if text]
    small = " · ".join(f"<bdi>{escape(text)}</bdi>" for text in notes)
    small = f'<span class="fx-meta">{small}</span>' if small else ""
    if not judgement.person or name(judgement) is None:
        told = f"<b><bdi>{escape(called)}</bdi></b>"
        st.html(f'<div class="fx-head">{badge}{told}{small}</div>')
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(badge, width="content")
        label = f"**{markup.esc(markup.shorten(called, NAME_LIMIT))}**"
        routes.speaker_link(judgement.person, label=label)
        if small:
            st.html(small, width="content")
