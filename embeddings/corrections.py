"""The table of what users say of judgements. SQL only."""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Sequence

from embeddings.errors import InputError, NotFoundError
from embeddings.records import Correction, Span, Stance, Voice

__all__ = ["COLUMNS", "JOIN", "read", "restore", "select_corrected", "write"]

JOIN = "LEFT JOIN corrections c ON c.paragraph = p.id AND c.statement = e.title"
"""Joins the correction that holds; ``p`` are paragraphs, ``e`` their events."""
COLUMNS = (
    "c.stance, c.voice, c.speaker, c.evidence_start, c.evidence_end, c.note, c.by, c.at"
)


def read(row: Sequence[object]) -> Correction | None:
    """Return the correction in ``COLUMNS``, if there is one."""
    stance, voice, speaker, start, end, note, by, at = row
    if stance is None:
        return None
    evidence = Span(start, end) if isinstance(start, int) and isinstance(end, int) else None
    return Correction(
        Stance(str(stance)), None if voice is None else Voice(str(voice)),
        None if speaker is None else str(speaker), evidence, str(note), str(by), str(at),
    )


def write(
    connection: sqlite3.Connection, paragraphs: Iterable[int], correction: Correction | None
) -> list[list[object]]:
    """Correct paragraphs towards the present statements of their events; ``None`` takes it back.

    Returns the rows as they were, for ``restore``.

    Raises:
        InputError: the evidence is not within a paragraph, or none is named.
        NotFoundError: a paragraph is not there, or its article has no event yet.
    """
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    before: list[list[object]] = []
    for paragraph in dict.fromkeys(paragraphs):
        found = connection.execute(
            'SELECT e.title, p."end" - p.start FROM paragraphs p '
            "JOIN articles a ON a.id = p.article JOIN events e ON e.id = a.event WHERE p.id = ?",
            (paragraph,),
        ).fetchone()
        if found is None:
            raise NotFoundError(f"No paragraph of an event has the id {paragraph}")
        statement, size = found
        held = connection.execute(
            "SELECT * FROM corrections WHERE paragraph = ? AND statement = ?",
            (paragraph, statement),
        ).fetchone()
        before.append([paragraph, statement, None if held is None else list(held)])
        connection.execute(
            "DELETE FROM corrections WHERE paragraph = ? AND statement = ?",
            (paragraph, statement),
        )
        if correction is not None:
            span = correction.evidence
            if span is not None and not 0 <= span.start < span.end <= size:
                raise InputError("The evidence must be a passage of the paragraph")
            connection.execute(
                "INSERT INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    paragraph, statement, correction.stance, correction.voice,
                    correction.speaker, None if span is None else span.start,
                    None if span is None else span.end, correction.note, correction.by, now,
                ),
            )
    if not before:
        raise InputError("Name at least one paragraph")
    return before


def restore(connection: sqlite3.Connection, before: Iterable[Sequence[object]]) -> None:
    """Put corrections back as ``write`` found them; paragraphs removed meanwhile stay away."""
    for paragraph, statement, held in before:
        connection.execute(
            "DELETE FROM corrections WHERE paragraph = ? AND statement = ?",
            (paragraph, statement),
        )
        if held is not None:
            assert isinstance(held, list)
            connection.execute(
                "INSERT INTO corrections SELECT value ->> 0, value ->> 1, value ->> 2, "
                "value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, "
                "value ->> 9 FROM (SELECT ? AS value) "
                "WHERE EXISTS (SELECT 1 FROM paragraphs WHERE id = ?)",
                (json.dumps(held), paragraph),
            )


def select_corrected(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return (paragraph, statement) of every correction that holds, oldest first."""
    return connection.execute(
        "SELECT c.paragraph, c.statement FROM corrections c "
        "JOIN paragraphs p ON p.id = c.paragraph JOIN articles a ON a.id = p.article "
        "JOIN events e ON e.id = a.event AND e.title = c.statement ORDER BY c.at, c.paragraph"
    ).fetchall()
