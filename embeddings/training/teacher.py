"""Labels that a larger framing model gives, for a small one to learn from.

Knowledge distillation (Hinton, Vinyals and Dean 2015): the small network learns the shares that
the large one gives each class, on labelled paragraphs and on paragraphs nobody has labelled.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from embeddings import lessons
from embeddings.errors import InputError
from embeddings.evaluation import rows
from embeddings.networks import CrossEncoder
from embeddings.records import Reading
from embeddings.stance import Case, pair

__all__ = ["teach"]

_CHUNK = 256
_SHORTEST, _LONGEST = 12, 110
"""Words of an article's paragraph that is worth a label."""
_LEAST_MARK = 0.02


def teach(
    teacher: Path,
    data: Path,
    output: Path,
    *,
    first: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    report: Callable[[str], None],
) -> int:
    """Label paragraphs with a trained framing model; return how many.

    Args:
        teacher: the folder of the model; its temperature and offsets are left out.
        data: JSONL, gzipped or not, of rows with ``event`` and ``paragraph`` (and ``previous``),
            or of articles with ``title`` and ``text``. Of each article one paragraph is taken at
            random, with the article's own headline for a statement.
        output: gzipped JSONL: the pair, ``shares`` ``(3,)`` of the classes, and ``marks``, a list
            of character ranges with the evidence ``[0, 1]`` for support and for criticism.
        first: how many rows of ``data`` are read.
        seed: of the choice of paragraphs.
        threads: of the processor.

    Raises:
        InputError: ``data`` has rows of neither kind.
    """
    reader = CrossEncoder(teacher, threads=threads)
    cases = list(_cases(islice(rows(data), first), np.random.default_rng(seed)))
    if not cases:
        raise InputError(f"{data} has neither event and paragraph nor title and text")
    output.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(output, "wt", encoding="utf-8") as file:
        for begin in range(0, len(cases), _CHUNK):
            chunk = cases[begin : begin + _CHUNK]
            readings = reader.read([pair(case) for case in chunk], decided=False, cut=True)
            for case, reading in zip(chunk, readings, strict=True):
                file.write(json.dumps(_row(case, reading), ensure_ascii=False) + "\n")
            file.flush()
            report(f"{min(begin + _CHUNK, len(cases))} of {len(cases)} paragraphs labelled")
    return len(cases)


def _cases(
    found: Iterator[dict[str, object]], generator: np.random.Generator
) -> Iterator[Case]:
    for row in found:
        if "event" in row and "paragraph" in row:
            yield lessons.case_of(row)
        elif "title" in row and "text" in row:
            yield from _of_article(str(row["title"]), str(row["text"]), generator)


def _of_article(title: str, text: str, generator: np.random.Generator) -> Iterator[Case]:
    paragraphs = lessons.paragraphs(text)
    fit = [at for at, p in enumerate(paragraphs) if _SHORTEST <= len(p.split()) <= _LONGEST]
    if title.strip() and fit:
        at = fit[int(generator.integers(len(fit)))]
        yield Case(title, paragraphs[at], paragraphs[at - 1] if at else "")


def _row(case: Case, reading: Reading) -> dict[str, object]:
    return {
        "event": case.statement, "previous": case.previous, "paragraph": case.paragraph,
        "shares": [round(float(share), 4) for share in reading.shares],
        "marks": list(_marks(reading)),
    }


def _marks(reading: Reading) -> Iterator[Sequence[float]]:
    if reading.spans is None or reading.evidence is None:
        return
    for (begin, end), sides in zip(reading.spans, reading.evidence, strict=True):
        if max(sides) >= _LEAST_MARK:
            yield [int(begin), int(end), *(round(float(side), 3) for side in sides)]
