"""Files, folders, uploads and pasted text to documents. All validation of input happens here."""

import io
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from embeddings import text as texts
from embeddings.errors import InputError
from embeddings.reading import dates, fields, markup, pages
from embeddings.reading.decode import decode
from embeddings.reading.facts import Facts
from embeddings.records import Document, Skipped

__all__ = ["EXTENSIONS", "count", "read", "read_bytes", "read_text"]

EXTENSIONS = (".txt", ".md", ".html", ".htm", ".json", ".jsonl", ".csv")
MAX_FILE_BYTES = 50_000_000
"""A page or table larger than this is a mistake; JSONL, read line by line, may be any size."""
MAX_LINE_BYTES = 10_000_000
"""A JSONL line or CSV field larger than this is no article: a long novel has 2 MB."""

_log = logging.getLogger(__name__)


def read(
    paths: Iterable[Path | str],
    *,
    known_date: str | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
    max_line_bytes: int = MAX_LINE_BYTES,
) -> Iterator[Document | Skipped]:
    """Yield the articles of files and folders one by one, and what was skipped and why.

    Never raises for a bad file. Folders are walked in sorted order, hidden files left out.
    ``known_date`` (ISO 8601) is the day the files were saved: "2 hours ago" on a page is
    resolved against nothing else.
    """
    for item in _files([Path(path) for path in paths]):
        if isinstance(item, Skipped):
            yield item
            continue
        try:
            with item.open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                yield from _read_stream(
                    stream,
                    size,
                    str(item),
                    known_date=known_date,
                    max_file_bytes=max_file_bytes,
                    max_line_bytes=max_line_bytes,
                )
        except FileNotFoundError:
            yield Skipped(str(item), "the file is gone; it was there when the folder was listed")
        except OSError as error:
            yield Skipped(str(item), _os_reason(error))


def read_bytes(
    name: str,
    data: bytes,
    *,
    known_date: str | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
    max_line_bytes: int = MAX_LINE_BYTES,
) -> Iterator[Document | Skipped]:
    """Yield the articles of an uploaded file; its name's extension tells the format."""
    if Path(name).suffix.lower() not in EXTENSIONS:
        yield Skipped(name, _unsupported(name))
        return
    yield from _read_stream(
        io.BytesIO(data),
        len(data),
        name,
        known_date=known_date,
        max_file_bytes=max_file_bytes,
        max_line_bytes=max_line_bytes,
    )


def read_text(
    text: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
) -> tuple[Document, ...]:
    """Read a pasted article. With a title it is one article, without it may be a whole page.

    Raises ``InputError`` for a date that is none, and where no text is left.
    """
    day = dates.published_on(published) if published and published.strip() else None
    if published and published.strip() and day is None:
        raise InputError(f'"{published.strip()[:40]}" is not a past date; write it as 2025-07-04')
    text, title = texts.storable(text), texts.storable(title or "")
    outlet = texts.storable(outlet or "") or None
    facts = Facts(title=title.strip() or None, outlet=outlet, published=day)
    found: tuple[Document, ...]
    if facts.title:
        single = pages.read_single(text, facts)
        found = () if single is None else (single,)
    else:
        found = pages.read_page(text, facts=facts)
    if not found:
        raise InputError("no article text found in what was pasted; paste the article's paragraphs")
    return found


def count(paths: Iterable[Path | str]) -> int:
    """Return how many files ``read`` would open, for "3 of 8"; opens none and never raises."""
    total = 0
    for path in paths:
        # What cannot even be looked at (a NUL in its name, a dead mount) is not opened either.
        with suppress(OSError, ValueError):
            total += sum(isinstance(item, Path) for item in _files([Path(path)]))
    return total


# --- finding files ----------------------------------------------------------------------------


def _files(paths: list[Path], *, listed: bool = False) -> Iterator[Path | Skipped]:
    for path in paths:
        try:
            folder = path.is_dir()
        except OSError as error:
            yield Skipped(str(path), _os_reason(error))
            continue
        if folder:
            yield from _walk(path)
        elif not listed and not path.exists():
            yield Skipped(str(path), "there is no such file or folder; check the path")
        elif path.suffix.lower() not in EXTENSIONS:
            yield Skipped(str(path), _unsupported(path.name))
        elif path.exists() and not path.is_file():
            yield Skipped(
                str(path), "neither a file nor a folder; a text, HTML, JSON or CSV file was wanted"
            )
        else:
            yield path


def _walk(folder: Path) -> Iterator[Path | Skipped]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(str(folder), _os_reason(error))
        return
    for entry in entries:
        if not entry.name.startswith("."):
            # A link to a folder could lead back to its own parent without end.
            if entry.is_symlink() and entry.is_dir():
                continue
            yield from _files([entry], listed=True)


def _unsupported(name: str) -> str:
    found = Path(name).suffix or "no extension"
    return f"{found} is not read; wanted one of {', '.join(EXTENSIONS)}"


def _os_reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it; change its permissions or choose a copy"
    return f"cannot be read ({error.strerror or error})"


# --- formats ----------------------------------------------------------------------------------


def _read_stream(
    stream: BinaryIO,
    size: int,
    name: str,
    *,
    known_date: str | None,
    max_file_bytes: int,
    max_line_bytes: int,
) -> Iterator[Document | Skipped]:
    """Yield what one file holds. An unforeseen failure of a library costs only this file."""
    suffix = Path(name).suffix.lower()
    try:
        if suffix == ".jsonl":
            yield from _jsonl(stream, name, max_line_bytes)
            return
        if size > max_file_bytes:
            raise InputError(
                f"the file has {size / 1e6:.0f} MB, over the limit of "
                f"{max_file_bytes / 1e6:.0f} MB; split it, or give many articles as JSONL"
            )
        text = decode(stream.read(), markup=suffix in (".html", ".htm"))
        if suffix == ".json":
            yield from _each(
                enumerate(fields.json_articles(fields.parse(text)), start=1), name, "article"
            )
        elif suffix == ".csv":
            yield from _each(fields.rows(text, field_chars=max_line_bytes), name, "row")
        elif suffix in (".html", ".htm"):
            yield from markup.read_html(texts.storable(text), path=name)
        else:
            yield from _page(texts.storable(text), name, known_date)
    except InputError as error:
        yield Skipped(name, str(error))
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - one hostile file must not stop the others
        _log.exception("reading %s failed", name)
        yield Skipped(
            name, f"could not be read ({type(error).__name__}); save it again as plain text"
        )


def _page(text: str, name: str, known_date: str | None) -> tuple[Document, ...]:
    found = pages.read_page(text, facts=Facts(path=name, known_date=known_date))
    if not found:
        start = " ".join(text.split())[:60]
        raise InputError(f'no article text found: the page says only "{start}"')
    return found


def _each(
    items: Iterable[tuple[int, object]], name: str, noun: str
) -> Iterator[Document | Skipped]:
    count = 0
    for number, value in items:
        count += 1
        try:
            if isinstance(value, InputError):
                raise value
            yield fields.article(value, path=name)
        except InputError as error:
            yield Skipped(name, f"{noun} {number}: {error}")
    if not count:
        yield Skipped(name, f"no {noun}s in it; at least one article was wanted")


def _jsonl(stream: BinaryIO, name: str, max_line_bytes: int) -> Iterator[Document | Skipped]:
    return _each(_lines(stream, max_line_bytes), name, "line")


def _lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, object]]:
    """Yield each line's number and value, or the error that it is; blank lines are left out."""
    start = stream.peek(4)[:4] if isinstance(stream, io.BufferedReader) else b""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        stream = io.BytesIO(decode(stream.read()).encode())
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) > limit:
            size = len(line) + _rest_of_line(stream, limit)
            yield (
                number,
                InputError(
                    f"{size / 1e6:.0f} MB long, over the limit of {limit / 1e6:.0f} MB a line"
                ),
            )
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield number, _value(line)


def _value(line: bytes) -> object:
    try:
        return fields.parse(decode(line).strip())
    except InputError as error:
        return error


def _rest_of_line(stream: BinaryIO, step: int) -> int:
    size = 0
    with suppress(OSError):
        while rest := stream.readline(step):
            size += len(rest)
            if rest.endswith(b"\n"):
                break
    return size
