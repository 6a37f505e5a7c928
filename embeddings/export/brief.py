"""What a brief tells of an event, in whatever form it is written. Plain text throughout. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.export.citations import day, web_address
from embeddings.export.stamp import Stamp
from embeddings.export.wording import SIDES, number, of_base
from embeddings.leanings import printed
from embeddings.records import (
    Article,
    Counts,
    Event,
    EventView,
    Judgement,
    Paragraph,
    Speaker,
    Stance,
    Voice,
)
from embeddings.text import clean, text_hash

__all__ = ["Brief", "Cited", "OutletRow", "Source", "gather"]

@dataclass(frozen=True, slots=True)
class Source:
    """A numbered article; ``address`` is an http or https address, ``file`` a bare file name."""

    number: int
    article: str
    title: str
    outlet: str
    date: str
    address: str | None
    file: str | None
    copy_of: int | None
    """The number of the article that it is a copy of."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A judged paragraph with all that it takes to find it again."""

    label: str
    """Names it within the brief, as ``S1``."""
    paragraph: Paragraph
    judgement: Judgement
    source: Source
    language: str | None
    who: str
    facts: tuple[str, ...]
    """Role, whose words these are, and how sure the judge is."""
    place: str
    hash: str


@dataclass(frozen=True, slots=True)
class OutletRow:
    """What one outlet printed: paragraphs of each side, of ``judged`` ones."""

    outlet: str
    articles: int
    supportive: int
    critical: int
    judged: int


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a brief tells. ``speakers`` is ``None`` where they were not asked for."""

    title: str
    facts: str
    counts: Counts
    found: dict[Stance, tuple[Cited, ...]]
    voices: dict[Stance, str]
    """For each side, whose words its paragraphs are."""
    aside: str
    """How many paragraphs are not shown, and where they are."""
    copies: str | None
    speakers: tuple[Speaker, ...] | None
    outlets: tuple[OutletRow, ...]
    method: tuple[str, ...]
    stamp: tuple[tuple[str, str], ...]
    """What the brief was made of: names and values."""
    sources: tuple[Source, ...]


def gather(view: EventView, speakers: Sequence[Speaker] | None, stamp: Stamp) -> Brief:
    """Return what a brief of an event tells; nothing is cut off."""
    event = view.event
    sources = _sources(event.articles)
    found = {side: _cited(view, side, sources) for side in (*SIDES, Stance.MIXED)}
    return Brief(
        clean(event.title), _facts(event), event.counts, found,
        {side: _voices(cited) for side, cited in found.items()}, _aside(event.counts),
        _copies(event), None if speakers is None else tuple(speakers), _outlets(view),
        _method(view, stamp.certainty), _stamp(stamp), tuple(sources.values()),
    )


def _sources(articles: Sequence[Article]) -> dict[str, Source]:
    at = {article.id: place for place, article in enumerate(articles, start=1)}
    return {
        article.id: Source(
            at[article.id], article.id, clean(article.title) or "Untitled",
            _outlet(article.outlet), _date(article.published), web_address(article.url),
            # Of a file only its name: a brief is sent on, and folders tell of its maker.
            clean((article.path or "").replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]) or None,
            at.get(article.copy_of or ""),
        )
        for article in articles
    }


def _cited(view: EventView, side: Stance, sources: dict[str, Source]) -> tuple[Cited, ...]:
    languages = {article.id: article.language for article in view.event.articles}
    made = []
    for place, paragraph in enumerate(view.having(side), start=1):
        judgement = paragraph.judgement
        assert judgement is not None
        source = sources[paragraph.article]
        made.append(Cited(
            f"{side[0].upper()}{place}", paragraph, judgement, source,
            languages[paragraph.article], _who(judgement, source), _about(judgement),
            _place(paragraph, judgement), text_hash(paragraph.text),
        ))
    return tuple(made)


def _who(judgement: Judgement, source: Source) -> str:
    if judgement.voice is Voice.OUTLET:
        return source.outlet
    named = clean(judgement.name or judgement.speaker or "")
    return named or ("Speaker not named" if judgement.voice is Voice.SPEAKER else source.outlet)


def _about(judgement: Judgement) -> tuple[str, ...]:
    told = []
    if judgement.role and judgement.voice is not Voice.OUTLET:
        told.append(clean(judgement.role))
    if judgement.voice is not None:
        told.append("quoted" if judgement.voice is Voice.SPEAKER else "outlet’s own words")
    if judgement.correction is not None:
        told.append("corrected by hand")
    elif judgement.confidence is not None:
        told.append(f"judge {judgement.confidence:.0%} sure")
    return tuple(told)


def _place(paragraph: Paragraph, judgement: Judgement) -> str:
    told = f"¶ {paragraph.position + 1}, characters {paragraph.start}–{paragraph.end}"
    evidence = judgement.evidence
    if evidence is None:
        return told
    start, end = paragraph.start + evidence.start, paragraph.start + evidence.end
    return f"{told}, evidence {start}–{end}"


def _voices(cited: Sequence[Cited]) -> str:
    """Return whose words the paragraphs of a side are, as far as that is known."""
    voices = [one.judgement.voice for one in cited]
    told = [
        (voices.count(Voice.SPEAKER), "in the words of somebody quoted"),
        (voices.count(Voice.OUTLET), "in the outlet’s own words"),
        (voices.count(None), "whose words is not known"),
    ]
    return ", ".join(f"{n:,} {what}" for n, what in told if n)


def _aside(counts: Counts) -> str:
    return (
        f"Not shown here: {number(counts.neutral, 'neutral paragraph')} and "
        f"{counts.not_judged:,} not judged. The CSV and JSON exports hold every paragraph."
    )


def _copies(event: Event) -> str | None:
    copied = len(event.articles) - event.versions
    if not copied:
        return None
    are = "is a copy" if copied == 1 else "are copies"
    without = of_base(event.independent)
    return (
        f"{copied:,} of {number(len(event.articles), 'article')} {are} of another one here and "
        f"counted above. Without copies, {without[0].lower()}{without[1:]}"
    )


def _outlets(view: EventView) -> tuple[OutletRow, ...]:
    return tuple(
        OutletRow(
            _outlet(name), articles, counts.supportive, counts.critical,
            counts.total - counts.not_judged,
        )
        for name, articles, counts in printed(view)
    )


def _method(view: EventView, certainty: float | None) -> tuple[str, ...]:
    """Return how all this was found, one sentence or two each."""
    told = [
        "Framing is the attitude that a paragraph conveys towards the event as stated above. A "
        "paragraph that criticises somebody involved, but not the event, counts as neutral.",
        "Paragraphs are judged by a model; one whose likeliest stance has a share below the "
        "judge’s threshold is not judged. The model can be wrong: read each quote in its source "
        "before quoting it.",
    ]
    if certainty is not None:
        told.append(f"For this file, a share of {certainty:.0%} or more was asked for.")
    corrected = sum(
        p.judgement is not None and p.judgement.correction is not None for p in view.paragraphs
    )
    if corrected:
        told.append(f"Corrected by hand: {number(corrected, 'paragraph')}.")
    told.append(
        "Characters are counted in the article’s source text as it was read, from 0, the last one "
        "not included. SHA-256 is of the paragraph with its white space made single; that of the "
        "corpus is over the articles’ facts and the hashes of their paragraphs."
    )
    return tuple(told)


def _stamp(stamp: Stamp) -> tuple[tuple[str, str], ...]:
    corpus = f"{number(stamp.articles, 'article')}, {number(stamp.paragraphs, 'paragraph')}"
    named = (
        ("Judge", stamp.judge),
        ("Certainty asked for", None if stamp.certainty is None else f"{stamp.certainty:.0%}"),
        ("Quotes and speakers found by", stamp.tagger),
        ("Corpus", corpus), ("SHA-256 of the corpus", stamp.corpus), ("Made", stamp.made),
    )
    return tuple((name, clean(value)) for name, value in named if value)


def _facts(event: Event) -> str:
    told = [_period(event), number(len(event.articles), "article")]
    if event.versions < len(event.articles):
        told.append(number(event.versions, "independent version"))
    told.append(number(len(event.outlets), "outlet") if event.outlets else "outlet not stated")
    return " · ".join(told)


def _period(event: Event) -> str:
    if event.first is None:
        return "Date unknown"
    return event.first if event.first == event.last else f"{event.first} to {event.last}"


def _outlet(name: str | None) -> str:
    return clean(name or "") or "Outlet not stated"


def _date(published: str | None) -> str:
    found = day(published)
    return found.isoformat() if found else clean(published or "") or "date unknown"
