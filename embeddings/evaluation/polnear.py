"""The attributions of PolNeAR (Newell, Margolin and Ruths 2018), read from the given files."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import InputError
from embeddings.evaluation.results import rows
from embeddings.records import Span

__all__ = ["Gold", "GoldArticle", "polnear"]

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Gold:
    """One attribution as annotated; offsets count characters of the article's text."""

    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with its paragraphs and its attributions, by place."""

    id: str
    text: str
    paragraphs: tuple[Span, ...]
    attributions: tuple[Gold, ...]


def polnear(folder: Path, split: str) -> Iterator[GoldArticle]:
    """Yield the articles of a split, ``train`` or ``dev``.

    Raises:
        InputError: the folder does not hold that split.
    """
    articles = folder / f"articles_{split}.jsonl.gz"
    attributions = folder / f"attributions_{split}.jsonl.gz"
    for path in (articles, attributions):
        if not path.is_file():
            raise InputError(f"{path} is not there; name the folder that holds PolNeAR")
    found: dict[str, list[Gold]] = defaultdict(list)
    for row in rows(attributions):
        spans: Any = row["spans"]
        gold = Gold(*(_spans(spans.get(kind, ())) for kind in ("Cue", "Source", "Content")))
        if gold.cue and gold.content:
            found[str(row["article"])].append(gold)
    for row in rows(articles):
        text, article = str(row["text"]), str(row["id"])
        yield GoldArticle(
            article, text,
            tuple(Span(line.start(), line.end()) for line in _LINE.finditer(text)),
            tuple(sorted(found[article], key=lambda gold: gold.content[0].start)),
        )


def _spans(stated: object) -> tuple[Span, ...]:
    assert isinstance(stated, list | tuple)
    return tuple(
        Span(*map(int, part.split()))
        for one in stated
        for part in one.split(";")
    )
