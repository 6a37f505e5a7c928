"""Each block of a page with its role: prose, headline, fact about the article, or furniture."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from embeddings.reading import codes, dates, furniture, mastheads, segment, shape
from embeddings.reading.families import FULL_NAME
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
    r"(?P<name>[A-Za-z][A-Za-z/\-_ ]{1,16}?)\s?:\s*(?P<value>.*)",
)
_ORDINAL = re.compile(
    r"(?:article|document|story|item)\s+#?\d+(?:\s?(?:of|/)\s?\d+)?[.:]?|\[\d+\]"
    r"|\d+ of \d+ documents",
    re.IGNORECASE,
)
_DATED_HEADLINE = re.compile(
    r"(?:date|published|posted)?\s*:?\s*(?P<date>\d{4}-\d\d-\d\d(?:[T ][\d:]+Z?)?)[\s|:–—-]+"
    r"(?=[A-Z\"'“‘\u00c0-\u00de])(?P<head>\S.{15,})",
    re.IGNORECASE,
)
_SHARES = re.compile(r"\(\d+%\)")
"""Databases weigh subjects: "FISHING (91%)"."""
_GENRE = re.compile(
    r"(?:press |news |media )?(?:release|statement|report|announcement|bulletin|news|analysis"
    r"|opinion|feature|comment|interview|explainer|review|editorial|column)s?",
    re.IGNORECASE,
)
_POST = r"(?i:reporter|correspondent|editor|writer|columnist|analyst)"
_POST_HELD = re.compile(
    rf"(?:[A-Z][\w\-]* ?){{0,3}}\b{_POST}(?:, |$)(?P<at>[^.!?]{{0,60}})"
)
_HANDLE = re.compile(r"[—–-]?\s?.{0,50}\(?@\w{2,}\)?.{0,40}")
_HOME_LINK = re.compile(r"(?P<name>[A-Z].{2,40}?) [-–—|] (?i:back to (?:the )?home(?: ?page)?)")
_EMPHASIS = re.compile(r"\*{1,2}|(?<!\w)_{1,2}|_{1,2}(?!\w)")
_NAME_AND_POST = re.compile(rf"{FULL_NAME},? (?:[A-Z][\w-]* ){{0,3}}?{_POST}")
_COLUMNS = re.compile(r"\s{2,}|\s*[|·•∙]\s*|\s+//?\s+")
_SIGNED_SOURCE = re.compile(r"(?P<name>[A-Z][\w&'’.\- ]{2,40}?) by (?=[A-Z])")
"""How readers of feeds head an article: "Valley Times by Ann Hill"."""
_ISSUE = re.compile(
    r"\b(?:page|issue|no|vol(?:ume)?)\.? [A-Z]?\d+\b|\b[A-Z]\d{1,2}$", re.IGNORECASE
)
_TAKEN_FROM = re.compile(r"^(?:[Ff]rom|[Ii]n) (?:the )?(?=[A-Z])|(?<=\w) (?:of|on|dated)$")
"""What is left of "From the Valley Times of 3 May, page 5" without day and page but the name."""
_APPEARED = re.compile(
    r"(?:\w+ ){0,4}?(?:posted|published|filed|issued|released|embargo(?:ed)?|aired|broadcast"
    r"|printed|sent|(?:coverage|blog|updates) (?:ended|closed)|front page|edition|issue)\b[^.!?]*$",
    re.IGNORECASE,
)
"""Words with which a line says that its day is that of the article or of the page."""
_LONGEST_STATEMENT = 12
_LONGEST_COLUMN = 8
"""Words."""
_LONGEST_FACT = 24
"""Words; a longer line that names a date or an author is a sentence about something else."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What the readers of single blocks know of the whole page."""

    outlets: Mapping[str, str]
    today: date | None
    fields: bool
    coded: bool


def labels(
    source: str, chunks: Sequence[Chunk], *, today: date | None = None, fields: bool = True
) -> tuple[Label, ...]:
    """Return every block with its role; ``fields`` tells whether "Headline: …" lines count."""
    parts = list(_parted(source, chunks))
    page = _Page(mastheads.named(parts), today, fields, codes.are_used(c.text for c in parts))
    return tuple(_label(chunk, page) for chunk in parts)


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
    found = furniture.mark(chunk.text) if heading else None
    if heading and (chunk.words > 1 or (found is not None and found.zone is Zone.COMMENTS)):
        return None
    return Label(chunk, Role.HEAD if heading else Role.FURNITURE, chunk.kind)


def _ordinal(chunk: Chunk, _page: _Page) -> Label | None:
    """Read "Document 2 of 5", which parts articles like a ruler."""
    if _ORDINAL.fullmatch(chunk.text) or codes.END.fullmatch(chunk.text):
        return Label(chunk, Role.RULER, BlockKind.FURNITURE)
    return None


def _field(chunk: Chunk, page: _Page) -> Label | None:
    """Read a labelled line, as databases, e-mails and front matter have them."""
    named = _named_value(chunk, page) if page.fields and len(chunk.text) <= 250 else None
    if named is None or shape.is_byline(chunk.text):
        return None
    name, value = named
    stamp = dates.read_stamp(f"{name}: {value}", today=page.today)
    label: Label | None = None
    if name in codes.TITLES and value and not _SHARES.search(value):
        label = Label(chunk, Role.HEAD, BlockKind.TITLE, title=value)
    elif name in codes.OUTLETS and re.match(r"https?://", value):
        label = Label(chunk, Role.META, BlockKind.FURNITURE, url=value)
    elif name in codes.OUTLETS and 0 < len(value.split()) <= 8:
        outlet = re.sub(r"\s*<[^>]*>|\S+@\S+", "", value).strip() or None
        kind = BlockKind.OUTLET if outlet else BlockKind.FURNITURE
        label = Label(chunk, Role.META, kind, outlet=outlet)
    elif name in codes.DATES and stamp is not None:
        label = Label(chunk, Role.META, BlockKind.DATE, stamp=stamp)
    elif name in codes.COPIED and stamp is not None:
        label = Label(chunk, Role.META, BlockKind.FURNITURE)
    elif name in codes.BYLINES:
        label = Label(chunk, Role.META, BlockKind.BYLINE)
    elif name in codes.LINKS:
        label = Label(chunk, Role.META, BlockKind.FURNITURE, url=value or None)
    elif name in codes.ABSTRACTS:
        label = Label(chunk, Role.FURNITURE, BlockKind.FURNITURE)
    elif name in codes.OTHERS | codes.TITLES | codes.OUTLETS | codes.DATES:
        brief = not shape.is_prose(value) and len(value.split()) <= _LONGEST_FACT
        label = Label(chunk, Role.META, BlockKind.FURNITURE) if brief else None
    return label


def _named_value(chunk: Chunk, page: _Page) -> tuple[str, str] | None:
    """Return a labelled line's name, in lower case, and its value."""
    if page.coded and (coded := codes.name_of(chunk.text)):
        return coded
    found = _FIELD.fullmatch(chunk.text)
    return (found["name"].lower(), _unquoted(found["value"].strip())) if found else None


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
    # A clipped page keeps the signs of italics: "Ann Hill *Science reporter*".
    if shape.is_byline(chunk.text) or _NAME_AND_POST.fullmatch(_EMPHASIS.sub("", chunk.text)):
        return Label(chunk, Role.META, BlockKind.BYLINE)
    return None


def _employed(chunk: Chunk, _page: _Page) -> Label | None:
    """Read what stands below a reporter's name: "Health reporter, Coastal News, Hatch"."""
    found = _POST_HELD.fullmatch(chunk.text) if chunk.words <= 10 else None
    masthead = chunk.text.startswith("The ") or shape.is_masthead(chunk.text)
    if found is None or masthead or shape.ends_sentence(chunk.text):
        return None
    employer = next((p for p in found["at"].split(", ") if shape.is_masthead(p)), None)
    return Label(chunk, Role.META, BlockKind.BYLINE, outlet=employer)


def _stamp(chunk: Chunk, page: _Page) -> Label | None:
    """Read a line that says when, and perhaps where or by whom, the article appeared."""
    if chunk.words > _LONGEST_FACT or len(chunk.text) > 160:
        return None
    stamp = dates.read_stamp(chunk.text, today=page.today)
    if stamp is None:
        return None
    rest = _TAKEN_FROM.sub("", _ISSUE.sub("", stamp.rest).strip(" |,"))
    columns = [part.strip() for part in _COLUMNS.split(chunk.text) if part.strip()]
    timely = stamp.relative or stamp.labelled or stamp.updated or stamp.published
    name = len(rest.split()) <= 5 and shape.capitalised(rest) == 1.0
    label: Label | None = None
    if rest and (shape.is_byline(rest) or shape.is_byline(columns[0])):
        outlet = _outlet_among([part.strip("*_") for part in columns[1:]], page)
        label = Label(chunk, Role.META, BlockKind.BYLINE, stamp=stamp, outlet=outlet)
    elif stamp.published and _is_dated_row(columns) and (by := _SIGNED_SOURCE.match(columns[0])):
        label = Label(chunk, Role.META, BlockKind.OUTLET, stamp=stamp, outlet=by["name"])
    elif rest and (outlet := _outlet_among([rest, *columns], page)):
        label = Label(chunk, Role.META, BlockKind.OUTLET, stamp=stamp, outlet=outlet)
    elif (
        not rest
        or (stamp.published and _GENRE.fullmatch(rest))
        or (timely and name and not shape.ends_sentence(chunk.text))
        or (stamp.published and _is_dated_row(columns))
        or (stamp.published and chunk.words <= _LONGEST_STATEMENT and _APPEARED.match(chunk.text))
    ):
        label = Label(chunk, Role.META, BlockKind.DATE, stamp=stamp)
    return label


def _outlet_among(parts: Sequence[str], page: _Page) -> str | None:
    """Return the outlet that a dated line names: the shortest of its parts that is a name."""
    named = [
        page.outlets.get(mastheads.folded_name(part), part)
        for part in parts
        if mastheads.folded_name(part) in page.outlets or shape.is_masthead(part)
    ]
    return min(named, key=len) if named else None


def _is_dated_row(columns: Sequence[str]) -> bool:
    """Tell a row of short columns of which one is a whole date ("Friday, 3 May 2024 | 4 items")."""
    stamps = [dates.read_stamp(part) for part in columns]
    dated = any(stamp is not None and stamp.published and not stamp.rest for stamp in stamps)
    short = all(len(part.split()) <= _LONGEST_COLUMN for part in columns)
    return len(columns) >= 2 and dated and short


def _ruler(chunk: Chunk, _page: _Page) -> Label | None:
    if not segment.is_ruler(chunk.text):
        return None
    found = furniture.mark(chunk.text)
    return Label(chunk, Role.RULER, BlockKind.FURNITURE, found.zone if found else None)


def _masthead(chunk: Chunk, page: _Page) -> Label | None:
    name = mastheads.bare_name(chunk.text)
    if home := _HOME_LINK.fullmatch(chunk.text):
        return Label(chunk, Role.META, BlockKind.OUTLET, outlet=home["name"])
    if spelt := page.outlets.get(mastheads.folded_name(name)):
        shown = spelt if name == name.upper() else name
        return Label(chunk, Role.META, BlockKind.OUTLET, outlet=shown)
    for known, spelt in page.outlets.items():
        longer = mastheads.folded_name(name).removeprefix(f"{known} ")
        if " " in known and longer != mastheads.folded_name(name) and " " not in longer:
            return Label(chunk, Role.META, BlockKind.OUTLET, outlet=spelt)
    if shape.is_masthead(name) and furniture.mark(chunk.text) is None:
        return Label(chunk, Role.META, BlockKind.OUTLET, outlet=name)
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
    _employed,
    _stamp,
    _ruler,
    _masthead,
    _furniture,
    _post,
)
