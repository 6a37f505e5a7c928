"""What pages share: the library, its views by revision, the job runner. Only home of caches."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

import streamlit as st

from embeddings import records
from embeddings.errors import StanceError
from embeddings.layout import Layout
from embeddings.views import warming
from embeddings.views.jobs import Runner
from embeddings.views.narrowing import Narrowing

if TYPE_CHECKING:
    from embeddings.explore import Library
    from embeddings.judges import JudgeChoice, Prospect

__all__ = [
    "article", "corrections", "edits", "event", "layout", "library", "memberships",
    "models", "overview", "points", "prospect", "related", "related_events", "runner", "search",
    "speaker", "speakers", "speakers_of", "use_folder", "user", "utterances", "warm_up",
]

VIEWS: Final = 256  # cached views: a session visits a few dozen pages, a view is some 100 kB
_FOLDER: Final = "library_folder"
_View = TypeVar("_View")


def use_folder(folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Say which library folder this session shows, and where a judge's key is looked up."""
    st.session_state[_FOLDER] = str(folder)
    st.session_state["user"] = (environment or {}).get("USER", "")
    _environment(str(folder), environment or {})


def user() -> str:
    """Return who is at work, as the environment that was handed in says; else nothing."""
    return str(st.session_state.get("user", ""))


def library() -> "Library":
    """Return the library, one object per folder and process."""
    return _library(st.session_state[_FOLDER])


def runner() -> Runner:
    """Return the job runner of the library."""
    return _runner(st.session_state[_FOLDER])


def overview() -> records.LibraryView:
    """Return the state of the library."""
    return _view("overview", (), lambda shelf: shelf.overview())


def event(event_id: str) -> records.EventView:
    """Return an event's view; raise :class:`NotFoundError`."""
    return _view("event", (event_id,), lambda shelf: shelf.event(event_id))


def article(article_id: str) -> records.ArticleView:
    """Return an article's view; raise :class:`NotFoundError`."""
    return _view("article", (article_id,), lambda shelf: shelf.article(article_id))


def related(paragraph_id: int, *, k: int) -> tuple[records.Hit, ...]:
    """Return the paragraphs of other articles that are nearest in meaning."""
    return _view("related", (paragraph_id, k), lambda shelf: shelf.related(paragraph_id, k=k))


def search(
    query: str, *, k: int, mode: records.SearchMode, facets: records.Facets | None = None
) -> tuple[records.Hit, ...]:
    """Return the best hits; by meaning this may load the language model first."""
    asked = facets or records.Facets()
    key = (query, k, mode.value, asked)
    return _view("search", key, lambda shelf: shelf.search(query, k=k, mode=mode, facets=asked))


def memberships(event_id: str) -> tuple[records.Membership, ...]:
    """Return why each article of an event is in it."""
    return _view("memberships", (event_id,), lambda shelf: shelf.memberships(event_id))


def related_events(event_id: str) -> tuple[records.RelatedEvent, ...]:
    """Return the other events of an event's story."""
    return _view("related events", (event_id,), lambda shelf: shelf.related_events(event_id))


def points(event_id: str) -> tuple[records.Point, ...]:
    """Return what an event's coverage says, with each outlet's wording."""
    return _view("points", (event_id,), lambda shelf: shelf.points(event_id))


def layout(event_id: str) -> Layout:
    """Return an event's paragraphs on a plane, each with those most like it."""
    return _view("layout", (event_id,), lambda shelf: shelf.layout(event_id))


def speakers() -> tuple[records.Speaker, ...]:
    """Return who speaks in the whole library, most quoted first."""
    return _view("speakers", (), lambda shelf: shelf.speaking.speakers())


def speakers_of(view: records.EventView, narrowing: Narrowing) -> tuple[records.Speaker, ...]:
    """Return who speaks in what is shown of an event, most quoted first."""
    key = (view.event.id, narrowing)
    return _view("speakers of", key, lambda shelf: shelf.speaking.within(narrowing.of(view)))


def speaker(key: str) -> records.SpeakerView:
    """Return a speaker's view; raise :class:`NotFoundError`."""
    return _view("speaker", (key,), lambda shelf: shelf.speaker(key))


def utterances(event_id: str, key: str | None = None) -> tuple[records.Utterance, ...]:
    """Return what is said in an event by one person, or by all, also by unknown speakers."""
    return _view("utterances", (event_id, key), lambda shelf: shelf.utterances(event_id, key))


def edits() -> tuple[records.Edit, ...]:
    """Return what was changed by hand, newest first."""
    return _view("edits", (), lambda shelf: shelf.shaping.edits())


def corrections() -> tuple[records.Corrected, ...]:
    """Return every correction that holds, oldest first."""
    return _view("corrections", (), lambda shelf: shelf.correcting.corrections())


def prospect(choice: "JudgeChoice") -> "Prospect":
    """Return what a judge would have to do in the library; raise :class:`StanceError`."""
    return _view("prospect", (choice.target, choice.model), lambda s: s.prospect(choice))


def models() -> tuple[records.ModelCard, ...]:
    """Return the cards of the shipped models."""
    return _view("models", (), lambda shelf: shelf.models())


def warm_up() -> None:
    """Load the models in the background, once and after the first page has been drawn."""
    with suppress(StanceError):  # a library that does not open has been reported by its page
        _warm_up(st.session_state[_FOLDER])


@st.cache_resource(show_spinner=False)
def _environment(folder: str, _given: Mapping[str, str]) -> Mapping[str, str]:
    # Kept beside the library, not in the session's state: keys are in it, and what is in that
    # state is printed with errors.
    return _given


@st.cache_resource(show_spinner=False, on_release=lambda shelf: shelf.close())
def _library(folder: str) -> "Library":
    from embeddings.explore import Library

    return Library.open(Path(folder), environment=_environment(folder, {}))


@st.cache_resource(show_spinner=False)
def _runner(folder: str) -> Runner:
    return Runner()


@st.cache_resource(show_spinner=False, max_entries=VIEWS)
def _stored(
    folder: str, kind: str, revision: int, key: tuple[object, ...], _call: Callable[[], object]
) -> object:
    # Views are frozen records, so that all sessions can share one object without copies.
    return _call()


def _view(kind: str, key: tuple[object, ...], ask: Callable[["Library"], _View]) -> _View:
    folder, shelf = st.session_state[_FOLDER], library()
    revision = shelf.revision
    if _seen().get(folder) != revision:
        # Nobody asks for views of an earlier revision; those of a large library are large.
        _stored.clear()
        _seen()[folder] = revision
    asked = (shelf.judge_name, *key)  # another process may change the judge at the same revision
    return cast(_View, _stored(folder, kind, revision, asked, partial(ask, shelf)))


@st.cache_resource(show_spinner=False)
def _seen() -> dict[str, int]:
    """Return the revision of each library that views were last asked of."""
    return {}


@st.cache_resource(show_spinner=False)
def _warm_up(folder: str) -> threading.Timer:
    return warming.start(_library(folder))
