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
_LEAST_SHARE = 0.05
"""Of the index must have changed before it is written down again."""


class IndexCache:
    """A vector index over a database's paragraphs under one model."""

    def __init__(self, database: Database, model: str) -> None:
        self._database = database
        self._model = model
        self._path = database.folder / _FILE
        self._lock = threading.RLock()
        self._index: VectorIndex | None = None
        self._revision = -1
        self._stamp: audit.Stamp | None = None
        self._unsaved = 0

    def nearest(
        self, vector: Vectors, k: int, among: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the ``k`` nearest (paragraph id, cosine), best first, of ``among`` or of all."""
        with self._lock:
            self.follow()
            return [] if self._index is None else self._index.search(vector, k, among)

    @property
    def whole(self) -> bool:
        """Whether every paragraph of the library has a vector."""
        with self._lock:
            self.follow()
            return (
                self._index is not None and self._stamp is not None
                and len(self._index) == self._stamp.paragraphs
            )

    def follow(self, *, save: bool = False) -> None:
        """Bring the index up to the truth: add what it lacks, remove what is gone."""
        with self._lock:
            with self._database.reading() as connection:
                now = revision(connection)
                if now == self._revision:
                    return
                dim = self._dim(connection)
                if dim is None:
                    self._index, self._revision, self._stamp = None, now, None
                    return
                index = self._index or VectorIndex.load(
                    self._path, dim=dim, maker=self._model
                )
                index = index or VectorIndex(dim)
                stamp = audit.stamp(connection, self._model)
                changed = self._changed(connection, index, stamp)
            self._index, self._revision, self._stamp = index, now, stamp
            self._unsaved += changed
            if save:
                self._write(index)

    def _changed(
        self, connection: sqlite3.Connection, index: VectorIndex, stamp: audit.Stamp
    ) -> int:
        """Bring the index up to a stamp, by as little as will do; return how many rows changed."""
        if stamp == self._stamp:
            return 0
        if self._stamp is not None:
            changed = audit.append(
                connection, index, self._model, before=self._stamp, now=stamp
            )
            if changed is not None:
                return changed
        return audit.synchronise(connection, index, self._model)

    def save(self) -> None:
        """Bring the index up to date, and write it down if much of it has changed.

        What is not written is added when the library is next opened: a large index takes longer
        to write than a few rows to add.
        """
        with self._lock:
            self.follow()
            if self._index is not None and self._unsaved >= _LEAST_SHARE * len(self._index):
                self._write(self._index)

    def renew(self) -> None:
        """Build the index anew: what is in the library is not what was there."""
        with self._lock:
            self._path.unlink(missing_ok=True)
            self._index, self._revision, self._stamp = None, -1, None
            self.follow(save=True)

    def close(self) -> None:
        """Write down what has changed."""
        with self._lock:
            if self._index is not None:
                self._write(self._index)

    def _write(self, index: VectorIndex) -> None:
        if self._unsaved:
            index.save(self._path, maker=self._model)
            self._unsaved = 0

    def _dim(self, connection: sqlite3.Connection) -> int | None:
        row = connection.execute(
            "SELECT length(vector) FROM vectors WHERE model = ? LIMIT 1", (self._model,)
        ).fetchone()
        return None if row is None else int(row[0]) // 4

    def check(self) -> list[str]:
        """Compare every row with the truth, repair what differs, and say what was repaired."""
        self.close()  # what is merely not written down yet is no fault
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
            self._stamp = audit.stamp(connection, self._model)
            self._unsaved = int(fresh) + changed + len(wrong)
            self._write(index)
            if fresh:
                return ["vector index built anew"]
            faults = changed + len(wrong)
            return [f"vector index repaired ({faults} rows differed)"] if faults else []
