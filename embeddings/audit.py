"""Comparing a library with itself, and its index with it."""

import hashlib
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from embeddings.index import VectorIndex
from embeddings.rows import parts, select_vectors
from embeddings.text import text_hash

__all__ = [
    "Stamp",
    "append",
    "integrity",
    "stamp",
    "synchronise",
    "text_damage",
    "vector_damage",
    "word_faults",
    "wrong_rows",
]


def integrity(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite's own checks find wrong."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    damage = [] if found == ["ok"] else [f"database: {line}" for line in found]
    return damage + [
        f"{table}: a row points to a missing {parent}"
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]


def text_damage(connection: sqlite3.Connection) -> list[str]:
    """Return sources and paragraphs whose text differs from the stored hash."""
    damage = []
    for key, source, text in connection.execute("SELECT hash, id, text FROM sources"):
        if hashlib.sha256(text.encode()).hexdigest() != key:
            damage.append(f"source {source}: the text differs from its hash")
        for public, position, start, end, stored in connection.execute(
            'SELECT a.public, p.position, p.start, p."end", p.hash FROM paragraphs p '
            "JOIN articles a ON a.id = p.article WHERE a.source = ?",
            (source,),
        ):
            if not 0 <= start < end <= len(text) or text_hash(text[start:end]) != stored:
                damage.append(f"article {public}, paragraph {position}: differs from its hash")
    return damage


def vector_damage(connection: sqlite3.Connection) -> list[str]:
    """Return stored vectors that are not of unit length."""
    damage = []
    for key, model, blob in connection.execute("SELECT hash, model, vector FROM vectors"):
        vector = np.frombuffer(blob, dtype="<f4") if len(blob) % 4 == 0 else np.zeros(0)
        if not np.isclose(np.linalg.norm(vector), 1.0, atol=1e-3):
            damage.append(f"vector of text {key[:12]} ({model}): not of unit length")
    return damage


def word_faults(connection: sqlite3.Connection) -> int:
    """Return how many rows of the word index differ from the paragraphs."""
    row = connection.execute(
        "SELECT COUNT(*) FROM paragraphs p JOIN articles a ON a.id = p.article "
        "JOIN sources s ON s.id = a.source LEFT JOIN words w ON w.rowid = p.id "
        'WHERE w.text IS NOT substr(s.text, p.start + 1, p."end" - p.start)'
    ).fetchone()
    ghosts = connection.execute(
        "SELECT COUNT(*) FROM words WHERE rowid NOT IN (SELECT id FROM paragraphs)"
    ).fetchone()
    return int(row[0]) + int(ghosts[0])


@dataclass(frozen=True, slots=True)
class Stamp:
    """How far an index has followed the truth: its paragraphs, their last id, and the vectors."""

    paragraphs: int
    last: int
    vectors: int


def stamp(connection: sqlite3.Connection, model: str) -> Stamp:
    """Return what tells in a moment whether paragraphs or vectors have come or gone."""
    paragraphs, last = connection.execute(
        "SELECT COUNT(*), COALESCE(MAX(id), 0) FROM paragraphs"
    ).fetchone()
    vectors = connection.execute(
        "SELECT COUNT(*) FROM vectors WHERE model = ?", (model,)
    ).fetchone()[0]
    return Stamp(int(paragraphs), int(last), int(vectors))


def _truth_ids(connection: sqlite3.Connection, model: str, *, after: int = 0) -> set[int]:
    return {
        row[0]
        for row in connection.execute(
            "SELECT p.id FROM paragraphs p CROSS JOIN vectors v INDEXED BY vectors_by_model "
            "ON v.hash = p.hash AND v.model = ? WHERE p.id > ?",
            (model, after),
        )
    }


def synchronise(connection: sqlite3.Connection, index: VectorIndex, model: str) -> int:
    """Make the index hold exactly the truth's ids; return how many rows changed."""
    truth, held = _truth_ids(connection, model), index.ids
    index.remove(held - truth)
    return len(held - truth) + _add(connection, index, model, truth - held)


def append(
    connection: sqlite3.Connection, index: VectorIndex, model: str, *, before: Stamp, now: Stamp
) -> int | None:
    """Add what has come since ``before``; ``None`` if something else has changed as well."""
    added = _truth_ids(connection, model, after=before.last)
    whole = now.paragraphs == before.paragraphs + len(added) and len(index) == before.paragraphs
    return _add(connection, index, model, added) if whole else None


def _add(
    connection: sqlite3.Connection, index: VectorIndex, model: str, ids: Collection[int]
) -> int:
    for part in parts(sorted(ids)):
        rows = select_vectors(connection, model, part)
        index.add([row[0] for row in rows], np.stack([row[1] for row in rows]))
    return len(ids)


def wrong_rows(connection: sqlite3.Connection, index: VectorIndex, model: str) -> list[int]:
    """Return the ids whose indexed vector differs from the stored one."""
    return [
        row
        for part in parts(sorted(index.ids))
        for row, vector in select_vectors(connection, model, part)
        if not np.array_equal(index.vector(row), vector)
    ]


