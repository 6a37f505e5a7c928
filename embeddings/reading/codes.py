"""Field names of news databases: two-letter codes, and which names mean what."""

import re
from collections.abc import Iterable

__all__ = [
    "ABSTRACTS",
    "BYLINES",
    "COPIED",
    "DATES",
    "END",
    "LINKS",
    "OTHERS",
    "OUTLETS",
    "TITLES",
    "are_used",
    "name_of",
]

TITLES = frozenset({"title", "headline", "subject"})
OUTLETS = frozenset(
    {"source", "publication", "outlet", "publisher", "newspaper", "from"}
    | {"site", "site name", "site_name", "website", "paper"}
)
DATES = frozenset(
    {"date", "published", "publication date", "sent", "updated", "published_at", "published at"}
    | {"publish_date", "pubdate", "date_published", "datepublished", "published_on"}
)
BYLINES = frozenset({"author", "authors", "byline", "by", "writer"})
LINKS = frozenset({"url", "link", "permalink"})
ABSTRACTS = frozenset(
    {"summary", "description", "keywords", "highlight", "abstract", "teaser", "standfirst"}
)
OTHERS = frozenset(
    {"language", "section", "length", "words", "word count", "id", "body", "text", "edition"}
    | {"page", "category", "country", "type", "to", "cc", "dateline", "graphic", "copyright"}
    | {"publication-type", "publication type", "journal-code", "document-type", "series"}
    | {"layout", "slug", "tags", "categories", "license", "image", "image_caption", "comments"}
    | {"draft", "weight", "topics", "format", "status", "excerpt", "lang", "locale"}
    | {"user name", "job number", "client/matter", "search terms", "search type", "documents"}
)
# The day on which a database, a printer or a collector took a copy: never the publication.
COPIED = frozenset(
    {"load-date", "load date", "date and time", "created", "clipped", "saved", "accessed"}
    | {"retrieved", "downloaded", "date added", "printed", "date printed", "export date"}
)
END = re.compile(r"Document [A-Z]{2,}[A-Z0-9]{12,}")
"""The accession number below each article of an export."""
_CODED = {
    "HD": "headline",
    "SN": "source",
    "PD": "date",
    "BY": "byline",
    "SE": "section",
    "WC": "words",
    "SC": "id",
    "AN": "id",
    "PG": "page",
    "ED": "edition",
    "LA": "language",
    "CY": "copyright",
    "ET": "id",
    "IN": "category",
    "NS": "category",
    "RE": "country",
    "LP": "body",
    "TD": "body",
}
_CODE = re.compile(rf"(?P<code>{'|'.join(_CODED)})(?: (?P<value>\S.*))?")


def are_used(lines: Iterable[str]) -> bool:
    """Tell a page whose lines open with codes; on any other "IN" and "BY" are words."""
    found = {line[:2] for line in lines if _CODE.fullmatch(line)}
    return {"HD", "PD"} <= found


def name_of(line: str) -> tuple[str, str] | None:
    """Return the name and the value of a coded line, "HD Bridge shut"; ``None`` for any other."""
    found = _CODE.fullmatch(line)
    return (_CODED[found["code"]], found["value"] or "") if found else None
