"""One event: who covered it, and how its paragraphs frame it."""

import streamlit as st

from embeddings.errors import NotFoundError
from embeddings.views import (
    cards,
    coverage,
    export_menu,
    framing,
    markup,
    resources,
    routes,
    stance,
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
# A browser's Back can bring this page up without its query: the session remembers the event.
st.session_state["event_id"] = event_id
if st.query_params.get("event") != event_id:
    st.query_params["event"] = event_id

event = view.event
st.set_page_config(page_title=f"{event.title} · Stance Explorer")
st.title(markup.esc(event.title), anchor=False)
with st.container(horizontal=True, vertical_alignment="center"):
    cards.note(cards.event_facts(event))
    export_menu.draw(view)

with st.container(border=True):
    st.markdown(
        "How the coverage frames **this event**",
        help="Framing is judged towards the event named in the headline. A paragraph that "
        "criticises somebody involved, but not the event itself, counts as neutral.",
    )
    st.html(stance.counts_line(event.counts, shares=True) + stance.bar(event.counts))
    cards.note(f"Shares {cards.base(view)}. Whom an outlet quotes counts too.")

evidence, articles = st.tabs(
    ["Evidence", "Articles"], key="tab", on_change="rerun", bind="query-params"
)
if evidence.open:
    with evidence:
        framing.draw(view)
if articles.open:
    with articles:
        coverage.draw(view)
