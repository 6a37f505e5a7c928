"""Advertising copy that reads like prose, told by what it says and by where it stands.

Copy names a price, a telephone or an address, speaks to the reader, or gives an order. One such
sign is found in many paragraphs; several of them, or one below an advertiser's label, are not.
"""

import re
from collections.abc import Sequence

from embeddings.reading import shape
from embeddings.reading.families import compiled
from embeddings.reading.labels import Label, Role

__all__ = ["is_advert"]

_LABEL = compiled(
    r"""
    (?:paid |sponsored |partner |promoted )?(?:advert(?:isement|ising|orial|s)?|ads?|promotion
        |promoted|sponsored|classifieds?|small ads|notices?|for sale|situations vacant
        |partner content|offer)\W*
    """
)
_SIGNS = (
    re.compile(
        r"\b(?:tel|phone|call|ring|mob|text|e-?mail|fax)\b[.:]?\s*(?:us |on |now )*\W{0,2}[\d+(@]"
        r"|\b0\d{3,4}[ -]\d{5,7}\b|\b\d{3}[ .-]\d{3}[ .-]\d{4}\b|\b\d{3}-\d{4}\b"
        r"|\bwww\.|https?://|\b[\w-]+\.(?:com|co\.uk|org|net|example)\b|\S+@\S+\.\w+",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:from|only|just|now|save|for|worth|up to|under) [$£€]\s?\d"
        r"|[$£€]\s?\d[\d.,]* (?:off|ono|o\.n\.o|per|a (?:week|month|head)|each)\b"
        r"|\b\d{1,2} ?% off\b|\bhalf[ -]price\b|\bfinance available\b|\bno obligation\b"
        r"|\bfree (?:delivery|shipping|quotes?|estimates?|samples?|gift|trial|parking|returns)\b"
        r"|\b(?:promo |discount |voucher |with |use |enter )code\b|\bmoney back\b|\bt&cs?\b"
        r"|\bterms (?:and conditions )?apply\b|\bwhile stocks last\b|\bsale (?:ends|now on)\b"
        r"|\bbook (?:now|today|online|early|a|your)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:you|your|yours|you['’](?:re|ll|ve|d))\b", re.IGNORECASE),
    re.compile(
        r"^(?:(?:why not|come and|now|today|this \w+),? )?(?:book|buy|call|visit|try|discover|get"
        r"|order|shop|save|enjoy|treat|make|find|see|come|switch|protect|upgrade|start|meet|explore"
        r"|compare|win|plan|taste|feel|give|take|ask|let|trade|sell|pay|insure|stay|sleep|drive"
        r"|learn|join)\b"
        r"(?! (?:said|was|were|is|had|has)\b)",
        re.IGNORECASE,
    ),
    re.compile(r"![\"”’)]*(?:\s|$)"),
)
_SPEAKS_TO_YOU = 2
"""The place of the sign that by itself is too common to count."""
_LONGEST = 45
"""Words of a block that may be an advertisement."""
_WIDEST = 400
"""Characters; what has longer words than a language has is not searched."""
_BELOW_LABEL, _AMID_FURNITURE = 1, 2
_RARE = 5
"""Letters; two words of such a length in common with the text make a block part of it."""


def is_advert(labels: Sequence[Label], at: int) -> bool:
    """Tell a short block of advertising copy by its signs, its label, and what it shares."""
    label = labels[at]
    if label.chunk.words > _LONGEST or len(label.text) > _WIDEST or label.text[0] in "\"“‘'«":
        return False
    above = labels[at - 1] if at else None
    below = labels[at + 1] if at + 1 < len(labels) else None
    labelled = above is not None and _LABEL.fullmatch(above.text) is not None
    aside = [n is None or n.role not in (Role.PROSE, Role.HEAD) for n in (above, below)]
    needed = _BELOW_LABEL if labelled else _AMID_FURNITURE if all(aside) else len(_SIGNS)
    found = [pattern.search(label.text) is not None for pattern in _SIGNS]
    signs = sum(found) if sum(found) > 1 or not found[_SPEAKS_TO_YOU] else 0
    return signs >= needed and not _speaks_of_the_matter(labels, at)


def _speaks_of_the_matter(labels: Sequence[Label], at: int) -> bool:
    rarer = {w for w in shape.folded(labels[at].text).split() if len(w) > _RARE}
    said = {
        word
        for place, label in enumerate(labels)
        if place != at and label.role in (Role.PROSE, Role.HEAD)
        for word in shape.folded(label.text).split()
    }
    return len(rarer & said) >= 2
