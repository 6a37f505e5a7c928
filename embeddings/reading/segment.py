"""A page's text to its blocks: lines found, hard wraps joined, bullets and rulers told apart."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from embeddings import text as texts
from embeddings.reading import dates, furniture, shape
from embeddings.records import BlockKind

__all__ = ["Chunk", "chunks", "is_ruler"]

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_EDGE = "".join(char for char in map(chr, range(0x3001)) if char.isspace()) + (
    "\x00\u00ad\u200b\u200e\u200f\u2060\ufeff"
)
"""White space and signs that cannot be seen: no part of a block at its edges."""
_BULLET = re.compile(r"(?:[-*+•‣▪▫◦●■□·►▶➤→✓✔]|[–—](?=\s)|\(?\d{1,2}[.)])[ \t\u00a0]+(?=\S)")
_QUOTED = re.compile(r"(?:>[ \t]+){1,3}(?=[\"“‘'«A-Z])")
"""The sign before a quotation in Markdown and in e-mail."""
_HASHES = re.compile(r"#{1,6}[ \t]+(?=\S)")
_DECORATED = re.compile(r"(?P<mark>[-–—=*_~]{1,5})\s*(?P<inner>[^\s].*?)\s*(?P=mark)")
_RULER = re.compile(r"(?:[-–—=*_~#•·.+<>]\s*){3,}|\u2500+|\u2501+")
_UNDERLINE = re.compile(r"(?:=+|-+|~+)")
_COLUMNS = re.compile(r"\S(?: {4,}|\t+)\S")
"""A running head or a row of links set in columns; justified text has gaps of two or three."""
_BY = re.compile(
    r"By\b|by [A-Z][\w.'’\-]* [A-Z]"
    r"|by (?:our|the|a) (?:\w+ ){0,4}(?:reporter|correspondent|staff|editor)\b"
)
_FRONT = re.compile(
    r"(?:title|source|author|published|created|updated|date|description|tags|url|link|outlet|layout"
    r"|site|byline|slug|image|categories|publication|license|[a-z]{3,12}_[a-z]{2,12}):(?:\s|$)"
)
"""A line of a note's front matter, which nothing wraps."""
_DROP_CAP = re.compile(r"[\"“‘']?[A-Z]")
"""A first letter set large, which a copied page gives a line of its own."""
_LINKED = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\([^()\s]+\)")
"""A link in Markdown, of which a reader sees only the words."""
_STOPS = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_LABELLED = re.compile(r"[A-Z][A-Z .'’\-]{2,40}(?:\([^)]*\))?: ")
_CONTINUES = re.compile(r"[a-z\u00df-\u024f,;]$")
_ADDRESS = re.compile(r"https?://|\bwww\.")
"""What no program wraps, however long."""
_NARROWEST, _WIDEST = 40, 130
"""The columns between which people and programs wrap plain text."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One block of a page, ``source[start:end]``, and what its layout says about it.

    ``gap`` counts the empty lines before it. ``level`` is the rank of a marked heading (1 is the
    page's title, 0 none). ``bullet`` tells a list item; the bullet lies before ``start``.
    ``kind`` is set where markup told what the block is; ``tagged`` where it called it a paragraph.
    """

    start: int
    end: int
    text: str
    gap: int = 0
    bullet: bool = False
    level: int = 0
    kind: BlockKind | None = None
    tagged: bool = False

    @property
    def words(self) -> int:
        """The number of words."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    gap: int
    text: str
    columns: bool

    @property
    def width(self) -> int:
        return self.indent + self.end - self.start

    @property
    def first_word(self) -> int:
        return len(self.text.split(" ", 1)[0])


def is_ruler(text: str) -> bool:
    """Tell a line drawn with signs, such as ``-----`` or ``* * *``."""
    return _RULER.fullmatch(text) is not None


def chunks(source: str) -> tuple[Chunk, ...]:
    """Return the blocks of a plain-text page, in order; they never overlap."""
    lines = _lines(source)
    wrap = _wrap(lines)
    found: list[Chunk] = []
    at = 0
    while at < len(lines):
        last = at
        while last + 1 < len(lines) and _runs_on(lines[last], lines[last + 1], wrap):
            last += 1
        found.append(_chunk(source, lines[at], lines[last]))
        at = last + 1
    return tuple(_underlined(found))


def _lines(source: str) -> list[_Line]:
    lines: list[_Line] = []
    previous_end = 0
    for match in _LINE.finditer(source):
        raw = match.group()
        start = match.start() + len(raw) - len(raw.lstrip(_EDGE))
        end = match.start() + len(raw.rstrip(_EDGE))
        if start >= end or not (text := texts.clean(source[start:end])):
            continue
        gap = max(0, _breaks(source[previous_end:start]) - 1)
        columns = _COLUMNS.search(source, start, end) is not None
        lines.append(_Line(start, end, start - match.start(), gap, text, columns))
        previous_end = end
    return lines


def _breaks(between: str) -> int:
    return len(re.findall(r"\r\n|[\n\r\x0b\x85\u2028\u2029]|\x0c", between))


@dataclass(frozen=True, slots=True)
class _Wrap:
    """How a page was wrapped: at which column, and whether paragraphs stand apart."""

    width: int
    spaced: bool
    lines_each: float


def _wrap(lines: list[_Line]) -> _Wrap | None:
    """Find the column at which a page was wrapped; ``None`` where lines are whole paragraphs.

    Proof of wrapping is a line that stops in mid-sentence at a plausible column although the
    next word had no room there, or the next line goes on in lower case.
    """
    lines = [line for line in lines if not _ADDRESS.search(line.text)]
    pairs = [(a, b) for a, b in pairwise(lines) if b.gap == 0]
    surest = [a.width for a, b in pairs if b.text[0].islower() and _proves_wrap(a)]
    short = [line.width for line in lines if line.width <= _WIDEST and not is_ruler(line.text)]
    if len(surest) >= 2 and len(surest) >= 0.2 * sum(a.width >= _NARROWEST for a, _ in pairs):
        limit = max(surest) + 8
        width = max(a.width for a, _ in pairs if a.width <= limit)
    elif len(short) >= 0.98 * len(lines) and max(short, default=0) >= 60:
        width = max(short)
        full = [
            (a, b) for a, b in pairs if a.width + 1 + b.first_word > width >= a.width >= _NARROWEST
        ]
        open_ended = sum(not _STOPS.search(a.text) for a, _ in full)
        lower = any(b.text[0].islower() for _, b in full)
        clear = open_ended >= 2 and open_ended > len(full) - open_ended and lower
        if not clear and not _fills_its_groups(lines, pairs, full, width):
            return None
    else:
        return None
    ends = [(a, b) for a, b in pairwise(lines) if _STOPS.search(a.text) and not b.text[0].islower()]
    hard = sum(b.gap == 0 and a.width + 1 + b.first_word <= width for a, b in ends)
    apart = sum(b.gap > 0 for _, b in ends)
    full_lines = sum(a.width + 1 + b.first_word > width for a, b in pairs)
    return _Wrap(width, apart >= hard, 1 + full_lines / max(1, hard + apart))


def _fills_its_groups(
    lines: list[_Line],
    pairs: list[tuple[_Line, _Line]],
    full: list[tuple[_Line, _Line]],
    width: int,
) -> bool:
    """Tell a short wrapped page with empty lines between paragraphs by its full inner lines."""
    apart = sum(line.gap > 0 for line in lines)
    early = sum(a.width >= width / 2 and _STOPS.search(a.text) is not None for a, _ in pairs) - sum(
        _STOPS.search(a.text) is not None for a, _ in full
    )
    return width <= 100 and len(full) >= 2 and apart >= 2 and early == 0


def _proves_wrap(line: _Line) -> bool:
    return _NARROWEST <= line.width <= _WIDEST and _CONTINUES.search(line.text) is not None


def _runs_on(line: _Line, following: _Line, wrap: _Wrap | None) -> bool:
    """Tell whether a line break is only a wrap: the next word had no room left on the line."""
    if _DROP_CAP.fullmatch(line.text) and len(following.text) >= _NARROWEST:
        return not following.gap and (following.text[0].islower() or following.text[:2].isupper())
    if following.gap or line.columns or is_ruler(line.text) or _sets_itself_apart(following):
        return False
    goes_low = following.text[0].islower()
    if goes_low and _wraps_headline(line, following):
        return True
    if wrap is None:  # Not a wrapped page, but a lone wrap in mid-sentence may have slipped in.
        comma = line.text[-1] == "," and line.width <= _WIDEST
        return goes_low and (comma or _proves_wrap(line))
    return _had_no_room(line, following, wrap)


def _had_no_room(line: _Line, following: _Line, wrap: _Wrap) -> bool:
    indented = following.indent > line.indent + 1 and not _bullet(line.text)
    if indented or line.width > wrap.width + 1 or furniture.ends_caption(line.text):
        return False
    if line.width + 1 + following.first_word > wrap.width:
        return not _STOPS.search(line.text) or _goes_on(line, following, wrap)
    # A ragged wrap (proportional type): in mid-sentence on both sides and not a short line.
    in_mid = following.text[0].islower() and _CONTINUES.search(line.text) is not None
    return in_mid and line.width >= 0.6 * wrap.width


def _wraps_headline(line: _Line, following: _Line) -> bool:
    """Tell a headline set over several short lines, of which each goes on in lower case."""
    short = line.width <= _NARROWEST and following.width <= _WIDEST
    words = len(line.text.split()) >= 3 and len(following.text.split()) >= 2
    open_ended = not _STOPS.search(line.text) and furniture.mark(line.text) is None
    return short and words and open_ended and shape.capitalised(line.text) < 1.0


def _goes_on(line: _Line, following: _Line, wrap: _Wrap) -> bool:
    """Tell whether the paragraph of a full line that ends a sentence goes on with the next line."""
    if furniture.mark(following.text) is not None or _LABELLED.match(following.text):
        return False
    above = furniture.mark(line.text)
    if above is not None and above.kind is BlockKind.PROMPT:
        return False
    if wrap.spaced or following.text[0].islower():
        return True
    return wrap.lines_each > 2.5 and following.text[0] not in "\"“‘'«"


def _sets_itself_apart(line: _Line) -> bool:
    if _BY.match(line.text) and len(line.text) < 80:
        stamp = dates.read_stamp(line.text)
        if shape.is_byline(line.text) or (stamp is not None and shape.is_byline(stamp.rest)):
            return True
    return (
        line.columns
        or _FRONT.match(line.text) is not None
        or is_ruler(line.text)
        or _bullet(line.text) > 0
        or bool(_HASHES.match(line.text))
    )


def _bullet(text: str) -> int:
    match = _BULLET.match(text)
    if match is None or (text[0].isdigit() and len(text) < 60 and dates.read_stamp(text)):
        return 0  # "7. März 2024" is a day and not the seventh item.
    return match.end()


def _chunk(source: str, first: _Line, last: _Line) -> Chunk:
    start, end = first.start, last.end
    raw = source[start:end]
    if is_ruler(texts.clean(raw)):
        return Chunk(start, end, texts.clean(raw), first.gap)
    if hashes := _HASHES.match(raw):
        level = len(hashes.group().strip())
        inner = raw[hashes.end() :].rstrip(" #") or raw[hashes.end() :]
        begin = start + hashes.end()
        return Chunk(begin, begin + len(inner), texts.clean(inner), first.gap, level=level)
    if len(raw) <= 120 and "\n" not in raw and (fenced := _DECORATED.fullmatch(raw)):
        return Chunk(start, end, texts.clean(fenced["inner"]), first.gap, level=_fence(fenced))
    skip = _bullet(raw)
    if not skip and (quoted := _QUOTED.match(raw)):
        start += quoted.end()
        raw = raw[quoted.end() :]
    seen = _LINKED.sub(r"\1", texts.clean(raw[skip:]))
    return Chunk(start + skip, end, seen, first.gap, bullet=skip > 0)


def _fence(fenced: re.Match[str]) -> int:
    """Rank a line between signs: ``=== Title ===`` is a title, ``- 'Allies' -`` a sub-heading.

    Stars and underscores are only emphasis and may stand round a whole sentence.
    """
    mark = fenced["mark"][0]
    if mark in "*_":
        return 0
    return 1 if mark == "=" else 3


def _underlined(found: list[Chunk]) -> list[Chunk]:
    """Turn a line and the rule drawn under it into a heading (``=`` a title, ``-`` a lower one)."""
    result: list[Chunk] = []
    for chunk in found:
        above = result[-1] if result else None
        if (
            above is not None
            and chunk.gap == 0
            and _UNDERLINE.fullmatch(chunk.text)
            and not is_ruler(above.text)
            and abs(len(chunk.text) - len(above.text)) <= 3
        ):
            level = 1 if chunk.text[0] == "=" else 2
            result[-1] = replace(above, end=chunk.end, level=level)
        else:
            result.append(chunk)
    return result
