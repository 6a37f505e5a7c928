"""The dashboard in a real browser, with the real library: one run as a newcomer makes it."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import NARROW, WIDE, Visit, opened, pick_first_row, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ZOOMED = (WIDE[0] // 2, WIDE[1] // 2)
"""What a zoom of 200 % leaves of a wide window, in CSS pixels."""
STOPS = 150  # presses of Tab within which everything is reached

BRIDGE = """Council approves the harbour bridge
Harbour Times
4 July 2025

The city council approved the new harbour bridge on Thursday evening by 31 votes to 20.

Mayor Ada Lindqvist praised the decision: "This bridge is a gift to our children and a historic \
step for the harbour."

Residents of the old quay condemned the vote. "It will ruin the harbour and we will fight this \
wasteful monument in court," said their speaker, Jonas Weil.

The bridge is to be 900 metres long and to open in four years.
"""
SPLIT = """Harbour bridge approved by the city council
Northern Post
5 July 2025

The council's approval of the harbour bridge on Thursday split the city.

The opposition called the approval of the bridge a shameful waste of public money.

Shipping companies welcomed the bridge and said that its approval was overdue.

The new bridge will carry four lanes and a path for cyclists.
"""


HOSTILE = (
    "<script>alert(1)</script> :red[x] $x$ [a](javascript:alert(2)) **b** :material/home: "
    ":tada: `c` # d -> e -- f http://evil.example a@b.co ![i](http://evil.example/i.png)"
)
PASTED = f"""The committee met on Monday in the town hall and read the report aloud.

{HOSTILE} was written on the banner that hung above the door of the hall.

Nothing else was decided on that day, and the meeting ended before noon.
"""


@pytest.fixture(scope="module")
def filled(browser: "Browser", server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Add two invented pages by upload, as a newcomer does; return the server's address."""
    place = tmp_path_factory.mktemp("pages")
    for name, text in (("bridge.txt", BRIDGE), ("split.txt", SPLIT), ("empty.txt", "")):
        (place / name).write_text(text, encoding="utf-8")
    made = opened(browser, server)
    page = made.page
    made.go("/")
    page.get_by_role("heading", name="No articles yet").wait_for()
    page.get_by_role("button", name="Add articles").click()
    page.get_by_role("heading", name="In the library").wait_for()
    files = [str(place / name) for name in ("bridge.txt", "split.txt", "empty.txt")]
    page.locator("input[type=file]").first.set_input_files(files)
    page.get_by_text("bridge.txt").first.wait_for()
    page.get_by_role("button", name="Add to library").click()
    page.get_by_text("2 added").wait_for()
    page.get_by_text("empty.txt").last.wait_for()
    assert made.problems == []
    page.context.close()
    return server


def dismiss(made: Visit) -> None:
    """Close what the last job left on the page, so that its words are not taken for the next."""
    button = made.page.get_by_role("button", name="Dismiss")
    if button.count():
        button.click()
        button.wait_for(state="hidden")
        made.settle()


def test_from_the_overview_to_the_evidence_and_its_place(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit()
    page = made.page
    made.go("/")
    link = page.get_by_role("link", name="Compare framing").first
    assert "event?event=" in str(link.get_attribute("href"))
    link.click()
    page.get_by_role("heading", name=re.compile("Supportive|Critical")).first.wait_for()
    made.settle()
    assert "/event?event=" in page.url
    assert "Stance Explorer" in page.title()
    page.get_by_role("tab", name="Articles").click()
    page.get_by_role("link", name="Read the article").first.wait_for()
    assert "tab=Articles" in page.url
    page.get_by_role("link", name="Read the article").first.click()
    page.get_by_text("In this article").wait_for()
    made.settle()
    assert "/article?article=" in page.url
    page.get_by_role("radio", name="None").click()
    made.settle()


def test_an_article_opens_at_its_paragraph_and_shows_it_word_for_word(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit()
    page = made.page
    made.go("/search?s=wasteful+monument&mode=Words")
    page.get_by_text("wasteful").first.wait_for()
    assert page.locator("mark.fx-found").count() >= 2
    page.get_by_role("link", name=re.compile("^.*Open ¶")).first.click()
    target = page.locator(".fx-target")
    target.wait_for()
    made.settle()
    told = target.locator("blockquote").inner_text()
    assert told.replace("\n", " ") in BRIDGE.replace("\n", " ")
    permalink = page.url
    assert "&p=" in permalink or "?p=" in permalink
    again = visit(NARROW)
    again.page.goto(permalink)
    again.page.locator(".fx-target").wait_for()
    again.settle()
    again.page.wait_for_function(
        "() => { const r = document.querySelector('.fx-target').getBoundingClientRect();"
        " return r.top >= 0 && r.bottom <= innerHeight }"
    )


def test_search_by_meaning_and_back(visit: Callable[..., Visit], filled: str) -> None:
    made = visit()
    page = made.page
    made.go("/search")
    box = page.get_by_role("searchbox").or_(page.get_by_placeholder("A question")).first
    box.fill("the mayor is glad about the new crossing")
    box.press("Enter")
    page.get_by_text("best first").wait_for()
    made.settle()
    assert "s=the" in page.url
    page.get_by_role("link", name="Compare framing").first.click()
    page.get_by_role("tab", name="Evidence").wait_for()
    page.go_back()
    page.go_back()
    page.get_by_text("best first").wait_for()


def test_an_export_is_made_on_demand(visit: Callable[..., Visit], filled: str) -> None:
    made = visit()
    page = made.page
    made.go("/")
    page.get_by_role("link", name="Compare framing").first.click()
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("JSON")).click()
    path = waiting.value.path()
    assert '"paragraphs"' in Path(path).read_text(encoding="utf-8")


def test_removing_asks_says_what_changes_and_can_be_undone(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit()
    page = made.page
    made.go("/library")
    dismiss(made)
    pick_first_row(page)
    remove = page.get_by_role("button", name="Remove 1 selected")
    remove.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(re.compile("keeps 1 of 2|disappears")).first.wait_for()
    dialog.get_by_role("button", name="Remove").click()
    page.get_by_text("1 article removed").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("1 added").wait_for()
    made.settle()


@pytest.mark.parametrize(
    ("size", "scheme", "scale"),
    [(WIDE, "light", 1), (WIDE, "dark", 1), (NARROW, "light", 1), (ZOOMED, "dark", 2)],
    ids=["wide-light", "wide-dark", "narrow-light", "zoomed-dark"],
)
def test_every_page_fits_and_is_accessible(
    visit: Callable[..., Visit], filled: str, size: tuple[int, int], scheme: str, scale: int
) -> None:
    made = visit(size, scheme, scale)
    page = made.page
    made.go("/")
    event = page.get_by_role("link", name="Compare framing").first.get_attribute("href")
    made.go(f"/{str(event).lstrip('/')}&tab=Articles")
    article = page.get_by_role("link", name="Read the article").first.get_attribute("href")
    addresses = ["/", "/?view=Table", "/search?s=bridge&mode=Words", "/library", "/methods"]
    addresses += [f"/{str(href).lstrip('/')}" for href in (event, article)]
    tabs = ("Articles", "Speakers", "Outlets", "Timeline", "Map", "Points", "Story")
    addresses += [f"{addresses[-2]}&tab={tab}" for tab in tabs]
    addresses += ["/search?s=bridge&mode=Words&framing=Neutral", "/speaker?speaker=jonas-weil"]
    for address in addresses:
        made.go(address)
        inner = "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        assert page.evaluate(f"{inner}.every(e => e.scrollWidth <= e.clientWidth)"), address
        wrong = violations(page)
        assert not wrong, (address, wrong)


def test_who_criticises_and_in_which_words(visit: Callable[..., Visit], filled: str) -> None:
    made = visit()
    page = made.page
    made.go("/?q=bridge")
    event = page.get_by_role("link", name="Compare framing").first.get_attribute("href")
    made.go(f"/{str(event).lstrip('/')}&tab=Speakers")
    page.get_by_text("Critical voices").first.wait_for()
    page.get_by_role("link", name=re.compile("Jonas Weil")).first.click()
    page.get_by_role("heading", name="Jonas Weil", level=1).wait_for()
    made.settle()
    assert "/speaker?speaker=jonas-weil" in page.url
    page.get_by_text("It will ruin the harbour and we will fight this wasteful monument").wait_for()
    page.get_by_role("link", name=re.compile("Open")).first.click()
    page.get_by_text("In this article").wait_for()
    made.settle()


def test_an_event_is_renamed_in_a_dialog_and_the_rename_taken_back(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit()
    page = made.page
    made.go("/?q=bridge")
    page.get_by_role("link", name="Compare framing").first.click()
    page.get_by_role("tab", name="Evidence").wait_for()
    before = page.locator("h1").first.inner_text()
    page.get_by_role("button", name="Edit event").click()
    page.get_by_text("Rename…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("The harbour bridge may be built")
    dialog.get_by_role("button", name="Rename").click()
    page.get_by_role("heading", name="The harbour bridge may be built").wait_for()
    undo = page.get_by_role("button", name="Undo")
    undo.and_(page.locator(":enabled")).wait_for()  # not while what changed is being judged
    undo.click()
    page.get_by_text("Taken back").wait_for()
    page.get_by_role("heading", name=before).first.wait_for()
    page.get_by_role("progressbar").wait_for(state="detached")
    made.settle()


def test_a_label_is_corrected_counted_measured_and_taken_back(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit()
    page = made.page

    def to_the_event() -> None:
        page.get_by_role("link", name="Compare framing").first.click()
        page.get_by_role("tab", name="Evidence").wait_for()
        made.settle()

    def counts() -> dict[str, int]:
        told = page.locator(".fx-counts").first.inner_text()
        return {word: int(n) for n, word in re.findall(r"(\d+) (\w+)", told)}

    made.go("/?q=bridge")
    to_the_event()
    before = counts()
    one, other = "supportive", "critical"
    if one not in page.locator(".fx-badge").first.inner_text().casefold():
        one, other = other, one
    page.get_by_role("button", name="Correct", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(re.compile(f"The model said.*{one}")).wait_for()
    dialog.get_by_role("radio", name=other.capitalize()).click()
    dialog.get_by_role("textbox", name="Evidence").fill("words that stand nowhere")
    dialog.get_by_role("button", name="Save").click()
    dialog.get_by_text("Nothing was saved").wait_for()
    dialog.get_by_role("textbox", name="Evidence").fill("")
    dialog.get_by_role("button", name="Save").click()
    page.locator(".fx-hand").first.wait_for()
    page.get_by_text(f"the model said: {one}").first.wait_for()
    made.settle()
    assert counts() == before | {one: before[one] - 1, other: before[other] + 1}
    page.get_by_role("link", name="Methods").first.click()
    page.get_by_text("You checked 1 judged paragraph; the label was right in none.").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Gold set")).click()
    rows = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert [f'"stance": "{other}"' in row for row in rows] == [True]
    page.get_by_role("link", name="Events").first.click()
    page.get_by_role("heading", name="Events", exact=True).wait_for()
    page.get_by_placeholder("Find an event or outlet").fill("bridge")
    page.get_by_role("link", name="Compare framing").nth(1).wait_for(state="detached")
    to_the_event()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back").wait_for()
    page.locator(".fx-hand").first.wait_for(state="detached")
    made.settle()
    assert counts() == before
    page.get_by_role("link", name="Methods").first.click()
    page.get_by_text("Nothing has been checked yet").wait_for()
    made.settle()


def test_articles_are_split_off_and_put_back(visit: Callable[..., Visit], filled: str) -> None:
    made = visit()
    page = made.page
    made.go("/?q=bridge")
    event = page.get_by_role("link", name="Compare framing").first.get_attribute("href")
    made.go(f"/{str(event).lstrip('/')}&tab=Articles")
    page.get_by_text("Select", exact=True).last.click()
    page.get_by_text("1 of 2 selected").wait_for()
    page.get_by_role("button", name="Split off").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("It keeps 1 article").wait_for()
    dialog.get_by_role("button", name="Split off").click()
    page.get_by_text("The only article of this event").wait_for()
    page.get_by_text("Placed by hand").first.wait_for()
    undo = page.get_by_role("button", name="Undo")
    undo.and_(page.locator(":enabled")).wait_for()
    undo.click()
    page.get_by_text("Taken back").wait_for()
    page.get_by_text("The only article of this event").wait_for(state="detached")
    page.get_by_role("progressbar").wait_for(state="detached")
    made.settle()


def test_a_row_of_the_table_opens_its_event_and_back_shows_the_table(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit()
    made.go("/?view=Table")
    pick_first_row(made.page)
    made.page.get_by_role("tab", name="Evidence").wait_for()
    made.page.get_by_role("link", name="All events").click()
    made.page.get_by_test_id("stDataFrame").wait_for()
    made.settle()
    assert "/event" not in made.page.url


def test_a_pasted_text_with_a_hostile_headline_stays_text(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit()
    page = made.page
    made.go("/library")
    dismiss(made)
    page.get_by_role("tab", name="Paste text").click()
    page.get_by_label("Text", exact=True).fill(PASTED)
    page.get_by_label("Headline", exact=True).fill(HOSTILE)
    page.get_by_role("button", name="Add to library").click()
    page.get_by_text("1 added").wait_for()
    made.go("/?q=evil")
    heading = page.get_by_role("heading", level=2)
    heading.wait_for()
    assert heading.inner_text().replace("\u2060", "").strip() == HOSTILE
    assert heading.locator("a, img, code, strong, em, svg, .katex, [style*=color]").count() == 0
    page.get_by_role("link", name="Compare framing").click()
    page.get_by_role("tab", name="Evidence").wait_for()
    assert HOSTILE in page.title()
    page.get_by_role("tab", name="Articles").click()
    page.get_by_role("link", name="Read the article").click()
    quotes = page.locator(".fx-article blockquote")
    quotes.first.wait_for()
    assert any(HOSTILE in told for told in quotes.all_inner_texts())
    assert quotes.locator("*:not(mark)").count() == 0


def test_finding_an_event_while_typing(visit: Callable[..., Visit], filled: str) -> None:
    made = visit()
    page = made.page
    made.go("/")
    box = page.get_by_placeholder("Find an event or outlet")
    box.press_sequentially("zebra")
    page.get_by_text("No event matches “zebra”.").wait_for()
    page.get_by_role("link", name="Search all paragraphs").click()
    page.get_by_role("heading", name="Search").wait_for()
    made.settle()
    assert page.get_by_placeholder("A question").input_value() == "zebra"


def test_a_bad_link_is_said_in_words(visit: Callable[..., Visit], filled: str) -> None:
    made = visit()
    made.go("/event?event=no-such-event")
    made.page.get_by_role("heading", name="Event not found").wait_for()
    made.page.get_by_role("link", name="All events").click()
    made.page.get_by_role("heading", name="Events", exact=True).wait_for()


def test_the_brief_opens_offline_and_asks_for_nothing(
    visit: Callable[..., Visit], filled: str, browser: "Browser", tmp_path: Path
) -> None:
    made = visit()
    page = made.page
    made.go("/?q=bridge")
    page.get_by_role("link", name="Compare framing").first.click()
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Brief")).click()
    path = tmp_path / "brief.html"
    waiting.value.save_as(path)
    context = browser.new_context(offline=True)
    brief = context.new_page()
    asked: list[str] = []
    brief.on("request", lambda request: asked.append(request.url))
    brief.goto(path.as_uri())
    assert brief.locator("h1").inner_text().casefold().count("bridge") == 1
    assert "This bridge is a gift to our children" in brief.locator("body").inner_text()
    assert brief.locator("script").count() == 0
    assert asked == [path.as_uri()]
    context.close()


def test_the_library_and_its_lists_are_taken_away(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit()
    page = made.page
    made.go("/library")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Back up").click()
    with zipfile.ZipFile(waiting.value.path()) as kept:
        assert kept.testzip() is None and "library.sqlite" in kept.namelist()
    for address, said in (("/library", "title"), ("/", "statement"), ("/search?s=bridge", "text")):
        made.go(address)
        page.get_by_role("button", name="Export", exact=True).click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name=re.compile("CSV · a table")).click()
        head, first = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()[:2]
        assert first and said in head.split(",")


def test_two_browsers_share_corrections_and_nothing_else(
    visit: Callable[..., Visit], filled: str
) -> None:
    one, two = visit(), visit()
    one.go("/?q=bridge&view=Table")
    two.go("/?q=bridge")
    assert "view=" not in two.page.url
    event = two.page.get_by_role("link", name="Compare framing").first.get_attribute("href")
    address = f"/{str(event).lstrip('/')}"

    def told(made: Visit) -> str:
        return made.page.locator(".fx-counts").first.inner_text()

    one.go(f"{address}&voice=Quoted+speakers")
    two.go(address)
    before = told(two)
    assert told(one) == before
    one.go(address)
    one.page.get_by_role("button", name="Correct", exact=True).first.click()
    dialog = one.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Neutral").click()
    dialog.get_by_role("button", name="Save").click()
    undo = one.page.get_by_role("button", name="Undo").first
    undo.wait_for()
    one.settle()
    two.go(address)
    assert told(two) == told(one) != before
    undo.click()
    one.page.get_by_text("Taken back").first.wait_for()
    one.settle()
    two.go(address)
    assert told(two) == before


def tab_to(page: "Page", name: str) -> None:
    """Press Tab until what is named has the focus, and can be seen to have it.

    The main part can be focused too and holds every name: it is no stop.
    """
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.matches('a, button, input, textarea, [role=tab]')"
            " ? (e.getAttribute('aria-label') || e.innerText || '').trim() : '' }"
        )
        if re.search(name, str(told)):
            outlined = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
            )
            assert outlined, f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_from_the_overview_to_a_correction_by_keyboard_alone(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit()
    page = made.page
    made.go("/?q=bridge")
    tab_to(page, "Compare framing")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="Evidence").wait_for()
    made.settle()
    tab_to(page, "Certainty")
    page.keyboard.press("Enter")
    page.get_by_role("slider").wait_for()
    page.keyboard.press("Escape")
    tab_to(page, "^Evidence$")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("tab=Speakers"))
    made.settle()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Correct", exact=True).first.wait_for()
    made.settle()
    tab_to(page, "Correct$")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(re.compile("The model said")).wait_for()
    dialog.get_by_role("radio", name="Neutral").focus()
    page.keyboard.press("Space")
    made.settle()
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    undo = page.get_by_role("button", name="Undo").first
    undo.and_(page.locator(":enabled")).wait_for()
    made.settle()
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    page.get_by_text("Taken back").first.wait_for()
    made.settle()


def test_nothing_moves_where_the_reader_wants_it_still(
    visit: Callable[..., Visit], filled: str
) -> None:
    made = visit(still=True)
    page = made.page
    for address in ("/", "/library", "/methods"):
        made.go(address)
        longest = page.evaluate(
            "() => Math.max(...[...document.querySelectorAll('*')].map(e => {"
            " const s = getComputedStyle(e); return Math.max(parseFloat(s.transitionDuration),"
            " parseFloat(s.animationDuration)) }))"
        )
        assert longest <= 0.001, address
        assert page.evaluate("() => document.getAnimations().length") == 0
