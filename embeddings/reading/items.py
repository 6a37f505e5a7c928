"""Several articles on one page: newsletters' greetings, aggregators' items, notices of deaths."""

import re
from collections.abc import Sequence

from embeddings.reading import shape
from embeddings.reading.families import FULL_NAME, Zone
from embeddings.reading.labels import Label, Role
from embeddings.reading.neighbours import LONGEST_MESSAGE
from embeddings.records import BlockKind

__all__ = [
    "above_titles",
    "greets",
    "is_life",
    "is_sourced_item",
    "is_sponsored",
    "lives",
    "masthead_above",
]

_LIFE = re.compile(
    rf"{FULL_NAME}(?:,? (?:Jr|Sr|I{{2,3}})\.?)?,?\s\(?(?:born )?(?:(?:c\. ?)?(?:1[89]|20)\d\d"
    r"\s?[-–—]\s?(?:1[89]|20)\d\d|(?:aged |age )?\d{2,3})\)?"
)
"""A name with the years or the age of a life, as columns of obituaries are headed."""
_NICKNAME = re.compile(r"\s[\"“‘'(][\w.' -]{2,20}[\"”’')](?=\s)")
_SENT = re.compile(
    r"\b(?:view|read|open)\b.{0,20}\bin (?:your |a )?browser\b|\bforwarded (?:this|to you)\b"
    r"|\bforwarded this (?:e-?mail|newsletter)\b|\bin (?:today['’]s|this) (?:edition|issue"
    r"|newsletter|e-?mail)\b|\byour? .{0,30}\b(?:guide|briefing|round-?up|digest)\b",
    re.IGNORECASE,
)
_OPENING_BLOCKS = 12
_LONGEST_GREETING = 60
"""Words."""
_LEAST_SENTENCE = 12
"""Words of a sentence that tells a whole piece of news."""
_MASTHEAD_BLOCKS = 10
"""A masthead stands at most so many blocks above the headline."""
_LONGEST_MENU = 4
"""Words."""


def greets(opening: Sequence[Label]) -> bool:
    """Tell what stands above the first of several headlines: no headline, and few words."""
    prose = [at for at, label in enumerate(opening) if label.role is Role.PROSE]
    above = opening[: prose[0]] if prose else opening
    headed = any(
        (label.role is Role.HEAD and label.chunk.words >= 4) or label.title for label in above
    )
    words = sum(opening[at].chunk.words for at in prose)
    return (not headed or _is_newsletter(opening)) and words <= _LONGEST_GREETING


def above_titles(opening: Sequence[Label]) -> Sequence[Label]:
    """Return what stands above the first of several obituaries and holds for them all."""
    end = next((at for at, label in enumerate(opening) if is_life(label)), 0)
    return opening[:end]


def _is_newsletter(labels: Sequence[Label]) -> bool:
    """Tell a newsletter by what it says of itself above its first item."""
    return any(_SENT.search(label.text) for label in labels[:_OPENING_BLOCKS])


def lives(labels: Sequence[Label]) -> int:
    """Count the headings of obituaries on a page; two make it a column of them."""
    return sum(is_life(label) for label in labels)


def is_life(label: Label) -> bool:
    """Tell the heading of an obituary: a name and the years of a life."""
    bare = _NICKNAME.sub("", label.text)
    return label.role is Role.HEAD and _LIFE.fullmatch(bare) is not None


def is_sourced_item(header: Sequence[Label], first: Label) -> bool:
    """Tell an item of an aggregator's list: its source, how long ago, a headline, a sentence.

    Such an item is an article even if the sentence is all that there is of it; one that breaks
    off is a teaser.
    """
    sourced = any(label.kind is BlockKind.OUTLET for label in header)
    timed = any(label.stamp is not None and label.stamp.relative for label in header)
    headed = bool(header) and header[-1].role is Role.HEAD
    cut_off = first.text.rstrip("\"'”’)").endswith(("...", "…"))
    whole = shape.ends_sentence(first.text) and first.chunk.words >= _LEAST_SENTENCE
    return sourced and timed and headed and whole and not cut_off


def is_sponsored(labels: Sequence[Label], last: int, at: int) -> bool:
    """Tell the first words of a sponsor's message: a ruler, its label, few words, a ruler."""
    opened = next((i for i in range(at - 1, last, -1) if labels[i].zone is Zone.SPONSOR), None)
    if opened is None or labels[opened - 1].role is not Role.RULER:
        return False
    end = next((i for i in range(at, len(labels)) if labels[i].role is Role.RULER), len(labels))
    return sum(label.chunk.words for label in labels[opened:end]) <= LONGEST_MESSAGE


def masthead_above(labels: Sequence[Label], last: int, begin: int) -> int:
    """Move the start of a pasted article's header up to the masthead above its menu.

    A masthead is an outlet's name, set apart from what stands above it, with nothing but a menu
    between it and the header.
    """
    for at in range(begin - 1, max(last, begin - 1 - _MASTHEAD_BLOCKS), -1):
        label = labels[at]
        if label.kind is BlockKind.OUTLET and label.role is Role.META:
            return at if label.chunk.gap else begin
        menu = label.role is Role.FURNITURE or label.chunk.words <= _LONGEST_MENU
        if label.role in (Role.META, Role.RULER, Role.PROSE) or label.zone or not menu:
            return begin
    return begin
