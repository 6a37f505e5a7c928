"""How real sites head, end and wrap their pages: each rule on one invented page."""

import pytest

from embeddings import sources
from embeddings.reading import talk
from embeddings.records import Document
from embeddings.text import clean

BODY = (
    "The bridge at Hatch will be shut until May, the town said on Monday, after divers found that "
    "two of its piers had cracks as wide as a hand.",
    "Traders in the market called the closure reckless and said that it would cost them the whole "
    "summer, since nobody would cross the river by boat to buy a cabbage.",
    "The mayor, Ann Poe, told the council that the repair would cost four million crowns and that "
    "the county had promised to pay for half of it.",
    "Bo Reed, who drives the ferry, said that he had room for three cars and that he had been "
    "asked for thirty.",
)
FERRY = (
    "The ferry at Hatch carried nine hundred people on the first day after the bridge was shut, "
    "more than in the whole of April.",
    "Its owner has asked the county for a second boat, which would come from the lake at Moor and "
    "would take a week to get there.",
)


def read(name: str, *blocks: str) -> list[Document]:
    text = "\n\n".join(blocks)
    found = [d for d in sources.read_bytes(name, text.encode()) if isinstance(d, Document)]
    assert found
    return found


def paragraphs(document: Document) -> list[str]:
    return [clean(document.text(span)) for span in document.paragraphs]


def test_readers_comments_are_no_articles() -> None:
    comments = (
        "Comments (2) Closed\nRay Alder\nMay 2, 2024 09:12am\nNobody is ever held responsible.\n"
        "Recommend 4\nDr S. Moor\nMay 2, 2024 10:40am\nPrayers for the people of Hatch."
    )
    (found,) = read("a.txt", "Bridge at Hatch is shut", "2 May 2024", *BODY, comments)
    assert paragraphs(found) == list(BODY)
    assert found.published == "2024-05-02"


def test_a_feed_readers_line_names_outlet_and_day() -> None:
    tools = "Visit website\nShare   Send by email   Tag"
    first, second = read(
        "a.txt", "Inkpot\nMark all as read",
        "Bridge at Hatch is shut until May\n"
        "Hatch & Moor Weekly by Ann Hill / 11 Feb 2025 06:02 // keep unread // hide", *BODY, tools,
        "Ferry carries nine hundred on its first day\n"
        "The Bell by Staff writer / 12 Feb 2025 09:45 // keep unread // hide", *FERRY, tools,
    )
    assert (first.title, first.outlet, first.published) == (
        "Bridge at Hatch is shut until May", "Hatch & Moor Weekly", "2025-02-11"
    )
    assert (second.title, second.outlet, second.published) == (
        "Ferry carries nine hundred on its first day", "The Bell", "2025-02-12"
    )
    assert (paragraphs(first), paragraphs(second)) == (list(BODY), list(FERRY))


def test_an_address_does_not_say_how_wide_a_page_is_wrapped() -> None:
    wrapped = (
        "The bridge at Hatch will be shut until May, the town said on Monday\n"
        "after divers found that two of its piers had cracks as wide as the\n"
        "Mayor's hand. Traders in the market called the closure reckless.",
        "It would cost them the whole summer, they said, since nobody would\n"
        "cross the river by boat to buy a cabbage from the people of\n"
        "Upper-Hatch-on-the-Moor, who have no other market to go to.",
    )
    address = "http://www.bell.example/news/local/bridge-at-hatch-shut-20240318.html"
    (found,) = read("a.txt", f"The Bell - Printed page\n{address}\nPage 1 of 2",
                    "Bridge at Hatch is shut until May", "18 March 2024", *wrapped)
    assert paragraphs(found) == [clean(text) for text in wrapped]


def test_points_above_an_agencys_report_are_not_its_headline() -> None:
    author = "Ann Hill\nThe Bell\nAnn is a correspondent in Hatch, where she writes of boats."
    (found,) = read(
        "a.txt", "News and data for people who trade. Discover the Bell Terminal",
        "Hatch shuts its bridge, warns of a long summer",
        "By Ann Hill and Cy Hale\nFebruary 19, 2026 11:04 AM UTC · Updated 3 hours ago", "Aa",
        "[1/2] People walk past the bridge at Hatch, November 11, 2025. BELL/Lena Brook",
        "Summary\nCompanies\n• Bridge to stay shut until May\n• County pays half of the repair",
        *BODY, "Reporting by Ann Hill and Cy Hale; Editing by Bo Moor", author,
    )
    assert found.title == "Hatch shuts its bridge, warns of a long summer"
    assert found.published == "2026-02-19"
    assert paragraphs(found)[-len(BODY):] == list(BODY)


def test_a_live_blogs_headline_is_a_headline_however_long() -> None:
    title = (
        "Storm over Hatch: red warning for the eastern banks as two rivers rise and the ferry "
        "stays in – as it happened"
    )
    (found,) = read("a.txt", "The Bell - Back to home\nNews\nOpinion\nSport", title,
                    "Ann Hill", "Fri 20 Oct 2023 21.04 BST", *BODY)
    assert (found.title, found.published) == (title, "2023-10-20")


def test_a_press_offices_second_headline_is_not_the_first() -> None:
    (found,) = read(
        "a.txt", "Send a Release", "Hatch Bridge Trust Shuts Bridge After Divers Find Cracks",
        "News provided by", "Hatch Bridge Trust", "Feb 11, 2026, 07:00 GMT", "Share this article",
        "Closure of the bridge until May follows a survey of two piers with cracks", *BODY,
    )
    assert found.title == "Hatch Bridge Trust Shuts Bridge After Divers Find Cracks"


def test_what_a_site_says_of_its_archive_does_not_end_the_article() -> None:
    about = (
        "About the Archive\nThis is a digitized version of an article from the print archive.\n"
        "Now and then the digitization process brings in errors."
    )
    (found,) = read(
        "a.txt", "Bridge at Hatch Is Shut for Good", "By Ann Hill\nMarch 12, 1974",
        "View on PageMill\nPageMill is an exclusive benefit for home delivery subscribers.", about,
        *BODY, *FERRY,
    )
    assert paragraphs(found) == [*BODY, *FERRY]


def test_a_clipped_page_signs_links_and_dates() -> None:
    link = "[\n\nWhales are getting quieter. Nobody knows why\n\n](https://bell.example/whales)"
    (found,) = read(
        "a.md", "# Bridge at Hatch is shut until May", "Divers found cracks. The mayor noticed.",
        "![Divers at the bridge](https://bell.example/img/bridge.jpg)",
        "[Ann Hill](https://bell.example/ann) *Transport correspondent*",
        "Thu 5 Feb 2026 06.00 GMT", *BODY[:2], link, *BODY[2:],
    )
    assert (found.title, found.published) == ("Bridge at Hatch is shut until May", "2026-02-05")
    assert paragraphs(found)[-len(BODY):] == list(BODY)


def html(head: str, body: str) -> list[Document]:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    shown = f"<body class='no-sidebars'>{body.format(text=text)}</body>"
    return read("a.html", f"<html><head>{head}</head>{shown}</html>")


def test_the_day_below_the_headline_is_read_past_the_box_that_asks_for_consent() -> None:
    consent = "<div><h2>We value your privacy</h2>" + "<p>We use cookies for many things, all of " \
        "them good, as ever so many partners of ours agree.</p>" * 4 + "</div>"
    (found,) = html(
        "<title>Bridge at Hatch is shut | The Bell</title>",
        consent + "<article><h1>Bridge at Hatch is shut</h1><footer class='node__meta'>"
        "<time datetime='2024-12-05T10:15:32+01:00'>Thu, 12/05/2024</time></footer>"
        "<div>{text}</div></article>",
    )
    assert found.published == "2024-12-05T10:15:32+01:00"


@pytest.mark.parametrize(
    ("head", "heading", "title", "outlet"),
    [
        ("<title>Carrow Mail, 19 November 1974, page 5 - Carrow Newspaper Archive</title>",
         "<h2>BRIDGE AT HATCH IS SHUT</h2>", "BRIDGE AT HATCH IS SHUT", "Carrow Mail"),
        ("<title>Bridge at Hatch is shut | The Bell</title>"
         "<meta property='og:title' content='Bridge shut: what now?'>",
         "<h2>Bridge at Hatch is shut</h2>", "Bridge at Hatch is shut", "The Bell"),
    ],
)
def test_the_headline_that_the_page_shows_is_preferred(
    head: str, heading: str, title: str, outlet: str
) -> None:
    (found,) = html(head, f"<div>{heading}<div>{{text}}</div></div>")
    assert (found.title, found.outlet) == (title, outlet)


@pytest.mark.parametrize(
    "line",
    [
        "We use a computer voice to read our stories to you; please tell us if it stumbles.",
        "Your subscription helps us to keep this page free for everybody else.",
        "By signing up you agree to our terms and to get emails from us.",
        "This article is from the archive of our newspaper and may contain errors.",
    ],
)
def test_a_sites_talk_scores_above_nought(line: str) -> None:
    assert talk.score(line) > 1


@pytest.mark.parametrize(
    "line",
    [
        *BODY, *FERRY,
        "The newsletter had 40,000 subscribers when it was sold, according to its founder.",
        "He told the court that he had clicked on the link because his bank had asked him to.",
        "“Your comments are read by nobody,” she said.",
        "",
    ],
)
def test_news_does_not(line: str) -> None:
    assert talk.score(line) <= 0


def test_terms_leave_out_names_numbers_and_quotations() -> None:
    assert talk.terms("Read The Bell's 12 pages “every day”") == {
        "read", "N", "0", "pages", "read N", "N N", "N 0", "0 pages", "^ read"
    }
