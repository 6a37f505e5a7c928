"""Exports and the command line's JSON: nothing lost, nothing run."""

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import pytest

from embeddings.explore import Library
from embeddings.export import (
    Format,
    check_json,
    hit_json,
    render,
    safe_cell,
    stamped,
    summary_json,
    view_json,
)
from embeddings.export.citations import bibtex, csl_json, keys, latex, web_address
from embeddings.export.wording import of_base, share
from embeddings.records import (
    Article,
    Correction,
    Counts,
    Event,
    EventView,
    Judgement,
    Paragraph,
    Person,
    Span,
    Speaker,
    Stance,
    Voice,
)
from embeddings.text import text_hash
from embeddings.views import export_menu
from tests.test_store import BRIDGE, document, filled
from tests.view_fixtures import voiced

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><!-- -->",
    "</style></title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "=1+1",
    r"{\evil} }{ \input{x} %",
    "@x, a = {b}",
    "# *a* [b](http://evil.example) | `c` ~~d~~",
    "a\r\rb\n===\n    code",
    "\u202eright to left\u202c שלום مرحبا",
    "&lt;b&gt; &amp;",
)


@pytest.fixture
def view(library: Library) -> EventView:
    filled(library)
    event = next(e for e in library.overview().events if len(e.articles) == 2)
    return library.event(event.id)


def parsed(page: str) -> Any:
    return lxml.html.document_fromstring(page)


def judged(number: int, text: str, stance: Stance, **facts: object) -> Paragraph:
    judgement = Judgement(
        stance, {}, confidence=0.9, evidence=Span(0, min(7, len(text))), judge="j, threshold 0.45",
        **facts,  # type: ignore[arg-type]
    )
    return Paragraph(number, "a1", number, text, 100 * number, 100 * number + len(text), judgement)


def made_of(text: str) -> tuple[EventView, tuple[Speaker, ...]]:
    """Return an event that holds a text wherever an article can bring one along."""
    article = Article(
        text, text, outlet=text, published="2025-07-04", language=text, url=text, path=f"d/{text}"
    )
    paragraphs = tuple(
        replace(judged(n, text, stance, voice=Voice.SPEAKER, name=text, role=text, reason=text,
                       speaker=text), article=text)
        for n, stance in enumerate((Stance.SUPPORTIVE, Stance.CRITICAL, Stance.MIXED))
    )
    event = Event("1", text, "2025-07-04", "2025-07-04", (article,), Counts(1, 1, 0, 1))
    speaker = Speaker(Person("k", text, (text,)), (text,), 3, (text,), ("1",), Counts(1, 1))
    return EventView(event, paragraphs), (speaker,)


# -- JSON and CSV


def test_json_has_the_contracted_keys(view: EventView) -> None:
    made = json.loads(render(view, "json"))
    assert list(made) == [
        "id", "title", "first", "last", "articles", "counts", "versions",
        "counts_without_copies", "paragraphs", "speakers", "outlets", "stamp",
    ]
    assert list(made["articles"][0]) == [
        "id", "title", "outlet", "published", "url", "path", "copy_of"
    ]
    assert made["counts"] == {
        "supportive": 1, "critical": 1, "neutral": 3, "mixed": 0, "not_judged": 0
    }
    paragraph = next(p for p in made["paragraphs"] if "condemned" in p["text"])
    judgement = paragraph["judgement"]
    start, end = judgement["evidence"]
    assert paragraph["text"][start:end] == "Traders condemned the closure of the bridge."
    assert judgement["stance"] == "critical"
    assert sum(judgement["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    assert made["outlets"][0] == {
        "outlet": "Daily Quay", "articles": 1,
        "counts": {"supportive": 1, "critical": 1, "neutral": 1, "mixed": 0, "not_judged": 0},
    }


def test_csv_has_every_paragraph_and_reads_back(view: EventView) -> None:
    rows = list(csv.DictReader(io.StringIO(render(view, Format.CSV))))
    assert [row["text"] for row in rows] == [p.text for p in view.paragraphs]
    critical = next(row for row in rows if row["stance"] == "critical")
    assert critical["evidence"] == "Traders condemned the closure of the bridge."
    assert critical["position"] == "2"
    assert critical["outlet"] == "Daily Quay"


def test_csv_runs_no_formula(library: Library) -> None:
    library.add_documents([document("=HYPERLINK(1)", "+1 praised it.", outlet="@cmd")])
    event = library.overview().events[0]
    row = next(csv.DictReader(io.StringIO(render(library.event(event.id), "csv"))))
    assert (row["headline"], row["text"], row["outlet"]) == (
        "'=HYPERLINK(1)", "'+1 praised it.", "'@cmd"
    )


@pytest.mark.parametrize("opening", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_is_a_formula(opening: str) -> None:
    assert safe_cell(f"{opening}1") == f"'{opening}1"
    assert safe_cell(f"1{opening}") == f"1{opening}"


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_keeps_every_word(text: str) -> None:
    hostile, _ = made_of(text)
    rows = list(csv.DictReader(io.StringIO(render(hostile, "csv"), newline="")))
    assert [row["text"] for row in rows] == [safe_cell(text)] * 3
    assert {row["outlet"] for row in rows} == {safe_cell(text)}


def test_a_quote_can_be_found_again(view: EventView) -> None:
    rows = list(csv.DictReader(io.StringIO(render(view, "csv"))))
    critical = next(row for row in rows if row["stance"] == "critical")
    start, end = int(critical["evidence_start"]), int(critical["evidence_end"])
    assert critical["text"][start:end] == critical["evidence"]
    assert critical["paragraph_hash"] == text_hash(critical["text"])
    own = json.loads(render(view, "json"))["paragraphs"]
    assert [p["paragraph_hash"] for p in own] == [row["paragraph_hash"] for row in rows]


def test_corrections_are_told_from_the_judge(view: EventView) -> None:
    first = view.paragraphs[0]
    said = Correction(Stance.CRITICAL)
    judgement = Judgement(Stance.CRITICAL, {}, correction=said, machine=Stance.NEUTRAL, judge="j")
    view = replace(view, paragraphs=(replace(first, judgement=judgement), *view.paragraphs[1:]))
    row = next(csv.DictReader(io.StringIO(render(view, "csv"))))
    assert (row["stance"], row["corrected"], row["machine"]) == ("critical", "yes", "neutral")
    for form in ("md", "html"):
        brief = render(view, form)
        assert "corrected by hand" in brief
        assert "Corrected by hand: 1 paragraph" in brief.replace("\\", "")


def test_json_holds_speakers_and_quotes_where_they_are_given(library: Library) -> None:
    library.add_documents([document("Levy", "Ida Morn said the levy is praised.", outlet="Quay")])
    view = library.event(library.overview().events[0].id)
    said = library.utterances(view.event.id)
    made = json.loads(render(
        view, "json", speakers=library.speaking.within(view), said=said
    ))
    assert [person["name"] for person in made["persons"]] == ["Ida Morn"]
    [quote] = made["quotes"]
    assert (quote["text"], quote["position"]) == ("the levy is praised", 0)
    assert quote["paragraph_hash"] == text_hash("Ida Morn said the levy is praised.")


def test_the_stamp_is_of_the_corpus_alone(view: EventView) -> None:
    corpus = [
        [a.id, a.title, a.outlet, a.published, a.url,
         [text_hash(p.text) for p in view.paragraphs if p.article == a.id]]
        for a in sorted(view.event.articles, key=lambda a: a.id)
    ]
    wanted = hashlib.sha256(json.dumps(corpus, separators=(",", ":")).encode()).hexdigest()
    made = json.loads(render(view, "json", tagger="t", made="2025-07-04"))["stamp"]
    assert made == {
        "corpus": wanted, "articles": 2, "paragraphs": 5, "judge": made["judge"], "tagger": "t",
        "made": "2025-07-04", "certainty": None,
    }
    assert made["judge"].endswith("threshold 0.55")
    turned = replace(
        view, paragraphs=view.paragraphs[::-1],
        event=replace(view.event, title="?", articles=view.event.articles[::-1]),
    )
    assert stamped(turned).corpus == wanted
    other = replace(view.paragraphs[0], text="Another text.")
    assert stamped(replace(view, paragraphs=(other, *view.paragraphs[1:]))).corpus != wanted


# -- briefs


def test_markdown_shows_text_as_it_stands(library: Library) -> None:
    library.add_documents([document("A *b* [c](d)", "<b>praised</b> the `code` # levy.")])
    text = render(library.event(library.overview().events[0].id), "md")
    assert r"# A \*b\* \[c\]\(d\)" in text
    assert r"> \<b\>praised\</b\> the \`code\` \# levy\." in text
    assert "No critical voice found." in text
    assert "date unknown" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_lets_nothing_out(text: str) -> None:
    view, speakers = made_of(text)
    made = render(view, "md", speakers=speakers)
    lines = re.split(r"[\r\n]+", made)
    assert [line for line in lines if line.startswith("#")] == [
        lines[0], "## ▲ Supportive", "## ▼ Critical", "## ◆ Mixed", "## Speakers", "## Outlets",
        "## Method", "## Sources",
    ]
    assert re.search(r"(?<!\\)<|(?<!\\)`|(?<!\\)\*|\]\(", made.replace("\n> ", "")) is None
    assert lines[-2].startswith("1. ")
    cells = [len(re.split(r"(?<!\\)\|", line)) - 2 for line in lines if line.startswith("|")]
    assert cells == [6, 6, 6, 5, 5, 5]


@pytest.mark.parametrize("text", HOSTILE)
def test_html_runs_and_asks_for_nothing(text: str) -> None:
    view, speakers = made_of(text)
    made = render(view, "html", speakers=speakers, tagger=text, made="2025-07-04")
    page = parsed(made)
    tags = {str(node.tag) for node in page.iter()}
    assert not tags & {"script", "img", "svg", "link", "iframe", "object", "base", "form", "b:b"}
    assert len(page.xpath("//style")) == 1
    for name, value in (pair for node in page.iter() for pair in node.attrib.items()):
        assert not name.startswith("on")
        assert name not in ("src", "srcset", "action", "data", "poster")
        assert name != "href" or value.startswith("#")
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "@import" not in made
    assert "url(" not in made.split("</style>")[0]
    # The parser takes a carriage return for a line end.
    wanted = text.replace("\r", "\n")
    assert [q.text_content().replace("\r", "\n") for q in page.xpath("//blockquote")] == (
        [wanted] * 3
    )
    assert len(page.xpath("//mark")) == 3


def test_html_tells_everything(view: EventView) -> None:
    speakers = (Speaker(Person("k", "Ida Morn", ()), ("mayor",), 2, ("Daily Quay",), ("1",),
                        Counts(supportive=1)),)
    made = render(view, "html", speakers=speakers, made="2025-07-04")
    page = parsed(made)
    assert page.get("lang") == "en"
    assert [node.tag for node in page.xpath("//h1|//h2|//h3")] == [
        "h1", "h2", "h2", "h3", "h3", "h2", "h2", "h2", "h2",
    ]
    cards = [(node.get("class"), node.get("id")) for node in page.xpath("//article")]
    assert cards == [("card sup", "S1"), ("card cri", "C1")]
    assert [node.text_content() for node in page.xpath("//mark[@class='cri']")] == [
        "Traders condemned the closure of the bridge."
    ]
    [card] = page.xpath("//article[@id='C1']")
    told = card.text_content()
    critical = view.having(Stance.CRITICAL)[0]
    assert "▼ Critical" in told
    assert f"¶ 2, characters {critical.start}–{critical.end}" in told
    assert text_hash(critical.text) in told
    text = page.text_content()
    counts = "1 (20%) supportive, 3 (60%) neutral and 1 (20%) critical."
    assert f"Of 5 judged paragraphs: {counts}" in text
    assert "They are not a bias score." in text
    assert stamped(view).corpus in text
    assert "2025-07-04" in text
    rows = [
        [cell.text_content() for cell in row] for row in page.xpath("//table[1]/tbody/tr")
    ]
    assert rows == [
        ["Ida Mornmayor", "1", "0", "2", "Daily Quay"],
        ["Daily Quay", "1", "1", "1", "3"],
        ["Port Herald", "1", "0", "0", "2"],
    ]


def test_a_brief_says_what_is_not_there(library: Library) -> None:
    library.add_documents([document("Levy passed", "Parliament passed a sugar levy.")])
    view = library.event(library.overview().events[0].id)
    for form in ("md", "html"):
        made = render(view, form)
        assert "No supportive voice found" in made
        assert "No critical voice found" in made
        assert "Speakers</h2>" not in made and "## Speakers" not in made
        assert "Nobody who speaks" in render(view, form, speakers=())
        assert "no address known" in made.lower()


def test_whose_words_these_are_is_told() -> None:
    paragraphs = (
        judged(0, "praised it", Stance.SUPPORTIVE, voice=Voice.SPEAKER, name="Ida", role="mayor"),
        judged(1, "a good day", Stance.SUPPORTIVE, voice=Voice.OUTLET),
        judged(2, "condemned it", Stance.CRITICAL, voice=Voice.SPEAKER),
        judged(3, "a bad day", Stance.CRITICAL),
    )
    address = "https://quay.example/a?b=1&c=2"
    article = Article("a1", "Day", "Quay", url=address, path="/home/x/a.txt")
    event = Event("1", "Day", None, None, (article,), Counts(2, 2))
    page = parsed(render(EventView(event, paragraphs), "html"))
    heads = [" ".join(h.text_content().split()) for h in page.xpath("//article/header")]
    assert heads == [
        "▲ Supportive Ida · mayor · quoted · judge 90% sure",
        "▼ Critical Speaker not named · quoted · judge 90% sure",
        "▲ Supportive Quay · outlet’s own words · judge 90% sure",
        "▼ Critical Quay · judge 90% sure",
    ]
    voices = [p.text_content() for p in page.xpath("//div[contains(@class, 'head')]/p")]
    assert voices == [
        "2 paragraphs, most certain first"
        "1 in the words of somebody quoted, 1 in the outlet’s own words",
        "2 paragraphs, most certain first"
        "1 in the words of somebody quoted, 1 whose words is not known",
    ]
    assert page.xpath("//a[starts-with(@href, 'http')]/@href") == [address]
    # No folder of whoever made the brief.
    assert "/home" not in render(EventView(event, paragraphs), "html")


def test_shares_are_of_five_at_least() -> None:
    assert [share(2, 4), share(2, 5), share(1, 300), share(299, 300)] == [
        "2", "2 (40%)", "1 (under 1%)", "299 (over 99%)"
    ]
    assert of_base(Counts(1, 0, 2, 1, 3)) == (
        "Of 4 judged paragraphs: 1 supportive, 2 neutral, 1 mixed and 0 critical; "
        "3 more not judged."
    )
    assert of_base(Counts(not_judged=1)) == "None of 1 paragraph is judged."


def test_copies_are_counted_apart(view: EventView) -> None:
    first, second = view.event.articles
    event = replace(view.event, articles=(first, replace(second, copy_of=first.id)),
                    independent=Counts(neutral=2))
    made = render(replace(view, event=event), "html")
    assert "1 of 2 articles is a copy of another one here and counted above." in made
    assert "Without copies, of 2 judged paragraphs: 0 supportive, 2 neutral and 0 critical." in made
    assert 'Copy of <a href="#source-1">[1]</a>.' in made


# -- citations

QUAY = Article(
    "a1b2", "Levy & “tax”: 5% of {all}", "Daily Quay", "2025-07-04T09:30:00+02:00", "en",
    "https://quay.example/{a}%20b c?x=1#y_z",
)


def test_bibtex_of_an_article() -> None:
    assert bibtex([QUAY, Article("a3", "A_b")]) == (
        "@online{daily-quay-2025-a1b2,\n"
        r"  title = {{Levy \& “tax”: 5\% of \textbraceleft{}all\textbraceright{}}}," "\n"
        "  organization = {{Daily Quay}},\n"
        "  date = {2025-07-04},\n"
        "  url = {https://quay.example/%7Ba%7D%20b%20c?x=1#y_z},\n"
        "}\n\n"
        "@misc{a3,\n"
        r"  title = {{A\_b}}," "\n"
        "}\n"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_bibtex_stays_whole(text: str) -> None:
    view, _ = made_of(text)
    made = render(view, "bib")
    depth, least = 0, 1
    for line in made.splitlines():
        depth += line.count("{") - line.count("}")
        least = min(least, depth)
    assert (depth, least) == (0, 0)
    assert len(re.findall(r"^@(?:online|misc)\{[a-z0-9-]+,$", made, re.MULTILINE)) == 1
    assert re.findall(r"^  (\w+) = \{", made, re.MULTILINE)[:2] == ["title", "organization"]
    assert made.splitlines()[-1] == "}"


def test_latex_specials_are_words() -> None:
    assert latex("\\{}") == r"\textbackslash{}\textbraceleft{}\textbraceright{}"
    assert latex("$&#%_~^<>|") == (
        r"\$\&\#\%\_\textasciitilde{}\textasciicircum{}\textless{}\textgreater{}\textbar{}"
    )
    assert latex("Zoë\n 日本 \u202e“q”") == "Zoë 日本 “q”"


def test_keys_are_one_each() -> None:
    articles = [Article("Ä 1", ""), Article("a-1", ""), Article("a 1", ""), Article("日", "")]
    assert keys(articles) == {"Ä 1": "a-1", "a-1": "a-1-2", "a 1": "a-1-3", "日": "article"}


def test_csl_of_an_article() -> None:
    assert json.loads(render(made_of("x")[0], "csl"))[0]["container-title"] == "x"
    assert csl_json([QUAY, Article("a3", "A", published="soon")]) == [
        {
            "id": "daily-quay-2025-a1b2", "type": "article-newspaper",
            "title": "Levy & “tax”: 5% of {all}", "container-title": "Daily Quay",
            "issued": {"date-parts": [[2025, 7, 4]]},
            "URL": "https://quay.example/%7Ba%7D%20b%20c?x=1#y_z", "language": "en",
        },
        {"id": "a3", "type": "article-newspaper", "title": "A"},
    ]


@pytest.mark.parametrize(
    "url",
    [None, "", "quay.example", "javascript:alert(1)", "file:///etc/passwd", "https://", "http://[",
     "data:text/html,x"],
)
def test_only_web_addresses_are_linked(url: str | None) -> None:
    assert web_address(url) is None


def test_web_addresses_hold_nothing_unusual() -> None:
    made = web_address(' HTTPS://quay.example/"><b>\\{}\u202e ')
    assert made == "https://quay.example/%22%3E%3Cb%3E%5C%7B%7D%E2%80%AE"
    assert urlsplit(made).netloc == "quay.example"


# -- the dashboard's menu and the command line's rows


def test_the_menu_makes_every_form() -> None:
    shelf = voiced()
    view = shelf.event("bridge")
    for form, *_ in export_menu.FORMS:
        made = export_menu.made(shelf, view, form)  # type: ignore[arg-type]
        assert "Council approves the harbour bridge" in made.replace("\\", "")
    assert {form for form, *_ in export_menu.FORMS} == set(Format)
    brief = parsed(export_menu.made(shelf, view, "html"))  # type: ignore[arg-type]
    assert "Ada Lindqvist" in brief.text_content()


def test_search_and_summary_rows(library: Library) -> None:
    summary = library.add_documents([BRIDGE])
    assert list(summary_json(summary)) == [
        "articles", "paragraphs", "unchanged", "skipped", "seconds", "changes"
    ]
    hit = hit_json(library.search("traders")[0])
    assert list(hit) == [
        "paragraph", "article", "outlet", "published", "event", "score", "text"
    ]
    assert check_json(library.check())["damage"] == ()


def test_view_json_counts_all_paragraphs(view: EventView) -> None:
    counts = view_json(view)["counts"]
    assert isinstance(counts, dict)
    assert sum(counts.values()) == len(view.paragraphs)
