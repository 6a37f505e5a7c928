"""The pages, their addresses, and links between them."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

__all__ = [
    "ARTICLE",
    "ASSETS",
    "EVENT",
    "LIBRARY",
    "METHODS",
    "OVERVIEW",
    "SEARCH",
    "SPEAKER",
    "STYLES",
    "article_link",
    "event_link",
    "logo",
    "pages",
    "paragraph_address",
    "speaker_address",
    "speaker_link",
]

ASSETS = Path(__file__).parent / "assets"
STYLES = Path(__file__).parent / "app.css"

# Relative to app.py, as st.page_link and st.switch_page want them.
OVERVIEW = "embeddings/views/overview.py"
EVENT = "embeddings/views/event.py"
ARTICLE = "embeddings/views/article.py"
SEARCH = "embeddings/views/search.py"
LIBRARY = "embeddings/views/library.py"
METHODS = "embeddings/views/methods.py"
SPEAKER = "embeddings/views/speaker.py"


def pages() -> list[st.Page]:
    """Return the pages of the top navigation, and those that are reached by links only."""
    return [
        st.Page(OVERVIEW, title="Events", icon=":material/newspaper:", default=True),
        st.Page(SEARCH, title="Search", icon=":material/search:", url_path="search"),
        st.Page(LIBRARY, title="Library", icon=":material/library_books:", url_path="library"),
        st.Page(METHODS, title="Methods", icon=":material/science:", url_path="methods"),
        st.Page(EVENT, title="Event", url_path="event", visibility="hidden"),
        st.Page(ARTICLE, title="Article", url_path="article", visibility="hidden"),
        st.Page(SPEAKER, title="Speaker", url_path="speaker", visibility="hidden"),
    ]


def event_link(event_id: str, *, label: str, back: bool = False) -> None:
    """Draw a link to an event's page. ``label`` is Markdown: escape what is not ours."""
    st.page_link(
        EVENT,
        label=label,
        icon=":material/arrow_back:" if back else ":material/arrow_forward:",
        icon_position="left" if back else "right",
        query_params={"event": event_id},
    )


def article_link(article_id: str, *, label: str, paragraph: int | None = None) -> None:
    """Draw a link to an article, at one of its paragraphs if given."""
    target = {"article": article_id} | ({} if paragraph is None else {"p": str(paragraph)})
    st.page_link(ARTICLE, label=label, icon=":material/article:", query_params=target)


def paragraph_address(article_id: str, paragraph: int) -> str:
    """Return the permalink of a paragraph, relative to any page."""
    return "article?" + urlencode({"article": article_id, "p": paragraph})


def speaker_link(key: str, *, label: str) -> None:
    """Draw a link to a speaker's page. ``label`` is Markdown: escape what is not ours."""
    st.page_link(SPEAKER, label=label, icon=":material/person:", query_params={"speaker": key})


def speaker_address(key: str) -> str:
    """Return the address of a speaker's page, relative to any page."""
    return "speaker?" + urlencode({"speaker": key})


def logo() -> str:
    """Return the wordmark that fits the theme, by the system's theme until that is known."""
    known = st.context.theme.type if "seen" in st.session_state else None
    st.session_state["seen"] = True
    return str(ASSETS / f"logo-{known or 'auto'}.svg")
