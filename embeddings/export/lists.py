"""What a page lists, whole, as CSV: events, articles, found paragraphs, quotes, points. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from embeddings.export.sheet import by_hand, share, written
from embeddings.records import (
    Article,
    Event,
    EventView,
    Hit,
    Judgement,
    Point,
    RelatedEvent,
    Stance,
    Utterance,
)
from embeddings.text import text_hash

__all__ = [
    "articles", "events", "hits", "point_rows", "points", "related", "related_rows", "utterances",
]

_EVENTS = (
    "event", "statement", "first", "last", "articles", "versions", "outlets", "supportive",
    "critical", "neutral", "mixed", "not_judged",
)
_ARTICLES = (
    "id", "title", "outlet", "published", "language", "url", "paragraphs", "event_id", "event",
    "copy_of",
)
_PLACE = (
    "article", "headline", "outlet", "published", "url", "event", "statement", "paragraph",
    "position", "paragraph_hash",
)
_HITS = (
    "rank", "score", *_PLACE, "stance", "confidence", "corrected", "machine", "voice", "speaker",
    "name", "text",
)
_QUOTES = (
    *_PLACE, "start", "end", "direct", "speaker", "name", "role", "stance", "corrected",
    "machine", "quote",
)
_POINTS = (
    "point", "sources", *_PLACE, "start", "end", "stance", "corrected", "machine", "text",
)
_RELATED = (*_EVENTS, "story_of", "days", "similarity", "shared")


def events(found: Sequence[Event]) -> str:
    """Return events with their counts, a row each."""
    return written(_EVENTS, map(_event, found))


def related(event: Event, found: Sequence[RelatedEvent]) -> str:
    """Return the events of an event's story, a row each."""
    return written(_RELATED, related_rows(event, found))


def related_rows(event: Event, found: Sequence[RelatedEvent]) -> Iterator[dict[str, object]]:
    """Yield what ``related`` writes; ``days`` count from ``event``, named in ``story_of``."""
    return (
        {
            **_event(other.event), "story_of": event.id, "days": other.days,
            "similarity": round(other.similarity, 4), "shared": "; ".join(other.shared),
        }
        for other in found
    )


def _event(event: Event) -> dict[str, object]:
    return {
        "event": event.id, "statement": event.title, "first": event.first, "last": event.last,
        "articles": len(event.articles), "versions": event.versions,
        "outlets": "; ".join(event.outlets), "supportive": event.counts.supportive,
        "critical": event.counts.critical, "neutral": event.counts.neutral,
        "mixed": event.counts.mixed, "not_judged": event.counts.not_judged,
    }


def articles(found: Sequence[Article], titles: Mapping[str, str]) -> str:
    """Return articles, a row each; ``titles`` are the statements of the events by id."""
    return written(_ARTICLES, (
        {
            "id": a.id, "title": a.title, "outlet": a.outlet, "published": a.published,
            "language": a.language, "url": a.url, "paragraphs": a.paragraphs, "event_id": a.event,
            "event": titles.get(a.event or ""), "copy_of": a.copy_of,
        }
        for a in found
    ))


def hits(found: Sequence[Hit], titles: Mapping[str, str]) -> str:
    """Return found paragraphs, best first, a row each; ``position`` counts from 1."""
    rows = []
    for rank, hit in enumerate(found, start=1):
        paragraph = hit.paragraph
        judged = paragraph.judgement or Judgement(Stance.NOT_JUDGED, {})
        rows.append({
            "rank": rank, "score": round(hit.score, 6),
            **_place(hit.article, titles, paragraph.id, paragraph.position, paragraph.text),
            "stance": judged.stance, "confidence": share(judged.confidence),
            **by_hand(judged), "voice": judged.voice, "speaker": judged.speaker,
            "name": judged.name, "text": paragraph.text,
        })
    return written(_HITS, rows)


def utterances(found: Sequence[Utterance], titles: Mapping[str, str]) -> str:
    """Return quotes, a row each; ``start`` and ``end`` count characters of the paragraph."""
    rows = []
    for said in found:
        paragraph, judged = said.paragraph, said.paragraph.judgement
        rows.append({
            **_place(said.article, titles, paragraph.id, paragraph.position, paragraph.text),
            "start": said.quote.start, "end": said.quote.end,
            "direct": "yes" if said.quote.direct else "no", "speaker": said.quote.written,
            "name": said.quote.name, "role": said.quote.role,
            "stance": judged.stance if judged and said.judged else None, **by_hand(judged),
            "quote": said.words,
        })
    return written(_QUOTES, rows)


def points(view: EventView, found: Sequence[Point]) -> str:
    """Return what an event's articles say, a row for each paragraph."""
    return written(_POINTS, point_rows(view, found))


def point_rows(view: EventView, found: Sequence[Point]) -> Iterator[dict[str, object]]:
    """Yield what ``points`` writes; points count from 1.

    ``sources`` counts outlets, an article that states none as one of its own; ``start`` and
    ``end`` count characters of the article's source.
    """
    every = {article.id: article for article in view.event.articles}
    titles = {view.event.id: view.event.title}
    for number, point in enumerate(found, start=1):
        sources = {every[p.article].source for p in point.paragraphs}
        for p in point.paragraphs:
            judged = p.judgement or Judgement(Stance.NOT_JUDGED, {})
            yield {
                "point": number, "sources": len(sources),
                **_place(every[p.article], titles, p.id, p.position, p.text),
                "start": p.start, "end": p.end, "stance": judged.stance, **by_hand(judged),
                "text": p.text,
            }


def _place(
    article: Article, titles: Mapping[str, str], paragraph: int, position: int, text: str
) -> dict[str, object]:
    return {
        "article": article.id, "headline": article.title, "outlet": article.outlet,
        "published": article.published, "url": article.url, "event": article.event,
        "statement": titles.get(article.event or ""), "paragraph": paragraph,
        "position": position + 1, "paragraph_hash": text_hash(text),
    }
