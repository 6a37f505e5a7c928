"""What an HTML page's elements and their names set beside the article: boxes, lists of links."""

import re

import lxml.etree
import lxml.html

from embeddings.errors import InputError
from embeddings.reading import furniture, shape
from embeddings.reading.families import Zone

__all__ = ["outer", "parsed", "without_boxes", "without_lists"]

_LARGEST_BOX = 0.25
"""The share of a page's text beyond which an element is no box, whatever its name says."""
_BOX_ROLES = frozenset({"dialog", "complementary", "navigation", "contentinfo", "alert", "search"})
_BOX_WORDS = frozenset(
    "ad ads advert adverts advertisement advertising mpu promo promos promotion nl newsletter "
    "newsletters signup subscribe subscription paywall related recirc onward share sharing social "
    "comment comments disqus bio caption credit pullquote cookie cookies consent gdpr breadcrumb "
    "breadcrumbs sidebar widget tags corr correction corrections clarification disclaimer sources "
    "references signatory support membership appeal fundraising verdict factbox trending sponsor "
    "sponsored taboola outbrain donate "
    "donation poll quiz toolbar byline dateline legal copyright footnotes recommended".split()
)
"""Words in the class or id of an element that publishers give to what is beside the text."""
_ABOUT_THE_FRAME = frozenset({"has", "with", "no", "is", "without", "hide", "show", "js"})
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def parsed(html: str) -> lxml.html.HtmlElement:
    """Return the elements of a page; raises ``InputError`` if it holds none."""
    try:
        return lxml.html.document_fromstring(
            html.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (lxml.etree.ParserError, ValueError) as error:
        raise InputError("the HTML holds no elements; save the page again") from error


def outer(node: lxml.html.HtmlElement) -> str:
    """Return the HTML of one element."""
    return str(lxml.html.tostring(node, encoding="unicode", with_tail=False))


def without_lists(html: str) -> str:
    """Leave out lists of other stories, which extractors keep without the words above them."""
    if "<li" not in html.lower():
        return html
    tree = parsed(html)
    aside = [node for node in tree.iter("ul", "ol") if _lists_stories(node)]
    for node in aside:
        above = node.getprevious()
        if above is not None and not (above.tail or "").strip():
            above.drop_tree()
        node.drop_tree()
    return outer(tree) if aside else html


def without_boxes(html: str) -> str:
    """Leave out what the page's own names call a box: promotions, notes, captions, sources.

    A box holds a small part of the page's text; what holds more is the page's frame, whatever
    it is called.
    """
    tree = parsed(html)
    total = _weight(tree)
    named = [node for node in tree.iter() if isinstance(node.tag, str) and _is_box(node)]
    aside = [
        node
        for node in named
        if _weight(node) <= _LARGEST_BOX * total and next(node.iter("h1", "article"), None) is None
    ]
    for node in aside:
        if node.getparent() is not None:
            node.drop_tree()
    return outer(tree) if aside else html


def _weight(node: lxml.html.HtmlElement) -> int:
    return len("".join(node.itertext("p", "li", "div", "span", "blockquote", "td")))


def _is_box(node: lxml.html.HtmlElement) -> bool:
    if node.tag in ("html", "body", "main", "article", "h1", "a", "em", "strong", "b", "i"):
        return False
    if node.tag == "dialog" or (node.get("role") or "") in _BOX_ROLES:
        return True
    names = f"{node.get('class') or ''} {node.get('id') or ''}".split()
    return any(
        _BOX_WORDS & set(parts)
        for name in names
        if (parts := [part.lower() for part in _NAME_PARTS.findall(name)])
        and parts[0] not in _ABOUT_THE_FRAME
    )


def _lists_stories(node: lxml.html.HtmlElement) -> bool:
    """Tell a list of headlines below a line such as "Most read"."""
    above, parent = node.getprevious(), node.getparent()
    stated = above.tail or above.text_content() if above is not None else parent.text
    found = furniture.mark(words) if (words := " ".join((stated or "").split())) else None
    if found is None or found.zone is not Zone.RELATED:
        return False
    return not any(shape.ends_sentence(item.text_content().strip()) for item in node.iter("li"))
