"""What grouping knows of an article: two vectors and hashed terms of five kinds.

Everything is a row of some space, so that the mean similarity of two groups of articles is one
product of their sums.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.records import Features

__all__ = [
    "BACKGROUND",
    "Background",
    "Kind",
    "LEAD",
    "MAKER",
    "TERM_SPACE",
    "count_background",
    "featurise",
    "names",
    "term",
    "words",
]

BACKGROUND = Path(__file__).parent.parent / "models" / "grouping" / "terms.npz"
"""How many of a great many news articles hold each hashed term."""

MAKER = "lead-terms-2"
"""Names how features are made; stored beside them so that unlike ones never mix."""

LEAD = 8
"""How many opening paragraphs say what happened; what follows is mostly background."""

TERM_SPACE = 1 << 20

_OPENING = 3
"""Paragraphs whose words count as the opening, beside those of the headline."""
_RARE = 2
_PASSAGE = 4
"""Words in a row that two articles must share to share a part of a quotation."""
_WORD = re.compile(r"[^\W_]{2,}", re.UNICODE)
# A capital letter after a word that does not end a sentence begins a name.
_NAME = re.compile(
    r"(?<=[a-z,;:’'] )[A-Z][\w’'-]*[a-z]\w*(?: [A-Z][\w’'-]+)*"
)
_QUOTED = re.compile(r"[“\"]([^“”\"]{20,600})[”\"]")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b")


class Kind(IntEnum):
    """The kinds of hashed terms; stored, so the numbers stay."""

    WORD = 0
    OPENING = 1
    NAME = 2
    QUOTED = 3
    NUMBER = 4


@dataclass(frozen=True, slots=True)
class Background:
    """Document frequencies of hashed terms in a large collection.

    A small library alone cannot tell a rare word from a common one: if it holds six articles on
    one happening and few others, that happening's names look common.
    """

    documents: int
    frequency: NDArray[np.int64]

    @classmethod
    def load(cls, path: Path = BACKGROUND) -> "Background":
        """Read a table written by ``save``."""
        with np.load(path, allow_pickle=False) as table:
            frequency = np.zeros(TERM_SPACE, dtype=np.int64)
            frequency[table["terms"]] = table["counts"]
            return cls(int(table["documents"]), frequency)

    def plus(self, articles: Sequence[Features]) -> "Background":
        """Return these frequencies with those of articles of a library added."""
        frequency = self.frequency.copy()
        for article in articles:
            # The terms of one kind are distinct, so each article counts once.
            frequency[article.terms[article.terms[:, 0] == Kind.WORD, 1]] += 1
        return Background(self.documents + len(articles), frequency)

    def save(self, path: Path) -> None:
        """Write the terms that more than ``_RARE`` articles hold."""
        terms = np.flatnonzero(self.frequency > _RARE)
        np.savez_compressed(
            path, documents=np.int64(self.documents), terms=terms.astype(np.int32),
            counts=self.frequency[terms].astype(np.int32),
        )


def count_background(texts: Iterable[str]) -> Background:
    """Count in how many texts each hashed term occurs."""
    frequency = np.zeros(TERM_SPACE, dtype=np.int64)
    documents = 0
    for text in texts:
        documents += 1
        frequency[list({term(word) for word in words(text)})] += 1
    return Background(documents, frequency)


def featurise(
    article: int,
    *,
    title: str,
    texts: Sequence[str],
    title_vector: NDArray[np.float32],
    vectors: NDArray[np.float32],
) -> Features:
    """Describe one article by its headline and paragraphs.

    ``vectors`` ``(n, dim)`` are the unit vectors of its paragraphs, of which the first ``LEAD``
    count; their mean and the headline's vector make the dense one. Words are those of the
    paragraphs; the opening is the headline and the first few; names are words with a capital
    letter inside of a sentence; quoted are runs of four words between quotation marks.
    """
    whole = "\n".join(texts)
    counted: dict[Kind, Counter[int]] = {
        Kind.WORD: _counted(words(whole)),
        Kind.OPENING: _counted(words("\n".join((title, *texts[:_OPENING])))),
        Kind.NAME: _counted(words("\n".join(names(f"{title}\n{whole}")))),
        Kind.QUOTED: _counted(_quoted(whole)),
        Kind.NUMBER: _counted(_NUMBER.findall(whole)),
    }
    dense = title_vector + vectors[:LEAD].mean(axis=0)
    rows = [
        (int(kind), key, number)
        for kind, found in counted.items()
        for key, number in found.items()
    ]
    return Features(
        article=article, dense=np.asarray(dense / np.linalg.norm(dense), dtype=np.float32),
        title=np.asarray(title_vector, dtype=np.float32),
        terms=np.asarray(rows, dtype=np.int32).reshape(-1, 3),
    )


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, those of one letter left out."""
    return _WORD.findall(text.lower())


def names(text: str) -> list[str]:
    """Return the names in a text: words with a capital letter that no sentence begins with."""
    return _NAME.findall(text)


def term(word: str) -> int:
    """Return a term's number ``[0, TERM_SPACE)``."""
    return zlib.crc32(word.encode()) % TERM_SPACE


def _quoted(text: str) -> Iterator[str]:
    for quotation in _QUOTED.findall(text):
        said = words(quotation)
        for at in range(len(said) - _PASSAGE + 1):
            yield " ".join(said[at : at + _PASSAGE])


def _counted(found: Iterable[str]) -> Counter[int]:
    return Counter(term(word) for word in found)
