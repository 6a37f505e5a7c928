"""What users do to events and speakers, each act with what undoes it. SQL only.

Every function runs inside the caller's write transaction and writes one row of ``edits``, whose
``before`` holds the places, statements and bars that it changed. Grouping respects what is left
behind: articles stay where they are, and events that a user drew apart never merge by themselves.
"""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Sequence

from embeddings import corrections
from embeddings.errors import InputError, NotFoundError
from embeddings.records import Correction, Edit, EditKind
from embeddings.rows import marks
from embeddings.sayings import set_bars

__all__ = [
    "correct",
    "current_event",
    "join_events",
    "merge",
    "move",
    "persons",
    "rename",
    "select_edits",
    "undo",
]


def merge(connection: sqlite3.Connection, into: int, others: Sequence[int]) -> Edit:
    """Put all articles of ``others`` into the event ``into``.

    Raises:
        InputError: nothing is left to merge.
        NotFoundError: one of the events is not there.
    """
    others = [event for event in dict.fromkeys(others) if event != into]
    if not others:
        raise InputError("Name at least two different events to merge")
    named = {event: _title(connection, event) for event in (into, *others)}
    before = _before(connection, [into, *others])
    for event in others:
        join_events(connection, event, into)
        connection.execute("UPDATE articles SET placed = 1 WHERE event = ?", (into,))
    said = f"“{named[into]}” took in " + ", ".join(f"“{named[event]}”" for event in others)
    return _write(connection, EditKind.MERGE, said, (into, *others), before)


def move(
    connection: sqlite3.Connection, publics: Sequence[str], to: int | None, title: str = ""
) -> Edit:
    """Put articles into the event ``to``, or together into a new one called ``title``.

    The events that they leave and the one they come to never merge by themselves.

    Raises:
        InputError: nothing would change.
        NotFoundError: an article or the event is not there.
    """
    rows = _articles(connection, publics)
    left = sorted({event for _, event in rows.values() if event is not None})
    if to is not None and all(event == to for _, event in rows.values()):
        raise InputError(f"All of these articles are in the event {to} already")
    if to is None and len(left) == 1 and _size(connection, left[0]) == len(rows):
        raise InputError("These are all the articles of their event: nothing would be split off")
    kind = EditKind.SPLIT if to is None else EditKind.MOVE
    before = _before(connection, left if to is None else [*left, to])
    if to is None:
        cursor = connection.execute(
            "INSERT INTO events (title, title_size) VALUES (?, ?)", (title, len(rows))
        )
        assert cursor.lastrowid is not None
        home = cursor.lastrowid
    else:
        home, title = to, _title(connection, to)
    before["created"] = [home] if to is None else []
    for row, _ in rows.values():
        connection.execute("UPDATE articles SET event = ?, placed = 1 WHERE id = ?", (home, row))
    for event in left:
        if event != home:
            connection.execute("INSERT OR IGNORE INTO apart VALUES (?, ?)",
                               (min(event, home), max(event, home)))
            if _size(connection, event) == 0:
                _drop(connection, event, home)
    what = f"{len(rows)} article{'s' if len(rows) > 1 else ''}"
    said = f"{what} split off as “{title}”" if to is None else f"{what} moved to “{title}”"
    return _write(connection, kind, said, (home, *(e for e in left if e != home)), before)


def rename(connection: sqlite3.Connection, event: int, title: str) -> Edit:
    """Give an event another statement, which grouping leaves alone.

    Raises:
        InputError: the statement is empty, or the event has it already.
        NotFoundError: the event is not there.
    """
    title = " ".join(title.split())
    old = _title(connection, event)
    if not title:
        raise InputError("The statement is empty; say in one sentence what happened")
    if title == old:
        raise InputError("The event has this statement already")
    before = _before(connection, [event])
    connection.execute("UPDATE events SET title = ?, named = 1 WHERE id = ?", (title, event))
    return _write(connection, EditKind.RENAME, f"“{old}” renamed “{title}”", (event,), before)


def persons(
    connection: sqlite3.Connection, pairs: Sequence[tuple[str, str]], said: str, *, same: bool
) -> Edit:
    """Say of pairs of names that they are one speaker's, or two speakers'."""
    before = _before(connection, [])
    before["persons"] = list(set_bars(connection, pairs, same))
    return _write(connection, EditKind.JOIN if same else EditKind.PART, said, (), before)


def correct(
    connection: sqlite3.Connection,
    paragraphs: Sequence[int],
    correction: Correction | None,
    said: str,
) -> Edit:
    """Let a correction stand above the judge's word on paragraphs; ``None`` takes it back.

    Raises:
        InputError: no paragraph is named, or the evidence lies outside of one.
        NotFoundError: a paragraph is not there, or belongs to no event.
    """
    before = _before(connection, [])
    before["corrections"] = list(corrections.write(connection, paragraphs, correction))
    return _write(connection, EditKind.CORRECT, said, (), before)


def undo(connection: sqlite3.Connection) -> Edit:
    """Take back the newest edit that stands.

    Articles that grouping has added since stay with the event that they joined; those of an event
    that the edit had made go where its articles came from.

    Raises:
        InputError: there is none.
    """
    row = connection.execute(
        "SELECT id, kind, said, at, events, before FROM edits WHERE NOT undone "
        "ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise InputError("Nothing has been changed by hand that could be undone")
    edit, before = _edit(row), json.loads(row[5])
    for event, title, size, named in before["events"]:
        connection.execute(
            "INSERT OR IGNORE INTO events (id, title, title_size, named) VALUES (?, ?, ?, ?)",
            (event, title, size, named),
        )
        connection.execute("UPDATE events SET title = ?, title_size = ?, named = ? WHERE id = ?",
                           (title, size, named, event))
        connection.execute("DELETE FROM merged WHERE old = ?", (event,))
        connection.execute("DELETE FROM apart WHERE one = ?1 OR other = ?1", (event,))
    for article, event, placed in before["articles"]:
        connection.execute("UPDATE articles SET event = ?, placed = ? WHERE id = ?",
                           (event, placed, article))
    connection.executemany("INSERT OR IGNORE INTO apart VALUES (?, ?)", before["apart"])
    corrections.restore(connection, before.get("corrections", []))
    for one, other, same in before.get("persons", []):
        set_bars(connection, [(one, other)], same)
    # The edit began in these events; without one nothing was created.
    origin = int(before["events"][0][0]) if before["events"] else 0
    for event in before.get("created", []):
        connection.execute("UPDATE articles SET event = ? WHERE event = ?", (origin, event))
        _drop(connection, event, origin)
    connection.execute("UPDATE edits SET undone = 1 WHERE id = ?", (edit.id,))
    return edit


def select_edits(connection: sqlite3.Connection, limit: int) -> list[Edit]:
    """Return the newest edits that stand, newest first."""
    rows = connection.execute(
        "SELECT id, kind, said, at, events FROM edits WHERE NOT undone ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [_edit(row) for row in rows]


def join_events(connection: sqlite3.Connection, event: int, into: int) -> None:
    """Put one event's articles and bars into another, and keep its address alive."""
    connection.execute("UPDATE articles SET event = ? WHERE event = ?", (into, event))
    barred = connection.execute(
        "SELECT one + other - ?1 FROM apart WHERE one = ?1 OR other = ?1", (event,)
    ).fetchall()
    connection.execute("DELETE FROM apart WHERE one = ?1 OR other = ?1", (event,))
    connection.executemany(
        "INSERT OR IGNORE INTO apart VALUES (?, ?)",
        [(min(other, into), max(other, into)) for (other,) in barred if other != into],
    )
    _drop(connection, event, into)


def current_event(connection: sqlite3.Connection, event: int) -> int:
    """Return the event that an event was merged into, through all steps, or itself."""
    seen = {event}
    while True:
        row = connection.execute("SELECT event FROM merged WHERE old = ?", (event,)).fetchone()
        if row is None or row[0] in seen:
            return event
        event = int(row[0])
        seen.add(event)


def _drop(connection: sqlite3.Connection, event: int, successor: int) -> None:
    """Delete an event that is empty now; its address leads to the successor."""
    connection.execute("DELETE FROM events WHERE id = ?", (event,))
    connection.execute("INSERT OR REPLACE INTO merged VALUES (?, ?)", (event, successor))


def _before(connection: sqlite3.Connection, events: Sequence[int]) -> dict[str, list[object]]:
    """Return what the events are like now; ``created`` is filled in by those who create."""
    asked = f"({marks(events)})"
    return {
        "events": _lists(connection.execute(
            f"SELECT id, title, title_size, named FROM events WHERE id IN {asked} "
            "ORDER BY id != ?", (*events, events[0] if events else 0))),
        "articles": _lists(connection.execute(
            f"SELECT id, event, placed FROM articles WHERE event IN {asked}", events)),
        "apart": _lists(connection.execute(
            f"SELECT one, other FROM apart WHERE one IN {asked} OR other IN {asked}",
            (*events, *events))),
    }


def _lists(rows: Iterable[tuple[object, ...]]) -> list[object]:
    return [list(row) for row in rows]


def _articles(
    connection: sqlite3.Connection, publics: Sequence[str]
) -> dict[str, tuple[int, int | None]]:
    """Return (row, event) of articles by public id."""
    found: dict[str, tuple[int, int | None]] = {}
    for public in publics:
        row = connection.execute(
            "SELECT id, event FROM articles WHERE public = ?", (public,)
        ).fetchone()
        if row is None:
            raise NotFoundError(f"No article has the id {public!r}")
        found[public] = (row[0], row[1])
    if not found:
        raise InputError("Name at least one article")
    return found


def _title(connection: sqlite3.Connection, event: int) -> str:
    row = connection.execute("SELECT title FROM events WHERE id = ?", (event,)).fetchone()
    if row is None:
        raise NotFoundError(f"No event has the id {str(event)!r}")
    return str(row[0])


def _size(connection: sqlite3.Connection, event: int) -> int:
    row = connection.execute("SELECT COUNT(*) FROM articles WHERE event = ?", (event,)).fetchone()
    return int(row[0])


def _write(
    connection: sqlite3.Connection,
    kind: EditKind,
    said: str,
    events: Sequence[int],
    before: dict[str, list[object]],
) -> Edit:
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    cursor = connection.execute(
        "INSERT INTO edits (kind, said, at, events, before) VALUES (?, ?, ?, ?, ?)",
        (kind, said, at, json.dumps([str(event) for event in events]), json.dumps(before)),
    )
    assert cursor.lastrowid is not None
    return Edit(cursor.lastrowid, kind, said, at, tuple(str(event) for event in events))


def _edit(row: Sequence[object]) -> Edit:
    number, kind, said, at, events = row[:5]
    assert isinstance(number, int)
    return Edit(number, EditKind(str(kind)), str(said), str(at), tuple(json.loads(str(events))))
