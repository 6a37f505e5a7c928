"""Queries and rankings. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence

__all__ = ["fuse", "phrases"]

# The constant of Cormack, Clarke and Büttcher (2009).
_RRF = 60


def phrases(query: str) -> list[str]:
    """Turn a query into FTS5 strings, so that nothing typed is taken for FTS5 syntax."""
    quoted = [" ".join(re.findall(r"\w+", part)) for part in re.findall(r'"([^"]*)"', query)]
    words = re.findall(r"\w+", re.sub(r'"[^"]*"', " ", query))
    return [f'"{phrase}"' for phrase in dict.fromkeys([*quoted, *words]) if phrase]


def fuse(rankings: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[int, float]]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): sum of 1 / (60 + rank)."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, (row, _) in enumerate(ranking, start=1):
            scores[row] += 1.0 / (_RRF + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
