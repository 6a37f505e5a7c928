"""One speaker: what is quoted, where, who quoted only part of it, and where else the name is."""

from functools import partial
from itertools import groupby
from typing import Final

import streamlit as st

from embeddings.errors import NotFoundError
from embeddings.export import lists, utterance_json
from embeddings.records import Event, Speaker, SpeakerView, Utterance
from embeddings.views import (
    cards,
    choosing,
    markup,
    persons,
    resources,
    routes,
    shortened,
    stance,
    taking,
    undoing,
    utterances,
    working,
)

BACK: Final = 48  # characters of the event's title in the link back to it; a phone's width
LISTED: Final = 8  # spellings and roles named; the others are counted
MENTIONS: Final = 20  # per page


def listed(told: str, words: tuple[str, ...]) -> None:
    """Draw a list of words as the articles write them."""
    if words:
        more = f" and {len(words) - LISTED:,} more" if len(words) > LISTED else ""
        cards.note(f"{told}: {', '.join(f'“{word}”' for word in words[:LISTED])}{more}")


def counted(speaker: Speaker) -> None:
    """Draw how many paragraphs of each side the speaker's words carry."""
    with st.container(border=True):
        st.html(
            stance.counts_line(speaker.counts, neutral=False)
            + stance.bar(speaker.counts, neutral=False)
        )
        told = "Paragraphs whose side is carried by words of this speaker"
        several = len(speaker.events) > 1
        cards.note(
            f"{told}, each towards its own event. The events differ, so this is no attitude "
            "towards anything they have in common." if several else f"{told}."
        )


def narrowed(view: SpeakerView, called: dict[str, str]) -> tuple[Utterance, ...]:
    """Draw the choice of an event and an outlet; return the quotes that have them."""
    events = [e for e in view.speaker.events if e in called]
    with st.container(horizontal=True, gap="small"):
        event = st.selectbox(
            "Event",
            events,
            index=None,
            format_func=lambda event_id: called.get(event_id, event_id),
            placeholder="Any",
            key="of_event",
            bind="query-params",
        )
        outlet = st.selectbox(
            "Outlet",
            sorted(view.speaker.outlets, key=str.casefold),
            index=None,
            format_func=markup.plain,
            placeholder="Any, also where none is stated",
            key="of_outlet",
            bind="query-params",
        )
    # What was chosen for another speaker comes back here: it asks nothing of this one.
    event = event if event in events else None
    outlet = outlet if outlet in view.speaker.outlets else None
    return tuple(
        u for u in view.said
        if event in (None, u.article.event) and outlet in (None, u.article.outlet)
    )


def quoted(view: SpeakerView, events: dict[str, Event]) -> None:
    """Draw the quotes under the event in which they stand."""
    called = choosing.names(events[e] for e in view.speaker.events if e in events)
    found = narrowed(view, called)
    total = markup.number(len(view.said), "quote")
    if not found:
        st.html(f'<div class="fx-lead">None of {total} has both this event and this outlet.</div>')
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.note(
            f"{len(found):,} of {total} shown." if len(found) < len(view.said) else f"{total}."
        )
        titles = {event.id: event.title for event in events.values()}
        taking.away(
            "quotes",
            sheet=partial(lists.utterances, found, titles),
            rows=partial(map, utterance_json, found),
        )
    for event_id, group in groupby(found, key=lambda u: u.article.event):
        event = events.get(event_id or "")
        st.subheader(markup.esc(event.title) if event else "Not grouped yet", anchor=False)
        if event:
            with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
                cards.note(cards.event_facts(event))
                routes.event_link(event.id, label="Compare framing")
        utterances.draw(list(group), key=f"quotes_page_{event_id}")


@st.fragment
def mentioned(view: SpeakerView) -> None:
    """Draw the paragraphs that name the speaker without quoting, closed until asked for."""
    if not view.mentions:
        cards.note("No paragraph names this speaker without quoting.")
        return
    count = markup.number(len(view.mentions), "paragraph")
    opened = st.expander(
        f"Named but not quoted — {count}", key="mentions", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        pages = -(-len(view.mentions) // MENTIONS)
        page = st.pagination(pages, key="mentions_page") if pages > 1 else 1
        articles = cards.by_id(resources.overview().articles)
        part = view.mentions[(page - 1) * MENTIONS : page * MENTIONS]
        for article_id, group in groupby(part, key=lambda p: p.article):
            cards.context(list(group), articles[article_id])


key = st.query_params.get("speaker") or st.session_state.get("speaker_key")
if not key:
    st.switch_page(routes.OVERVIEW)
try:
    view = resources.speaker(key)
except NotFoundError:
    st.session_state.pop("speaker_key", None)
    st.page_link(routes.OVERVIEW, label="All events", icon=":material/arrow_back:")
    st.title("Speaker not found", anchor=False)
    st.error(
        f"No speaker in this library has the id “{markup.esc(key)}”. The articles may have been "
        "removed, or the link belongs to another library. Go back to all events, open one, and "
        "look under Speakers.",
        icon=":material/link_off:",
    )
    st.stop()
# A spelling that was joined to another answers to its old address as well, and a browser's Back
# can bring this page up without its query: the session remembers the speaker.
speaker = view.speaker
person = speaker.person
st.session_state["speaker_key"] = person.key
if st.query_params.get("speaker") != person.key:
    st.query_params["speaker"] = person.key
events = {event.id: event for event in resources.overview().events}
before = events.get(st.session_state.get("event_id", ""))

st.set_page_config(page_title=f"{markup.plain(person.name)} · Stance Explorer")
if before and before.id in speaker.events:
    label = markup.esc(markup.shorten(before.title, BACK))
    routes.event_link(before.id, label=label, back=True)
else:
    st.page_link(routes.OVERVIEW, label="All events", icon=":material/arrow_back:")
st.title(markup.esc(person.name), anchor=False)
with st.container(horizontal=True, vertical_alignment="center"):
    cards.note(
        f"{markup.number(speaker.quotes, 'quote')} · "
        f"{markup.number(len(speaker.outlets), 'named outlet')} · "
        f"{markup.number(len(speaker.events), 'event')}"
    )
    st.space("stretch")
    persons.menu(view)
listed("Called", speaker.roles)
if len(person.spellings) > 1:
    listed("Spelled", person.spellings)
with st.container():  # holds its place, so that what follows is not drawn twice on the way
    undoing.box()
    working.progress()
    working.failure()
counted(speaker)
st.header("Quotes", anchor=False)
quoted(view, events)
st.header("Who quoted only part of it", anchor=False)
shortened.draw(view.shortened, key=person.key)
st.header("Mentions", anchor=False)
mentioned(view)
