"""Articles given as fields: JSON objects, JSONL lines and CSV rows, one article each."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping

from embeddings import text as texts
from embeddings.errors import InputError
from embeddings.reading import dates, markup, pages
from embeddings.reading.facts import Facts
from embeddings.records import Document

__all__ = ["article", "json_articles", "parse", "rows"]

_NAMES = {
    "text": "text body content articlebody articletext fulltext maintext article story "
    "contenthtml contenttext",
    "title": "title headline heading head",
    "outlet": "outlet source publisher publication sitename site newspaper newspapername media "
    "sourcename",
    "published": "published date publishedat publisheddate datepublished publicationdate pubdate "
    "publishdate datetime",
    "url": "url link permalink canonicalurl weburl",
    "id": "id publicid articleid uuid",
    "language": "language lang locale inlanguage",
}
_LISTS = ("articles", "items", "results", "documents", "docs", "data")
_TAGS = re.compile(r"</?(?:p|div|br|h[1-6]|ul|li|blockquote)\b[^>]*>", re.IGNORECASE)


def parse(text: str) -> object:
    """Parse JSON; raises ``InputError`` that says where it breaks."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) - 1
        hint = "it seems cut off" if cut or "Unterminated" in error.msg else "check the file"
        raise InputError(
            f"not valid JSON at line {error.lineno}, column {error.colno} ({error.msg}); {hint}"
        ) from error
    except RecursionError as error:
        raise InputError("the JSON is nested too deeply; a list of articles was wanted") from error


def json_articles(value: object) -> Iterator[object]:
    """Yield what may be articles from a JSON value: itself, its elements, or its ``articles``."""
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict) and not _field(value, "text"):
        inner = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
        yield from [value] if inner is None else inner
    else:
        yield value


def rows(text: str, *, field_chars: int) -> Iterator[tuple[int, dict[str, str] | InputError]]:
    """Yield each CSV row with its number (the head is row 1); a bad row comes as its error.

    Raises ``InputError`` if no column can hold the text.
    """
    csv.field_size_limit(field_chars)  # The module's default refuses long articles.
    reader = csv.reader(io.StringIO(text, newline=""), dialect=_dialect(text))
    head = next(reader, [])
    if not any(_key(name) in _NAMES["text"].split() for name in head):
        found = ", ".join(name.strip()[:30] for name in head[:8] if name.strip()) or "none"
        raise InputError(f"no text column (found: {found}); name one column text, body or content")
    number = 1
    while True:
        number += 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, InputError(f"the row cannot be read ({error})")
            continue
        if not any(value.strip() for value in values):
            continue
        if any("\x00" in value for value in values):
            yield number, InputError("the row holds NUL characters; export the table again")
            continue
        yield number, dict(zip(head, values, strict=False))


def article(value: object, *, path: str | None = None) -> Document:
    """Make an article of one object's fields; raises ``InputError`` if it has no text."""
    if not isinstance(value, dict):
        raise InputError(f"found {_kind(value)}, wanted an object with title and text")
    text = _text(_field(value, "text"))
    if not text.strip():
        found = ", ".join(str(name)[:30] for name in list(value)[:8]) or "none"
        raise InputError(f"no text (fields found: {found}); wanted a field text, body or content")
    facts = Facts(
        title=_string(_field(value, "title")),
        outlet=_string(_field(value, "outlet")),
        published=dates.published_on(_field(value, "published")),
        language=_string(_field(value, "language")),
        url=_string(_field(value, "url")),
        path=path,
        public_id=_string(_field(value, "id")),
        complete=True,
    )
    if _TAGS.search(text):
        document = markup.read_fragment(text, facts)
    else:
        document = pages.read_single(text, facts)
    if document is None:
        raise InputError("no article text found: the text holds only labels, prompts or links")
    return document


def _dialect(text: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(text[:8192].split("\n", 1)[0], delimiters=",;\t|")
    except csv.Error:
        return csv.excel


def _key(name: object) -> str:
    return re.sub(r"[\W_]", "", str(name).lower())


def _field(value: Mapping[str, object], wanted: str) -> object:
    """Return the field of a meaning under any of its usual names, the usual first."""
    keyed = {_key(name): content for name, content in value.items()}
    return next(
        (keyed[n] for n in _NAMES[wanted].split() if keyed.get(n) not in (None, "", [], {})), None
    )


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n\n".join(_text(part) for part in value)
    if isinstance(value, dict):
        return _text(value.get("text") or value.get("html") or "")
    return texts.storable(value) if isinstance(value, str) else ""


def _string(value: object) -> str | None:
    """Read a name or a number; a nested ``{"name": …}`` gives its name."""
    if isinstance(value, dict):
        return _string(value.get("name") or value.get("title"))
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    return " ".join(texts.storable(str(value)).split()) or None


def _kind(value: object) -> str:
    return {str: "a string", list: "a list", int: "a number", float: "a number"}.get(
        type(value), "nothing"
    )
