"""Who speaks in an event: supportive and critical voices, and what each of them says."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from embeddings.certainty import utterances as utterances_of
from embeddings.records import EventView, Paragraph, Speaker, Stance
from embeddings.views import (
    cards,
    markup,
    resources,
    routes,
    stance,
    tables,
    utterances,
)

__all__ = ["draw", "quotes", "rows"]

NAMED: Final = 6  # speakers named on each side above the table; the others are counted
NAME_LIMIT: Final = 40  # characters of a name in a link: links do not wrap
WORDS_LIMIT: Final = 160  # characters of a speaker's surest words in the table


def draw(view: EventView, found: Sequence[Speaker]) -> None:
    """Draw who supports and who criticises, all speakers, and quotes that nobody is named for."""
    if found:
        columns = st.columns(2, gap="medium")
        for column, side in zip(columns, cards.SIDES, strict=True):
            with column:
                _side(found, side)
        _all(view, found)
    else:
        st.html(
            '<div class="fx-lead">Nobody who speaks in this event is named. What the outlets say '
            "in their own words is under Evidence.</div>"
        )
    _unnamed(view)


def _side(found: Sequence[Speaker], side: Stance) -> None:
    look = stance.LOOKS[side]
    ranked = sorted(
        (s for s in found if stance.count(s.counts, side)),
        key=lambda s: -stance.count(s.counts, side),
    )
    with st.container(gap="xxsmall"):
        st.header(f":{look.color}[{look.symbol} {look.title} voices]", anchor=False)
        if not ranked:
            st.html(f'<div class="fx-lead">No speaker with {look.word} words found</div>')
            return
        with st.container(horizontal=True, gap="small"):
            for speaker in ranked[:NAMED]:
                name = markup.esc(markup.shorten(speaker.person.name, NAME_LIMIT))
                label = f"{name} · {stance.count(speaker.counts, side):,}"
                routes.speaker_link(speaker.person.key, label=label)
        if len(ranked) > NAMED:
            cards.note(f"and {len(ranked) - NAMED:,} more in the table")


@st.fragment
def _all(view: EventView, found: Sequence[Speaker]) -> None:
    told = "The numbers count paragraphs whose side is carried by words of the speaker. Who says "
    told += "supportive and critical things is named on both sides."
    copied = view.event.copies
    if any(paragraph.article in copied for paragraph in view.paragraphs):
        told += " A text that several outlets print counts each time."
    cards.note(told)
    picked = tables.speakers(rows(found), key=f"speakers_{view.event.id}")
    if picked is None or picked >= len(found):
        cards.note("Select a row to read what the speaker says in this event.")
        return
    quotes(view, found[picked])


def quotes(view: EventView, speaker: Speaker) -> None:
    """Draw what one speaker says in an event, with a link to the speaker's page."""
    key = speaker.person.key
    st.header(markup.esc(speaker.person.name), anchor=False)
    if speaker.roles:
        cards.note(" · ".join(speaker.roles))
    st.html(stance.counts_line(speaker.counts, neutral=False))
    routes.speaker_link(key, label="This speaker in all events")
    said = utterances_of(resources.utterances(view.event.id, key), view)
    cards.note(f"{markup.number(len(said), 'quote')} in this event.")
    utterances.draw(said, key=f"said_page_{view.event.id}_{key}")


def rows(found: Sequence[Speaker]) -> list[dict[str, str | int]]:
    """Return a table's rows, as plain text without characters that steer others."""
    up, down = (stance.LOOKS[side] for side in cards.SIDES)
    return [
        {
            "Speaker": markup.plain(s.person.name),
            "Role": markup.plain(s.roles[0]) if s.roles else "",
            f"{up.symbol} {up.title}": s.counts.supportive,
            f"{down.symbol} {down.title}": s.counts.critical,
            "Quotes": s.quotes,
            "Outlets": markup.plain(", ".join(s.outlets)),
            "Surest words": "  ".join(_words(p) for p in s.surest),
        }
        for s in found
    ]


def _words(paragraph: Paragraph) -> str:
    judgement = paragraph.judgement
    if judgement is None or judgement.evidence is None:
        return ""
    said = paragraph.text[judgement.evidence.start : judgement.evidence.end]
    short = markup.shorten(markup.plain(said), WORDS_LIMIT)
    return f"{stance.LOOKS[judgement.stance].symbol} {markup.in_quotes(short)}"


@st.fragment
def _unnamed(view: EventView) -> None:
    said = utterances_of(resources.utterances(view.event.id), view)
    left = [utterance for utterance in said if utterance.person is None]
    if not left:
        return
    count = markup.number(len(left), "quote")
    opened = st.expander(
        f"Speaker not named — {count}", key=f"unnamed_{view.event.id}", on_change="rerun"
    )
    if opened.open:
        with opened:
            utterances.draw(left, key=f"unnamed_page_{view.event.id}")
