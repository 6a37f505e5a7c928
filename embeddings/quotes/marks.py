"""Quotation marks: which stretches of a text stand between them. Pure, linear in the text."""

from bisect import bisect_right
from collections.abc import Sequence

from embeddings.records import Span

__all__ = ["quoted"]

_PAIRS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "‟": "”", "「": "」", "『": "』"}
_OPENS_DOUBLE = "".join(_PAIRS)
_SINGLES = "'’‘"
_TWINS = ("''", "``")
_LONGEST_TWIN = 4000
"""Characters."""
# How far a single mark may stand from its partner; a lone apostrophe must not swallow a page.
_LONGEST_SINGLE = 600
# Guillemets are set inside guillemets; deeper than this they are no quotations.
_DEEPEST = 3
_ENDS = ".,!?…;:—–-"
# What a single mark may begin besides a quotation.
_SHORTENED = ("tis", "twas", "em", "cause", "til", "n", "round", "bout", "s", "re", "ve", "ll")


def quoted(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Return the outermost quoted stretches, with their marks, in order.

    No stretch leaves its paragraph. One that is not closed there counts to the paragraph's end if
    the next paragraph opens with a mark again, as newspapers set a quotation of several
    paragraphs; or if it opens the paragraph; otherwise the lone mark is not one.
    """
    found: list[Span] = []
    for at, paragraph in enumerate(paragraphs):
        after = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        goes_on = after is not None and _opens(text, after.start, after.end)
        found += _inside(text, paragraph.start, paragraph.end, goes_on=goes_on)
    return found


def _inside(text: str, start: int, end: int, *, goes_on: bool) -> list[Span]:
    found: list[Span] = []
    singles = _closers(text, start, end)
    at = start
    while at < end:
        char = text[at]
        close: int | None = None
        if char in "'`" and text[at : at + 2] in _TWINS and at + 2 < end \
                and not text[at + 2].isspace():
            # Two single marks set for a double one, as old newspaper files have them.
            twin = text.find("''", at + 2, min(end, at + _LONGEST_TWIN))
            close = twin + 1 if twin > at + 2 else None
        elif char in _OPENS_DOUBLE or (char in '"”' and _may_open(text, at, start, end)):
            close = _partner(text, at, end)
            if close is None and (goes_on or not text[start:at].strip()):
                close = end - 1
                while close > at and text[close].isspace():
                    close -= 1
        elif char in _SINGLES and _single_opens(text, at, start, end):
            close = _single_partner(text, at, end, singles)
        if close is not None and close > at + 1:
            found.append(Span(at, close + 1))
            at = close + 1
        else:
            at += 1
    return found


def _opens(text: str, start: int, end: int) -> bool:
    return start < end and (text[start] in _OPENS_DOUBLE or text[start] == '"')


def _may_open(text: str, at: int, start: int, end: int) -> bool:
    """Tell whether an upright mark opens: something follows it at once, and no word before it."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return not after.isspace() and not (before.isalnum() or before in ".,!?…")


def _partner(text: str, at: int, end: int) -> int | None:
    """Return where a double mark is closed; a mark of its kind that opens anew ends the search."""
    opened = text[at]
    closes = _PAIRS.get(opened, '"”') + ('"' if opened == "“" else "")
    depth, inner = 1, 0
    for place in range(at + 1, end):
        char = text[place]
        if opened == '"' and char == "“":
            inner += 1
        elif char == "”" and inner:
            inner -= 1
        elif char in closes:
            # An upright mark between a space and a word opens another one: the first was lone.
            if char == '"' and text[place - 1].isspace() and place + 1 < end \
                    and text[place + 1].isalnum():
                return None
            depth -= 1
            if depth == 0:
                return place
        elif char == opened and opened in _PAIRS:
            depth += 1
            if opened != "«" or depth > _DEEPEST:
                return None
    return None


def _single_opens(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if before.isalnum() or before in ".,!?" or not (after.isalnum() or after in "“\"[(…"):
        return False
    if text[at] == "’" or text[at] == "'":
        word = text[at + 1 : at + 8].lower()
        if after.isdigit() or any(
            word.startswith(short) and not word[len(short) : len(short) + 1].isalnum()
            for short in _SHORTENED
        ):
            return False
    return text[at] != "’"


def _closers(text: str, start: int, end: int) -> list[int]:
    """Return the places at which a single mark could close: none before a letter or number."""
    return [
        at for at in range(start + 1, end)
        if text[at] in "'’" and not text[at - 1].isspace()
        and not (at + 1 < end and text[at + 1].isalnum())
    ]


def _single_partner(text: str, at: int, end: int, closers: Sequence[int]) -> int | None:
    """Return where a single mark is closed, the plural's apostrophe passed over."""
    first = bisect_right(closers, at)
    for number in range(first, len(closers)):
        close = closers[number]
        if close - at > _LONGEST_SINGLE or text.find("‘", at + 1, close) >= 0:
            return None
        plural = text[close - 1] in "sS" and close + 2 < end and text[close + 1] == " " \
            and text[close + 2].islower()
        later = closers[number + 1] if number + 1 < len(closers) else None
        if plural and later is not None and later - at <= _LONGEST_SINGLE \
                and text.find("‘", close, later) < 0 and text[later - 1] in _ENDS:
            continue
        return close
    return None
