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
    "in_ruled_box",
    "in_signup_box",
    "is_captioned",
    "posts",
    "resumes",
]

_SECOND_PERSON = re.compile(r"\b(?:you|your|our newsletter|inbox|e-?mail)\b", re.IGNORECASE)
_PICTURES = frozenset({"photo", "photos", "image", "images", "video", "picture", "slideshow"})
_REACTION = re.compile(
    r"(?:\d+ )?(?:repl(?:y|ies)|report|likes?|upvote|flag|share|recommend)\b.*", re.IGNORECASE
)
_POSTED = re.compile(r"\(@\w{2,}\)|^@\w{2,}\b|pic\.twitter\.com/")
_SIGNED_POST = re.compile(r"pic\.twitter\.com/|\(@\w+\)[^.]{0,30}$")
_SIGNATURE = re.compile(r"[—–-]?\s*(?:[\w.'’]+\s+){1,5}\(@")
LONGEST_MESSAGE = 70
"""Words of a sponsor's message between rulers."""
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
    if below is None or below.kind is not BlockKind.CREDIT or below.chunk.gap:
        return False
    pictured = at > 0 and shape.folded(labels[at - 1].text) in _PICTURES
    return label.chunk.words <= 45 and (pictured or (spaced and label.chunk.gap > 0))


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
    if following and following[0].role is Role.PROSE:
        return True
    opened = next(i for i in range(at, -1, -1) if labels[i].zone is Zone.RELATED)
    if any(label.role is Role.PROSE for label in labels[opened + 1 : at]):
        return False
    shapes = [(label.role, label.zone) for label in following[:2]]
    if shapes == [(Role.HEAD, None), (Role.PROSE, None)]:
        return False
    if any(label.role is Role.PROSE for label in labels[at + 1 :]):
        return True
    rarer = {word for word in shape.folded(labels[at].text).split() if len(word) > 5}
    said = set(shape.folded(" ".join(label.text for label in paragraphs)).split())
    return len(rarer & said) >= 2
