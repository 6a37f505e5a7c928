"""The vector index kept in step with the truth: rebuilt, followed, checked, saved."""

import sqlite3
import threading
from collections.abc import Collection

from embeddings import audit
from embeddings.database import Database
from embeddings.encoder import Vectors
from embeddings.index import VectorIndex
from embeddings.rows import revision

__all__ = ["IndexCache"]

_FILE = "index.faiss"


class IndexCache:
    """A vector index over a database's paragraphs under one model."""

    def __init__(self, database: Database, model: str) -> None:
        self._database = database
        self._model = model
        self._path = database.folder / _FILE
        self._lock = threading.RLock()
        self._index: VectorIndex | None = None
        self._revision = -1
        self._unsaved = False

    def nearest(
        self, vector: Vectors, k: int, among: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the ``k`` nearest (paragraph id, cosine), best first, of ``among`` or of all."""
        with self._lock:
            self.follow()
            return [] if self._index is None else self._index.search(vector, k, among)

    def follow(self, *, save: bool = False) -> None:
        """Bring the index up to the truth: add what it lacks, remove what is gone."""
        with self._lock:
            with self._database.reading() as connection:
                now = revision(connection)
                if now == self._revision:
                    return
                dim = self._dim(connection)
                if dim is None:
                    self._index, self._revision = None, now
                    return
                index = self._index or VectorIndex.load(
                    self._path, dim=dim, maker=self._model
                )
                index = index or VectorIndex(dim)
                changed = audit.synchronise(connection, index, self._model)
            self._index, self._revision = index, now
            self._unsaved = self._unsaved or changed > 0
            if save:
                self._write(index)

    def save(self) -> None:
        """Bring the index up to date and write it down."""
        with self._lock:
            self.follow()
            if self._index is not None:
                self._write(self._index)

    def _write(self, index: VectorIndex) -> None:
        if self._unsaved:
            index.save(self._path, maker=self._model)
            self._unsaved = False

    def _dim(self, connection: sqlite3.Connection) -> int | None:
        row = connection.execute(
            "SELECT length(vector) FROM vectors WHERE model = ? LIMIT 1", (self._model,)
        ).fetchone()
        return None if row is None else int(row[0]) // 4

    def check(self) -> list[str]:
        """Compare every row with the truth, repair what differs, and say what was repaired."""
        with self._lock, self._database.reading() as connection:
            dim = self._dim(connection)
            if dim is None:
                return []
            index = VectorIndex.load(self._path, dim=dim, maker=self._model)
            fresh = index is None
            index = index or VectorIndex(dim)
            changed = audit.synchronise(connection, index, self._model)
            wrong = audit.wrong_rows(connection, index, self._model)
            if wrong:
                index.remove(wrong)
                audit.synchronise(connection, index, self._model)
            self._index, self._revision = index, revision(connection)
            self._unsaved = fresh or changed > 0 or bool(wrong)
            self._write(index)
            if fresh:
                return ["vector index built anew"]
            faults = changed + len(wrong)
            return [f"vector index repaired ({faults} rows differed)"] if faults else []
