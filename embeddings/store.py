"""The library folder on disk: SQLite is the truth, the FAISS index a rebuildable cache.

``library.sqlite`` holds everything; ``index.faiss`` can be deleted at any time. Writes pass one
lock and are committed before the index follows; readers use their own connections (WAL), also
from other processes. ``revision`` grows by one with every write transaction.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from embeddings import audit
from embeddings.cache import IndexCache
from embeddings.database import Database
from embeddings.encoder import Vectors
from embeddings.errors import NotFoundError
from embeddings.records import (
    Article,
    Block,
    BlockKind,
    Document,
    Features,
    Judgement,
    Paragraph,
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
        """Close every connection; the store cannot be used afterwards."""
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

    def save_setting(self, key: str, value: str) -> None:
        """Keep a setting of the library; it replaces its elder."""
        with self._database.writing() as connection:
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

    def judged(self, *, judge: str) -> list[tuple[str, Paragraph]]:
        """Return (event id, paragraph) for each judged side: not the neutral, not the unsure."""
        with self._database.reading() as connection:
            rows = select_paragraphs(
                connection, judge, "WHERE j.stance IN ('supportive', 'critical', 'mixed')", ()
            )
            events = dict(connection.execute("SELECT public, event FROM articles").fetchall())
        return [(str(events[p.article]), p) for p in rows if events[p.article] is not None]

    def counts(self, *, judge: str) -> list[tuple[int, str, int]]:
        """Return (event row, stance or ``pending``, paragraphs) over all grouped articles."""
        with self._database.reading() as connection:
            return connection.execute(
                "SELECT a.event, COALESCE(j.stance, 'pending'), COUNT(*) FROM paragraphs p "
                "JOIN articles a ON a.id = p.article JOIN events e ON e.id = a.event "
                "LEFT JOIN judgements j ON j.paragraph = p.id AND j.judge = ? "
                "AND j.statement = e.title GROUP BY 1, 2",
                (judge,),
            ).fetchall()

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

    def pending(self, *, judge: str) -> int:
        """Return how many articles wait to be embedded, grouped or judged."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT COUNT(DISTINCT a.id) FROM articles a "
                "LEFT JOIN events e ON e.id = a.event "
                "LEFT JOIN paragraphs p ON p.article = a.id "
                "LEFT JOIN vectors v ON v.hash = p.hash AND v.model = ? "
                "LEFT JOIN judgements j ON j.paragraph = p.id AND j.judge = ? "
                "AND j.statement = e.title "
                "WHERE a.event IS NULL OR j.paragraph IS NULL OR v.hash IS NULL",
                (self.model, judge),
            ).fetchone()
        return int(row[0])

    def unembedded(self, *, limit: int) -> list[tuple[str, str]]:
        """Return up to ``limit`` (hash, text) of paragraphs without a vector of this model."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT p.hash, MIN(w.text) FROM paragraphs p JOIN words w ON w.rowid = p.id "
                "LEFT JOIN vectors v ON v.hash = p.hash AND v.model = ? "
                "WHERE v.hash IS NULL GROUP BY p.hash LIMIT ?",
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
            rows = connection.execute("SELECT id, title, title_size FROM events ORDER BY id")
            return [StoredEvent(*row) for row in rows]

    def features(self, *, maker: str) -> list[Features]:
        """Return what grouping needs, for every article that has features of this maker."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT f.article, a.event, a.published, f.dense, f.terms, f.counts "
                "FROM features f JOIN articles a ON a.id = f.article WHERE f.maker = ? "
                "ORDER BY f.article",
                (maker,),
            ).fetchall()
        return [
            Features(
                article=row[0], event=row[1], published=row[2],
                dense=np.frombuffer(row[3], dtype="<f4"),
                terms=np.frombuffer(row[4], dtype="<i4").astype(np.int64),
                counts=np.frombuffer(row[5], dtype="<i4").astype(np.int64),
            )
            for row in rows
        ]

    def unfeatured(self, *, maker: str, limit: int) -> list[tuple[int, str]]:
        """Return up to ``limit`` (row, public id) of articles without features of this maker."""
        with self._database.reading() as connection:
            return connection.execute(
                "SELECT a.id, a.public FROM articles a "
                "LEFT JOIN features f ON f.article = a.id AND f.maker = ? "
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
                        row.terms.astype("<i4").tobytes(), row.counts.astype("<i4").tobytes(),
                        row.article,
                    ),
                )

    def save_groups(
        self,
        joins: Mapping[int, int],
        groups: Sequence[Sequence[int]],
        titles: Mapping[int, tuple[str, int]],
        new_titles: Sequence[tuple[str, int]],
    ) -> list[int]:
        """Put articles into events; return the ids of the new events.

        ``joins`` maps article rows to events that exist; ``groups`` lists the article rows of
        each new event, titled by ``new_titles`` (statement, size it was chosen at); ``titles``
        gives existing events another statement.
        """
        made: list[int] = []
        with self._database.writing() as connection:
            # Another process may have grouped or removed some of them in the meantime.
            connection.executemany(
                "UPDATE articles SET event = ?1 WHERE id = ?2 AND event IS NULL "
                "AND EXISTS (SELECT 1 FROM events WHERE id = ?1)",
                [(event, article) for article, event in joins.items()],
            )
            connection.executemany(
                "UPDATE events SET title = ?, title_size = ? WHERE id = ?",
                [(title, size, event) for event, (title, size) in titles.items()],
            )
            for articles, (title, size) in zip(groups, new_titles, strict=True):
                cursor = connection.execute(
                    "INSERT INTO events (title, title_size) VALUES (?, ?)", (title, size)
                )
                assert cursor.lastrowid is not None
                made.append(cursor.lastrowid)
                connection.executemany(
                    "UPDATE articles SET event = ? WHERE id = ? AND event IS NULL",
                    [(cursor.lastrowid, article) for article in articles],
                )
            connection.execute(_DROP_EMPTY_EVENTS)
        return made

    # -- search

    def vectors_of(self, public: str) -> Vectors:
        """Return the paragraph vectors ``(n, dim)`` of an article, in order."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT v.vector FROM paragraphs p JOIN articles a ON a.id = p.article "
                "JOIN vectors v ON v.hash = p.hash AND v.model = ? WHERE a.public = ? "
                "ORDER BY p.position",
                (self.model, public),
            ).fetchall()
        return np.stack([np.frombuffer(row[0], dtype="<f4") for row in rows])

    def vector_of(self, paragraph: int) -> Vectors:
        """Return one paragraph's vector ``(dim,)``."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT v.vector FROM paragraphs p JOIN vectors v ON v.hash = p.hash "
                "AND v.model = ? WHERE p.id = ?",
                (self.model, paragraph),
            ).fetchone()
        if row is None:
            raise NotFoundError(f"No paragraph with a vector has the id {paragraph}")
        return np.frombuffer(row[0], dtype="<f4")

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Return the ``k`` nearest (paragraph id, cosine) in the whole library, best first."""
        return self._index.nearest(vector, k)

    def save_index(self) -> None:
        """Bring the index up to date and write it down."""
        self._index.save()

    def matching(self, query: str, k: int) -> list[tuple[int, float]]:
        """Return the ``k`` best (paragraph id, BM25) for a query in FTS5's own syntax."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT rowid, -bm25(words) FROM words WHERE words MATCH ? ORDER BY 2 DESC, 1 "
                "LIMIT ?",
                (query, k),
            )
            return [(int(row[0]), float(row[1])) for row in rows]

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
