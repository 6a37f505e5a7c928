"""The library folder on disk: SQLite is the truth, the FAISS index a rebuildable cache.

``library.sqlite`` holds everything; ``index.faiss`` can be deleted at any time. Writes pass one
lock and are committed before the index follows; readers use their own connections (WAL), also
from other processes. ``revision`` grows by one with every write transaction.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import audit, backup, corrections, edits, sayings
from embeddings.cache import IndexCache
from embeddings.database import Database
from embeddings.encoder import Vectors
from embeddings.errors import NotFoundError
from embeddings.records import (
    Article,
    Block,
    BlockKind,
    Correction,
    Document,
    Edit,
    Facets,
    Features,
    Judgement,
    Paragraph,
    Place,
    Quote,
    Span,
    Stance,
    StoredEvent,
)
from embeddings.rows import insert_article, marks, parts, select_articles, select_paragraphs

__all__ = ["Store"]

# Sets what users choose apart from what the library keeps for itself in the same table.
_SETTING = "setting "

_DROP_EMPTY_EVENTS = (
    "DELETE FROM events WHERE id NOT IN (SELECT event FROM articles WHERE event IS NOT NULL)"
)

_UNJUDGED = (
    "FROM paragraphs p JOIN articles a ON a.id = p.article JOIN events e ON e.id = a.event "
    "JOIN words w ON w.rowid = p.id LEFT JOIN judgements j ON j.paragraph = p.id "
    "AND j.judge = ? AND j.statement = e.title WHERE j.paragraph IS NULL"
)
_PREVIOUS = (
    "LEFT JOIN paragraphs q ON q.article = p.article AND q.position = p.position - 1 "
    "LEFT JOIN words before ON before.rowid = q.id"
)

class Store:
    """An open library folder. Every method may be called from any thread."""

    def __init__(self, folder: Path, *, model: str) -> None:
        self.folder = folder
        self.model = model
        self._database = Database(folder)
        self._index = IndexCache(self._database, model)

    def close(self) -> None:
        """Write the index down and close every connection; the store cannot be used afterwards."""
        self._index.close()
        self._database.close()

    @property
    def revision(self) -> int:
        """The number of write transactions so far, by any process."""
        return self._database.revision

    # -- settings

    def setting(self, key: str) -> str | None:
        """Return what the library's user has set, if anything."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT value FROM meta WHERE key = ?", (_SETTING + key,)
            ).fetchone()
        return None if row is None else str(row[0])

    def save_setting(self, key: str, value: str, *, revise: bool = True) -> None:
        """Keep a setting of the library; it replaces its elder. See ``Database.writing``."""
        with self._database.writing(revise=revise) as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_SETTING + key, value))

    # -- articles

    def known(self, fingerprints: Sequence[str]) -> set[str]:
        """Return which of these article fingerprints the library holds."""
        with self._database.reading() as connection:
            return {
                row[0]
                for part in parts(fingerprints)
                for row in connection.execute(
                    f"SELECT fingerprint FROM articles WHERE fingerprint IN ({marks(part)})", part
                )
            }

    def holder(self, public: str) -> Article | None:
        """Return the article that has a public id, if any."""
        with self._database.reading() as connection:
            return next(iter(select_articles(connection, "WHERE a.public = ?", (public,))), None)

    def missing_vectors(self, hashes: Sequence[str]) -> set[str]:
        """Return which text hashes have no vector of this store's model."""
        unique = list(dict.fromkeys(hashes))
        with self._database.reading() as connection:
            held = {
                row[0]
                for part in parts(unique)
                for row in connection.execute(
                    f"SELECT hash FROM vectors WHERE model = ? AND hash IN ({marks(part)})",
                    [self.model, *part],
                )
            }
        return set(unique) - held

    def add_vectors(self, vectors: Mapping[str, Vectors]) -> None:
        """Store unit vectors by text hash under this store's model; then index their rows."""
        with self._database.writing() as connection:
            self._insert_vectors(connection, vectors)
        self._index.follow()

    def add(
        self,
        rows: Sequence[tuple[Document, str, str, Sequence[str]]],
        vectors: Mapping[str, Vectors],
    ) -> set[str]:
        """Store articles with their vectors in one transaction; return their public ids.

        Each row is (document, public id, fingerprint, hash of each paragraph's text). Rows whose
        fingerprint or id has arrived meanwhile are left out, so two writers never store one twice.
        The index follows in memory; ``save_index`` writes it down once a job is done.
        """
        added: set[str] = set()
        with self._database.writing() as connection:
            self._insert_vectors(connection, vectors)
            for document, public, fingerprint, hashes in rows:
                held = connection.execute(
                    "SELECT 1 FROM articles WHERE fingerprint = ? OR public = ?",
                    (fingerprint, public),
                ).fetchone()
                if held is None:
                    insert_article(connection, document, public, fingerprint, hashes)
                    added.add(public)
        self._index.follow()
        return added

    def _insert_vectors(
        self, connection: sqlite3.Connection, vectors: Mapping[str, Vectors]
    ) -> None:
        connection.executemany(
            "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
            [(key, self.model, v.astype("<f4").tobytes()) for key, v in vectors.items()],
        )

    def remove(self, publics: Sequence[str]) -> None:
        """Remove articles with all that hangs on them; events left empty go too."""
        with self._database.writing() as connection:
            for public in publics:
                row = connection.execute(
                    "SELECT id, source FROM articles WHERE public = ?", (public,)
                ).fetchone()
                if row is None:
                    raise NotFoundError(f"No article has the id {public!r}")
                connection.execute(
                    "DELETE FROM words WHERE rowid IN "
                    "(SELECT id FROM paragraphs WHERE article = ?)",
                    (row[0],),
                )
                connection.execute("DELETE FROM articles WHERE id = ?", (row[0],))
                connection.execute(
                    "DELETE FROM sources WHERE id = ? "
                    "AND NOT EXISTS (SELECT 1 FROM articles WHERE source = sources.id)",
                    (row[1],),
                )
            connection.execute(
                "DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM paragraphs)"
            )
            connection.execute(_DROP_EMPTY_EVENTS)
        self._index.follow(save=True)

    def articles(self) -> list[Article]:
        """Return all articles, newest first and undated last."""
        with self._database.reading() as connection:
            return select_articles(connection, "", ())

    def has_ungrouped(self) -> bool:
        """Tell whether any article has no event yet."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT EXISTS (SELECT 1 FROM articles WHERE event IS NULL)"
            ).fetchone()
        return bool(row[0])

    def article(self, public: str) -> Article:
        """Return one article; ``NotFoundError`` if no article has that id."""
        found = self.holder(public)
        if found is None:
            raise NotFoundError(f"No article has the id {public!r}")
        return found

    def article_of(self, paragraph: int) -> str:
        """Return the public id of the article that holds a paragraph."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT a.public FROM paragraphs p JOIN articles a ON a.id = p.article "
                "WHERE p.id = ?",
                (paragraph,),
            ).fetchone()
        if row is None:
            raise NotFoundError(f"No paragraph has the id {paragraph}")
        return str(row[0])

    def document(self, public: str) -> Document:
        """Return an article as it was read, with its whole source."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT a.id, a.title, s.text, a.outlet, a.published, a.language, a.url, a.path, "
                "a.public, a.removed FROM articles a JOIN sources s ON s.id = a.source "
                "WHERE a.public = ?",
                (public,),
            ).fetchone()
            if row is None:
                raise NotFoundError(f"No article has the id {public!r}")
            spans = connection.execute(
                'SELECT start, "end" FROM paragraphs WHERE article = ? ORDER BY position',
                (row[0],),
            ).fetchall()
        removed = tuple(Block(s, e, BlockKind(kind)) for s, e, kind in json.loads(row[9]))
        return Document(
            title=row[1], source=row[2], paragraphs=tuple(Span(s, e) for s, e in spans),
            removed=removed, outlet=row[3], published=row[4], language=row[5], url=row[6],
            path=row[7], public_id=row[8],
        )

    def siblings(self, public: str) -> list[Article]:
        """Return the other articles that were found in the same source."""
        where = (
            "WHERE a.source = (SELECT source FROM articles WHERE public = ?1) AND a.public != ?1"
        )
        with self._database.reading() as connection:
            return select_articles(connection, where, (public,))

    # -- paragraphs and judgements

    def paragraphs(self, articles: Sequence[str], *, judge: str) -> list[Paragraph]:
        """Return the paragraphs of articles in the order given, judged by ``judge`` or not."""
        found: dict[str, list[Paragraph]] = {public: [] for public in articles}
        with self._database.reading() as connection:
            for part in parts(list(found)):
                for paragraph in select_paragraphs(
                    connection, judge, f"WHERE a.public IN ({marks(part)})", part
                ):
                    found[paragraph.article].append(paragraph)
        return [p for public in found for p in found[public]]

    def paragraphs_by_id(self, ids: Sequence[int], *, judge: str) -> dict[int, Paragraph]:
        """Return paragraphs by id; ids that are not held are left out."""
        with self._database.reading() as connection:
            return {
                p.id: p
                for part in parts(list(ids))
                for p in select_paragraphs(
                    connection, judge, f"WHERE p.id IN ({marks(part)})", part
                )
            }

    def judged(self, *, judge: str) -> list[Paragraph]:
        """Return each judged side: not the neutral, not the unsure."""
        with self._database.reading() as connection:
            return select_paragraphs(
                connection, judge,
                "WHERE COALESCE(c.stance, j.stance) IN ('supportive', 'critical', 'mixed') "
                "AND a.event IS NOT NULL",
                (),
            )

    def surest(self, *, judge: str) -> list[tuple[int, Paragraph]]:
        """Return (event, paragraph) for the surest supportive and critical one of each event.

        What a user has corrected or confirmed is surer than any judge.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT event, id FROM (SELECT a.event, p.id, ROW_NUMBER() OVER ("
                "PARTITION BY a.event, COALESCE(c.stance, j.stance) "
                "ORDER BY c.stance IS NULL, j.confidence DESC, p.id) AS place "
                "FROM paragraphs p JOIN articles a ON a.id = p.article "
                "JOIN events e ON e.id = a.event LEFT JOIN judgements j ON j.paragraph = p.id "
                f"AND j.judge = ? AND j.statement = e.title {corrections.JOIN} "
                "WHERE COALESCE(c.stance, j.stance) IN ('supportive', 'critical')) "
                "WHERE place = 1",
                (judge,),
            ).fetchall()
        found = self.paragraphs_by_id([row[1] for row in rows], judge=judge)
        return [(event, found[row]) for event, row in rows if row in found]

    def counts(self, *, judge: str) -> list[tuple[int, str, bool, int]]:
        """Return (event, stance or ``pending``, whether in a copy, paragraphs) of all events."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT a.event, COALESCE(c.stance, j.stance, 'pending'), "
                "o.id IS NOT NULL, COUNT(*) FROM paragraphs p "
                "JOIN articles a ON a.id = p.article JOIN events e ON e.id = a.event "
                "LEFT JOIN articles o ON o.id = a.original AND o.event = a.event "
                "LEFT JOIN judgements j ON j.paragraph = p.id AND j.judge = ? "
                f"AND j.statement = e.title {corrections.JOIN} GROUP BY 1, 2, 3",
                (judge,),
            )
            return [(row[0], row[1], bool(row[2]), row[3]) for row in rows]

    def unjudged(
        self, *, judge: str, limit: int | None
    ) -> list[tuple[int, str, str, str, str]]:
        """Return up to ``limit`` paragraphs that wait for ``judge``; all of them for None.

        Each is (id, event's statement, text, text of the paragraph before, the article's
        headline). A paragraph waits if its article is grouped and it has no judgement towards
        the event's present statement.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT p.id, e.title, w.text, COALESCE(before.text, ''), a.title "
                f"{_UNJUDGED.replace('WHERE', _PREVIOUS + ' WHERE')} "
                "ORDER BY a.event, p.id LIMIT ?",
                (judge, -1 if limit is None else limit),
            )
            return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    def count_unjudged(self, *, judge: str) -> int:
        """Return how many paragraphs wait for ``judge``."""
        with self._database.reading() as connection:
            row = connection.execute(f"SELECT COUNT(*) {_UNJUDGED}", (judge,)).fetchone()
        return int(row[0])

    def titles(self) -> dict[int, str]:
        """Return the headline of every article by its row."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT id, title FROM articles").fetchall())

    def publics(self) -> dict[int, str]:
        """Return the public id of every article by its row."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT id, public FROM articles").fetchall())

    def pending(self, *, judge: str, voices: str) -> int:
        """Return how many articles wait to be embedded, grouped, judged, or read for quotes."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT COUNT(DISTINCT a.id) FROM articles a "
                "LEFT JOIN events e ON e.id = a.event "
                "LEFT JOIN paragraphs p ON p.article = a.id "
                "LEFT JOIN vectors v INDEXED BY vectors_by_model "
                "ON v.hash = p.hash AND v.model = ? "
                "LEFT JOIN judgements j ON j.paragraph = p.id AND j.judge = ? "
                "AND j.statement = e.title "
                "LEFT JOIN quoted d ON d.article = a.id AND d.maker = ? "
                "WHERE a.event IS NULL OR j.paragraph IS NULL OR v.hash IS NULL "
                "OR d.article IS NULL",
                (self.model, judge, voices),
            ).fetchone()
        return int(row[0])

    def unembedded(self, *, limit: int) -> list[tuple[str, str]]:
        """Return up to ``limit`` (hash, text) of paragraphs without a vector of this model."""
        # Asked of the index first: to look for what lacks a vector walks the whole library.
        if self._index.whole:
            return []
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT m.hash, w.text FROM (SELECT hash, MIN(id) AS id FROM paragraphs "
                "WHERE hash NOT IN "
                "(SELECT hash FROM vectors INDEXED BY vectors_by_model WHERE model = ?) "
                "GROUP BY hash LIMIT ?) m JOIN words w ON w.rowid = m.id",
                (self.model, limit),
            )
            return [(row[0], row[1]) for row in rows]

    def save_judgements(self, rows: Sequence[tuple[int, str, Judgement]]) -> None:
        """Store (paragraph id, statement judged against, judgement); each replaces its elder.

        Paragraphs that were removed meanwhile are left out.
        """
        with self._database.writing() as connection:
            for paragraph, statement, judgement in rows:
                evidence, shares = judgement.evidence, judgement.probabilities
                connection.execute(
                    "INSERT OR REPLACE INTO judgements "
                    "SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM paragraphs WHERE id = ?",
                    (
                        judgement.judge, statement, judgement.stance,
                        shares.get(Stance.SUPPORTIVE), shares.get(Stance.CRITICAL),
                        shares.get(Stance.NEUTRAL), judgement.confidence,
                        evidence.start if evidence else None, evidence.end if evidence else None,
                        judgement.voice, judgement.speaker, judgement.reason, paragraph,
                    ),
                )

    # -- events

    def events(self) -> list[StoredEvent]:
        """Return every event's own row, by id."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, title, title_size, named FROM events ORDER BY id"
            )
            return [StoredEvent(row[0], row[1], row[2], bool(row[3])) for row in rows]

    def current_event(self, event: int) -> int:
        """Return the event that an event was merged into, or itself."""
        with self._database.reading() as connection:
            return edits.current_event(connection, event)

    def places(self) -> list[Place]:
        """Return the event and date of every article."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, event, published FROM articles ORDER BY id")
            return [Place(*row) for row in rows]

    def bars(self) -> tuple[set[tuple[int, int]], set[int]]:
        """Return the pairs of events, smaller id first, that a user has drawn apart.

        And the events that a user has shaped, which grouping keeps whole.
        """
        with self._database.reading() as connection:
            apart = set(connection.execute("SELECT one, other FROM apart").fetchall())
            shaped = {row[0] for row in connection.execute(
                "SELECT id FROM events WHERE named "
                "UNION SELECT event FROM articles WHERE placed AND event IS NOT NULL"
            )}
        return apart, shaped | {event for pair in apart for event in pair}

    def dense(self, *, maker: str) -> tuple[NDArray[np.int64], Vectors]:
        """Return article rows ``(n,)`` and their dense features ``(n, dim)``, by row."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT article, dense FROM features WHERE maker = ? ORDER BY article", (maker,)
            ).fetchall()
        ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        dense = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
        return ids, dense.reshape(len(rows), -1 if rows else 0)

    def features(self, articles: Sequence[int], *, maker: str) -> list[Features]:
        """Return the grouping features of articles by row; those that lack them are left out."""
        found: list[Features] = []
        with self._database.reading() as connection:
            for part in parts(articles):
                found += [
                    Features(row[0], np.frombuffer(row[1], dtype="<f4"),
                             np.frombuffer(row[2], dtype="<f4"),
                             np.frombuffer(row[3], dtype="<i4").reshape(-1, 3))
                    for row in connection.execute(
                        "SELECT article, dense, title, terms FROM features "
                        f"WHERE maker = ? AND article IN ({marks(part)})",
                        (maker, *part),
                    )
                ]
        return sorted(found, key=lambda one: one.article)

    def unfeatured(self, *, maker: str, limit: int) -> list[tuple[int, str]]:
        """Return up to ``limit`` (row, public id) of articles without features of this maker."""
        with self._database.reading() as connection:
            return connection.execute(
                "SELECT a.id, a.public FROM articles a "
                "LEFT JOIN features f INDEXED BY features_by_maker "
                "ON f.article = a.id AND f.maker = ? "
                "WHERE f.article IS NULL ORDER BY a.id LIMIT ?",
                (maker, limit),
            ).fetchall()

    def save_features(self, rows: Sequence[Features], *, maker: str) -> None:
        """Store grouping features; articles that were removed meanwhile are left out."""
        with self._database.writing() as connection:
            for row in rows:
                connection.execute(
                    "INSERT OR REPLACE INTO features SELECT id, ?, ?, ?, ? FROM articles "
                    "WHERE id = ?",
                    (
                        maker, row.dense.astype("<f4").tobytes(),
                        row.title.astype("<f4").tobytes(), row.terms.astype("<i4").tobytes(),
                        row.article,
                    ),
                )

    def save_groups(
        self,
        joins: Mapping[int, int],
        merges: Mapping[int, int],
        groups: Sequence[tuple[Sequence[int], str]],
        titles: Mapping[int, tuple[str, int]],
        *,
        before: Mapping[int, int | None],
    ) -> list[int]:
        """Put articles into events, all in one transaction; return the ids of the new events.

        ``joins`` maps article rows to events that exist, ``merges`` events to those that take
        them in; ``groups`` lists the article rows and the statement of each new event; ``titles``
        gives existing events another statement, chosen at that size. ``before`` is the event that
        grouping found each article in: what another process has moved meanwhile stays there.
        """
        made: list[int] = []
        with self._database.writing() as connection:
            place = "UPDATE articles SET event = ?1 WHERE id = ?2 AND event IS ?3"
            connection.executemany(
                f"{place} AND EXISTS (SELECT 1 FROM events WHERE id = ?1)",
                [(event, article, before[article]) for article, event in joins.items()],
            )
            for articles, title in groups:
                cursor = connection.execute(
                    "INSERT INTO events (title, title_size) VALUES (?, ?)", (title, len(articles))
                )
                assert cursor.lastrowid is not None
                made.append(cursor.lastrowid)
                connection.executemany(
                    place, [(cursor.lastrowid, article, before[article]) for article in articles]
                )
            for event, into in merges.items():
                both = connection.execute(
                    "SELECT COUNT(*) FROM events WHERE id IN (?, ?)", (event, into)
                ).fetchone()[0]
                if both == 2:
                    edits.join_events(connection, event, into)
            connection.executemany(
                "UPDATE events SET title = ?, title_size = ? WHERE id = ? AND NOT named",
                [(title, size, event) for event, (title, size) in titles.items()],
            )
            connection.execute(_DROP_EMPTY_EVENTS)
        return made

    def retitle(self, event: int, title: str, size: int) -> None:
        """Give an event another of its articles' headlines for a statement."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE events SET title = ?, title_size = ? WHERE id = ? AND NOT named",
                (title, size, event),
            )

    def placed(self) -> set[str]:
        """Return the public ids of the articles that a user has put where they are."""
        with self._database.reading() as connection:
            return {row[0] for row in connection.execute(
                "SELECT public FROM articles WHERE placed")}

    # -- what users do to events

    def merge_events(self, into: int, others: Sequence[int]) -> Edit:
        """Put the articles of ``others`` into ``into``; see ``edits.merge``."""
        with self._database.writing() as connection:
            return edits.merge(connection, into, others)

    def move_articles(self, publics: Sequence[str], to: int | None, title: str = "") -> Edit:
        """Move articles to an event, or to a new one of their own; see ``edits.move``."""
        with self._database.writing() as connection:
            return edits.move(connection, publics, to, title)

    def rename_event(self, event: int, title: str) -> Edit:
        """Give an event another statement; see ``edits.rename``."""
        with self._database.writing() as connection:
            return edits.rename(connection, event, title)

    def undo(self) -> Edit:
        """Take back the newest edit; see ``edits.undo``."""
        with self._database.writing() as connection:
            return edits.undo(connection)

    def edits(self, *, limit: int) -> list[Edit]:
        """Return the newest edits that stand, newest first."""
        with self._database.reading() as connection:
            return edits.select_edits(connection, limit)

    # -- who says what

    def unquoted(self, *, maker: str, limit: int) -> list[tuple[int, str]]:
        """Return up to ``limit`` (row, public id) of articles that wait to be read for quotes."""
        with self._database.reading() as connection:
            return sayings.select_unquoted(connection, maker, limit)

    def count_unquoted(self, *, maker: str) -> int:
        """Return how many articles' quotes are still to be found."""
        with self._database.reading() as connection:
            return sayings.count_unquoted(connection, maker)

    def save_quotes(self, found: Mapping[int, Sequence[Quote]], *, maker: str) -> None:
        """Store the quotes of articles by row; see ``sayings.save_quotes``."""
        with self._database.writing() as connection:
            sayings.save_quotes(connection, found, maker)

    def quotes(self, paragraphs: Sequence[int]) -> dict[int, list[Quote]]:
        """Return the quotes of paragraphs by id; offsets count characters of the paragraph."""
        with self._database.reading() as connection:
            return sayings.select_quotes(connection, paragraphs)

    def quotes_named(self, names: Sequence[str]) -> dict[int, list[Quote]]:
        """Return by paragraph what the bearers of these names say."""
        with self._database.reading() as connection:
            return sayings.select_named(connection, names)

    def speaker_names(self) -> dict[str, int]:
        """Return each name that speakers bear in articles, and how many quotes bear it."""
        with self._database.reading() as connection:
            return dict(sayings.select_names(connection))

    def speaking(self) -> list[tuple[str, str | None, str | None, str | None, int]]:
        """Return (name, role, outlet, event, quotes) of all named speakers."""
        with self._database.reading() as connection:
            return sayings.select_speaking(connection)

    def mentioning(self, query: str) -> list[int]:
        """Return the paragraphs with the words of ``query``, which is in FTS5's own syntax."""
        with self._database.reading() as connection:
            return sayings.select_mentions(connection, query)

    def person_bars(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the pairs of names that a user says are one speaker's, and are two speakers'."""
        with self._database.reading() as connection:
            return sayings.bars(connection)

    def bar_persons(self, pairs: Sequence[tuple[str, str]], said: str, *, same: bool) -> Edit:
        """Say of pairs of names whether they are one speaker's; see ``edits.persons``."""
        with self._database.writing() as connection:
            return edits.persons(connection, pairs, said, same=same)

    # -- corrections

    def correct(self, paragraphs: Sequence[int], correction: Correction | None, said: str) -> Edit:
        """Correct paragraphs, or take that back; see ``edits.correct``."""
        with self._database.writing() as connection:
            return edits.correct(connection, paragraphs, correction, said)

    def corrected(self) -> list[tuple[int, str]]:
        """Return (paragraph, statement) of every correction that holds, oldest first."""
        with self._database.reading() as connection:
            return corrections.select_corrected(connection)

    # -- copies

    def unsettled(self) -> dict[int, list[tuple[int, str | None]]]:
        """Return the (row, date) of the articles of each event whose copies are not known."""
        found: dict[int, list[tuple[int, str | None]]] = defaultdict(list)
        with self._database.reading() as connection:
            for event, article, published in connection.execute(
                "SELECT e.id, a.id, a.published FROM events e JOIN articles a ON a.event = e.id "
                "WHERE NOT e.settled ORDER BY e.id, a.id"
            ):
                found[event].append((article, published))
        return found

    def sketches(self, articles: Sequence[int], *, maker: str) -> dict[int, NDArray[np.uint32]]:
        """Return the stored sketches of articles, by row."""
        with self._database.reading() as connection:
            return {
                row[0]: np.frombuffer(row[1], dtype="<u4")
                for part in parts(articles)
                for row in connection.execute(
                    "SELECT article, sketch FROM sketches "
                    f"WHERE maker = ? AND article IN ({marks(part)})",
                    (maker, *part),
                )
            }

    def save_copies(
        self,
        originals: Mapping[int, int | None],
        sketches: Mapping[int, NDArray[np.uint32]],
        settled: Sequence[int],
        *,
        maker: str,
    ) -> None:
        """Store the article that each is a copy of, new sketches, and which events are done."""
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO sketches SELECT id, ?, ? FROM articles WHERE id = ?",
                [(maker, s.astype("<u4").tobytes(), row) for row, s in sketches.items()],
            )
            connection.executemany(
                "UPDATE articles SET original = (SELECT id FROM articles WHERE id = ?) "
                "WHERE id = ?",
                [(original, row) for row, original in originals.items()],
            )
            connection.executemany(
                "UPDATE events SET settled = 1 WHERE id = ?", [(event,) for event in settled]
            )

    # -- search

    def vectors_of(self, public: str) -> Vectors:
        """Return the paragraph vectors ``(n, dim)`` of an article, in order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT v.vector FROM paragraphs p JOIN articles a ON a.id = p.article "
                "CROSS JOIN vectors v ON v.hash = p.hash AND v.model = ? WHERE a.public = ? "
                "ORDER BY p.position",
                (self.model, public),
            ).fetchall()
        return np.stack([np.frombuffer(row[0], dtype="<f4") for row in rows])

    def vector_of(self, paragraph: int) -> Vectors:
        """Return one paragraph's vector ``(dim,)``."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT v.vector FROM paragraphs p CROSS JOIN vectors v ON v.hash = p.hash "
                "AND v.model = ? WHERE p.id = ?",
                (self.model, paragraph),
            ).fetchone()
        if row is None:
            raise NotFoundError(f"No paragraph with a vector has the id {paragraph}")
        return np.frombuffer(row[0], dtype="<f4")

    def nearest(
        self, vector: Vectors, k: int, among: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the ``k`` nearest (paragraph id, cosine), best first, of ``among`` or of all."""
        return self._index.nearest(vector, k, among)

    def having(self, facets: Facets, *, judge: str) -> frozenset[int]:
        """Return the ids of the paragraphs that have all the facets asked for."""
        asked: list[tuple[str, object]] = [
            ("a.outlet = ?", facets.outlet),
            ("substr(a.published, 1, 10) >= ?", facets.first),
            ("substr(a.published, 1, 10) <= ?", facets.last),
            ("a.event = ?", None if facets.event is None else int(facets.event)),
            ("COALESCE(c.stance, j.stance) = ?", facets.stance),
            ("COALESCE(c.voice, j.voice) = ?", facets.voice),
        ]
        given = [(clause, value) for clause, value in asked if value is not None]
        where = " AND ".join(clause for clause, _ in given) or "1"
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT p.id FROM paragraphs p JOIN articles a ON a.id = p.article "
                "LEFT JOIN events e ON e.id = a.event LEFT JOIN judgements j "
                "ON j.paragraph = p.id AND j.judge = ? AND j.statement = e.title "
                f"{corrections.JOIN} WHERE {where}",
                (judge, *(value for _, value in given)),
            )
            return frozenset(row[0] for row in rows)

    def save_index(self) -> None:
        """Bring the index up to date, and write it down if much has changed."""
        self._index.save()

    def matching(
        self, query: str, k: int, among: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the ``k`` best (paragraph id, BM25), of ``among`` or of all.

        ``query`` is in FTS5's own syntax.
        """
        chosen = "" if among is None else "AND rowid IN (SELECT value FROM json_each(?)) "
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT rowid, -bm25(words) FROM words WHERE words MATCH ? "
                f"{chosen}ORDER BY 2 DESC, 1 LIMIT ?",
                (query, k) if among is None else (query, json.dumps(list(among)), k),
            )
            return [(int(row[0]), float(row[1])) for row in rows]

    # -- the whole

    def backup(self, path: Path) -> dict[str, object]:
        """Write the whole library to one file; see ``backup.write``."""
        return backup.write(self._database, path)

    def restore(self, path: Path) -> dict[str, object]:
        """Take everything from such a file in place of what is here; see ``backup.restore``."""
        stated = backup.restore(self._database, path)
        self._index.renew()
        return stated

    def size(self) -> int:
        """Return how many bytes the library's files take on disk."""
        return sum(file.stat().st_size for file in self.folder.iterdir() if file.is_file())

    # -- verification

    def verify(self) -> tuple[list[str], list[str], tuple[int, int, int]]:
        """Compare the truth with itself and the caches with the truth; repair the caches.

        Returns (damage to the truth, repairs of caches, (articles, paragraphs, vectors)).
        """
        damage: list[str] = []
        repaired: list[str] = []
        with self._database.reading() as connection:
            damage += audit.integrity(connection)
            damage += audit.text_damage(connection)
            damage += audit.vector_damage(connection)
            words = audit.word_faults(connection)
            sizes = tuple(
                int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
                for table in ("articles", "paragraphs", "vectors")
            )
        if words and not damage:
            self._rebuild_words()
            repaired.append(f"word index built anew ({words} paragraphs differed)")
        repaired += self._index.check()
        return damage, repaired, (sizes[0], sizes[1], sizes[2])

    def _rebuild_words(self) -> None:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM words")
            connection.execute(
                "INSERT INTO words (rowid, text) "
                'SELECT p.id, substr(s.text, p.start + 1, p."end" - p.start) FROM paragraphs p '
                "JOIN articles a ON a.id = p.article JOIN sources s ON s.id = a.source"
            )
