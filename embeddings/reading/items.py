"""Several articles on one page: newsletters' greetings, aggregators' items, notices of deaths."""

import re
from collections import Counter
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
    "is_newsletter",
    "is_sourced_item",
    "is_sponsored",
    "lives",
    "masthead_above",
    "openings",
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
_WHOLE_STORY = re.compile(
    r"(?:>+ |→ |» )?(?:read|continue|see|get|more|full|the|on)\b(?: (?:more|reading|on|here|now|the"
    r"|this|our|full|whole|rest|of|it|in|story|stories|article|piece|report|post|site|online"
    r"|website)){0,6}"
    r"\W{0,4}",
    re.IGNORECASE,
)
"""The same words below each item of a newsletter, leading to the whole of it."""
_LEAST_ITEMS = 2
_LEAST_HEADLINE = 4
_LONGEST_KICKER = 4
_BETWEEN = 3
"""At most so many lines of furniture stand between an item's last words and the next headline."""
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
    """Tell what stands above the first of several headlines: no headline, and few words.

    What ends with a pointer to the whole story, or opens with a source and how long ago it
    wrote, is the first of the items already.
    """
    if _pointer_above(opening, len(opening)):
        return False
    prose = [at for at, label in enumerate(opening) if label.role is Role.PROSE]
    above = opening[: prose[0]] if prose else opening
    headed = any(
        (label.role is Role.HEAD and label.chunk.words >= 4) or label.title for label in above
    )
    timed = any(label.stamp is not None and label.stamp.relative for label in above)
    if timed and any(label.kind is BlockKind.OUTLET for label in above):
        return False
    words = sum(opening[at].chunk.words for at in prose)
    return (not headed or is_newsletter(opening)) and words <= _LONGEST_GREETING


def above_titles(opening: Sequence[Label]) -> Sequence[Label]:
    """Return what stands above the first of several obituaries and holds for them all."""
    end = next((at for at, label in enumerate(opening) if is_life(label)), 0)
    return opening[:end]


def is_newsletter(labels: Sequence[Label]) -> bool:
    """Tell a newsletter by what it says of itself above its first item, or an e-mail's head."""
    opening = labels[:_OPENING_BLOCKS]
    mailed = any(label.title for label in opening) and any(
        label.outlet and label.text.startswith("From:") for label in opening
    )
    return mailed or any(_SENT.search(label.text) for label in opening)


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


def openings(labels: Sequence[Label]) -> frozenset[int]:
    """Find the headlines of a newsletter's items where no ruler or date parts them.

    Either each item ends with the same pointer to its whole story, or each has a kicker of its
    own above its headline. An article's own sub-headings have neither again and again.
    """
    headed = [at for at in range(1, len(labels)) if _heads_text(labels, at)]
    led = [at for at in headed if _pointer_above(labels, at)]
    pointers = Counter(_pointer_above(labels, at) for at in led)
    below = {at for at in led if pointers[_pointer_above(labels, at)] >= _LEAST_ITEMS}
    kicked = {at for at in headed if _is_kicker(labels[at - 1]) and not labels[at].chunk.bullet}
    first = [at for at in headed if at < min(below, default=0)]  # Its pointer is below it, too.
    kicked = kicked if len(kicked) > _LEAST_ITEMS else set()
    return frozenset({*below, *first[-1:], *kicked, *_ranked(labels, headed)})


def _ranked(labels: Sequence[Label], headed: Sequence[int]) -> Sequence[int]:
    """Return a newsletter's marked headings of one rank, unless they part one long text.

    An essay that was sent as a mail has its opening above the first of them.
    """
    rank, count = Counter(labels[at].chunk.level for at in headed).most_common(1)[0] if headed \
        else (0, 0)
    found = [at for at in headed if labels[at].chunk.level == rank]
    if not rank or count < _LEAST_ITEMS or not is_newsletter(labels):
        return ()
    above = [label for label in labels[: found[0]] if label.role is Role.PROSE]
    return found if sum(label.chunk.words for label in above) <= _LONGEST_GREETING else ()


def _heads_text(labels: Sequence[Label], at: int) -> bool:
    """Tell a line as long as a headline over a paragraph; facts and a picture may be between."""
    label = labels[at]
    if label.role is not Role.HEAD or label.chunk.words < _LEAST_HEADLINE:
        return False
    below = [
        other
        for other in labels[at + 1 : at + 1 + _BETWEEN]
        if other.role is not Role.META and other.kind not in (BlockKind.CAPTION, BlockKind.CREDIT)
    ]
    return bool(below) and below[0].role is Role.PROSE


def _pointer_above(labels: Sequence[Label], at: int) -> str:
    """Return the pointer to a whole story that ends the item above a headline, if one does."""
    for place in range(at - 1, max(-1, at - 2 - _BETWEEN), -1):
        label = labels[place]
        if label.role is Role.PROSE:
            return ""
        if label.role is Role.FURNITURE and _WHOLE_STORY.fullmatch(label.text):
            ended = any(other.role is Role.PROSE for other in labels[max(0, place - 2) : place])
            return shape.folded(label.text) if ended else ""
    return ""


def _is_kicker(label: Label) -> bool:
    short = label.chunk.words <= _LONGEST_KICKER and label.role is Role.HEAD
    return short and label.chunk.gap > 0 and label.text == label.text.upper()
