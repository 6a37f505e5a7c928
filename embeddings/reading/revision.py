"""Roles that a block only has among its neighbours: headlines, authors' names, list items."""

import re
from collections.abc import Sequence
from dataclasses import replace

from embeddings.reading import dates, shape
from embeddings.reading.families import FULL_NAME
from embeddings.reading.labels import Label, Role
from embeddings.records import BlockKind

__all__ = ["revised"]

_PERSON = re.compile(FULL_NAME)
_COLUMNS = re.compile(r"\s*[|•·»›>]\s*")
_LONGEST_NAME = 4
_MENU_LINES = 16
_LEAST_MENU = 4
_LEAST_HEADLINE = 4
_LONGEST_QUESTION = 14
"""Words of a question that may be a headline."""
_POST = re.compile(
    r"(?:[\w&'’-]+,? ){0,5}(?:reporter|correspondent|editor|writer|columnist|analyst)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:\w+ )?by\b|\w+:", re.IGNORECASE)
_LEAST_LEAD = 3
"""Words that lead to a list: "Three species did best:"."""
_HEADER_LINES = 6
_LONGEST_STANDFIRST = 40
"""Words."""
_LONGEST_SOURCE = 5
_LEAST_SOURCES = 2
_BESIDE_NAMES = " |·•,-–—"
"""What parts a source's name from the time beside it."""
_LOWER_ITEM = 0.55
"""The share of capitals below which a list item is no headline of another story."""


def revised(labels: Sequence[Label], *, fields: bool = True) -> tuple[Label, ...]:
    """Return the labels with what their neighbours tell; ``fields`` where a whole page is read."""
    found = [_as_clipped_link(labels, at) for at in range(len(labels))]
    found = [_as_headline(found, at, opens=fields and at == 0) for at in range(len(found))]
    if fields:
        found = _with_masthead(found)
        found = [_as_source(found, at) for at in range(len(found))]
        found = _with_sources_above(found)
        found = [_as_item_headline(found, at) for at in range(len(found))]
        found = [_as_author(found, at) for at in range(len(found))]
        found = [_as_post(found, at) for at in range(len(found))]
    for start, end in _lists(found):
        if _belongs_to_body(found, start, end):
            found[start:end] = [_as_item(label) for label in found[start:end]]
            lead = found[start - 1]
            if lead.role is Role.HEAD and lead.text.endswith(":") and not lead.chunk.level:
                found[start - 1] = replace(lead, role=Role.PROSE, kind=BlockKind.FURNITURE)
    return tuple(found)


def _as_clipped_link(found: Sequence[Label], at: int) -> Label:
    """Set aside a link to another story that a clipper laid over lines: "[", its words, "](…)"."""
    if not 0 < at < len(found) - 1 or found[at - 1].text != "[":
        return found[at]
    if not found[at + 1].text.startswith("](") or found[at].role is Role.META:
        return found[at]
    return replace(found[at], role=Role.FURNITURE, kind=BlockKind.FURNITURE, zone=None)


def _with_masthead(found: list[Label]) -> list[Label]:
    """Read a page's first line as the site's name where the row of its menu stands below.

    The name is then no headline; an outlet that the page names elsewhere is preferred to it.
    """
    at = next((at for at, label in enumerate(found) if label.kind is not BlockKind.PROMPT), 0)
    if len(found) < at + 3:
        return found
    label, rest = found[at], found[at + 1 : at + 4]
    menu = any(len(_COLUMNS.split(other.text)) >= 3 for other in rest if not _is_fact(other))
    menu = menu or _is_column_menu(found, at + 1)
    headed = any(
        other.role is Role.HEAD and other.chunk.words >= _LEAST_HEADLINE
        for other in found[at + 2 : at + 2 + _MENU_LINES]
    )
    short = label.role is Role.HEAD and label.chunk.words <= 5 and not label.chunk.level
    if menu and headed and short and shape.capitalised(label.text) == 1.0:
        found[at] = replace(label, role=Role.META, kind=BlockKind.OUTLET)
    return found


def _is_column_menu(found: Sequence[Label], first: int) -> bool:
    """Tell a menu of one word or two a line, set close below the site's name."""
    lines = 0
    for label in found[first : first + _MENU_LINES]:
        if label.chunk.gap or label.chunk.words > 3 or _is_fact(label):
            break
        lines += 1
    parted = first + lines < len(found) and found[first + lines].chunk.gap > 0
    return lines >= _LEAST_MENU and parted


def _is_fact(label: Label) -> bool:
    return label.role in (Role.META, Role.PROSE)


def _as_headline(found: Sequence[Label], at: int, *, opens: bool) -> Label:
    """Read as a headline what looks like prose but is stated to open an article.

    A long line without a stop, a question or a cry is one where a byline, a date or an outlet
    follows it; a question also where it ``opens`` the page. A first line whose every word is
    set as in a title is one even with a stop: "They Sold the Pier. Nobody Asked."
    """
    label = found[at]
    if _is_announced_headline(found, at):
        return replace(label, role=Role.HEAD, kind=BlockKind.SUBHEADING)
    if label.role is not Role.PROSE or at + 1 >= len(found) or label.chunk.bullet:
        return label
    below = found[at + 1]
    stated = below.kind in (BlockKind.BYLINE, BlockKind.OUTLET) or (
        below.kind is BlockKind.DATE and below.stamp is not None and below.stamp.dated
    )
    quoted = label.text[-1] in "\"”’'" and label.text[-2:-1] not in ".!?…,"
    cried = (label.text[-1] in "?!" or quoted) and shape.is_headline(label.text)
    endless = not shape.ends_sentence(label.text) and label.chunk.words <= 35
    brief = label.chunk.words <= _LONGEST_QUESTION
    endless = endless and (brief or shape.sentence_count(label.text) == 1)
    if (cried and (stated or opens)) or (endless and stated and label.text[-1] not in ",;:"):
        return replace(label, role=Role.HEAD, kind=BlockKind.SUBHEADING)
    first = not any(above.role is Role.PROSE for above in found[:at])
    if first and (cried or (endless and label.text[-1] not in ",;:")) and _facts_follow(found, at):
        return replace(label, role=Role.HEAD, kind=BlockKind.SUBHEADING)
    if first and _set_as_title(label) and (stated or below.role is Role.PROSE):
        return replace(label, role=Role.HEAD, kind=BlockKind.SUBHEADING)
    return label


def _is_announced_headline(found: Sequence[Label], at: int) -> bool:
    """Tell "Exclusive: Mine to close" over a byline, the page's first headline, from a pointer."""
    label = found[at]
    if label.role is not Role.FURNITURE or label.kind is not BlockKind.FURNITURE or label.zone:
        return False
    kind, colon, line = label.text.partition(": ")
    if not colon or len(kind.split()) > 2 or len(line.split()) <= _LEAST_HEADLINE:
        return False
    signed = at + 1 < len(found) and found[at + 1].kind is BlockKind.BYLINE
    return signed and not any(
        above.role is Role.PROSE
        or (above.role is Role.HEAD and above.chunk.words >= _LEAST_HEADLINE)
        for above in found[:at]
    )


def _facts_follow(found: Sequence[Label], at: int) -> bool:
    """Tell whether a byline or a date stands between a line and the first prose below it.

    Below a line that is set apart, a standfirst may come before them.
    """
    standfirsts = 1 if found[at].chunk.gap and found[at + 1].chunk.gap else 0
    for label in found[at + 1 : at + 1 + _HEADER_LINES]:
        if label.role is Role.PROSE and not label.chunk.bullet:
            standfirsts -= 1
            if standfirsts < 0 or label.chunk.words > _LONGEST_STANDFIRST:
                return False
        if label.kind is BlockKind.BYLINE or (label.stamp is not None and label.stamp.dated):
            return True
    return False


def _set_as_title(label: Label) -> bool:
    words = label.chunk.words
    mixed = label.text != label.text.upper()
    return 5 <= words <= 20 and mixed and shape.capitalised(label.text) >= 0.9


def _as_source(found: Sequence[Label], at: int) -> Label:
    """Read "- Name" between "3 hours ago" and a headline as the source, whatever its name."""
    label = found[at]
    if label.role not in (Role.HEAD, Role.FURNITURE) or not label.chunk.bullet or label.chunk.gap:
        return label
    above, below = found[max(0, at - 2) : at], found[at + 1 : at + 2]
    ago = any(other.stamp is not None and other.stamp.relative for other in above)
    named = label.chunk.words <= _LONGEST_SOURCE and shape.capitalised(label.text) == 1.0
    headed = any(b.role is Role.HEAD and b.chunk.words >= 3 and not b.chunk.bullet for b in below)
    if ago and named and headed:
        return replace(label, role=Role.META, kind=BlockKind.OUTLET, outlet=label.text, zone=None)
    return label


def _with_sources_above(found: list[Label]) -> list[Label]:
    """Read the names of an aggregator's sources, each above "3 hours ago" and a headline.

    One such line may be anything; two of the same build are the items of a list.
    """
    places = [at for at in range(len(found) - 2) if _names_source(found, at)]
    if len(places) < _LEAST_SOURCES:
        return found
    for at in places:
        if found[at].outlet:
            continue
        stamp = found[at].stamp
        name = (stamp.rest if stamp else found[at].text).strip(_BESIDE_NAMES)
        found[at] = replace(
            found[at], role=Role.META, kind=BlockKind.OUTLET, outlet=name, zone=None
        )
    return found


def _names_source(found: Sequence[Label], at: int) -> bool:
    """Tell a name over "3 hours ago" and a headline, or both in one line over a headline."""
    label, below = found[at], found[at + 1]
    stamp, ago = label.stamp, below.stamp
    if stamp is not None and stamp.relative and stamp.rest:
        name, headline = stamp.rest.strip(_BESIDE_NAMES), below
    elif (label.role is Role.HEAD or label.outlet) and ago is not None and ago.relative:
        if ago.rest or below.chunk.gap:
            return False
        name, headline = label.text, found[at + 2]
    else:
        return False
    named = 1 <= len(name.split()) <= _LONGEST_SOURCE and shape.capitalised(name) == 1.0
    return named and headline.role is Role.HEAD and headline.chunk.words >= _LEAST_HEADLINE


def _as_item_headline(found: Sequence[Label], at: int) -> Label:
    """Read a question or a cry as a headline where other headlines of the page stand like it."""
    label = found[at]
    asked = label.text[-1] in "?!" and label.chunk.words <= _LONGEST_QUESTION
    if label.role is not Role.PROSE or not asked or not _opens_item(found, at):
        return label
    alike = sum(other.role is Role.HEAD and _opens_item(found, i) for i, other in enumerate(found))
    return replace(label, role=Role.HEAD, kind=BlockKind.SUBHEADING) if alike >= 2 else label


def _opens_item(found: Sequence[Label], at: int) -> bool:
    """Tell a line below a ruler, at most a kicker between, with a paragraph set apart below it."""
    above = found[max(0, at - 2) : at]
    kicker = above[-1] if len(above) == 2 else None
    kicked = (
        kicker is not None
        and kicker.role in (Role.HEAD, Role.FURNITURE)
        and kicker.zone is None
        and kicker.chunk.words <= _LONGEST_NAME
        and above[0].role is Role.RULER
    )
    if not kicked and (not above or above[-1].role is not Role.RULER):
        return False
    below = found[at + 1] if at + 1 < len(found) else None
    prose = below is not None and below.role is Role.PROSE and below.chunk.gap > 0
    return prose and not found[at].chunk.bullet and found[at].chunk.words >= 3


def _as_post(found: Sequence[Label], at: int) -> Label:
    """Read what stands right below an author's name: a post held, or an employer and a place."""
    label = found[at]
    above = found[at - 1] if at else None
    if above is None or above.kind is not BlockKind.BYLINE or label.chunk.gap:
        return label
    if label.role is Role.HEAD and _POST.fullmatch(label.text):
        return replace(label, role=Role.META, kind=BlockKind.BYLINE)
    employer, comma, place = label.text.partition(", ")
    placed = comma and len(place.split()) <= _LONGEST_NAME and shape.capitalised(place) == 1.0
    if label.role is Role.HEAD and placed and shape.is_masthead(employer):
        return replace(label, role=Role.META, kind=BlockKind.BYLINE, outlet=employer)
    return label


def _as_author(found: Sequence[Label], at: int) -> Label:
    """Read a person's name as a byline where it stands by itself among facts on an article."""
    label = found[at]
    if label.role is not Role.HEAD or not _is_person(label):
        return label
    above = found[at - 1] if at else None
    below = found[at + 1] if at + 1 < len(found) else None
    stated = above is not None and above.role is Role.META and above.stamp is not None
    employed = below is not None and below.kind is BlockKind.BYLINE and not below.chunk.gap
    headed = any(other.role is Role.HEAD and other.chunk.words >= 4 for other in found[:at][-4:])
    timed = stated and above is not None and above.stamp is not None and not above.stamp.dated
    dated = below is not None and _is_post_or_date(below, found[at + 2 : at + 3])
    if (headed and (stated or employed or dated)) or (timed and below is not None):
        return replace(label, role=Role.META, kind=BlockKind.BYLINE)
    return label


def _is_post_or_date(below: Label, next_one: Sequence[Label]) -> bool:
    """Tell what stands right below an author's name: the day, or a post and then the day."""
    if below.chunk.gap:
        return False
    if below.role is Role.HEAD and _POST.fullmatch(below.text):
        return any(label.stamp is not None and not label.chunk.gap for label in next_one)
    stamp = below.stamp if below.kind is BlockKind.DATE else None
    return stamp is not None and stamp.published is not None


def _is_person(label: Label) -> bool:
    short = 2 <= label.chunk.words <= _LONGEST_NAME and not label.chunk.bullet
    named = short and label.text != label.text.upper() and dates.read_stamp(label.text) is None
    return named and not label.chunk.level and _PERSON.fullmatch(label.text) is not None


def _lists(found: Sequence[Label]) -> list[tuple[int, int]]:
    """Return the ranges of neighbouring list items."""
    runs: list[tuple[int, int]] = []
    for at, label in enumerate(found):
        if not label.chunk.bullet or label.role is Role.RULER:
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return [run for run in runs if run[1] - run[0] >= 2]


def _belongs_to_body(found: Sequence[Label], start: int, end: int) -> bool:
    """Tell the article's own list: a sentence with a colon opens it, or a heading amid prose.

    A list below "Related" has a marker above it, and its items are headlines.
    """
    if start == 0:
        return False
    lead = found[start - 1]
    if lead.role is Role.PROSE:
        return lead.text.endswith(":") and not lead.chunk.bullet
    if lead.role is Role.HEAD and lead.text.endswith(":") and lead.chunk.words >= _LEAST_LEAD:
        return start >= 2 and found[start - 2].role is Role.PROSE and not lead.chunk.level
    amid = start >= 2 and found[start - 2].role is Role.PROSE and end < len(found)
    headed = lead.role is Role.HEAD and amid and found[end].role is Role.PROSE
    lower = sum(shape.capitalised(label.text) < _LOWER_ITEM for label in found[start:end])
    return headed and lower > 0.5 * (end - start)


def _as_item(label: Label) -> Label:
    # "Mill Lane and Tanners Row in Ambleford" has a byline's form, but no author signs a list.
    named = label.kind is BlockKind.BYLINE and not label.stamp and not _BY.match(label.text)
    if (label.role is Role.META and not named) or label.kind is BlockKind.PROMPT or label.url:
        return label
    return replace(label, role=Role.PROSE, kind=BlockKind.FURNITURE, zone=None)
