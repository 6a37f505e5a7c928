"""Why an article is in its event: how much it belongs, by what, and where else it might."""

from html import escape
from typing import Final

import streamlit as st

from embeddings.records import Article, EventView, Membership, Paragraph
from embeddings.views import cards, markup, routes

__all__ = ["line", "why"]

BELONGS: Final = (
    "How likely this article reports the same happening as the other articles of this event do, "
    "on average, judged by wording, names and dates. 50% is where two groups merge. A "
    "measurement of the program’s grouping model, not proof."
)
BORDERLINE: Final = (
    "It belongs with little more than the 50% at which groups part, or with less: it may report "
    "something else. See why it is here; if that is wrong, select it, and move it or split it off."
)
PLACED: Final = "You put this article here, and it stays, whatever the grouping model says."
TITLE: Final = 60  # characters of a headline in a link, which does not wrap


def line(found: Membership) -> None:
    """Draw in one line how much an article belongs, and by what."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if found.placed:
            st.badge("Placed by hand", icon=":material/back_hand:", color="green", help=PLACED)
        if found.borderline:
            st.badge("Borderline", icon=":material/contrast:", color="yellow", help=BORDERLINE)
        if found.strength is None:
            st.markdown("The only article of this event", width="content")
        else:
            share = markup.percent(found.strength)
            st.markdown(f"Belongs **{share}**", help=BELONGS, width="content")
        told = [_days(found.days)] if found.days is not None else []
        if found.shared:
            told.insert(0, "shares " + ", ".join(found.shared))
        if told:
            st.html(f'<div class="fx-meta" dir="auto">{escape(" · ".join(told))}</div>')


def _days(days: int) -> str:
    if not days:
        return "on the event’s median date"
    side = "after" if days > 0 else "before"
    return f"{markup.number(abs(days), 'day')} {side} the event’s median date"


@st.fragment
def why(view: EventView, found: Membership) -> None:
    """Draw, on request, the paragraphs most alike and the nearest event that it is not in."""
    if found.nearest is None and found.rival is None:
        return
    key = f"why_{view.event.id}_{found.article}"
    opened = st.expander("Why is it here?", key=key, on_change="rerun")
    if not opened.open:
        return
    with opened:
        if found.nearest is not None:
            _nearest(view, *found.nearest)
        if found.rival is not None:
            event_id, title, share = found.rival
            cards.note(
                f"Nearest event that it was not put into: it belongs there with "
                f"{markup.percent(share)} (50% is where two groups merge)."
            )
            routes.event_link(event_id, label=markup.esc(markup.shorten(title, TITLE)))
        else:
            cards.note("No other event comes near: it belongs to each with less than 1%.")


def _nearest(view: EventView, own: Paragraph, other: Paragraph, cosine: float) -> None:
    articles = cards.by_id(view.event.articles)
    cards.note(
        "Its paragraph and another article’s that are most alike in meaning: cosine "
        f"{min(cosine, 1.0):.2f} between their vectors (1 is the same, 0 unrelated)."
    )
    sides = (("This article", own), ("", other))
    for column, (told, paragraph) in zip(st.columns(2, gap="medium"), sides, strict=True):
        with column:
            _paragraph(paragraph, articles[paragraph.article], told)


def _paragraph(paragraph: Paragraph, article: Article, told: str) -> None:
    who = told or markup.outlet(article.outlet)
    facts = [markup.day(article.published), f"¶ {paragraph.position + 1}"]
    if not told and not article.outlet:
        facts.append(article.title)
    st.html(
        f'<div class="fx-head"><b><bdi>{escape(who)}</bdi></b>'
        f'<span class="fx-meta"><bdi>{escape(" · ".join(facts))}</bdi></span></div>'
        + cards.quote(paragraph, article)
    )
    label = f"Open ¶ {paragraph.position + 1}"
    routes.article_link(article.id, label=label, paragraph=paragraph.id)
