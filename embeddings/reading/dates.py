"""Dates as pages and fields state them, to ISO 8601. What is not stated is never made up.

A date counts only with day, month and four-digit year; ``03/04/2025`` could be either of two
days and so is none. Days that have not come yet anywhere on earth are refused.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

__all__ = ["Stamp", "moment_of", "published_on", "read_stamp", "resolve"]

_EARLIEST = 1700
_DAY_LENGTH = len("2025-06-11")
_WORD = r"[^\W\d_]{3,12}"
_DAY = r"\d{1,2}"
_YEAR = r"(?:1[789]|20)\d\d"
_ISO = re.compile(
    rf"(?<![\d-]){_YEAR}-\d\d-\d\d"
    r"(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?)?"
    r"(?![\d-])"
)
_NUMERIC = re.compile(
    rf"(?<![\d./-])(?:(?P<y>{_YEAR})[/.](?P<m>{_DAY})[/.](?P<d>{_DAY})"
    rf"|(?P<a>{_DAY})(?P<sep>[/-]|\. ?)(?P<b>{_DAY})(?P=sep)(?P<z>{_YEAR})"
    rf"|(?P<c>{_YEAR})(?:0\d|1[012])[0-3]\d)(?!\d)"
)
_SPELT = re.compile(
    rf"\b{_DAY}(?:st|nd|rd|th|er|[.º])?\s+(?:of\s+|de\s+)?{_WORD}\.?,?\s+(?:de\s+)?{_YEAR}\b"
    rf"|\b{_WORD}\.?\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}\b"
    rf"|{_YEAR}年\s?{_DAY}月\s?{_DAY}日"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEARLESS = re.compile(
    rf"\b{_DAY}(?:st|nd|rd|th)?\s+{_MONTH}(?!\w)|\b{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?(?!\d)"
    rf"|\b{_MONTH}\s+{_YEAR}\b|(?<![\d/]){_DAY}/{_DAY}(?:/\d\d)?(?![\d/])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?:about |over |almost )?"
    r"(?P<n>an?|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\s?"
    r"(?P<unit>s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:(?:ee)?ks?)?"
    r"|mo(?:nth)?s?|y(?:(?:ea)?rs?)?)\.?\s+ago\b"
    r"|(?:^|(?<=published )|(?<=posted )|(?<=updated ))(?P<word>just now|yesterday|today)\b"
    r"(?=[\s,|·•]*(?:at\b|\d|$))",
    re.IGNORECASE,
)
_BARE_AGO = re.compile(r"(?:^|(?<=[·•|] ))\d{1,2}\s?(?:m|mins?|h|hrs?|d|w)(?=$| [·•|])")
"""Aggregators write "The Bell · 5h"."""
_CLOCK = re.compile(
    r"(?<![\d.,:])(?:\d{1,2}[:.h]\d\d(?:[:.]\d\d)?|\d{1,2}(?=\s?[ap]\.?m\b))\s?(?:[ap]\.?m\b\.?)?"
    r"(?:\s?\(?(?:GMT|UTC|BST|CES?T|EES?T|[AECMP][SD]?T|A[EWC][SD]T|IST|MSK|JST|SGT|HKT|NZS?T"
    r"|local time)"
    r"(?:\s?[+-]\d{1,2}(?::?\d\d)?)?\)?)?(?![\d%])",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\b(?!\s?[ap]\.?m|:?\d)", re.IGNORECASE
)
_UPDATED = re.compile(r"\b(?:last )?(?:updated?|modified|edited|revised)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:published|posted|issued|released)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:(?:first|originally|date)[ -])?"
    r"(?:published|posted|issued|created|filed|uploaded|released"
    r"|publication date|date|dated|time)\b|\b(?:last )?(?:updated?|modified|edited|revised)\b"
    r"|\b\d{1,2}[ -]min(?:ute)?s?(?: read)?\b|\b(?:reading time|read time)\b"
    r"|\b(?:on|at|and|as of|local time)\b|\b(?:noon|midnight)\b"
    # The same words on German, French, Spanish, Italian and Dutch pages.
    r"|\b(?:Uhr|Stand|um|am|aktualisiert|ver[öo]ffentlicht|zuletzt|publi[ée]e?|mis [àa] jour"
    r"|modifi[ée]e?|le|à|publicado|actualizado|el|a las|pubblicato|aggiornato|il|alle|ore"
    r"|gepubliceerd|bijgewerkt|om)\b",
    re.IGNORECASE,
)
_SPACER = re.compile(r"[\s|•·,;:()\[\]/–—\-.>»*]+")
_ONE_TO_TEN = "zero one two three four five six seven eight nine ten".split()
_DAYS = {"d": 1, "w": 7}
_HOURS = {"s": 0, "m": 0, "h": 1}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a line says about time. ``rest`` is the line without it, empty for a lone stamp.

    ``published`` is an ISO date; ``updated`` tells that it is labelled as the last change;
    ``labelled`` that the line calls it a publication; ``relative`` is a phrase such as
    "3 hours ago"; ``dated`` is false for a lone time of day.
    """

    rest: str
    published: str | None
    relative: str | None
    labelled: bool
    updated: bool
    dated: bool


def published_on(value: object, *, today: date | None = None) -> str | None:
    """Read a date from a field or an attribute; ``None`` unless it states a whole, past day."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if found := _ISO.match(text):
        return _iso(found.group(), today)
    return _first_date(text, today)[0] if len(text) <= 60 else None


def read_stamp(text: str, *, today: date | None = None) -> Stamp | None:
    """Take the time statements out of a short line; ``None`` if it makes none."""
    text = _BARE_AGO.sub(r"\g<0> ago", text)
    label = _PUBLISHED.search(text)
    published, rest = _first_date(text, today)
    dated = rest != text
    if label and (after := _first_date(text[label.start() :], today)[0]):
        published = after
    relative = _RELATIVE.search(rest)
    rest = _RELATIVE.sub(" ", rest)
    bare = _WEEKDAY.sub(" ", _CLOCK.sub(" ", _YEARLESS.sub(" ", _without_dates(rest))))
    if bare == text:
        return None
    labels = " ".join(_LABEL.findall(bare)).lower()
    first_label = _LABEL.search(bare)
    return Stamp(
        rest=_SPACER.sub(" ", _LABEL.sub(" ", bare)).strip(),
        published=published,
        relative=relative.group() if relative else None,
        labelled="publish" in labels
        or "posted" in labels
        or "date" in labels.replace("updated", ""),
        updated=bool(first_label and _UPDATED.search(first_label.group()) and not label),
        dated=dated or relative is not None or bool(_YEARLESS.search(rest)),
    )


def resolve(relative: str, known: str) -> str | None:
    """Return the day that a phrase such as "2 days ago" means, seen from a known date.

    A known date without a time stands for the end of its day. Months and years are too coarse
    to name a day.
    """
    found = _RELATIVE.search(relative)
    if not found:
        return None
    moment = datetime.fromisoformat(known if len(known) > 10 else f"{known}T23:59:59")
    if word := found["word"]:
        return (moment - timedelta(days=word.lower() == "yesterday")).date().isoformat()
    count = _count(found["n"].lower())
    unit = found["unit"].lower()
    if unit.startswith(("mo", "y")):
        return None
    hours, days = _HOURS.get(unit[0], 0) * count, _DAYS.get(unit[0], 0) * count
    return (moment - timedelta(hours=hours, days=days)).date().isoformat()


def moment_of(text: str, *, today: date | None = None) -> str | None:
    """Return the day that a line states, with its time of day if it has one on a 24-hour clock."""
    day, rest = _first_date(text, today)
    if day is None or len(day) > _DAY_LENGTH:
        return day
    clock = _TIME.search(rest)
    return f"{day}T{int(clock['hour']):02}:{clock['minute']}:00" if clock else day


def _count(word: str) -> int:
    if word in ("a", "an"):
        return 1
    return int(word) if word.isdigit() else _ONE_TO_TEN.index(word)


def _first_date(text: str, today: date | None) -> tuple[str | None, str]:
    """Return the first whole date of a text and the text without that date."""
    for pattern, read in ((_ISO, _iso), (_SPELT, _spelt), (_NUMERIC, _numeric)):
        for found in pattern.finditer(text):
            if found.group().isdigit() and found.group() != text.strip():
                continue  # Eight digits within a line are rather a number than a day.
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            if value := read(found.group(), today):
                return value, rest
            if pattern is _NUMERIC or pattern is _ISO:
                return None, rest
    return None, text


def _without_dates(text: str) -> str:
    """Drop further whole dates, as in "Published 3 July 2025, updated 4 July 2025"."""
    return _NUMERIC.sub(
        " ",
        re.sub(
            rf"(?i)\b{_DAY}\s+{_MONTH},?\s+{_YEAR}|{_MONTH}\s+{_DAY},?\s+{_YEAR}",
            " ",
            _SPELT.sub(" ", _ISO.sub(" ", text)),
        ),
    )


def _iso(text: str, today: date | None) -> str | None:
    squeezed = re.sub(r"\s?(?:UTC|Z)$", "+00:00", text.strip()).replace(",", ".")
    squeezed = re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", squeezed)
    try:
        moment = datetime.fromisoformat(squeezed)
    except ValueError:
        return None
    if len(squeezed) == 10:
        return _plausible(moment.date(), today)
    return moment.isoformat() if _plausible(moment.date(), today) else None


def _spelt(text: str, today: date | None) -> str | None:
    import dateparser  # noqa: PLC0415 - it loads its language data on import, and few pages need it.

    if "年" in text:
        year, month, day = map(int, re.findall(r"\d+", text))
        return _day(year, month, day, today)
    moment = dateparser.parse(
        text,
        languages=["en", "de", "fr", "es", "it", "pt", "nl", "ru", "uk", "pl", "tr"],
        settings={"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]},
    )
    return _plausible(moment.date(), today) if moment else None


def _numeric(text: str, today: date | None) -> str | None:
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) == 1:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]), today)
    if numbers[0] > 31:
        return _day(numbers[0], numbers[1], numbers[2], today)
    first, second, year = numbers
    if first > 12 or first == second or "." in text:  # Points part a day from its month.
        return _day(year, second, first, today)
    return _day(year, first, second, today) if second > 12 else None


def _day(year: int, month: int, day: int, today: date | None) -> str | None:
    try:
        return _plausible(date(year, month, day), today)
    except ValueError:
        return None


def _plausible(day: date, today: date | None) -> str | None:
    # Somewhere on earth it may already be tomorrow.
    latest = today or datetime.now(UTC).astimezone(timezone(timedelta(hours=14))).date()
    return day.isoformat() if day.year >= _EARLIEST and day <= latest else None
