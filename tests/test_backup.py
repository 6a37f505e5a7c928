"""Backups: one file that brings everything back, and that nobody can smuggle anything in with."""

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.errors import InputError
from embeddings.explore import Library
from embeddings.records import Correction, SearchMode, Stance
from tests.conftest import WordEncoder, word_judge, word_voices
from tests.test_store import BRIDGE, BRIDGE_2, LEVY


def opened(folder: Path) -> Library:
    return Library.open(folder, encoder=WordEncoder(), judge=word_judge(), voices=word_voices())


@pytest.fixture
def saved(library: Library, tmp_path: Path) -> Path:
    library.add_documents([BRIDGE, BRIDGE_2])
    [event] = library.overview().events
    library.shaping.rename(event.id, "The bridge is closed")
    library.resume()
    [critical] = library.event(event.id).having(Stance.CRITICAL)
    library.correcting.correct([critical.id], Correction(Stance.NEUTRAL))
    path = tmp_path / "saved.zip"
    assert library.backup(path) == 2
    return path


def test_everything_comes_back_in_another_folder(
    library: Library, saved: Path, tmp_path: Path
) -> None:
    other = opened(tmp_path / "other")
    assert other.restore(saved) == 2
    one, two = library.overview(), other.overview()
    assert two.events == one.events
    assert two.articles == one.articles
    assert two.pending == 0
    assert len(other.correcting.corrections()) == 1
    for mode in SearchMode:
        assert other.search("bridge cracks", mode=mode) == library.search(
            "bridge cracks", mode=mode
        )
    assert other.check().damage == ()
    assert other.shaping.undo() == library.shaping.undo()
    other.close()


def test_restoring_replaces_what_is_there_and_views_see_it(
    library: Library, saved: Path
) -> None:
    library.add_documents([LEVY])
    assert len(library.overview().articles) == 3
    before = library.revision
    assert library.restore(saved) == 2
    assert library.revision > before
    assert len(library.overview().articles) == 2
    assert library.search("sugar levy", mode=SearchMode.WORDS) == ()
    assert {h.article.title for h in library.search("sugar levy", mode=SearchMode.MEANING)} <= {
        BRIDGE.title, BRIDGE_2.title
    }
    report = library.check()
    assert (report.damage, report.repaired, report.articles) == ((), (), 2)
    # Another process that has the library open sees it as well, and additions go on.
    again = opened(library.folder)
    again.add_documents([LEVY])
    assert len(library.overview().articles) == 3
    again.close()


def test_a_backup_is_of_one_moment_while_others_write(library: Library, saved: Path) -> None:
    library.add_documents([LEVY])
    assert json.loads(zipfile.ZipFile(saved).read("library.json"))["articles"] == 2


def rebuilt(saved: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Change the database in a backup, and state its new hash: only its contents betray it."""
    import hashlib

    with zipfile.ZipFile(saved) as archive:
        stated = json.loads(archive.read("library.json"))
        copy = saved.with_suffix(".sqlite")
        copy.write_bytes(archive.read("library.sqlite"))
    connection = sqlite3.connect(copy)
    change(connection)
    connection.commit()
    connection.close()
    stated["sha256"] = hashlib.sha256(copy.read_bytes()).hexdigest()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("library.json", json.dumps(stated))
        archive.write(copy, "library.sqlite")


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TRIGGER evil AFTER INSERT ON articles BEGIN DELETE FROM articles; END",
        "CREATE VIEW secrets AS SELECT * FROM meta",
        "CREATE TABLE more (x)",
        "DROP TABLE edits",
    ],
)
def test_a_file_with_other_tables_is_refused_and_nothing_changes(
    library: Library, saved: Path, script: str
) -> None:
    rebuilt(saved, lambda connection: connection.execute(script))
    before = library.revision
    with pytest.raises(InputError):
        library.restore(saved)
    assert library.revision == before
    assert len(library.overview().articles) == 2


def test_a_file_of_a_newer_version_is_refused(library: Library, saved: Path) -> None:
    rebuilt(
        saved,
        lambda connection: connection.execute("INSERT INTO migrations VALUES ('of 2040')"),
    )
    with pytest.raises(InputError, match="newer version"):
        library.restore(saved)


@pytest.mark.parametrize("kind", ["text", "other zip", "cut", "changed", "absent"])
def test_what_is_no_backup_is_refused_in_one_line(
    library: Library, saved: Path, kind: str
) -> None:
    if kind == "text":
        saved.write_text("no archive", encoding="utf-8")
    elif kind == "other zip":
        with zipfile.ZipFile(saved, "w") as archive:
            archive.writestr("../../evil.txt", "x")
    elif kind == "cut":
        saved.write_bytes(saved.read_bytes()[:-200])
    elif kind == "changed":
        with zipfile.ZipFile(saved) as archive:
            data, stated = archive.read("library.sqlite"), archive.read("library.json")
        with zipfile.ZipFile(saved, "w") as archive:
            archive.writestr("library.json", stated)
            archive.writestr("library.sqlite", data[:-1] + b"x")
    else:
        saved.unlink()
    with pytest.raises(InputError) as raised:
        library.restore(saved)
    assert "\n" not in str(raised.value)
    assert len(library.overview().articles) == 2
