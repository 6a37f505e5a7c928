"""Rows of the library's tables to records and back."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from embeddings import corrections
from embeddings.encoder import Vectors
from embeddings.records import (
    Article,
    Correction,
    Document,
    Judgement,
    Paragraph,
    Span,
    Stance,
    Voice,
)

__all__ = [
    "insert_article",
    "marks",
    "parts",
    "revision",
    "select_articles",
    "select_paragraphs",
    "select_vectors",
]

# Old SQLite builds allow 999 parameters in a statement.
_CHUNK = 900

_SIDED = {Stance.SUPPORTIVE, Stance.CRITICAL, Stance.MIXED}

T = TypeVar("T")


def insert_article(
    connection: sqlite3.Connection,
    document: Document,
    public: str,
    fingerprint: str,
    hashes: Sequence[str],
) -> None:
    """Store one article with its paragraphs and words."""
    key = hashlib.sha256(document.source.encode()).hexdigest()
    connection.execute("INSERT OR IGNORE INTO sources (hash, text) VALUES (?, ?)",
                       (key, document.source))
    source = connection.execute("SELECT id FROM sources WHERE hash = ?", (key,)).fetchone()[0]
    removed = json.dumps([[b.start, b.end, b.kind] for b in document.removed])
    cursor = connection.execute(
        "INSERT INTO articles (public, fingerprint, source, title, outlet, published, language, "
        "url, path, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (public, fingerprint, source, document.title, document.outlet, document.published,
         document.language, document.url, document.path, removed),
    )
    article = cursor.lastrowid
    assert article is not None
    for position, (span, text_hash) in enumerate(zip(document.paragraphs, hashes, strict=True)):
        cursor = connection.execute(
            'INSERT INTO paragraphs (article, position, start, "end", hash) '
            "VALUES (?, ?, ?, ?, ?)",
            (article, position, span.start, span.end, text_hash),
        )
        connection.execute(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            (cursor.lastrowid, document.text(span)),
        )


def revision(connection: sqlite3.Connection) -> int:
    """Return the number of write transactions so far."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
    return int(row[0])


def select_articles(
    connection: sqlite3.Connection, where: str, values: Sequence[object]
) -> list[Article]:
    """Return articles, newest first and undated last."""
    rows = connection.execute(
        "SELECT a.public, a.title, a.outlet, a.published, a.language, a.url, a.path, a.event, "
        "(SELECT COUNT(*) FROM paragraphs p WHERE p.article = a.id), "
        "(SELECT o.public FROM articles o WHERE o.id = a.original AND o.event = a.event) "
        f"FROM articles a {where} ORDER BY a.published IS NULL, a.published DESC, a.id",
        tuple(values),
    )
    return [
        Article(
            id=row[0], title=row[1], outlet=row[2], published=row[3], language=row[4],
            url=row[5], path=row[6], event=None if row[7] is None else str(row[7]),
            paragraphs=row[8], copy_of=row[9],
        )
        for row in rows
    ]


def select_paragraphs(
    connection: sqlite3.Connection, judge: str, where: str, values: Sequence[object]
) -> list[Paragraph]:
    """Return paragraphs with their judgement by ``judge`` towards the present statement."""
    rows = connection.execute(
        'SELECT p.id, a.public, p.position, w.text, p.start, p."end", '
        "j.stance, j.supportive, j.critical, j.neutral, j.confidence, j.evidence_start, "
        f"j.evidence_end, j.voice, j.speaker, j.reason, j.judge, {corrections.COLUMNS} "
        "FROM paragraphs p "
        "JOIN articles a ON a.id = p.article JOIN words w ON w.rowid = p.id "
        "LEFT JOIN events e ON e.id = a.event "
        "LEFT JOIN judgements j ON j.paragraph = p.id AND j.judge = ? "
        f"AND j.statement = e.title {corrections.JOIN} {where} "
        "ORDER BY p.article, p.position",
        (judge, *values),
    )
    return [
        Paragraph(
            id=row[0], article=row[1], position=row[2], text=row[3], start=row[4], end=row[5],
            judgement=_corrected(_judgement(row[6:17]), corrections.read(row[17:])),
        )
        for row in rows
    ]


def _corrected(judged: Judgement | None, correction: Correction | None) -> Judgement | None:
    """Let a correction stand above what the judge says."""
    if correction is None:
        return judged
    machine = judged or Judgement(Stance.NOT_JUDGED, {})
    # What carried one side to the judge's mind most likely carries the other to the reader's.
    same = machine.stance is correction.stance or {machine.stance, correction.stance} <= _SIDED
    about = correction.stance is not Stance.NOT_JUDGED
    return replace(
        machine, stance=correction.stance,
        confidence=machine.confidence if machine.stance is correction.stance else None,
        evidence=correction.evidence or (machine.evidence if same else None),
        voice=correction.voice or (machine.voice if same else None),
        speaker=correction.speaker or (machine.speaker if same else None),
        reason=None if about else "not about this event, as a reader corrected it",
        correction=correction, machine=None if judged is None else judged.stance,
    )


def _judgement(row: Sequence[object]) -> Judgement | None:
    stance, *shares = row[:4]
    confidence, start, end, voice, speaker, reason, judge = row[4:]
    if stance is None:
        return None
    sides = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL)
    evidence = Span(start, end) if isinstance(start, int) and isinstance(end, int) else None
    return Judgement(
        stance=Stance(str(stance)),
        probabilities={
            side: share for side, share in zip(sides, shares, strict=True)
            if isinstance(share, float)
        },
        confidence=confidence if isinstance(confidence, float) else None,
        evidence=evidence,
        voice=None if voice is None else Voice(str(voice)),
        speaker=None if speaker is None else str(speaker),
        reason=None if reason is None else str(reason),
        judge=str(judge),
    )


def parts(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """Cut values into parts that fit one statement."""
    return (values[i : i + _CHUNK] for i in range(0, len(values), _CHUNK))


def marks(values: Sequence[object]) -> str:
    """Return as many question marks as values."""
    return ", ".join("?" * len(values))
def select_vectors(
    connection: sqlite3.Connection, model: str, ids: Sequence[int]
) -> list[tuple[int, Vectors]]:
    """Return (paragraph id, vector) for ids that have a vector of ``model``."""
    # CROSS JOIN fixes the order: with many ids SQLite would rather walk all vectors of the model.
    rows = connection.execute(
        "SELECT p.id, v.vector FROM paragraphs p CROSS JOIN vectors v ON v.hash = p.hash "
        f"AND v.model = ? WHERE p.id IN ({marks(ids)})",
        (model, *ids),
    )
    return [(int(row[0]), np.frombuffer(row[1], dtype="<f4")) for row in rows]


