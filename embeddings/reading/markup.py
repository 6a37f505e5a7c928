"""An HTML page to its articles. What the extractor leaves out is not kept, only what it finds.

The ``source`` of such a document is the extracted text: one block a line, an empty line between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import lxml.etree
import lxml.html

from embeddings.errors import InputError
from embeddings.reading import boxes, dates, metadata, pages, shape
from embeddings.reading.facts import Facts
from embeddings.reading.segment import Chunk
from embeddings.records import BlockKind, Document

__all__ = ["read_fragment", "read_html"]

_BREAKS = re.compile(r"(?:<br\b[^>]*>\s*){2,}", re.IGNORECASE)
_BLOCKS = frozenset({"p", "list", "head", "quote"})
_LEAST_CELL = 15
"""Words in one block that make a table's cell a part of the text."""
_SIGNS = "•·▪■ "
_SET_APART = ("p", "li", "h1", "h2", "h3", "blockquote", "pre")
_FRAMES = ("table", "tr", "td", "th", "tbody", "div", "ul", "ol", "center", "section", "hr")
_BOLD_RANK, _LEAST_BOLD = 3, 4
"""The rank of a heading that is only bold, and how many words it has at least."""
_CELLS = frozenset({"td", "th"})
_HEADING = re.compile(r"h([1-6])")


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    level: int = 0
    bullet: bool = False
    kind: BlockKind | None = None
    tagged: bool = True


def read_html(html: str, *, path: str | None = None) -> tuple[Document, ...]:
    """Read the articles of an HTML page; raises ``InputError`` if there is no article text."""
    tree = boxes.parsed(html)
    facts = replace(metadata.page_facts(tree), path=path)
    separate = metadata.separate_articles(tree)
    if separate:
        found = [read_fragment(boxes.outer(n), metadata.facts_within(n, facts)) for n in separate]
        documents = tuple(document for document in found if document is not None)
    elif not (documents := _read_issue(html, facts)):
        whole = read_fragment(html, facts)
        documents = () if whole is None else (whole,)
    if not documents:
        words = " ".join(" ".join(tree.itertext("p", "div", "span", "a", "li")).split())[:60]
        raise InputError(f'no article text found: the page says only "{words}"')
    return documents


def _read_issue(html: str, facts: Facts) -> tuple[Document, ...]:
    """Read the items of a newsletter; empty for any other page.

    Extractors take a mail's tables apart, so its elements are read as they stand.
    """
    apart = _wrapped(boxes.without_boxes(_BREAKS.sub("</p><p>", html)))
    chunks, source = _laid_out(list(_plain(apart, "")))
    return pages.read_issue(source, chunks, replace(facts, title=None))


def read_fragment(html: str, facts: Facts) -> Document | None:
    """Read one article from HTML; ``None`` if it has no text."""
    import trafilatura  # noqa: PLC0415 - slow to import, and plain text does not need it

    marked = boxes.without_boxes(boxes.without_lists(_BREAKS.sub("</p><p>", html)))
    xml = trafilatura.extract(
        marked
        if "<body" in marked.lower()
        else f"<html><body><article>{marked}</article></body></html>",
        output_format="xml",
        include_comments=False,
        include_tables=True,
        include_formatting=True,
    )
    parts = list(_parts(lxml.etree.fromstring(xml.encode()).find("main"))) if xml else []
    if not parts or _merged(parts, marked):
        parts = list(_plain(marked, " ".join(part.text for part in parts))) or parts
    parts = _with_lists(parts, marked)
    chunks, source = _laid_out(parts)
    document = pages.read_single(source, facts, chunks=chunks)
    if document is None and xml:
        chunks, source = _laid_out(list(_plain(marked, "")))
        document = pages.read_single(source, facts, chunks=chunks)
    return document


def _with_lists(parts: list[_Part], html: str) -> list[_Part]:
    """Put back the lists that a paragraph leads to, which the extractor leaves out or levels."""
    lists: dict[str, list[str]] = {}
    for node in boxes.parsed(html).iter("ul", "ol"):
        above = node.getprevious()
        lead = " ".join((above.text_content() if above is not None else "").split())
        if lead.endswith(":") and shape.is_prose(lead):
            items = [" ".join(item.text_content().split()) for item in node.iter("li")]
            lists[lead] = [item for item in items if item]
    result: list[_Part] = []
    due: list[str] = []  # Items that the extractor kept, perhaps as paragraphs.
    for at, part in enumerate(parts):
        text = " ".join(part.text.split())
        if due and text == due[0]:
            result.append(replace(part, bullet=True, tagged=False))
            due = due[1:]
            continue
        result.append(part)
        due = lists.get(text, [])
        below = " ".join(parts[at + 1].text.split()) if at + 1 < len(parts) else ""
        if due and below != due[0]:
            result += [_Part(item, bullet=True, tagged=False) for item in due]
            due = []
    return result


# --- text -------------------------------------------------------------------------------------


def _laid_out(parts: list[_Part]) -> tuple[list[Chunk], str]:
    chunks, pieces, at = [], [], 0
    for part in parts:
        clean = " ".join(part.text.split())
        chunks.append(
            Chunk(
                at, at + len(part.text), clean, 1, part.bullet, part.level, part.kind, part.tagged
            )
        )
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
                yield _Part(
                    text, int(level[1]) if level else 2, kind=BlockKind.SUBHEADING, tagged=False
                )
        elif child.tag == "cell" and any(inner.tag in _BLOCKS for inner in child):
            yield from _cell(child)  # A table that lays out the page holds whole paragraphs.
        elif child.tag == "cell":
            text = _words(child)
            if text:
                yield _Part(
                    text,
                    kind=None
                    if shape.is_prose(text) and len(text.split()) > 20
                    else BlockKind.FURNITURE,
                )
        elif child.tag in ("list", "quote", "table", "row", "div", "code", "body", "main"):
            if child.text and child.text.strip():
                yield _Part(" ".join(child.text.split()))
            yield from _parts(child)
        elif _words(child):
            yield _Part(_words(child), tagged=False)
        if child.tail and child.tail.strip():
            yield _Part(" ".join(child.tail.split()))


def _cell(node: lxml.etree._Element) -> Iterator[_Part]:
    """Yield the blocks of a table's cell; one without any longer text is a menu or a box."""
    parts = list(_parts(node))
    if node.text and (text := " ".join(node.text.split())):
        parts.insert(0, _Part(text, tagged=shape.is_prose(text)))
    if any(len(part.text.split()) >= _LEAST_CELL for part in parts):
        yield from parts
    else:
        yield from (replace(part, kind=BlockKind.FURNITURE) for part in parts)


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
    bold = (
        len(node) > 0
        and all(c.tag in ("hi", "lb") for c in node)
        and not (node.text or "").strip()
        and not any((c.tail or "").strip() for c in node)
    )
    tagged = not (bold and not shape.ends_sentence(lines[-1]))
    if len(lines) > 1 and any(_states_facts(line) for line in lines):
        for place, line in enumerate(lines):
            headline = place == 0 and shape.is_headline(line) and not _states_facts(line)
            yield _Part(line, 1 if headline else 0, tagged=shape.is_prose(line))
    elif len(lines) > 1 and all(shape.is_prose(line) for line in lines):
        for line in lines:
            yield _Part(line, bullet=node.tag == "item", tagged=tagged)
    elif lines[0][0] in _SIGNS and len(lines) == 1:
        yield _Part(lines[0].lstrip(_SIGNS) or lines[0], bullet=True, tagged=False)
    else:
        yield _Part("\n".join(lines), bullet=node.tag == "item", tagged=tagged)


def _states_facts(line: str) -> bool:
    """Tell a byline or a date, which old pages part from the headline only by a line break."""
    stamp = dates.read_stamp(line) if len(line) < 100 else None
    return shape.is_byline(line) or (stamp is not None and not stamp.rest)


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


def _merged(parts: list[_Part], html: str) -> bool:
    """Tell whether the extractor ran blocks together, as it does with very short articles."""
    blocks = {part.text for part in _plain(html, "") if len(part.text.split()) >= 3}
    return any(
        sum(block in (flat := " ".join(part.text.split())) and block != flat for block in blocks)
        >= 2
        for part in parts
    )


def _wrapped(html: str) -> str:
    """Give the loose text in a cell, beside the paragraphs there, a paragraph of its own."""
    tree = boxes.parsed(html)
    for cell in list(tree.iter("td", "th", "div")):
        if not any(child.tag in (*_SET_APART, *_FRAMES) for child in cell):
            continue
        loose = lxml.html.Element("p")
        loose.text, cell.text = cell.text, None
        cell.insert(0, loose)
        for child in list(cell)[1:]:
            if child.tag in (*_SET_APART, *_FRAMES):
                loose = lxml.html.Element("p")
                loose.text, child.tail = child.tail, None
                child.addnext(loose)
            else:
                loose.append(child)
    return boxes.outer(tree)


def _is_bold_heading(node: lxml.html.HtmlElement, text: str) -> bool:
    """Tell a heading that mails set in bold type instead of marking it."""
    bold = " ".join(" ".join(b.text_content().split()) for b in node.xpath("./b | ./strong"))
    whole = bool(text) and bold == text and node.tag in ("p", *_CELLS)
    return whole and len(text.split()) >= _LEAST_BOLD and not shape.ends_sentence(text)


def _plain(html: str, within: str) -> Iterator[_Part]:
    """Yield a page's blocks as its elements set them, those of a given text if there is one."""
    beside = (*metadata.ASIDE, "header", "form", "figure")
    for node in boxes.parsed(html).iter(*_SET_APART, *_CELLS):
        if any(parent.tag in beside for parent in node.iterancestors()) or node.xpath(".//p"):
            continue
        if node.tag in _CELLS and next(node.iter(*_SET_APART, *(_CELLS - {node.tag})), None):
            continue
        text = " ".join(node.text_content().split())
        found = _HEADING.fullmatch(str(node.tag))
        level = int(found[1]) if found else _BOLD_RANK if _is_bold_heading(node, text) else 0
        kind = BlockKind.SUBHEADING if level else None
        if text and (not within or text in within):
            yield _Part(text, level, node.tag == "li", kind, not level)
