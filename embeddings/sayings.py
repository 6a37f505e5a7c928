"""The tables of quotes and of what users say about speakers. SQL only.

A quote is stored with offsets into its article's source, and read with offsets into its
paragraph's text; a speaker who is named in an earlier paragraph then has negative ones.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from embeddings.records import Quote, Span
from embeddings.rows import marks, parts

__all__ = [
    "bars",
    "count_unquoted",
    "save_quotes",
    "select_mentions",
    "select_named",
    "select_names",
    "select_quotes",
    "select_speaking",
    "select_unquoted",
    "set_bars",
]

_READ = (
    'SELECT q.paragraph, q.start - p.start, q."end" - p.start, q.direct, q.spoken, '
    "q.cue_start - p.start, q.cue_end - p.start, q.speaker_start - p.start, "
    "q.speaker_end - p.start, q.written, q.name, q.role "
    "FROM quotes q JOIN paragraphs p ON p.id = q.paragraph"
)


def select_unquoted(
    connection: sqlite3.Connection, maker: str, limit: int
) -> list[tuple[int, str]]:
    """Return up to ``limit`` (row, public id) of articles whose quotes this maker has not found."""
    return connection.execute(
        "SELECT a.id, a.public FROM articles a LEFT JOIN quoted d ON d.article = a.id "
        "AND d.maker = ? WHERE d.article IS NULL ORDER BY a.id LIMIT ?",
        (maker, limit),
    ).fetchall()


def count_unquoted(connection: sqlite3.Connection, maker: str) -> int:
    """Return how many articles' quotes this maker has still to find."""
    row = connection.execute(
        "SELECT COUNT(*) FROM articles a LEFT JOIN quoted d ON d.article = a.id "
        "AND d.maker = ? WHERE d.article IS NULL",
        (maker,),
    ).fetchone()
    return int(row[0])


def save_quotes(
    connection: sqlite3.Connection, found: Mapping[int, Sequence[Quote]], maker: str
) -> None:
    """Store the quotes of articles by row, offsets into their sources; they replace older ones.

    Articles that were removed meanwhile are left out.
    """
    for article, quotes in found.items():
        spans = connection.execute(
            'SELECT id, start, "end" FROM paragraphs WHERE article = ? ORDER BY position',
            (article,),
        ).fetchall()
        if not spans:
            continue
        connection.execute(
            "DELETE FROM quotes WHERE paragraph IN (SELECT id FROM paragraphs WHERE article = ?)",
            (article,),
        )
        connection.execute("INSERT OR REPLACE INTO quoted VALUES (?, ?)", (article, maker))
        at = 0
        for quote in sorted(quotes, key=lambda q: q.start):
            while spans[at][2] < quote.end:
                at += 1
            cue, who = quote.cue, quote.speaker
            connection.execute(
                'INSERT INTO quotes (paragraph, start, "end", direct, spoken, cue_start, cue_end, '
                "speaker_start, speaker_end, written, name, role) "
                f"VALUES ({marks(range(12))})",
                (
                    spans[at][0], quote.start, quote.end, quote.direct, quote.spoken,
                    None if cue is None else cue.start, None if cue is None else cue.end,
                    None if who is None else who.start, None if who is None else who.end,
                    quote.written, quote.name, quote.role,
                ),
            )


def select_quotes(
    connection: sqlite3.Connection, paragraphs: Sequence[int]
) -> dict[int, list[Quote]]:
    """Return the quotes of paragraphs by id, in order; those without any are left out."""
    return _having(connection, "paragraph", paragraphs)


def select_named(connection: sqlite3.Connection, names: Sequence[str]) -> dict[int, list[Quote]]:
    """Return by paragraph what the bearers of these names say, in order."""
    return _having(connection, "name", names)


def _having(
    connection: sqlite3.Connection, column: str, values: Sequence[object]
) -> dict[int, list[Quote]]:
    found: dict[int, list[Quote]] = defaultdict(list)
    for part in parts(values):
        rows = connection.execute(
            f"{_READ} WHERE q.{column} IN ({marks(part)}) ORDER BY q.paragraph, q.start", part
        )
        for row in rows:
            found[row[0]].append(_quote(row))
    return found


def _quote(row: Sequence[object]) -> Quote:
    _, start, end, direct, spoken, cue_start, cue_end, who_start, who_end, *told = row
    assert isinstance(start, int)
    assert isinstance(end, int)
    written, name, role = (None if one is None else str(one) for one in told)
    return Quote(
        start, end, bool(direct), _span(cue_start, cue_end), _span(who_start, who_end), name,
        role, written, bool(spoken),
    )


def _span(start: object, end: object) -> Span | None:
    return Span(start, end) if isinstance(start, int) and isinstance(end, int) else None


def select_names(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return each speaker's name as articles spell it, and how many quotes bear it."""
    return connection.execute(
        "SELECT name, COUNT(*) FROM quotes WHERE name IS NOT NULL AND spoken GROUP BY name"
    ).fetchall()


def select_speaking(
    connection: sqlite3.Connection,
) -> list[tuple[str, str | None, str | None, str | None, int]]:
    """Return (name, role, outlet, event, quotes) of all named speakers."""
    rows = connection.execute(
        "SELECT q.name, q.role, a.outlet, a.event, COUNT(*) FROM quotes q "
        "JOIN paragraphs p ON p.id = q.paragraph JOIN articles a ON a.id = p.article "
        "WHERE q.name IS NOT NULL AND q.spoken GROUP BY 1, 2, 3, 4"
    )
    return [
        (row[0], row[1], row[2], None if row[3] is None else str(row[3]), row[4]) for row in rows
    ]


def select_mentions(connection: sqlite3.Connection, query: str) -> list[int]:
    """Return the paragraphs with the words of ``query`` (FTS5's syntax), in order."""
    rows = connection.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY 1", (query,))
    return [int(row[0]) for row in rows]


def bars(connection: sqlite3.Connection) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the pairs of names that a user says are one speaker's, and are two speakers'."""
    rows = connection.execute("SELECT one, other, same FROM persons ORDER BY one, other")
    found: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    for one, other, same in rows:
        found[0 if same else 1].append((one, other))
    return found


def set_bars(
    connection: sqlite3.Connection, pairs: Iterable[tuple[str, str]], same: bool | None
) -> list[list[object]]:
    """Say of pairs of names that they are one speaker's or not; ``None`` says nothing any more.

    Returns what was said of them before, as ``[one, other, same]``.
    """
    before: list[list[object]] = []
    for pair in pairs:
        one, other = sorted(pair)
        row = connection.execute(
            "SELECT same FROM persons WHERE one = ? AND other = ?", (one, other)
        ).fetchone()
        before.append([one, other, None if row is None else bool(row[0])])
        connection.execute("DELETE FROM persons WHERE one = ? AND other = ?", (one, other))
        if same is not None:
            connection.execute("INSERT INTO persons VALUES (?, ?, ?)", (one, other, same))
    return before
