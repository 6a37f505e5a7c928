"""The outlets that a page names as its own: mastheads with their proof elsewhere on the page."""

import re
from collections.abc import Mapping, Sequence

from embeddings.reading import dates, furniture, shape
from embeddings.reading.families import compiled
from embeddings.reading.segment import Chunk
from embeddings.records import BlockKind

__all__ = ["bare_name", "folded_name", "named"]

_HEADER_BLOCKS = 14
"""A masthead stands among so many first blocks of a page."""
_LONGEST_NAME = 6
_LONGEST_PROOF = 45
"""Words; what is longer speaks of a name and is not the site's own small print."""
_RIGHTS = re.compile(
    r"(?:[A-Z]\w*,? (?:\w+ ){0,4}?)?(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:(?:19|20)\d\d)?"
    r"(?:\s?[-–]\s?(?:19|20)\d\d)?,?\s*"
    r"(?:by )?(?P<holder>[A-Z][\w.&'’\- ]{1,40}?)"
    r"(?:[.,]|\s+All\b|$|\s+(?:Ltd|Limited|Inc|LLC|Group)\b)",
    re.IGNORECASE,
)
_NEWSROOM = re.compile(
    r"(?:from|by) the (?:newsroom|editors|journalists|team) (?:of|at) (?:the )?", re.IGNORECASE
)
_DECORATION = " ≡☰•·»›«‹→←-–—*|_>\t"
# A site speaks of itself by name in few ways; <X> stands for the name. Each way is proof that
# the name above the headline is the outlet's and neither a headline nor a section's.
_PROOFS = r"""
(?:©|\(c\)|copyright\b).{0,40}\b<X>\b.*
(?:.{0,40}\b)?(?:subscribe to|sign up (?:for|to)|search|support|advertise (?:with|in|on)
    |welcome to|back to|get the|download the|enjoying|all of) (?:the )?<X>\b.{0,60}
(?:you are receiving|you received|you get) .*\b<X>\b.{0,40}
(?:the )?<X>(?:'s)? (?:is|are) (?:not responsible|published|printed|owned|part of|a (?:trading
    |member|registered))\b.*
(?:the )?<X> is an? (?:(?!for\b|at\b|of\b)[\w-]+ ){0,3}(?:publication|newsletter|magazine
    |newspaper|website|site)(?:[.,]| (?:for|about|from|of|that|covering|published)\b).*
(?:the )?<X> (?:may|will) earn\b.*
(?:\w+ ){0,8}(?:covers|writes|reports|is|reporter|correspondent|editor|columnist|writer|critic)\b
    .{0,60} (?:for|at|of) (?:the )?<X>\b.{0,60}
(?:the )?<X> (?:newsletter|app|podcast|shop|premium|plus|digital|staff|media|online
    |subscribers?)\b.{0,40}
(?:the )?<X>,? \d+ .{4,60}
"""

# "Published" stands alone above a date, and "published by" in the small print proves nothing.
_DATE_LABELS = frozenset(("published", "posted", "updated", "last updated", "modified", "date"))


def folded_name(text: str) -> str:
    """Return a name for comparing: without decoration, case, or "The" before it."""
    return re.sub(r"^the (?=\w)", "", shape.folded(text))


def bare_name(text: str) -> str:
    """Return a name without the menu sign, dash or initials that a page sets before it.

    "LPR Lowland Public Radio" is what a logo with its words comes to in plain text.
    """
    name = _NEWSROOM.sub("", text.strip(_DECORATION))
    initials, _, rest = name.partition(" ")
    words = [word for word in rest.split() if word[0].isupper()]
    spelt = len(words) > 1 and initials == "".join(word[0] for word in words)
    return rest if spelt else name


def named(chunks: Sequence[Chunk]) -> Mapping[str, str]:
    """Return the outlets that a page names as its own: folded names and how they are written.

    Proof is a copyright line, the site's small print, or a repetition as "- X".
    """
    names = [m["holder"].strip() for c in chunks if (m := _RIGHTS.match(c.text))]
    plain = {c.text for c in chunks if not c.bullet and 1 <= c.words <= 5}
    names += [c.text for c in chunks if c.bullet and c.text in plain]
    names += [
        dashless
        for c in chunks
        if c.text[0] in "-–—" and (dashless := c.text.lstrip("-–— ")) in plain
    ]
    names += _proved(chunks)
    return {folded_name(name): name for name in names if not _is_agency_credit(name)}


def _is_agency_credit(name: str) -> bool:
    found = furniture.mark(name)
    return found is not None and found.kind is BlockKind.CREDIT


def _proved(chunks: Sequence[Chunk]) -> list[str]:
    """Return the names among a page's first blocks that its small print repeats."""
    small_print = [
        (at, chunk.text, shape.folded(chunk.text))
        for at, chunk in enumerate(chunks)
        if chunk.words <= _LONGEST_PROOF
    ]
    found: list[str] = []
    for at, chunk in enumerate(chunks[:_HEADER_BLOCKS]):
        name = bare_name(chunk.text)
        if not _may_be_name(name, chunk):
            continue
        own = folded_name(name)
        mentions = [text for place, text, plain in small_print if place != at and own in plain]
        proofs = _proof_of(own) if mentions and own else None
        proving = [text for text in mentions if proofs is not None and _proves(proofs, text)]
        if proving:
            found.append(_spelling(name, proving))
    return found


def _may_be_name(name: str, chunk: Chunk) -> bool:
    if name.lower().rstrip(":") in _DATE_LABELS:
        return False
    # A newsletter's name may be a heading; that is proved as any other is.
    if not name or chunk.level > 1 or not 1 <= len(name.split()) <= _LONGEST_NAME or len(name) < 3:
        return False
    if shape.ends_sentence(name) or shape.capitalised(name) < 1.0 or dates.read_stamp(name):
        return False
    return furniture.mark(name) is None and not shape.is_byline(name)


def _proof_of(name: str) -> re.Pattern[str]:
    pattern = r"\W+".join(map(re.escape, name.split()))
    return compiled(_PROOFS.replace("<X>", f"(?:{pattern})"))


def _proves(proofs: re.Pattern[str], text: str) -> bool:
    return proofs.fullmatch(text.replace("’", "'")) is not None


def _spelling(name: str, proving: Sequence[str]) -> str:
    """Write a name set all in capitals as the page writes it elsewhere."""
    if name != name.upper():
        return name
    words = r"\W+".join(map(re.escape, name.split()))
    for text in proving:
        found = re.search(rf"(?i)\b{words}\b", text)
        if found and found.group() != found.group().upper():
            return found.group()[0].upper() + found.group()[1:]
    return name
