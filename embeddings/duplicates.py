"""Which texts are copies of one another: wire stories printed by many, passages that recur.

A text becomes a MinHash sketch of its word shingles (Broder 1997, "On the resemblance and
containment of documents"); sketches tell how much of two texts is the same without the texts.
Pure: texts in, sketches and groups out.
"""

import math
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.text import clean

__all__ = ["MAKER", "containment", "families", "resemblance", "same_passages", "sketch"]

MAKER = "minhash-256-words-3"
"""Names how sketches are made; stored beside them so that unlike ones never mix."""

_SHINGLE = 3
"""Words in a row. Longer ones lose an edited copy, shorter ones join all texts of a topic."""
_PERMUTATIONS = 256
"""The standard error of an estimated resemblance is at most 1 / (2 * sqrt(256)) = 0.03."""

# Chosen on the first 3,000 articles of news-haystack with constructed copies, and on the train
# split of news-events: outlets' own reports of one happening stay below, 15 % edits above.
_LEAST_ALIKE = 0.30
_LEAST_CONTAINED = 0.70
# Below this an estimated containment is noise, and a digest would be a copy of all it quotes.
_LEAST_FOR_CONTAINED = 0.20
_LEAST_ALIKE_PASSAGE = 0.45
# So few words are agreed on by chance ("Check back for updates").
_LEAST_SHINGLES = 20
_LEAST_PASSAGE_SHINGLES = 6

# Up to here comparing all pairs is quicker than an index of candidates.
_ALL_PAIRS = 4_000
# Bands of two values miss a pair of resemblance 0.3 once in 170,000 times, one of 0.2 in 190.
_BANDS = (128, 2)
_CHUNK = 4096

# Chinese and Japanese write no spaces; one of their characters counts as a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
# Odd multipliers that part "a b c" from "c b a".
_PLACES = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64
)


def sketch(texts: Sequence[str]) -> NDArray[np.uint32]:
    """Return the sketch ``(257,)`` of an article's paragraphs, or of one passage.

    The first value counts the distinct shingles, the others are their MinHash signature. Case,
    punctuation, typographic signs and the bounds of paragraphs do not matter. A text shorter
    than a shingle counts as one, a text without words as none.
    """
    shingles = _shingles(" ".join(texts))
    fresh = _empty().copy()
    for begin in range(0, len(shingles), _CHUNK):
        fresh.update_batch(shingles[begin : begin + _CHUNK].tolist())
    return np.concatenate([[len(shingles)], fresh.digest()]).astype(np.uint32)


def resemblance(one: NDArray[np.uint32], many: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Estimate the Jaccard index ``[0, 1]`` of one sketch ``(p,)`` and each of ``(n, p)``.

    A text without words resembles nothing, not even another one.
    """
    same = np.count_nonzero(many[:, 1:] == one[1:], axis=1) / (len(one) - 1)
    return np.where((many[:, 0] > 0) & (one[0] > 0), same, 0.0)


def containment(one: NDArray[np.uint32], many: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Estimate which share ``[0, 1]`` of the shorter text's shingles stands in the longer one.

    It follows from the resemblance and the two sizes; its error grows as the sizes part.
    """
    return _contained(resemblance(one, many), one, many)


def families(
    sketches: NDArray[np.uint32],
    *,
    least_alike: float = _LEAST_ALIKE,
    least_contained: float = _LEAST_CONTAINED,
    least_shingles: int = _LEAST_SHINGLES,
    all_pairs: int = _ALL_PAIRS,
) -> list[tuple[int, ...]]:
    """Group the rows of sketches ``(n, p)`` that are copies; each row is in one group at most.

    Two texts are copies if their resemblance reaches ``least_alike``, or if the longer holds
    ``least_contained`` of the shorter: an outlet that prints the first third of an agency's text
    (of less than a fifth nothing can be told). Texts under ``least_shingles`` are nobody's copy.

    The most alike join first, and only while the group has a centre: one text of which all the
    others are copies. So nothing is joined through a chain of ever less similar texts. Members
    are in ascending order; if rows are in the order of publication, the first member is the first
    that was published. Of more than ``all_pairs`` rows only those are compared that MinHash-LSH
    (Leskovec et al. 2014, ch. 3) holds for candidates.
    """
    rows = np.flatnonzero(sketches[:, 0] >= least_shingles) if len(sketches) else np.zeros(0, int)
    kept = sketches[rows]
    links: list[tuple[float, int, int]] = []
    for at, others in _comparisons(kept, indexed=len(kept) > all_pairs):
        alike = resemblance(kept[at], kept[others])
        held = _contained(alike, kept[at], kept[others])
        copies = (alike >= least_alike) | (
            (held >= least_contained) & (alike >= _LEAST_FOR_CONTAINED)
        )
        links += zip((-alike[copies]).tolist(), repeat(at), others[copies].tolist())
    return sorted(tuple(int(rows[at]) for at in sorted(found)) for found in _joined(links))


def same_passages(
    texts: Sequence[str], *, least_alike: float = _LEAST_ALIKE_PASSAGE
) -> list[tuple[int, ...]]:
    """Group paragraphs that are one passage up to small edits; ascending positions.

    A sentence quoted inside a longer paragraph does not make the two one passage; paragraphs
    under eight words never are, for such words recur by chance.
    """
    if not texts:
        return []
    return families(
        np.stack([sketch([text]) for text in texts]), least_alike=least_alike,
        least_contained=math.inf, least_shingles=_LEAST_PASSAGE_SHINGLES,
    )


@cache
def _empty() -> Any:
    from datasketch import MinHash  # noqa: PLC0415 - it loads scipy, which takes half a second

    return MinHash(num_perm=_PERMUTATIONS, hashfunc=int)


def _shingles(text: str) -> NDArray[np.uint32]:
    """Return the distinct hashed shingles of a text in ascending order."""
    words = _WORD.findall(unicodedata.normalize("NFKC", clean(text)).casefold())
    hashed = np.fromiter((zlib.crc32(w.encode()) for w in words), np.uint64, len(words))
    if 0 < len(hashed) < _SHINGLE:
        hashed = np.pad(hashed, (0, _SHINGLE - len(hashed)))
    count = max(0, len(hashed) - _SHINGLE + 1)
    mixed = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(_PLACES):
        mixed += hashed[place : place + count] * factor
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def _contained(
    alike: NDArray[np.float64], one: NDArray[np.uint32], many: NDArray[np.uint32]
) -> NDArray[np.float64]:
    size, sizes = float(one[0]), many[:, 0].astype(np.float64)
    shared = alike * (size + sizes) / (1 + alike)
    return np.minimum(1.0, shared / np.maximum(1.0, np.minimum(size, sizes)))


def _comparisons(
    sketches: NDArray[np.uint32], *, indexed: bool
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Yield each row with those later rows that it must be compared with."""
    if not indexed:
        for at in range(len(sketches) - 1):
            yield at, np.arange(at + 1, len(sketches))
        return
    from datasketch import MinHashLSH  # noqa: PLC0415 - as above

    index = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
    for at in range(len(sketches) - 1, -1, -1):
        made = _empty().copy()
        made.hashvalues = sketches[at, 1:]
        found = index.query(made)
        index.insert(at, made, check_duplication=False)
        if found:
            yield at, np.array(sorted(found), dtype=np.intp)


def _joined(links: Sequence[tuple[float, int, int]]) -> list[set[int]]:
    """Join rows by their links, most alike first, as long as one member is linked to all."""
    linked: dict[int, set[int]] = {}
    for _, one, other in links:
        linked.setdefault(one, {one}).add(other)
        linked.setdefault(other, {other}).add(one)
    group = {at: {at} for at in linked}
    centres = {at: {at} for at in linked}
    for _, one, other in sorted(links):
        if group[one] is group[other]:
            continue
        kept = {at for at in centres[one] if group[other] <= linked[at]}
        kept |= {at for at in centres[other] if group[one] <= linked[at]}
        if kept:
            union = group[one] | group[other]
            for at in union:
                group[at], centres[at] = union, kept
    return list({id(found): found for found in group.values() if len(found) > 1}.values())
