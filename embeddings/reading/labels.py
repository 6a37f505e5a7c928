"""Each block of a page with its role: prose, headline, statement about the article, or furniture."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from embeddings.reading import dates, furniture, segment, shape
from embeddings.reading.furniture import Zone
from embeddings.records import BlockKind
from embeddings.reading.segment import Chunk

__all__ = ["Label", "Role", "labels"]


class Role(StrEnum):
    """What a block can be before its neighbours are asked."""

    PROSE = "prose"
    HEAD = "head"
    META = "meta"
    RULER = "ruler"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Label:
    """A block with its role, the kind it has when it is no paragraph, and what it states.

    ``title``, ``outlet`` and ``url`` are what a labelled line gives ("Headline: …").
    """

    chunk: Chunk
    role: Role
    kind: BlockKind
    zone: Zone | None = None
    stamp: dates.Stamp | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None

    @property
    def text(self) -> str:
        """The block's clean text."""
        return self.chunk.text


_FIELD = re.compile(
    r"(?P<name>title|headline|subject|source|publication|outlet|publisher|newspaper|from|date|published|"
    r"publication date|load-date|updated|author|byline|by|url|link|permalink|language|section|length|"
    r"words|word count|id|body|text|edition|page|category|country|type|summary|description|keywords|to|sent|cc)"
    r"\s?:\s*(?P<value>.*)",
    re.IGNORECASE,
)
_TITLES = frozenset({"title", "headline", "subject"})
_OUTLETS = frozenset({"source", "publication", "outlet", "publisher", "newspaper", "from"})
_DATES = frozenset({"date", "published", "publication date", "load-date", "sent", "updated"})
_ORDINAL = re.compile(
    r"(?:article|document|story|item)\s+#?\d+(?:\s?(?:of|/)\s?\d+)?[.:]?|\[\d+\]|\d+ of \d+ documents",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:(?:19|20)\d\d)?(?:\s?[-–]\s?(?:19|20)\d\d)?,?\s*(?:by )?(?P<holder>[A-Z][\w.&'’\- ]{1,40}?)(?:[.,]|\s+All\b|$|\s+(?:Ltd|Limited|Inc|LLC|Group)\b)", re.IGNORECASE)
_DATED_HEADLINE = re.compile(
    r"(?:date|published|posted)?\s*:?\s*(?P<date>\d{4}-\d\d-\d\d(?:[T ][\d:]+Z?)?)[\s|:–—-]+(?=[A-Z\"'“‘\u00c0-\u00de])(?P<head>\S.{15,})",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"[—–-]?\s?.{0,50}\(?@\w{2,}\)?.{0,40}")


def labels(source: str, chunks: Sequence[Chunk], *, today: date | None = None, fields: bool = True) -> tuple[Label, ...]:
    """Return every block with its role; ``fields`` tells whether "Headline: …" lines count."""
    parts = list(_parted(source, chunks))
    outlets = _named_outlets(parts)
    found = [_label(chunk, outlets, today, fields) for chunk in parts]
    return tuple(_as_headline(found, at) for at in range(len(found)))


def _as_headline(found: Sequence[Label], at: int) -> Label:
    """Read a question or a cry as a headline where a byline or a date follows, or nothing precedes."""
    label = found[at]
    if label.role is not Role.PROSE or label.text[-1] not in "?!\"”’'" or not shape.is_headline(label.text):
        return label
    below = found[at + 1] if at + 1 < len(found) else None
    stands_first = at == 0 and below is not None and not label.chunk.bullet
    stated = below is not None and (
        below.kind in (BlockKind.BYLINE, BlockKind.OUTLET)
        or (below.kind is BlockKind.DATE and below.stamp is not None and below.stamp.dated)
    )
    if stands_first or stated:
        return replace(label, role=Role.HEAD, kind=BlockKind.SUBHEADING)
    return label


def _parted(source: str, chunks: Iterable[Chunk]) -> Iterable[Chunk]:
    """Part a first line such as "date 2025-07-04 Ministers resign" into its date and headline."""
    for index, chunk in enumerate(chunks):
        raw = source[chunk.start : chunk.end]
        found = _DATED_HEADLINE.fullmatch(raw) if index < 3 or chunk.gap else None
        if found is None or not shape.is_headline(found["head"]) or dates.read_stamp(found["head"]):
            yield chunk
            continue
        cut = chunk.start + found.start("head")
        stop = chunk.start + found.end("date")
        yield Chunk(chunk.start, stop, " ".join(source[chunk.start : stop].split()), chunk.gap)
        yield Chunk(cut, chunk.end, " ".join(source[cut : chunk.end].split()), 0, level=1)


def _named_outlets(chunks: Sequence[Chunk]) -> frozenset[str]:
    """Collect the outlets a page names: in copyright lines, and by repeating "X" as "- X"."""
    names = {m["holder"].strip() for c in chunks if (m := _RIGHTS.match(c.text))}
    plain = {c.text for c in chunks if not c.bullet and 1 <= c.words <= 5}
    names |= {c.text for c in chunks if c.bullet and c.text in plain}
    names |= {c.text.lstrip("-–— ") for c in chunks if c.text.lstrip("-–— ") in plain and c.text[0] in "-–—"}
    return frozenset(shape.folded(name) for name in names)


def _label(chunk: Chunk, outlets: frozenset[str], today: date | None, fields: bool) -> Label:
    text = chunk.text
    if chunk.kind is not None:
        role = Role.HEAD if chunk.kind in (BlockKind.TITLE, BlockKind.SUBHEADING) else Role.FURNITURE
        if role is Role.FURNITURE or chunk.words < 2:
            return Label(chunk, role, chunk.kind)
    if _ORDINAL.fullmatch(text):
        return Label(chunk, Role.RULER, BlockKind.FURNITURE)
    if fields and (field := _field(chunk, today)):
        return field
    if chunk.level and chunk.level < 3 and not furniture.mark(text):
        return Label(chunk, Role.HEAD, BlockKind.SUBHEADING)
    if shape.is_byline(text):
        return Label(chunk, Role.META, BlockKind.BYLINE, stamp=None)
    if meta := _meta(chunk, outlets, today):
        return meta
    found = furniture.mark(text)
    if segment.is_ruler(text):
        return Label(chunk, Role.RULER, BlockKind.FURNITURE, found.zone if found else None)
    if shape.folded(text) in outlets or (shape.is_masthead(text) and not found):
        return Label(chunk, Role.META, BlockKind.OUTLET, outlet=text.lstrip("-–— "))
    if found:
        return Label(chunk, Role.FURNITURE, found.kind, found.zone)
    if (text[0] == "@" and chunk.words <= 4) or (_HANDLE.fullmatch(text) and "(@" in text) or "pic.twitter.com/" in text:
        return Label(chunk, Role.FURNITURE, BlockKind.CREDIT if text[0] in "—–-@" else BlockKind.FURNITURE)
    if chunk.bullet and chunk.words >= 2 and (shape.ends_sentence(text) or text[-1] in ";,"):
        return Label(chunk, Role.PROSE, BlockKind.FURNITURE)
    if not chunk.level and (shape.is_prose(text) or (chunk.tagged and chunk.words >= 5)):
        return Label(chunk, Role.PROSE, BlockKind.FURNITURE)
    return Label(chunk, Role.HEAD, BlockKind.SUBHEADING)


def _field(chunk: Chunk, today: date | None) -> Label | None:
    found = _FIELD.fullmatch(chunk.text)
    if not found or len(chunk.text) > 250:
        return None
    name, value = found["name"].lower(), _unquoted(found["value"].strip())
    if name in _TITLES and value:
        return Label(chunk, Role.HEAD, BlockKind.TITLE, title=value)
    if name in _OUTLETS and 0 < len(value.split()) <= 8:
        outlet = re.sub(r"\s*<[^>]*>", "", value).strip() or None
        return Label(chunk, Role.META, BlockKind.OUTLET, outlet=outlet)
    if name in _DATES and (stamp := dates.read_stamp(chunk.text, today=today)):
        return Label(chunk, Role.META, BlockKind.DATE, stamp=stamp)
    if name in ("author", "byline", "by"):
        return Label(chunk, Role.META, BlockKind.BYLINE)
    if name in ("url", "link", "permalink"):
        return Label(chunk, Role.META, BlockKind.FURNITURE, url=value or None)
    if name in ("body", "text") and value:
        return None
    return None if shape.is_prose(chunk.text) else Label(chunk, Role.META, BlockKind.FURNITURE)


def _unquoted(value: str) -> str:
    """Take off the quotes that front matter puts round a whole value."""
    inner = value[1:-1]
    return inner if len(value) > 2 and value[0] == value[-1] in "\"'" and value[0] not in inner else value


def _meta(chunk: Chunk, outlets: frozenset[str], today: date | None) -> Label | None:
    """Read a line that says when, and perhaps where or by whom, the article appeared."""
    if chunk.words > 24 or len(chunk.text) > 160:
        return None
    stamp = dates.read_stamp(chunk.text, today=today)
    if stamp is None:
        return None
    rest = stamp.rest
    if not rest:
        return Label(chunk, Role.META, BlockKind.DATE, stamp=stamp)
    if shape.is_byline(rest) or shape.is_byline(re.split(r"\s{2,}|[|·•]", chunk.text)[0].strip()):
        return Label(chunk, Role.META, BlockKind.BYLINE, stamp=stamp)
    if shape.folded(rest) in outlets or shape.is_masthead(rest):
        return Label(chunk, Role.META, BlockKind.OUTLET, stamp=stamp, outlet=rest)
    timely = stamp.relative or stamp.labelled or stamp.updated or stamp.published
    if timely and len(rest.split()) <= 5 and shape.capitalised(rest) == 1.0 and not shape.ends_sentence(chunk.text):
        return Label(chunk, Role.META, BlockKind.DATE, stamp=stamp)
    return None
