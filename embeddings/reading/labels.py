"""Each block of a page with its role: prose, headline, fact about the article, or furniture."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from embeddings.reading import dates, furniture, segment, shape
from embeddings.reading.furniture import Zone
from embeddings.reading.segment import Chunk
from embeddings.records import BlockKind

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
    r"(?P<name>[A-Za-z][A-Za-z\- ]{1,16}?)\s?:\s*(?P<value>.*)",
)
_TITLES = frozenset({"title", "headline", "subject"})
_OUTLETS = frozenset({"source", "publication", "outlet", "publisher", "newspaper", "from"})
_DATES = frozenset({"date", "published", "publication date", "load-date", "sent", "updated"})
_BYLINES = frozenset({"author", "byline", "by"})
_LINKS = frozenset({"url", "link", "permalink"})
_ABSTRACTS = frozenset({"summary", "description", "keywords"})
_OTHERS = frozenset(
    {"language", "section", "length", "words", "word count", "id", "body", "text", "edition"}
    | {"page", "category", "country", "type", "to", "cc"}
)
_ORDINAL = re.compile(
    r"(?:article|document|story|item)\s+#?\d+(?:\s?(?:of|/)\s?\d+)?[.:]?|\[\d+\]"
    r"|\d+ of \d+ documents",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:(?:19|20)\d\d)?(?:\s?[-–]\s?(?:19|20)\d\d)?,?\s*"
    r"(?:by )?(?P<holder>[A-Z][\w.&'’\- ]{1,40}?)"
    r"(?:[.,]|\s+All\b|$|\s+(?:Ltd|Limited|Inc|LLC|Group)\b)",
    re.IGNORECASE,
)
_DATED_HEADLINE = re.compile(
    r"(?:date|published|posted)?\s*:?\s*(?P<date>\d{4}-\d\d-\d\d(?:[T ][\d:]+Z?)?)[\s|:–—-]+"
    r"(?=[A-Z\"'“‘\u00c0-\u00de])(?P<head>\S.{15,})",
    re.IGNORECASE,
)
_GENRE = re.compile(
    r"(?:press |news |media )?(?:release|statement|report|announcement|bulletin|news|analysis"
    r"|opinion|feature|comment|interview|explainer|review|editorial|column)s?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"[—–-]?\s?.{0,50}\(?@\w{2,}\)?.{0,40}")
_LONGEST_FACT = 24
"""Words; a longer line that names a date or an author is a sentence about something else."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What the readers of single blocks know of the whole page."""

    outlets: frozenset[str]
    today: date | None
    fields: bool


def labels(
    source: str, chunks: Sequence[Chunk], *, today: date | None = None, fields: bool = True
) -> tuple[Label, ...]:
    """Return every block with its role; ``fields`` tells whether "Headline: …" lines count."""
    parts = list(_parted(source, chunks))
    page = _Page(_named_outlets(parts), today, fields)
    found = [_label(chunk, page) for chunk in parts]
    return tuple(_as_headline(found, at, opens=fields and at == 0) for at in range(len(found)))


def _as_headline(found: Sequence[Label], at: int, *, opens: bool) -> Label:
    """Read as a headline what looks like prose but is stated to open an article.

    A long line without a stop, a question or a cry is one where a byline, a date or an outlet
    follows it; a question also where it ``opens`` the page.
    """
    label = found[at]
    if label.role is not Role.PROSE or at + 1 >= len(found) or label.chunk.bullet:
        return label
    below = found[at + 1]
    stated = below.kind in (BlockKind.BYLINE, BlockKind.OUTLET) or (
        below.kind is BlockKind.DATE and below.stamp is not None and below.stamp.dated
    )
    quoted = label.text[-1] in "\"”’'" and label.text[-2:-1] not in ".!?…,"
    cried = (label.text[-1] in "?!" or quoted) and shape.is_headline(label.text)
    endless = not shape.ends_sentence(label.text) and label.chunk.words <= 35
    if (cried and (stated or opens)) or (endless and stated and label.text[-1] not in ",;:"):
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
    names |= {
        c.text.lstrip("-–— ")
        for c in chunks
        if c.text.lstrip("-–— ") in plain and c.text[0] in "-–—"
    }
    return frozenset(shape.folded(name) for name in names)


def _label(chunk: Chunk, page: _Page) -> Label:
    """Ask each reader in turn; what none of them claims is judged by its form."""
    for reader in _READERS:
        if found := reader(chunk, page):
            return found
    text = chunk.text
    item = chunk.bullet and chunk.words >= 2 and (shape.ends_sentence(text) or text[-1] in ";,")
    tagged = chunk.tagged and chunk.words >= 5
    if item or (not chunk.level and (tagged or shape.is_prose(text))):
        return Label(chunk, Role.PROSE, BlockKind.FURNITURE)
    return Label(chunk, Role.HEAD, BlockKind.SUBHEADING)


def _told(chunk: Chunk, _page: _Page) -> Label | None:
    """Believe the markup; only a heading of several words may turn out to be something else."""
    if chunk.kind is None:
        return None
    heading = chunk.kind in (BlockKind.TITLE, BlockKind.SUBHEADING)
    if heading and chunk.words > 1:
        return None
    return Label(chunk, Role.HEAD if heading else Role.FURNITURE, chunk.kind)


def _ordinal(chunk: Chunk, _page: _Page) -> Label | None:
    """Read "Document 2 of 5", which parts articles like a ruler."""
    if _ORDINAL.fullmatch(chunk.text):
        return Label(chunk, Role.RULER, BlockKind.FURNITURE)
    return None


def _field(chunk: Chunk, page: _Page) -> Label | None:
    """Read a labelled line, as databases, e-mails and front matter have them."""
    found = _FIELD.fullmatch(chunk.text) if page.fields and len(chunk.text) <= 250 else None
    if not found:
        return None
    name, value = found["name"].lower(), _unquoted(found["value"].strip())
    label: Label | None = None
    if name in _TITLES and value:
        label = Label(chunk, Role.HEAD, BlockKind.TITLE, title=value)
    elif name in _OUTLETS and 0 < len(value.split()) <= 8:
        outlet = re.sub(r"\s*<[^>]*>", "", value).strip() or None
        label = Label(chunk, Role.META, BlockKind.OUTLET, outlet=outlet)
    elif name in _DATES and (stamp := dates.read_stamp(chunk.text, today=page.today)):
        label = Label(chunk, Role.META, BlockKind.DATE, stamp=stamp)
    elif name in _BYLINES:
        label = Label(chunk, Role.META, BlockKind.BYLINE)
    elif name in _LINKS:
        label = Label(chunk, Role.META, BlockKind.FURNITURE, url=value or None)
    elif name in _ABSTRACTS:
        label = Label(chunk, Role.FURNITURE, BlockKind.FURNITURE)
    elif name in _TITLES | _OUTLETS | _DATES | _OTHERS and not shape.is_prose(chunk.text):
        label = Label(chunk, Role.META, BlockKind.FURNITURE)
    return label


def _unquoted(value: str) -> str:
    """Take off the quotes that front matter puts round a whole value."""
    if len(value) < 3 or value[0] not in "\"'" or value[-1] != value[0]:
        return value
    return value if value[0] in value[1:-1] else value[1:-1]


def _heading(chunk: Chunk, _page: _Page) -> Label | None:
    """Believe the signs that mark a title, unless they stand round a label such as "Comments"."""
    if 0 < chunk.level < 3 and furniture.mark(chunk.text) is None:
        return Label(chunk, Role.HEAD, BlockKind.SUBHEADING)
    return None


def _byline(chunk: Chunk, _page: _Page) -> Label | None:
    if shape.is_byline(chunk.text):
        return Label(chunk, Role.META, BlockKind.BYLINE)
    return None


def _stamp(chunk: Chunk, page: _Page) -> Label | None:
    """Read a line that says when, and perhaps where or by whom, the article appeared."""
    if chunk.words > _LONGEST_FACT or len(chunk.text) > 160:
        return None
    stamp = dates.read_stamp(chunk.text, today=page.today)
    if stamp is None:
        return None
    rest, first = stamp.rest, re.split(r"\s{2,}|[|·•]", chunk.text)[0].strip()
    timely = stamp.relative or stamp.labelled or stamp.updated or stamp.published
    name = len(rest.split()) <= 5 and shape.capitalised(rest) == 1.0
    label: Label | None = None
    if rest and (shape.is_byline(rest) or shape.is_byline(first)):
        label = Label(chunk, Role.META, BlockKind.BYLINE, stamp=stamp)
    elif rest and (shape.folded(rest) in page.outlets or shape.is_masthead(rest)):
        label = Label(chunk, Role.META, BlockKind.OUTLET, stamp=stamp, outlet=rest)
    elif (
        not rest
        or (stamp.published and _GENRE.fullmatch(rest))
        or (timely and name and not shape.ends_sentence(chunk.text))
    ):
        label = Label(chunk, Role.META, BlockKind.DATE, stamp=stamp)
    return label


def _ruler(chunk: Chunk, _page: _Page) -> Label | None:
    if not segment.is_ruler(chunk.text):
        return None
    found = furniture.mark(chunk.text)
    return Label(chunk, Role.RULER, BlockKind.FURNITURE, found.zone if found else None)


def _masthead(chunk: Chunk, page: _Page) -> Label | None:
    named = shape.folded(chunk.text) in page.outlets
    if named or (shape.is_masthead(chunk.text) and furniture.mark(chunk.text) is None):
        return Label(chunk, Role.META, BlockKind.OUTLET, outlet=chunk.text.lstrip("-–— "))
    return None


def _furniture(chunk: Chunk, _page: _Page) -> Label | None:
    if found := furniture.mark(chunk.text):
        return Label(chunk, Role.FURNITURE, found.kind, found.zone)
    if not any(char.isalpha() for char in chunk.text):
        return Label(chunk, Role.FURNITURE, BlockKind.FURNITURE)
    return None


def _post(chunk: Chunk, _page: _Page) -> Label | None:
    """Read the signature of an embedded post, or its text if a picture's address is in it."""
    text = chunk.text
    handle = text[0] == "@" and chunk.words <= 4
    signature = "(@" in text and _HANDLE.fullmatch(text) is not None
    if handle or signature or "pic.twitter.com/" in text:
        kind = BlockKind.CREDIT if text[0] in "—–-@" else BlockKind.FURNITURE
        return Label(chunk, Role.FURNITURE, kind)
    return None


_READERS: tuple[Callable[[Chunk, _Page], Label | None], ...] = (
    _told,
    _ordinal,
    _field,
    _heading,
    _byline,
    _stamp,
    _ruler,
    _masthead,
    _furniture,
    _post,
)
