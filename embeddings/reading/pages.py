"""A saved page to its articles: where each begins, and whose text is whose."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from embeddings.reading import dates, headers, items, oneline, revision, scraps, segment, stories
from embeddings.reading import labels as labelling
from embeddings.reading.facts import Facts
from embeddings.reading.labels import Label, Role
from embeddings.reading.segment import Chunk
from embeddings.records import BlockKind, Document

__all__ = ["read_issue", "read_page", "read_single"]

NOTHING_KNOWN = Facts()
_LEAST_LIST = 2
_LEAST_TITLE = 4
_LONGEST_LINE = 14
"""Words of a line over a list that states its day."""


def read_page(
    source: str, *, facts: Facts = NOTHING_KNOWN, today: date | None = None
) -> tuple[Document, ...]:
    """Read every article of a plain-text page; empty if it holds none.

    ``facts`` hold for all its articles. Paragraphs, blocks, white space and list bullets
    together cover the page.
    """
    parts = oneline.parted(source, segment.chunks(source))
    return _read(source, revision.revised(labelling.labels(source, parts, today=today)), facts)


def read_issue(
    source: str, chunks: Sequence[Chunk], facts: Facts, *, today: date | None = None
) -> tuple[Document, ...]:
    """Read the items of a newsletter from its marked-up blocks; empty if it is none."""
    found = revision.revised(labelling.labels(source, chunks, today=today))
    if not items.is_newsletter(found) or len(items.openings(found)) < _LEAST_LIST:
        return ()
    documents = _read(source, found, facts)
    return documents if len(documents) >= _LEAST_LIST else ()


def _read(source: str, found: Sequence[Label], facts: Facts) -> tuple[Document, ...]:
    found, cuts = scraps.joined(found, headers.cuts(found))
    issue: Sequence[Label] = ()
    if _preamble(found, cuts):
        issue = found[: cuts[1]]
        greeting = [replace(label, role=Role.FURNITURE, zone=None) for label in issue]
        found = (*greeting, *found[cuts[1] :])
        cuts = [0, *cuts[2:]]
    facts = _with_known_date(facts, found, cuts)
    documents = _documents(source, found, cuts, facts)
    column = items.lives(found) >= 2 and not issue
    if column:
        issue = items.above_titles(found[: cuts[1]]) if len(cuts) > 1 else ()
    elif len(cuts) > 1 and documents[0] is not None and not facts.published:
        documents[0] = _without_issue_date(documents[0], found, cuts[1])
    return _of_issue(tuple(document for document in documents if document is not None), issue)


def _documents(
    source: str, labels: Sequence[Label], cuts: Sequence[int], facts: Facts
) -> list[Document | None]:
    """Make an article of each part; one without a paragraph of its own is the next one's header."""
    found: list[Document | None] = []
    begin = cuts[0]
    for start, end in zip(cuts, [*cuts[1:], len(labels)], strict=True):
        document = stories.story(source, labels[begin:end], facts)
        if document is None and end < len(labels) and _states_title(labels[begin:end]):
            found.append(None)
            continue
        if document is None and begin < start:
            document = stories.story(source, labels[start:end], facts)
        found.append(document)
        begin = end
    return found


def _states_title(labels: Sequence[Label]) -> bool:
    """Tell a header: a headline and a fact on the article."""
    headed = any(label.role is Role.HEAD and label.chunk.words >= _LEAST_TITLE for label in labels)
    return headed and any(label.role is Role.META for label in labels)


def _with_known_date(facts: Facts, labels: Sequence[Label], cuts: Sequence[int]) -> Facts:
    """Take the day that stands over an aggregator's list as the one from which it counts back."""
    if facts.known_date or len(cuts) < _LEAST_LIST:
        return facts
    first = next(
        (at for at, label in enumerate(labels) if label.stamp and label.stamp.relative), 0
    )
    relative = sum(label.stamp is not None and bool(label.stamp.relative) for label in labels)
    days = {label.stamp.published for label in labels[:first] if label.stamp is not None}
    moments = {day for day in days if day} or {
        moment  # "Saved by you on 11 June 2025 at 17:30" states no article's day, but the list's.
        for label in labels[:first]
        if label.chunk.words <= _LONGEST_LINE and (moment := dates.moment_of(label.text))
    }
    prose = any(label.role is Role.PROSE for label in labels[:first])
    if prose or len(moments) != 1 or relative < _LEAST_LIST:
        return facts
    return replace(facts, known_date=moments.pop())


def _of_issue(documents: tuple[Document, ...], issue: Sequence[Label]) -> tuple[Document, ...]:
    """Give the items of one newsletter its name and day, which stand in its greeting.

    Only where no item states its own: a review of other papers greets its readers as well.
    """
    if any(document.outlet or document.published for document in documents[1:]):
        return documents
    outlet = next((label.outlet for label in issue if label.outlet), None)
    days = {label.stamp.published for label in issue if label.stamp and label.stamp.published}
    named = outlet is not None or items.is_newsletter(issue)
    day = days.pop() if len(days) == 1 and named else None
    return tuple(
        replace(document, outlet=document.outlet or outlet, published=document.published or day)
        for document in documents
    )


def _without_issue_date(first: Document, labels: Sequence[Label], cut: int) -> Document:
    """Drop from the first of several articles a date that stands over them all.

    The date of a newsletter's issue is above the first headline, and nothing states a date for
    the others; no article is then known to be of that day.
    """
    if any(label.role is Role.META for label in labels[cut:]):
        return first
    titles = [block.start for block in first.removed if block.kind is BlockKind.TITLE]
    dated = [label for label in labels[:cut] if label.stamp and label.stamp.published]
    over_all = titles and all(label.chunk.end <= min(titles) for label in dated)
    return replace(first, published=None) if over_all else first


def read_single(
    source: str, facts: Facts, *, chunks: Sequence[Chunk] | None = None, today: date | None = None
) -> Document | None:
    """Read a text that is known to be one article; ``None`` if no text is left in it."""
    parts = segment.chunks(source) if chunks is None else chunks
    labelled = labelling.labels(source, parts, today=today, fields=False)
    found = revision.revised(labelled, fields=False)
    return stories.story(source, found, facts)


def _preamble(labels: Sequence[Label], cuts: list[int]) -> bool:
    """Tell a page's greeting from its first article: few words, and nothing stated about them.

    All later articles must have a byline, a date or an outlet; else the first may lack it too.
    """
    if len(cuts) < 2:
        return False
    if len(cuts) >= 3 and items.greets(labels[: cuts[1]]):
        return True
    spans = list(zip(cuts, [*cuts[1:], len(labels)], strict=True))
    stated = [any(label.role is Role.META for label in labels[a:b]) for a, b in spans]
    prose = [label for label in labels[: cuts[1]] if label.role is Role.PROSE]
    return not stated[0] and all(stated[1:]) and sum(label.chunk.words for label in prose) <= 40
