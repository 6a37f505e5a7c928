"""An HTML page to its articles. What the extractor leaves out is not kept, only what it finds.

The ``source`` of such a document is the extracted text: one block a line, an empty line between.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import lxml.etree
import lxml.html

from embeddings.errors import InputError
from embeddings.reading import dates, pages, shape
from embeddings.reading.segment import Chunk
from embeddings.reading.stories import Facts
from embeddings.records import BlockKind, Document

__all__ = ["read_fragment", "read_html"]

_BREAKS = re.compile(r"(?:<br\b[^>]*>\s*){2,}", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])")
_LEAST_ARTICLE = 40
"""Words of prose in an ``<article>`` element that make it an article and not a teaser card."""
_LIVE = re.compile(r"live-?blog|live-?updates", re.IGNORECASE)
_DATE_META = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "pubdate",
    "publishdate", "publish-date", "publish_date", "parsely-pub-date", "dc.date", "dc.date.issued",
    "dcterms.date", "dcterms.created", "dcterms.issued", "sailthru.date", "article.published",
    "published-date", "cxenseparse:recs:publishtime", "citation_publication_date",
)
_DATE_CLASS = re.compile(r"date|time|publish|stamp|byline|posted", re.IGNORECASE)
_ASIDE = frozenset({"aside", "nav", "footer"})


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    level: int = 0
    bullet: bool = False
    kind: BlockKind | None = None
    tagged: bool = True


def read_html(html: str, *, path: str | None = None) -> tuple[Document, ...]:
    """Read the articles of an HTML page; raises ``InputError`` if there is no article text."""
    tree = _tree(html)
    facts = replace(_facts(tree), path=path)
    separate = _articles(tree)
    if separate:
        found = [read_fragment(_outer(node), replace(_facts_within(node, facts), title=_heading(node))) for node in separate]
    else:
        found = [read_fragment(html, facts)]
    documents = tuple(document for document in found if document is not None)
    if not documents:
        words = " ".join(" ".join(tree.itertext("p", "div", "span", "a", "li")).split())[:60]
        raise InputError(f"no article text found: the page says only \"{words}\"")
    return documents


def read_fragment(html: str, facts: Facts) -> Document | None:
    """Read one article from HTML; ``None`` if it has no text."""
    import trafilatura  # Slow to import, and plain text does not need it.

    marked = _BREAKS.sub("</p><p>", html)
    xml = trafilatura.extract(
        marked if "<body" in marked.lower() else f"<html><body><article>{marked}</article></body></html>",
        output_format="xml", include_comments=False, include_tables=True, include_formatting=True,
    )
    parts = list(_parts(lxml.etree.fromstring(xml.encode()).find("main"))) if xml else []
    if not parts:
        parts = list(_plain(marked))
    chunks, source = _laid_out(parts)
    document = pages.read_single(source, facts, chunks=chunks)
    if document is None and xml:
        chunks, source = _laid_out(list(_plain(marked)))
        document = pages.read_single(source, facts, chunks=chunks)
    return document


def _tree(html: str) -> lxml.html.HtmlElement:
    try:
        return lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (lxml.etree.ParserError, ValueError) as error:
        raise InputError("the HTML holds no elements; save the page again") from error


def _outer(node: lxml.html.HtmlElement) -> str:
    return str(lxml.html.tostring(node, encoding="unicode", with_tail=False))


# --- text -------------------------------------------------------------------------------------


def _laid_out(parts: list[_Part]) -> tuple[list[Chunk], str]:
    chunks, pieces, at = [], [], 0
    for part in parts:
        clean = " ".join(part.text.split())
        chunks.append(Chunk(at, at + len(part.text), clean, 1, part.bullet, part.level, part.kind, part.tagged))
        pieces.append(part.text)
        at += len(part.text) + 2
    return chunks, "\n\n".join(pieces)


def _parts(node: lxml.etree._Element | None) -> Iterator[_Part]:
    """Yield the blocks of trafilatura's tree."""
    if node is None:
        return
    for child in node:
        if child.tag in ("p", "item", "ab", "fw"):
            yield from _paragraphs(child)
        elif child.tag == "head":
            text = _words(child)
            level = _HEADING.fullmatch(child.get("rend") or "")
            if text:
                yield _Part(text, int(level[1]) if level else 2, kind=BlockKind.SUBHEADING, tagged=False)
        elif child.tag == "cell":
            text = _words(child)
            if text:
                yield _Part(text, kind=None if shape.is_prose(text) and len(text.split()) > 20 else BlockKind.FURNITURE)
        elif child.tag in ("list", "quote", "table", "row", "div", "code", "body", "main"):
            if child.text and child.text.strip():
                yield _Part(" ".join(child.text.split()))
            yield from _parts(child)
        elif _words(child):
            yield _Part(_words(child), tagged=False)
        if child.tail and child.tail.strip():
            yield _Part(" ".join(child.tail.split()))


def _paragraphs(node: lxml.etree._Element) -> Iterator[_Part]:
    if any(child.tag in ("p", "list", "item", "quote", "head") for child in node):
        if node.text and node.text.strip():
            yield _Part(" ".join(node.text.split()), bullet=node.tag == "item")
        yield from _parts(node)
        return
    lines = [" ".join(line.split()) for line in "".join(_pieces(node)).split("\x1f")]
    lines = [line for line in lines if line]
    if not lines:
        return
    bold = len(node) > 0 and all(c.tag in ("hi", "lb") for c in node) and not (node.text or "").strip() and not any((c.tail or "").strip() for c in node)
    tagged = not (bold and not shape.ends_sentence(lines[-1]))
    if len(lines) > 1 and all(shape.is_prose(line) for line in lines):
        for line in lines:
            yield _Part(line, bullet=node.tag == "item", tagged=tagged)
    else:
        yield _Part("\n".join(lines), bullet=node.tag == "item", tagged=tagged)


def _pieces(node: lxml.etree._Element) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if child.tag == "lb":
            yield "\x1f"
        elif child.tag != "graphic":
            yield from _pieces(child)
        yield child.tail or ""


def _words(node: lxml.etree._Element) -> str:
    return " ".join("".join(_pieces(node)).replace("\x1f", " ").split())


def _plain(html: str) -> Iterator[_Part]:
    """Yield the blocks of a page that the extractor found nothing in (a very short article)."""
    for node in _tree(html).iter("p", "li", "h1", "h2", "h3", "blockquote", "pre"):
        if any(parent.tag in (*_ASIDE, "header", "form", "figure") for parent in node.iterancestors()):
            continue
        text = " ".join(node.text_content().split())
        if text and not node.xpath(".//p"):
            level = _HEADING.fullmatch(str(node.tag))
            yield _Part(text, int(level[1]) if level else 0, node.tag == "li", BlockKind.SUBHEADING if level else None, not level)


# --- facts ------------------------------------------------------------------------------------


def _articles(tree: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """Return the ``<article>`` elements of a page that holds several whole articles, else none."""
    if _LIVE.search(" ".join(tree.xpath("//body/@class | //main/@class | //title/text() | //article/@class | //body/@id"))):
        return []
    nodes = [n for n in tree.iter("article") if not any(p.tag in ("article", *_ASIDE) for p in n.iterancestors())]
    whole = [n for n in nodes if _heading(n) and _prose_words(n) >= _LEAST_ARTICLE]
    total = sum(_prose_words(n) for n in whole)
    if len(whole) < 2 or max(_prose_words(n) for n in whole) > 0.85 * total:
        return []
    return whole


def _prose_words(node: lxml.html.HtmlElement) -> int:
    return sum(len(p.text_content().split()) for p in node.iter("p"))


def _heading(node: lxml.html.HtmlElement) -> str | None:
    for tag in ("h1", "h2", "h3"):
        for found in node.iter(tag):
            if len(text := " ".join(found.text_content().split())) > 3:
                return text
    return None


def _facts_within(node: lxml.html.HtmlElement, page: Facts) -> Facts:
    """Keep of a page's facts what holds for each of its articles."""
    return Facts(outlet=page.outlet, language=page.language, path=page.path, published=_shown_date(node))


def _facts(tree: lxml.html.HtmlElement) -> Facts:
    meta = _meta(tree)
    linked = list(_linked(tree))
    site = meta.get("og:site_name") or _publisher(linked) or meta.get("application-name")
    published = next((d for name in _DATE_META if (d := dates.published_on(meta.get(name)))), None)
    published = published or next((d for item in linked if (d := dates.published_on(item.get("datePublished")))), None)
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    language = tree.get("lang") or meta.get("content-language") or meta.get("og:locale")
    return Facts(
        title=_page_title(tree, meta, linked, site),
        outlet=site or None,
        published=published or _shown_date(tree),
        language=language.split(",")[0].strip()[:12] if language else None,
        url=next((str(u) for u in [*canonical, meta.get("og:url")] if u and str(u).startswith("http")), None),
    )


def _meta(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv")
        content = " ".join((node.get("content") or "").split())
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _linked(tree: lxml.html.HtmlElement) -> Iterator[dict[str, object]]:
    """Yield the articles that a page describes in JSON-LD."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue  # Broken metadata is common; the page itself still stands.
        stack = value if isinstance(value, list) else [value]
        for item in stack:
            graph = item.get("@graph") if isinstance(item, dict) else None
            for entry in graph if isinstance(graph, list) else [item]:
                if isinstance(entry, dict) and re.search(r"Article|Posting|Report", str(entry.get("@type"))):
                    yield entry


def _publisher(linked: list[dict[str, object]]) -> str | None:
    for item in linked:
        publisher = item.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip():
            return name.strip()
    return None


def _page_title(tree: lxml.html.HtmlElement, meta: dict[str, str], linked: list[dict[str, object]], site: str | None) -> str | None:
    heads = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    heads = [h for h in heads if len(h.split()) >= 2 and h.casefold() != (site or "").casefold()]
    if len(heads) == 1:
        return heads[0]
    stated = [str(item["headline"]) for item in linked if isinstance(item.get("headline"), str)]
    titles = [" ".join(t.text_content().split()) for t in tree.iter("title")][:1]
    for candidate in [*stated, meta.get("og:title"), meta.get("twitter:title"), *heads[:1], *titles]:
        if candidate and candidate.strip():
            return _without_site(candidate.strip(), site)
    return None


def _without_site(title: str, site: str | None) -> str:
    found = re.search(r"\s+(?:[|·•»]|::|[-–—])\s+([^|]{2,40})$", title)
    if not found:
        return title
    name = shape.folded(found[1])
    known = bool(site) and (name == shape.folded(site or "") or name in shape.folded(site or ""))
    return title[: found.start()] if known or "|" in found.group() or shape.is_masthead(found[1]) else title


def _shown_date(tree: lxml.html.HtmlElement) -> str | None:
    """Return the date that stands by the headline, in a ``<time>`` or a line of its own."""
    for node in tree.iter():
        if not isinstance(node.tag, str) or any(p.tag in _ASIDE for p in node.iterancestors()):
            continue
        if node.tag == "time" or node.get("itemprop") == "datePublished":
            value = node.get("datetime") or node.get("content") or node.text_content()
            if found := dates.published_on(" ".join(value.split())):
                return found
        elif _DATE_CLASS.search(f"{node.get('class', '')} {node.get('id', '')}") and len(node.text_content()) < 120:
            stamp = dates.read_stamp(" ".join(node.text_content().split()))
            if stamp and stamp.published and not stamp.updated:
                return stamp.published
    return None
