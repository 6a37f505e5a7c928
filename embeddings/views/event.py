"""One event: who covered it, and how its paragraphs frame it."""

import streamlit as st

from embeddings.certainty import points as points_of
from embeddings.errors import NotFoundError
from embeddings.views import (
    cards,
    certainty,
    coverage,
    export_menu,
    framing,
    markup,
    narrowing,
    outlets,
    places,
    points,
    resources,
    routes,
    shaping,
    speakers,
    stance,
    story,
    timeline,
    tour,
    undoing,
    within,
    working,
)

event_id = st.query_params.get("event") or st.session_state.get("event_id")
if not event_id:
    st.switch_page(routes.OVERVIEW)

st.page_link(routes.OVERVIEW, label="All events", icon=":material/arrow_back:")
try:
    view = resources.event(event_id)
except NotFoundError:
    st.session_state.pop("event_id", None)
    st.title("Event not found", anchor=False)
    st.error(
        f"No event in this library has the id “{markup.esc(event_id)}”. It may have been removed, "
        "or the link belongs to another library. Go back to all events to find it.",
        icon=":material/link_off:",
    )
    st.stop()
# An event that another took in answers to its old address as well.
merged = view.event.id != event_id
if st.session_state.get("event_id") not in (None, view.event.id):
    # What was chosen for another event asks nothing of this one.
    for key in (certainty.KEY, *within.KEYS):
        if key not in st.query_params:
            st.session_state.pop(key, None)
# A browser's Back can bring this page up without its query: the session remembers the event.
st.session_state["event_id"] = view.event.id
if st.query_params.get("event") != view.event.id:
    st.query_params["event"] = view.event.id

event = view.event
st.set_page_config(page_title=f"{event.title} · Stance Explorer")
st.title(markup.esc(event.title), anchor=False)
if merged:
    st.info("The event of this link was merged into this one.", icon=":material/merge:")
with st.container(horizontal=True, vertical_alignment="center"):
    cards.note(cards.event_facts(event))
    menus = st.container(horizontal=True, width="content")  # they wrap together
with st.container():  # holds its place, so that what follows is not drawn twice on the way
    undoing.box()
    working.progress()
    working.failure()
    working.pending(resources.overview().pending)
    tour.box(event, first=1)

with st.container(border=True):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            "How the coverage frames **this event**",
            help="Framing is judged towards the event named in the headline. A paragraph that "
            "criticises somebody involved, but not the event itself, counts as neutral.",
            width="content",
        )
        st.space("stretch")
        copied = len(event.articles) - event.versions
        once = copied > 0 and st.toggle(
            "Count copies once",
            key="once",
            bind="query-params",
            help="Several outlets may print the same text. Counted once, a text weighs the same "
            "however many print it.",
        )
        least = certainty.choose()
    asked = narrowing.Narrowing(least, once)
    sure, shown = narrowing.Narrowing(least).of(view), asked.of(view)
    counts = shown.event.counts
    st.html(stance.counts_line(counts, shares=True) + stance.bar(counts))
    told = f"Shares {cards.base(counts)}. Whom an outlet quotes counts too."
    if copied:
        are = "is a copy" if copied == 1 else "are copies"
        told += f" {copied:,} of {len(event.articles):,} articles {are} of another one here: "
        told += "left out." if once else "counted as well."
    if least is not None:
        before = event.independent if once else event.counts
        less = counts.not_judged - before.not_judged
        told += f" {markup.number(less, 'paragraph')} less than {least:.0%} sure: not judged here."
    cards.note(told)
with menus:
    export_menu.draw(sure, least)
    shaping.menu(view)

evidence, voices, printed, when, near, say, articles, related = st.tabs(
    ["Evidence", "Speakers", "Outlets", "Timeline", "Map", "Points", "Articles", "Story"],
    key="tab",
    on_change="rerun",
    bind="query-params",
)
if evidence.open:
    with evidence:
        framing.draw(event.id, asked)
if voices.open:
    with voices:
        speakers.draw(shown, resources.speakers_of(view, asked))
if printed.open:
    with printed:
        outlets.draw(shown)
if when.open:
    with when:
        timeline.draw(shown)
if near.open:
    with near:
        with st.spinner("Comparing the paragraphs…"):
            laid = resources.layout(event.id)
        places.draw(sure, laid)
if say.open:
    with say:
        with st.spinner("Comparing what the articles say…"):
            found = resources.points(event.id)
        points.draw(sure, points_of(found, sure))
if articles.open:
    with articles:
        with st.spinner("Looking at why each article is here…"):
            reasons = resources.memberships(event.id)
        coverage.draw(sure, reasons)
if related.open:
    with related:
        with st.spinner("Looking for other events of this story…"):
            others = resources.related_events(event.id)
        story.draw(event, others)
