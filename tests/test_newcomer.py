"""What a newcomer does on the first afternoon, in a real browser, from an empty library.

Correcting a label and taking away the brief are in ``test_browser``.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from embeddings.explore import SAMPLE, THRESHOLD
from tests.browsing import NARROW, WAIT, Visit, opened
from tests.test_browser import BRIDGE, SPLIT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SURE = 70
STEPS = round((SURE - 100 * THRESHOLD) / 5)
"""Steps of the slider from the threshold on."""
SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"


def counted(made: Visit) -> dict[str, int]:
    """Return the counts above the tabs by their words."""
    told = made.page.locator(".fx-counts").first.inner_text()
    return {word: int(n) for n, word in re.findall(r"(\d+) (\w+)", told)}


def added(made: Visit, files: list[Path]) -> None:
    """Add files on the Library page and wait until they are judged."""
    page = made.page
    made.go("/library")
    dismiss = page.get_by_role("button", name="Dismiss")
    if dismiss.count():
        dismiss.click()
        dismiss.wait_for(state="hidden")
        made.settle()
    page.locator("input[type=file]").first.set_input_files([str(file) for file in files])
    page.get_by_test_id("stFileChip").nth(len(files) - 1).wait_for()
    page.get_by_role("button", name="Add to library").click()
    page.get_by_text(re.compile(r"\d+ added")).wait_for()
    made.settle()


def open_event(made: Visit, words: str) -> None:
    """Find an event by words of its headline and open it."""
    page = made.page
    made.go(f"/?q={words.replace(' ', '+')}")
    page.get_by_role("link", name="Compare framing").first.click()
    page.get_by_role("tab", name="Evidence").wait_for()
    made.settle()


def the_filtered_view_comes_back(visit: Callable[..., Visit], made: Visit) -> None:
    """Narrow an event by voice and by certainty, and open the address somewhere else."""
    page = made.page
    everything = counted(made)
    page.get_by_role("radio", name="Quoted speakers").click()
    made.settle()
    page.get_by_role("button", name="Certainty").click()
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(STEPS):
        slider.press("ArrowRight")
    page.wait_for_url(re.compile(f"sure={SURE}"))
    page.get_by_text(f"less than {SURE}% sure").wait_for()
    page.keyboard.press("Escape")
    made.settle()
    narrowed = counted(made)
    assert sum(narrowed.values()) <= sum(everything.values())
    note = page.locator(".fx-note", has_text="Shown:").inner_text()
    again = visit(NARROW, "dark")
    again.go(page.url.removeprefix(made.url))
    assert counted(again) == narrowed
    assert again.page.locator(".fx-note", has_text="Shown:").inner_text() == note
    assert again.page.get_by_role("radio", name="Quoted speakers").is_checked()
    assert again.page.locator("h1").first.inner_text() == page.locator("h1").first.inner_text()


@pytest.fixture(scope="module")
def sampled(browser: "Browser", server: str) -> None:
    """Load the sample in one click; the work goes on while the page is left."""
    made = opened(browser, server)
    page = made.page
    made.go("/")
    page.get_by_role("button", name="Load the sample").click()
    page.get_by_role("progressbar").wait_for()
    page.get_by_role("link", name="Library").first.click()
    page.get_by_role("heading", name="In the library").wait_for()
    page.get_by_role("progressbar").wait_for()
    page.get_by_text(re.compile(r"^\d+ added")).wait_for(timeout=5 * WAIT)
    assert made.problems == []
    page.context.close()


def test_the_most_contested_event_of_the_sample_and_who_criticises_it(
    visit: Callable[..., Visit], sampled: None
) -> None:
    made = visit()
    page = made.page
    made.go("/library")
    page.get_by_role("link", name="Events").first.click()
    page.get_by_role("heading", name="Events", exact=True).wait_for()
    made.settle()
    assert page.get_by_role("radio", name="Most contested").is_checked()
    page.get_by_role("link", name="Compare framing").first.click()
    page.get_by_role("tab", name="Speakers").click()
    page.get_by_role("heading", name="Critical voices").wait_for()
    made.settle()
    column = page.get_by_test_id("stColumn").filter(has_text="Critical voices")
    critic = column.get_by_role("link").first
    name, times = critic.inner_text().strip().split("\n")[-1].rsplit(" · ", 1)
    assert int(times) >= 1
    critic.click()
    page.get_by_role("heading", name=name, level=1).wait_for()
    made.settle()
    quotes = page.locator("blockquote.fx-quote").all_inner_texts()
    rows = SAMPLE.read_text(encoding="utf-8").splitlines()
    printed = " ".join(" ".join(str(json.loads(row)["text"]).split()) for row in rows)
    assert quotes and all(" ".join(quote.split()) in printed for quote in quotes), quotes
    assert page.locator(".fx-badge.fx-cri").count() >= 1


def test_the_tour_is_taken_and_dismissed_for_good(
    visit: Callable[..., Visit], sampled: None
) -> None:
    made = visit()
    page = made.page
    made.go("/")
    page.get_by_text("1 of 5").wait_for()
    page.get_by_role("button", name="Next").click()
    page.get_by_text("2 of 5").wait_for()
    page.get_by_role("link", name="Show me").click()
    page.get_by_role("tab", name="Evidence").wait_for()
    page.get_by_text("2 of 5").wait_for()
    page.get_by_role("button", name="Next").click()
    page.get_by_text("3 of 5").wait_for()
    made.settle()
    page.get_by_role("button", name="Show me").click()
    page.wait_for_url(re.compile("tab=Speakers"))
    page.get_by_role("heading", name="Critical voices").wait_for()
    page.get_by_role("button", name="Dismiss for good").click()
    page.get_by_text("3 of 5").wait_for(state="detached")
    another = visit()
    another.go("/")
    assert another.page.get_by_text(" of 5").count() == 0


def test_a_link_to_a_filtered_event_reopens_it(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    files = [tmp_path / "bridge.txt", tmp_path / "split.txt"]
    for file, text in zip(files, (BRIDGE, SPLIT), strict=True):
        file.write_text(text, encoding="utf-8")
    made = visit()
    added(made, files)
    open_event(made, "harbour bridge")
    the_filtered_view_comes_back(visit, made)


@pytest.mark.data
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the two seed pages lie beside the checkout only")
def test_the_seeds_and_a_link_to_the_taliban_event(visit: Callable[..., Visit]) -> None:
    made = visit()
    added(made, sorted(SEEDS.glob("*.txt")))
    open_event(made, "taliban")
    assert "2 articles" in made.page.locator(".fx-note").first.inner_text()
    the_filtered_view_comes_back(visit, made)


def test_two_events_are_merged_and_parted_again(
    visit: Callable[..., Visit], sampled: None
) -> None:
    made = visit()
    page = made.page
    open_event(made, "fishing pact")
    address = page.url.removeprefix(made.url)
    heading = page.locator("h1").first.inner_text()
    facts = page.locator(".fx-note").first.inner_text()
    before = counted(made)
    page.get_by_role("button", name="Edit event").click()
    page.get_by_text("Merge with another event…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    page.get_by_role("option").first.click()
    dialog.get_by_text("takes in").wait_for()
    dialog.get_by_role("button", name="Merge").click()
    dialog.wait_for(state="detached")
    undo = page.get_by_role("button", name="Undo")
    undo.and_(page.locator(":enabled")).wait_for()  # not while what came to it is being judged
    made.settle()
    assert page.locator(".fx-note").first.inner_text() != facts
    undo.click()
    page.get_by_text("Taken back").wait_for()
    page.get_by_role("progressbar").wait_for(state="detached")
    made.go(address)
    assert page.locator("h1").first.inner_text() == heading
    assert page.locator(".fx-note").first.inner_text() == facts
    assert counted(made) == before
