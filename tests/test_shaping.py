"""What users do to events: it holds, survives, is judged anew, and can be undone."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings import schema
from embeddings.errors import InputError, NotFoundError
from embeddings.explore import THRESHOLD, Library
from embeddings.records import ChangeKind, Document, EditKind, Facets, SearchMode, Span, Stance
from embeddings.stance import RULES
from tests.conftest import WordEncoder, word_judge, word_voices

BRIDGE = "Council closed harbour bridge after engineers found cracks inside oldest span"
LEVY = "Parliament passed sugar levy following narrow vote late Tuesday evening"
FERRY = "New ferry line linking northern islands offers free rides schoolchildren enjoy"
TEXTS = {"b1": BRIDGE, "b2": BRIDGE, "l1": LEVY, "l2": LEVY, "f1": FERRY}


def document(public: str, text: str, **facts: str) -> Document:
    body = f"{text}. {text.split()[1].capitalize()} condemned: {public}."
    return Document(
        title=text[:50], source=body, paragraphs=(Span(0, len(body)),), public_id=public,
        **{"outlet": f"Outlet {public}", "published": "2025-03-01", **facts},  # type: ignore[arg-type]
    )


@pytest.fixture
def events(library: Library) -> Library:
    """Three events: the bridge (b1, b2), the levy (l1, l2) and the ferry (f1)."""
    library.add_documents([document(key, text) for key, text in TEXTS.items()])
    assert partition(library) == {frozenset("b1 b2".split()), frozenset("l1 l2".split()),
                                  frozenset(["f1"])}
    return library


def partition(library: Library) -> set[frozenset[str]]:
    return {frozenset(a.id for a in e.articles) for e in library.overview().events}


def home(library: Library, article: str) -> str:
    found = library.article(article).article.event
    assert found is not None
    return found


def reopened(library: Library) -> Library:
    library.close()
    return Library.open(
        library.folder, encoder=WordEncoder(), judge=word_judge(), voices=word_voices()
    )


def test_merging_keeps_the_first_events_id_and_statement(events: Library) -> None:
    bridge, levy = home(events, "b1"), home(events, "l1")
    title = events.event(bridge).event.title
    edit = events.shaping.merge(bridge, [levy])
    assert edit.kind is EditKind.MERGE
    assert edit.events == (bridge, levy)
    merged = events.event(bridge).event
    assert {a.id for a in merged.articles} == {"b1", "b2", "l1", "l2"}
    assert merged.title == title
    # The address of what was merged leads on.
    assert events.event(levy).event.id == bridge


def test_judgements_follow_the_new_statement_and_come_back_with_undo(events: Library) -> None:
    bridge, levy = home(events, "b1"), home(events, "l1")
    assert events.event(levy).event.counts.critical == 2
    events.shaping.merge(bridge, [levy])
    assert events.overview().pending == 2  # judged towards the levy, not towards the bridge
    events.resume()
    assert events.event(bridge).event.counts.critical == 4
    assert events.overview().pending == 0
    assert events.shaping.undo().kind is EditKind.MERGE
    # Judged before: nothing waits.
    assert events.overview().pending == 0
    assert events.event(levy).event.counts.critical == 2
    assert home(events, "l1") == levy


def test_splitting_names_the_new_event_and_bars_the_two(events: Library) -> None:
    bridge = home(events, "b1")
    edit = events.shaping.split(["b2"])
    assert edit.kind is EditKind.SPLIT
    assert home(events, "b1") == bridge
    assert home(events, "b2") == edit.events[0] != bridge
    assert events.event(edit.events[0]).event.title == BRIDGE[:50]
    # Another report of the same happening joins one of them, and does not bring them together.
    summary = events.add_documents([document("b3", BRIDGE)])
    assert [change.kind for change in summary.changes] == [ChangeKind.JOINED]
    assert home(events, "b1") == bridge
    assert home(events, "b2") == edit.events[0]
    # Undone, what came since goes back with the rest.
    events.shaping.undo()
    assert {home(events, key) for key in ("b1", "b2", "b3")} == {bridge}
    assert events.event(edit.events[0]).event.id == bridge


def test_moving_survives_restart_and_further_additions(events: Library) -> None:
    levy = home(events, "l1")
    events.shaping.move(["f1"], levy)
    library = reopened(events)
    library.add_documents([document("f2", FERRY), document("l3", LEVY)])
    assert home(library, "f1") == levy
    assert home(library, "l3") == levy
    assert [edit.kind for edit in library.shaping.edits()] == [EditKind.MOVE]
    library.shaping.undo()
    assert home(library, "f1") != levy
    assert library.shaping.edits() == ()
    assert library.check().damage == ()
    library.close()


def test_moving_the_titled_article_away_names_the_event_anew(library: Library) -> None:
    library.add_documents([document("b1", BRIDGE), document("l1", LEVY), document("l2", LEVY)])
    bridge, levy = home(library, "b1"), home(library, "l1")
    library.shaping.merge(bridge, [levy])
    assert library.event(bridge).event.title == BRIDGE[:50]
    library.shaping.split(["b1"])
    assert library.event(bridge).event.title == LEVY[:50]
    library.shaping.undo()
    assert library.event(bridge).event.title == BRIDGE[:50]


def test_renaming_holds_against_additions_and_is_undone(events: Library) -> None:
    bridge = home(events, "b1")
    events.shaping.rename(bridge, "  The bridge is\nclosed ")
    events.add_documents([document("b3", BRIDGE), document("b4", BRIDGE)])
    event = events.event(bridge).event
    assert event.title == "The bridge is closed"
    assert event.named
    assert event.counts.critical == 4
    events.shaping.undo()
    assert events.event(bridge).event.title == BRIDGE[:50]
    assert not events.event(bridge).event.named


def test_undo_takes_back_the_newest_first(events: Library) -> None:
    before = partition(events)
    bridge, levy = home(events, "b1"), home(events, "l1")
    events.shaping.merge(bridge, [levy])
    events.shaping.rename(bridge, "Bridge and levy")
    events.shaping.split(["l2"])
    events.shaping.move(["f1"], bridge)
    kinds = [edit.kind for edit in events.shaping.edits()]
    assert kinds == [EditKind.MOVE, EditKind.SPLIT, EditKind.RENAME, EditKind.MERGE]
    for kind in kinds:
        assert events.shaping.undo().kind is kind
    assert partition(events) == before
    assert home(events, "b1") == bridge
    assert home(events, "l2") == levy
    with pytest.raises(InputError, match="could be undone"):
        events.shaping.undo()


ACTS: dict[str, Callable[[Library], object]] = {
    "one event is no merge": lambda one: one.shaping.merge(home(one, "b1"), [home(one, "b2")]),
    "all of an event is no split": lambda one: one.shaping.split(["l1", "l2"]),
    "moved where it is": lambda one: one.shaping.move(["l1"], home(one, "l2")),
    "no article": lambda one: one.shaping.split([]),
    "empty statement": lambda one: one.shaping.rename(home(one, "b1"), " \n"),
    "same statement": lambda one: one.shaping.rename(home(one, "b1"), BRIDGE[:50]),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_what_would_change_nothing_is_refused(
    events: Library, act: Callable[[Library], object]
) -> None:
    before = partition(events)
    with pytest.raises(InputError):
        act(events)
    assert partition(events) == before
    assert events.shaping.edits() == ()


@pytest.mark.parametrize("name", ["999", "x", "", "-1", "1; DROP TABLE events", "٣"])
def test_unknown_ids_are_refused(events: Library, name: str) -> None:
    with pytest.raises(NotFoundError):
        events.shaping.rename(name, "Something")
    with pytest.raises(NotFoundError):
        events.shaping.move(["b1"], name)
    with pytest.raises(NotFoundError):
        events.shaping.split(["nobody"])


def test_removed_articles_do_not_keep_an_edit_from_being_undone(events: Library) -> None:
    bridge, levy = home(events, "b1"), home(events, "l1")
    events.shaping.merge(bridge, [levy])
    events.remove(["l1"])
    events.shaping.undo()
    assert home(events, "l2") == levy
    assert partition(events) == {frozenset(["b1", "b2"]), frozenset(["l2"]), frozenset(["f1"])}


def test_what_an_addition_changed_is_told(events: Library) -> None:
    bridge = home(events, "b1")
    new = "Bakers went on strike over flour prices for a third day running"
    told = events.add_documents([document("b3", BRIDGE), document("s1", new)]).changes
    assert [(c.kind, c.articles) for c in told] == [
        (ChangeKind.NEW, ("s1",)), (ChangeKind.JOINED, ("b3",))
    ]
    assert told[1].event == bridge
    assert events.add_documents([document("b3", BRIDGE)]).changes == ()


WIRE = [
    f"Sentence number {number} of the agency report tells of {thing} that nobody had expected."
    for number, thing in enumerate(("a harbour", "some cracks", "the engineers", "its council"))
]


def wire(public: str, published: str, *more: str) -> Document:
    parts = [*WIRE, *more]
    source = "\n\n".join(parts)
    spans, at = [], 0
    for part in parts:
        spans.append(Span(at, at + len(part)))
        at += len(part) + 2
    return Document(
        title=f"Headline of {public}", source=source, paragraphs=tuple(spans), public_id=public,
        outlet=public, published=published,
    )


def test_copies_stand_under_their_first_publication(library: Library) -> None:
    library.add_documents([wire("late", "2025-03-03"), wire("first", "2025-03-01")])
    library.add_documents([wire("cut", "2025-03-02", "One line of its own.")])
    event = library.event(home(library, "first")).event
    assert {a.id: a.copy_of for a in event.articles} == {
        "first": None, "late": "first", "cut": "first"
    }
    assert event.versions == 1
    assert event.counts.total == 13
    assert event.independent.total == 4
    # The first one gone, the next is the original.
    library.remove(["first"])
    library.resume()
    assert {a.id: a.copy_of for a in library.overview().articles} == {"cut": None, "late": "cut"}
    # A copy that a user moves elsewhere stands there on its own.
    library.shaping.split(["late"])
    library.resume()
    assert all(a.copy_of is None for a in library.overview().articles)


def test_search_keeps_to_its_facets(events: Library) -> None:
    levy = home(events, "l1")

    def found(mode: SearchMode, **asked: str) -> set[str]:
        facets = Facets(**asked)  # type: ignore[arg-type]
        return {h.article.id for h in events.search("condemned", k=9, mode=mode, facets=facets)}

    for mode in SearchMode:
        assert found(mode) == {"b1", "b2", "l1", "l2", "f1"}
        assert found(mode, event=levy) == {"l1", "l2"}
        assert found(mode, outlet="Outlet b2") == {"b2"}
        assert found(mode, outlet="Outlet b2", event=levy) == set()
        assert found(mode, stance=Stance.CRITICAL) == {"b1", "b2", "l1", "l2", "f1"}
        assert found(mode, stance=Stance.SUPPORTIVE) == set()
        assert found(mode, first="2025-03-01", last="2025-03-01") == {"b1", "b2", "l1", "l2", "f1"}
        assert found(mode, first="2025-03-02") == set()


def test_memberships_points_and_the_like_are_about_the_event(events: Library) -> None:
    bridge = home(events, "b1")
    told = {m.article: m for m in events.memberships(bridge)}
    assert set(told) == {"b1", "b2"}
    assert told["b1"].strength is not None
    assert told["b1"].strength > 0.5
    assert told["b1"].days == 0
    nearest = told["b1"].nearest
    assert nearest is not None
    assert (nearest[0].article, nearest[1].article) == ("b1", "b2")
    assert {"harbour", "bridge", "cracks"} & set(told["b1"].shared)
    events.shaping.merge(bridge, [home(events, "f1")])
    told = {m.article: m for m in events.memberships(bridge)}
    assert told["f1"].placed
    assert told["f1"].strength is not None
    assert told["f1"].strength < 0.5
    assert [a.id for a, _ in events.similar("l1", k=1)] == ["l2"]
    assert {p.article for point in events.points(bridge) for p in point.paragraphs}
    with pytest.raises(NotFoundError):
        events.similar("nobody")


def test_an_older_library_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        with sqlite3.connect(folder / "library.sqlite", isolation_level=None) as connection:
            schema.migrate(connection)
            body = f"{BRIDGE}. It was condemned."
            connection.execute("INSERT INTO sources (hash, text) VALUES ('h', ?)", (body,))
            connection.execute("INSERT INTO events (title, title_size) VALUES ('Closed', 1)")
            connection.execute(
                "INSERT INTO articles (public, fingerprint, source, title, removed, event) "
                "VALUES ('b1', 'f', 1, 'Bridge shut', '[]', 1)"
            )
            connection.execute(
                'INSERT INTO paragraphs (article, position, start, "end", hash) '
                "VALUES (1, 0, 0, ?, 'p')", (len(body),),
            )
            connection.execute("INSERT INTO words (rowid, text) VALUES (1, ?)", (body,))
            connection.execute(
                "INSERT INTO judgements VALUES (1, ?, 'Closed', 'critical', 0.1, 0.8, 0.1, 0.8, "
                "NULL, NULL, NULL, NULL, NULL)",
                (f"test scorer, rules {RULES}, threshold {THRESHOLD}",),
            )
        connection.close()
    library = Library.open(folder, encoder=WordEncoder(), judge=word_judge(), voices=word_voices())
    event = library.event("1").event
    assert event.title == "Closed"
    assert event.counts.critical == 1
    library.add_documents([document("b2", BRIDGE)])
    assert home(library, "b2") == "1"
    assert [c.kind for c in library.add_documents([document("f1", FERRY)]).changes] == ["new"]
    library.close()
