"""A whole library as one file: a zip archive of its database and of what says that it is whole."""

import datetime
import hashlib
import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

from embeddings.database import Database
from embeddings.errors import InputError, LibraryError
from embeddings.rows import revision
from embeddings.schema import migrate

__all__ = ["LARGEST", "restore", "write"]

LARGEST = 64 * 1024**3
"""Bytes that a database may unpack to; beyond is no library that this program can have made."""
_DATABASE, _STATED = "library.sqlite", "library.json"
_STATED_BYTES = 10_000
_CHUNK = 1024**2


def write(database: Database, path: Path) -> dict[str, object]:
    """Write a library to ``path``, replacing a file that is there; return what is stated of it.

    Readers and writers go on meanwhile: the copy is of one moment.

    Raises:
        LibraryError: the file cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / _DATABASE
        with database.reading() as connection:
            articles = connection.execute("SELECT COUNT(*) FROM articles").fetchone()[0]
            with closing(sqlite3.connect(copy)) as target:
                connection.backup(target)
        stated: dict[str, object] = {
            "format": 1, "sha256": _hash(copy), "bytes": copy.stat().st_size,
            "articles": articles,
            "made": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        }
        part = path.with_name(path.name + ".part")
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_STATED, json.dumps(stated, indent=1))
                archive.write(copy, _DATABASE)
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise LibraryError(f"{path} cannot be written: {error.strerror}") from error
    return stated


def restore(database: Database, path: Path) -> dict[str, object]:
    """Replace all that a library holds by what a backup holds; return what is stated of that.

    It is checked first, and nothing is changed unless it is whole: its hash, SQLite's own check,
    and that it holds the tables of this program and nothing else.

    Raises:
        InputError: the file is no backup, or is damaged.
        LibraryError: the library is being written by somebody else.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / _DATABASE
        stated = _unpack(path, copy)
        with closing(sqlite3.connect(copy, isolation_level=None)) as source:
            try:
                # What a foreign file may have put into views and triggers must not run.
                source.execute("PRAGMA trusted_schema = OFF")
                found = source.execute("PRAGMA quick_check").fetchone()[0]
                if found != "ok":
                    raise InputError(f"{path.name} is damaged: {found}")
                migrate(source)
                if _shape(source) != _own_shape():
                    raise InputError(f"{path.name} holds tables that no library has")
                with database.reading() as connection:
                    after = max(revision(connection), revision(source)) + 1
                source.execute(
                    "UPDATE meta SET value = ? WHERE key = 'revision'", (str(after),)
                )
            except sqlite3.Error as error:
                raise InputError(f"{path.name} is no library: {error}") from error
            database.replace(source)
    return stated


def _unpack(path: Path, copy: Path) -> dict[str, object]:
    try:
        with zipfile.ZipFile(path) as archive:
            held = {info.filename: info for info in archive.infolist()}
            if set(held) != {_DATABASE, _STATED}:
                raise InputError(
                    f"{path.name} is no backup of a library: it should hold {_DATABASE} and "
                    f"{_STATED}"
                )
            if held[_STATED].file_size > _STATED_BYTES or held[_DATABASE].file_size > LARGEST:
                raise InputError(f"{path.name} would unpack to more than a library can take")
            stated = json.loads(archive.read(_STATED))
            left = held[_DATABASE].file_size
            with archive.open(_DATABASE) as packed, copy.open("wb") as out:
                while piece := packed.read(_CHUNK):
                    left -= len(piece)
                    if left < 0:
                        raise InputError(f"{path.name} unpacks to more than it states")
                    out.write(piece)
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise InputError(f"{path.name} is no backup of a library, or is damaged") from error
    if not isinstance(stated, dict) or stated.get("sha256") != _hash(copy):
        raise InputError(f"{path.name} is damaged: its contents are not those that were written")
    return stated


def _own_shape() -> set[tuple[str, str, str]]:
    """Return the schema of a library of this version."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        return _shape(fresh)


def _shape(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Return type, name and words of all that a database's schema holds."""
    return {
        (kind, name, " ".join((sql or "").split()).replace('"', ""))
        for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")
    }


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
