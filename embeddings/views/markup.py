"""Text as it may be shown: escaped, marked, dated and counted. Pure functions."""

import re
from collections.abc import Iterable
from datetime import date
from html import escape

from embeddings.records import Span

__all__ = [
    "day",
    "days",
    "esc",
    "file_name",
    "in_quotes",
    "is_link",
    "language",
    "marked",
    "matches",
    "number",
    "outlet",
    "percent",
    "plain",
    "shorten",
]

_JOINER = "\u2060"  # invisible; keeps two characters from being read as one construct
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit rewrites these after Markdown is parsed, so that a backslash does not help:
# emoji and icon shortcodes, directives, bare links and addresses, arrows, dashes, comparisons.
_REWRITTEN = re.compile(
    r"(?<=:)(?=\S)|(?<=\S)(?=:)|(?<=@)|(?=@)|(?<=www)(?=\.)|(?<=[-<>~])(?=[-<>=])"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WORD = re.compile(r"\w+")
_PLAIN = frozenset(
    "about after also and are but for from had has have her his into its not of off on "
    "our out over she than that the their them they this was were what when which who "
    "will with you your".split()
)
_QUOTES = {"“": "”", '"': '"', "«": "»", "„": "“", "‘": "’", "'": "'"}
_EXACT_BELOW = 4  # shorter query words match whole words only, longer ones also beginnings


def esc(text: str) -> str:
    """Return text so that Streamlit's Markdown, in a label or a body, shows it as it is.

    What Streamlit would rewrite after parsing is kept apart by invisible word joiners, so an
    escaped text is for headings and labels; articles are shown with :func:`marked`.
    """
    shown = plain(text)
    kept = _PUNCTUATION.sub(r"\\\1", _REWRITTEN.sub(_JOINER, shown))
    return f"\u2068{kept}\u2069" if _RIGHT_TO_LEFT.search(shown) else kept


def plain(text: str) -> str:
    """Return text on one line without characters that steer others, for what is no Markdown."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def marked(text: str, spans: Iterable[Span] = (), *, css: str = "") -> str:
    """Return text as HTML, character for character, with the spans inside ``<mark>``."""
    parts, at = [], 0
    for span in sorted(spans, key=lambda s: s.start):
        start, end = max(span.start, at), min(span.end, len(text))
        if start >= end:
            continue
        parts.append(escape(text[at:start]))
        parts.append(f'<mark class="{css}">{escape(text[start:end])}</mark>')
        at = end
    return "".join((*parts, escape(text[at:])))


def matches(text: str, query: str) -> tuple[Span, ...]:
    """Return where words of the query occur in the text, longer ones also as beginnings."""
    wanted = {w.casefold() for w in _WORD.findall(query)}
    wanted = {w for w in wanted - _PLAIN if len(w) > 1}
    return tuple(
        Span(found.start(), found.end())
        for found in _WORD.finditer(text)
        if any(_match(found.group().casefold(), w) for w in wanted)
    )


def _match(word: str, wanted: str) -> bool:
    return word == wanted or (len(wanted) >= _EXACT_BELOW and word.startswith(wanted))


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut between words and ended by an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def language(code: str | None) -> str:
    """Return a ``lang`` attribute with a leading space, or nothing if there is no valid code."""
    return f' lang="{code}"' if code and _LANGUAGE.fullmatch(code) else ""


def file_name(path: str) -> str:
    """Return the last part of a path written on any system."""
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def in_quotes(text: str) -> str:
    """Return text between quotation marks, using those that it brings along."""
    closing = _QUOTES.get(text[:1])
    if closing is None:
        return f"“{text}”"
    return text if closing in text[1:] else text + closing


def is_link(url: str | None) -> bool:
    """Whether an address is one that a browser may be sent to."""
    return bool(url) and str(url).startswith(("http://", "https://"))


def outlet(name: str | None) -> str:
    """Return the outlet's name, or say that there is none."""
    return name or "Outlet not stated"


def day(published: str | None) -> str:
    """Return ``4 Jul 2025`` of an ISO date or date and time; say so if it is unknown."""
    found = _date(published)
    return f"{found.day} {found:%b %Y}" if found else published or "date unknown"


def days(first: str | None, last: str | None) -> str:
    """Return ``3–6 Jul 2025`` of a first and a last ISO date, as short as it can be said."""
    start, end = _date(first), _date(last)
    if not start or not end or start == end:
        return day(first or last)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(last)}"
    if start.year == end.year:
        return f"{start.day} {start:%b} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def number(count: int, noun: str, plural: str | None = None) -> str:
    """Return ``1 article`` or ``2,000 articles``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def percent(share: float) -> str:
    """Return a share ``[0, 1]`` as ``87%``; never a certainty that was only rounded to."""
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{share:.0%}"


def _date(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
