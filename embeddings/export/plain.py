"""Records to JSON, for the command line and for files to take away. Pure."""

from dataclasses import asdict

from embeddings.export.stamp import Stamp
from embeddings.leanings import printed
from embeddings.records import (
    AddSummary,
    Article,
    CheckReport,
    Counts,
    Edit,
    Event,
    EventView,
    Hit,
    Judgement,
    Membership,
    Paragraph,
    Point,
    Quote,
    RelatedEvent,
    Speaker,
    SpeakerView,
    Utterance,
)
from embeddings.text import text_hash

__all__ = [
    "article_json",
    "check_json",
    "edit_json",
    "event_json",
    "found_json",
    "hit_json",
    "judgement_json",
    "listed_json",
    "membership_json",
    "point_json",
    "quote_json",
    "related_json",
    "speaker_json",
    "speaker_view_json",
    "stamp_json",
    "summary_json",
    "utterance_json",
    "view_json",
]

Json = dict[str, object]


def summary_json(summary: AddSummary) -> Json:
    """Return what ``add`` did."""
    return {**asdict(summary), "skipped": [asdict(s) for s in summary.skipped]}


def check_json(report: CheckReport) -> Json:
    """Return what ``check`` found."""
    return asdict(report)


def article_json(article: Article) -> Json:
    """Return an article's row."""
    return {
        "id": article.id, "title": article.title, "outlet": article.outlet,
        "published": article.published, "url": article.url, "path": article.path,
        "copy_of": article.copy_of,
    }


def listed_json(article: Article) -> Json:
    """Return an article as it stands in a list of its own."""
    return {
        **article_json(article), "event": article.event, "language": article.language,
        "paragraphs": article.paragraphs,
    }


def counts_json(counts: Counts) -> Json:
    """Return the number of paragraphs of each stance."""
    return asdict(counts)


def event_json(event: Event) -> Json:
    """Return an event as listed by ``events``."""
    return {
        "id": event.id, "title": event.title, "first": event.first, "last": event.last,
        "articles": [article_json(a) for a in event.articles],
        "counts": counts_json(event.counts), "versions": event.versions,
        "counts_without_copies": counts_json(event.independent),
    }


def edit_json(edit: Edit) -> Json:
    """Return something that a user did to events."""
    return asdict(edit)


def membership_json(membership: Membership) -> Json:
    """Return why an article is in its event."""
    nearest, rival = membership.nearest, membership.rival
    return {
        "article": membership.article, "strength": membership.strength,
        "borderline": membership.borderline, "placed": membership.placed,
        "shared": list(membership.shared), "days": membership.days,
        "nearest": None if nearest is None else {
            "paragraph": nearest[0].id, "other": nearest[1].id,
            "other_article": nearest[1].article, "cosine": round(nearest[2], 4),
        },
        "rival": None if rival is None else {
            "event": rival[0], "title": rival[1], "strength": round(rival[2], 4),
        },
    }


def related_json(related: RelatedEvent) -> Json:
    """Return an event of the same story."""
    return {
        **event_json(related.event), "similarity": round(related.similarity, 4),
        "shared": list(related.shared), "days": related.days,
    }


def point_json(point: Point) -> Json:
    """Return what several paragraphs say."""
    return {
        "outlets": list(point.outlets), "paragraphs": [p.id for p in point.paragraphs],
        "text": point.paragraphs[0].text,
    }


def judgement_json(judgement: Judgement | None) -> Json | None:
    """Return a judgement; ``evidence`` is ``[start, end]`` in the paragraph's text, or null.

    ``machine`` is the judge's own stance where a user has ``corrected`` it.
    """
    if judgement is None:
        return None
    evidence = judgement.evidence
    return {
        "stance": judgement.stance,
        "probabilities": {side: round(p, 4) for side, p in judgement.probabilities.items()},
        "confidence": None if judgement.confidence is None else round(judgement.confidence, 4),
        "evidence": None if evidence is None else [evidence.start, evidence.end],
        "voice": judgement.voice, "speaker": judgement.speaker, "name": judgement.name,
        "role": judgement.role, "reason": judgement.reason, "judge": judgement.judge,
        "corrected": judgement.correction is not None, "machine": judgement.machine,
    }


def quote_json(quote: Quote, text: str) -> Json:
    """Return a quote; offsets count characters of ``text``, and ``speaker`` is as written there."""
    who, cue = quote.speaker, quote.cue
    return {
        "start": quote.start, "end": quote.end, "speaker": quote.written,
        "speaker_start": None if who is None else who.start,
        "speaker_end": None if who is None else who.end,
        "cue": None if cue is None else text[cue.start : cue.end], "direct": quote.direct,
        "name": quote.name, "role": quote.role,
    }


def speaker_json(speaker: Speaker) -> Json:
    """Return what one speaker's words add up to."""
    return {
        "key": speaker.person.key, "name": speaker.person.name,
        "spellings": list(speaker.person.spellings), "roles": list(speaker.roles),
        "quotes": speaker.quotes, "outlets": list(speaker.outlets), "events": list(speaker.events),
        "counts": counts_json(speaker.counts),
    }


def utterance_json(said: Utterance) -> Json:
    """Return a quote in its place; ``start`` and ``end`` count characters of the paragraph."""
    judgement = said.paragraph.judgement
    return {
        "paragraph": said.paragraph.id, "article": said.article.id, "outlet": said.article.outlet,
        "title": said.article.title, "published": said.article.published, "url": said.article.url,
        "event": said.article.event, "position": said.paragraph.position,
        "paragraph_hash": text_hash(said.paragraph.text),
        "start": said.quote.start, "end": said.quote.end,
        "text": said.words, "direct": said.quote.direct, "speaker": said.quote.written,
        "name": said.quote.name, "role": said.quote.role,
        "stance": judgement.stance if said.judged and judgement else None,
    }


def speaker_view_json(view: SpeakerView) -> Json:
    """Return everything about a speaker."""
    return {
        **speaker_json(view.speaker), "said": [utterance_json(said) for said in view.said],
        "mentions": [paragraph.id for paragraph in view.mentions],
        "shortened": [
            {
                "whole": utterance_json(pair.whole), "part": utterance_json(pair.part),
                "left_out": [[span.start, span.end] for span in pair.left_out],
            }
            for pair in view.shortened
        ],
    }


def paragraph_json(paragraph: Paragraph) -> Json:
    """Return a paragraph with its judgement."""
    return {
        "id": paragraph.id, "article": paragraph.article, "position": paragraph.position,
        "text": paragraph.text, "start": paragraph.start, "end": paragraph.end,
        "paragraph_hash": text_hash(paragraph.text),
        "judgement": judgement_json(paragraph.judgement),
    }


def view_json(view: EventView) -> Json:
    """Return the whole event view."""
    speakers = sorted(
        {p.judgement.speaker for p in view.paragraphs if p.judgement and p.judgement.speaker}
    )
    return {
        **event_json(view.event),
        "paragraphs": [paragraph_json(p) for p in view.paragraphs],
        "speakers": speakers,
        "outlets": _outlets(view),
    }


def hit_json(hit: Hit) -> Json:
    """Return a found paragraph."""
    return {
        "paragraph": hit.paragraph.id, "article": hit.article.id, "outlet": hit.article.outlet,
        "published": hit.article.published, "event": hit.article.event,
        "score": round(hit.score, 6), "text": hit.paragraph.text,
    }


def found_json(hit: Hit) -> Json:
    """Return a found paragraph with its place and its judgement."""
    return {
        **hit_json(hit), "title": hit.article.title, "url": hit.article.url,
        "position": hit.paragraph.position, "paragraph_hash": text_hash(hit.paragraph.text),
        "judgement": judgement_json(hit.paragraph.judgement),
    }


def _outlets(view: EventView) -> list[Json]:
    """Count articles and stances for each outlet; articles that name none count under null."""
    return [
        {"outlet": name, "articles": articles, "counts": counts_json(counts)}
        for name, articles, counts in printed(view)
    ]


def stamp_json(stamp: Stamp) -> Json:
    """Return what a file was made of."""
    return asdict(stamp)
