"""Lines and blocks: which are furniture, which are prose that only looks like it."""

from collections.abc import Sequence

import pytest

from embeddings import sources
from embeddings.reading import (
    adverts,
    belonging,
    dates,
    items,
    labels,
    markup,
    mastheads,
    neighbours,
    pages,
    revision,
    segment,
)
from embeddings.reading.furniture import mark
from embeddings.reading.labels import Label, Role
from embeddings.records import BlockKind, Document

HEAD = ("Ferry keeper on trial over eleven goats", "By Cy Hale", "2 May 2024")
BODY = (
    "A keeper of the ferry at Hatch went on trial on Thursday, accused of letting eleven goats "
    "aboard without a ticket.",
    "The court heard that the goats crossed the river four times in March, and that one of them "
    "ate the log of the ferry.",
    "“The goats were quiet and paid their way in milk,” the keeper, Bo Reed, told the court.",
    "The prosecutor, Ann Poe, said that the company had lost the fares of eleven animals on each "
    "crossing.",
    "A witness said she had seen the keeper feed the goats with hay that belonged to the company.",
    "The company has since put up a gate at the landing, which opens only for those who hold a "
    "ticket.",
    "The judge asked whether a goat could be a passenger at all, and the keeper said that he "
    "thought so.",
    "Bo Reed denies the charge, and says that the company never told him to count animals.",
)
TO_THE_DESK = "You can reach the writer with corrections or questions about this story."
ITEMS = {
    "Harbour wall gives way after a night of storms": (
        "The wall of the outer harbour at Hatch gave way on Sunday night, and four boats sank at "
        "their moorings, the harbour master said.",
        "Nobody was hurt. Divers will look at the foundations when the wind has dropped.",
    ),
    "Ferry company to sell two of its oldest ships": (
        "The ferry company said on Monday that it would sell two of its ships, both built in "
        "1971, to a breaker in the north.",
        "Crews were told by letter. Their union called the letter a disgrace.",
    ),
    "Council agrees to open the old school as a library": (
        "Councillors voted by nine to four to turn the empty school in Mill Lane into a library "
        "with a room for meetings.",
        "The work is to cost 2.1 million pounds and to begin in the spring.",
    ),
}


def labelled(*blocks: str) -> Sequence[Label]:
    source = "\n\n".join(blocks)
    return revision.revised(labels.labels(source, segment.chunks(source)))


def texts(document: Document) -> list[str]:
    return [document.text(span) for span in document.paragraphs]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Markets  Companies  Opinion", BlockKind.FURNITURE),
        ("Loading more from the archive...", BlockKind.FURNITURE),
        ("Quiz: How many of these ferries still sail?", BlockKind.FURNITURE),
        ("A ferry leaves the quay at dawn. | Nell Arden, Quay Post", BlockKind.CAPTION),
        ("Our editor picks ten pictures in this weekly newsletter.", BlockKind.PROMPT),
        ("You have 3 referrals. Two more and you get the bag.", BlockKind.PROMPT),
        ("Already registered? Log in", BlockKind.PROMPT),
        ("SAVE ££ on ferry crossings with us", BlockKind.PROMPT),
        (
            "The Harbour Press receives support for its coverage of water from a foundation.",
            BlockKind.FURNITURE,
        ),
        ("Market data delayed by at least 15 minutes.", BlockKind.FURNITURE),
        ("Hatch and the ferry are trademarks of The Bell Ltd.", BlockKind.FURNITURE),
        ("When you buy through links here, we may earn a commission.", BlockKind.FURNITURE),
        ("Comments must be in English and are moderated.", BlockKind.FURNITURE),
        ("At The Bell, we firmly believe in reporting that all can read.", BlockKind.PROMPT),
        ("The ferry at her berth last Sunday. Photo by the author.", BlockKind.CAPTION),
        ("Written today by Ann and Bo. Bo drew the map.", BlockKind.CREDIT),
        ("61° Port Hatch, CA", BlockKind.FURNITURE),
        ("Hatch | 12 °C", BlockKind.FURNITURE),
        ("Edition 1; National Edition", BlockKind.FURNITURE),
        ("Add to the conversation...", BlockKind.FURNITURE),
        ("Eds: UPDATES with comment from the ferry company. Changes dateline from Hatch, adds what "
         "the keeper said.", BlockKind.FURNITURE),
        ("With CW Photos HAT101-104. CW Graphic GOATS sent.", BlockKind.FURNITURE),
        ("The keeper leaves the court. (Nell Arden / Quay Post)", BlockKind.CAPTION),
        ("My News", BlockKind.FURNITURE),
    ],
)
def test_furniture(line: str, kind: BlockKind) -> None:
    found = mark(line)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "Twelve of them have already registered, including two choirs.",
        "The  ferry  company  said  it  would  sail  again  on  Monday.",
        "The quiz was won by a team of retired dockers.",
        "Searching the wreck took divers three weeks...",
        "“At The Bell, we believe in reporting that all can read,” the publisher said on Monday.",
        "The budget was sent to the House Rules Committee, which must pass it by Friday.",
        "The bank receives a commission of two per cent on each loan that it sells.",
        "It was 40° in Hatch, CA, at noon.",
        "40° heat closes schools in Hatch",
        "With AP video to hand, the court saw how the goats came aboard.",
        "A new edition of the map shows the ferry.",
        "Add to the conversation that of the goats, and nobody heard the judge.",
    ],
)
def test_prose(line: str) -> None:
    assert mark(line) is None


def test_the_label_above_a_date_is_no_outlet() -> None:
    page = (
        "Ferry returns to the quay after nine years\n\nPublished\nWednesday 24 September 2025\n\n"
        "The ferry sailed again on Wednesday, nine years after the last crossing was cancelled.\n\n"
        "It carried eleven passengers and a goat, and arrived four minutes early.\n\n"
        "© 2025 Published by the owners of the quay\n"
    )
    document = pages.read_page(page)[0]
    assert (document.outlet, document.published) == (None, "2025-09-24")
    assert document.title == "Ferry returns to the quay after nine years"


# --- what does not belong to the article ------------------------------------------------------


def strange(*blocks: str) -> list[str]:
    """Return what the judge sets aside among a headline's blocks of prose."""
    found = labelled(HEAD[0], *blocks)
    prose = [at for at, label in enumerate(found) if label.role is Role.PROSE]
    return [found[at].text for at in sorted(belonging.strangers(found, {0}, prose))]


def test_words_to_the_reader_are_no_part_of_the_text_at_its_end() -> None:
    assert strange(*BODY, TO_THE_DESK) == [TO_THE_DESK]
    assert texts(pages.read_page("\n\n".join((*HEAD, *BODY, TO_THE_DESK)))[0]) == list(BODY)


@pytest.mark.parametrize(
    "ending",
    [
        "The trial continues on Monday.",
        "The case continues.",
        "Rain is expected.",
        "We asked the company for a comment and it did not reply.",
        "“You can reach me with questions,” the keeper said.",
        "Is it a goat?",  # Doubtful, but not of the site.
    ],
)
def test_the_last_words_of_an_article_stay(ending: str) -> None:
    assert strange(*BODY, ending) == []
    assert texts(pages.read_page("\n\n".join((*HEAD, *BODY, ending)))[0]) == [*BODY, ending]


def test_amid_the_text_a_doubt_is_not_enough() -> None:
    doubtful = "It is our opinion, and yours may differ."
    assert strange(*BODY[:4], doubtful, *BODY[4:]) == []


def test_what_is_plainly_a_sites_talk_goes_amid_the_text() -> None:
    assert strange(*BODY[:4], TO_THE_DESK, *BODY[4:]) == [TO_THE_DESK]
    assert strange(*BODY[:2], TO_THE_DESK, *BODY[2:4]) == [TO_THE_DESK]
    said = "You can reach the writer with questions."
    assert strange(*BODY[:4], said, *BODY[4:]) == [said]
    # An interviewer speaks to "you" too.
    assert strange(*BODY[:4], "Do you keep a goat of your own?", *BODY[4:]) == []


def test_of_a_short_text_only_the_edges_are_judged() -> None:
    doubtful = "Photographs of goats."
    assert strange(*BODY[:4], TO_THE_DESK) == [TO_THE_DESK]
    assert strange(*BODY[:2], doubtful, *BODY[2:4]) == []


def test_what_leads_to_a_list_stays_however_strange() -> None:
    assert strange(*BODY, TO_THE_DESK.rstrip(".") + ":") == []


def test_a_note_on_the_author_that_says_nothing_of_the_site_is_known_by_the_name() -> None:
    note = "Cy Hale grew up among sheep and has never owned a goat."
    assert strange(*BODY, note) == []
    (found,) = pages.read_page("\n\n".join((*HEAD, *BODY, note)))
    assert texts(found) == list(BODY)
    assert found.removed[-1].kind is BlockKind.BYLINE


@pytest.mark.parametrize(
    "blocks",
    [
        BODY[:1],
        ("Der Wärter der Fähre steht seit Donnerstag vor Gericht, weil elf Ziegen mitfuhren.",) * 8,
        tuple(f"{name}: {text}" for name, text in zip(["POE", "REED"] * 4, BODY, strict=True)),
    ],
    ids=["short", "German", "transcript"],
)
def test_what_the_judge_does_not_know_it_leaves_alone(blocks: tuple[str, ...]) -> None:
    assert strange(*blocks, TO_THE_DESK) == []


# --- advertisements ---------------------------------------------------------------------------

COPY = "Lumen lamps from £12, with free delivery to your door."


def advertised(text: str, *, above: str = BODY[3], below: str = BODY[4]) -> bool:
    found = labelled(*HEAD, *BODY[:4], above, text, below, *BODY[4:])
    (place,) = [at for at, label in enumerate(found) if label.text == text]
    return adverts.is_advert(found, place)


@pytest.mark.parametrize("text", [COPY, "Call Lumen on 01234 567890."])
def test_one_or_two_signs_make_an_advertisement_below_its_label(text: str) -> None:
    assert advertised(text, above="Advertisement")
    assert not advertised(text)


@pytest.mark.parametrize("text", [COPY, "Book now for the spring sale."])
def test_two_signs_make_an_advertisement_amid_furniture(text: str) -> None:
    assert advertised(text, above="Share", below="Share")
    assert not advertised(text, above="Share")


@pytest.mark.parametrize(
    "text",
    [
        "Every lamp is made by hand in the village.",
        "Readers of this column know that you never feed a goat.",
        "“Lamps from £12, and call me on 01234 567890!” he said.",
        "The prosecutor said the company lost £4 per goat, with free delivery of hay.",
    ],
    ids=["no sign", "only you", "quoted", "of the matter"],
)
def test_prose_below_the_label_of_an_advertisement_stays(text: str) -> None:
    assert not advertised(text, above="Advertisement")


# --- newsletters without rulers ---------------------------------------------------------------

GREETING = (
    "The Quay Letter", "View this email in your browser",
    "Good morning. Three stories from the river today, and none of them is about goats.",
)


def opened(*blocks: str) -> list[str]:
    found = labelled(*blocks)
    return [found[at].text for at in sorted(items.openings(found))]


def test_a_newsletter_is_parted_at_the_pointers_to_its_whole_stories() -> None:
    blocks = [b for title, body in ITEMS.items() for b in (title, *body, "Read the full story")]
    assert opened(*GREETING, *blocks) == list(ITEMS)
    for above in (GREETING, GREETING[:2]):
        found = pages.read_page("\n\n".join((*above, *blocks)))
        assert {d.title: tuple(texts(d)) for d in found} == ITEMS


def test_a_newsletter_is_parted_at_the_kickers_above_its_headlines() -> None:
    kickers = ("HARBOUR", "FERRIES", "SCHOOLS")
    blocks = [
        b for kicker, (title, body) in zip(kickers, ITEMS.items(), strict=True)
        for b in (kicker, title, *body)
    ]
    assert opened(*GREETING, *blocks) == list(ITEMS)
    found = pages.read_page("\n\n".join((*GREETING, *blocks)))
    assert {d.title: tuple(texts(d)) for d in found} == ITEMS


def test_an_articles_sub_headings_open_nothing() -> None:
    blocks = [b for title, body in ITEMS.items() for b in (title, *body)]
    assert opened(*HEAD, *blocks) == []
    assert len(pages.read_page("\n\n".join((*HEAD, BODY[0], *blocks)))) == 1


# --- where an article ends, and where another begins ------------------------------------------


def read(*blocks: str) -> list[Document]:
    return list(pages.read_page("\n\n".join(blocks)))


def test_the_heading_of_a_prompt_between_header_and_text_does_not_hide_the_next_article() -> None:
    (headline, paragraphs), *_ = ITEMS.items()
    box = "Read on for free\nEnter your email address Sign up"
    stated = f"Ann Poe in Hatch\nPublished 3 May 2024\n{box}"
    found = read(*HEAD, *BODY, "© The Bell", headline, stated, *paragraphs)
    assert [document.title for document in found] == [HEAD[0], headline]
    assert texts(found[1]) == list(paragraphs)


def test_the_last_link_of_a_list_and_the_imprint_below_it_are_no_article() -> None:
    links = "Read next", "Ferry fares to rise by a third\n1 May 2024", "Latest\nHome\nAuthors"
    imprint = "A house of many papers, the Bell Group reaches millions of people on every day."
    found = read(*HEAD, *BODY, *links, f"{imprint}\n© 2024 Bell Group")
    assert [texts(document) for document in found] == [list(BODY)]


def test_the_text_goes_on_below_a_box_of_links_set_close_together() -> None:
    box = "Also read\nWhat a goat may carry"
    (document,) = read(*HEAD, *BODY[:4], box, BODY[4], "What the law says", *BODY[5:])
    assert texts(document) == list(BODY)


def test_a_long_headline_that_reads_like_prose_is_one_above_a_standfirst_and_a_date() -> None:
    headline = (
        "Ferry at Hatch: landing closed and 600 travellers without a boat as winds reach 94mph on "
        "the river – as it happened"
    )
    standfirst = "The landing is shut until Monday, and the goats are safe."
    (document,) = read("The Bell", headline, standfirst, HEAD[2], *BODY)
    assert document.title == headline
    assert headline not in texts(document)


def test_a_programme_is_not_the_headline_that_names_it() -> None:
    headline = 'Transcript: Ferry keeper Bo Reed on "The Goat Hour with Ann Poe"'
    (document,) = read('"The Goat Hour with Ann Poe"', headline, HEAD[2], *BODY)
    assert document.title == headline


def test_a_sponsors_words_below_its_label_are_set_aside() -> None:
    copy = "We’re investing two billion in cleaner ferries across the country."
    (document,) = read(*HEAD, *BODY[:4], "A message from Castellan Energy", copy, *BODY[4:])
    assert texts(document) == list(BODY)


def newsletter(*cells: str) -> list[Document]:
    rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in cells)
    page = f"<html><body><table>{rows}</table></body></html>"
    return [d for d in sources.read_bytes("a.html", page.encode()) if isinstance(d, Document)]


@pytest.mark.parametrize("heading", ["<h2>{}</h2>", "<p><b>{}</b></p>"])
def test_a_newsletter_in_tables_is_parted_at_its_headings(heading: str) -> None:
    found = newsletter(
        "View this email in your browser", "<p>Good morning. Here is what you need today.</p>",
        *(
            f"{heading.format(headline)}{first}<br><br>{rest}"
            for headline, (first, rest) in ITEMS.items()
        ),
        "<p>You can unsubscribe at any time.</p>",
    )
    assert {d.title: tuple(texts(d)) for d in found} == ITEMS


def test_an_essay_sent_as_a_mail_stays_whole() -> None:
    found = newsletter(
        "View this email in your browser",
        "".join(f"<p>{text}</p>" for text in BODY[:4]),
        *(f"<h2>{headline}</h2><p>{' '.join(text)}</p>" for headline, text in ITEMS.items()),
    )
    assert len(found) == 1


# --- scraps -----------------------------------------------------------------------------------

LONG = (*BODY, *(text for body in ITEMS.values() for text in body))
NOTE = "Ann watches ports and ferries on the coast. She came to the agency in 2014 from Hatch."


def test_a_note_below_the_agencys_name_is_no_article() -> None:
    box = "Suggested Topics: Ferries Goats\nAnn Poe Hale\nCoastal News\n" + NOTE
    (found,) = pages.read_page("\n\n".join(("Coastal News", *HEAD, *LONG, box)))
    assert texts(found) == list(LONG)
    assert found.published == "2024-05-02"
    assert NOTE in [found.source[block.start : block.end] for block in found.removed]


@pytest.mark.parametrize(
    "short",
    [
        f"The Hatch Post\n\nPort seeks a goatherd\n\n3 May 2024\n\n{NOTE}",
        f"# Port seeks a goatherd\n\n{NOTE}",
        f"Port seeks a goatherd for its new quay\n\nHATCH, May 3 (CN) - {NOTE}",
    ],
)
def test_a_short_article_that_says_what_it_is_stays_one(short: str) -> None:
    first, second = pages.read_page("\n\n".join(("Coastal News", *HEAD, *LONG, short)))
    assert texts(first) == list(LONG)
    assert len(second.paragraphs) == 1


def test_short_items_that_are_alike_stay_articles() -> None:
    shorts = [f"The {name} Post\n\nPort seeks a goatherd for {name}\n\n{NOTE}"
              for name in ("Hatch", "Wick")]
    found = pages.read_page("\n\n".join(("Coastal News", *HEAD, *LONG, *shorts)))
    assert len(found) == 3


@pytest.mark.parametrize(
    "above", ["Reporting by Ann Poe; Editing by Bo Reed\n\nAnn Poe", "Ann Poe\nGoat editor"]
)
def test_a_note_whose_name_stands_below_the_text_is_no_paragraph(above: str) -> None:
    tail = f"{above}\nAnn covers ports and ferries for the agency."
    (found,) = pages.read_page("\n\n".join((HEAD[0], HEAD[2], *BODY, tail)))
    assert texts(found) == list(BODY)


def test_what_stands_below_a_name_as_its_heading_is_a_paragraph() -> None:
    last = "Ann is the judge, and has heard more about goats than she wished."
    (found,) = pages.read_page("\n\n".join((HEAD[0], HEAD[2], *BODY, "Ann Poe", last)))
    assert texts(found) == [*BODY, last]


def test_the_article_goes_on_below_links_that_have_their_days() -> None:
    box = "RELATED ARTICLES\nGoats cross the river again\nMay 01 2024\nHow goats learn to swim"
    (found,) = pages.read_page("\n\n".join((*HEAD, *BODY[:4], box, *BODY[4:])))
    assert texts(found) == list(BODY)


# --- headers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "The goats stood close together on the landing, in the rain that had begun before the boat "
        "put out from Hatch",
        "The goats stood close together on the landing, in the rain that had begun before the boat "
        "put out from Hatch\nHATCH MUSEUM/QUAY PHOTOS",
    ],
)
def test_a_line_without_a_stop_close_below_the_header_is_no_paragraph(line: str) -> None:
    (found,) = pages.read_page("\n\n".join((HEAD[0], f"By Cy Hale\n2 May 2024\n{line}", *BODY)))
    assert texts(found) == list(BODY)


def test_an_aggregators_day_may_stand_in_any_line_of_its_head() -> None:
    shown = [
        f"The {name} Post\n{ago}\n{title}\n\n" + "\n\n".join(body)
        for name, ago, (title, body) in zip(
            ("Hatch", "Wick", "Mill"), ("3 hours ago", "Yesterday", "20 hours ago"),
            ITEMS.items(), strict=True,
        )
    ]
    head = "Brieflane\nSaved by you on Wednesday 11 June 2025 at 17:30\nYour briefing"
    found = pages.read_page("\n\n".join((head, *shown)))
    days = [document.published for document in found]
    assert days == ["2025-06-11", "2025-06-10", "2025-06-10"]
    assert dates.moment_of("Saved on 11 June 2025 at 5:30 pm") == "2025-06-11"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("LPR Lowland Public Radio", "Lowland Public Radio"),
        ("From the newsroom of the Port Hatch Courier", "Port Hatch Courier"),
        ("BBC News", "BBC News"),
    ],
)
def test_a_name_is_read_without_its_initials(line: str, name: str) -> None:
    assert mastheads.bare_name(line) == name


def test_a_sponsors_words_end_at_the_ruler_below_them() -> None:
    found = labelled("A message from our sponsor", "Tollgate: a will in a day.", "* * *", *BODY)
    at = next(i for i, label in enumerate(found) if label.text.startswith("Tollgate"))
    assert neighbours.is_sponsors_word(found, at)


def test_items_of_a_list_in_html_are_items_though_the_extractor_levels_them() -> None:
    items_ = ("The B612 between Hatch and Wick", "Mill Lane and Tanners Row in Hatch", "The quay")
    listed = "".join(f"<li>{item}</li>" for item in items_)
    above = "".join(f"<p>{text}</p>" for text in BODY[:5])
    page = (
        f"<html><body><article><h1>{HEAD[0]}</h1>{above}<p>These roads are shut as well, the "
        f"county said:</p><ul>{listed}</ul><p>{BODY[5]}</p><p>{BODY[6]}</p></article></body></html>"
    )
    found = [d for d in sources.read_bytes("a.html", page.encode()) if isinstance(d, Document)]
    assert set(items_) <= set(texts(found[0]))


def test_posts_of_one_day_under_one_headline_are_one_article() -> None:
    posts = "".join(
        f"<article><h2>Post {n}</h2><time>12/03/2025 1{n}:20</time><p>The river Calder rose by "
        f"{n} more metres in the night and two bridges were closed to all traffic, the county "
        "said, while pumps from the coast were on their way to the lower villages.</p></article>"
        for n in range(4)
    )
    page = f"<html><body><main><h1>Calder floods: bridges closed</h1>{posts}</main></body></html>"
    (found,) = markup.read_html(page)
    assert found.title == "Calder floods: bridges closed"
    assert len(found.paragraphs) == 4
