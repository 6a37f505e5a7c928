"""Library: add articles, see them all, remove them."""

from functools import partial

import streamlit as st

from embeddings.export import listed_json, lists
from embeddings.views import (
    adding,
    cards,
    judging,
    keeping,
    markup,
    removing,
    resources,
    routes,
    tables,
    taking,
    undoing,
    working,
)

view = resources.overview()
busy = resources.runner().running

st.title("Library", anchor=False)
host = judging.elsewhere()
cards.note(
    f"Files are read and stored on this computer. To be judged, their text is sent to {host}."
    if host
    else "Everything stays on this computer: files are read, judged and stored here."
)

left, right = st.columns([1, 1.45], gap="large")
with left:
    st.header("Add articles", anchor=False)
    with st.container():  # holds its place, so that what follows is not drawn twice on the way
        working.progress()
        working.outcome()
        working.pending(view.pending)
    with st.container(border=True):
        adding.forms()
    adding.sample()
    judging.section()
    keeping.section()

with right:
    st.header("In the library", anchor=False)
    with st.container():
        removing.undo()
        undoing.listed()
    if view.articles:
        titles = {event.id: event.title for event in view.events}
        cards.note(
            f"{markup.number(len(view.articles), 'article')} in "
            f"{markup.number(len(view.events), 'event')}, newest first."
        )
        picked = tables.articles(view.articles, titles, key=f"articles_{view.revision}")
        with st.container(horizontal=True):
            label = f"Remove {len(picked)} selected" if picked else "Remove selected"
            if st.button(
                label, icon=":material/delete:", key="remove", disabled=busy or not picked
            ):
                removing.confirm(picked)
            if st.button("Open", icon=":material/article:", key="open", disabled=len(picked) != 1):
                st.switch_page(routes.ARTICLE, query_params={"article": picked[0]})
            taking.away(
                "articles",
                sheet=partial(lists.articles, view.articles, titles),
                rows=partial(map, listed_json, view.articles),
            )
    else:
        st.markdown("No articles yet. Add some, or load the sample to see how it works.")
