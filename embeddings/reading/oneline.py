"""A page saved as one single line: its header and its footer parted from the running text."""

import re
from collections.abc import Sequence
from itertools import pairwise

from embeddings import text as texts
from embeddings.reading import furniture
from embeddings.reading.families import FULL_NAME, compiled
from embeddings.reading.segment import Chunk

__all__ = ["parted"]

_LEAST_WORDS = 150
_HEADER_CHARS = 700
"""A byline and a date further on belong to the text."""
_DATE = (
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2},? (?:19|20)\d\d|\d{1,2} [A-Z][a-z]{2,8}\.? (?:19|20)\d\d"
    r"|(?:19|20)\d\d-\d\d-\d\d)(?:,? (?:at )?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?: [A-Z]{2,4}\b)?)?"
)
_STATED = re.compile(
    rf"(?P<by>\bBy {FULL_NAME}(?:, [A-Z][\w \-]{{2,40}}?)?\s+)?"
    rf"(?P<date>(?:(?:Published|Posted|Updated|Date):?\s+(?:on )?)?(?:[A-Z][a-z]+day,? )?{_DATE})"
    r"\s+(?=[\"“‘A-Z])"
)
"""What stands between the headline and the text: a byline with a date, or a labelled date."""
_LABELLED = re.compile(r"(?:Published|Posted|Updated|Date)\b")
_FOOTER = re.compile(
    r"(?<=[.!?\"”’] )(?=(?:Share (?:this|on|via)|Most (?:popular|read)|Related (?:stories|articles"
    r"|topics)|Read (?:next|more:)|Sign up (?:for|to)|Follow us|Subscribe (?:now|to (?:our|the))"
    r"|Advertisement|Tags:|Topics:|Comments \(|Copyright|©|All rights reserved)\b|©)"
)
_FOOTER_PARTS = compiled(
    r"""
    (?<=\s)(?=(?:Share this|Most (?:popular|read)|Related (?:stories|articles)|Read next
        |Sign up (?:for|to)|Follow us|Subscribe|Tags:|Topics:|Copyright)\b|©)
    """,
    exact_case=True,
)
_LAST_SHARE = 0.7
"""A footer begins in the last part of the line."""
_WORD = re.compile(r"\S+")


def parted(source: str, chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """Part the one block of a page without line breaks; other pages stay as they are."""
    if not chunks or len(chunks) > 2:
        return chunks
    longest = max(chunks, key=lambda chunk: chunk.words)
    if longest.words < max(_LEAST_WORDS, 0.9 * sum(chunk.words for chunk in chunks)):
        return chunks
    cuts = [longest.start, *_cuts(source, longest), longest.end]
    parts = [
        part
        for start, end in pairwise(cuts)
        for part in [_chunk(source, start, end)]
        if part is not None
    ]
    return [part for chunk in chunks for part in (parts if chunk is longest else [chunk])]


def _chunk(source: str, start: int, end: int) -> Chunk | None:
    raw = source[start:end]
    begin, stop = start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip())
    if begin >= stop:
        return None
    return Chunk(begin, stop, texts.clean(source[begin:stop]), 1)


def _cuts(source: str, chunk: Chunk) -> list[int]:
    found = _STATED.search(source, chunk.start, min(chunk.end, chunk.start + _HEADER_CHARS))
    cuts: list[int] = []
    if found is not None and (found["by"] or _LABELLED.match(found["date"])):
        cuts += _header_cuts(source, chunk.start, found.start())
        cuts += [found.start(), found.start("date"), found.end()]
    tail = chunk.start + int(_LAST_SHARE * (chunk.end - chunk.start))
    footer = _FOOTER.search(source, tail, chunk.end)
    if footer is not None:
        cuts += [footer.start()]
        cuts += [m.start() for m in _FOOTER_PARTS.finditer(source, footer.start() + 1, chunk.end)]
    return cuts


def _header_cuts(source: str, start: int, end: int) -> list[int]:
    """Part the outlet's name, the site's menu and the headline, where a menu is there."""
    words = list(_WORD.finditer(source, start, end))
    places = [at for at, word in enumerate(words) if _is_menu_word(word.group())]
    if len(places) < 3:
        return []
    run = places[:1]
    for place in places[1:]:
        if place - run[-1] > 2:  # A menu may hold one word that no list knows.
            break
        run.append(place)
    if len(run) < 3:
        return []
    return [words[run[0]].start(), words[run[-1]].end()]


def _is_menu_word(word: str) -> bool:
    return word[0].isupper() and furniture.is_menu_word(word)
