"""What an HTML page says of itself: headline, outlet, date, language, address; its articles."""

import json
import re
from collections.abc import Iterator

import lxml.html

from embeddings import text as texts
from embeddings.reading import dates, furniture, shape
from embeddings.reading.facts import Facts

__all__ = ["ASIDE", "facts_within", "page_facts", "separate_articles"]

_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
_LEAST_POSTS = 3
_LEAST_ARTICLE = 40
"""Words of prose in an ``<article>`` element that make it an article and not a teaser card."""
_LIVE = re.compile(r"live-?blog|live-?updates|as it happened|\blive\s?:", re.IGNORECASE)
_DATE_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "parsely-pub-date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.created",
    "dcterms.issued",
    "sailthru.date",
    "article.published",
    "published-date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
)
_DATE_CLASS = re.compile(r"date|time|publish|stamp|byline|posted", re.IGNORECASE)
_SITE = re.compile(r"\s+(?:[|·•»]|::|[-–—])\s+([^|]{2,40})$")
_SHELF = re.compile(r"\barchives?\b.{0,3}(?:$|[:|-])|\bpage [A-Z]?-?\d+\b", re.IGNORECASE)
"""How an archive titles a page: by its own name, or by the page of the paper."""
_SECTIONS = re.compile(r"\s+(?:[|·•»>:]|::|[-–—])\s+")
ASIDE = frozenset({"aside", "nav", "footer"})


_BESIDE = re.compile(r"comment|related|recommend|sidebar|teaser|promo|most-?read", re.IGNORECASE)
_WHOLE = frozenset({"html", "body", "main", "article"})
"""A page laid out "without sidebars" is not beside itself."""
_HEADLINES = ("h1", "h2", "h3")
_LEAST_HEADLINE = 4
"""Words."""
_LONGEST_DATE = 60
"""Characters."""
_PROSE_ABOVE_DATE = 2
"""Paragraphs below the headline after which a date is no longer the article's."""


def separate_articles(tree: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """Return the ``<article>`` elements of a page that holds several whole articles, else none."""
    if _LIVE.search(
        " ".join(
            tree.xpath(
                "//body/@class | //main/@class | //title/text() | //article/@class | //body/@id"
                " | //@itemtype | //script[@type='application/ld+json']/text()"
            )
        )
    ):
        return []
    nodes = [
        n
        for n in tree.iter("article")
        if not any(p.tag in ("article", *ASIDE) for p in n.iterancestors())
    ]
    if sum(_is_timed_post(n) for n in nodes) >= _LEAST_POSTS or _are_posts(tree, nodes):
        return []
    whole = [n for n in nodes if _heading(n) and _prose_words(n) >= _LEAST_ARTICLE]
    total = sum(_prose_words(n) for n in whole)
    if len(whole) < 2 or max(_prose_words(n) for n in whole) > 0.85 * total:
        return []
    return whole


def _are_posts(tree: lxml.html.HtmlElement, nodes: list[lxml.html.HtmlElement]) -> bool:
    """Tell a live blog's posts: one headline over them all, and each has its time of one day."""
    inside = {id(h) for n in nodes for h in n.iter("h1")}
    if all(id(h) in inside for h in tree.iter("h1")):
        return False
    stated = [" ".join(t.text_content().split()) for n in nodes for t in list(n.iter("time"))[:1]]
    timed = [text for text in stated if _CLOCK.search(text)]
    stamps = [dates.read_stamp(text) for text in timed]
    days = {stamp.published for stamp in stamps if stamp is not None}
    return len(timed) >= _LEAST_POSTS and len(timed) == len(nodes) and len(days) == 1


def _is_timed_post(node: lxml.html.HtmlElement) -> bool:
    """Tell a live blog's post by its time of day without a day."""
    stated = next((" ".join(t.text_content().split()) for t in node.iter("time")), "")
    stamp = dates.read_stamp(stated) if stated else None
    return stamp is not None and not stamp.dated and not stamp.relative


def _prose_words(node: lxml.html.HtmlElement) -> int:
    return sum(len(p.text_content().split()) for p in node.iter("p"))


def _heading(node: lxml.html.HtmlElement) -> str | None:
    for tag in _HEADLINES:
        for found in node.iter(tag):
            if len(text := " ".join(found.text_content().split())) > 3:
                return text
    return None


def facts_within(node: lxml.html.HtmlElement, page: Facts) -> Facts:
    """Return one article's own headline and date, and of the page's facts what holds for all."""
    return Facts(
        title=_heading(node),
        outlet=page.outlet,
        published=_shown_date(node),
        language=page.language,
        path=page.path,
    )


def page_facts(tree: lxml.html.HtmlElement) -> Facts:
    """Return what a page's metadata state; what they leave out may stand by the headline."""
    meta = _meta(tree)
    linked = list(_linked(tree))
    site = (
        meta.get("og:site_name")
        or _publisher(linked)
        or meta.get("application-name")
        or _site_behind(tree)
    )
    published = next((d for name in _DATE_META if (d := dates.published_on(meta.get(name)))), None)
    published = published or next(
        (d for item in linked if (d := dates.published_on(item.get("datePublished")))), None
    )
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    language = tree.get("lang") or meta.get("content-language") or meta.get("og:locale")
    return Facts(
        title=_page_title(tree, meta, linked, site),
        outlet=site or None,
        published=published or _shown_date(tree),
        language=language.split(",")[0].strip()[:12] if language else None,
        url=next(
            (str(u) for u in [*canonical, meta.get("og:url")] if u and str(u).startswith("http")),
            None,
        ),
    )


def _meta(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = (
            node.get("property")
            or node.get("name")
            or node.get("itemprop")
            or node.get("http-equiv")
        )
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
                if isinstance(entry, dict) and re.search(
                    r"Article|Posting|Report", str(entry.get("@type"))
                ):
                    yield entry


def _publisher(linked: list[dict[str, object]]) -> str | None:
    for item in linked:
        publisher = item.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip():
            return texts.storable(name.strip())
    return None


def _page_title(
    tree: lxml.html.HtmlElement,
    meta: dict[str, str],
    linked: list[dict[str, object]],
    site: str | None,
) -> str | None:
    heads = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    heads = [h for h in heads if len(h.split()) >= 2 and h.casefold() != (site or "").casefold()]
    if len(heads) == 1:
        return heads[0]
    stated = [str(item["headline"]) for item in linked if isinstance(item.get("headline"), str)]
    titles = [" ".join(t.text_content().split()) for t in tree.iter("title")][:1]
    shown = [_without_site(title, site) for title in titles if _may_be_headline(title)]
    below = {" ".join(h.text_content().split()) for h in tree.iter("h2", "h3")}
    for candidate in [
        *([title for title in shown if title in below] if not heads else []),
        *stated,
        meta.get("og:title"),
        meta.get("twitter:title"),
        *heads[:1],
        *[title for title in titles if _may_be_headline(title)],
    ]:
        if candidate and candidate.strip():
            return _without_site(texts.storable(candidate.strip()), site)
    lone = [" ".join(h.text_content().split()) for h in tree.iter("h2")]
    lone = [head for head in lone if len(head.split()) >= _LEAST_HEADLINE]
    return texts.storable(lone[0]) if len(lone) == 1 else None


def _may_be_headline(title: str) -> bool:
    """Tell a headline from "Town Online : Local News", which old sites give every page."""
    if _SHELF.search(title):
        return False
    parts = [part for part in _SECTIONS.split(title) if part.strip()]
    site = " : " in title or any(furniture.is_menu_word(part) for part in parts)
    return len(parts) < 2 or not site or any(len(part.split()) >= 4 for part in parts)


def _site_behind(tree: lxml.html.HtmlElement) -> str | None:
    """Return "Name" where the page is titled "Headline - Name" and shows that headline.

    A page titled "Name : Section" names only the site.
    """
    heads = {" ".join(h.text_content().split()) for h in tree.iter("h1", "h2")}
    for title in tree.iter("title"):
        stated = " ".join(title.text_content().split())
        if stated and _SHELF.search(stated):
            return _SHELF.split(stated)[0].split(",")[0].strip() or None
        if stated and not _may_be_headline(stated):
            parts = [part.strip() for part in _SECTIONS.split(stated) if part.strip()]
            return next((part for part in parts if not furniture.is_menu_word(part)), None)
        found = _SITE.search(" ".join(title.text_content().split()))
        shown = found.string[: found.start()] if found else ""
        if found and any(shown == head or shown.startswith(f"{head} |") for head in heads):
            return found[1].strip()
    return None


def _without_site(title: str, site: str | None) -> str:
    found = _SITE.search(title)
    if not found:
        return title
    name = shape.folded(found[1])
    known = bool(site) and (name == shape.folded(site or "") or name in shape.folded(site or ""))
    return (
        title[: found.start()]
        if known or "|" in found.group() or shape.is_masthead(found[1])
        else title
    )


def _shown_date(tree: lxml.html.HtmlElement) -> str | None:
    """Return the date by the headline, in a ``<time>`` or in an element that is named so.

    Dates further down belong to comments and to other stories.
    """
    headed, prose, above = False, 0, None
    # The box that asks for consent may have a heading and paragraphs before all else.
    headings = _HEADLINES[:1] if next(tree.iter("h1"), None) is not None else _HEADLINES
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag == "h1" and not headed:
            above = _lone_date(node.getprevious()) if node.getprevious() is not None else None
        headed = headed or node.tag in headings
        prose += headed and node.tag == "p" and len(node.text_content().split()) >= 10
        if prose > _PROSE_ABOVE_DATE:
            return above
        around = [node, *node.iterancestors()]
        within = headed or any(parent.tag in ("article", "main") for parent in around)
        if not within or any(_beside(parent) for parent in around):
            continue
        if day := _stated(node) or (_lone_date(node) if headed and not prose else None):
            return day
    return above


def _lone_date(node: lxml.html.HtmlElement) -> str | None:
    """Read a line of the header that says only when: "Published: 21:04, 21 May 2024"."""
    if len(node) or not isinstance(node.tag, str) or node.tag in ("script", "style", "option"):
        return None
    text = " ".join(node.text_content().split())
    stamp = dates.read_stamp(text) if 6 <= len(text) <= _LONGEST_DATE else None
    lone = stamp is not None and not stamp.rest and not stamp.updated
    return stamp.published if stamp is not None and lone else None


def _beside(node: lxml.html.HtmlElement) -> bool:
    """Tell an element that holds no part of the article itself."""
    if node.tag in _WHOLE:
        return False
    own = node.tag == "footer" and any(parent.tag == "article" for parent in node.iterancestors())
    return (node.tag in ASIDE and not own) or _BESIDE.search(_named(node)) is not None


def _named(node: lxml.html.HtmlElement) -> str:
    return f"{node.get('class', '')} {node.get('id', '')}"


def _stated(node: lxml.html.HtmlElement) -> str | None:
    if node.tag == "time" or node.get("itemprop") == "datePublished":
        value = node.get("datetime") or node.get("content") or node.text_content()
        return dates.published_on(" ".join(value.split()))
    if not _DATE_CLASS.search(_named(node)):
        return None
    text = " ".join(node.text_content().split())
    stamp = dates.read_stamp(text) if len(text) < 120 else None
    return stamp.published if stamp and not stamp.updated else None
