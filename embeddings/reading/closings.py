"""What may follow an article's last paragraph and reads like prose: notes, plugs, imprints.

The same words amid an article are its own, so these count only where nothing of it follows.
"""

import re
from collections.abc import Sequence

from embeddings.reading import shape
from embeddings.reading.families import FULL_NAME, Family
from embeddings.reading.labels import Label, Role
from embeddings.records import BlockKind

__all__ = ["authors", "introduces", "is_note", "is_signed_off", "kind_of"]

_AUTHOR = re.compile(FULL_NAME)
_BEFORE_NAME = re.compile(
    r"^(?:(?i:by|words|story|text)\b:?\s*)?(?:(?:Prof(?:essor)?|Dr|Sir|Dame|Rev)\b\.?\s+)*"
)
_LONGEST_BIO = 60
_BIO = r"(?:is|was|has|covers|covered|writes|reports|teaches|lives|works|joined|edits|runs)\b"
_HALF_NAME_BIO = re.compile(
    r"[A-Z][a-z]+ (?:covers|reports on|writes (?:about|on|for)|joined|leads|heads|edits"
    r"|oversees|is (?:an?|the|our) (?:[\w-]+ ){0,4}(?:reporter|correspondent|editor|columnist"
    r"|writer|journalist|producer|presenter|anchor|critic))\b.{5,160}"
    r"(?:\. (?:He|She|They) .{5,160})?"
)
_WORK_BIO = (
    r"['’]s (?:(?:last|latest|new|next|first|second|most recent|previous|debut|books?|novels?"
    r"|columns?|pieces?|memoir|collection|works?) ?){1,4}\b"
)
_STRANGER = re.compile(
    rf"(?P<name>{FULL_NAME}),? (?:is|was) "
    r"(?:an?|the|(?:a )?(?:former|senior|visiting|chief|founding))\b.{5,260}"
)
"""The name and calling of somebody of whom the article never spoke."""
_TITLED_BIO = re.compile(r"(?:Mr|Ms|Mrs|Dr|Prof|Professor)\.? (?P<name>[A-Z][\w-]+),? (?:is|was)\b")
_FAMILIES = (
    Family(
        "plugs for a work or an event",
        BlockKind.PROMPT,
        r"""
        .*\btickets?:? (?:from|at|are available|available|start(?:ing)? (?:at|from)
            |can be (?:bought|booked)|via)\b.{1,60}
        .*\b(?:is|will be|are) (?:out|published|released|available|on sale|in cinemas|performed
            |screened|broadcast|exhibited)\b.{0,60}\b(?:now|by|from|in shops|next|on|at)\b.{0,60}
            (?:[$£€]\d|\btickets?|bookshops?|publisher|press|books)\b.{0,60}
        """,
        most=34,
    ),
    Family(
        "the weather and other notices of a printed page",
        BlockKind.FURNITURE,
        r"""
        (?:(?-i:[A-Z]{3,} )?(?:weather|forecast|tides?|lottery|sunrise|sunset|high water))\b
            (?: today| tomorrow| tonight)?\s?:.*
        """,
        most=14,
    ),
    Family(
        "printers' imprints",
        BlockKind.FURNITURE,
        r"""
        (?-i:(?:The )?[A-Z][\w&]+(?: [A-Z][\w&]+){0,4}) is (?:published|printed|produced) (?:every
            |each|daily|weekly|monthly|twice|by)\b.{0,100}
        (?:printed|published) (?:and (?:published|printed) )?(?:by|at|in)\b.{3,100}
        """,
        most=26,
    ),
    Family(
        "answers to a quiz",
        BlockKind.FURNITURE,
        r"""
        (?:the )?(?:quiz )?answers?(?: to .{3,40})?\s?:\s?.{1,80}
        """,
        most=14,
    ),
)


def authors(labels: Sequence[Label], first: int) -> frozenset[str]:
    """Return the names in the bylines above an article's first prose."""
    lines = [label.text for label in labels[: first + 1] if label.kind is BlockKind.BYLINE]
    return frozenset(name for line in lines for name in _AUTHOR.findall(_BEFORE_NAME.sub("", line)))


def is_note(label: Label) -> bool:
    """Tell a note on the author below "About the author": it opens with a name or a pronoun."""
    opening = re.match(rf"(?:{FULL_NAME}|He|She|They|[A-Z][a-z]+),? {_BIO}", label.text)
    return label.chunk.words <= _LONGEST_BIO and opening is not None


def is_signed_off(label: Label, between: Sequence[Label]) -> bool:
    """Tell a note on an author whose name stands by itself above it: "Ann Poe", "Ann covers ports".

    Buttons or a sign-off part the name from the text, or a post held parts it from the note;
    else it is a sub-heading. ``between`` are the blocks between the text and the note.
    """
    places = [
        at
        for at, other in enumerate(between)
        if _AUTHOR.fullmatch(other.text) and label.text.split()[0] in other.text.split()
    ]
    if not places or not is_note(label):
        return False
    parted = any(other.role is Role.FURNITURE for other in between[: places[-1]])
    employed = any(other.kind is BlockKind.BYLINE for other in between[places[-1] :])
    return parted or employed


def introduces(label: Label, names: frozenset[str]) -> bool:
    """Tell a note on the author above the first paragraph: "Mr. Poe is a retired engineer"."""
    found = _TITLED_BIO.match(label.text) if label.chunk.words <= _LONGEST_BIO else None
    return found is not None and any(name.split()[-1] == found["name"] for name in names)


def kind_of(label: Label, names: frozenset[str], said: str) -> BlockKind | None:
    """Say what an article's last block is, if it is not its last paragraph.

    ``said`` is the text above it, in the form of ``shape.folded``.
    """
    text, words = label.text, label.chunk.words
    if label.role is not Role.PROSE or text[0] in "\"“‘'":
        return None
    signed = any(re.match(rf"(?i:{re.escape(name)})\b(?!['’]s)", text) for name in names)
    called = {part.casefold() for name in names for part in (name.split()[0], name.split()[-1])}
    by_half_name = _HALF_NAME_BIO.fullmatch(text) and text.split()[0].casefold() in called
    on_work = any(re.match(rf"(?i:{re.escape(name)}){_WORK_BIO}", text) for name in names)
    if words <= _LONGEST_BIO and (signed or by_half_name or on_work or _is_stranger(text, said)):
        return BlockKind.BYLINE
    return next((family.kind for family in _FAMILIES if family.fits(text, words)), None)


def _is_stranger(text: str, said: str) -> bool:
    """Tell a note on an author whose byline is not on the page: a calling, and a new name."""
    found = _STRANGER.fullmatch(text)
    return found is not None and shape.folded(found["name"].split()[-1]) not in said.split()
