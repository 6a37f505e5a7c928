"""One article: every paragraph in its place, shaded by how it frames the event."""

from typing import Final

import streamlit as st

from embeddings.errors import NotFoundError
from embeddings.records import EditKind
from embeddings.views import beside, cards, markup, reading, resources, routes, scroll, undoing

BACK: Final = 48  # characters of the event's title in the link back to it; a phone's width

wanted = st.query_params.get("p", "")
target = int(wanted) if wanted.isascii() and wanted.isdecimal() else None
article_id = st.query_params.get("article")
if not article_id and target is None:
    article_id, target = st.session_state.get("article_place", (None, None))
    if not article_id:
        st.switch_page(routes.OVERVIEW)

try:
    if not article_id and target is not None:
        article_id = resources.library().paragraph_article(target)
    view = resources.article(str(article_id))
except NotFoundError:
    st.session_state.pop("article_place", None)
    st.page_link(routes.OVERVIEW, label="All events", icon=":material/arrow_back:")
    st.title("Article not found", anchor=False)
    st.error(
        f"No article in this library has the id “{markup.esc(article_id or wanted)}”. It may have "
        "been removed, or the link belongs to another library. Go back to all events to find it.",
        icon=":material/link_off:",
    )
    st.stop()
# A browser's Back can bring this page up without its query: the session remembers the place.
st.session_state["article_place"] = (article_id, target)
if st.query_params.get("article") != article_id:
    st.query_params["article"] = str(article_id)

article, event = view.article, view.event
shown = next((p for p in view.paragraphs if p.id == target), None)
st.set_page_config(page_title=f"{article.title} · Stance Explorer")
if event:
    label = markup.esc(markup.shorten(event.title, BACK))
    routes.event_link(event.id, label=label, back=True)
else:
    st.page_link(routes.OVERVIEW, label="All events", icon=":material/arrow_back:")
st.title(markup.esc(article.title), anchor=False)
facts = [
    markup.outlet(article.outlet),
    markup.day(article.published),
    markup.number(len(view.paragraphs), "paragraph"),
]
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    st.html(f'<div class="fx-lead">{markup.marked(" · ".join(facts))}</div>', width="content")
    if markup.is_link(article.url):
        st.link_button("Original", str(article.url), icon=":material/open_in_new:", type="tertiary")
if wanted and shown is None:
    cards.note(f"There is no paragraph “{wanted[:20]}” in this article; it may have been replaced.")

with st.container():
    undoing.box(only=EditKind.CORRECT)

text, side = st.columns([1.75, 1], gap="large")
with side:
    shade = beside.draw(view, shown)
with text:
    reading.draw(view, shade=shade, target=target)
if shown:
    scroll.to(reading.anchor(shown))
