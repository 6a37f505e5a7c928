"""How fast the pages of a large library are in a real browser, and what the server then holds."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from embeddings.encoder import Encoder
from embeddings.evaluation import rows
from embeddings.explore import Library
from embeddings.judges import JudgeChoice, choose
from embeddings.voices import VoiceReader, voice_reader
from tests.browsing import IDLE, MISSING, WAIT, Visit, chromium, launched, opened, serving
from tests.conftest import Tagger
from tests.standins import Chance, HashedWords, plain_document

STANDINS = "vectors and judgements made by chance"
TIMES = 5
"""Each page is opened so often, after once to warm it; the median counts."""
MANY = 100
"""Tabs of events opened one after the other, each anew, to see what they leave in memory."""
TABS = ("Evidence", "Speakers", "Outlets", "Timeline", "Map", "Points", "Articles", "Story")
PAUSE = 1000
"""Milliseconds between two acts of a reader."""
SOUGHT = ("mayor", "senate", "border", "court", "school", "harbour")
"""Words to search for; none twice, so that no answer is kept from before."""


def measure_pages(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Time overview, event, filters and search, in a library whose models are stand-ins.

    Vectors, judgements and quotes are stored under the names of the shipped models, so that the
    app takes them for its own and reads them as it reads real ones; embedding and judging ten
    thousand articles takes over an hour. The query of a search is embedded by the real encoder.
    """
    found = chromium()
    if found is None:
        raise SystemExit(MISSING)
    with tempfile.TemporaryDirectory() as place:
        folder = options.keep or Path(place) / "library"
        if not (folder / "library.sqlite").exists():
            _make(folder, options.path, options.first)
        view = Library.open(folder).overview()
        assert not view.pending, "the app must find nothing left to do"
        largest = max(view.events, key=lambda event: len(event.articles))
        with serving(folder, Path(place) / "log") as served, launched(found) as browser:
            made = opened(browser, served.url)
            values = _timed(made, largest.id)
            values["memory of the server afterwards, MB"] = served.memory
            _many(made, [event.id for event in view.events[:MANY]])
            values[f"memory of the server after {MANY} more pages, MB"] = served.memory
            assert made.problems == []
    data = (
        f"{options.path.name}, first {options.first}, {len(view.events)} events, the largest of "
        f"{len(largest.articles)} articles"
    )
    return [
        {"metric": metric, "value": round(value, 2), "n": len(view.articles), "data": data}
        for metric, value in values.items()
    ]


def _make(folder: Path, path: Path, first: int) -> None:
    """Make a library under the names of the shipped models, without running them."""
    vectors, voices = HashedWords(), Tagger()
    vectors.name = Encoder().name
    voices.name = voice_reader().name.rsplit(", rules ", 1)[0]  # the reader adds its rules
    library = Library.open(
        folder, encoder=vectors, judge=Chance(choose(JudgeChoice()).name),
        voices=VoiceReader(voices),
    )
    documents = [
        document for row in islice(rows(path), first)
        if (document := plain_document(row)).paragraphs
    ]
    for begin in range(0, len(documents), 1000):
        library.add_documents(documents[begin : begin + 1000])
    library.close()


def _timed(made: Visit, largest: str) -> dict[str, float]:
    page = made.page

    def overview() -> float:
        began = time.monotonic()
        page.goto(f"{made.url}/")
        page.get_by_role("link", name="Compare framing").first.wait_for()
        page.wait_for_selector(IDLE)
        return time.monotonic() - began

    def event() -> float:
        began = time.monotonic()
        page.goto(f"{made.url}/event?event={largest}")
        page.get_by_role("tab", name="Evidence").wait_for()
        page.wait_for_selector(IDLE)
        return time.monotonic() - began

    values = {
        "seconds until the overview can be used": _median(made, overview),
        "seconds until the largest event can be used": _median(made, event),
    }
    choices = ["Outlet’s own words", "Quoted speakers", "All"]

    def voice() -> float:
        choices.append(choices.pop(0))
        return _answered(made, page.get_by_role("radio", name=choices[-1]).click)

    event()
    values["seconds for another voice on the event page"] = _median(made, voice)

    def certainty() -> float:
        return _answered(made, partial(page.get_by_role("slider").press, "ArrowRight"))

    event()
    page.wait_for_timeout(PAUSE)  # a click while the page still settles may be lost
    page.get_by_role("button", name="Certainty").click()
    page.get_by_role("slider").wait_for()
    values["seconds for another certainty on the event page"] = _median(made, certainty)
    orders = ["Newest", "Most covered", "Most contested"]

    def order() -> float:
        orders.append(orders.pop(0))
        return _answered(made, page.get_by_role("radio", name=orders[-1]).click)

    overview()
    values["seconds for another order of the overview"] = _median(made, order)
    for mode in ("Words", "Meaning"):
        words = [f"{word} {mode.casefold()}" for word in SOUGHT]
        page.goto(f"{made.url}/search?mode={mode}")
        page.wait_for_selector(IDLE)

        def search(words: list[str] = words) -> float:
            box = page.get_by_placeholder("A question")
            spent = _answered(made, partial(box.fill, words.pop()))
            page.get_by_text("best first").wait_for()
            return spent

        values[f"seconds for a search by {mode.casefold()} while typing"] = _median(made, search)
    return values


def _many(made: Visit, events: Sequence[str]) -> None:
    for number in range(MANY):
        tab = TABS[number % len(TABS)]
        made.page.goto(f"{made.url}/event?event={events[number % len(events)]}&tab={tab}")
        made.page.get_by_role("tab", name=tab).wait_for()
        made.page.wait_for_selector(IDLE)


def _answered(made: Visit, act: Callable[[], None]) -> float:
    """Act; return the seconds from the click or the last key until the page is drawn anew.

    Counted in the page: from the event until its text has changed, the app runs no more, and two
    frames have been drawn. What the driver of the browser takes to find the button is not counted.
    The text is watched and not only the state of the app: a short run may begin and end between
    two drawings, and then its state is never seen to change.
    """
    made.page.evaluate(
        "selector => { const app = document.querySelector(selector);"
        " const before = app.textContent; let began = 0;"
        " for (const kind of ['pointerdown', 'keydown', 'input'])"
        " addEventListener(kind, () => { began = performance.now() }, true);"
        " window.answered = new Promise(done => new MutationObserver((_, watch) => {"
        " if (app.getAttribute('data-test-script-state') === 'running') return;"
        " if (app.textContent === before) return;"
        " watch.disconnect(); requestAnimationFrame(() => requestAnimationFrame("
        "() => done((performance.now() - began) / 1000)))"
        " }).observe(document.body, { attributeFilter: ['data-test-script-state'],"
        " characterData: true, childList: true, subtree: true })) }",
        "[data-testid=stApp]",
    )
    act()
    return float(made.page.evaluate(
        "limit => Promise.race([window.answered, new Promise((_, fail) => setTimeout("
        "() => fail(new Error('the page was not drawn anew')), limit))])", WAIT,
    ))


def _median(made: Visit, act: Callable[[], float]) -> float:
    act()
    spent = []
    for _ in range(TIMES):
        made.page.wait_for_timeout(PAUSE)
        spent.append(act())
    return statistics.median(spent)
