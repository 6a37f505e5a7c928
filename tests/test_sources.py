"""From files to articles: invented pages with gold, formats, encodings, dates, bad input."""

import json
import os
import textwrap
import time
import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import sources
from embeddings.errors import InputError
from embeddings.reading import dates, furniture, pages
from embeddings.reading.facts import Facts
from embeddings.records import Block, BlockKind, Document, Skipped, Span
from embeddings.text import clean

PAGES = Path(__file__).parent / "pages"
GOLD = sorted(PAGES.glob("*.json"))
SEEDS = Path(os.environ.get("STANCE_SEEDS", Path(__file__).parents[2] / "shared" / "seeds"))


def page(gold: Path) -> Path:
    return next(p for p in PAGES.glob(f"{gold.stem}.*") if p.suffix != ".json")


def documents(items: Iterable[Document | Skipped]) -> list[Document]:
    found = list(items)
    assert not [item for item in found if isinstance(item, Skipped)]
    return [item for item in found if isinstance(item, Document)]


def spans(document: Document) -> list[Span | Block]:
    kept: list[Span | Block] = [*document.paragraphs, *document.removed]
    return sorted(kept, key=lambda span: span.start)


def texts(document: Document) -> list[str]:
    return [clean(document.text(span)) for span in document.paragraphs]


def reasons(name: str, data: bytes) -> list[str]:
    return [item.reason for item in sources.read_bytes(name, data) if isinstance(item, Skipped)]


# --- pages with gold --------------------------------------------------------------------------


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)
def test_page(gold: Path) -> None:
    wanted = json.loads(gold.read_text(encoding="utf-8"))
    found = documents(sources.read([page(gold)]))
    assert [d.title for d in found] == [a["title"] for a in wanted["articles"]]
    for document, article in zip(found, wanted["articles"], strict=True):
        assert document.outlet == article["outlet"]
        assert document.published == article["published"]
        if article.get("split"):
            assert " ".join(texts(document)) == " ".join(article["paragraphs"])
            assert all(20 <= len(text.split()) <= 120 for text in texts(document))
        else:
            assert texts(document) == article["paragraphs"]
    everything = [text for document in found for text in texts(document)]
    for piece in wanted["furniture"]:
        assert not any(clean(piece) in text for text in everything), piece


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)
def test_kept_and_removed_cover_the_page(gold: Path) -> None:
    found = documents(sources.read([page(gold)]))
    source = found[0].source
    if len({d.source for d in found}) > 1:
        pytest.skip("each article of an HTML page has its own source")
    covered = [False] * len(source)
    for document in found:
        for span in spans(document):
            assert document.text(span).strip()
            assert not any(covered[span.start : span.end])
            covered[span.start : span.end] = [True] * (span.end - span.start)
    left = "".join(char for char, known in zip(source, covered, strict=True) if not known)
    assert not [word for word in left.split() if word.strip("-—*•#>123456789.()")]


def test_pages_wrapped_at_eighty_columns_read_alike() -> None:
    agreement = []
    for gold in GOLD:
        path = page(gold)
        if path.suffix != ".txt" or gold.stem.startswith("wrapped"):
            continue
        whole = documents(sources.read([path]))
        lines = whole[0].source.splitlines()
        if max(map(len, lines)) <= 80:
            continue
        wrapped = "\r\n".join(part for line in lines for part in (textwrap.wrap(line, 80) or [""]))
        again = pages.read_page(wrapped)
        assert len(again) == len(whole), gold.stem
        a = Counter(text for d in whole for text in texts(d))
        b = Counter(text for d in again for text in texts(d))
        agreement.append(2 * (a & b).total() / (a.total() + b.total()))
    assert len(agreement) > 20
    assert sum(agreement) / len(agreement) > 0.95


def test_paragraph_slices_are_verbatim_and_clean_joins_the_wrap() -> None:
    source = (
        "Quay to close\r\n\r\n"
        + "\r\n".join(
            textwrap.wrap(
                "The quay will close on Friday because the wood of its piles has gone soft, "
                "the harbour master said, and nobody knows for how long it will stay so.",
                60,
            )
        )
        + "\r\n\r\nShips go to Hatch.\r\n"
    )
    (document,) = pages.read_page(source)
    assert "\r\n" in document.text(document.paragraphs[0])
    assert texts(document)[0].endswith("for how long it will stay so.")
    assert texts(document)[1] == "Ships go to Hatch."


# --- formats ----------------------------------------------------------------------------------

BODY = "The bridge is shut.\n\nIt will open again in May, the town said."
TWO = ["The bridge is shut.", "It will open again in May, the town said."]


def test_json_shapes_and_names() -> None:
    row = {
        "id": 7,
        "headline": "Bridge shut",
        "body": BODY,
        "source": {"name": "The Bell"},
        "publishedAt": "2024-05-02T10:00:00Z",
        "lang": "en",
        "link": "https://bell.example/1",
    }
    for value in (row, [row], {"articles": [row]}):
        (found,) = documents(sources.read_bytes("a.json", json.dumps(value).encode()))
        assert (found.title, found.outlet, found.published) == (
            "Bridge shut",
            "The Bell",
            "2024-05-02T10:00:00+00:00",
        )
        assert (found.public_id, found.language, found.url, found.path) == (
            "7",
            "en",
            "https://bell.example/1",
            "a.json",
        )
        assert texts(found) == TWO


def test_a_structured_row_is_one_article_whatever_its_text_looks_like() -> None:
    other = "Other headline of the day\n\nBy Ann Poe\n\n3 May 2024\n\nMore words follow here."
    text = f"{BODY}\n\n-----\n\n{other}"
    (found,) = documents(
        sources.read_bytes("a.json", json.dumps({"title": "T t", "text": text}).encode())
    )
    assert texts(found) == [*TWO, "More words follow here."]
    assert found.published is None


def test_lone_surrogates_and_nul_in_fields_become_valid_text() -> None:
    row = (
        '{"id": "a\\u0000b", "title": "Bridge \\ud800 shut", "outlet": "The\\u0000 Bell\\udc00",'
        ' "text": "The bridge\\u0000 is shut \\udfff today.\\n\\nA pair \\ud83d\\ude00 stays."}'
    )
    (found,) = documents(sources.read_bytes("a.jsonl", row.encode()))
    assert (found.public_id, found.title, found.outlet) == (
        "ab",
        "Bridge \ufffd shut",
        "The Bell\ufffd",
    )
    assert texts(found) == ["The bridge is shut \ufffd today.", "A pair \U0001f600 stays."]
    found.source.encode("utf-8")
    (pasted,) = sources.read_text("The bridge\x00 is shut.", title="Bridge \ud800 shut")
    assert (pasted.title, texts(pasted)) == ("Bridge \ufffd shut", ["The bridge is shut."])


def test_jsonl_goes_on_after_a_bad_line() -> None:
    good = json.dumps({"id": "x", "title": "Bridge shut", "text": BODY})
    data = "\n".join([good, "{broken", "", '{"title": "no text"}', "[1]", good]).encode()
    items = list(sources.read_bytes("a.jsonl", data))
    assert [type(item).__name__ for item in items] == [
        "Document",
        "Skipped",
        "Skipped",
        "Skipped",
        "Document",
    ]
    assert [item.reason.split(":")[0] for item in items if isinstance(item, Skipped)] == [
        "line 2",
        "line 4",
        "line 5",
    ]


def test_jsonl_is_read_as_it_streams(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    line = json.dumps({"title": "Bridge shut", "text": BODY}) + "\n"
    path.write_text(line * 300)
    items = sources.read([path])
    assert isinstance(next(items), Document)
    assert len(list(items)) == 299


def test_csv_with_semicolons_quotes_and_line_breaks() -> None:
    data = f'id;title;text\r\n1;"Bridge; shut";"{BODY}"\r\n2;x;\r\n'.encode()
    found, skipped = list(sources.read_bytes("a.csv", data))
    assert isinstance(found, Document)
    assert (found.title, found.public_id, texts(found)) == ("Bridge; shut", "1", TWO)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith("row 3: no text")


def test_html_in_a_field() -> None:
    row = {
        "title": "Bridge shut",
        "content": "<p>The bridge is shut.</p><p>It will open again in May, the town said.</p>",
    }
    (found,) = documents(sources.read_bytes("a.json", json.dumps(row).encode()))
    assert texts(found) == TWO


def test_pasted_text() -> None:
    (found,) = sources.read_text(
        BODY, title="Bridge shut", outlet="The Bell", published="2 May 2024"
    )
    assert (found.title, found.outlet, found.published) == ("Bridge shut", "The Bell", "2024-05-02")
    assert texts(found) == TWO
    (page_found,) = sources.read_text(f"Bridge shut for good\n\n{BODY}")
    assert page_found.title == "Bridge shut for good"
    with pytest.raises(InputError, match="not a past date"):
        sources.read_text(BODY, published="next week")
    with pytest.raises(InputError, match="no article text"):
        sources.read_text("Share\nTweet")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encodings(encoding: str) -> None:
    page_text = (
        "Café “Zum Löwen” schließt\n\n"
        "Das Café – seit 1901 offen – schließt im Mai, sagte Wirt Jörg Maß.\n"
    )
    bom = {"utf-16-be": b"\xfe\xff", "utf-16-le": b"\xff\xfe"}.get(encoding, b"")
    (found,) = documents(sources.read_bytes("a.txt", bom + page_text.encode(encoding)))
    assert found.source == page_text
    assert found.title == "Café “Zum Löwen” schließt"


def test_utf8_cut_within_a_character_and_declared_encoding() -> None:
    (found,) = documents(
        sources.read_bytes("a.txt", "Headline of it\n\nThe café is shut. Süß".encode()[:-1])
    )
    assert texts(found) == ["The café is shut. Sü"]
    html = (
        '<html><head><meta charset="windows-1251"><title>Т</title></head><body>'
        "<h1>Мост закрыт до мая</h1><p>Мост закрыт до мая, сообщил город.</p></body></html>"
    )
    (russian,) = documents(sources.read_bytes("a.html", html.encode("cp1251")))
    assert texts(russian) == ["Мост закрыт до мая, сообщил город."]


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n\r\n", "the file is empty"),
        ("a.txt", bytes(range(256)) * 8, "binary"),
        ("a.html", b"PK\x03\x04rest", "a zip archive"),
        ("a.txt", b"%PDF-1.7", "a PDF"),
        ("a.json", b'[{"title": "A", "text": "cut', "it seems cut off"),
        ("a.json", b"[" * 200_000, "nested too deeply"),
        ("a.json", b"[]", "no articles in it"),
        ("a.json", b"3", "article 1: found a number"),
        ("a.csv", b"a,b\n1,2\n", "no text column (found: a, b)"),
        ("a.csv", b"text\na\0b\n", "row 2: the row holds NUL"),
        ("a.csv", b"text\n" + b"x" * 10_000_001 + b"\n", "row 2: the row cannot be read"),
        ("a.jsonl", b"x" * 10_000_001, "line 1: 10 MB long, over the limit of 10 MB"),
        ("a.jsonl", b"", "no lines in it"),
        (
            "a.txt",
            b"We use cookies to improve your experience.\nAccept all\n",
            "no article text found",
        ),
        (
            "a.html",
            b"<html><body><p>We use cookies to improve your experience.</p></body></html>",
            "no article text found",
        ),
        ("a.html", b"<html></html>", "no article text found"),
        ("a.docx", b"x", ".docx is not read; wanted one of .txt"),
    ],
)
def test_bad_input_gives_one_clear_line(name: str, data: bytes, wanted: str) -> None:
    (reason,) = reasons(name, data)
    assert wanted in reason
    assert "\n" not in reason


def test_a_sixty_megabyte_line(tmp_path: Path) -> None:
    for name, wanted in (("a.txt", "60 MB, over the limit of 50 MB"), ("b.jsonl", "60 MB long")):
        path = tmp_path / name
        path.write_bytes(b"x" * 60_000_000)
        (skipped,) = sources.read([path])
        assert isinstance(skipped, Skipped)
        assert wanted in skipped.reason


def test_limits_are_keywords() -> None:
    (item,) = sources.read_bytes("a.txt", b"x" * 2_000, max_file_bytes=1_000)
    assert isinstance(item, Skipped)
    assert "over the limit" in item.reason


def test_a_folder_is_walked_in_order_and_the_rest_carried_on(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "page.txt").write_text(f"Bridge is shut again\n\n{BODY}\n")
    (tmp_path / "a.html").write_bytes(b"PK\x03\x04")
    (tmp_path / "c.png").write_bytes(b"x")
    (tmp_path / ".hidden.txt").write_text("x")
    with zipfile.ZipFile(tmp_path / "d.htm", "w") as archive:
        archive.writestr("x", "y")
    (tmp_path / "loop").symlink_to(tmp_path)
    items = list(sources.read([tmp_path, tmp_path / "gone.txt"]))
    assert [Path(item.path or "").name for item in items] == [
        "a.html",
        "page.txt",
        "c.png",
        "d.htm",
        "gone.txt",
    ]
    assert [type(item).__name__ for item in items].count("Document") == 1


def test_a_file_that_vanishes_between_listing_and_reading(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Bridge is shut again\n\n{BODY}\n")
    items = sources.read([tmp_path])
    assert isinstance(next(items), Document)
    (tmp_path / "b.txt").unlink()
    (last,) = items
    assert isinstance(last, Skipped)
    assert "gone" in last.reason


def test_count_says_how_many_files_read_would_open(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "in/b.json", "in/c.png", ".hidden.txt"):
        (tmp_path / name).write_text("x")
    assert sources.count([tmp_path]) == 2
    assert sources.count([tmp_path / "a.txt", str(tmp_path / "in"), tmp_path / "gone.txt"]) == 2
    assert sources.count(["\x00", "x" * 5_000]) == 0
    assert sources.count([]) == 0


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)  # Root, who runs CI, may read everything.
    (item,) = sources.read([tmp_path])
    assert isinstance(item, Skipped)
    assert "no permission" in item.reason


# --- dates ------------------------------------------------------------------------------------

TODAY = date(2025, 7, 10)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Published 4 July 2025, 10:32 BST", "2025-07-04"),
        ("Friday, July 4, 2025", "2025-07-04"),
        ("4. Juli 2025", "2025-07-04"),
        ("Updated: 5 July 2025, published 4 July 2025", "2025-07-04"),
        ("2025-07-04T10:00:00Z", "2025-07-04T10:00:00+00:00"),
        ("25/12/2024", "2024-12-25"),
        ("03/04/2025", None),
        ("04/04/2025", "2025-04-04"),
        ("July 4", None),
        ("Monday", None),
        ("May", None),
        ("3 hours ago", None),
        ("12 July 2025", None),
        ("4 July 2099", None),
        ("31 February 2025", None),
        ("10:42 BST", None),
        ("July 2024", None),
    ],
)
def test_a_date_is_read_only_where_it_is_stated(line: str, wanted: str | None) -> None:
    stamp = dates.read_stamp(line, today=TODAY)
    assert (stamp.published if stamp else None) == wanted
    assert dates.published_on(line.removeprefix("Published "), today=TODAY) in (
        wanted,
        "2025-07-05",
    )


def test_relative_times_need_a_known_date() -> None:
    source = f"Bridge is shut for good\n2 days ago\n\n{BODY}\n"
    assert pages.read_page(source)[0].published is None
    known = Facts(known_date="2024-05-04")
    assert pages.read_page(source, facts=known)[0].published == "2024-05-02"
    assert dates.resolve("an hour ago", "2024-05-04T00:30:00") == "2024-05-03"
    assert dates.resolve("3 months ago", "2024-05-04") is None


@pytest.mark.parametrize(
    "opening",
    [
        "KABUL, July 3 (Reuters) - The bridge is shut.",
        "On 4 July 2021 the bridge was opened by the queen.",
        "In May 2019 and again on 3 March 2020, the bridge was shut.",
    ],
)
def test_a_date_in_prose_is_not_the_articles(opening: str) -> None:
    (found,) = pages.read_page(f"Bridge is shut for good\n\n{opening}\n\n{BODY}\n")
    assert found.published is None
    assert len(found.paragraphs) == 3


# --- small decisions --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Share on Facebook", BlockKind.FURNITURE),
        ("Home | World | Business", BlockKind.FURNITURE),
        ("Photo: A. Bell/Coastal Press", BlockKind.CAPTION),
        ("Getty Images", BlockKind.CREDIT),
        ("FILE PHOTO: A man looks at a bridge in Hatch, May 3, 2021.", BlockKind.CAPTION),
        ("To continue reading, subscribe now.", BlockKind.PROMPT),
        ("You have 2 free articles left this month.", BlockKind.PROMPT),
        ("Sign up for our newsletter", BlockKind.PROMPT),
        ("Advertisement", BlockKind.FURNITURE),
        ("Read more: Goose chases postman", BlockKind.FURNITURE),
        ("Reporting by A. Bell; Editing by C. Dow", BlockKind.CREDIT),
        ("(END VIDEO CLIP)", BlockKind.FURNITURE),
        ("-30-", BlockKind.FURNITURE),
        ("© 2025 AFP", BlockKind.FURNITURE),
        ("Ann Poe is a reporter at the Bell.", BlockKind.BYLINE),
        ("24 minute read", BlockKind.FURNITURE),
        ("Leer en español", BlockKind.FURNITURE),
        ("TURN TO PAGE 7 FOR MORE PICTURES", BlockKind.FURNITURE),
        ("Serving the coast since 1862", BlockKind.FURNITURE),
        ("Together with Lumen, the lamp people", BlockKind.FURNITURE),
        ("Which river runs under the hall? Answer at the bottom.", BlockKind.FURNITURE),
        ("Forward it to a friend, or reply to this email.", BlockKind.PROMPT),
        ("Enjoyed this interview?", BlockKind.PROMPT),
        ("We ask for your permission before content is loaded.", BlockKind.PROMPT),
        ("Subscribe to The Bell", BlockKind.PROMPT),
        ("Ann Poe contributed research.", BlockKind.CREDIT),
        ("Portrait: Ann Poe", BlockKind.CREDIT),
        ("Home News Farming Sport Tides", BlockKind.FURNITURE),
    ],
)
def test_furniture(line: str, kind: BlockKind) -> None:
    found = furniture.mark(line)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize(
    "line",
    [
        "The company said its cookies would be sold in Hatch from May.",
        "Data from the ministry showed that prices fell.",
        "Video of the fall was shown in court.",
        "Those who subscribe to the theory are few.",
        "She wants to become a member of the family, he said.",
        "He refused.",
        "About 40 people came.",
        "China put tariffs of up to 25% on cars.",
        "Comments by the minister angered the union.",
        "Related crimes fell by a fifth.",
        "Share prices fell.",
        "Subscribe to that view, residents say, and a child would wait until it finished school.",
        "Share of the blame should go to ministers, she said.",
        "Related to that, I ask her whether she will write for children.",
        "More on the background: the board first raised concerns in 2021, when it paused work.",
        "Tickets cost £4 and the hall was full by noon.",
        "The report is published every year by the ministry.",
        "Turn to any page of the report and there is a mistake, he said.",
        "Together with its neighbours the town will pay for the bridge.",
    ],
)
def test_prose_is_no_furniture(line: str) -> None:
    assert furniture.mark(line) is None


# --- anything at all --------------------------------------------------------------------------

LINES = [
    "By Ann Poe",
    "4 July 2025",
    "2 hours ago",
    "Share",
    "Related stories",
    "Comments",
    "-----",
    "* * *",
    "Bridge is shut for good",
    "The bridge is shut, and nobody knows until when.",
    "ABC News",
    "- ABC News",
    "“",
    "•",
    "#",
    "1.",
    "\u00ad",
    "\u200b",
    "Photo: A. Bell/Press",
    "To continue reading, subscribe.",
    "Title: x",
    "Date: 2020-01-01",
    "\x0c",
    "",
    "",
    "汉字。",
    "a" * 300,
    "(END)",
    "###",
    "- 'Allies' -",
    "=====",
]


@given(
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=40)), max_size=40),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
)
@settings(max_examples=200, deadline=None)
def test_any_page_gives_ordered_verbatim_slices(lines: list[str], ending: str) -> None:
    source = ending.join(lines)
    at = 0
    for document in pages.read_page(source):
        assert document.source is source
        assert document.title.strip()
        assert document.paragraphs
        for span in spans(document):
            assert at <= span.start < span.end <= len(source)
            assert document.text(span) == document.text(span).strip()
            at = span.end


@pytest.mark.parametrize(
    "source",
    [
        "a" * 300_000,
        "“" * 100_000,
        "- " * 100_000,
        "\n" * 100_000,
        "A b.\n" * 20_000,
        "- - " * 50_000,
        "By A " * 40_000,
        "1. a\n" * 20_000,
    ],
    ids=["letters", "quotes", "dashes", "lines", "sentences", "rulers", "bylines", "items"],
)
def test_hostile_pages_end_quickly(source: str) -> None:
    began = time.monotonic()
    pages.read_page(source)
    assert time.monotonic() - began < 10


# --- the two real pages, where they are at hand -----------------------------------------------


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"no real pages at {SEEDS}; set STANCE_SEEDS")
def test_the_seeds_give_five_articles() -> None:
    first, *rest, last = documents(sources.read([SEEDS]))
    assert [d.title for d in (first, *rest, last)] == [
        "Russia becomes first country to recognise Taliban govt",
        "Russia, Ukraine to have peace talks in Turkiye",
        "How Russia is bringing a tiny neighbour to heel without waging war",
        "Russia launches aerial attack on Kyiv, says it's in favour of more peace talks",
        "Russia becomes first country to recognise Taliban’s rule in Afghanistan",
    ]
    assert [d.outlet for d in rest] == ["ABC News"] * 3
    assert (first.outlet, last.outlet) == (None, None)
    assert [d.published for d in (first, *rest, last)] == [None] * 4 + ["2025-07-04"]
    assert (len(first.paragraphs), len(last.paragraphs)) == (21, 10)
    kept = [text for d in (first, *rest, last) for text in texts(d)]
    assert "- 'Allies' -" not in kept
    assert not any("Daily8" in text or "Hashtags" in text for text in kept)
    assert all(len(text.split()) <= 120 for text in kept)
