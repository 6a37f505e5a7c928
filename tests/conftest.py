"""What all tests share: markers, and encoders and scorers that need no weights."""

import hashlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.explore import Library
from embeddings.records import Attribution, Reading, Span
from embeddings.stance import ReadingJudge
from embeddings.voices import VoiceReader
from tests.browsing import MISSING, WIDE, Visit, chromium, launched, opened, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SLOW = "browser", "slow"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-browser", action="store_true", help="fail where chromium is absent")


def pytest_configure(config: pytest.Config) -> None:
    for line in (
        "browser: drives a real browser (chromium)",
        "slow: uses the real models at length",
        "data: needs the data sets beside the checkout; skipped elsewhere",
    ):
        config.addinivalue_line("markers", line)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.markexpr or any("::" in argument for argument in config.args):
        return
    chosen = [item for item in items if not any(item.get_closest_marker(m) for m in SLOW)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep tests from the user's library, and pages from what another test has left in caches."""
    monkeypatch.setenv("STANCE_LIBRARY", str(tmp_path / "library"))
    streamlit = sys.modules.get("streamlit")
    if streamlit is not None:
        streamlit.cache_resource.clear()
    yield
    if streamlit is not None:
        streamlit.cache_resource.clear()


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator["Browser"]:
    """Start the installed Chromium, or skip where there is none."""
    found = chromium()
    if found is None:
        if request.config.getoption("--require-browser", default=False):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with launched(found) as started:
        yield started


@pytest.fixture(scope="module")
def server(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the app on an empty library and yield its address; a library for each module."""
    place = tmp_path_factory.mktemp("served")
    with serving(place / "library", place / "server.log") as served:
        yield served.url


@pytest.fixture
def visit(
    browser: "Browser", server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Visit]]:
    """Open windows on the app; afterwards nothing may have gone wrong in any of them."""
    visits: list[Visit] = []

    def window(
        size: tuple[int, int] = WIDE,
        scheme: str = "light",
        scale: float = 1.0,
        still: bool = False,
    ) -> Visit:
        made = opened(browser, server, size=size, scheme=scheme, scale=scale, still=still)
        visits.append(made)
        return made

    yield window
    for number, made in enumerate(visits):
        made.page.screenshot(path=tmp_path / f"{request.node.name}-{number}.png")
        made.page.context.close()
    assert [problem for made in visits for problem in made.problems] == []


class WordEncoder:
    """Counts hashed words: texts that share words are near, and every value can be recomputed."""

    name = "test words"
    dim = 64

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        self.encoded += texts
        vectors = np.full((len(texts), self.dim), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w{3,}", text.lower()):
                vectors[row, int(hashlib.md5(word.encode()).hexdigest(), 16) % self.dim] += 1  # noqa: S324
        if progress is not None:
            progress(len(texts), len(texts))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


class WordReader:
    """Scores by three words, so that a test knows every share beforehand."""

    name = "test scorer"
    window = 300

    def pieces(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        return [len(a.split()) + len(b.split()) + 3 for a, b in pairs]

    def warm(self) -> None:
        """Nothing to load."""

    def read(
        self,
        pairs: Sequence[tuple[str, str]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Reading]:
        found = []
        for _, text in pairs:
            scores = (3.0 * text.count("praised"), 3.0 * text.count("condemned"), 1.0)
            raised = np.exp(np.asarray(scores, dtype=np.float32))
            found.append(Reading(np.asarray(raised / raised.sum(), dtype=np.float32)))
        return found


class Tagger:
    """A tagger without a network: what it finds in a text is up to those built on it."""

    name = "test tagger"

    def warm(self) -> None:
        """Nothing to load."""

    def read(
        self,
        texts: Sequence[str],
        quoted: Sequence[Sequence[Span]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[list[Attribution]]:
        return [self.find(text) for text in texts]

    def find(self, text: str) -> list[Attribution]:
        """Find nothing."""
        return []


class WordTagger(Tagger):
    """Takes "Name said" before or after words for an attribution of the rest of the sentence."""

    _SAID = re.compile(r"([A-Z]\w+(?: [A-Z]\w+)*|[Ss]he|[Hh]e) (said) ([^.]+)")

    def find(self, text: str) -> list[Attribution]:
        return [
            Attribution(Span(*m.span(2)), (Span(*m.span(3)),), Span(*m.span(1)), 0.9)
            for m in self._SAID.finditer(text)
        ]


def word_voices() -> VoiceReader:
    """Return the finder of quotes of the tests."""
    return VoiceReader(WordTagger())


def word_judge() -> ReadingJudge:
    """Return the judge of the tests."""
    return ReadingJudge(WordReader())


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: WordEncoder) -> Iterator[Library]:
    opened = Library.open(
        tmp_path / "library", encoder=encoder, judge=word_judge(), voices=word_voices()
    )
    yield opened
    opened.close()
