"""Pieces that several pages draw: event cards, evidence cards, found paragraphs."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Final

import streamlit as st

from embeddings.records import Article, Counts, Event, Hit, Paragraph, Span, Stance
from embeddings.views import corrected, markup, routes, stance, voices

__all__ = [
    "amount", "base", "by_id", "context", "covered", "event_card", "event_facts", "evidence",
    "hit", "note", "quote", "quote_evidence",
]

SIDES: Final = (Stance.SUPPORTIVE, Stance.CRITICAL)
VOICE_LIMIT: Final = 220  # characters of evidence on an event card; two lines are visible


def note(text: str) -> None:
    """Draw a line of small text, escaped; readable in both themes."""
    st.html(f'<div class="fx-note" dir="auto">{escape(text)}</div>')


def event_facts(event: Event) -> str:
    """Return when an event was covered and by how much, as plain text."""
    return f"{markup.days(event.first, event.last)} · {covered(event)}"


def covered(event: Event) -> str:
    """Return by how much an event was covered, as plain text."""
    outlets = markup.number(len(event.outlets), "outlet") if event.outlets else "outlet not stated"
    return f"{amount(event)} · {outlets}"


def amount(event: Event) -> str:
    """Return how many articles an event has, and how many texts these are, as plain text."""
    articles = markup.number(len(event.articles), "article")
    if event.versions == len(event.articles):
        return articles
    return f"{articles}, {markup.number(event.versions, 'independent version')}"


def base(counts: Counts) -> str:
    """Return in words what counts count, as plain text."""
    of = markup.number(stance.judged(counts), "judged paragraph")
    left = f"; {counts.not_judged:,} not judged" if counts.not_judged else ""
    return f"of {of}{left}"


def event_card(event: Event) -> None:
    """Draw an event: headline, facts, its strongest voice on each side, counts, a link."""
    with st.container(border=True):
        told, counted = st.columns([1.75, 1], gap="medium", vertical_alignment="center")
        with told:
            st.header(markup.esc(event.title), anchor=False)
            voices = "".join(_voice(event, side) for side in SIDES)
            facts = f'<div class="fx-meta" dir="auto">{escape(event_facts(event))}</div>'
            st.html(facts + voices)
        with counted:
            st.html(stance.counts_line(event.counts) + stance.bar(event.counts))
            routes.event_link(event.id, label="Compare framing")


def _voice(event: Event, side: Stance) -> str:
    look = stance.LOOKS[side]
    sign = f'<span class="fx-sign" aria-hidden="true">{look.symbol}</span>'
    for paragraph in event.strongest:
        judgement = paragraph.judgement
        if judgement and judgement.stance is side:
            article = next((a for a in event.articles if a.id == paragraph.article), None)
            who = voices.who(judgement, article)[0] if article else markup.outlet(None)
            said = judgement.evidence
            text = paragraph.text[said.start : said.end] if said else paragraph.text
            quoted = escape(markup.in_quotes(markup.shorten(text.strip(), VOICE_LIMIT)))
            return (
                f'<div class="fx-voice {look.css}">{sign} <b><bdi>{escape(who)}</bdi></b> '
                f"<bdi>{quoted}</bdi></div>"
            )
    return f'<div class="fx-voice {look.css}">{sign} No {look.word} voice found</div>'


def evidence(
    paragraph: Paragraph, article: Article, *, acts: Callable[[Paragraph], None] | None = None
) -> None:
    """Draw a judged paragraph with its evidence marked; cards of a row share one height.

    ``acts`` draws what can be done with it.
    """
    judgement = paragraph.judgement
    if judgement is None:
        return
    facts = [markup.day(article.published), f"¶ {paragraph.position + 1}"]
    if voices.who(judgement, article)[0] != markup.outlet(article.outlet):
        facts.insert(0, markup.outlet(article.outlet))
    if judgement.confidence is not None and not judgement.correction:
        facts.append(f"{judgement.confidence:.0%} sure")
    with st.container(border=True, height="stretch", gap="xsmall"):
        voices.head(judgement, article)
        st.html(corrected.line(judgement) + quote_evidence(paragraph, article))
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f'<div class="fx-meta">{escape(" · ".join(facts))}</div>', width="content")
            st.space("stretch")
            label = f"Open ¶ {paragraph.position + 1}"
            routes.article_link(article.id, label=label, paragraph=paragraph.id)
            if acts:
                acts(paragraph)


def quote(
    paragraph: Paragraph, article: Article, *, spans: Iterable[Span] = (), css: str = ""
) -> str:
    """Return a paragraph, character for character, as an HTML quotation with marked spans."""
    return (
        f'<blockquote class="fx-quote" dir="auto"{markup.language(article.language)}>'
        f"{markup.marked(paragraph.text, spans, css=css)}</blockquote>"
    )


def quote_evidence(paragraph: Paragraph, article: Article) -> str:
    """Return a paragraph as an HTML quotation with its evidence marked."""
    judgement = paragraph.judgement
    if judgement is None or judgement.evidence is None:
        return quote(paragraph, article)
    css = stance.LOOKS[judgement.stance].css
    return quote(paragraph, article, spans=[judgement.evidence], css=css)


def context(
    paragraphs: list[Paragraph],
    article: Article,
    *,
    reasons: bool = False,
    acts: Callable[[Paragraph], None] | None = None,
) -> None:
    """Draw paragraphs of one article without judging marks, with the reason if asked for.

    ``acts`` draws what can be done with each.
    """
    where = escape(f"{markup.outlet(article.outlet)} · {markup.day(article.published)}")
    head = f'<div class="fx-meta"><b><bdi>{escape(article.title)}</bdi></b><br>{where}</div>'
    rows = [_row(paragraph, article, reasons=reasons) for paragraph in paragraphs]
    if acts is None:
        st.html(head + "".join(rows))
    else:
        st.html(head)
        for paragraph, row in zip(paragraphs, rows, strict=True):
            with st.container(gap="xxsmall"):
                acts(paragraph)
                st.html(row)
    routes.article_link(article.id, label="Open the article", paragraph=paragraphs[0].id)


def _row(paragraph: Paragraph, article: Article, *, reasons: bool) -> str:
    judgement = paragraph.judgement
    reason = f" · {judgement.reason}" if reasons and judgement and judgement.reason else ""
    return (
        f'<div class="fx-context"><span class="fx-note">¶ {paragraph.position + 1}'
        f"{escape(reason)}</span>{corrected.line(judgement)}{quote(paragraph, article)}</div>"
    )


def hit(found: Hit, *, query: str = "", event: Event | None = None, cosine: bool = False) -> None:
    """Draw a found paragraph with the query's words marked, and links to where it stands."""
    paragraph, article = found.paragraph, found.article
    words = markup.matches(paragraph.text, query)
    judgement = paragraph.judgement
    badge = corrected.badges(judgement)
    outlet = markup.outlet(article.outlet)
    who, added = voices.who(judgement, article) if judgement else (outlet, "")
    facts = [said for said in (added, outlet if who != outlet else "") if said]
    facts += [markup.day(article.published), f"¶ {paragraph.position + 1}"]
    if cosine:
        facts.append(f"similarity {found.score:.2f}")
    with st.container(border=True):
        st.html(
            f'<div class="fx-head">{badge}<b><bdi>{escape(who)}</bdi></b><span class="fx-meta">'
            f"{escape(' · '.join(facts))} · <bdi>{escape(article.title)}</bdi></span></div>"
            + quote(paragraph, article, spans=words, css="fx-found")
        )
        with st.container(horizontal=True, gap="medium"):
            label = f"Open ¶ {paragraph.position + 1}"
            routes.article_link(article.id, label=label, paragraph=paragraph.id)
            if judgement and judgement.person:
                routes.speaker_link(judgement.person, label="All this speaker’s words")
            if event:
                routes.event_link(event.id, label="Compare framing")


def by_id(articles: tuple[Article, ...]) -> Mapping[str, Article]:
    """Return articles by their ids."""
    return {article.id: article for article in articles}
