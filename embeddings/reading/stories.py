"""One article's labelled blocks to a ``Document``."""

import re
from collections.abc import Sequence

from embeddings import text as texts
from embeddings.reading import facts as stated
from embeddings.reading import shape
from embeddings.reading.facts import Facts
from embeddings.reading.labels import Label, Role
from embeddings.reading.sorting import Sorting
from embeddings.records import Block, BlockKind, Document, Span

__all__ = ["story"]

_TAIL_CREDIT = re.compile(
    r"(?<=[.!?\"'”’)])\s+(?:[-–—]\s?)?(\(?[A-Za-z]{2,9}(?:\s?/\s?[A-Za-z]{2,9})*\)?\.?)$"
)
_AGENCIES = frozenset(
    "reuters afp ap pa dpa efe ani pti aap ians tass xinhua upi bloomberg wires wire".split()
)
_TITLE_WORDS = 16


def story(source: str, labels: Sequence[Label], facts: Facts) -> Document | None:
    """Make one article of its blocks; ``None`` where nothing is left that its author wrote."""
    first = next((at for at, label in enumerate(labels) if label.role is Role.PROSE), len(labels))
    place = None if facts.title else stated.title_at(labels, first)
    title = facts.title or (None if place is None else stated.title_of(labels, place, facts))
    sorted_out = Sorting(labels, stated.title_places(labels, title, place))
    paragraphs, signed = _spans(source, sorted_out.paragraphs, facts.language)
    if not paragraphs:
        return None
    outlet, published = facts.outlet, facts.published
    if not facts.complete:
        outlet = outlet or stated.outlet_of(labels[:first], labels)
        published = published or stated.published_of(labels, first, facts.known_date)
    return Document(
        title=texts.clean(title or _opening(source, paragraphs[0])),
        source=source,
        paragraphs=paragraphs,
        removed=(*sorted_out.removed, *signed),
        outlet=outlet,
        published=published,
        language=facts.language,
        url=facts.url or next((label.url for label in labels if label.url), None),
        path=facts.path,
        public_id=facts.public_id,
    )


def _opening(source: str, span: Span) -> str:
    """Title an article without a headline by its first sentence, or the first words of it."""
    text = texts.clean(source[span.start : span.end])
    sentence = texts.sentences(text)[0]
    words = text[sentence.start : sentence.end].split()
    if len(words) <= _TITLE_WORDS:
        return " ".join(words)[:200]
    return " ".join(words[:_TITLE_WORDS])[:200] + " …"


def _spans(
    source: str, paragraphs: Sequence[Label], language: str | None
) -> tuple[tuple[Span, ...], tuple[Block, ...]]:
    """Cut what is too long for one paragraph, and an agency's name off the very end."""
    spans: list[Span] = []
    for label in paragraphs[:-1]:
        spans += texts.fit(source, label.chunk.start, label.chunk.end, language=language)
    if not paragraphs:
        return (), ()
    start, end = paragraphs[-1].chunk.start, paragraphs[-1].chunk.end
    found = _TAIL_CREDIT.search(source, max(start, end - 60), end)
    if found is None or shape.folded(found[1]).split()[0] not in _AGENCIES:
        return (*spans, *texts.fit(source, start, end, language=language)), ()
    spans += texts.fit(source, start, found.start(), language=language)
    return tuple(spans), (Block(found.start(1), end, BlockKind.CREDIT),)
