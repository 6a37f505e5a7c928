"""What a block's neighbours tell about it: captions, comments, posts, boxes, cut sentences."""

import re
from collections.abc import Sequence

from embeddings.reading import shape
from embeddings.reading.families import Zone
from embeddings.reading.labels import Label, Role
from embeddings.records import BlockKind

__all__ = [
    "LONGEST_MESSAGE",
    "comments_follow",
    "cut_halves",
    "ends_header",
    "in_ruled_box",
    "in_signup_box",
    "is_captioned",
    "is_closed_box",
    "is_listed",
    "is_sponsors_word",
    "posts",
    "resumes",
]

_SECOND_PERSON = re.compile(r"\b(?:you|your|our newsletter|inbox|e-?mail)\b", re.IGNORECASE)
_OWN_VOICE = re.compile(
    r"\b(?:we|our|us|you|your)\b|\b(?:learn|find out|discover|read|see) more\b", re.IGNORECASE
)
_PICTURES = frozenset({"photo", "photos", "image", "images", "video", "picture", "slideshow"})
_REACTION = re.compile(
    r"(?:\d+ )?(?:repl(?:y|ies)|report|likes?|upvote|flag|share|recommend)\b.*", re.IGNORECASE
)
_POSTED = re.compile(r"\(@\w{2,}\)|^@\w{2,}\b|pic\.twitter\.com/|^[^.@]{2,50} @\w{3,}:\s")
_SIGNED_POST = re.compile(r"pic\.twitter\.com/|^[^.@]{2,50} @\w{3,}:\s|\(@\w+\)[^.]{0,30}$")
_SIGNATURE = re.compile(r"[—–-]?\s*(?:[\w.'’]+\s+){1,5}\(@")
_LONGEST_STANDFIRST = 45
"""Words."""
_LONGEST_ALT = 25
"""Words."""
LONGEST_MESSAGE = 70
"""Words of a sponsor's message between rulers."""
_LONGEST_LINK = 16
"""Words of a headline in a box of other stories."""
_TIES = 2
"""What stands between such a box and the page's imprint shares so many words with the article."""
_LONGEST_BOX = 4
"""Links."""
_AHEAD = 12
"""So many blocks are looked at below a box of other stories."""


def comments_follow(labels: Sequence[Label], at: int) -> bool:
    """Tell whether below a word such as "Comments" stand readers' words, by the first three.

    Each has a name or a time above it, or a button below it; an article's paragraphs do not.
    """
    places = [i for i in range(at + 1, len(labels)) if labels[i].role is Role.PROSE][:3]
    signed = 0
    for place in places:
        above, below = labels[max(at + 1, place - 2) : place], labels[place + 1 : place + 2]
        named = any(
            label.role is Role.META or (label.role is Role.HEAD and label.chunk.words <= 3)
            for label in above
        )
        signed += named or any(_REACTION.fullmatch(label.text) for label in below)
    return signed >= 0.6 * len(places)


def posts(labels: Sequence[Label]) -> frozenset[int]:
    """Find embedded posts: the words above "— Name (@handle) date", or below a bare handle."""
    found: set[int] = set()
    for at, label in enumerate(labels):
        if not _POSTED.search(label.text):
            continue
        prose = label.role is Role.PROSE
        if prose and (label.chunk.words > 45 or not _SIGNED_POST.search(label.text)):
            continue
        found.add(at)
        if label.text.startswith("@"):
            found |= _until_stamp(labels, at)
        elif at and _SIGNATURE.match(label.text):
            above = labels[at - 1]
            if above.chunk.words <= 70 and above.role in (Role.PROSE, Role.HEAD):
                found.add(at - 1)
    return frozenset(found)


def _until_stamp(labels: Sequence[Label], at: int) -> set[int]:
    for stop in range(at + 1, min(at + 5, len(labels))):
        if labels[stop].stamp is not None or labels[stop].role is Role.RULER:
            return set(range(at, stop + 1))
    return set()


def cut_halves(labels: Sequence[Label]) -> frozenset[int]:
    """Find the two halves of a sentence that a prompt or an advertisement cut apart."""
    found: set[int] = set()
    text = (Role.PROSE, Role.HEAD)
    above: int | None = None
    for at, label in enumerate(labels):
        if label.role not in text:
            continue
        between = labels[above + 1 : at] if above is not None else ()
        if above is not None and between and all(b.role is Role.FURNITURE for b in between):
            upper = labels[above]
            cut = not shape.ends_sentence(upper.text) and upper.chunk.words >= 4
            if cut and label.text[0].islower():
                found |= {above, at}
        above = at
    return frozenset(found)


def is_captioned(labels: Sequence[Label], at: int, *, spaced: bool) -> bool:
    """Tell a caption by the credit on the next line, where paragraphs stand apart."""
    label = labels[at]
    below = labels[at + 1] if at + 1 < len(labels) else None
    if below is None or below.chunk.gap:
        return False
    if below.kind is BlockKind.CAPTION and spaced:
        # What a picture shows, for those who cannot see it: nothing else is set so close to one.
        return label.chunk.words <= _LONGEST_ALT and label.text[0] not in "\"“‘'"
    if below.kind is not BlockKind.CREDIT:
        return False
    pictured = at > 0 and shape.folded(labels[at - 1].text) in _PICTURES
    return label.chunk.words <= 45 and (pictured or (spaced and label.chunk.gap > 0))


def ends_header(labels: Sequence[Label], at: int) -> bool:
    """Tell a line without a stop, close below a header's, that is set apart from the text."""
    label, beside = labels[at], (*labels[max(0, at - 1) : at], *labels[at + 1 : at + 2])
    endless = not shape.ends_sentence(label.text) and label.text[-1] not in ",;:"
    close = endless and not label.chunk.gap and not label.chunk.bullet
    short = label.chunk.words <= _LONGEST_STANDFIRST
    return close and short and len(beside) == 2 and (
        beside[0].role is not Role.PROSE and beside[1].chunk.gap > 0
    )


def in_signup_box(labels: Sequence[Label], at: int) -> bool:
    """Tell whether a block belongs to a sign-up box: it says "you", or a button follows it."""
    label = labels[at]
    below = labels[at + 1] if at + 1 < len(labels) else None
    within = (
        below is not None
        and below.role is Role.FURNITURE
        and below.zone in (None, Zone.SIGNUP)
        and below.chunk.words <= (6 if below.kind is BlockKind.PROMPT else 4)
        and below.chunk.gap <= label.chunk.gap
    )
    addressed = label.chunk.words <= 20 and _SECOND_PERSON.search(label.text) is not None
    signed = below is not None and below.kind is BlockKind.PROMPT and within
    return addressed or (label.chunk.words < (16 if signed else 10) and within)


def in_ruled_box(labels: Sequence[Label], at: int) -> bool:
    """Tell a block of a sponsor's message: a ruler, the label, few words, and a ruler again."""
    opened = next((i for i in range(at - 1, -1, -1) if labels[i].zone is Zone.SPONSOR), None)
    if opened is None or opened == 0 or labels[opened - 1].role is not Role.RULER:
        return False
    end = next((i for i in range(opened, len(labels)) if labels[i].role is Role.RULER), None)
    if end is None or end < at:
        return False
    return sum(label.chunk.words for label in labels[opened:end]) <= LONGEST_MESSAGE


def is_sponsors_word(labels: Sequence[Label], at: int) -> bool:
    """Tell a sponsor's words right below its label: it speaks of itself, or sends the reader on.

    A ruler right below them closes its message as well.
    """
    label, above = labels[at], labels[at - 1] if at else None
    labelled = above is not None and above.zone is Zone.SPONSOR
    ruled = at + 1 < len(labels) and labels[at + 1].role is Role.RULER
    spoken = _OWN_VOICE.search(label.text) is not None and label.text[0] not in "\"“‘'«"
    return labelled and label.chunk.words <= LONGEST_MESSAGE and (spoken or ruled)


def is_listed(labels: Sequence[Label], at: int) -> bool:
    """Tell a line of a box of other stories: short, and set close below the box's first line."""
    opened = _box_above(labels, at)
    close = all(not label.chunk.gap for label in labels[opened + 1 : at + 1])
    short = all(label.chunk.words <= _LONGEST_LINK for label in labels[opened + 1 : at + 1])
    parted = at + 1 == len(labels) or labels[at + 1].chunk.gap > 0
    listed = at + 1 < len(labels) and labels[at + 1].chunk.words <= _LONGEST_LINK
    return opened < at and close and short and (parted or listed)


def _box_above(labels: Sequence[Label], at: int) -> int:
    """Return the place of the line that opened a box of other stories, ``at`` if there is none."""
    return next(
        (
            i
            for i in range(at - 1, -1, -1)
            if labels[i].zone is Zone.RELATED
            or (labels[i].role is Role.FURNITURE and labels[i].chunk.level)
        ),
        at,
    )


def is_closed_box(labels: Sequence[Label], opened: int, at: int) -> bool:
    """Tell a box of a few links, set close together, that an empty line parts from the text."""
    links = labels[opened + 1 : at]
    close = 0 < len(links) <= _LONGEST_BOX and not any(label.chunk.gap for label in links)
    headlines = all(label.role is not Role.PROSE for label in links)
    below = labels[at]
    return close and headlines and below.chunk.gap > 0 and below.chunk.words > _LONGEST_LINK


def resumes(labels: Sequence[Label], at: int, paragraphs: Sequence[Label]) -> bool:
    """Tell whether the article goes on at ``at``, below a box of other stories.

    It does where two blocks of prose follow each other; single ones between headlines are the
    teasers of the other stories. A last one must speak of the same matter.
    """
    following = [
        label
        for label in labels[at + 1 : at + 1 + _AHEAD]
        if label.role not in (Role.META, Role.FURNITURE) or label.zone is not None
    ]
    opened, stems = _box_above(labels, at), shape.stems(labels[at].text)
    if is_closed_box(labels, opened, at) and any(
        stems & shape.stems(label.text)
        for place, label in enumerate(labels)
        if label.role is Role.PROSE and place != at
    ):
        return True
    said = shape.stems(" ".join(label.text for label in paragraphs))
    if following and following[0].role is Role.PROSE:
        end = next((i for i in range(at, len(labels)) if labels[i].role is not Role.PROSE), None)
        imprint = end is not None and labels[end].zone is Zone.FOOTER
        spoken = " ".join(label.text for label in labels[at:end])
        return not imprint or len(said & shape.stems(spoken)) >= _TIES
    if any(label.role is Role.PROSE for label in labels[opened + 1 : at]):
        return False
    shapes = [(label.role, label.zone) for label in following[:2]]
    if shapes == [(Role.HEAD, None), (Role.PROSE, None)]:
        return False
    if any(label.role is Role.PROSE for label in labels[at + 1 :]):
        return True
    return not labels[opened].chunk.level and len(said & stems) >= _TIES
