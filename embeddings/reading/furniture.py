"""Why a block, taken alone, is not the article.

Whether its neighbours belong to it (the comments below the word "Comments") is decided by
``stories``, which reads the ``Zone`` that a mark opens.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from embeddings.reading import doors, imprints, margins, prompts, widgets
from embeddings.reading.families import Zone, compiled
from embeddings.records import BlockKind

__all__ = ["Mark", "Zone", "ends_caption", "is_menu_word", "mark"]

_FAMILIES = (
    *widgets.FAMILIES, *prompts.FAMILIES, *doors.FAMILIES, *margins.FAMILIES, *imprints.FAMILIES,
)
_BUTTONS = tuple(f for f in widgets.FAMILIES if f.reason in ("share buttons", "site navigation"))

_MENU = next(f for f in widgets.FAMILIES if f.reason == "site navigation")

_CAPTION_OPENING = compiled(
    r"""
    file (?:photo|picture|image|pic)
    file\s?[-–—:]
    (?:photo|image|picture|pic|photograph|video|illustration|graphic|map|chart|figure)s?(?: \d+)?
        (?: caption| source| credit| by| courtesy| taken)?\s?[:,|]
    (?:image|photo|picture|video|media)[ -](?:caption|copyright|source|credit)
    caption\s?[,:]
    \[\d{1,2}/\d{1,2}\]\s
    (?:item|image|photo|slide) \d{1,2} of \d{1,2}\s
    pictured(?: (?:above|left|right|here))?\s?[:,]
    \(?(?:l|left)[- ](?:to[- ])?(?:r|right)\)?\b
    above:
    below:
    this (?:photo|image|picture|handout|screengrab|screenshot|undated|combination|aerial|satellite
        |file|video)\b.{0,80}\b(?:shows?|taken|released|provided|from)\b
    """,
    exact_case=False,
)
_CAPTION_WITHIN = compiled(
    r"""
    [.!?]["”’]?\s?\|\s?[A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){1,2}(?:\s?[,/]\s?[A-Z][\w .'’\-]{1,40})?$
    [\(\[](?:(?i:photo(?:graph)?s?|image|picture|pic|credit|file|courtesy|handout|source
        |illustration|video|via|ap photo|photo by)\b[^)\]]*|[^)\]]{2,60}(?:/
        |via |, )\s?<AGENCY>[^)\]]*|<AGENCY>(?: [Pp](?:hoto|ictures?|ool))[^)\]]*
        |[A-Z][\w.'’\- ]{2,40}/[A-Z][\w.,'’\- ]{1,40}
        |<FULL_NAME> / [A-Z][\w.,'’\- ]{1,40}|[A-Z][^)\]]{2,50} (?:Pictures|Images|Photos?
        |Photography|Agency))[\)\]]\.?\s*$
    \b(?i:photo(?:graph)?(?: credit| by)?|image(?: credit| source)?|picture(?: credit| by)?|credit
        |pic)(?::|(?<=by)|(?<=[cC]redit)) ?<CREDITED>\.?$
    \b[A-Z][\w'’\-]+(?: [A-Z][\w'’\-.]+){1,3} ?/ ?(?:<AGENCY>|[A-Z][\w]+(?: [A-Z]\w+){0,2})(?:[ /]
        (?:via )?<AGENCY>)*\.?$
    \b(?:<AGENCY>) (?:via|/) ?(?:<AGENCY>)\.?$
    \bvia (?:<AGENCY>)\.?$
    \b(?i:(?:photo(?:graph)?|picture|image|illustration|drawing|map|chart)s? (?:by|courtesy of)
        \s(?:the )?(?:author|writer|reporter|editor)s?)\.?$
    \bin this (?:undated |file |handout )(?:file )?(?:photo|picture|image|photograph)\b
    ^[^.!?"“]{0,90}\b[Ii]n this (?:photo|picture|image|photograph|handout|frame grab|screengrab)\b
    \b(?:is|are) (?:seen|pictured|shown)\b.{0,120}\b(?:photo|picture|image|20\d\d)\b
    \bfile (?:photo|picture|image)\b\.?
    \((?:(?i:supplied|provided|submitted|courtesy|instagram|facebook|twitter|reuters|source|credit)
        |[A-Z][\w.&'’ \-]{1,40})\s?: [A-Z@][^()]{2,50}\)$
    [.!?]["”’]?\s[A-Z]{2,}/[A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,2}$
    \s©\s?(?:(?:19|20)\d\d )?[A-Z@][\w.'’&/ \-]{2,50}$
    \b(?:[A-Z][A-Z'’\-]+ ){1,3}(?:FOR|VIA|/) (?:[A-Z][A-Z'’\-]+ ?){1,5}$
    \b(?i:(?:purchase|acquire) licensing rights)(?:, opens new tab)?\.?$
    \((?i:staff|courtesy|submitted|contributed|provided|archive) (?i:photo|picture|image)s?\)\.?$
    """,
    exact_case=True,
)
_CREDIT = compiled(
    r"""
    (?i:(?:portrait|illustration|drawing|artwork)s?\s?(?::|by\b))\s*<FULL_NAME>\.?
    (?i:photo(?:graph)?s?(?: (?:by|credit|courtesy(?: of)?))?|image(?:s| credit| source
        | copyright)?|picture(?:s| credit| by)?|pic|credits?|illustration(?: by)?|video(?: by
        | credit)|courtesy(?: of)?|handout)\s?[:,/|\-–]?\s*(?=[A-Z@\u00c0-\u00de])[^.!?]{2,70}\.?
    (?:[©\(\[]\s?)?(?:(?:<FULL_NAME>|<AGENCY>)\s?(?:/|\||via |for )|[A-Z][\w.\- ]{1,30}/)\s?
        (?:<AGENCY>|<NAME>(?: <NAME>){0,2})(?:\s?(?:/|via)\s?<AGENCY>)*[\)\]]?
    (?!.*\b(?:News|Press) (?:Agency|Wires?)$)
        (?:<FULL_NAME>,? )?(?:<AGENCY>)(?: (?:Images|Photos?|Pictures|Wire))?
    """,
    exact_case=True,
)
_SEPARATOR = re.compile(r"\s*[|•·»›>,/]\s*|\s{2,}|\s[-–—]\s|\s+")
_DOTS = re.compile(r"\s*[|•·]\s*")
_LONGEST_LABEL = 6
"""Words of a button among others that are known: "14 comments · Share · Why am I seeing this?"."""
_ARROWS = "←→‹›«»▲▼►▶"
_MOSTLY_MENU = 0.5
_COUNT = re.compile(r"[\d.,]+[KkMm]?")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^()\s]+\)")
"""A picture in Markdown."""
_COLUMNS = re.compile(r"\s*[|•·»›>/]\s*|\s[-–—]\s|\s{2,}|\t")


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a block is not a paragraph, and the zone it opens, if any."""

    kind: BlockKind
    zone: Zone | None = None


def is_menu_word(text: str) -> bool:
    """Tell a word of a site's menu."""
    return _MENU.fits(text, len(text.split()))


def ends_caption(text: str) -> bool:
    """Tell whether a line closes a caption with its credit, so that nothing can follow on it."""
    return _CAPTION_WITHIN.search(text) is not None


@lru_cache(maxsize=512)  # Several readers ask about the same block.
def mark(text: str) -> Mark | None:
    """Say why a block, taken alone, is not a paragraph; ``None`` if nothing speaks against it."""
    bare = text.strip(" \t>»›→←↓▼▲|·•*_")
    words = len(bare.split())
    if not bare or _is_button_row(bare) or _PICTURE.fullmatch(bare):
        return Mark(BlockKind.FURNITURE)
    if image := _image(bare, words):
        return image
    if text[0] in _ARROWS and words <= 14:
        return Mark(BlockKind.FURNITURE)
    inner = bare[1:-1].strip() if bare[0] in "([" and bare[-1] in ")]" else bare
    for family in _FAMILIES:
        if family.fits(bare, words) or (inner and inner != bare and family.fits(inner, words)):
            return Mark(family.kind, family.zone)
    if bare[-1] == ":" and (headed := mark(bare[:-1])) and headed.zone is not None:
        return headed
    return Mark(BlockKind.FURNITURE) if _is_row(bare) else None


def _image(text: str, words: int) -> Mark | None:
    if words <= 12 and _CREDIT.fullmatch(text):
        return Mark(BlockKind.CREDIT)
    if words <= 90 and (_CAPTION_OPENING.match(text) or _CAPTION_WITHIN.search(text)):
        lone = words <= 2 and text.lower().rstrip(",:").endswith("caption")
        return Mark(BlockKind.CAPTION, Zone.CAPTION if lone else None)
    return None


def _is_row(text: str) -> bool:
    """Tell a row of links: columns of a few words, or only words that label buttons."""
    columns = [part for part in _COLUMNS.split(text) if part]
    # Justified prose has wide gaps too, but ends in a stop or goes on in small letters.
    labels = all(part[0].isupper() or not part[0].isalpha() for part in columns)
    if len(columns) >= 3 and labels and all(len(part.split()) <= 4 for part in columns):
        return True
    if _is_menu(text.split()):
        return True
    dotted = [part for part in _DOTS.split(text) if part]
    if len(dotted) >= 2 and all(len(part.split()) <= _LONGEST_LABEL for part in dotted):
        return any(_is_button(part) for part in dotted)
    parts = [part for part in _SEPARATOR.split(text) if part]
    return 2 <= len(parts) <= 25 and all(_is_button(part) for part in parts)


def _is_button_row(text: str) -> bool:
    """Tell "Login / Register", which would else be a picture's credit."""
    columns = [part for part in _COLUMNS.split(text) if part]
    return len(columns) >= 2 and all(_is_button(part) for part in columns)


def _is_menu(words: Sequence[str]) -> bool:
    """Tell a site's menu in one line, of which no list knows every word."""
    if not 4 <= len(words) <= 25 or not all(word[0].isupper() for word in words):
        return False
    return sum(is_menu_word(word) for word in words) >= _MOSTLY_MENU * len(words)


def _is_button(text: str) -> bool:
    return _COUNT.fullmatch(text) is not None or any(
        family.fits(text, len(text.split())) for family in _BUTTONS
    )
