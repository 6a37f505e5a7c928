"""What an export was made of: a hash over the corpus, and who judged it. Pure."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass

from embeddings.records import EventView
from embeddings.text import text_hash

__all__ = ["Stamp", "stamped"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file says of its making, so that another one can be compared with it.

    ``corpus`` is the SHA-256 (hex) of the JSON list of articles, by id, without spaces: id,
    headline, outlet, date, address, and the hash of each paragraph in order. ``judge`` is the
    judge's name with its threshold, ``None`` where nothing has been judged.
    """

    corpus: str
    articles: int
    paragraphs: int
    judge: str | None
    tagger: str | None
    """Who found the quotes and their speakers, if that is known."""
    made: str | None
    """The date that the caller gave."""
    certainty: float | None = None
    """The least certainty ``[0, 1]`` that the reader asked for; else the judge's threshold held."""


def stamped(
    view: EventView,
    *,
    tagger: str | None = None,
    made: str | None = None,
    certainty: float | None = None,
) -> Stamp:
    """Return the stamp of an event."""
    hashes: dict[str, list[str]] = defaultdict(list)
    for paragraph in sorted(view.paragraphs, key=lambda p: (p.position, p.id)):
        hashes[paragraph.article].append(text_hash(paragraph.text))
    corpus = [
        [a.id, a.title, a.outlet, a.published, a.url, hashes[a.id]]
        for a in sorted(view.event.articles, key=lambda a: a.id)
    ]
    # Escaped to ASCII, so that the bytes are the same whatever a title holds.
    written = json.dumps(corpus, separators=(",", ":")).encode("ascii")
    judges = sorted({p.judgement.judge for p in view.paragraphs if p.judgement} - {""})
    return Stamp(
        hashlib.sha256(written).hexdigest(), len(view.event.articles), len(view.paragraphs),
        "; ".join(judges) or None, tagger, made, certainty,
    )
