"""The library on disk: known values, kill and reopen, two processes, damage, threads."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import InputError, LibraryError, NotFoundError
from embeddings.explore import Library
from embeddings.index import VectorIndex
from embeddings.records import Document, SearchMode, Span, Stance
from embeddings.store import Store
from tests.conftest import WordEncoder, word_judge, word_voices

ROOT = Path(__file__).parent.parent


def document(title: str, *paragraphs: str, **facts: str) -> Document:
    source = "\n\n".join((title, *paragraphs))
    spans, at = [], len(title) + 2
    for paragraph in paragraphs:
        spans.append(Span(at, at + len(paragraph)))
        at += len(paragraph) + 2
    return Document(title=title, source=source, paragraphs=tuple(spans), **facts)  # type: ignore[arg-type]


BRIDGE = document(
    "Harbour bridge closed",
    "The council closed the harbour bridge on Monday after cracks were found.",
    "Traders condemned the closure of the bridge. Lorries wait for hours.",
    "The mayor praised the engineers for closing the bridge in time.",
    outlet="Daily Quay", published="2025-03-03",
)
BRIDGE_2 = document(
    "Council closes harbour bridge over cracks",
    "The harbour bridge was closed by the council after cracks were found on Monday.",
    "Engineers will inspect the bridge.",
    outlet="Port Herald", published="2025-03-04",
)
LEVY = document(
    "Parliament passes sugar levy",
    "Parliament passed a sugar levy by eleven votes.",
    "Dentists praised the levy.",
    outlet="Daily Quay",
)


def filled(library: Library) -> Library:
    library.add_documents([BRIDGE, BRIDGE_2, LEVY])
    return library


def reopen(library: Library) -> Library:
    return Library.open(
        library.folder, encoder=WordEncoder(), judge=word_judge(), voices=word_voices()
    )


def test_what_was_added_is_there_word_for_word(library: Library) -> None:
    summary = library.add_documents([BRIDGE, BRIDGE_2, LEVY])
    assert (summary.articles, summary.paragraphs, summary.unchanged) == (3, 7, 0)
    view = library.overview()
    assert [a.title for a in view.articles] == [BRIDGE_2.title, BRIDGE.title, LEVY.title]
    assert view.pending == 0
    event = next(e for e in view.events if len(e.articles) == 2)
    assert (event.first, event.last) == ("2025-03-03", "2025-03-04")
    shown = library.event(event.id)
    for paragraph in shown.paragraphs:
        source = BRIDGE.source if paragraph.text in BRIDGE.source else BRIDGE_2.source
        assert source[paragraph.start : paragraph.end] == paragraph.text
    assert [p.text for p in shown.having(Stance.CRITICAL)] == [BRIDGE.text(BRIDGE.paragraphs[1])]
    assert event.counts.supportive == 1


def test_second_add_changes_nothing_and_encodes_nothing(
    library: Library, encoder: WordEncoder
) -> None:
    filled(library)
    before, revision = len(encoder.encoded), library.revision
    summary = library.add_documents([BRIDGE, BRIDGE_2, LEVY])
    assert (summary.articles, summary.unchanged) == (0, 3)
    assert len(encoder.encoded) == before
    assert library.revision == revision


def test_equal_paragraphs_are_encoded_once_and_none_is_dropped(
    library: Library, encoder: WordEncoder
) -> None:
    copy = Document(
        title="Bridge shut", source=BRIDGE.source, paragraphs=BRIDGE.paragraphs, outlet="Echo"
    )
    library.add_documents([BRIDGE, copy])
    assert library.overview().articles[0].paragraphs == 3
    assert sum(a.paragraphs for a in library.overview().articles) == 6
    body = BRIDGE.text(BRIDGE.paragraphs[0])
    assert encoder.encoded.count(body) == 1


def test_search_by_meaning_equals_brute_force(library: Library) -> None:
    filled(library)
    texts = [d.text(s) for d in (BRIDGE, BRIDGE_2, LEVY) for s in d.paragraphs]
    vectors = WordEncoder().encode(texts)
    query = "closed harbour bridge cracks"
    cosines = vectors @ WordEncoder().encode([query])[0]
    expected = [texts[i] for i in np.argsort(-cosines)]
    hits = library.search(query, k=7, mode=SearchMode.MEANING)
    assert [h.paragraph.text for h in hits] == expected
    assert np.allclose([h.score for h in hits], np.sort(cosines)[::-1], atol=1e-5)


def test_search_by_words_stems_and_keeps_phrases(library: Library) -> None:
    filled(library)
    found = library.search("engineer", mode=SearchMode.WORDS)
    assert {h.paragraph.text for h in found} == {
        "Engineers will inspect the bridge.",
        "The mayor praised the engineers for closing the bridge in time.",
    }
    phrase = library.search('"eleven votes"', mode=SearchMode.WORDS)
    assert [h.paragraph.text for h in phrase] == ["Parliament passed a sugar levy by eleven votes."]
    assert library.search('"votes eleven"', mode=SearchMode.WORDS) == ()


@pytest.mark.parametrize(
    "query", ['"', "NEAR(", "a AND", "*", "col:x", "-x", "'; DROP TABLE", "()"]
)
def test_nothing_typed_is_query_syntax(library: Library, query: str) -> None:
    filled(library)
    library.search(query, mode=SearchMode.WORDS)


def test_both_is_the_reciprocal_rank_sum(library: Library) -> None:
    filled(library)
    query = "sugar levy"
    meaning = [h.paragraph.id for h in library.search(query, k=7, mode=SearchMode.MEANING)]
    words = [h.paragraph.id for h in library.search(query, k=7, mode=SearchMode.WORDS)]
    best = library.search(query, k=1)[0]
    expected = sum(1 / (61 + r.index(best.paragraph.id)) for r in (meaning, words))
    assert best.score == pytest.approx(expected)


def test_an_empty_query_says_what_to_do(library: Library) -> None:
    with pytest.raises(InputError, match="type a few words"):
        library.search("  \n")


def test_related_are_the_nearest_in_other_articles(library: Library) -> None:
    filled(library)
    first = library.event(library.article(_id(library, BRIDGE)).event.id).paragraphs  # type: ignore[union-attr]
    lead = next(p for p in first if p.text == BRIDGE.text(BRIDGE.paragraphs[0]))
    hits = library.related(lead.id, k=2)
    assert hits[0].paragraph.text == BRIDGE_2.text(BRIDGE_2.paragraphs[0])
    assert all(h.article.title != BRIDGE.title for h in hits)


def _id(library: Library, wanted: Document) -> str:
    return next(a.id for a in library.overview().articles if a.title == wanted.title)


def test_removal_is_previewed_done_and_undone(library: Library) -> None:
    filled(library)
    before = library.overview()
    bridge = _id(library, BRIDGE)
    assert [(e.title, left) for e, left in library.removal([bridge, _id(library, LEVY)])] == [
        (e.title, len(e.articles) - 1) for e in before.events
    ]
    removed = library.remove([bridge])
    assert len(library.overview().articles) == 2
    assert all(h.article.id != bridge for h in library.search("harbour bridge", k=20))
    library.add_documents(removed)
    after = library.overview()
    assert {a.id for a in after.articles} == {a.id for a in before.articles}
    assert {frozenset(a.id for a in e.articles) for e in after.events} == {
        frozenset(a.id for a in e.articles) for e in before.events
    }


def test_ids_are_never_used_again(library: Library) -> None:
    filled(library)
    last = max(p.id for e in library.overview().events for p in library.event(e.id).paragraphs)
    events = {e.id for e in library.overview().events}
    library.remove([a.id for a in library.overview().articles])
    assert library.overview().events == ()
    filled(library)
    again = [p.id for e in library.overview().events for p in library.event(e.id).paragraphs]
    assert min(again) > last
    assert not events & {e.id for e in library.overview().events}


def test_unknown_ids_are_refused(library: Library) -> None:
    with pytest.raises(NotFoundError, match="No event has the id '7'"):
        library.event("7")
    with pytest.raises(NotFoundError, match="No article has the id 'x'"):
        library.article("x")
    with pytest.raises(NotFoundError):
        library.remove(["x"])
    with pytest.raises(NotFoundError):
        library.related(99)


def test_an_id_given_is_kept_and_never_overwritten(library: Library) -> None:
    one = document("One", "The first text about the bridge.", public_id="q1")
    two = document("Two", "Another text about the levy.", public_id="q1")
    library.add_documents([one])
    summary = library.add_documents([two, two])
    assert summary.articles == 0
    assert "'q1' belongs to another article already ('One')" in summary.skipped[0].reason
    assert library.article("q1").article.title == "One"


def test_reopened_it_is_the_same(library: Library) -> None:
    filled(library)
    view = library.overview()
    library.close()
    again = reopen(library)
    assert again.overview() == view
    assert again.search("sugar levy")[0].paragraph.text.startswith("Parliament passed")
    assert again.check().damage == ()
    again.close()


@pytest.mark.parametrize("harm", ["delete", "cut", "noise"])
def test_a_lost_index_is_built_anew(library: Library, harm: str) -> None:
    filled(library)
    expected = [(h.paragraph.id, h.score) for h in library.search("bridge")]
    library.close()
    index = library.folder / "index.faiss"
    if harm == "delete":
        index.unlink()
    else:
        index.write_bytes(index.read_bytes()[:50] if harm == "cut" else os.urandom(4000))
    again = reopen(library)
    assert [(h.paragraph.id, h.score) for h in again.search("bridge")] == expected
    report = again.check()
    assert report.damage == ()
    assert reopen(library).check().repaired == ()
    again.close()


def test_a_wrong_row_in_the_index_is_repaired(library: Library) -> None:
    filled(library)
    path = library.folder / "index.faiss"
    index = VectorIndex.load(path, dim=64, maker="test words")
    assert index is not None
    row = min(index.ids)
    index.remove([row])
    index.add([row, 9999], WordEncoder().encode(["other words", "ghost words"]))
    index.save(path, maker="test words")
    again = reopen(library)
    assert again.check().repaired == ("vector index repaired (2 rows differed)",)
    assert again.check().repaired == ()
    again.close()


def test_damage_to_the_truth_is_found(library: Library) -> None:
    filled(library)
    library.close()
    with sqlite3.connect(library.folder / "library.sqlite") as connection:
        connection.execute("UPDATE sources SET text = replace(text, 'Traders', 'Nobody')")
        connection.execute("UPDATE vectors SET vector = zeroblob(256)")
    again = reopen(library)
    report = again.check()
    assert any("the text differs from its hash" in line for line in report.damage)
    assert any("paragraph 1: differs from its hash" in line for line in report.damage)
    assert any("not of unit length" in line for line in report.damage)
    again.close()


def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"not a database, but somebody's notes" * 100)
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library.open(tmp_path, encoder=WordEncoder(), judge=word_judge(), voices=word_voices())
    assert (tmp_path / "library.sqlite").read_bytes().startswith(b"not a database")


def test_a_library_of_a_newer_version_is_refused(library: Library) -> None:
    library.close()
    with sqlite3.connect(library.folder / "library.sqlite") as connection:
        connection.execute("INSERT INTO migrations VALUES ('from the future')")
    with pytest.raises(LibraryError, match="newer version"):
        reopen(library)


def test_cancelled_work_waits_and_is_resumed(library: Library) -> None:
    calls = iter([False, False, False, True])
    library.add_documents([BRIDGE, BRIDGE_2], cancelled=lambda: next(calls, True))
    assert len(library.overview().articles) == 2
    assert library.overview().pending == 2
    library.resume()
    assert library.overview().pending == 0
    assert len(library.overview().events) == 1


def test_sixteen_threads_add_and_search(library: Library) -> None:
    filled(library)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for i in range(4):
                own = f"Subject{number}x{i} was debated at length by the committee."
                library.add_documents([document(f"Title {number} {i}", own)])
                found = library.search(f"subject{number}x{i}", k=1, mode=SearchMode.WORDS)
                assert found[0].paragraph.text == own
                library.search("committee debated", k=5, mode=SearchMode.MEANING)
        except BaseException as error:  # noqa: BLE001 - carried to the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    view = library.overview()
    assert len(view.articles) == 3 + 64
    assert sorted(a.id for e in view.events for a in e.articles) == sorted(
        a.id for a in view.articles
    )
    assert view.pending == 0
    report = library.check()
    assert (report.damage, report.repaired) == ((), ())
    assert (report.articles, report.paragraphs) == (67, 71)


WORKER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from embeddings.explore import Library
    from tests.conftest import WordEncoder, word_judge, word_voices
    from tests.test_store import document
    library = Library.open(
        Path(sys.argv[1]), encoder=WordEncoder(), judge=word_judge(), voices=word_voices()
    )
    first, count = int(sys.argv[2]), int(sys.argv[3])
    for n in range(first, first + count):
        library.add_documents([document(f"Title {n}", f"Matter{n} was debated.", "A second one.")])
        print(n, flush=True)
""")


def start(folder: Path, first: int, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), str(first), str(count)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )


def test_killed_in_the_middle_nothing_reported_is_lost(library: Library) -> None:
    process = start(library.folder, 0, 10_000)
    assert process.stdout is not None
    reported = [int(process.stdout.readline()) for _ in range(8)]
    process.send_signal(signal.SIGKILL)
    reported += [int(line) for line in process.stdout.read().split()]
    process.wait()
    held = {a.title for a in library.overview().articles}
    assert {f"Title {n}" for n in reported} <= held
    library.resume()
    assert library.overview().pending == 0
    assert library.check().damage == ()
    for n in reported:
        found = library.search(f"matter{n}", k=1, mode=SearchMode.WORDS)
        assert found[0].paragraph.text == f"Matter{n} was debated."


def test_two_processes_write_and_the_open_one_sees_it(library: Library) -> None:
    before = library.revision
    workers = [start(library.folder, 0, 12), start(library.folder, 100, 12)]
    library.add_documents([BRIDGE])
    for worker in workers:
        worker.communicate(timeout=60)
        assert worker.returncode == 0
    assert library.revision > before
    library.resume()
    view = library.overview()
    assert len(view.articles) == 25
    assert view.pending == 0
    assert library.search("matter107", k=1, mode=SearchMode.WORDS)[0].article.title == "Title 107"
    near = library.search("matter107 debated", k=3, mode=SearchMode.MEANING)
    assert "Title 107" in {h.article.title for h in near}
    assert library.check().damage == ()


def test_hostile_text_comes_back_as_it_was(library: Library) -> None:
    hostile = "<script>alert(1)</script> \u202eRTL\u202c '; DROP TABLE articles; -- 😀 \u2028 \"q"
    library.add_documents([document(hostile, hostile, outlet=hostile)])
    article = library.overview().articles[0]
    assert (article.title, article.outlet) == (hostile, hostile)
    assert library.article(article.id).paragraphs[0].text == hostile
    assert library.check().damage == ()


def test_progress_reports_only_what_is_committed(library: Library) -> None:
    seen: list[tuple[str, int, int]] = []

    def report(step: object) -> None:
        count = len(library.overview().articles)
        seen.append((step.step, step.done, count))  # type: ignore[attr-defined]

    library.add_documents([BRIDGE, LEVY], progress=report)
    added = [(done, count) for name, done, count in seen if name == "Added"]
    assert added == [(2, 2)]
    assert [name for name, _, _ in seen if name == "Judging"]


def test_opening_takes_no_model_and_little_time(tmp_path: Path) -> None:
    began = time.monotonic()
    opened = Library.open(tmp_path / "new")
    assert opened.overview().articles == ()
    assert not opened.ready
    opened.close()
    assert time.monotonic() - began < 2


def test_facts_are_kept_as_stored(library: Library) -> None:
    given = document(
        "Facts", "A text about facts.", url="https://example.org/a", path="a.txt", language="en"
    )
    library.add_documents([given])
    article = library.overview().articles[0]
    assert json.dumps([article.url, article.path, article.language, article.published]) == (
        '["https://example.org/a", "a.txt", "en", null]'
    )


def test_a_setting_is_kept_and_counts_as_a_write(tmp_path: Path) -> None:
    store = Store(tmp_path, model="test words")
    assert store.setting("judge") is None
    before = store.revision
    store.save_setting("judge", "one")
    store.save_setting("judge", "two")
    assert store.revision == before + 2
    # What users set cannot touch what the library keeps for itself.
    assert store.setting("revision") is None
    store.close()
    again = Store(tmp_path, model="test words")
    assert again.setting("judge") == "two"
    again.close()
