"""Articles as BibTeX and as CSL-JSON; what is not known of them is left out. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote, urlsplit

from embeddings.records import Article
from embeddings.text import clean

__all__ = ["bibtex", "csl_json", "day", "keys", "latex", "web_address"]

# Braces as words: BibTeX counts them even where they are escaped.
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}",
}
# What an address may hold (RFC 3986); all else is written as %XX.
_ADDRESS = "%:/?#[]@!$&'()*+,;=-._~"


def bibtex(articles: Sequence[Article]) -> str:
    """Return one entry per article: ``@online`` where it has an address, else ``@misc``."""
    named = keys(articles)
    return "\n".join(_entry(article, named[article.id]) for article in articles)


def _entry(article: Article, key: str) -> str:
    address, published = web_address(article.url), day(article.published)
    fields = {
        # Braced twice: else styles put headlines into small letters, and take an outlet with an
        # "and" in its name for two.
        "title": f"{{{latex(article.title)}}}" if clean(article.title) else None,
        "organization": f"{{{latex(article.outlet)}}}" if article.outlet else None,
        "date": published.isoformat() if published else None,
        "url": address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{'online' if address else 'misc'}{{{key},", *lines, "}", ""])


def latex(text: str) -> str:
    """Return text as LaTeX prints it as it stands, on one line; its braces are balanced."""
    return "".join(_LATEX.get(char, char) for char in clean(text))


def csl_json(articles: Sequence[Article]) -> list[dict[str, object]]:
    """Return one ``article-newspaper`` per article, under the keys of the BibTeX entries."""
    named = keys(articles)
    return [_item(article, named[article.id]) for article in articles]


def _item(article: Article, key: str) -> dict[str, object]:
    published = day(article.published)
    fields: dict[str, object] = {
        "id": key, "type": "article-newspaper", "title": clean(article.title),
        "container-title": clean(article.outlet or ""),
        "issued": published and {"date-parts": [[published.year, published.month, published.day]]},
        "URL": web_address(article.url), "language": article.language,
    }
    return {name: value for name, value in fields.items() if value}


def keys(articles: Sequence[Article]) -> dict[str, str]:
    """Return a citation key for each article id: outlet, year and id, of ``[a-z0-9-]`` only."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for article in articles:
        published = day(article.published)
        parts = (article.outlet or "", str(published.year) if published else "", article.id)
        stem = key = "-".join(filter(None, map(_slug, parts))) or "article"
        number = 1
        while key in taken:
            number += 1
            key = f"{stem}-{number}"
        taken.add(key)
        made[article.id] = key
    return made


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def day(published: str | None) -> date | None:
    """Return the day of an ISO 8601 date or date and time, if it is one."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def web_address(url: str | None) -> str | None:
    """Return an http or https address with everything unusual as ``%XX``; ``None`` of others."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote(parts.geturl(), safe=_ADDRESS)
