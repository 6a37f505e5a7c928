"""What stands beside an article: its counts, shading, related coverage, what was removed."""

from html import escape
from typing import Final

import streamlit as st

from embeddings.records import ArticleView, BlockKind, Paragraph, Stance
from embeddings.views import cards, markup, resources, routes, stance, voices

__all__ = ["draw"]

SHADES: Final = {
    "All": (Stance.SUPPORTIVE, Stance.MIXED, Stance.CRITICAL),
    "▲": (Stance.SUPPORTIVE,),
    "▼": (Stance.CRITICAL,),
    "None": (),
}
RELATED: Final = 5
START: Final = 60  # characters of a paragraph in the list to choose from
KINDS: Final = {
    BlockKind.TITLE: "headline",
    BlockKind.SUBHEADING: "sub-heading",
    BlockKind.FURNITURE: "page furniture",
}


def draw(view: ArticleView, target: Paragraph | None) -> frozenset[int]:
    """Draw the panels and return the ids of the paragraphs to shade."""
    with st.container(border=True):
        st.header("In this article", anchor=False)
        st.html(stance.counts_line(view.counts) + stance.bar(view.counts))
        cards.note(f"Counts {cards.base(view.counts)}.")
        shaded = _shaded(view)
    if len(view.paragraphs):
        with st.container(border=True):
            st.header("Related coverage", anchor=False)
            _related(view, target)
    if view.removed or view.siblings:
        with st.container(border=True):
            st.header("Cleaned up on import", anchor=False)
            _cleaned(view)
    return frozenset(p.id for p in shaded)


def _shaded(view: ArticleView) -> tuple[Paragraph, ...]:
    """Draw what is to be shaded: which sides, and whose words. The text stays whole."""
    shade = st.segmented_control(
        "Shade", list(SHADES), default="All", required=True, key="shade", bind="query-params"
    )
    voice = voices.choose()
    sides = SHADES[shade or "All"]
    sided = [p for p in view.paragraphs if p.judgement and p.judgement.stance in sides]
    if voice is not None and sides:
        cards.note(f"Shaded: {voices.narrowed(sided, voice)}.")
    return voices.of(sided, voice)


@st.fragment
def _related(view: ArticleView, target: Paragraph | None) -> None:
    numbers = {p.id: f"¶ {p.position + 1} {markup.shorten(p.text, START)}" for p in view.paragraphs}
    ids = list(numbers)
    chosen = st.selectbox(
        "Nearest in meaning to paragraph",
        ids,
        index=ids.index(target.id) if target else None,
        format_func=lambda paragraph_id: numbers[paragraph_id],
        placeholder="Choose a paragraph",
        key=f"related_{view.article.id}_{target.id if target else ''}",
    )
    if chosen is None:
        return
    hits = resources.related(chosen, k=RELATED)
    if not hits:
        cards.note("No other article has a paragraph to compare with.")
    for found in hits:
        cards.hit(found, cosine=True)


def _cleaned(view: ArticleView) -> None:
    said = []
    if view.removed:
        blocks = markup.number(len(view.removed), "block")
        said.append(f"{blocks} of the page not taken as paragraphs")
    if view.siblings:
        said.append(markup.number(len(view.siblings), "other article") + " found in the same file")
    cards.note("; ".join(said).capitalize() + ".")
    if view.removed:
        opened = st.expander("Show what was removed", key="removed", on_change="rerun")
        if opened.open:
            with opened:
                st.html("".join(_block(kind, text) for kind, text in view.removed))
    for sibling in view.siblings:
        title = markup.esc(markup.shorten(sibling.title, START))
        routes.article_link(sibling.id, label=title)


def _block(kind: BlockKind, text: str) -> str:
    return (
        f'<div class="fx-context"><span class="fx-note">{KINDS.get(kind, kind.value)}</span>'
        f'<blockquote class="fx-quote" dir="auto">{escape(text)}</blockquote></div>'
    )
