"""Connections to the library's SQLite file: many readers, one writer, also between processes."""

import contextlib
import queue
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from embeddings.errors import LibraryError
from embeddings.rows import revision
from embeddings.schema import migrate

__all__ = ["Database"]

_FILE = "library.sqlite"
# How long a writer waits for another process's write before giving up.
_BUSY_SECONDS = 60.0


class Database:
    """An open SQLite file in WAL mode. Every method may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._write_lock = threading.RLock()
        self._readers: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
            migrate(self._writer)
            self._readers.put(self._connect())
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(f"The library at {folder} cannot be opened: {error}") from error

    def close(self) -> None:
        """Close every connection."""
        with self._write_lock:
            self._writer.close()
            with contextlib.suppress(queue.Empty):
                while True:
                    self._readers.get_nowait().close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.folder / _FILE, timeout=_BUSY_SECONDS, check_same_thread=False,
            isolation_level=None,
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # A commit must survive a crash of the machine, not only of the process.
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection whose reads all see one state of the library."""
        try:
            connection = self._readers.get_nowait()
        except queue.Empty:
            connection = self._connect()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")
            self._readers.put(connection)

    @contextlib.contextmanager
    def writing(self, *, revise: bool = True) -> Iterator[sqlite3.Connection]:
        """Hold the write lock for one transaction, which bumps the revision.

        Not with ``revise`` false: for what no view of the library shows.
        """
        with self._write_lock:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise LibraryError(
                    f"The library at {self.folder} is being written by another process; "
                    "try again when that is done"
                ) from error
            try:
                yield self._writer
                if revise:
                    self._writer.execute(
                        "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision'"
                    )
                self._writer.execute("COMMIT")
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise

    def replace(self, source: sqlite3.Connection) -> None:
        """Put another database's contents in the place of all that is here, at one stroke.

        Raises:
            LibraryError: somebody else holds the library for too long.
        """
        with self._write_lock:
            try:
                source.backup(self._writer)
            except sqlite3.Error as error:
                raise LibraryError(
                    f"The library at {self.folder} is in use; try again in a moment ({error})"
                ) from error

    @property
    def revision(self) -> int:
        """The number of write transactions so far, by any process."""
        with self.reading() as connection:
            return revision(connection)
