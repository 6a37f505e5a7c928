"""Scraps: a bio, a comment or a line of other stories that was cut off as an article of its own."""

import re
from collections.abc import Sequence
from dataclasses import replace

from embeddings.reading import items, shape
from embeddings.reading.labels import Label, Role
from embeddings.records import BlockKind

__all__ = ["joined"]

_LONGEST = 45
"""Words below which the prose of a part may be a scrap."""
_TIMES = 5
"""The article above a scrap has at least so many times its words."""
_LEAST_ARTICLE = 120
"""Words of the article above a scrap."""
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\bago\b")
_LONGEST_NAME = 4
"""Words."""
_FAR = 3
"""So many empty lines part what was pasted below an article from it."""


def joined(labels: Sequence[Label], cuts: Sequence[int]) -> tuple[Sequence[Label], list[int]]:
    """Give each scrap to the article above it, as furniture; return labels and the cuts left.

    A scrap holds a sentence or two below an article many times as long and states at most one
    fact on itself. Of several that state the same kind of fact each is an item of a list, unless
    they are what readers wrote.
    """
    ends = [*cuts[1:], len(labels)]
    parts = [labels[begin:end] for begin, end in zip(cuts, ends, strict=True)]
    if items.is_newsletter(labels) or items.lives(labels):
        return labels, list(cuts)
    short = [_facts(part) for part in parts if _words(part) < _LONGEST]
    found, kept, above = list(parts[0]), [0], _words(parts[0])
    for begin, part in zip(cuts[1:], parts[1:], strict=True):
        words = _words(part)
        alike = short.count(_facts(part)) > 1
        brief = words < _LONGEST and above >= max(_LEAST_ARTICLE, _TIMES * words)
        remark = _is_remark(part)
        if brief and (remark or not (alike or _opens_article(labels, begin, part))):
            found += [_aside(label) for label in part]
        else:
            found += part
            kept.append(begin)
            above = words
    return found, kept


def _words(part: Sequence[Label]) -> int:
    return sum(label.chunk.words for label in part if label.role is Role.PROSE)


def _header(part: Sequence[Label]) -> Sequence[Label]:
    first = next((at for at, label in enumerate(part) if label.role is Role.PROSE), len(part))
    return part[:first]


def _facts(part: Sequence[Label]) -> frozenset[BlockKind]:
    """Return the kinds of facts that a part's header states."""
    stated = [label for label in _header(part) if label.role is Role.META]
    dated = any(label.stamp is not None and label.stamp.dated for label in stated)
    kinds = {label.kind for label in stated} & {BlockKind.OUTLET, BlockKind.BYLINE}
    return frozenset(kinds | {BlockKind.DATE} if dated else kinds)


def _opens_article(labels: Sequence[Label], begin: int, part: Sequence[Label]) -> bool:
    """Tell a short article: two facts, a marked title, an agency's dateline, or set far apart."""
    ruled = part[0].role is Role.RULER or labels[begin - 1].role is Role.RULER
    header = _header(part)
    marked = any(label.title or label.chunk.level for label in header if label.role is Role.HEAD)
    wired = len(header) < len(part) and shape.opens_dateline(part[len(header)].text)
    return len(_facts(part)) >= 2 or marked or ruled or wired or part[0].chunk.gap >= _FAR


def _is_remark(part: Sequence[Label]) -> bool:
    """Tell a reader's comment: a name, a day with its time, and at once the words."""
    header = _header(part)
    if len(header) < 2 or len(header) == len(part):
        return False
    name, stamp = header[-2], header[-1]
    timed = stamp.stamp is not None and _CLOCK.search(stamp.text) is not None
    return timed and name.chunk.words <= _LONGEST_NAME and shape.capitalised(name.text) == 1.0


def _aside(label: Label) -> Label:
    if label.role is Role.FURNITURE or label.role is Role.RULER:
        return label
    return replace(label, role=Role.FURNITURE, stamp=None, outlet=None, title=None, zone=None)
