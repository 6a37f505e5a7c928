"""Pictures of every page: ``python -m tests.pictures --output DIR [--library DIR]``.

Without a library, one with the sample coverage is made for the time of the run. Every page and
every tab of an event is taken in the light and the dark theme, 1440 and 390 pixels wide; what goes
wrong on a page is said, and the command then ends with 1.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from embeddings.explore import Library
from tests.browsing import MISSING, NARROW, WIDE, Visit, chromium, launched, opened, serving

TABS = ("Evidence", "Speakers", "Outlets", "Timeline", "Map", "Points", "Articles", "Story")
THEMES = ("light", "dark")
DRAWN = 600  # milliseconds for a chart that is there to take its place
TALLEST = 6000  # pixels of a page; the rest is more of the same


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures; return 1 if something went wrong on a page."""
    parser = argparse.ArgumentParser(description="Pictures of every page of the dashboard.")
    parser.add_argument("--output", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--library", type=Path, help="default: the sample, made for this run")
    options = parser.parse_args(arguments)
    found = chromium()
    if found is None:
        print(MISSING, file=sys.stderr)
        return 2
    options.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        library = options.library or Path(place) / "library"
        if options.library is None:
            Library.open(library).add_sample()
        addresses = dict(_addresses(library))
        wrong: list[str] = []
        with serving(library, Path(place) / "log") as served, launched(found) as browser:
            for theme in THEMES:
                for size in (WIDE, NARROW):
                    made = opened(browser, served.url, size=size, scheme=theme)
                    for name, address in addresses.items():
                        taken = options.output / f"{name}-{size[0]}-{theme}.png"
                        _take(made, address, taken)
                        print(taken)
                    made.page.context.close()
                    wrong += made.problems
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


def _addresses(library: Path) -> Iterator[tuple[str, str]]:
    """Yield a name and an address for every page, with the richest event, article and speaker."""
    shelf = Library.open(library)
    yield from (("overview", "/"), ("overview-table", "/?view=Table"))
    events = shelf.overview().events
    if events:
        event = max(events, key=lambda e: (e.counts.contested, len(e.articles)))
        for tab in TABS:
            yield f"event-{tab.lower()}", f"/event?event={event.id}&tab={tab}"
        yield "event-certainty", f"/event?event={event.id}&sure=60"
        yield "article", f"/article?article={event.articles[0].id}"
        for speaker in shelf.speaking.within(shelf.event(event.id))[:1]:
            yield "speaker", f"/speaker?speaker={speaker.person.key}"
        word = re.findall(r"\w{5,}", event.title)[:1]
        yield "search", f"/search?s={'+'.join(word)}&mode=Words"
    yield from (("search-empty", "/search"), ("library", "/library"), ("methods", "/methods"))
    yield "nothing", "/event?event=none"


def _take(made: Visit, address: str, path: Path) -> None:
    """Take a whole page, as tall as it is, at the size of the window otherwise."""
    page = made.page
    size = page.viewport_size
    assert size is not None
    made.go(address)
    if address.endswith("sure=60"):
        page.get_by_role("button", name="Certainty").click()
        page.get_by_role("slider").wait_for()
    page.wait_for_timeout(DRAWN)
    inner = "document.querySelector('[data-testid=stMain]').scrollHeight"
    tall = min(max(size["height"], int(page.evaluate(inner))), TALLEST)
    page.set_viewport_size({"width": size["width"], "height": tall})
    page.wait_for_timeout(DRAWN)
    page.screenshot(path=path)
    page.set_viewport_size(size)


if __name__ == "__main__":
    sys.exit(main())
