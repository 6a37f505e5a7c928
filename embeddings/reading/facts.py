"""What an article states about itself: its headline, outlet and date, chosen among its blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.reading import dates, shape
from embeddings.reading.families import Zone
from embeddings.reading.labels import Label, Role
from embeddings.records import BlockKind

__all__ = ["Facts", "outlet_of", "published_of", "title_at", "title_of", "title_places"]

_SUFFIX = re.compile(r"\s+(?P<sep>[|·•»]|::|[-–—])\s+(?P<name>[^|]{2,40})$")
_COUNTRY = re.compile(r"\s+\([A-Z][A-Za-z. ]+\)$")
_HALVES = re.compile(r"[a-z]{2}\. [A-Z“\"‘']")
_KICKERS = frozenset({"exclusive", "opinion", "comment", "live", "breaking", "premium", "updated"})
"""Words that a site sets between a headline and its standfirst."""
_TAKEN = (
    r"\b(?:provided|supplied|published|produced) by|^visit|\b(?:published|appeared) (?:on|in|at)"
    r"|^read (?:more|the original|it|the full \w+) (?:on|at|in)|^(?:more|see more) from"
)
_LEAST_HEADLINE = 5
_NEAR_DAY = 4
"""Blocks."""
_SHORT_LINE = 16
"""Words."""
_LONGEST_DATELINE = 70
"""Characters."""
_GENRES = frozenset({"explainer", "explained", "background", "analysis", "in depth", "timeline"})
"""Above a list they open it, above a headline they say what kind of article it has."""
_BODY_BLOCKS = 8
"""So many first paragraphs are compared with what may be the headline."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an article from elsewhere: markup, fields, or the file it came in."""

    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    path: str | None = None
    public_id: str | None = None
    known_date: str | None = None
    """A date of the file itself, against which "2 hours ago" can be resolved."""
    complete: bool = False
    """Whether these are all the facts, so that none is read out of the text."""


def title_at(labels: Sequence[Label], first: int) -> int | None:
    """Return the place of the headline among the blocks before ``first``, the first prose."""
    header = [at for at in range(first) if labels[at].role is Role.HEAD]
    if named := [at for at in header if labels[at].title]:
        return named[0]
    opening = labels[first : first + _BODY_BLOCKS]
    body = shape.folded(" ".join(label.text for label in opening if label.role is Role.PROSE))
    words = set(body.split())
    found = [
        (_score(labels, at, first, words), -at)
        for at in header
        if shape.is_headline(labels[at].text) or shape.is_prose(labels[at].text)
    ]
    if found:
        return -max(found)[1]
    if header:
        return header[0]
    return first if first < len(labels) and _short_opening(labels, first) else None


def _short_opening(labels: Sequence[Label], first: int) -> bool:
    """Tell whether the first prose is rather a headline: one short line, with prose to follow."""
    words = labels[first].chunk.words
    if words > 16 or shape.sentence_count(labels[first].text) != 1:
        return False
    later = sum(label.role is Role.PROSE for label in labels[first + 1 :])
    return later >= 2 and words < labels[first + 1].chunk.words * 2


def _score(labels: Sequence[Label], at: int, first: int, body: set[str]) -> float:
    """Weigh how much a line of the header looks like the article's headline."""
    label = labels[at]
    above = labels[at - 1] if at else None
    if at > 1 and above is not None and shape.folded(above.text) in _KICKERS:
        above = labels[at - 2]
    rarer = {word for word in shape.folded(label.text).split() if len(word) > 3}
    bare = _bare(label)
    score = {1: 4.0, 2: 1.0}.get(label.chunk.level, 0.0) - _doubt(labels, at)
    if rarer:
        score += 2.5 * len(rarer & body) / len(rarer) if rarer & body else -0.5
    if label.chunk.words >= 5:
        score += 1.5
    elif label.chunk.words <= 2:
        score -= 1.5
    if _is_second(labels, at, body):
        score -= 2.0  # A press office sets a second headline below the first and its day.
    shouted = label.text == label.text.upper()
    if (
        above is None
        or above.role is not Role.HEAD
        or above.chunk.words <= 3
        or _is_listed(labels, at - 1)
        or (above.text == above.text.upper() and not shouted)
    ):
        score += 1.75  # A standfirst comes below the headline, only a kicker above it.
    if at + 1 == first or labels[at + 1].role is Role.META:
        score += 0.5
    if sum(_bare(other) == bare for other in labels[:first]) > 1 or _is_quoted(labels, at):
        score += 1.5
    kicked = above is not None and above.role is Role.HEAD and above.chunk.words <= 3
    apart = label.chunk.gap or at == 0 or (kicked and labels[at - 1].chunk.gap)
    if apart and at + 1 < len(labels) and labels[at + 1].chunk.gap:
        score += 1.0  # Set apart; a site's slogan stands right below its name.
    if shouted and not all(
        other.text == other.text.upper() for other in labels[:first] if other.role is Role.HEAD
    ):
        score -= 2.0  # A programme or a section above a headline in mixed case.
    return score


def _is_second(labels: Sequence[Label], at: int, body: set[str]) -> bool:
    """Tell a line below a day above which a headline stands that the text takes up."""
    stated = (
        place for place, label in enumerate(labels[:at])
        if label.role is Role.META and label.stamp is not None and label.stamp.published
    )
    day = next(stated, 0)
    for label in labels[max(0, day - _NEAR_DAY) : day]:
        rarer = {word for word in shape.folded(label.text).split() if len(word) > 3}
        headed = label.role is Role.HEAD and label.chunk.words >= _LEAST_HEADLINE
        if headed and len(rarer & body) >= max(2, len(rarer) / 2):
            return True
    return False


def _doubt(labels: Sequence[Label], at: int) -> float:
    """Weigh what speaks against a line of the header: it is of a list, a picture, a standfirst."""
    label = labels[at]
    above = labels[at - 1] if at else None
    doubt = 0.0
    listed = above is not None and above.zone in (Zone.RELATED, Zone.TAGS)
    if above is not None and listed and shape.folded(above.text) not in _GENRES:
        doubt += 2.0
    if _is_listed(labels, at):
        doubt += 2.0  # A line of a box of other stories.
    if above is not None and above.zone is Zone.CAPTION:
        doubt += 5.0  # The words of a picture.
    if label.chunk.bullet or any(_is_clock(other) for other in labels[max(0, at - 2) : at]):
        doubt += 2.5  # A list item, or a live blog's post under its time of day.
    below = labels[at + 1] if at + 1 < len(labels) else None
    credited = below is not None and below.kind is BlockKind.CREDIT and not below.chunk.gap
    if credited and _headed_above(labels[:at]):
        doubt += 2.5  # A caption, with its picture's source on the next line.
    if _is_programme(labels, at):
        doubt += 3.0
    if _stands_below_byline(labels, at):
        doubt += 2.5  # The words of a picture, or the first heading of the text.
    if any(other.zone is Zone.POINTS for other in labels[:at]):
        doubt += 2.5  # A point of the summary.
    if _HALVES.search(label.text) and label.chunk.level != 1:
        doubt += 1.5  # A headline is seldom two sentences; a standfirst often is.
    return doubt


def _is_programme(labels: Sequence[Label], at: int) -> bool:
    """Tell a programme's name, quoted by itself and again within the headline beside it."""
    text = labels[at].text
    quoted = text[0] in "\"“‘'«" and text[-1] in "\"”’'»"
    own = shape.folded(text)
    return quoted and any(
        own in shape.folded(other.text) and other.chunk.words > labels[at].chunk.words
        for other in labels[max(0, at - 3) : at + 4]
        if other.role is Role.HEAD
    )


def _is_listed(labels: Sequence[Label], at: int) -> bool:
    """Tell a line set close below a box's first line, where the header has gaps at all."""
    top = at
    while top > 0 and not labels[top].chunk.gap:
        top -= 1
    parted = at + 1 < len(labels) and any(label.chunk.gap for label in labels[at + 1 : at + 4])
    return top < at and parted and labels[top].zone in (Zone.RELATED, Zone.TAGS)


def _stands_below_byline(labels: Sequence[Label], at: int) -> bool:
    """Tell a line below the byline or the stated day of what has a headline above them already."""
    facts = [
        place
        for place, label in enumerate(labels[:at])
        if label.role is Role.META
        and (
            label.kind is BlockKind.BYLINE
            or (label.stamp is not None and label.stamp.labelled and label.stamp.dated)
        )
    ]
    return bool(facts) and _headed_above(labels[: facts[0]])


def _headed_above(labels: Sequence[Label]) -> bool:
    """Tell whether a line as long as a headline is among the blocks."""
    return any(
        label.role is Role.HEAD and label.chunk.words >= _LEAST_HEADLINE and not label.chunk.bullet
        for label in labels
    )


def _is_clock(label: Label) -> bool:
    timed = any(char.isdigit() for char in label.text)  # "The Sun" names no time of day.
    return timed and label.stamp is not None and not label.stamp.dated


def _is_quoted(labels: Sequence[Label], at: int) -> bool:
    """Tell whether a line of the page names the headline: "5 thoughts on “Headline”"."""
    own = labels[at].text
    return any(
        f"“{own}”" in label.text or f'"{own}"' in label.text
        for label in labels[at + 1 :]
        if label.role is not Role.PROSE
    )


def _bare(label: Label) -> str:
    return shape.folded(_SUFFIX.sub("", label.text))


def title_of(labels: Sequence[Label], at: int, facts: Facts) -> str:
    """Return the headline at a place, without the name of the site behind it."""
    label = labels[at]
    if label.title:
        return label.title
    found = _SUFFIX.search(label.text)
    if not found:
        return label.text
    name, rest = found["name"], label.text[: found.start()]
    known = {shape.folded(other.outlet) for other in labels if other.outlet}
    known.add(shape.folded(facts.outlet or ""))
    repeated = any(shape.folded(other.text) == shape.folded(rest) for other in labels)
    signed = found["sep"] not in "-–—" and len(name.split()) <= 5 and shape.capitalised(name) == 1.0
    evident = shape.folded(name) in known or repeated or signed or shape.is_masthead(name)
    return rest if evident else label.text


def title_places(labels: Sequence[Label], title: str | None, at: int | None) -> frozenset[int]:
    """Return the places where the title stands, with and without the site's name behind it."""
    if title is None:
        return frozenset()
    own = {shape.folded(title), shape.folded(_SUFFIX.sub("", title))}
    places = {
        place
        for place, label in enumerate(labels)
        if label.chunk.words <= 40 and own & {shape.folded(label.text), _bare(label)}
    }
    return frozenset(places if at is None else places | {at})


def outlet_of(header: Sequence[Label], labels: Sequence[Label]) -> str | None:
    """Return the outlet that a header names, in a line of its own or behind its headline.

    An aggregator's "Valley Times (Ghana)" is the Valley Times.
    """
    name = _named_outlet(header, labels)
    return (_COUNTRY.sub("", name) or name) if name else None


def _named_outlet(header: Sequence[Label], labels: Sequence[Label]) -> str | None:
    if named := [label for label in header if label.outlet]:
        return _source_among(named, labels) or _fullest(named)
    for label in header:
        found = _SUFFIX.search(label.text)
        if found is None or label.role is not Role.HEAD:
            continue
        # "Ministers resign | The Lantern" names it if the bare headline stands there as well.
        twin = any(shape.folded(other.text) == _bare(label) for other in labels)
        if shape.is_masthead(found["name"]) or (found["sep"] == "|" and twin):
            return found["name"].strip()
    above = (label for label in header if label.kind is BlockKind.OUTLET)
    return next((label.text for label in above), None)


def _source_among(named: Sequence[Label], labels: Sequence[Label]) -> str | None:
    """Return the paper that an aggregator took the article from, which the page says somewhere."""
    for name in [label.outlet for label in named[1:] if label.outlet]:
        if shape.folded(name) == shape.folded(named[0].outlet or ""):
            continue
        words = r"\W+".join(map(re.escape, name.split()))
        taken = re.compile(rf"(?:{_TAKEN})\s(?:the )?{words}\b", re.IGNORECASE)
        if any(label.chunk.words <= _SHORT_LINE and taken.search(label.text) for label in labels):
            return name
    return None


def _fullest(header: Sequence[Label]) -> str | None:
    """Choose among the names of a header: the first, unless an employer's name says more.

    "Coastal" in the masthead is "Coastal News" below the reporter's name; an address is a name
    only where no other is given.
    """
    names = [label.outlet for label in header if label.outlet]
    chosen = next((name for name in names if " " in name or "." not in name), names[0])
    employers = [label.outlet for label in header if label.kind is BlockKind.BYLINE]
    own = f"{shape.folded(chosen)} "
    return next((e for e in employers if e and shape.folded(e).startswith(own)), chosen)


def published_of(labels: Sequence[Label], first: int, known_date: str | None) -> str | None:
    """Choose the article's date: one called so, else the header's last, else its last change.

    A date below the first prose counts only if it is called the publication, or if it is the
    only one and stands right there, under a standfirst; others belong to a chronology.
    """
    stated = [(at, label.stamp) for at, label in enumerate(labels) if label.role is Role.META]
    header = [stamp for at, stamp in stated if stamp and at < first]
    end = _end(labels, first)
    below = [(at, stamp) for at, stamp in stated if stamp and stamp.dated and first <= at < end]
    near = [stamp for at, stamp in below if at < first + 4]
    stamps = header + [s for s in near if len(below) == 1 or s.labelled or s.updated]
    stamps += [stamp for _, stamp in below if stamp.labelled]
    until = (at for at in range(first + 1, end) if labels[at].role is Role.PROSE)
    text = next(until, end)
    under = [stamp for at, stamp in below if at < text and not stamp.updated]
    stamps += under if len(under) == 1 else []  # Between the standfirst and the text.
    whole = [stamp for stamp in stamps if stamp.published]
    for chosen in (
        [stamp for stamp in whole if stamp.labelled and not stamp.updated],
        [stamp for stamp in whole if not stamp.updated][::-1],
        whole,
    ):
        if chosen:
            return chosen[0].published
    relative = next((stamp.relative for stamp in stamps if stamp.relative), None)
    if relative is None and first < len(labels):
        return _dateline_day(labels[first].text)
    return dates.resolve(relative, known_date) if relative and known_date else None


def _dateline_day(text: str) -> str | None:
    """Read the day out of an agency's dateline: "HARBOUR CITY, Oct 17, 2024 (MNA) - "."""
    opening = re.split(r"\s?[–—(]|\s-{1,2}\s", text[:_LONGEST_DATELINE], maxsplit=1)[0]
    return dates.published_on(opening) if shape.opens_dateline(text) else None


def _end(labels: Sequence[Label], first: int) -> int:
    """Return where, after the first prose, comments or other stories begin."""
    walls = (Zone.RELATED, Zone.COMMENTS)
    return next((at for at in range(first, len(labels)) if labels[at].zone in walls), len(labels))
