"""Who quoted only part of it: the same words of one speaker, shorter in one outlet. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from embeddings.records import Shortened, Span, Utterance

__all__ = ["shortened"]

_WORD = re.compile(r"\w+(?:['’]\w+)*")
# So many words in a row make two quotations the same words.
_RUN = 4
# This share of the shorter one must stand in the longer one, word for word.
_SHARED = 0.85
# The shorter one has at most this share of the longer one's words.
_PART = 0.8


def shortened(said: Sequence[Utterance]) -> tuple[Shortened, ...]:
    """Return the pairs in which one article quotes only part of what another quotes.

    ``said`` are one speaker's words in one event. Direct quotations alone are compared, those of
    one article not with each other, and copies of an article not at all. Of several longer
    versions the longest stands for all; the pairs come in the order of ``said``.
    """
    direct = [u for u in said if u.quote.direct and u.article.copy_of is None]
    words = [_words(u.words) for u in direct]
    near: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, own in enumerate(words):
        for run in {tuple(w for w, _ in own[i : i + _RUN]) for i in range(len(own) - _RUN + 1)}:
            near[run].append(at)
    pairs = {
        (one, other) for group in near.values() for one in group for other in group
        if direct[one].article.id != direct[other].article.id
        and len(words[one]) * _PART >= len(words[other])
    }
    best: dict[int, tuple[int, Shortened]] = {}
    for whole, part in sorted(pairs):
        left = _left_out(direct[whole].words, words[whole], words[part])
        if left is not None and len(words[whole]) > best.get(part, (0, None))[0]:
            best[part] = (len(words[whole]), Shortened(direct[whole], direct[part], left))
    return tuple(best[part][1] for part in sorted(best))


def _words(text: str) -> list[tuple[str, Span]]:
    return [(m[0].lower().replace("’", "'"), Span(*m.span())) for m in _WORD.finditer(text)]


def _left_out(
    text: str, whole: Sequence[tuple[str, Span]], part: Sequence[tuple[str, Span]]
) -> tuple[Span, ...] | None:
    """Return the stretches of the whole that the part lacks; ``None`` if they are other words."""
    matcher = SequenceMatcher(None, [w for w, _ in whole], [w for w, _ in part], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if sum(block.size for block in blocks) < _SHARED * len(part):
        return None
    edges = [(block.a, block.a + block.size) for block in blocks]
    gaps, at = [], 0
    for first, stop in [*edges, (len(whole), len(whole))]:
        if first > at:
            gaps.append(Span(whole[at][1].start, whole[first - 1][1].end))
        at = stop
    return tuple(gap for gap in gaps if text[gap.start : gap.end].strip())
