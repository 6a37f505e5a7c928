"""Where the articles of a page begin: what makes a header, and how strong its signs are."""

import re
from collections.abc import Sequence

from embeddings.reading import items, neighbours, segment, shape
from embeddings.reading.families import Zone
from embeddings.reading.labels import Label, Role
from embeddings.records import BlockKind

__all__ = ["cuts"]

_WALLS = frozenset(
    {Zone.RELATED, Zone.COMMENTS, Zone.TAGS, Zone.FOOTER, Zone.BOILERPLATE, Zone.CONTACT, Zone.END}
)
_LISTS = frozenset({Zone.RELATED, Zone.COMMENTS, Zone.FOOTER, Zone.TAGS})
_SMALL_PRINT = frozenset({Zone.FOOTER, Zone.CONTACT})
_SPEAKER = re.compile(r"[A-Z][A-Z .'’,\-]{1,40}(?:\([^)]*\))?:\s")
_LEAST_TURNS = 4
_REPLY = re.compile(
    r"(?:like|reply|report|\d+ (?:replies|likes))(?:\W+(?:like|reply|report|share))*", re.IGNORECASE
)
_LIVE_STAMPS = 3
"""So many lone times of day make a page a live blog, whose posts are one article."""
_LONGEST_STANDFIRST = 60
"""Words."""
_LEAST_ITEM = 12
"""Words below which prose under a headline without byline, date or outlet is no article."""
_TIES = 2
"""An article that goes on below a box of links shares so many words with its text above."""
_LONGEST_NAME = 4
"""Words."""
_LEAST_BODY = 25
"""Words (or two sentences) that make a text under a headline an article and not a teaser."""


def cuts(labels: Sequence[Label]) -> list[int]:
    """Return the places where articles begin; the first is always 0."""
    live = sum(_lone_clock(label) for label in labels) >= _LIVE_STAMPS
    opened = items.openings(labels)
    begins = [0]
    zone: Zone | None = None
    last_prose = -1
    for at, label in enumerate(labels):
        if label.zone in _WALLS:
            zone = label.zone
        if label.role is not Role.PROSE:
            continue
        if last_prose >= 0:
            begin = _header_start(labels, last_prose, at, zone, opened, live=live)
            start = begins[-1]
            if begin is not None and not _is_under_standfirst(labels, start, last_prose, begin):
                begins.append(begin)
                zone = None
        last_prose = at
    return begins


def _is_under_standfirst(labels: Sequence[Label], start: int, last: int, begin: int) -> bool:
    """Tell the byline and the date of an article below its standfirst from another's header.

    So far there is a headline and a sentence or two, and nothing is stated about them yet.
    """
    if labels[begin].role is not Role.META or labels[begin].kind is BlockKind.OUTLET:
        return False
    header = labels[begin : begin + 4]
    if any(label.stamp is not None and label.stamp.relative for label in header):
        return False
    above = labels[start : last + 1]
    standfirst = [label for label in above if label.role is Role.PROSE]
    headed = any(label.role is Role.HEAD and label.chunk.words >= 3 for label in above)
    stated = any(
        label.stamp is not None or label.kind is BlockKind.BYLINE
        for label in above
        if label.role is Role.META
    )
    words = sum(label.chunk.words for label in standfirst)
    return headed and not stated and len(standfirst) <= 2 and words <= _LONGEST_STANDFIRST


def _lone_clock(label: Label) -> bool:
    timed = any(char.isdigit() for char in label.text)  # "The Sun" names no time of day.
    return timed and label.stamp is not None and not label.stamp.dated


def _header_start(
    labels: Sequence[Label],
    last: int,
    at: int,
    zone: Zone | None,
    opened: frozenset[int],
    *,
    live: bool,
) -> int | None:
    """Return where the header of an article begins whose first prose is ``labels[at]``.

    ``None`` if the prose continues the article whose last prose is ``labels[last]``.
    """
    begin, wall = _header(labels, last, at)
    header = labels[begin:at]
    heads = [
        labels[i]
        for i in range(begin, at)
        if labels[i].role is Role.HEAD
        and (labels[i].chunk.words >= 3 or labels[i].title)
        and not _heads_prompt(labels, i)
    ]
    heading = [i for i in range(last + 1, at) if i in opened]
    if not heads or (_is_section(labels, last, header) and not heading):
        return None
    if any(label.title for label in heads):
        return begin
    if heading:
        return _with_kicker(labels, heading[0])
    needed = 3 if live or zone in (Zone.COMMENTS, Zone.BOILERPLATE) else 2
    if (
        items.is_sponsored(labels, last, at)
        or _is_no_article(labels, header, at, zone)
        or _strength(labels, header, heads, wall, at, live=live) < needed
    ):
        return None
    if life := [i for i in range(begin, at) if items.is_life(labels[i])]:
        return life[0]
    return begin if live else items.masthead_above(labels, last, begin)


def _is_section(labels: Sequence[Label], last: int, header: Sequence[Label]) -> bool:
    """Tell a section of a marked-up text by its heading's rank: below that of the title above."""
    titled = any(label.chunk.level == 1 for label in labels[: last + 1])
    levels = [label.chunk.level for label in header if label.role is Role.HEAD]
    stated = any(label.role is Role.META for label in header)
    return titled and bool(levels) and min(levels) > 1 and not stated


def _with_kicker(labels: Sequence[Label], at: int) -> int:
    """Return where the header of a newsletter's item begins: at the kicker above its headline."""
    above = labels[at - 1]
    return at - 1 if above.role is Role.HEAD and above.chunk.words < labels[at].chunk.words else at


def _is_no_article(
    labels: Sequence[Label], header: Sequence[Label], at: int, zone: Zone | None
) -> bool:
    """Tell a comment, a teaser, and a plug or a note below a ruler from an article's opening."""
    if any(_REPLY.fullmatch(label.text) for label in labels[at + 1 : at + 3]):
        return True  # A reader's comment: name, time, words, "Reply".
    if _names_author(labels, header, at):
        return True  # Who wrote the article above, with a picture, perhaps, and a post.
    if zone is Zone.RELATED and _is_below_dated_links(labels, at):
        return True  # Other stories with their days; then the article goes on.
    sourced = items.is_sourced_item(header, labels[at])
    if zone is Zone.RELATED and not (sourced or _is_body(labels, at)):
        return True  # A headline and a teaser in a list of other stories.
    if zone in _LISTS and not sourced and _is_imprint(labels, header, at):
        return True  # The last link of a list, and the page's imprint below it.
    stated = any(label.role is Role.META and label.kind is not BlockKind.BYLINE for label in header)
    return not stated and _words_from(labels, at) < _LEAST_ITEM


def _names_author(labels: Sequence[Label], header: Sequence[Label], at: int) -> bool:
    """Tell a heading that is the name in a byline or a credit above."""
    heads = [label.text for label in header if label.role is Role.HEAD]
    if not heads or len(heads[-1].split()) > _LONGEST_NAME or shape.capitalised(heads[-1]) < 1.0:
        return False
    named = (BlockKind.BYLINE, BlockKind.CREDIT)
    signed = [label.text for label in labels[: at - len(header)] if label.kind in named]
    return len(heads[-1].split()) >= 2 and any(heads[-1] in text for text in signed)


def _is_below_dated_links(labels: Sequence[Label], at: int) -> bool:
    """Tell prose below a closed box of links from another article's: it speaks of what was said."""
    opened = next((i for i in range(at - 1, -1, -1) if labels[i].zone is Zone.RELATED), at)
    facts = [label for label in labels[opened + 1 : at] if label.role is Role.META]
    if opened == at or any(label.kind is not BlockKind.DATE for label in facts):
        return False
    above = " ".join(label.text for label in labels[:opened] if label.role is Role.PROSE)
    tied = len(shape.stems(above) & shape.stems(labels[at].text)) >= _TIES
    return tied and neighbours.is_closed_box(labels, opened, at)


def _header(labels: Sequence[Label], last: int, at: int) -> tuple[int, Label | None]:
    """Walk up from an article's first prose over its header; also return what stopped the walk."""
    begin, seen_head, seen_meta_above = at, False, False
    for i in range(at - 1, last, -1):
        label = labels[i]
        if (label.zone in _SMALL_PRINT and not seen_head) or _heads_prompt(labels, i):
            begin = i  # Databases and press offices set small print below the headline.
            continue
        tool = label.zone is Zone.COMMENTS and not seen_head and label.chunk.words <= 2
        if label.role is Role.RULER or (label.zone in _WALLS and not tool):
            return begin, label
        if label.role is Role.HEAD:
            if seen_meta_above:
                return begin, None
            # The points of a summary stand between the headline and the text.
            seen_head = seen_head or (label.chunk.words >= 3 and not label.chunk.bullet)
        elif label.role is Role.META:
            seen_meta_above = seen_head
        elif seen_head and (label.kind is not BlockKind.FURNITURE or label.chunk.words > 3):
            return begin, None
        begin = i
    return begin, None


def _strength(
    labels: Sequence[Label],
    header: Sequence[Label],
    heads: Sequence[Label],
    wall: Label | None,
    at: int,
    *,
    live: bool,
) -> int:
    """Weigh the signs of a new article; two are enough in open text."""
    meta = [label for label in header if label.role is Role.META]
    outlet = any(label.kind is BlockKind.OUTLET for label in meta)
    byline = any(label.kind is BlockKind.BYLINE for label in meta)
    dated = any(label.stamp and label.stamp.dated and not label.stamp.relative for label in meta)
    relative = any(label.stamp and label.stamp.relative for label in meta)
    strength = 2 * outlet + 2 * dated
    if not live:  # Each post of a live blog is signed and has its time.
        strength += 2 * byline + relative
    longest = max(label.chunk.words for label in heads)
    if wall is not None and wall.role is Role.RULER:
        drawn = segment.is_ruler(wall.text)
        strong = wall.zone is Zone.END or not drawn or wall.text[0] in "-=—─━#"
        strength += 2 if strong or longest >= 5 else 1
    if wall is not None and wall.zone in (Zone.RELATED, Zone.FOOTER):
        strength += relative
    if any(label.chunk.level == 1 for label in heads):
        strength += 2
    if any(items.is_life(label) for label in heads) and items.lives(labels) >= 2:
        strength += 2
    if shape.opens_dateline(labels[at].text) and not _is_speech(labels, at):
        strength += 2
    if header[0].chunk.gap >= 3:
        strength += 1 + (longest >= 5)
    return strength


def _heads_prompt(labels: Sequence[Label], at: int) -> bool:
    """Tell the heading of a box that asks the reader for something, by the prompt right below."""
    label, below = labels[at], labels[at + 1] if at + 1 < len(labels) else None
    close = below is not None and below.kind is BlockKind.PROMPT and not below.chunk.gap
    return label.role is Role.HEAD and close and not label.chunk.level


def _is_imprint(labels: Sequence[Label], header: Sequence[Label], at: int) -> bool:
    """Tell what a site says of itself above its rights: it speaks of none of the headlines above.

    One word in common may be chance, so a long headline must share two.
    """
    said: set[str] = set()
    while at < len(labels) and labels[at].role is Role.PROSE:
        said |= shape.stems(labels[at].text)
        at += 1
    rights = at < len(labels) and labels[at].zone in _SMALL_PRINT
    headed = [shape.stems(label.text) for label in header if label.role is Role.HEAD]
    tied = any(len(own & said) >= max(1, min(2, len(own) / 3)) for own in headed)
    return rights and not tied


def _words_from(labels: Sequence[Label], first: int) -> int:
    words, at = 0, first
    while at < len(labels) and labels[at].role is Role.PROSE:
        words += labels[at].chunk.words
        at += 1
    return words


def _is_speech(labels: Sequence[Label], at: int) -> bool:
    """Tell a speaker's name, which comes again and again, from the place of a dateline."""
    name, colon, _ = labels[at].text.partition(":")
    if not colon or len(name) > 40:
        return False
    again = sum(label.text.startswith(f"{name}:") for label in labels)
    spoken = sum(_SPEAKER.match(label.text) is not None for label in labels)
    if spoken >= _LEAST_TURNS:
        return True
    return again >= 2 or labels[at].chunk.words < 12


def _is_body(labels: Sequence[Label], first: int) -> bool:
    """Tell an article's text from a teaser."""
    words, at = 0, first
    while at < len(labels) and labels[at].role is Role.PROSE and words < _LEAST_BODY:
        words += labels[at].chunk.words
        at += 1
    return words >= _LEAST_BODY or shape.sentence_count(labels[first].text) >= 2
