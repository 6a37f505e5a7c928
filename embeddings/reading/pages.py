"""A saved page to its articles: where each begins, and whose text is whose."""

import re
from collections.abc import Sequence
from datetime import date

from embeddings.reading import labels as labelling
from embeddings.reading import segment, shape, stories
from embeddings.reading.furniture import Zone
from embeddings.reading.labels import Label, Role
from embeddings.records import BlockKind, Document
from embeddings.reading.segment import Chunk
from embeddings.reading.stories import Facts

__all__ = ["read_page", "read_single"]

_WALLS = frozenset({Zone.RELATED, Zone.COMMENTS, Zone.TAGS, Zone.FOOTER, Zone.BOILERPLATE, Zone.CONTACT, Zone.END})
_REPLY = re.compile(r"(?:like|reply|report|\d+ (?:replies|likes))(?:\W+(?:like|reply|report|share))*", re.IGNORECASE)
_LIVE_STAMPS = 3
"""So many lone times of day make a page a live blog, whose posts are one article."""
_LEAST_BODY = 25
"""Words (or two sentences) that make a text under a headline an article and not a teaser."""


def read_page(source: str, *, facts: Facts = Facts(), today: date | None = None) -> tuple[Document, ...]:
    """Read every article of a plain-text page; empty if it holds none.

    ``facts`` hold for all its articles. Paragraphs, blocks, white space and list bullets
    together cover the page.
    """
    found = labelling.labels(source, segment.chunks(source), today=today)
    cuts = _cuts(found)
    documents = []
    for start, end in zip(cuts, [*cuts[1:], len(found)], strict=True):
        documents.append(stories.story(source, found[start:end], facts))
    return tuple(document for document in documents if document is not None)


def read_single(source: str, facts: Facts, *, chunks: Sequence[Chunk] | None = None, today: date | None = None) -> Document | None:
    """Read a text that is known to be one article; ``None`` if no text is left in it."""
    parts = segment.chunks(source) if chunks is None else chunks
    found = labelling.labels(source, parts, today=today, fields=False)
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
            if begin is not None:
                cuts.append(begin)
                zone = None
        last_prose = at
    return _without_preamble(labels, cuts)


def _lone_clock(label: Label) -> bool:
    return label.stamp is not None and not label.stamp.dated


def _without_preamble(labels: Sequence[Label], cuts: list[int]) -> list[int]:
    """Leave out a page's greeting before its first article: no headline, and hardly any text."""
    if len(cuts) < 2:
        return cuts
    opening = labels[: cuts[1]]
    prose = [label for label in opening if label.role is Role.PROSE]
    first = next((i for i, label in enumerate(opening) if label.role is Role.PROSE), 0)
    titled = any(label.role is Role.HEAD and label.chunk.words >= 4 for label in opening[:first])
    if titled or sum(label.chunk.words for label in prose) > 60:
        return cuts
    return cuts


def _header_start(labels: Sequence[Label], last: int, at: int, zone: Zone | None, *, live: bool) -> int | None:
    """Return where the header of an article begins whose first prose is ``labels[at]``.

    ``None`` if the prose continues the article whose last prose is ``labels[last]``.
    """
    begin, wall = _header(labels, last, at)
    header = labels[begin:at]
    heads = [l for l in header if l.role is Role.HEAD and (l.chunk.words >= 3 or l.title)]
    if not heads:
        return None
    if any(l.title for l in heads):
        return begin
    if any(_REPLY.fullmatch(l.text) for l in labels[at + 1 : at + 3]):
        return None  # A reader's comment: name, time, words, "Reply".
    strength = _strength(labels, header, heads, wall, at)
    if live or zone in (Zone.COMMENTS, Zone.BOILERPLATE):
        needed = 3
    elif zone is Zone.RELATED:
        needed = 2
        if not _is_body(labels, at):
            return None
    else:
        needed = 2
    return begin if strength >= needed else None


def _header(labels: Sequence[Label], last: int, at: int) -> tuple[int, Label | None]:
    """Walk up from an article's first prose over its header; also return what stopped the walk."""
    begin, seen_head, seen_meta_above = at, False, False
    for i in range(at - 1, last, -1):
        label = labels[i]
        if label.role is Role.RULER or label.zone in _WALLS:
            return begin, label
        if label.role is Role.HEAD:
            if seen_meta_above:
                return begin, None
            seen_head = True
        elif label.role is Role.META:
            seen_meta_above = seen_head
        elif seen_head and label.kind not in (BlockKind.FURNITURE,):
            return begin, None
        elif seen_head and label.chunk.words > 3:
            return begin, None
        begin = i
    return begin, None


def _strength(labels: Sequence[Label], header: Sequence[Label], heads: Sequence[Label], wall: Label | None, at: int) -> int:
    """Weigh the signs of a new article; two are enough in open text."""
    meta = [l for l in header if l.role is Role.META]
    outlet = any(l.kind is BlockKind.OUTLET for l in meta)
    byline = any(l.kind is BlockKind.BYLINE for l in meta)
    dated = any(l.stamp and l.stamp.dated and not l.stamp.relative for l in meta)
    relative = any(l.stamp and l.stamp.relative for l in meta)
    strength = 2 * outlet + 2 * byline + 2 * dated + relative
    longest = max(l.chunk.words for l in heads)
    if wall is not None and wall.role is Role.RULER:
        drawn = segment.is_ruler(wall.text)
        strong = wall.zone is Zone.END or not drawn or wall.text[0] in "-=—─━#"
        strength += 2 if strong or longest >= 5 else 1
    if wall is not None and wall.zone is Zone.RELATED:
        strength += relative
    if any(l.chunk.level == 1 for l in heads):
        strength += 2
    if shape.opens_dateline(labels[at].text):
        strength += 2
    if header[0].chunk.gap >= 3:
        strength += 1 + (longest >= 5)
    return strength


def _is_body(labels: Sequence[Label], at: int) -> bool:
    words = 0
    for label in labels[at:]:
        if label.role is not Role.PROSE:
            break
        words += label.chunk.words
    return words >= _LEAST_BODY or shape.sentence_count(labels[at].text) >= 2
