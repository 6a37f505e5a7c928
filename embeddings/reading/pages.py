"""A saved page to its articles: where each begins, and whose text is whose."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from embeddings.reading import items, oneline, revision, segment, shape, stories
from embeddings.reading import labels as labelling
from embeddings.reading.facts import Facts
from embeddings.reading.families import Zone
from embeddings.reading.labels import Label, Role
from embeddings.reading.segment import Chunk
from embeddings.records import BlockKind, Document

__all__ = ["read_page", "read_single"]

NOTHING_KNOWN = Facts()
_WALLS = frozenset(
    {Zone.RELATED, Zone.COMMENTS, Zone.TAGS, Zone.FOOTER, Zone.BOILERPLATE, Zone.CONTACT, Zone.END}
)
_SMALL_PRINT = frozenset({Zone.FOOTER, Zone.CONTACT})
_REPLY = re.compile(
    r"(?:like|reply|report|\d+ (?:replies|likes))(?:\W+(?:like|reply|report|share))*", re.IGNORECASE
)
_LIVE_STAMPS = 3
"""So many lone times of day make a page a live blog, whose posts are one article."""
_LONGEST_STANDFIRST = 60
"""Words."""
_LEAST_ITEM = 12
"""Words below which prose under a headline without byline, date or outlet is no article."""
_LEAST_BODY = 25
"""Words (or two sentences) that make a text under a headline an article and not a teaser."""


def read_page(
    source: str, *, facts: Facts = NOTHING_KNOWN, today: date | None = None
) -> tuple[Document, ...]:
    """Read every article of a plain-text page; empty if it holds none.

    ``facts`` hold for all its articles. Paragraphs, blocks, white space and list bullets
    together cover the page.
    """
    parts = oneline.parted(source, segment.chunks(source))
    found = revision.revised(labelling.labels(source, parts, today=today))
    cuts = _cuts(found)
    issue: Sequence[Label] = ()
    if _preamble(found, cuts):
        issue = found[: cuts[1]]
        greeting = [replace(label, role=Role.FURNITURE, zone=None) for label in issue]
        found = (*greeting, *found[cuts[1] :])
        cuts = [0, *cuts[2:]]
    documents = [
        stories.story(source, found[start:end], facts)
        for start, end in zip(cuts, [*cuts[1:], len(found)], strict=True)
    ]
    column = items.lives(found) >= 2 and not issue
    if column:
        issue = items.above_titles(found[: cuts[1]]) if len(cuts) > 1 else ()
    elif len(cuts) > 1 and documents[0] is not None and not facts.published:
        documents[0] = _without_issue_date(documents[0], found, cuts[1])
    return _of_issue(tuple(document for document in documents if document is not None), issue)


def _of_issue(documents: tuple[Document, ...], issue: Sequence[Label]) -> tuple[Document, ...]:
    """Give the items of one newsletter its name and day, which stand in its greeting.

    Only where no item states its own: a review of other papers greets its readers as well.
    """
    if any(document.outlet or document.published for document in documents[1:]):
        return documents
    outlet = next((label.outlet for label in issue if label.outlet), None)
    days = {label.stamp.published for label in issue if label.stamp and label.stamp.published}
    day = days.pop() if len(days) == 1 and outlet else None
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


def _cuts(labels: Sequence[Label]) -> list[int]:
    """Return the places where articles begin; the first is always 0."""
    live = sum(_lone_clock(label) for label in labels) >= _LIVE_STAMPS
    cuts = [0]
    zone: Zone | None = None
    last_prose = -1
    for at, label in enumerate(labels):
        if label.zone in _WALLS:
            zone = label.zone
        if label.role is not Role.PROSE:
            continue
        if last_prose >= 0:
            begin = _header_start(labels, last_prose, at, zone, live=live)
            if begin is not None and not _is_under_standfirst(labels, cuts[-1], last_prose, begin):
                cuts.append(begin)
                zone = None
        last_prose = at
    return cuts


def _is_under_standfirst(labels: Sequence[Label], start: int, last: int, begin: int) -> bool:
    """Tell the byline and the date of an article below its standfirst from another's header.

    So far there is a headline and a sentence or two, and nothing is stated about them yet.
    """
    if labels[begin].role is not Role.META or labels[begin].kind is BlockKind.OUTLET:
        return False
    header = labels[begin : begin + 4]
    if any(label.stamp is not None and label.stamp.relative for label in header):
        return False
    above = labels[start : last + 1]
    standfirst = [label for label in above if label.role is Role.PROSE]
    headed = any(label.role is Role.HEAD and label.chunk.words >= 3 for label in above)
    stated = any(
        label.stamp is not None or label.kind is BlockKind.BYLINE
        for label in above
        if label.role is Role.META
    )
    words = sum(label.chunk.words for label in standfirst)
    return headed and not stated and len(standfirst) <= 2 and words <= _LONGEST_STANDFIRST


def _lone_clock(label: Label) -> bool:
    timed = any(char.isdigit() for char in label.text)  # "The Sun" names no time of day.
    return timed and label.stamp is not None and not label.stamp.dated


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


def _header_start(
    labels: Sequence[Label], last: int, at: int, zone: Zone | None, *, live: bool
) -> int | None:
    """Return where the header of an article begins whose first prose is ``labels[at]``.

    ``None`` if the prose continues the article whose last prose is ``labels[last]``.
    """
    begin, wall = _header(labels, last, at)
    header = labels[begin:at]
    heads = [
        label
        for label in header
        if label.role is Role.HEAD and (label.chunk.words >= 3 or label.title)
    ]
    if not heads:
        return None
    if any(label.title for label in heads):
        return begin
    needed = 3 if live or zone in (Zone.COMMENTS, Zone.BOILERPLATE) else 2
    if (
        items.is_sponsored(labels, last, at)
        or _is_no_article(labels, header, at, zone)
        or _strength(labels, header, heads, wall, at, live=live) < needed
    ):
        return None
    if life := [i for i in range(begin, at) if items.is_life(labels[i])]:
        return life[0]
    return begin if live else items.masthead_above(labels, last, begin)


def _is_no_article(
    labels: Sequence[Label], header: Sequence[Label], at: int, zone: Zone | None
) -> bool:
    """Tell a comment, a teaser, and a plug or a note below a ruler from an article's opening."""
    if any(_REPLY.fullmatch(label.text) for label in labels[at + 1 : at + 3]):
        return True  # A reader's comment: name, time, words, "Reply".
    sourced = items.is_sourced_item(header, labels[at])
    if zone is Zone.RELATED and not (sourced or _is_body(labels, at)):
        return True  # A headline and a teaser in a list of other stories.
    stated = any(label.role is Role.META and label.kind is not BlockKind.BYLINE for label in header)
    return not stated and _words_from(labels, at) < _LEAST_ITEM


def _header(labels: Sequence[Label], last: int, at: int) -> tuple[int, Label | None]:
    """Walk up from an article's first prose over its header; also return what stopped the walk."""
    begin, seen_head, seen_meta_above = at, False, False
    for i in range(at - 1, last, -1):
        label = labels[i]
        if label.zone in _SMALL_PRINT and not seen_head:
            begin = i  # Databases and press offices set it below the headline.
            continue
        tool = label.zone is Zone.COMMENTS and not seen_head and label.chunk.words <= 2
        if label.role is Role.RULER or (label.zone in _WALLS and not tool):
            return begin, label
        if label.role is Role.HEAD:
            if seen_meta_above:
                return begin, None
            seen_head = seen_head or label.chunk.words >= 3
        elif label.role is Role.META:
            seen_meta_above = seen_head
        elif seen_head and (label.kind is not BlockKind.FURNITURE or label.chunk.words > 3):
            return begin, None
        begin = i
    return begin, None


def _strength(
    labels: Sequence[Label],
    header: Sequence[Label],
    heads: Sequence[Label],
    wall: Label | None,
    at: int,
    *,
    live: bool,
) -> int:
    """Weigh the signs of a new article; two are enough in open text."""
    meta = [label for label in header if label.role is Role.META]
    outlet = any(label.kind is BlockKind.OUTLET for label in meta)
    byline = any(label.kind is BlockKind.BYLINE for label in meta)
    dated = any(label.stamp and label.stamp.dated and not label.stamp.relative for label in meta)
    relative = any(label.stamp and label.stamp.relative for label in meta)
    strength = 2 * outlet + 2 * dated
    if not live:  # Each post of a live blog is signed and has its time.
        strength += 2 * byline + relative
    longest = max(label.chunk.words for label in heads)
    if wall is not None and wall.role is Role.RULER:
        drawn = segment.is_ruler(wall.text)
        strong = wall.zone is Zone.END or not drawn or wall.text[0] in "-=—─━#"
        strength += 2 if strong or longest >= 5 else 1
    if wall is not None and wall.zone in (Zone.RELATED, Zone.FOOTER):
        strength += relative
    if any(label.chunk.level == 1 for label in heads):
        strength += 2
    if any(items.is_life(label) for label in heads) and items.lives(labels) >= 2:
        strength += 2
    if shape.opens_dateline(labels[at].text) and not _is_speech(labels, at):
        strength += 2
    if header[0].chunk.gap >= 3:
        strength += 1 + (longest >= 5)
    return strength


def _words_from(labels: Sequence[Label], first: int) -> int:
    words, at = 0, first
    while at < len(labels) and labels[at].role is Role.PROSE:
        words += labels[at].chunk.words
        at += 1
    return words


def _is_speech(labels: Sequence[Label], at: int) -> bool:
    """Tell a speaker's name, which comes again and again, from the place of a dateline."""
    name, colon, _ = labels[at].text.partition(":")
    if not colon or len(name) > 40:
        return False
    again = sum(label.text.startswith(f"{name}:") for label in labels)
    return again >= 2 or labels[at].chunk.words < 12


def _is_body(labels: Sequence[Label], first: int) -> bool:
    """Tell an article's text from a teaser."""
    words, at = 0, first
    while at < len(labels) and labels[at].role is Role.PROSE and words < _LEAST_BODY:
        words += labels[at].chunk.words
        at += 1
    return words >= _LEAST_BODY or shape.sentence_count(labels[first].text) >= 2
