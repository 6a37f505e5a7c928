"""How much a line sounds like the site's own talk and not like news: a bag of words.

Trained by ``python -m embeddings train reading`` on invented lines of both kinds and on real
paragraphs; the judge of what belongs to an article weighs it among its other features.
"""

import json
import math
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

__all__ = ["WEIGHTS", "score", "terms"]

WEIGHTS = Path(__file__).parents[1] / "models" / "reading" / "talk.json"

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d.,:]*|[?!:@©%$£€]")
_QUOTED = re.compile(r"[\"“«][^\"”»]*[\"”»]?")
_LONGEST = 600
"""Characters that are read; what a site says of itself says so early."""
_WIDEST = 8.0


def terms(text: str) -> frozenset[str]:
    """Return the terms of a line: words, pairs of neighbours, and how it begins.

    Numbers count as one word. So do names (words with a capital within the sentence), since a
    paper's name says nothing of the next paper. What is quoted is somebody else's talk.
    """
    words = list(_words(_QUOTED.sub(" ", text[:_LONGEST])))
    if not words:
        return frozenset()
    return frozenset([*words, *(f"{a} {b}" for a, b in pairwise(words)), f"^ {words[0]}"])


def _words(text: str) -> Iterator[str]:
    first = True
    for token in _TOKEN.findall(text):
        if token[0].isdigit():
            yield "0"
        elif token[0].isupper() and not first:
            yield "N"
        else:
            yield token.lower().replace("’", "'")
        first = False


def score(text: str) -> float:
    """Return the log odds that a line is the site's talk, ``[-8, 8]``; above 0 it rather is."""
    weights, bias = _model()
    found = terms(text)
    if not found:
        return 0.0
    total = sum(weights.get(term, 0.0) for term in found)
    return max(-_WIDEST, min(_WIDEST, bias + total / math.sqrt(len(found))))


@cache
def _model() -> tuple[dict[str, float], float]:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return stored["weights"], float(stored["bias"])
